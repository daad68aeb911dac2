"""Where in a note's Markdown a link may be put."""

from __future__ import annotations

import re

from vaultsync.markup.commonmark import body
from vaultsync.markup.pieces import Piece, Role, pieces
from vaultsync.markup.screen import list_and_callout_marks, screen, union, unlinkable
from vaultsync.model import Span

_LINE = re.compile(r"[^\r\n]+")


def prose(markdown: str) -> tuple[Span, ...]:
    """Return the spans of running text in which a link may be put, in order, none touching another line.

    No code, math, HTML, comment, heading, quote, callout, table, link, embed, address, tag, field, label, id, template
    command or frontmatter; a link never spans lines in Obsidian, so neither does a span.
    """
    source = body(markdown)
    found = pieces(source)
    texts = [Span(piece.start, piece.end) for piece in found if _takes_links(piece)]
    cuts = union(
        [
            *unlinkable(screen(source.veiled, found)),
            *list_and_callout_marks(source.veiled),
            *(mask.span for mask in source.masks),
        ]
    )
    return tuple(
        Span(*line.span())
        for span in _without(union(texts), cuts)
        for line in _LINE.finditer(source.veiled, *span)
        if not line[0].isspace()
    )


def _takes_links(piece: Piece) -> bool:
    """Leave out what reads otherwise than it is written: an entity's name is not its text."""
    return piece.role == Role.TEXT and piece.linkable and len(piece.text) == piece.end - piece.start


def _without(spans: list[Span], cuts: list[Span]) -> list[Span]:
    """Subtract the cuts from the spans, both in order."""
    left: list[Span] = []
    first = 0
    for start, end in spans:
        at = start
        while first < len(cuts) and cuts[first].end <= start:
            first += 1
        index = first
        while index < len(cuts) and cuts[index].start < end:
            if cuts[index].start > at:
                left.append(Span(at, cuts[index].start))
            at = max(at, cuts[index].end)
            index += 1
        if at < end:
            left.append(Span(at, end))
    return left
