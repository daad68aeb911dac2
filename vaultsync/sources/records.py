"""Plain texts that hold many short ones, each under a head of its own: clippings of a Kindle, entries of a diary.

`My Clippings.txt` holds what a reader marked in all books, the oldest first: a line that names the book, a line that
says what was marked, where and when, in the language of the device, a blank line, the text, and a line of ten signs of
equality. Day One exports a diary as entries with lines of a tab, a key, a colon, a tab and a value, the date first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultsync.sources.text_layout import Row

_SEPARATOR = "=========="
_MARKED = re.compile(r"-[ \t]*([^\s|][^|]*\|.*)")
_KEYED = re.compile(r"\t([^\W\d_][\w ]{0,30}):\t(\S.*)")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Record(NamedTuple):
    """One of the texts; rows by their indexes."""

    start: int
    """The line that it is headed by."""
    text: int
    """After the lines that say something of it."""
    end: int
    """After its last line; what follows up to the next one is a separator."""
    heading: str
    fields: tuple[str, ...]
    """What the lines below the heading say, as Dataview fields."""


def records(found: Sequence[Row]) -> list[Record]:
    """Return the texts that a text is made of; none where it is one text."""
    return _clippings(found) or _entries(found)


def _clippings(found: Sequence[Row]) -> list[Record]:
    listed: list[Record] = []
    for start, end in _between_separators(found):
        marked = _MARKED.fullmatch(found[start + 1].text) if start + 1 < end else None
        if marked is None:
            return []
        listed.append(Record(start, start + 2, end, found[start].text.strip(), (f"marked:: {marked[1].strip()}",)))
    return listed


def _between_separators(found: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Yield the rows between separators from the first one that isn't blank; nothing of a text without a separator."""
    first = None
    separated = False
    for index, row in enumerate(found):
        if row.text.strip() == _SEPARATOR:
            separated = True
            if first is not None:
                yield first, index
            first = None
        elif first is None and not row.blank:
            first = index
    if first is not None and separated:
        yield first, len(found)


def _entries(found: Sequence[Row]) -> list[Record]:
    heads: list[tuple[int, list[re.Match[str]]]] = []
    for index, row in enumerate(found):
        keyed = _KEYED.fullmatch(row.text.rstrip())
        goes_on = index > 0 and not found[index - 1].blank
        if keyed and goes_on and heads and heads[-1][0] + len(heads[-1][1]) == index:
            heads[-1][1].append(keyed)
        elif keyed and not goes_on and _YEAR.search(keyed[2]):
            heads.append((index, [keyed]))
        elif not heads and not row.blank:
            return []
    ends = [start for start, _ in heads[1:]] + [len(found)]
    return [
        Record(start, start + len(said), end, said[0][2], tuple(f"{one[1].lower()}:: {one[2]}" for one in said[1:]))
        for (start, said), end in zip(heads, ends, strict=False)
    ]
