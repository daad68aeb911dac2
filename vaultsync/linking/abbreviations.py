"""Abbreviations that a text explains: `artificial intelligence (AI)`, `AI (artificial intelligence)`.

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003),
restricted to initials.
"""

from __future__ import annotations

import re

from vaultsync.markup.words import words

_SHORT = re.compile(r"\(([^\W\d_]{2,8})\)")
_LONG = re.compile(r"\b([^\W\d_]{2,8}) \(([^()\n]{3,80})\)")
_MOST_JOINTS = 3


def abbreviations(text: str, joints: frozenset[str]) -> dict[str, str]:
    """Return the long form of each abbreviation that `text` explains; `joints` may be left out of it."""
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        if _is_short(match[1]) and (
            long := _long_form(text[max(0, match.start() - 120) : match.start()], match[1], joints)
        ):
            found.setdefault(match[1], long)
    for match in _LONG.finditer(text):
        if _is_short(match[1]) and _long_form(match[2], match[1], joints) == match[2].strip():
            found.setdefault(match[1], match[2].strip())
    return found


def _is_short(word: str) -> bool:
    return sum(letter.isupper() for letter in word) >= 2


def _long_form(before: str, short: str, joints: frozenset[str]) -> str:
    """Return the words at the end of `before` whose initials make up `short`, or an empty string."""
    letters = list(short.removesuffix("s").lower() if short[:-1].isupper() else short.lower())
    skipped = 0
    found = words(before)
    if not found or before[found[-1].span.end :].strip():
        return ""
    for word in reversed(found):
        if word.text[0].lower() == letters[-1]:
            letters.pop()
        elif word.text.lower() in joints and skipped < _MOST_JOINTS:
            skipped += 1
        else:
            return ""
        if not letters:
            return re.sub(r"\s+", " ", before[word.span.start : found[-1].span.end])
    return ""
