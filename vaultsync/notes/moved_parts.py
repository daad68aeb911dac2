"""Headings and blocks that links lead to, found again in the notes where their text now stands (rule 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vaultsync.markup import frontmatter
from vaultsync.markup.blocks import plain
from vaultsync.markup.headings import find_block, find_heading, heading_key, heading_subpath, is_block_subpath
from vaultsync.markup.note_syntax import Heading, NoteSyntax
from vaultsync.markup.words import fold
from vaultsync.model import NoteId
from vaultsync.notes.likeness import ALIKE, overlaps

_MOSTLY = 0.5
"""Share of a section's words that a longer one must hold to be where it went."""


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note's text with what it says, or would say after a run."""

    text: str
    syntax: NoteSyntax


@dataclass(frozen=True, slots=True)
class Place:
    """A note in which a lost heading or block may stand now."""

    note: NoteId
    title: str
    after: NoteText
    before: NoteText | None = None
    """None where the run makes the note."""


class Part(NamedTuple):
    """A part of a note that a link can lead to."""

    note: NoteId
    subpath: str | None
    """None: the note as a whole."""


def has_part(syntax: NoteSyntax, subpath: str) -> bool:
    """Say whether a note has the heading or the block that a subpath leads to."""
    if is_block_subpath(subpath):
        return find_block(syntax.blocks, subpath) is not None
    return find_heading(syntax.headings, subpath) is not None


def find_part(old: NoteText, subpath: str, places: Sequence[Place]) -> Part | None:
    """Find where a heading or block of `old` stands now; None where it is nowhere, or never was in `old`.

    `places` are the notes that may have it, the likeliest first. A heading is known by its words, then as the title of
    a note that was made of it, then by what stood below it.
    """
    if is_block_subpath(subpath):
        return _find_block(old, subpath, places)
    heading = find_heading(old.syntax.headings, subpath)
    if heading is None:
        return None
    return _named(heading, places) or _alike(_section(old, heading), places)


def subpath_of(headings: Sequence[Heading], heading: Heading) -> str:
    """Return the shortest subpath that leads to a heading, those above it named where its words are not enough."""
    above: list[Heading] = [heading]
    for one in reversed(headings[: headings.index(heading)]):
        if find_heading(headings, subpath := heading_subpath(*(part.text for part in above))) is heading:
            return subpath
        if one.level < above[0].level:
            above.insert(0, one)
    return heading_subpath(*(part.text for part in above))


def _find_block(old: NoteText, subpath: str, places: Sequence[Place]) -> Part | None:
    block = find_block(old.syntax.blocks, subpath)
    if block is None:
        return None
    return next((Part(one.note, f"#^{block.id}") for one in places if has_part(one.after.syntax, subpath)), None)


def _named(wanted: Heading, places: Sequence[Place]) -> Part | None:
    """Find a heading of the same words, or a note of that title, that was not there before."""
    key = heading_key(wanted.text)
    for place in places:
        known = place.before.syntax.headings if place.before is not None else ()
        before = sum(heading_key(one.text) == key for one in known)
        now = [one for one in place.after.syntax.headings if heading_key(one.text) == key]
        if len(now) > before:
            return Part(place.note, subpath_of(place.after.syntax.headings, now[-1]))
    for place in places:
        was = place.before.syntax.title if place.before is not None else None
        if heading_key(place.title) == key and (was is None or heading_key(was) != key):
            return Part(place.note, None)
    return None


def _alike(section: str, places: Sequence[Place]) -> Part | None:
    """Find the section that holds most of what stood below a heading."""
    parts: list[Part] = []
    texts: list[str] = []
    for place in places:
        for heading, text in _sections(place.after):
            parts.append(
                Part(place.note, None if heading is None else subpath_of(place.after.syntax.headings, heading))
            )
            texts.append(text)
    found = overlaps([section], texts)
    fitting = [one for one in found.values() if one.likeness >= ALIKE or one.kept >= _MOSTLY]
    best = min(fitting, key=lambda one: (-one.likeness, one.new), default=None)
    return None if best is None else parts[best.new]


def _sections(note: NoteText) -> Iterator[tuple[Heading | None, str]]:
    """Yield what stands before the first heading, and below each, apart from the sections that vaultsync keeps."""
    start, end = frontmatter.read(note.text).body, _end(note)
    headings = [one for one in note.syntax.headings if one.span.start < end]
    yield None, _folded(note.text[start : headings[0].span.start if headings else end])
    for heading in headings:
        yield heading, _section(note, heading)


def _section(note: NoteText, heading: Heading) -> str:
    """Return what stands below a heading, up to the next one of its level or higher."""
    start, end = heading.span
    stops = (one.span.start for one in note.syntax.headings if one.span.start > start and one.level <= heading.level)
    return _folded(note.text[end : min(next(stops, len(note.text)), max(end, _end(note)))])


def _end(note: NoteText) -> int:
    return note.syntax.kept[0].start if note.syntax.kept else len(note.text)


def _folded(text: str) -> str:
    return " ".join(fold(plain(text)).split())
