"""The rows of GFM's tables, as ranges of a text."""

from __future__ import annotations

import re

_DELIMITER = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?>(?:\|[ \t]*+:?-++:?[ \t]*+)*)\|?[ \t]*+$", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")


def is_delimiter_row(text: str, start: int, end: int) -> bool:
    """Say whether a line can be the second one of a table: dashes between pipes."""
    return _DELIMITER.match(text, start, end) is not None and "|" in text[start:end]


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a table's row at its pipes; an escaped one belongs to its cell, also in code."""
    row = text[start:end].rstrip()
    end = start + len(row)
    found: list[tuple[int, int]] = []
    for pipe in _PIPE.finditer(text, start, end):
        found.append((start, pipe.start()))
        start = pipe.end()
    if start < end or not found:
        found.append((start, end))
    return found[1:] if row.startswith("|") else found
