"""The few blocks that may be torn: a paragraph longer than a note at sentence ends, a list at its own blank lines.

A list longer than a note, whose items are as long as paragraphs, may be torn at each of them: quotations that were
collected from a book, or a diary in points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import count
from vaultsync.model import Block, BlockKind, Span

_PIECES_A_NOTE = 5
"""Into how many pieces a note's worth of words is torn, so that there is a choice of cuts."""

_PARAGRAPH = 20
"""Items of more words on average are paragraphs with a number."""

_ITEM = re.compile(r"([ \t]*)(?:[-*+•‣▪]|\d{1,9}[.)])[ \t]")
_GROUP_END = re.compile(r"(?>\r\n|\r|\n)[ \t]*(?>\r\n|\r|\n)\s*?(?=[ \t]*(?:[-*+•‣▪]|\d{1,9}[.)])[ \t])")
_OVER_ITEMS = ("```", "~~~", "$$", "%%")
"""Marks of what can reach over several items."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_LOOK = 400


def loosen(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """Return `blocks` with lists cut where their author cut them; `text` is the decoded source.

    That is between groups of items, where other items stand close together, and between items as long as paragraphs.
    """
    return tuple(
        piece
        for block in blocks
        for piece in (_pieces(block, text, _groups(block.markdown)) if block.kind == BlockKind.LIST else (block,))
    )


def tear(block: Block, text: str, most: float) -> tuple[Block, ...]:
    """Return the pieces that `block` may be cut into; joining their Markdown gives the block's.

    That is itself alone, or of a paragraph of more than `most` words runs of sentences, a fifth of `most` at least; of
    so long a list its items, if they are as long as paragraphs.
    """
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST) or len(block.markdown) <= most:
        return (block,)
    if (size := count(block.markdown)) <= most:
        return (block,)
    if block.kind == BlockKind.PARAGRAPH:
        return _pieces(block, text, _runs(block.markdown, most / _PIECES_A_NOTE))
    starts = items(block.markdown)
    return _pieces(block, text, starts) if size > _PARAGRAPH * (len(starts) + 1) else (block,)


def _groups(markdown: str) -> list[int]:
    """Return where a list goes on after a blank line, as far as this parts groups or paragraphs."""
    first = _ITEM.match(markdown)
    if first is None:
        return []
    starts = [
        match.end()
        for match in _GROUP_END.finditer(markdown)
        if (item := _ITEM.match(markdown, match.end())) and len(item[1]) <= len(first[1])
    ]
    close = sum(_ITEM.match(markdown, match.end()) is not None for match in _LINE_END.finditer(markdown))
    long_items = close == len(starts) and count(markdown) > _PARAGRAPH * (len(starts) + 1)
    return starts if long_items or close > 2 * len(starts) else []


def items(markdown: str) -> list[int]:
    """Return where the items of a list start, but for the first, and but for those that stand within others."""
    first = _ITEM.match(markdown)
    if first is None:
        return []
    starts: list[int] = []
    begin, left_open = 0, dict.fromkeys(_OVER_ITEMS, False)
    for line in _LINE_END.finditer(markdown):
        for mark in _OVER_ITEMS:
            left_open[mark] ^= markdown.count(mark, begin, line.end()) % 2 == 1
        begin = line.end()
        item = _ITEM.match(markdown, begin)
        if item and len(item[1]) <= len(first[1]) and not any(left_open.values()):
            starts.append(begin)
    return starts


def _runs(markdown: str, least: float) -> list[int]:
    """Return sentence ends with at least so many words between them, outside all inline markup."""
    starts: list[int] = []
    words, begin = 0, 0
    for span in sentences(markdown):
        if words >= least and _balanced(markdown, begin, span.start):
            starts.append(span.start)
            words, begin = 0, span.start
        words += count(markdown[span.start : span.end])
    return starts


def _balanced(markdown: str, start: int, end: int) -> bool:
    """Whether no emphasis, code, link or math is left open between two places."""
    pairs = (("[", "]"), ("(", ")"), ("<", ">"))
    even = all(markdown.count(mark, start, end) % 2 == 0 for mark in ("*", "_", "`", "$", "~", "%"))
    return even and all(markdown.count(a, start, end) == markdown.count(b, start, end) for a, b in pairs)


def _pieces(block: Block, text: str, starts: Sequence[int]) -> tuple[Block, ...]:
    if not starts:
        return (block,)
    places = list(_in_source(block, text, starts))
    if any(place is None for place in places):
        return (block,)
    at = [block.span.start, *(place for place in places if place is not None), block.span.end]
    shown = [0, *starts, len(block.markdown)]
    return tuple(
        replace(block, span=Span(*span), markdown=block.markdown[low:high])
        for span, (low, high) in zip(pairwise(at), pairwise(shown), strict=True)
    )


def _in_source(block: Block, text: str, starts: Sequence[int]) -> Iterator[int | None]:
    """Find places of the Markdown in the source, which may be marked up otherwise."""
    source = text[block.span.start : block.span.end]
    offset = source.find(block.markdown[:_LOOK])
    if offset >= 0 and source[offset : offset + len(block.markdown)] == block.markdown:
        yield from (block.span.start + offset + start for start in starts)
        return
    place, before = 0, 0
    for start in starts:
        words = block.markdown[max(before, start - _LOOK) : start].split()
        words_after = block.markdown[start : start + _LOOK].split()
        place = _walk(source, place + max(0, (start - before) - _LOOK), words[-3:])
        next_word = source.find(words_after[0], place) if place >= 0 and words_after else -1
        if place < 0 or next_word < 0 or next_word - place > _LOOK:
            yield None
            return
        place, before = next_word, start
        yield block.span.start + place


def _walk(source: str, place: int, words: Sequence[str]) -> int:
    for word in words:
        found = source.find(word, place)
        if found < 0:
            return -1
        place = found + len(word)
    return place


def mend(pieces: Sequence[Block], whole: Block) -> Block:
    """Join pieces of `whole` that stayed together."""
    if pieces[0].span.start == whole.span.start and pieces[-1].span.end == whole.span.end:
        return whole
    markdown = "".join(piece.markdown for piece in pieces).strip()
    return replace(whole, span=Span(pieces[0].span.start, pieces[-1].span.end), markdown=markdown)
