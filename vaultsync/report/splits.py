"""How one file is split, as people and programs are shown it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vaultsync.markup.blocks import plain
from vaultsync.markup.lines import line_of, line_starts
from vaultsync.model import Atom, Document, Span, Split

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")


def split_json(
    document: Document, parts: Split, bodies: Sequence[str], concepts: Sequence[Sequence[str]], *, explain: bool = False
) -> dict[str, object]:
    """Return a split as its JSON; spans are half-open character offsets of the decoded source."""
    starts = line_starts(document.text)

    def lines(span: Span) -> list[int]:
        return [line_of(starts, span.start), line_of(starts, max(span.start, span.end - 1))]

    told = document.metadata
    metadata = {
        "author": told.author,
        "date": told.date,
        "url": told.url,
        "language": told.language,
        "tags": list(told.tags),
        "aliases": list(told.aliases),
    }
    result: dict[str, object] = {
        "version": 1,
        "source": document.key,
        "title": parts.title,
        "metadata": {key: value for key, value in metadata.items() if value},
        "atoms": [
            {
                "title": atom.title,
                "level": atom.level,
                "up": None if atom.parent is None else parts.atoms[atom.parent].title,
                "spans": [list(span) for span in atom.spans],
                "lines": [lines(span) for span in atom.spans],
                "text": _text(document, atom, body),
                "concepts": list(terms),
            }
            for atom, body, terms in zip(parts.atoms, bodies, concepts, strict=True)
        ],
        "exclusions": [
            {"span": list(one.span), "lines": lines(one.span), "reason": one.reason, "text": one.markdown}
            for one in parts.exclusions
        ],
    }
    if explain:
        result["decisions"] = [
            {"kind": one.kind, "at": one.at, "line": line_of(starts, one.at), "reason": one.reason}
            for one in parts.decisions
        ]
    return result


def _text(document: Document, atom: Atom, body: str) -> str:
    """Return an atom's own words: of a page the text that a reader sees, else the source's characters."""
    if document.format == "html":
        shown = (_IMAGE.sub("", block.markdown) for block in atom.blocks)
        return "\n\n".join(plain(markdown) for markdown in shown if markdown.strip())
    return "".join(document.text[span.start : span.end] for span in atom.spans) or body


def outline(document: Document, parts: Split, count: Callable[[str], int], *, explain: bool = False) -> str:
    """Return what a person reads of a split: its atoms with lines and words, what was left out, and why."""
    starts = line_starts(document.text)
    rows = [f"{parts.title}"]
    for atom in parts.atoms:
        span = atom.spans[0]
        words = sum(count(document.text[one.start : one.end]) for one in atom.spans)
        rows.append(f"{'  ' * atom.level}{line_of(starts, span.start):>5}  {atom.title}  ({words} words)")
    if parts.exclusions:
        rows.append("left out:")
        rows += [
            f"  {line_of(starts, one.span.start):>5}–{line_of(starts, max(*one.span) - 1)}  {one.reason}"
            for one in parts.exclusions
        ]
    if explain:
        rows.append("why:")
        rows += [f"  {line_of(starts, one.at):>5}  {one.kind}: {one.reason}" for one in parts.decisions]
    return "\n".join(rows)
