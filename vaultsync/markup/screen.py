"""What Obsidian and its plugins read into running text and Markdown doesn't know: ids, tags, fields, bare addresses.

It is looked for in a text's screen: the text itself with everything but its visible characters and line breaks blotted
out, so that nothing is found in code, math or markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from vaultsync.markup.pieces import Piece, Role
from vaultsync.model import Span

BLOT = "\0"

_INK = re.compile(r"[^\s]")
_FOOTNOTE_USE = re.compile(r"(?<![ \t])[ \t]*+\[\^[^\[\]\s\0]++\]")
_BLOCK_ID = re.compile(r"(?<!\S)\^[A-Za-z0-9-]++(?=[ \t]*+(?:[\r\n]|\Z))")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])(?>(?:[^=\r\n]+|=(?!=))*)==")
_CALLOUT = re.compile(r"(?<![^\r\n])[ \t]*+>[ \t>]*+(\[![^\]\r\n]++\][+-]?[ \t]*+)")
_TASK = re.compile(r"(?<![^\r\n])[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]++(\[[^\]\r\n]\][ \t]++)")

_UNLINKABLE = (
    re.compile(r"(?:(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}|https?)://[^\s<>]++"),
    re.compile(r"(?<![\w.])www\.[^\s<>]++"),
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-][^\s<>]*+"),
    re.compile(r"(?<![\w&/])#[\w/\-\u2600-\u27bf\U0001f000-\U0001faff]++"),
    re.compile(r"[(\[][^\s()\[\]:][^()\[\]:\r\n]{0,80}+::[^)\]\r\n]*+[)\]]*+"),
    re.compile(r"(?<![^\r\n])[ \t\0>]*+[^\s:()\[\]`<>|\0][^:()\[\]`<>|\r\n]{0,80}+::(?=\s|\Z)[^\r\n]*+"),
    re.compile(r"!?\[\[[^\[\]\r\n]*+\]\]"),
    re.compile(r"\{\{[^{}\r\n]*+\}\}"),
    _FOOTNOTE_USE,
    _BLOCK_ID,
)


def screen(text: str, pieces: Sequence[Piece]) -> str:
    """Blot out all but a text's visible characters and its white space; offsets stay."""
    parts: list[str] = []
    at = 0
    for piece in pieces:
        if piece.role == Role.TEXT and piece.end > at:
            start = max(at, piece.start)
            parts += [_INK.sub(BLOT, text[at:start]), text[start : piece.end]]
            at = piece.end
    return "".join([*parts, _INK.sub(BLOT, text[at:])])


def hidden(screened: str) -> Iterator[Span]:
    """Find what a reader doesn't see: block ids, footnote references, the marks of highlights."""
    for pattern in (_FOOTNOTE_USE, _BLOCK_ID):
        yield from (Span(*found.span()) for found in pattern.finditer(screened))
    for found in _HIGHLIGHT.finditer(screened):
        yield Span(found.start(), found.start() + 2)
        yield Span(found.end() - 2, found.end())


def list_and_callout_marks(text: str) -> Iterator[Span]:
    """Find the markers of callouts and of tasks with a custom state, in the text as it is written."""
    for pattern in (_CALLOUT, _TASK):
        yield from (Span(*found.span(1)) for found in pattern.finditer(text))


def unlinkable(screened: str) -> Iterator[Span]:
    """Find what no link may be put into: addresses, tags, fields, ids, placeholders."""
    for pattern in _UNLINKABLE:
        yield from (Span(*found.span()) for found in pattern.finditer(screened))


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the characters of the spans as spans that neither touch nor overlap, in order."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, end))
        else:
            joined.append(Span(start, end))
    return joined
