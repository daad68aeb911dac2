r"""Lines as every file system and editor agrees on them: ended by `\r\n`, `\r` or `\n`, and by nothing else.

`str.splitlines` also breaks at U+2028, U+0085, form feeds and others, which are ordinary characters of a text.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from vaultsync.model import Span

_ENDING = re.compile(r"\r\n?|\n")


def line_starts(text: str) -> list[int]:
    """Return the offset of each line's first character; a text that ends in a line break has no line after it."""
    starts = [0, *(ending.end() for ending in _ENDING.finditer(text))]
    if len(starts) > 1 and starts[-1] == len(text):
        starts.pop()
    return starts


def line_of(starts: list[int], offset: int) -> int:
    """Return the one-based number of the line that an offset lies in; a line's ending belongs to it."""
    return max(1, bisect_right(starts, offset))


def lines(text: str) -> list[Span]:
    """Return each line with its ending; they tile the text, and an empty text has none."""
    if not text:
        return []
    starts = line_starts(text)
    return [Span(*bounds) for bounds in zip(starts, [*starts[1:], len(text)], strict=True)]
