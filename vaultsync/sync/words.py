"""Three-way merging within one sentence or line, for edits that don't touch each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaultsync.sync.diff import matches

_WORD = re.compile(r"!?\[\[[^\[\]\r\n]*\]\]|\[[^\[\]\r\n]*\]\([^()\s]*\)|\w+|\s+|[^\w\s]")
_NEWLINE = re.compile(r"\r\n|\r")

_Hunk = tuple[int, int, list[str]]
"""A range of the base's words and what stands there instead."""


def unix(text: str) -> str:
    """Return a text with its lines ended by line feeds."""
    return _NEWLINE.sub("\n", text) if "\r" in text else text


def spaced(text: str) -> str:
    """Return a text with its white space collapsed."""
    return " ".join(text.split())


def three_way(base: str, mine: str, theirs: str) -> str | None:
    """Merge three versions of a sentence, the links in it taken as single words.

    None where both changed the same words, or words next to each other.
    """
    base, mine, theirs = unix(base), unix(mine), unix(theirs)
    if spaced(mine) == spaced(theirs) or spaced(base) == spaced(theirs):
        return mine
    if spaced(mine) == spaced(base):
        return theirs
    words = _WORD.findall(base)
    changes = sorted([*_hunks(words, _WORD.findall(mine)), *_hunks(words, _WORD.findall(theirs))])
    merged: list[str] = []
    at = 0
    before: _Hunk | None = None
    for hunk in changes:
        start, end, replacement = hunk
        if hunk == before:
            continue
        if before is not None and start <= before[1]:
            return None
        merged += [*words[at:start], *replacement]
        at, before = end, hunk
    return "".join([*merged, *words[at:]])


def _hunks(base: Sequence[str], other: Sequence[str]) -> list[_Hunk]:
    hunks: list[_Hunk] = []
    at_base = at_other = 0
    for i, j in [*matches(base, other), (len(base), len(other))]:
        if i > at_base or j > at_other:
            hunks.append((at_base, i, list(other[at_other:j])))
        at_base, at_other = i + 1, j + 1
    return hunks
