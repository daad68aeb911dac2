"""Where a note's frontmatter stands: between `---` at the first byte and the next `---` on a line of its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from vaultsync.markup.lines import lines
from vaultsync.model import Span

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"[\r\n]---[ \t]*(?:\r\n|\r|\n|\Z)")
_KEY_LINE = re.compile(
    r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s\-?:,\[\]{}#&*!|>'"%@`][^:\r\n]*(?::[^\s:][^:\r\n]*)*):(?=\s|\Z)"""
)

MAX_LENGTH = 1 << 20
"""A longer block is no frontmatter but a body that opens with a rule."""


class Fenced(NamedTuple):
    """The places of a frontmatter block; offsets in the note's text."""

    start: int
    """Of the opening fence: 0, or 1 after a byte order mark."""
    inner: Span
    """What stands between the fences, its last line break included."""
    end: int
    """After the closing fence and its line break: where the body starts."""


def body_start(text: str) -> int:
    """Return where a note without frontmatter starts: after its byte order mark."""
    return 1 if text.startswith("\ufeff") else 0


def find(text: str) -> Fenced | None:
    """Find the block, whatever stands in it; None: the note has none, or one that is never closed."""
    start = body_start(text)
    opening = _OPENING.match(text, start)
    if opening is None:
        return None
    closing = _CLOSING.search(text, opening.end() - 1, opening.end() + MAX_LENGTH)
    if closing is None:
        return None
    return Fenced(start, Span(opening.end(), max(opening.end(), closing.start() + 1)), closing.end())


def is_opened(text: str) -> bool:
    """Say whether the first line is a fence and the next one names a key."""
    opening = _OPENING.match(text, body_start(text))
    return opening is not None and _KEY_LINE.match(text, opening.end()) is not None


def names_key(line: str) -> bool:
    """Say whether a line starts with `key:` at the margin."""
    return _KEY_LINE.match(line) is not None


def key_of(line: str) -> str | None:
    """Return the key that a line starts with, as it is written, without quotes."""
    found = _KEY_LINE.match(line)
    if found is None:
        return None
    key = found[0][:-1].rstrip()
    return key[1:-1] if key[:1] in ("'", '"') else key


def holds_properties(inner: str) -> bool:
    """Say whether text that isn't valid frontmatter was meant as such: most lines at the margin name a key.

    Otherwise the note opens with a rule, and everything that follows is its body.
    """
    keyed = others = 0
    for start, end in lines(inner):
        line = inner[start:end]
        if not keyed and not others:
            line = line.lstrip()  # a first key that is indented by mistake
        if not line.strip() or line[0] in " \t#" or line.startswith("- "):
            continue
        if names_key(line):
            keyed += 1
        else:
            others += 1
    return keyed > 0 and keyed >= others
