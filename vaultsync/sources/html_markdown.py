"""A leaf of a page as Markdown: what a note shows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaultsync.model import BlockKind
from vaultsync.sources.html_blocks import Leaf
from vaultsync.sources.html_inline import inline, line, paragraph
from vaultsync.sources.html_tree import BLOCK, INVISIBLE, Element, Text

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LANGUAGE = re.compile(r"\b(?:language-|lang-|highlight-source-|brush:\s*)([\w+#-]+)")
_ITEM = re.compile(r"(?:-|\d+\.) ")
_MAX_COLUMNS = 60


def render(leaf: Leaf) -> str:
    """Write the leaf as Markdown, without a trailing line break."""
    if leaf.kind == BlockKind.RULE:
        return "---"
    if leaf.kind == BlockKind.HEADING:
        return f"{'#' * leaf.level} {line(leaf.nodes)}"
    return "\n\n".join(_blocks(leaf.nodes))


def _blocks(nodes: Sequence[Element | Text]) -> list[str]:
    """Write the nodes as blocks of Markdown: runs of inline content are paragraphs."""
    blocks: list[str] = []
    run: list[Element | Text] = []

    def flush() -> None:
        if text := paragraph(run):
            blocks.append(text)
        run.clear()

    for node in nodes:
        if isinstance(node, Text) or node.name in INVISIBLE or not (node.name in BLOCK or node.holds_block):
            run.append(node)
        else:
            flush()
            blocks += _block(node)
    flush()
    return blocks


def _block(node: Element) -> list[str]:
    name = node.name
    if name in _LISTS:
        rendered = _list(node)
    elif name == "pre":
        rendered = _fenced(node)
    elif name == "blockquote":
        inner = "\n\n".join(_blocks(node.children))
        rendered = "\n".join(f"> {one}".rstrip() for one in inner.split("\n")) if inner else ""
    elif name == "table":
        rendered = _table(node)
    elif name in _HEADINGS:
        text = line(node.children)
        rendered = f"{'#' * int(name[1])} {text}" if text else ""
    elif name == "hr":
        rendered = "---"
    else:
        return _blocks(node.children)
    return [rendered] if rendered else []


def _list(node: Element) -> str:
    number = _integer(node.attribute("start"), 1) if node.name == "ol" else 0
    items: list[str] = []
    loose = False
    for child in node.children:
        if isinstance(child, Element) and child.name == "li":
            number = _integer(child.attribute("value"), number)
            blocks = _blocks(child.children)
            marker = f"{number}. " if node.name == "ol" else "- "
            number += 1
        else:
            blocks = _blocks([child])
            marker = "  " if items else "- "
        if not blocks:
            continue
        loose = loose or any(not _ITEM.match(one) for one in blocks[1:])
        indent = " " * len(marker)
        text = marker + _box(child) + ("\n\n" if loose else "\n").join(blocks)
        items.append("\n".join(indent + one if at and one else one for at, one in enumerate(text.split("\n"))))
    return ("\n\n" if loose else "\n").join(items)


def _box(item: Element | Text) -> str:
    """Write the task mark of an item that opens with a check box."""
    if isinstance(item, Element):
        for child in item.children[:3]:
            if isinstance(child, Element) and child.name == "input" and child.attribute("type") == "checkbox":
                return "[x] " if re.search(r"\bchecked\b", child.attributes) else "[ ] "
    return ""


def _fenced(node: Element) -> str:
    source = _verbatim(node).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n").rstrip()
    if not source.strip():
        return ""
    inner = next((one for one in node.children if isinstance(one, Element) and one.name == "code"), node)
    language = _LANGUAGE.search(f"{node.attribute('class')} {inner.attribute('class')}")
    longest = max((len(run) for run in re.findall(r"`{3,}", source)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language[1] if language else ''}\n{source}\n{fence}"


def _verbatim(node: Element) -> str:
    parts: list[str] = []
    for one in node.walk():
        if isinstance(one, Text):
            parts.append(one.text)
        elif one.name == "br" or (one.name in ("div", "li", "p", "tr") and parts and not parts[-1].endswith("\n")):
            parts.append("\n")
    return "".join(parts)


def _table(table: Element) -> str:
    rows: list[list[str]] = []
    heads: list[bool] = []
    caption = ""
    for node in table.walk():
        if not isinstance(node, Element):
            continue
        if node.name == "caption":
            caption = line(node.children)
        elif node.name == "tr":
            cells = [one for one in node.children if isinstance(one, Element) and one.name in ("td", "th")]
            heads.append(bool(cells) and all(cell.name == "th" for cell in cells))
            rows.append(_cells(cells))
    width = max((len(row) for row in rows), default=0)
    if not width:
        return caption
    header = rows.pop(0) if heads[0] else []
    lines = [header, ["---"] * width, *(row for row in rows if any(row))]
    shown = "\n".join("| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in lines)
    return f"{caption}\n\n{shown}" if caption else shown


def _cells(cells: Sequence[Element]) -> list[str]:
    row: list[str] = []
    for cell in cells[:_MAX_COLUMNS]:
        row.append(" ".join(inline(cell.children).split()).replace("|", "\\|"))
        row += [""] * (min(_integer(cell.attribute("colspan"), 1), _MAX_COLUMNS - len(row)) - 1)
    return row


def _integer(text: str, default: int) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 9 else default
