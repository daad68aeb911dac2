"""The sentence in which a note speaks of another, as a backlink quotes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaultsync.linking.reading import spaceless
from vaultsync.markup.blocks import plain
from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import fold
from vaultsync.model import Span

LONGEST = 280
"""Characters of a quotation; a longer sentence is cut at a word, around the place that it is quoted for."""

_WINDOW = 20_000
"""Characters looked at on either side, so that a paragraph of megabytes with many links stays cheap."""

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+[.)]|#{1,6})[ \t])")
_LIST_MARK = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+(?:\[.\]\s+)?")


def quote_at(text: str, place: Span) -> str:
    """Return the sentence of `text` that holds `place`, as visible text on one line."""
    paragraph = _paragraph(text, place)
    piece = text[paragraph.start : paragraph.end]
    for sentence in sentences(piece):
        if place.start - paragraph.start < sentence.end:
            return _shown(piece[sentence.start : sentence.end], piece[place.start - paragraph.start :][:20])
    return _shown(piece, "")


def quote_about(text: str, names: tuple[str, ...]) -> tuple[str, int]:
    """Return the sentence of `text` that says most of what has one of the names, and how much; empty if none has.

    How much: `DEFINES` for what says what it is, less for what opens with it, 1 for what only names it; of equals the
    first one.
    """
    patterns = [_whole_word(fold(name)) for name in names if name.strip()]
    best, much = "", 0
    for paragraph in re.split(r"\n[ \t]*\n", text):
        raw = fold(paragraph)
        if not any(pattern.search(raw) for pattern in patterns):
            continue
        visible = plain(paragraph)
        for sentence in sentences(visible):
            said = visible[sentence.start : sentence.end].strip()
            found, hit = _says(fold(said), patterns)
            if found > much:
                best, much = _shown(said, hit), found
    return best, much


DEFINES = 3
"""How much a sentence says that says what something is."""

_IS = re.compile(
    r"\s+(?:(?:is|are|was|were|means?|refers? to|denotes?|ist|sind|bedeutet|heißt|es|son|significa|est|sont|désigne)\b"
    r"(?!\s+\w+(?:ed|ing)\b)|[–—-]+\s|это\b)|\s*(?:是|指|とは|は)"
)
_OPENING = r"(?:[^\w\s]*)(?:(?:the|an?|every|all|der|die|das|el|la|los|las|le|les|l['’])\s*\b)?(?:\w+\s+)?"
"""What stands before the name of a sentence's subject: a mark, an article, one more word at most."""


def _whole_word(name: str) -> re.Pattern[str]:
    """Return what finds a folded name where it is no part of a word, but for a plural s."""
    before = r"(?<!\w)" if not spaceless(name[0]) else ""
    after = r"(?:e?s)?(?!\w)" if not spaceless(name[-1]) else ""
    return re.compile(before + re.escape(name) + after)


def _says(said: str, patterns: Sequence[re.Pattern[str]]) -> tuple[int, str]:
    """Return how much a folded sentence says of what a pattern finds, and how it calls it."""
    best, name = 0, ""
    for pattern in patterns:
        hit = pattern.search(said)
        if hit is None:
            continue
        opens = re.fullmatch(_OPENING, said[: hit.start()]) is not None
        found = (DEFINES if _IS.match(said, hit.end()) else 2) if opens else 1
        if found > best:
            best, name = found, hit[0]
    return best, name


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
