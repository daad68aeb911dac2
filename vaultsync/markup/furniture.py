"""The words of page furniture, in many languages: what web pages say around a text, and texts hardly ever do.

A line counts only as a whole ("Share", "1 Kommentar") or by how it opens ("Read more: …"), never by a word within it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from vaultsync.markup.furniture_words import COMMENTS, COOKIES, OPENING, WHOLE

MAX_LINE = 160
"""Longer lines are no furniture by their words, in characters."""
MAX_NOTICE = 700
"""The same for what speaks in sentences: cookie notices and what stands around a comment form."""

_NOTICES = (COOKIES, COMMENTS)
_SIGNS = re.compile(r"[^\w©’]+|_")
_DIGITS = re.compile(r"\d+")


def key(line: str) -> str:
    """Write a line as the lists hold it: lower case, letters and single spaces only."""
    bare = _SIGNS.sub(" ", _DIGITS.sub("", unicodedata.normalize("NFKC", line).lower()))
    return " ".join(bare.split())


def _phrases(table: str) -> list[str]:
    return [phrase for line in table.split("\n") for part in line.split("|") if (phrase := key(part))]


_REASONS = {phrase: reason for reason, table in WHOLE.items() for phrase in _phrases(table)}
_OPENINGS = {phrase: reason for reason, table in OPENING.items() for phrase in _phrases(table)}
_FIRST = frozenset(phrase.partition(" ")[0] for phrase in _OPENINGS)
_FIRST_WORDS = 40
"""Characters in which the first word ends, of nearly all lines."""
_LONGEST = max(phrase.count(" ") + 1 for phrase in _OPENINGS)


@lru_cache(maxsize=4096)
def whole(line: str) -> str:
    """Say why a line is furniture from end to end (a button, a heading of a link list); empty where it isn't."""
    return _REASONS.get(key(line), "") if len(line) <= MAX_LINE else ""


@lru_cache(maxsize=4096)
def opening(line: str) -> str:
    """Say why a line is furniture by the way it opens ("Read more: …", "© 2019 …"); empty where it isn't."""
    if len(line) > MAX_NOTICE:
        return ""
    first, space, _ = key(line[:_FIRST_WORDS]).partition(" ")
    if space and first not in _FIRST:
        return ""
    parts = key(line[:MAX_LINE]).split()
    for size in range(min(len(parts), _LONGEST), 0, -1):
        if reason := _OPENINGS.get(" ".join(parts[:size])):
            return reason if len(line) <= MAX_LINE or reason in _NOTICES else ""
    return ""
