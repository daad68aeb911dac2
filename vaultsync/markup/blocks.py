"""A Markdown text as the blocks that tile it, with Obsidian's additions.

The structure is pulldown-cmark's; callouts, comments, block math, Dataview fields, embeds and block ids are added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from vaultsync.markup.commonmark import Body, body, events, top_level
from vaultsync.markup.prose import prose
from vaultsync.markup.visible import is_bare, plain
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
_BLANK_LINES = re.compile(r"\ufeff?(?>(?:[^\S\r\n]*+(?:\r\n?|\n))*)")
_BLOCK_ID = re.compile(r"[ \t]{0,3}\^[A-Za-z0-9-]++\s*+")
_CALLOUT = re.compile(r" {0,3}>[ \t]*+\[![^\]\r\n]++\]")
_FIELD = re.compile(r"[ \t]*+[*_]{0,3}[^\s:()\[\]`<>{}|#*_][^:()\[\]`<>{}|\r\n]{0,80}+::(?=\s|\Z)")
_REFERENCE = re.compile(r" {0,3}\[((?>(?:[^\[\]\\]|\\.){1,999}))\]:")
_ATX = re.compile(r"#{1,6}[ \t]++([^#\r\n]*[^#\s])\s*+")
_DRAWN = re.compile(r"\A\s*([=~*_#+-])\1{2,}[ \t]*\n")
CLASSES = re.compile(r"(?<=[)\]])\{[.#:][^{}\n]{0,200}\}")
"""What some renderers take for the class or the name of an image or a link: `![…](…){.wide}`."""
_ID_AT_END = re.compile(r"[ \t\r\n]\^[A-Za-z0-9-]++\s*+\Z")
_VISIBLE = frozenset(("Text", "Code", "InlineMath", "DisplayMath", "InlineHtml", "FootnoteReference"))
_CARRIES_ID = frozenset(BlockKind) - {BlockKind.FRONTMATTER, BlockKind.HEADING, BlockKind.RULE, BlockKind.BLANK}


class _Found(NamedTuple):
    """A block as the parser sees it."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""


def parse(text: str, start: int | None = None) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text in order: they tile it, and any text has some, but for the empty one.

    What stands before `start` is its frontmatter; by default what Obsidian takes for one. Takes time linear in the
    text, whatever stands in it, and never raises.
    """
    source = body(text, start)
    found = list(_with_ids(text, _with_gaps(source, _top_level(text, source))))
    if text[: source.start].strip("\ufeff"):
        found.insert(0, _Found(BlockKind.FRONTMATTER, 0, source.start))
    return tuple(_tiles(text, found))


def _top_level(text: str, source: Body) -> Iterator[_Found]:
    """Tell apart what Markdown calls paragraph, quote or HTML, and leave out what is blank."""
    masks = {mask.span.start: mask.kind for mask in source.masks if mask.block}
    for name, detail, start, end in top_level(source.veiled):
        kind = _KINDS.get(name, BlockKind.PARAGRAPH)
        written = text[start:end]
        if kind == BlockKind.PARAGRAPH:
            if not written.isspace():
                yield _Found(_paragraph_kind(written), start, end)
        elif kind == BlockKind.HEADING:
            yield _Found(kind, start, end, int(detail["level"][1:]), _heading_title(written))
        elif kind == BlockKind.HTML:
            yield _Found(masks.get(start) or _html_kind(written), start, end)
        elif kind == BlockKind.QUOTE:
            yield _Found(BlockKind.CALLOUT if _CALLOUT.match(written) else kind, start, end)
        else:
            yield _Found(kind, start, end, title=detail if kind == BlockKind.FOOTNOTE else "")


def _heading_title(written: str) -> str:
    marks = _ATX.fullmatch(written)
    if marks and is_bare(marks[1]):
        return marks[1]
    shown = plain(written)
    # A line drawn above a heading is the first of its lines for Markdown, which knows only one drawn below.
    return " ".join((_DRAWN.sub("", shown) or shown).split())


def _paragraph_kind(written: str) -> BlockKind:
    if "::" in written and _is_field(written):
        return BlockKind.FIELD
    if written[0] in "![" and _shows_only_images(written):
        return BlockKind.EMBED
    return BlockKind.PARAGRAPH


def _shows_only_images(written: str) -> bool:
    """Whether a paragraph is nothing but images and embeds, with their classes or a block id perhaps."""
    images = 0
    seen = False
    for name, detail, *_ in events(CLASSES.sub("", _ID_AT_END.sub("", written))):
        if name in ("+Image", "-Image"):
            images += 1 if name == "+Image" else -1
            seen = True
        elif not images and name in _VISIBLE and str(detail).strip():
            return False
    return seen


def _html_kind(written: str) -> BlockKind:
    is_comment = written.lstrip().startswith("<!--") and written.rstrip().endswith("-->")
    return BlockKind.COMMENT if is_comment else BlockKind.HTML


def _is_field(written: str) -> bool:
    return all(_FIELD.match(line[0]) for line in _LINE.finditer(written) if line[0].strip())


def _with_gaps(source: Body, found: Iterable[_Found]) -> Iterator[_Found]:
    """Put in what the parser passes over in silence: link reference definitions, one block each."""
    at = source.start
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
            open_block = open_block._replace(end=line.end())
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
