"""A page's tree cut into leaves: the pieces that are kept or set aside as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vaultsync.model import BlockKind
from vaultsync.sources.html_tree import BLOCK, INVISIBLE, Element, Text, visible_text

_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_PAGE = frozenset({"#root", "html", "body"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_STRUCTURE = frozenset({*_HEADING_LEVELS, "table", "figure", "form", "article", "section", "pre", "blockquote"})
"""What makes a list a means of layout: its items are then pieces of the page, not of a list."""
_LAYOUT_CELL_WORDS = 120


@dataclass(slots=True)
class Leaf:
    """A piece of a page that a reader would call a paragraph, a list, a picture and so on."""

    kind: BlockKind
    start: int
    nodes: tuple[Element | Text, ...]
    path: tuple[Element, ...]
    """The elements it stands in, from the outside."""
    level: int = 0
    """Of a heading, 1 to 6."""
    text: str = ""
    """What a reader sees of it, a line for each line."""

    @property
    def lines(self) -> list[str]:
        """Its lines without surrounding and repeated white space, empty ones left out; of a table, its rows."""
        if self.kind == BlockKind.TABLE:
            nodes = (one for node in self.nodes if isinstance(node, Element) for one in node.walk())
            rows = (one for one in nodes if isinstance(one, Element) and one.name in ("tr", "caption"))
            texts = [visible_text(row).replace("\n", " ") for row in rows]
        else:
            texts = self.text.split("\n")
        return [line for raw in texts if (line := " ".join(raw.split()))]


def leaves(root: Element) -> list[Leaf]:
    """Cut a page into its leaves, in source order; text between them is white space, markup or invisible."""
    return _Cutter().cut(root)


class _Cutter:
    """A walk over the tree that gathers inline content and cuts at each block element."""

    def __init__(self) -> None:
        self._leaves: list[Leaf] = []
        self._run: list[Element | Text] = []
        self._path: list[Element] = []
        self._edge: int | None = None

    def cut(self, root: Element) -> list[Leaf]:
        waiting: list[Element | Text | None] = [root]
        while waiting:
            node = waiting.pop()
            if node is None:
                self._flush()
                self._path.pop()
                self._edge = None
            elif isinstance(node, Text) or not self._is_block(node):
                self._inline(node)
            else:
                self._flush()
                if node.name == "hr":
                    self._add(BlockKind.RULE, (node,), node.start)
                elif (kind := _kind(node)) is not None:
                    self._emit(kind, (node,), node.start)
                else:
                    if self._edge is None and node.name not in _PAGE:
                        self._edge = node.start
                    self._path.append(node)
                    waiting.append(None)
                    waiting.extend(reversed(node.children))
        return self._leaves

    @staticmethod
    def _is_block(node: Element) -> bool:
        return node.name == "#root" or (node.name not in INVISIBLE and (node.name in BLOCK or node.holds_block))

    def _inline(self, node: Element | Text) -> None:
        if isinstance(node, Element) and node.name in INVISIBLE and node.name != "math":
            self._edge = None
            return
        if isinstance(node, Element) and node.name == "br":
            last = len(self._run)
            while last and _is_blank(self._run[last - 1]):
                last -= 1
            if last < len(self._run) and any(isinstance(one, Element) for one in self._run[last:]):
                del self._run[last:]
                self._flush()
        if self._run or not _is_blank(node):
            self._run.append(node)

    def _flush(self) -> None:
        if not self._run:
            return
        nodes, self._run = tuple(self._run), []
        first = nodes[0]
        start = first.start if isinstance(first, Element) else first.span.start + _leading_space(first)
        self._emit(BlockKind.PARAGRAPH, nodes, start)

    def _emit(self, kind: BlockKind, nodes: tuple[Element | Text, ...], start: int) -> None:
        text = "".join(visible_text(node) for node in nodes)
        if not text.strip():
            if (shown := _wordless(nodes)) is None:
                return
            kind = shown
        self._add(kind, nodes, start, text)

    def _add(self, kind: BlockKind, nodes: tuple[Element | Text, ...], start: int, text: str = "") -> None:
        first = nodes[0]
        level = _HEADING_LEVELS[first.name] if kind == BlockKind.HEADING and isinstance(first, Element) else 0
        start = start if self._edge is None else self._edge
        self._edge = None
        self._leaves.append(Leaf(kind, start, nodes, tuple(self._path), level, text))


def _is_blank(node: Element | Text) -> bool:
    return node.name == "br" if isinstance(node, Element) else not node.text.strip()


def _leading_space(node: Text) -> int:
    """How many characters of white space open a text, were it written without character references."""
    return len(node.text) - len(node.text.lstrip()) if len(node.text) == node.span.end - node.span.start else 0


def _kind(node: Element) -> BlockKind | None:
    """Say what an element is when it makes a leaf as a whole; None when what it holds makes leaves."""
    name = node.name
    if name in _HEADING_LEVELS:
        return BlockKind.HEADING
    if name == "p" and not node.holds_block:
        return BlockKind.PARAGRAPH
    if name == "pre":
        return BlockKind.CODE
    if name in _LISTS:
        return None if _holds(node, _STRUCTURE) else BlockKind.LIST
    if name == "blockquote":
        return None if _holds(node, frozenset(_HEADING_LEVELS)) else BlockKind.QUOTE
    if name == "table":
        return BlockKind.TABLE if _is_data(node) else None
    return None


def _holds(node: Element, names: frozenset[str]) -> bool:
    return any(isinstance(one, Element) and one.name in names and one is not node for one in node.walk())


def _wordless(nodes: Sequence[Element | Text]) -> BlockKind | None:
    """Say what nodes without text show all the same: a picture or a formula; None when they show nothing."""
    for node in nodes:
        for one in node.walk() if isinstance(node, Element) else ():
            if isinstance(one, Element) and one.name in ("img", "math"):
                return BlockKind.EMBED if one.name == "img" else BlockKind.MATH
    return None


def _is_data(table: Element) -> bool:
    """Whether a table holds data: two rows and two columns at least, and cells that are no pages of their own."""
    rows = widest = 0
    for node in table.walk():
        if not isinstance(node, Element) or node is table:
            continue
        if node.name in _STRUCTURE or node.name in _LISTS:
            return False
        if node.name == "tr":
            rows += 1
            cells = [cell for cell in node.children if isinstance(cell, Element) and cell.name in ("td", "th")]
            widest = max(widest, len(cells))
            if any(len(re.findall(r"\w+", visible_text(cell))) > _LAYOUT_CELL_WORDS for cell in cells):
                return False
    return rows > 1 and widest > 1
