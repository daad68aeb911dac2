"""Abbreviations that a text explains: `artificial intelligence (AI)`, `AI (artificial intelligence)`.

The algorithm of Schwartz and Hearst ("A simple algorithm for identifying abbreviation definitions in biomedical text",
2003): the short form's letters are looked for in what stands before it, from the last to the first, which must start
a word.
"""

from __future__ import annotations

import re

_SHORT = re.compile(r"\(([^\W_]{2,10})\)")
_LONG = re.compile(r"(?<!\w)([^\W_]{2,10}) \(([^()\n]{3,80})\)")
_SPACE = re.compile(r"\s+")


def abbreviations(text: str) -> dict[str, str]:
    """Return the long form of each abbreviation that `text` explains; the first explanation counts."""
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        before = _SPACE.sub(" ", text[max(0, match.start() - 150) : match.start()]).strip()
        _add(found, match[1], " ".join(before.split(" ")[-_words(match[1]) :]))
    for match in _LONG.finditer(text):
        if len(match[2].split(" ")) <= _words(match[1]) and _long_form(match[1], match[2]) == match[2]:
            _add(found, match[1], match[2])
    return found


def _add(found: dict[str, str], short: str, before: str) -> None:
    long = _long_form(short, before) if sum(letter.isupper() for letter in short) > 1 else ""
    if len(long) > len(short) and " " in long and not re.search(r"[.,;:!?()]", long):
        found.setdefault(short, long)


def _words(short: str) -> int:
    """Return of how many words a long form consists at most."""
    return min(len(short) + 5, len(short) * 2)


def _long_form(short: str, before: str) -> str:
    """Return the end of `before` that `short` abbreviates, or an empty string."""
    at = len(before)
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        at -= 1
        while at >= 0 and (before[at].lower() != letter or (index == 0 and at > 0 and before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    return before[before.rfind(" ", 0, at + 1) + 1 :]
