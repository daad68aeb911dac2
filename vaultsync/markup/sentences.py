"""Sentences, in whatever script: where one ends and the next one starts.

By the marks of Unicode's sentence rules (UAX #29), and beyond them by what running text needs: abbreviations, initials,
ordinals, and sentences that lost the blank between them. A wrong join costs less than a wrong cut, so doubt joins.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from vaultsync.markup.sentence_ends import (
    BEFORE_NUMBERS,
    BEFORE_ORDINALS,
    DOMAINS,
    MAYBE_LAST,
    NEVER_LAST,
    STARTERS,
)
from vaultsync.model import Span

_LOOK = 64
"""Characters looked back and ahead at a stop: words are shorter, and hostile text costs no more than this."""

_ITEM_DIGITS = 3
"""Digits of a list item's number at most: a hard-wrapped line may start with a year."""

_WIDE = "。！？｡．؟۔।॥᙮።፧፨‼⁇⁈⁉։។៕။"
"""Marks that end a sentence whatever follows."""

_LINE = r"(?>\r\n|\r|\n)"
_CLOSERS = r"""(?:["'”’»›)\]}」』】〕）］〉》〞*_~]|\[\^?[\w-]{1,40}\])"""
_STOPS = rf"[.!?…{_WIDE}]"
_CANDIDATE = re.compile(
    # One class of characters at the start lets the search run from one candidate to the next.
    rf"[.!?…{_WIDE}\r\n](?:(?<={_STOPS})(?P<stop>{_STOPS}*+)(?P<closers>(?>{_CLOSERS}*))"
    rf"|(?<=[\r\n])(?>(?<=\r)\n|)[ \t]*+(?:{_LINE}\s*+|(?=(?:[-*+•‣▪]|\d{{1,{_ITEM_DIGITS}}}[.)])[ \t])))"
)
"""Stops with what closes after them; else blank lines, and line breaks before items of a list."""

_SPACE = re.compile(r"\s*+")
_OPENERS = "\"'“‘„‚«‹([{「『（【《〈*_~¿¡–—-"
_AFTER_WORDS = tuple(")]}\"'”’»%*_")
_WORD_BEFORE = re.compile(r"[^\s()\[\]{}\"'“”„‘’«»*_~,;:!?…<>|/\\]*\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_IN_IDENTIFIER = re.compile(r"[/\\@=<>|#&`_$]")
_ROMAN = re.compile(r"[IVXLCDM]+\b")
_KANA_QUOTE = re.compile(r"[とっ]")


class _Stop(NamedTuple):
    """A mark that may end a sentence, and what stands around it."""

    marks: str
    closers: str
    before: str
    """The text before the marks, as far as one looks."""
    after: str
    """The text after the closers and the white space, as far as one looks."""
    spaced: bool
    """Whether white space follows."""


def sentences(text: str) -> tuple[Span, ...]:
    """Tile `text` with its sentences; white space after a sentence belongs to it, at the very start to the first one.

    A blank line and the start of a list item end a sentence, a mere line break doesn't. An empty text has none.
    """
    if not text:
        return ()
    cuts = [cut for match in _CANDIDATE.finditer(text) if 0 < (cut := _cut(text, match)) < len(text)]
    if text[:1].isspace():
        first = _SPACE.match(text)
        cuts = [cut for cut in cuts if first is None or cut > first.end()]
    edges = [0, *dict.fromkeys(cuts), len(text)]
    return tuple(Span(start, end) for start, end in pairwise(edges))


def _cut(text: str, match: re.Match[str]) -> int:
    """Return where the next sentence starts, or 0 if this is no end."""
    if match["stop"] is None:
        return match.end()
    end = match.end()
    space = _SPACE.match(text, end)
    next_start = end if space is None else space.end()
    stop = _Stop(
        text[match.start() : match.end("stop")],
        match["closers"],
        text[max(0, match.start() - _LOOK) : match.start()],
        text[next_start : next_start + _LOOK],
        next_start > end,
    )
    return next_start if not stop.after or _ends(stop) else 0


def _ends(stop: _Stop) -> bool:
    first = stop.after.lstrip(_OPENERS)[:1]
    if any(mark in _WIDE for mark in stop.marks):
        # A quoted sentence within a sentence goes on with a comma or, in Japanese, the particle of quoting.
        return not (stop.closers and (first in ("，", "、", ",", "؛") or _KANA_QUOTE.match(stop.after)))
    if not stop.spaced:
        return _glued(stop)
    if first.islower() or stop.after[:1] in (",", ";", ":", "，", "、", "؛"):
        return False
    if stop.marks != ".":
        return True
    return _full_stop(stop)


def _glued(stop: _Stop) -> bool:
    """Decide on a stop without a blank after it: "reconstructed.Although" ends a sentence, "Node.js" doesn't."""
    after = _WORD_AFTER.match(stop.after.lstrip("\"'“‘«([*_"))
    word = after[0] if after else ""
    if len(word) < 2 or not word[0].isupper() or not word[1:].islower() or word.lower() in DOMAINS:
        return False
    token = re.split(r"\s", stop.before)[-1]
    if _IN_IDENTIFIER.search(token) or _IN_IDENTIFIER.match(stop.after, len(word)) or "." in token.rstrip("."):
        return False
    if stop.after[len(word) : len(word) + 1] in (".", "(", "_"):
        return False
    last = _WORD_BEFORE.search(token)
    before = last[0] if last else ""
    if not before:
        return token[-1:] in _AFTER_WORDS
    if len(before) < 2 or before in NEVER_LAST:
        return False
    # A capital before the stop may be a class or a module: then only a word that starts sentences ends one.
    return before.islower() or word in STARTERS


def _full_stop(stop: _Stop) -> bool:
    """Decide on one full stop before white space and something that could start a sentence."""
    if stop.closers:
        return True
    found = _WORD_BEFORE.search(stop.before)
    word = found[0].lstrip("-–—") if found else ""
    if not word:
        return True
    rest = stop.before[: len(stop.before) - len(word)]
    if word.isdigit():
        return not _numbers_something(word, rest)
    if word in NEVER_LAST:
        return False
    if word in BEFORE_NUMBERS and (stop.after[:1].isdigit() or _ROMAN.match(stop.after)):
        return False
    if word in MAYBE_LAST or _spaced_abbreviation(rest, word) in MAYBE_LAST or _is_acronym(word):
        return _starts_like_a_sentence(stop.after) or (word.islower() and stop.after[:1].isupper())
    if len(word) == 1 and word.isalpha() and not _is_cjk(word):
        return _starts_like_a_sentence(stop.after) and word != word.lower()
    return True


def _numbers_something(digits: str, rest: str) -> bool:
    """Tell "1." at the start of a list item and "am 3. Oktober" from a number that ends a sentence."""
    before = rest.rstrip(" \t")
    if len(digits) <= _ITEM_DIGITS and before[-1:] in ("", "\r", "\n"):
        return True
    return len(digits) <= 2 and before.rpartition(" ")[2] in BEFORE_ORDINALS


def _starts_like_a_sentence(after: str) -> bool:
    match = _WORD_AFTER.match(after.lstrip(_OPENERS))
    return match is not None and match[0] in STARTERS and not match.string.startswith(".", match.end())


def _spaced_abbreviation(rest: str, word: str) -> str:
    """Join the letters of an abbreviation written with blanks: "т. д" → "т.д"."""
    before = rest.rstrip()
    return f"{before[-2:]}{word}" if before[-1:] == "." and before[-3:-2] in ("", " ", "\u00a0", "(") else word


def _is_acronym(word: str) -> bool:
    return "." in word and all(len(part) <= 1 for part in word.split("."))


def _is_cjk(letter: str) -> bool:
    return letter >= "\u2e80"
