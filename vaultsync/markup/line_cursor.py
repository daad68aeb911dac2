"""A place in one line of Markdown, behind the containers that the line belongs to."""

from __future__ import annotations

import re

QUOTE = -1
"""A container that is a quote; a list item is the offset of its content in columns instead."""

_SPACE = re.compile(r"[ \t]*")


class LineCursor:
    """A cursor behind the containers of one line: offset, column and the column that the innermost starts at."""

    __slots__ = ("_flat", "at", "base", "column", "depth", "end", "start")

    def __init__(self, flat: str, start: int) -> None:
        self._flat = flat
        self.start = start
        end = flat.find("\n", start)
        self.end = len(flat) if end < 0 else end
        self.at = start
        self.base = self.column = self.depth = 0
        if flat[start : start + 1] in (" ", "\t"):
            self.skip_space()

    def skip_space(self) -> None:
        """Go to the next character that isn't white space, counting a tab up to the next fourth column."""
        until = _SPACE.match(self._flat, self.at, self.end).end()  # type: ignore[union-attr]
        space = self._flat[self.at : until]
        if "\t" in space:
            over = self.column % 4
            self.column += len((" " * over + space).expandtabs(4)) - over
        else:
            self.column += len(space)
        self.at = until

    def step_to(self, offset: int) -> None:
        """Go behind a marker that ends at `offset`, and the white space after it."""
        self.column += offset - self.at
        self.at = offset
        self.skip_space()

    def is_blank(self) -> bool:
        """Say whether nothing more stands in the line."""
        return self.at >= self.end

    @property
    def indent(self) -> int:
        """Columns of white space after the containers."""
        return self.column - self.base

    def enter_quote(self) -> bool:
        """Go behind a `>`, if one stands here."""
        if self.indent > 3 or self.is_blank() or self._flat[self.at] != ">":
            return False
        self.at += 1
        self.column += 1
        self.base = self.column + (1 if self._flat[self.at : self.at + 1] in (" ", "\t") else 0)
        self.skip_space()
        return True

    def enter(self, stack: list[int]) -> bool:
        """Go behind the containers that go on in this line; say whether all do."""
        for container in stack:
            if container == QUOTE:
                if not self.enter_quote():
                    return False
            elif self.indent >= container:
                self.base += container
            elif not self.is_blank():
                return False
            self.depth += 1
        return True
