"""A text's inline pieces in order: what a reader sees of it, and where each piece stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from vaultsync.markup.commonmark import Body, Event, events


class Role(Enum):
    """What a piece is."""

    TEXT = "text"
    CODE = "code"
    MATH = "math"
    HTML = "html"
    """Raw: a tag, or a whole block."""
    BREAK = "break"
    """A line break inside a paragraph."""
    GAP = "gap"
    """A border between blocks, without extent; its text is how it shows."""


class Piece(NamedTuple):
    """One piece of a text."""

    role: Role
    start: int
    """In characters of `Body.veiled`."""
    end: int
    text: str
    """What a reader sees, without the escapes and entities of the source."""
    linkable: bool = False
    """Whether it is running text: no heading, quote, table, link or code, and no HTML element that forbids links."""


_GAPS = {
    "+Paragraph": "\n\n",
    "+Heading": "\n\n",
    "+CodeBlock": "\n\n",
    "+HtmlBlock": "\n\n",
    "+Table": "\n\n",
    "+BlockQuote": "\n\n",
    "+FootnoteDefinition": "\n\n",
    "+List": "\n\n",
    "+Item": "\n",
    "+TableRow": "\n",
    "-TableCell": " ",
    "Rule": "\n\n",
}
_BARRED = frozenset(("Heading", "BlockQuote", "Table", "Link", "Image", "CodeBlock"))
_BLOCKS = frozenset(("-Paragraph", "-Item", "-Heading", "-TableCell"))
_TAG = re.compile(r"<(/?)(a|code|kbd|samp|pre|button|script|style|svg|math|textarea)(?=[\s/>])", re.IGNORECASE)
_SIZE = re.compile(r"(?:^|\|)\d{1,9}(?:x\d{1,9})?$")
_UNKNOWN = "ShortcutUnknown"


def pieces(body: Body) -> Iterator[Piece]:
    """Yield the pieces of a body in order, in time linear in its length."""
    reader = _Reader(body.veiled)
    for event in events(body.veiled):
        yield from reader.take(event)


class _Reader:
    """Follows the parser through blocks and links, one event at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.barred = 0
        self.html = 0
        self.links: list[Any] = []
        self.images = 0
        self.code = False
        self.block: tuple[int, list[str]] | None = None

    def take(self, event: Event) -> Iterator[Piece]:
        name = event.name
        if name == "Text":
            yield self._text(event)
        elif name[0] in "+-":
            yield from self._tag(event)
        elif name in ("SoftBreak", "HardBreak"):
            yield Piece(Role.BREAK, event.start, event.end, "\n")
        elif name == "Code":
            yield Piece(Role.CODE, event.start, event.end, event.detail)
        elif name in ("InlineMath", "DisplayMath"):
            yield self._math(event)
        elif name == "InlineHtml":
            self._element(event.detail)
            yield Piece(Role.HTML, event.start, event.end, event.detail)
        elif name == "Html" and self.block:
            self.block[1].append(event.detail)
        elif name == "Rule":
            yield Piece(Role.GAP, event.start, event.start, _GAPS[name])

    def _tag(self, event: Event) -> Iterator[Piece]:
        opens, tag = event.name[0] == "+", event.name[1:]
        if event.name in _GAPS:
            yield Piece(Role.GAP, event.start, event.start, _GAPS[event.name])
        if tag in _BARRED:
            self.barred += 1 if opens else -1
        if tag == "Link":
            yield from self._link(event, opens=opens)
        elif tag == "Image":
            self.images += 1 if opens else -1
            if opens:
                self.links.append(event.detail["link_type"])
            else:
                self.links.pop()
        elif tag == "CodeBlock":
            self.code = opens
        elif event.name == "+HtmlBlock":
            self.block = (event.start, [])
        elif event.name == "-HtmlBlock" and self.block:
            yield Piece(Role.HTML, self.block[0], event.end, "".join(self.block[1]))
            self.block = None
        elif event.name in _BLOCKS:
            self.html = 0

    def _link(self, event: Event, *, opens: bool) -> Iterator[Piece]:
        """Give brackets that lead nowhere back to the text: they are what the author wrote."""
        if opens:
            kind = event.detail["link_type"]
            self.links.append("InlineFootnote" if kind == _UNKNOWN and self._after_caret(event.start) else kind)
            if self.links[-1] == _UNKNOWN:
                yield Piece(Role.TEXT, event.start, event.start + 1, "[")
        elif self.links.pop() == _UNKNOWN:
            yield Piece(Role.TEXT, event.end - 1, event.end, "]")

    def _after_caret(self, start: int) -> bool:
        return start > 0 and self.text[start - 1] == "^"

    def _text(self, event: Event) -> Piece:
        shown: str = event.detail
        within = self.links[-1] if self.links else None
        if self.images:
            hidden = isinstance(within, dict) and not within["WikiLink"]["has_pothole"]
            shown = "" if hidden else _SIZE.sub("", shown)
        elif isinstance(within, dict) and not within["WikiLink"]["has_pothole"]:
            shown = shown.lstrip("#").replace("#", " > ")
        elif within == "InlineFootnote":
            shown = ""
        role = Role.CODE if self.code else Role.TEXT
        return Piece(role, event.start, event.end, shown, not (self.barred or self.html))

    def _math(self, event: Event) -> Piece:
        """Take `$5-$6` for money, as Obsidian does: a closing dollar has no digit after it."""
        if event.name == "InlineMath" and self.text[event.end : event.end + 1].isdigit():
            source = self.text[event.start : event.end]
            return Piece(Role.TEXT, event.start, event.end, source, not (self.barred or self.html))
        return Piece(Role.MATH, event.start, event.end, event.detail)

    def _element(self, tag: str) -> None:
        found = _TAG.match(tag)
        if found and not tag.endswith("/>"):
            self.html = max(0, self.html + (-1 if found[1] else 1))
