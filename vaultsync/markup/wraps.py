"""Where lines were broken for want of room, and not because the author ended something there.

A line break is a wrap where the next line's first word would not have fitted any more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDEST_WRAP = 130
"""Characters; lines that are longer were not wrapped by anyone."""

_NARROWEST = 20
_SLACK = 0.85
"""A line that would have had room for the next word within this share of the width was broken on purpose."""

_WRAPPED = 0.5
"""Share of wraps among a text's line breaks from which on it is hard-wrapped."""

_LEAST_BREAKS = 3
_MOST_LONG = 0.25
"""Share of lines that are longer than any wrap: of few, somebody wrote them in later; of more, they are paragraphs."""
_USUAL = 0.95
"""Share of lines that are no longer than the width."""

_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
_FIRST_WORD = re.compile(r"\s*+(\S{1,40})")


def usual_width(lines: Sequence[str]) -> int:
    """Return the width in characters to which a text is hard-wrapped, by its lines without endings; 0 if it isn't."""
    blank = [not line or line.isspace() for line in lines]
    inner = [
        at for at in range(len(lines) - 1) if not blank[at] and not blank[at + 1] and len(lines[at]) <= WIDEST_WRAP
    ]
    long = sum(len(line) > WIDEST_WRAP for line in lines)
    if len(inner) < _LEAST_BREAKS or long > _MOST_LONG * (long + len(inner)):
        return 0
    lengths = sorted(len(lines[at]) for at in inner)
    width = lengths[int(_USUAL * (len(lengths) - 1))]
    if width < _NARROWEST:
        return 0
    wraps = sum(is_wrap(lines[at], lines[at + 1], width) for at in inner)
    return width if wraps >= _WRAPPED * len(inner) else 0


def is_wrap(line: str, below: str, width: int) -> bool:
    """Whether a line was broken for want of room within a width.

    Never where that is 0, nor before a line that nobody wrapped: it stands over a paragraph, then.
    """
    word = _FIRST_WORD.match(below) if width and len(below) <= WIDEST_WRAP else None
    return word is not None and len(line) + _room(word[1]) > _SLACK * width


def _room(word: str) -> int:
    """How much room a line needs for the next word: in scripts without spaces, for one character."""
    return 1 if _WIDE.match(word) else 1 + len(word)
