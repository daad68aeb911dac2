"""Where a note's running text stands: its blocks, as far as they decide what in it is a link, a tag or a heading.

CommonMark's containers and leaves with GFM's tables and Obsidian's additions, found by jumping from one line that may
change the structure to the next; lines of plain prose are never looked at one by one. Works on flat text
(`flatten`), so offsets are those of the file.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vaultsync.markup import html_syntax
from vaultsync.markup.line_cursor import QUOTE, LineCursor
from vaultsync.markup.table_rows import cells, is_delimiter_row
from vaultsync.model import Span

_FOOTNOTE_INDENT = 4
_MAX_DEPTH = 100
"""Containers nested deeper are read as text, so that a line of a million `>` takes linear time."""

_EVENT = (
    r"(?: {0,3}(?:[>#<|:=-]|[*+](?=[ \t\n]|\Z)|\d{1,9}[.)](?=[ \t\n]|\Z)|`{3}|~{3}|\$\$|%%|\[\^)"
    r"|(?: {4}| {0,3}\t)[ \t]*[^\s])"
)
"""How a line starts that may change the structure."""

_FIRST_EVENT = re.compile(_EVENT)
_NEXT_EVENT = re.compile(rf"\n(?={_EVENT})")
_CONTAINERS = frozenset(">[-*+0123456789")
"""What containers start with."""

_AFTER_BLANK = re.compile(r"^[ \t]*\n( {0,3})(?=\S)", re.MULTILINE)
_BLANK = re.compile(r"^[ \t]*$", re.MULTILINE)
_SPACE = re.compile(r"[ \t]*")
_ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)])(?=[ \t]|$)", re.MULTILINE)
_MATH = re.compile(r"(\${2,})[^$\n]*$", re.MULTILINE)
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
_FENCE = re.compile(r"(`{3,})[^`\n]*$|(~{3,})[^\n]*$", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+([^\n]*)|$)", re.MULTILINE)
_SETEXT = re.compile(r"(=)=*$|-+$", re.MULTILINE)
_PREFIX = re.compile(r"[ \t>]*+(?:[-*+][ \t]++|\d{1,9}[.)][ \t]++)?")
"""What containers put before a line's own text, near enough."""


class HeadingAt(NamedTuple):
    """A heading's place."""

    level: int
    span: Span
    text: Span


class Layout(NamedTuple):
    """What of a note is running text."""

    text: list[tuple[int, int]]
    """Ranges whose inline markup counts, in order; a link never reaches from one into another."""
    headings: list[HeadingAt]
    """Headings outside quotes, lists and comments, in order."""


def flatten(text: str) -> str:
    """Return the text with every line ended by one line feed, and no character moved."""
    if "\r" in text:
        return text.replace("\r\n", " \n").replace("\r", "\n")
    return text


def layout(flat: str, start: int) -> Layout:
    """Find the running text of a note's body, which starts at `start`."""
    return _Walk(flat, start).run()


class _Walk:
    """One pass over a note."""

    def __init__(self, flat: str, start: int) -> None:
        self.flat = flat
        self.at = start
        self.shown = start
        self.stack: list[int] = []
        self.paragraph = False
        """Whether the line before goes on in the next one."""
        self.commented = 0
        """Where the comment ends that a line has opened; headings before it are none."""
        self.ranges: list[tuple[int, int]] = []
        self.headings: list[HeadingAt] = []

    def run(self) -> Layout:
        flat = self.flat
        if _FIRST_EVENT.match(flat, self.at):
            self.at = self._line(self.at)
        while self.at <= len(flat) and (found := _NEXT_EVENT.search(flat, max(self.at - 1, 0))):
            start = found.end()
            if start > self.at:
                self._pass_prose(self.at, start)
            self.at = self._line(start)
        self._cut(len(flat), len(flat))
        return Layout(self.ranges, self.headings)

    def _cut(self, start: int, end: int) -> None:
        """Leave a range out of the running text; an empty one ends a paragraph."""
        if start > self.shown:
            self.ranges.append((self.shown, start))
        self.shown = max(self.shown, min(end, len(self.flat)))

    def _pass_prose(self, start: int, end: int) -> None:
        """Take in lines that are blank or begin like prose: they may end containers."""
        flat = self.flat
        if self.stack:
            if not self.paragraph:
                line = LineCursor(flat, start)
                if not line.is_blank():
                    self._close_for(line.column)
            for fresh in _AFTER_BLANK.finditer(flat, start, end):
                self._close_for(fresh.end(1) - fresh.start(1))
            if QUOTE in self.stack and _BLANK.search(flat, start, end - 1):
                del self.stack[self.stack.index(QUOTE) :]
        last = flat.rfind("\n", start, end - 1) + 1 or start
        self.paragraph = bool(flat[max(last, start) : end].strip())

    def _close_for(self, column: int) -> None:
        """Close the containers that a line of prose after a blank one doesn't belong to."""
        base = 0
        for depth, container in enumerate(self.stack):
            if container == QUOTE or column - base < container:
                del self.stack[depth:]
                return
            base += container

    def _line(self, start: int) -> int:
        """Take in one line that may change the structure; return where the next one starts that is still unknown."""
        flat = self.flat
        line = LineCursor(flat, start)
        whole = line.enter(self.stack)
        if line.is_blank():
            if not whole:
                del self.stack[line.depth :]
            self.paragraph = False
            return line.end + 1
        going_on = self.paragraph
        opened = flat[line.at] in _CONTAINERS and self._open_containers(line, whole)
        if line.at >= line.end:
            self.paragraph = False
            return line.end + 1
        lazy = going_on and not whole and not opened
        if not lazy and not opened and not whole:
            del self.stack[line.depth :]
        if opened or not whole:
            self.paragraph = False
        if line.indent >= 4:
            if lazy or self.paragraph:
                self.paragraph = True
            else:
                self._cut(line.start, line.end + 1)
            return line.end + 1
        after = self._leaf(line, whole and not opened)
        if after is not None:
            return after
        self.paragraph = True
        return line.end + 1

    def _open_containers(self, line: LineCursor, whole: bool) -> bool:
        flat = self.flat
        opened = False
        while not line.is_blank() and line.indent <= 3 and line.depth < _MAX_DEPTH:
            first = flat[line.at]
            if first == ">":
                line.enter_quote()
                container = QUOTE
            elif first == "[":
                note = _FOOTNOTE.match(flat, line.at, line.end)
                if note is None:
                    break
                line.step_to(note.end())
                line.base = line.column
                container = _FOOTNOTE_INDENT
            elif first in "-*+0123456789" and not _RULE.match(flat, line.at, line.end):
                item = self._item(line, alone=self.paragraph and whole and not opened)
                if item is None:
                    break
                container = item
            else:
                break
            del self.stack[line.depth :]
            self.stack.append(container)
            line.depth += 1
            opened = True
            self._cut(line.start, line.start)
        return opened

    def _item(self, line: LineCursor, alone: bool) -> int | None:
        """Go behind a list item's marker and return its content's offset; `alone`: it would end a paragraph."""
        flat = self.flat
        marker = _ITEM.match(flat, line.at, line.end)
        if marker is None:
            return None
        empty = _SPACE.match(flat, marker.end(), line.end).end() >= line.end  # type: ignore[union-attr]
        if alone and (empty or (marker[1] is not None and int(marker[1]) != 1)):
            return None
        outer = line.base
        width = line.column - outer + marker.end() - marker.start()
        line.step_to(marker.end())
        space = line.column - outer - width
        width += 1 if empty or space > 4 else space
        line.base = outer + width
        return width

    # --- leaves ---

    def _leaf(self, line: LineCursor, direct: bool) -> int | None:
        """Take in a leaf that isn't a paragraph; `direct`: the line before may be its first one. None: it is prose."""
        match self.flat[line.at]:
            case "`" | "~":
                return self._fence(line)
            case "#":
                return self._heading(line)
            case "<":
                return self._html(line)
            case "$":
                return self._math(line)
            case "%":
                return self._comment(line)
            case "|" | ":" | "-" | "=" | "*":
                return self._underline(line, direct)
            case _:
                return None

    def _leave(self, line: LineCursor) -> None:
        """End what the line before left open."""
        del self.stack[line.depth :]
        self.paragraph = False

    def _fence(self, line: LineCursor) -> int | None:
        opening = _FENCE.match(self.flat, line.at, line.end)
        if opening is None:
            return None
        self._leave(line)
        mark = opening[1] or opening[2]
        end = self._fence_end(line.end + 1, mark[0], len(mark))
        self._cut(line.start, end)
        return end

    def _fence_end(self, at: int, mark: str, length: int) -> int:
        flat = self.flat
        if not self.stack:
            found = _closing_fence(mark, length).search(flat, at)
            return len(flat) if found is None else min(found.end() + 1, len(flat))
        while at < len(flat):
            line = LineCursor(flat, at)
            if not line.enter(self.stack):
                return at
            at = line.end + 1
            said = flat[line.at : line.end].rstrip()
            if line.indent <= 3 and len(said) >= length and not said.strip(mark):
                break
        return min(at, len(flat))

    def _heading(self, line: LineCursor) -> int | None:
        flat = self.flat
        found = _HEADING.match(flat, line.at, line.end)
        if found is None:
            return None
        self._leave(line)
        start, end = found.span(2) if found[2] is not None else (line.end, line.end)
        heading = _without_closing(flat[start:end])
        start += len(heading) - len(heading.lstrip())
        end = start + len(heading.strip())
        self._add_heading(len(found[1]), Span(line.at, line.end), Span(start, end))
        return line.end + 1

    def _add_heading(self, level: int, span: Span, text: Span) -> None:
        self._cut(span.start, text.start)
        self._cut(text.end, span.end + 1)
        if not self.stack and span.start >= self.commented:
            self.headings.append(HeadingAt(level, span, text))

    def _html(self, line: LineCursor) -> int | None:
        flat = self.flat
        found = html_syntax.BLOCK_START.match(flat, line.at, line.end)
        if found is None or (found.lastgroup == "tag" and self.paragraph):
            return None
        self._leave(line)
        end = self._html_end(line, html_syntax.BLOCK_ENDS.get(found.lastgroup or ""))
        self._cut(line.start, end)
        return end

    def _html_end(self, line: LineCursor, closing: re.Pattern[str] | None) -> int:
        """Return where a block of HTML ends: after the line with its end, or else before a blank line."""
        flat = self.flat
        start = line.at
        while True:
            if closing is not None and closing.search(flat, start, line.end):
                return min(line.end + 1, len(flat))
            at = line.end + 1
            if at >= len(flat):
                return len(flat)
            line = LineCursor(flat, at)
            if not line.enter(self.stack) or (closing is None and line.is_blank()):
                return at
            start = line.at

    def _math(self, line: LineCursor) -> int | None:
        """Take in a block of math: it ends with a line that ends in as many `$`, or else never."""
        flat = self.flat
        opening = _MATH.match(flat, line.at, line.end)
        if opening is None:
            return None
        self._leave(line)
        start, at = line.start, line.end + 1
        while at < len(flat):
            line = LineCursor(flat, at)
            if not line.enter(self.stack):
                break
            at = line.end + 1
            content = flat[line.at : line.end].rstrip()
            formula = content.rstrip("$")
            if "$" not in formula and len(content) - len(formula) >= len(opening[1]):
                break
        self._cut(start, min(at, len(flat)))
        return min(at, len(flat))

    def _comment(self, line: LineCursor) -> int | None:
        """Note where a comment ends; what stands in it still counts, but for headings."""
        if line.at >= self.commented and self.flat.startswith("%%", line.at):
            end = self.flat.find("%%", line.at + 2)
            self.commented = len(self.flat) if end < 0 else end + 2
        return None

    def _underline(self, line: LineCursor, direct: bool) -> int | None:
        """Take in what makes a heading or a table of the line before, or a rule."""
        flat = self.flat
        before = flat.rfind("\n", 0, line.start - 1) + 1
        if self.paragraph and direct and self._starts_paragraph(before):
            if is_delimiter_row(flat, line.at, line.end) and self._table(before, line):
                return self.at
            under = _SETEXT.match(flat, line.at, line.end)
            if under is not None:
                self._setext(before, line, 1 if under[1] == "=" else 2)
                return line.end + 1
        if _RULE.match(flat, line.at, line.end):
            self._leave(line)
            self._cut(line.start, line.end + 1)
            return line.end + 1
        return None

    def _starts_paragraph(self, start: int) -> bool:
        """Say whether the line at `start` is the first one of the open paragraph."""
        if start <= self.shown:
            return start == self.shown
        before = self.flat.rfind("\n", 0, start - 1) + 1
        return not self.flat[before:start].strip(" \t\n>")

    def _setext(self, start: int, line: LineCursor, level: int) -> None:
        flat = self.flat
        first = _PREFIX.match(flat, start, line.start - 1).end()  # type: ignore[union-attr]
        text = flat[first : line.start]
        inner = Span(first + len(text) - len(text.lstrip()), first + len(text.rstrip()))
        self.paragraph = False
        self._cut(start, inner.start)
        self._cut(inner.end, line.end + 1)
        if not self.stack and start >= self.commented:
            self.headings.append(HeadingAt(level, Span(inner.start, line.end), inner))

    def _table(self, start: int, line: LineCursor) -> bool:
        """Take in a table whose first two lines these are, if they fit each other; leave `at` behind it."""
        flat = self.flat
        first = _PREFIX.match(flat, start, line.start - 1).end()  # type: ignore[union-attr]
        if len(cells(flat, first, line.start - 1)) != len(cells(flat, line.at, line.end)):
            return False
        self._cut(start, first)
        self._add_row(first, line.start - 1)
        at = line.end + 1
        self._cut(line.start, at)
        while at < len(flat):
            row = LineCursor(flat, at)
            if not row.enter(self.stack) or row.is_blank() or self._ends_table(row):
                break
            self._add_row(row.at, row.end)
            at = row.end + 1
        self.at = at
        self.paragraph = False
        return True

    def _ends_table(self, line: LineCursor) -> bool:
        flat = self.flat
        return line.indent <= 3 and bool(
            flat[line.at] == ">"
            or _ITEM.match(flat, line.at, line.end)
            or _FENCE.match(flat, line.at, line.end)
            or _HEADING.match(flat, line.at, line.end)
            or _RULE.match(flat, line.at, line.end)
        )

    def _add_row(self, start: int, end: int) -> None:
        self._cut(start, end)
        self.ranges += cells(self.flat, start, end)


def _without_closing(heading: str) -> str:
    """Return a heading's text without the `#`s that may close it."""
    text = heading.rstrip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1:] in ("", " ", "\t") else text


@lru_cache(maxsize=64)
def _closing_fence(mark: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"^ {{0,3}}{re.escape(mark)}{{{length},}}[ \t]*$", re.MULTILINE)
