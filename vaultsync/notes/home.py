"""The map of the vault: where a reader starts."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence

from vaultsync.model import NoteId, NoteKind
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.weave import Weave

_MOST_NAMED = 5
"""Concepts named beside a source."""

_MOST_LINES = 40
"""Concepts that have a line each; more of them share one by their first letter."""


def compose_home(
    home: NoteId,
    title: str,
    sources: Sequence[SourceDraft],
    weave: Weave,
    linker: Linker,
) -> Composed:
    """Make the map of the vault: every source with what it speaks of most, and every concept, by name."""
    properties: dict[str, object] = {
        "id": home,
        "title": title,
        "aliases": [],
        "tags": [],
        "type": NoteKind.HOME.value,
    }
    maps = sorted((posixpath.basename(linker.places.final[one.id]), one.id) for one in sources if not one.deleted)
    hubs = sorted((posixpath.basename(linker.places.final[one.id]), one.id) for one in weave.concepts)
    spoken = {one.id: _spoken_of(one, weave.concepts_of, {note_id: name for name, note_id in hubs}) for one in sources}
    return Composed(
        id=home,
        kind=NoteKind.HOME,
        title=title,
        properties=properties,
        context={
            "sources": [_entry(note_id, spoken.get(note_id, ()), home, linker) for _, note_id in maps],
            "concepts": shelved([linker.text(note_id, home) for _, note_id in hubs], [name for name, _ in hubs]),
        },
        heading="home",
        listed=frozenset(note_id for _, note_id in (*maps, *hubs)),
    )


def _spoken_of(
    source: SourceDraft, concepts_of: Mapping[NoteId, Sequence[NoteId]], names: Mapping[NoteId, str]
) -> tuple[NoteId, ...]:
    """Return the concepts that most of a source's atoms speak of."""
    counts = Counter(concept for atom in source.atoms for concept in concepts_of.get(atom.id, ()))
    return tuple(sorted(counts, key=lambda one: (-counts[one], names[one]))[:_MOST_NAMED])


def _entry(source: NoteId, concepts: Sequence[NoteId], home: NoteId, linker: Linker) -> str:
    links = " · ".join(linker.text(concept, home) for concept in concepts)
    return f"{linker.text(source, home)}: {links}" if links else linker.text(source, home)


def shelved(links: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return a line for each link, or where they are many for each letter that their names start with."""
    if len(links) <= _MOST_LINES:
        return list(links)
    shelves: dict[str, list[str]] = {}
    for link, name in zip(links, names, strict=True):
        shelves.setdefault(name[:1].upper(), []).append(link)
    return [" · ".join(shelf) for _, shelf in sorted(shelves.items())]
