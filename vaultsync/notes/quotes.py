"""The sentence in which a note speaks of another, as a backlink quotes it."""

from __future__ import annotations

import re

from vaultsync.markup.blocks import plain
from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import fold
from vaultsync.model import Span

LONGEST = 280
"""Characters of a quotation; a longer sentence is cut at a word, around the place that it is quoted for."""

_WINDOW = 20_000
"""Characters looked at on either side, so that a paragraph of megabytes with many links stays cheap."""

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])")
_LIST_MARK = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+(?:\[.\]\s+)?")


def quote_at(text: str, place: Span) -> str:
    """Return the sentence of `text` that holds `place`, as visible text on one line."""
    paragraph = _paragraph(text, place)
    piece = text[paragraph.start : paragraph.end]
    for sentence in sentences(piece):
        if place.start - paragraph.start < sentence.end:
            return _shown(piece[sentence.start : sentence.end], piece[place.start - paragraph.start :][:20])
    return _shown(piece, "")


def quote_naming(text: str, names: tuple[str, ...]) -> str:
    """Return the first sentence of `text` in which one of the names occurs; empty if none does."""
    folded = [fold(name) for name in names]
    for paragraph in re.split(r"\n[ \t]*\n", text):
        visible = plain(paragraph)
        if not any(name in fold(visible) for name in folded):
            continue
        for sentence in sentences(visible):
            said = visible[sentence.start : sentence.end]
            hit = next((name for name in folded if name in fold(said)), None)
            if hit is not None:
                return _shown(said, hit)
    return ""


def _paragraph(text: str, place: Span) -> Span:
    start = max(0, place.start - _WINDOW)
    for end in _PARAGRAPH_END.finditer(text, start, place.start):
        start = end.end()
    after = _PARAGRAPH_END.search(text, place.end, place.end + _WINDOW)
    return Span(start, after.start() if after else min(len(text), place.end + _WINDOW))


def _shown(sentence: str, around: str) -> str:
    visible = " ".join(plain(_LIST_MARK.sub("", sentence)).split())
    visible = visible.replace("[[", "[ [").replace("]]", "] ]").replace("%%", "% %")
    if len(visible) <= LONGEST:
        return visible
    at = max(0, fold(visible).find(fold(around.strip("[]! "))))
    start = max(0, min(at - LONGEST // 2, len(visible) - LONGEST))
    cut = visible[start : start + LONGEST]
    if start:
        cut = "… " + cut.partition(" ")[2]
    if start + LONGEST < len(visible):
        cut = cut.rpartition(" ")[0] + " …"
    return cut
