"""How plain text is laid out: which lines make a paragraph, a list, a quote, when nothing says so but line breaks.

A line break in a paragraph is a wrap where the next line's first word would not have fitted any more; elsewhere the
author broke the line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultsync.markup.lines import lines
from vaultsync.markup.wraps import WIDEST_WRAP, is_wrap, usual_width
from vaultsync.model import BlockKind

_WRAPPED = 0.5
"""Share of wraps among a paragraph's line breaks from which on it is hard-wrapped."""

_SENTENCES = 0.8
"""Share of lines that end as sentences do from which on unwrapped lines are paragraphs, not verse or addresses."""

_VERSE = 60
"""Characters up to which lines of unwrapped text may be verse, and stay together."""

_LONG_ITEM = 300
"""Characters of an item, on average, from which on a numbered list is a row of numbered paragraphs."""

_FENCE = re.compile(r" {0,3}(`{3,}+(?=[^`]*\Z)|~{3,}+)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]++\S")
_QUOTE = re.compile(r" {0,3}>")
_RULE = re.compile(r"[ \t]*+([-=_*~#+•·.—–])(?:[ \t]*+\1){2,}[ \t]*+")
_UNDERLINE = re.compile(r"[ \t]*+([-=~*_^\"])\1{2,}[ \t]*+")
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,100})\]:")
_BULLET = re.compile(r"[ \t]*+(?:[-*+][ \t]++|[•·‣▪●○◦■□◆◇➢►✓✔][ \t]*+)\S")
_NUMBER = re.compile(r"[ \t]*+(?:\(?\d{1,3}[.)][ \t]++|[a-z]\)[ \t]++|\d{1,3}[、．][ \t]*+|[①-⑳][ \t]*+)\S")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_CODE = re.compile(
    r"""
      [{};]\s*+\Z | [=!<>]= | ->|=>|\(\) | \w\([^()]*+\)[:;]?\s*+\Z | ^\s*+[\w.\[\]]++\ [-+*/]?=\ | ^\s*+[$<]
    | ^\s*+(?:def|class|import|from|return|if|for|while|function|var|let|const|\#include)\b
    """,
    re.VERBOSE,
)
_CODE_WIDTH = 300
_SENTENCE_END = re.compile(r"""[.!?…。！？][\"'”’»)\]」』）]*+\s*+\Z""")


class Row(NamedTuple):
    """One line."""

    start: int
    end: int
    """After its line ending."""
    text: str
    """Without its line ending."""

    @property
    def blank(self) -> bool:
        """Whether it is empty or white space."""
        return not self.text or self.text.isspace()


class Group(NamedTuple):
    """Lines that make one block; half-open, no blank line at either end."""

    kind: BlockKind
    first: int
    last: int


def rows(text: str, start: int = 0) -> list[Row]:
    """Return the lines from an offset on."""
    rest = text[start:]
    return [Row(start + a, start + b, rest[a:b].rstrip("\r\n")) for a, b in lines(rest)]


def groups(found: Sequence[Row]) -> list[Group]:
    """Return the blocks of a plain text, in time linear in its length."""
    return list(_Layout(found).groups())


class _Layout:
    """One pass over the lines from the top."""

    def __init__(self, found: Sequence[Row]) -> None:
        self.rows = found
        self.width = usual_width([row.text for row in found])
        self.unclosed = {"`": sys.maxsize, "~": sys.maxsize}
        """From which length on no fence of a sign is closed any more."""
        self.no_list_before = 0
        """Where lines were found not to make a list; they aren't asked again."""

    def groups(self) -> Iterator[Group]:
        at = 0
        while at < len(self.rows):
            if self.rows[at].blank:
                at += 1
                continue
            group = self._marked(at)
            if group is not None:
                yield group
                at = group.last
                continue
            last = self._run_end(at)
            yield from self._paragraphs(at, last)
            at = last

    def _marked(self, at: int) -> Group | None:
        """Return the block that a line opens by its first characters."""
        text = self.rows[at].text
        fence_end = self._fence_end(at)
        if fence_end:
            return Group(BlockKind.CODE, at, fence_end)
        if _HEADING.match(text):
            return Group(BlockKind.HEADING, at, at + 1)
        if _RULE.fullmatch(text):
            return Group(BlockKind.RULE, at, at + 1)
        if _QUOTE.match(text):
            return Group(BlockKind.QUOTE, at, self._while(at, _QUOTE))
        if _FOOTNOTE.match(text):
            return Group(BlockKind.FOOTNOTE, at, self._run_end(at + 1, at))
        return self._list(at)

    def _fence_end(self, at: int) -> int | None:
        """Return where the fenced code ends that a line opens; None if it opens none that is closed."""
        fence = _FENCE.match(self.rows[at].text)
        sign, length = (fence[1][0], len(fence[1])) if fence else ("", 0)
        if length >= self.unclosed.get(sign, 0):
            return None
        for index in range(at + 1, len(self.rows)):
            line = self.rows[index].text.strip(" \t")
            if len(line) >= length and not line.strip(sign):
                return index + 1
        self.unclosed[sign] = length
        return None

    def _while(self, at: int, pattern: re.Pattern[str]) -> int:
        while at < len(self.rows) and pattern.match(self.rows[at].text):
            at += 1
        return at

    def _run_end(self, at: int, since: int | None = None) -> int:
        """Return where lines that touch end: at a blank line, or at one that opens a block of another kind."""
        start = at if since is None else since
        while at < len(self.rows) and not self.rows[at].blank:
            if at > start and (self._opens(at) or (since is not None and _FOOTNOTE.match(self.rows[at].text))):
                break
            at += 1
        return at

    def _opens(self, at: int) -> bool:
        text = self.rows[at].text
        if _HEADING.match(text) or self._fence_end(at):
            return True
        if _RULE.fullmatch(text):
            return not self._underlines(at)
        return bool(_BULLET.match(text) or _NUMBER.match(text)) and self._list(at) is not None

    def _underlines(self, at: int) -> bool:
        """Say whether a line of signs underlines the line before it: about as long as it, which stands alone."""
        if at == 0 or not _UNDERLINE.fullmatch(self.rows[at].text):
            return False
        above, signs = self.rows[at - 1].text.strip(), self.rows[at].text.strip()
        alone = at == 1 or self.rows[at - 2].blank
        return alone and bool(above) and 0.5 * len(above) <= len(signs) <= max(80, 2 * len(above))

    def _list(self, at: int) -> Group | None:
        text = self.rows[at].text
        item = next((pattern for pattern in (_BULLET, _NUMBER) if pattern.match(text)), None)
        if item is None or at < self.no_list_before:
            return None
        last, items, letters, loose = self._items(at, item)
        enough = 1 if item is _BULLET else 2
        longest = _LONG_ITEM if not loose or item is _BULLET else _LONG_ITEM * 2 / 3
        touches_text = at > 0 and not self.rows[at - 1].blank
        lonely = items < 2 and touches_text and not self.rows[at - 1].text.rstrip().endswith((":", "："))
        if items < enough or lonely or (item is _NUMBER and letters > longest * items):
            self.no_list_before = last
            return None
        return Group(BlockKind.LIST, at, last)

    def _items(self, at: int, item: re.Pattern[str]) -> tuple[int, int, int, bool]:
        """Follow a list: where it ends, how many items and characters it has, whether blank lines part them."""
        last, items, letters, loose = at, 0, 0, False
        index = at
        while index < len(self.rows):
            text = self.rows[index].text
            if self.rows[index].blank:
                index += 1
                continue
            after_blank = last > at and index > last
            if item.match(text) and not _RULE.fullmatch(text):
                items += 1
                loose |= after_blank
            elif not (text[:2].isspace() if after_blank else self._continues(index)):
                break
            letters += len(text)
            index += 1
            last = index
        return last, items, letters, loose

    def _continues(self, at: int) -> bool:
        """Say whether a line goes on with the item above it: indented, or wrapped."""
        return self.rows[at].text[:2].isspace() or self._is_wrap(at - 1, self.width)

    def _paragraphs(self, first: int, last: int) -> Iterator[Group]:
        """Cut lines that touch into paragraphs."""
        run = self.rows[first:last]
        if len(run) > 1 and self._underlines(first + 1):
            yield Group(BlockKind.PARAGRAPH, first, first + 2)
            if first + 2 < last:
                yield from self._paragraphs(first + 2, last)
            return
        if all(_INDENTED.match(row.text) for row in run) and _looks_like_code(run):
            yield Group(BlockKind.CODE, first, last)
            return
        start = first
        for index in self._breaks(first, last) if len(run) > 1 else ():
            yield Group(BlockKind.PARAGRAPH, start, index + 1)
            start = index + 1
        yield Group(BlockKind.PARAGRAPH, start, last)

    def _breaks(self, first: int, last: int) -> list[int]:
        """Return the lines after which a paragraph ends, though no blank line follows."""
        between = range(first, last - 1)
        longest = max(len(self.rows[index].text) for index in range(first, last))
        if longest > max(WIDEST_WRAP, self.width):
            return list(between)
        width = self.width or longest
        wraps = [self._is_wrap(index, width) for index in between]
        if self.width or (len(wraps) >= 3 and sum(wraps) >= _WRAPPED * len(wraps)):
            if not any(wraps) and len(wraps) > 1:
                return []
            return [index for index, wrap in zip(between, wraps, strict=True) if not wrap or self._indents_after(index)]
        ended = sum(1 for index in range(first, last) if _SENTENCE_END.search(self.rows[index].text))
        sentences = ended >= _SENTENCES * (last - first)
        return [index for index in between if longest > _VERSE and (sentences or self._indents_after(index))]

    def _indents_after(self, at: int) -> bool:
        """Say whether the next line starts a paragraph by its indent."""
        here, below = self.rows[at].text, self.rows[at + 1].text
        return below[:1].isspace() and not here[:1].isspace() and not below.isspace()

    def _is_wrap(self, at: int, width: int) -> bool:
        """Say whether the line break after a line was made for want of room."""
        return at + 1 < len(self.rows) and is_wrap(self.rows[at].text, self.rows[at + 1].text, width)


def _looks_like_code(run: Sequence[Row]) -> bool:
    return sum(1 for row in run if _CODE.search(row.text[:_CODE_WIDTH])) >= 0.5 * len(run)
