"""Folding: the form in which two spellings of the same words are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

_SINGLE_QUOTES = "‘’‚‛‹›´ʼʹ′＇՚＇`"
_DOUBLE_QUOTES = "“”„‟«»″〝〞＂"
_DASHES = "‐‑‒–—―−⁃﹘﹣－︱︲"
_IGNORED = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys(_SINGLE_QUOTES, "'") | dict.fromkeys(_DOUBLE_QUOTES, '"') | dict.fromkeys(_DASHES, "-")
) | dict.fromkeys([*map(ord, _IGNORED), *range(0xFE00, 0xFE10)])

_USUAL = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("…", "..."), ("\u00a0", " "))
"""What English typography adds to ASCII, and what it folds to: the long way costs ten times as much."""

_JAMO_TAILS = ((0x1160, 0x1200), (0xD7B0, 0xD800), (0xFFA0, 0xFFDD))
"""Hangul vowels and final consonants, which compose with what stands before them."""


def fold(text: str) -> str:
    """Return `text` caseless, compatibility-composed (NFKC), with plain quotes and dashes and nothing invisible.

    Idempotent. White space keeps its place, no-break spaces become spaces.
    """
    if not text.isascii():
        plain = text
        for written, meant in _USUAL:
            plain = plain.replace(written, meant)
        if not plain.isascii():
            return _fold_any(text)
        text = plain
    return text.lower().replace("`", "'")


def _fold_any(text: str) -> str:
    # Unicode's toNFKC_Casefold: folding may decompose what normalising composed, hence both twice. What is invisible
    # goes only after the first, as it keeps marks apart that fold to letters.
    caseless = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold().translate(_TYPOGRAPHY))
    return unicodedata.normalize("NFKC", caseless.casefold()).translate(_TYPOGRAPHY)


def fold_mapped(text: str) -> tuple[str, list[int]]:
    """Return `fold(text)` and, for each of its characters, the offset in `text` of what it came from.

    The list has one more entry, `len(text)`, so that `offsets[end]` of a half-open range is where the range ends.
    """
    if text.isascii():
        return fold(text), list(range(len(text) + 1))
    parts: list[str] = []
    offsets: list[int] = []
    for match in _pieces().finditer(text):
        piece, start = match.group(), match.start()
        folded = _fold_piece(piece)
        parts.append(folded)
        offsets += range(start, start + len(piece)) if piece.isascii() else [start] * len(folded)
    offsets.append(len(text))
    return "".join(parts), offsets


def code_point_class(points: Iterable[int]) -> str:
    """Return ascending code points as the inside of a regular expression's character class."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


@cache
def mark_class() -> str:
    """Return all combining marks as the inside of a character class (`re` has no Unicode properties)."""
    low = (point for point in range(0x300, 0x20000) if unicodedata.category(chr(point))[0] == "M")
    return code_point_class([*low, *range(0xE0100, 0xE01F0)])


@lru_cache(maxsize=4096)
def _fold_piece(piece: str) -> str:
    return fold(piece)


@cache
def _pieces() -> re.Pattern[str]:
    """Cut a text where folding its pieces one by one gives the same as folding the whole."""
    tail = mark_class() + "".join(map(re.escape, _IGNORED))
    tail += "".join(f"\\u{first:04x}-\\u{last - 1:04x}" for first, last in _JAMO_TAILS) + "\uff9e\uff9f"
    return re.compile(f"[\\x00-\\x7f]+(?![{tail}])|.[{tail}]*", re.DOTALL)
