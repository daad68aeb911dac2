"""What a note links to and what in it can be linked to, by Obsidian's rules."""

from __future__ import annotations

from collections.abc import Iterable

from vaultsync.markup.inline import Inlines, wikilink_parts
from vaultsync.markup.layout import HeadingAt, flatten, layout
from vaultsync.markup.note_properties import NoteProperties, read_properties
from vaultsync.markup.note_syntax import BlockId, Heading, NoteSyntax, RawLink, SyntaxProblem, Tag
from vaultsync.model import Span

__all__ = [
    "KEPT_HEADINGS",
    "KEPT_MARKER",
    "BlockId",
    "Heading",
    "NoteSyntax",
    "RawLink",
    "SyntaxProblem",
    "Tag",
    "own_headings",
    "scan",
]

KEPT_MARKER = "%% vaultsync keeps what follows up to date %%"
"""The line behind which vaultsync keeps its sections."""

KEPT_HEADINGS = ("Backlinks", "Mentions", "Unlinked mentions")
"""The headings of those sections; another heading of level 1 or 2 ends them."""

_ENDS = 2


class _Lines:
    """Turns rising offsets into one-based line numbers."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._at = 0
        self._line = 1

    def of(self, offset: int) -> int:
        """Return the line of an offset; no offset may be smaller than the one before."""
        self._line += self._flat.count("\n", self._at, offset)
        self._at = offset
        return self._line


def scan(text: str) -> NoteSyntax:
    """Find all links of a note, and its headings, block ids, tags and names; never raises."""
    flat = flatten(text)
    told = read_properties(flat)
    found = layout(flat, told.body)
    inlines = Inlines(flat)
    for start, end in found.text:
        inlines.read(start, end)
    kept = _kept_sections(flat, told.body, found.headings)
    lines = _Lines(flat)
    links = _property_links(text, told, lines)
    links += _body_links(text, inlines, kept, lines)
    heading_lines, block_lines, tag_lines = _Lines(flat), _Lines(flat), _Lines(flat)
    tags = tuple(
        Tag(flat[start + 1 : end], tag_lines.of(start), Span(start, end)) for start, end in sorted(inlines.tags)
    )
    texts = told.texts
    return NoteSyntax(
        links=tuple(links),
        headings=tuple(
            Heading(flat[one.text.start : one.text.end], one.level, heading_lines.of(one.span.start), one.span)
            for one in found.headings
        ),
        blocks=tuple(
            BlockId(flat[start + 1 : end], block_lines.of(start), Span(start, end)) for start, end in inlines.blocks
        ),
        body_tags=tags,
        tags=_distinct((*told.tags, *(tag.name for tag in tags))),
        aliases=tuple(dict.fromkeys(told.aliases)),
        title=texts.get("title"),
        id=texts.get("id"),
        type=texts.get("type"),
        source_file=texts.get("source_file"),
        fingerprint=texts.get("vaultsync"),
        kept=kept,
        problems=told.problems,
    )


def own_headings(body: str) -> tuple[tuple[str, int], ...]:
    """Find the headings that end what vaultsync keeps: those of level 1 or 2 below the marker that are none of its own.

    Returns each with its place in the body, which is a note without its frontmatter.
    """
    flat = flatten(body)
    marker = 0 if flat.startswith(KEPT_MARKER) else flat.find(f"\n{KEPT_MARKER}")
    if marker < 0:
        return ()
    return tuple(
        (name, one.span.start)
        for one in layout(flat, 0).headings
        if one.level <= _ENDS
        and one.span.start > marker
        and (name := flat[one.text.start : one.text.end]) not in KEPT_HEADINGS
    )


def _property_links(text: str, told: NoteProperties, lines: _Lines) -> list[RawLink]:
    links: list[RawLink] = []
    for key, inner, span in sorted(told.links, key=lambda link: link.span):
        target, subpath, display = wikilink_parts(inner)
        raw = text[span.start : span.end]
        links.append(RawLink(span, lines.of(span.start), raw, "property", target, subpath, display, key))
    return links


def _body_links(text: str, inlines: Inlines, kept: tuple[Span, ...], lines: _Lines) -> list[RawLink]:
    found = inlines.links + inlines.addresses
    found.sort()
    kept_from, kept_to = (kept[0].start, kept[-1].end) if kept else (len(text), len(text))
    return [
        RawLink(
            Span(start, end),
            lines.of(start),
            text[start:end],
            kind,
            target,
            subpath,
            display,
            None,
            kept_from <= start < kept_to,
            external,
        )
        for start, end, kind, target, subpath, display, external in found
    ]


def _kept_sections(flat: str, body: int, headings: Iterable[HeadingAt]) -> tuple[Span, ...]:
    """Find the sections that vaultsync keeps: each from its heading to the end of its text."""
    marker = flat.find(f"\n{KEPT_MARKER}", max(body - 1, 0))
    if marker < 0:
        return ()
    starts: list[int] = []
    end = len(flat)
    for level, span, text in headings:
        if span.start < marker or level > _ENDS:
            continue
        if flat[text.start : text.end] not in KEPT_HEADINGS:
            end = span.start
            break
        starts.append(span.start)
    return tuple(Span(start, stop) for start, stop in zip(starts, [*starts[1:], end], strict=False))


def _distinct(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags without those that differ from an earlier one in case only."""
    known: dict[str, str] = {}
    for tag in tags:
        known.setdefault(tag.lower(), tag)
    return tuple(known.values())
