"""The callout in which a note shows what its source says where the user says something else.

It stands right under the paragraph, list or code that holds the user's words, and waits there until the conflict is
resolved or the callout removed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

CONFLICT_CALLOUT = "> [!warning] Conflict – the source now says"
"""First line of the callout that holds the source's new words for what the user changed or deleted."""

REMOVED_CALLOUT = "> [!warning] Conflict – the source no longer says"
"""First line of the callout that holds the source's old words, which the user changed and the source dropped."""


class Say(StrEnum):
    """Which of the two a callout is."""

    NOW = CONFLICT_CALLOUT
    NO_LONGER = REMOVED_CALLOUT


_HEADER = re.compile(
    r"[ ]{0,3}>[ \t]*\[!warning\][+-]?[ \t]*Conflict [–-] the source (now|no longer) says[ \t]*\Z", re.I
)
_HINT = re.compile(r"\[!warning\][+-]?[ \t]*Conflict", re.I)
_QUOTED = re.compile(r"[ \t]*>[ ]?")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_EMPTY_FENCE = re.compile(r"(?m)^(```|~~~)[^\n]*\n(?:[ \t]*\n)*\1(?:\n|\Z)")
_BLANK_LINES = re.compile(r"\n{3,}")


def may_hold_callout(text: str) -> bool:
    """Say whether a note is worth a closer look for such callouts."""
    return _HINT.search(text) is not None


def is_header(line: str) -> bool:
    """Say whether a line opens such a callout; the user may have folded it, `[!warning]-`."""
    return ">" in line[:4] and _HEADER.match(line) is not None


def kind_of(callout: str) -> Say:
    """Return which callout a text is that starts with a header."""
    found = _HEADER.match(_NEWLINE.split(callout, maxsplit=1)[0])
    return Say.NO_LONGER if found is not None and found[1].lower() == "no longer" else Say.NOW


def written(say: Say, words: str) -> str:
    """Write a callout around Markdown, lines ended by a line feed, without the last one."""
    lines = [f"> {line}".rstrip() if line.strip() else ">" for line in _NEWLINE.split(words)]
    return "\n".join([say.value, *lines])


def words_of(callout: str) -> str:
    """Return the Markdown within a callout, lines ended by a line feed."""
    return "\n".join(_QUOTED.sub("", line, count=1) for line in _NEWLINE.split(callout)[1:])


def with_words(callout: str, words: str) -> str:
    """Return a callout with other words, its own first line kept; empty where no words are left."""
    left = tidy(words)
    if not left:
        return ""
    return "\n".join([_NEWLINE.split(callout, maxsplit=1)[0].rstrip(), *written(Say.NOW, left).split("\n")[1:]])


def tidy(words: str) -> str:
    """Return what is left of a callout's words once some were taken out: no empty code, no gaping lines."""
    left = _BLANK_LINES.sub("\n\n", _EMPTY_FENCE.sub("", words)).strip("\n")
    return left if left.strip() else ""


def find_whole(words: str, texts: Iterable[str]) -> list[tuple[int, int, int]]:
    """Find texts that stand in a callout as whole sentences or lines; of overlapping ones the longest.

    Returns start, end, and the index of the text, in order of their places.
    """
    known = sorted(((text, index) for index, text in enumerate(texts) if text in words), key=lambda one: -len(one[0]))
    found: list[tuple[int, int, int]] = []
    for text, index in known:
        for match in re.finditer(rf"(?<!\S){re.escape(text)}(?!\S)", words):
            if all(match.end() <= start or end <= match.start() for start, end, _ in found):
                found.append((*match.span(), index))
                break
    return sorted(found)


def joined(pieces: Sequence[str]) -> str:
    """Join what several conflicts under one paragraph have to say."""
    return "\n\n".join(piece.strip("\n") for piece in pieces)
