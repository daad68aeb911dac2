"""The link graph of a vault, as JSON and as a person reads it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from vaultsync.vault.index import IndexedNote, Link, VaultIndex
from vaultsync.vault.resolve import Status
from vaultsync.vault.scan import without_collecting

_MOST_LINKED = 5
_SHOWN = 20
"""Unresolved and ambiguous links that are listed; all of them with `verbose`."""


def links_json(index: VaultIndex) -> str:
    """Return the link graph as its JSON, in order of paths and places."""
    with without_collecting():
        notes = _list(_text(_note_json(note, index)) for note in index.notes)
        links = _list(_text([_link_json(link) for link in links])[1:-1] for links in index.links_by_file if links)
        backlinks = _text({path: list(linking) for path, linking in index.linked.items()})
    return f'{{"version": 1, "notes": {notes}, "links": {links}, "backlinks": {backlinks}}}'


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(items: Iterable[str]) -> str:
    """Join the texts of a list's items, which need not all be there as values at once."""
    return f"[{', '.join(items)}]"


def _note_json(note: IndexedNote, index: VaultIndex) -> dict[str, object]:
    return {
        "path": note.path,
        "id": note.id,
        "title": note.title,
        "aliases": list(note.syntax.aliases),
        "tags": list(note.syntax.tags),
        "source": index.source(note.path),
    }


def _link_json(link: Link) -> dict[str, object]:
    raw = link.raw
    return {
        "from": link.note,
        "line": raw.line,
        "raw": raw.raw,
        "kind": raw.kind,
        "property": raw.property,
        "generated": raw.generated,
        "target": link.target,
        "subpath": raw.subpath,
        "status": link.status.value,
    }


def graph_summary(index: VaultIndex, *, verbose: bool = False) -> str:
    """Return what a person wants to know of the graph at a glance; `verbose` lists every link that leads nowhere."""
    counts = Counter(link.status for link in index.links)
    inner = sum(counts.values()) - counts[Status.EXTERNAL]
    lines = [
        f"{len(index.notes)} notes, {inner} links between them: {counts[Status.RESOLVED]} resolved, "
        f"{counts[Status.UNRESOLVED]} unresolved, {counts[Status.AMBIGUOUS]} ambiguous",
        f"{counts[Status.EXTERNAL]} links to addresses outside",
    ]
    ranked = sorted(index.linked.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    if ranked:
        lines += ["most linked:", *(f"  {path} ({len(linking)})" for path, linking in ranked[:_MOST_LINKED])]
    for status in (Status.UNRESOLVED, Status.AMBIGUOUS):
        found = [link for link in index.links if link.status is status]
        shown = found if verbose else found[:_SHOWN]
        if found:
            lines.append(f"{status.value}:")
            lines += [f"  {link.note}:{link.raw.line}: {link.raw.raw}" for link in shown]
        if len(found) > len(shown):
            lines.append(f"  … and {len(found) - len(shown)} more; --verbose lists them")
    return "\n".join(lines)
