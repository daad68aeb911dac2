"""What Obsidian adds to Markdown across lines and a Markdown parser would misread: comments, block math, templates.

Headings, lists and emphasis inside `%%…%%`, `$$…$$` and `<%…%>` are none. Such passages are found here, outside of
code, and veiled for the parser by characters that mean nothing, so that offsets stay what they were.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from vaultsync.model import BlockKind, Span

_NEEDED = re.compile(r"%%|\$\$|<%")
_TOKEN = re.compile(
    r"""
    (?<![^\r\n]) (?P<prefix>[ \t>]*+ (?>(?:(?:[-*+]|\d{1,9}[.)])[ \t]++>*+)*)) (?P<open>`{3,}+|~{3,}+|\$\$|%%|<%)
    | (?P<mark>%%|<%) | (?P<ticks>`++) | (?P<html><!--) | \\.
    """,
    re.VERBOSE,
)
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t>]*+(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_REST = re.compile(r"[ \t]*+(?:\^[A-Za-z0-9-]++[ \t]*+)?(?=[\r\n]|\Z)")
_ITEM_LINE = re.compile(r"[\r\n][ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]")
_MARGIN = re.compile(r"(?<![^\r\n])[ \t>]++")
_VISIBLE = re.compile(r"[^\r\n]")
_TICKS = re.compile(r"`++")
_CLOSING = {"%%": re.compile("%%"), "$$": re.compile(r"\$\$"), "<%": re.compile("%>")}
_HTML_CLOSING = re.compile("-->")
_KINDS = {"%%": BlockKind.COMMENT, "$$": BlockKind.MATH, "<%": BlockKind.HTML}


@dataclass(frozen=True, slots=True)
class Mask:
    """A passage that is opaque to Markdown."""

    kind: BlockKind
    """`COMMENT`, `MATH`, or `HTML` for a template command."""
    span: Span
    """With both delimiters."""
    block: bool
    """Whether it stands on lines of its own."""


def find(text: str) -> tuple[Mask, ...]:
    """Find the opaque passages in order, in time linear in the text; one that is never closed is ordinary text."""
    return tuple(_Scan(text).masks()) if _NEEDED.search(text) else ()


def veil(text: str, masks: tuple[Mask, ...]) -> str:
    """Return the text with every mask's inside made meaningless, each character in its place.

    A block becomes a processing instruction, the one HTML block that interrupts paragraphs, holds blank lines and needs
    no more than two characters to open and to close; anything else becomes a word.
    """
    parts: list[str] = []
    at = 0
    for mask in masks:
        start, end = mask.span
        parts.append(text[at:start])
        if mask.block:
            parts += ["<?", _veiled_lines(text[start + 2 : end - 2]), "?>"]
        else:
            parts.append("x" * (end - start))
        at = end
    return "".join([*parts, text[at:]])


def _veiled_lines(inner: str) -> str:
    parts: list[str] = []
    at = 0
    for margin in _MARGIN.finditer(inner):
        parts += [_VISIBLE.sub("x", inner[at : margin.start()]), margin[0]]
        at = margin.end()
    return "".join([*parts, _VISIBLE.sub("x", inner[at:])])


class _Scan:
    """One pass over a text from left to right; what a search found, or didn't, is remembered, so that it stays one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ahead: dict[re.Pattern[str], re.Match[str] | None] = {}
        self.ticks_in = Span(0, 0)
        self.ticks: dict[int, list[int]] = {}

    def masks(self) -> list[Mask]:
        found: list[Mask] = []
        at = 0
        while token := _TOKEN.search(self.text, at):
            at = token.end()
            opening, mark = token["open"], token["mark"]
            if token["ticks"]:
                at = self._code_end(len(token["ticks"]), at)
            elif token["html"]:
                at = self._after(_HTML_CLOSING, at) or at
            elif opening and opening[0] in "`~":
                at = self._fence_end(token["prefix"], opening, at)
            elif opening or mark:
                mask = self._opaque(opening or mark, at - 2, begins_line=bool(opening))
                if mask is not None:
                    found.append(mask)
                    at = mask.span.end
                elif opening == "$$":
                    at = self._inline_math_end(at)
        return found

    def _opaque(self, delimiter: str, start: int, *, begins_line: bool) -> Mask | None:
        end = self._after(_CLOSING[delimiter], start + 2)
        if end is None:
            return None
        span = Span(start, end)
        block = begins_line and _REST.match(self.text, end) is not None
        if not block and (delimiter == "$$" or not (begins_line or self._is_inline(span))):
            return None
        return Mask(_KINDS[delimiter], span, block)

    def _is_inline(self, span: Span) -> bool:
        if span.end > self._paragraph_end(span.start):
            return False
        item = self._next(_ITEM_LINE, span.start)
        return item is None or item.start() >= span.end

    def _inline_math_end(self, at: int) -> int:
        end = self._after(_CLOSING["$$"], at)
        return end if end is not None and end <= self._paragraph_end(at) else at

    def _next(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """Return the first match from `at` on; `at` never falls from one call to the next."""
        known = self.ahead.get(pattern)
        if pattern not in self.ahead or (known is not None and known.start() < at):
            known = self.ahead[pattern] = pattern.search(self.text, at)
        return known

    def _after(self, pattern: re.Pattern[str], at: int) -> int | None:
        match = self._next(pattern, at)
        return match.end() if match else None

    def _paragraph_end(self, at: int) -> int:
        blank = self._next(_BLANK_LINE, at)
        return blank.start() if blank else len(self.text)

    def _code_end(self, length: int, at: int) -> int:
        """Return where the code ends that a run of backticks before `at` opens, or `at` if nothing closes it."""
        if at > self.ticks_in.end or at < self.ticks_in.start:
            self.ticks_in = Span(at, self._paragraph_end(at))
            self.ticks = {}
            for run in _TICKS.finditer(self.text, *self.ticks_in):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.end())
        ends = self.ticks.get(length, [])
        index = bisect_right(ends, at)
        return ends[index] if index < len(ends) else at

    def _fence_end(self, prefix: str, fence: str, at: int) -> int:
        """Return where a fenced code block ends: at its closing fence, or where the quote or list around it ends."""
        end = _line_end(self.text, at)
        if fence[0] == "`" and self.text.find("`", at, end) >= 0:
            return self._code_end(len(fence), at)
        width = len(prefix.expandtabs(4))
        least = width if prefix.strip(" \t>") else max(0, width - 3)
        quoted = ">" in prefix
        while end < len(self.text):
            start = end
            end = _line_end(self.text, start)
            line = self.text[start:end].rstrip("\r\n").expandtabs(4)
            bare = line.lstrip(" >").rstrip(" ")
            if quoted and not line.lstrip(" ").startswith(">"):
                return start
            if not quoted and bare and len(line) - len(line.lstrip(" ")) < least:
                return start
            if bare.startswith(fence) and not bare.strip(fence[0]):
                return end
        return end


def _line_end(text: str, at: int) -> int:
    ending = _LINE_END.search(text, at)
    return ending.end() if ending else len(text)
