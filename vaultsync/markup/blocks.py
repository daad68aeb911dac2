"""A Markdown text as the blocks that tile it, with Obsidian's additions.

The structure is pulldown-cmark's; callouts, comments, block math, Dataview fields, embeds and block ids are added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vaultsync.markup.commonmark import Body, body, events
from vaultsync.markup.prose import prose
from vaultsync.markup.visible import plain
from vaultsync.model import Block, BlockKind, Span

__all__ = ["parse", "plain", "prose"]

_KINDS = {
    "+Paragraph": BlockKind.PARAGRAPH,
    "+Heading": BlockKind.HEADING,
    "+List": BlockKind.LIST,
    "+BlockQuote": BlockKind.QUOTE,
    "+CodeBlock": BlockKind.CODE,
    "+Table": BlockKind.TABLE,
    "+HtmlBlock": BlockKind.HTML,
    "+FootnoteDefinition": BlockKind.FOOTNOTE,
    "Rule": BlockKind.RULE,
}
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
_LINE_BREAK = re.compile(r"[\r\n]")
_BLANK_LINES = re.compile(r"\ufeff?(?:[^\S\r\n]*+(?:\r\n?|\n))*+")
_BLOCK_ID = re.compile(r"[ \t]{0,3}\^[A-Za-z0-9-]++\s*+")
_CALLOUT = re.compile(r" {0,3}>[ \t]*+\[![^\]\r\n]++\]")
_FIELD = re.compile(r"[ \t]*+[*_]{0,3}[^\s:()\[\]`<>{}|#*_][^:()\[\]`<>{}|\r\n]{0,80}+::(?=\s|\Z)")
_REFERENCE = re.compile(r" {0,3}\[((?:[^\[\]\\]|\\.){1,999}+)\]:")
_VISIBLE_EVENTS = frozenset(("Text", "Code", "InlineMath", "DisplayMath", "InlineHtml", "FootnoteReference"))
_CARRIES_ID = frozenset(BlockKind) - {BlockKind.FRONTMATTER, BlockKind.HEADING, BlockKind.RULE, BlockKind.BLANK}


@dataclass(frozen=True, slots=True)
class _Found:
    """A block as the parser sees it; offsets count from the start of the body."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""


def parse(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text in order: they tile it, and any text has some, but for the empty one.

    Takes time linear in the text, whatever stands in it, and never raises.
    """
    source = body(text)
    found = list(_with_gaps(source, _refined(text, source, _top_level(source))))
    shifted = [replace(block, start=block.start + source.start, end=block.end + source.start) for block in found]
    if text[: source.start].strip("\ufeff"):
        shifted.insert(0, _Found(BlockKind.FRONTMATTER, 0, source.start))
    return tuple(_tiles(text, list(_with_ids(text, shifted))))


def _top_level(source: Body) -> Iterator[_Found]:
    """Follow the parser, and see which paragraphs hold nothing but images."""
    depth = images = start = 0
    opening = None
    only_images = False
    for event in events(source.veiled):
        name = event.name
        if name[0] == "+":
            if depth == 0:
                opening, start, only_images = event, event.start, event.name == "+Paragraph"
            depth += 1
            images += name == "+Image"
        elif name[0] == "-":
            depth -= 1
            images -= name == "-Image"
            if depth == 0 and opening is not None:
                yield _found(source, opening.name, opening.detail, Span(start, event.end), only_images=only_images)
        elif depth == 0:
            yield _found(source, name, None, Span(event.start, event.end))
        elif only_images and not images and name in _VISIBLE_EVENTS and str(event.detail).strip():
            only_images = False


def _found(source: Body, name: str, detail: object, span: Span, *, only_images: bool = False) -> _Found:
    kind = BlockKind.EMBED if only_images else _KINDS.get(name, BlockKind.PARAGRAPH)
    level = int(detail["level"][1:]) if kind == BlockKind.HEADING and isinstance(detail, dict) else 0
    title = detail if kind == BlockKind.FOOTNOTE and isinstance(detail, str) else ""
    return _Found(kind, *span, level, title)


def _refined(text: str, source: Body, found: Iterable[_Found]) -> Iterator[_Found]:
    """Tell apart what Markdown calls paragraph, quote or HTML, and leave out what is blank."""
    masks = {mask.span.start: mask.kind for mask in source.masks if mask.block}
    for block in found:
        start = block.start + source.start
        written = text[start : block.end + source.start]
        match block.kind:
            case BlockKind.HEADING:
                yield replace(block, title=" ".join(plain(written).split()))
            case BlockKind.HTML:
                yield replace(block, kind=masks.get(block.start) or _html_kind(written))
            case BlockKind.QUOTE:
                yield replace(block, kind=BlockKind.CALLOUT if _CALLOUT.match(written) else BlockKind.QUOTE)
            case BlockKind.PARAGRAPH | BlockKind.EMBED if not written.strip():
                continue
            case BlockKind.PARAGRAPH:
                yield replace(block, kind=BlockKind.FIELD if _is_field(written) else BlockKind.PARAGRAPH)
            case _:
                yield block


def _html_kind(written: str) -> BlockKind:
    is_comment = written.lstrip().startswith("<!--") and written.rstrip().endswith("-->")
    return BlockKind.COMMENT if is_comment else BlockKind.HTML


def _is_field(written: str) -> bool:
    return all(_FIELD.match(line[0]) for line in _LINE.finditer(written) if line[0].strip())


def _with_gaps(source: Body, found: Iterable[_Found]) -> Iterator[_Found]:
    """Put in what the parser passes over in silence: link reference definitions, one block each."""
    at = 0
    for block in found:
        yield from _references(source.veiled, at, block.start)
        yield block
        at = max(at, block.end)
    yield from _references(source.veiled, at, len(source.veiled))


def _references(text: str, start: int, end: int) -> Iterator[_Found]:
    open_block: _Found | None = None
    for line in _LINE.finditer(text, start, end):
        if not line[0].strip():
            continue
        label = _REFERENCE.match(line[0])
        if label or open_block is None:
            if open_block:
                yield open_block
            kind = BlockKind.REFERENCE if label else BlockKind.PARAGRAPH
            open_block = _Found(kind, line.start(), line.end(), 0, label[1] if label else "")
        else:
            open_block = replace(open_block, end=line.end())
    if open_block:
        yield open_block


def _with_ids(text: str, found: Iterable[_Found]) -> Iterator[_Found]:
    """Give a block id on a line of its own to the block that it names, the one before it."""
    before: _Found | None = None
    for block in found:
        named = before is not None and before.kind in _CARRIES_ID
        if named and block.kind == BlockKind.PARAGRAPH and _BLOCK_ID.fullmatch(text, block.start, block.end):
            continue
        yield block
        before = block


def _tiles(text: str, found: Sequence[_Found]) -> Iterator[Block]:
    if not found and text:
        yield Block(BlockKind.BLANK, Span(0, len(text)), "")
    starts = [0, *(_line_start(text, block.start) for block in found[1:]), len(text)]
    for index, block in enumerate(found):
        span = Span(starts[index], starts[index + 1])
        yield Block(block.kind, span, _own_text(text, span), block.level, block.title)


def _line_start(text: str, at: int) -> int:
    while at and text[at - 1] in " \t":
        at -= 1
    return at


def _own_text(text: str, span: Span) -> str:
    """Return a block's text without blank lines around it; white space in its first and last line is its own."""
    start = min(span.end, _BLANK_LINES.match(text, span.start).end())  # type: ignore[union-attr]
    end = start + len(text[start : span.end].rstrip())
    ending = _LINE_BREAK.search(text, end, span.end)
    return text[start : ending.start() if ending else span.end]
