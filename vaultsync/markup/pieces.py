"""A text's inline pieces in order: what a reader sees of it, and where each piece stands."""

from __future__ import annotations

import re
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
    """In characters of the text."""
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
_ENDS = frozenset(("-Paragraph", "-Item", "-Heading", "-TableCell"))
_TAG = re.compile(r"<(/?)(a|code|kbd|samp|pre|button|script|style|svg|math|textarea)(?=[\s/>])", re.IGNORECASE)
_SIZE = re.compile(r"(?:^|\|)\d{1,9}(?:x\d{1,9})?$")
_UNKNOWN = "ShortcutUnknown"
_INLINE_FOOTNOTE = "InlineFootnote"


def pieces(body: Body) -> list[Piece]:
    """Return the pieces of a body in order, in time linear in its length."""
    reader = _Reader(body.veiled)
    for event in events(body.veiled):
        reader.take(event)
    return reader.found


class _Reader:
    """Follows the parser through blocks and links, one event at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Piece] = []
        self.barred = 0
        """How many headings, quotes, tables, links, images and code blocks are open."""
        self.elements = 0
        """How many HTML elements are open that hold no links."""
        self.links: list[Any] = []
        """The types of the links and images that are open."""
        self.images = 0
        self.code = False
        self.html: tuple[int, list[str]] | None = None
        """The HTML block that is open: its start and its lines."""

    def take(self, event: Event) -> None:
        name, detail, start, end = event
        if name == "Text":
            role = Role.CODE if self.code else Role.TEXT
            shown = self._link_text(detail) if self.links else detail
            self.found.append(Piece(role, start, end, shown, not (self.barred or self.elements)))
        elif name[0] in "+-":
            self._tag(name, detail, start)
        elif name in ("SoftBreak", "HardBreak"):
            self.found.append(Piece(Role.BREAK, start, end, "\n"))
        elif name == "Code":
            self.found.append(Piece(Role.CODE, start, end, detail))
        elif name in ("InlineMath", "DisplayMath"):
            self._math(name, detail, start, end)
        elif name == "InlineHtml":
            self._element(detail)
            self.found.append(Piece(Role.HTML, start, end, detail))
        elif name == "Html" and self.html:
            self.html[1].append(detail)
        elif name == "Rule":
            self._gap(name, start)

    def _tag(self, name: str, detail: Any, at: int) -> None:
        opens, tag = name[0] == "+", name[1:]
        if name in _GAPS:
            self._gap(name, at)
        if tag in _BARRED:
            self.barred += 1 if opens else -1
        if tag == "Link":
            self._link(detail, at, opens=opens)
        elif tag == "Image":
            self._image(detail, opens=opens)
        elif tag == "CodeBlock":
            self.code = opens
        elif tag == "HtmlBlock":
            self._html_block(at, opens=opens)
        elif name in _ENDS:
            self.elements = 0

    def _gap(self, name: str, at: int) -> None:
        self.found.append(Piece(Role.GAP, at, at, _GAPS[name]))

    def _link(self, detail: Any, at: int, *, opens: bool) -> None:
        """Give brackets that lead nowhere back to the text: they are what the author wrote."""
        if not opens:
            if self.links.pop() == _UNKNOWN:
                self.found.append(Piece(Role.TEXT, at - 1, at, "]"))
            return
        kind = detail["link_type"]
        if kind == _UNKNOWN and at and self.text[at - 1] == "^":
            kind = _INLINE_FOOTNOTE
        self.links.append(kind)
        if kind == _UNKNOWN:
            self.found.append(Piece(Role.TEXT, at, at + 1, "["))

    def _image(self, detail: Any, *, opens: bool) -> None:
        self.images += 1 if opens else -1
        if opens:
            self.links.append(detail["link_type"])
        else:
            self.links.pop()

    def _html_block(self, at: int, *, opens: bool) -> None:
        if opens:
            self.html = (at, [])
        elif self.html:
            self.found.append(Piece(Role.HTML, self.html[0], at, "".join(self.html[1])))
            self.html = None

    def _link_text(self, text: str) -> str:
        kind = self.links[-1]
        bare_target = isinstance(kind, dict) and not kind["WikiLink"]["has_pothole"]
        if self.images:
            return "" if bare_target else _SIZE.sub("", text)
        if bare_target:
            return text.lstrip("#").replace("#", " > ")
        return "" if kind == _INLINE_FOOTNOTE else text

    def _math(self, name: str, detail: str, start: int, end: int) -> None:
        """Take `$5-$6` for money, as Obsidian does: a closing dollar has no digit after it."""
        if name == "InlineMath" and self.text[end : end + 1].isdigit():
            source = self.text[start:end]
            self.found.append(Piece(Role.TEXT, start, end, source, not (self.barred or self.elements)))
        else:
            self.found.append(Piece(Role.MATH, start, end, detail))

    def _element(self, tag: str) -> None:
        found = _TAG.match(tag)
        if found and not tag.endswith("/>"):
            self.elements = max(0, self.elements + (-1 if found[1] else 1))
