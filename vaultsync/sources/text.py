"""Plain text → documents: paragraphs, lists and titles as a reader sees them, with nothing taken for live markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from vaultsync.markup.blocks import plain
from vaultsync.model import Block, BlockKind, Document, Metadata, Problem, SourceKey, Span
from vaultsync.sources import text_escapes
from vaultsync.sources.file_title import title_of_file
from vaultsync.sources.properties import read_properties
from vaultsync.sources.records import Record, records
from vaultsync.sources.text_head import read_head
from vaultsync.sources.text_layout import Group, Row, groups, rows

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]++(.*)", re.DOTALL)
_SETEXT = re.compile(r"(?:-++|=++)[ \t]*+")
_LIVE_SIGNS = re.compile(r"[ \t]*+(?:[~#+•]| {4}|\t)")
"""How a line of signs opens that Markdown takes for something else than a rule or text."""

_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]++)\]:")
_TITLE_LENGTH = 160
_TITLE_WORDS = 20
_NO_TITLE_END = re.compile(r"""[.…。,;:，；：、][\"'”’»)\]」』）]*+\Z""")
_SPEAKER = re.compile(r"[^\s:：][^:：\n]{0,30}[:：]")
_NUMBERED = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.)、．）]|第.{1,4}[章节節]")


def parse_text(key: SourceKey, text: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse plain text; frontmatter is read as in Markdown. Never raises, in time linear in the text."""
    told = read_properties(key, text)
    found = rows(text, told.body)
    listed = records(found)
    blocks = list(_recorded(found, listed, text)) if listed else _laid_out(text, found)
    if text[: told.body].strip("\ufeff"):
        frontmatter = text[: told.body].rstrip()
        blocks.insert(0, Block(BlockKind.FRONTMATTER, Span(0, told.body), frontmatter))
    tiled = _tiled(blocks, len(text))
    return Document(key, text, tiled, _metadata(key, text, tiled, told.metadata), "text"), told.problems


def retitled(document: Document, body: Sequence[Block]) -> Document:
    """Return a text with what `body`, the blocks that are its own, says about it at its head."""
    told = read_properties(document.key, document.text).metadata
    return replace(document, metadata=_metadata(document.key, document.text, body, told))


def _laid_out(text: str, found: Sequence[Row]) -> list[Block]:
    return [_block(text, found[group.first : group.last], group) for group in groups(found)]


def _recorded(found: Sequence[Row], listed: Sequence[Record], text: str) -> Iterator[Block]:
    """Yield the blocks of many short texts, each below a heading that says where or when, which is no title for it."""
    for one, following in zip_longest(listed, listed[1:]):
        last = len(found) if following is None else following.start
        said = _laid_out(text, found[one.text : one.end])
        reason = "" if said else "nothing but its head"
        heading = f"## {text_escapes.inline(one.heading)}"
        yield Block(BlockKind.HEADING, _span(found, one.start, one.start + 1), heading, level=2, hint=reason)
        if one.fields:
            shown = "\n".join(map(text_escapes.inline, one.fields))
            yield Block(BlockKind.FIELD, _span(found, one.start + 1, one.text), shown, hint=reason)
        yield from said
        if one.end < last:
            yield Block(BlockKind.RULE, _span(found, one.end, last), "", hint=reason or "separator")


def _span(found: Sequence[Row], first: int, last: int) -> Span:
    return Span(found[first].start, found[last - 1].end)


def _block(text: str, found: Sequence[Row], group: Group) -> Block:
    start = found[0].start
    written = text[start : found[-1].start + len(found[-1].text)]
    span = Span(start, found[-1].end)
    match group.kind:
        case BlockKind.HEADING:
            return _heading(written, span)
        case BlockKind.CODE:
            return Block(BlockKind.CODE, span, written)
        case BlockKind.RULE:
            return Block(
                BlockKind.RULE, span, text_escapes.paragraph(written) if _LIVE_SIGNS.match(written) else written
            )
        case BlockKind.LIST | BlockKind.QUOTE:
            return Block(group.kind, span, text_escapes.inline(text_escapes.dedented(written)))
        case BlockKind.FOOTNOTE:
            label = _FOOTNOTE.match(written)
            return Block(group.kind, span, text_escapes.inline(written), title=label[1] if label else "")
        case _:
            return Block(group.kind, span, _paragraph(written, found))


def _heading(written: str, span: Span) -> Block:
    marks = _HEADING.fullmatch(written)
    if marks is None:
        return Block(BlockKind.PARAGRAPH, span, text_escapes.paragraph(written))
    markdown = f"{marks[1]} {text_escapes.inline(_without_closing_marks(marks[2].rstrip()))}"
    return Block(BlockKind.HEADING, span, markdown, len(marks[1]), " ".join(plain(markdown).split()))


def _without_closing_marks(heading: str) -> str:
    bare = heading.rstrip("#")
    return bare.rstrip() if bare[-1:] in (" ", "\t") else heading


def _paragraph(written: str, found: Sequence[Row]) -> str:
    """Escape a paragraph, but leave a line of signs that makes a heading of the line above it."""
    if len(found) == 2 and _SETEXT.fullmatch(found[1].text):
        at = found[1].start - found[0].start
        return text_escapes.paragraph(written[:at]) + written[at:]
    return text_escapes.paragraph(written)


def _tiled(blocks: Sequence[Block], size: int) -> tuple[Block, ...]:
    """Stretch blocks over the blank lines after them, and the first over those before it."""
    if not blocks:
        return (Block(BlockKind.BLANK, Span(0, size), ""),) if size else ()
    starts = [0, *(block.span.start for block in blocks[1:]), size]
    return tuple(replace(block, span=Span(*place)) for block, place in zip(blocks, pairwise(starts), strict=True))


def _metadata(key: SourceKey, text: str, blocks: Sequence[Block], told: Metadata) -> Metadata:
    """Complete what the frontmatter says by what stands at the head of the text."""
    body = [block for block in blocks if block.kind not in (BlockKind.FRONTMATTER, BlockKind.BLANK)]
    head = read_head([text[block.span.start : block.span.end] for block in body[:6]])
    title_block = _title_block(text, body)
    shown = title_block and (title_block.title or " ".join(plain(title_block.markdown).split()))
    is_told = not told.title or told.title.casefold() == (shown or "").casefold()
    return replace(
        told,
        title=told.title or head.title or shown or title_of_file(key),
        author=told.author or head.author,
        date=told.date or head.date,
        url=told.url or head.url,
        title_span=title_block.span if title_block and is_told and not head.title else None,
    )


def _speaks_again(said: str, text: str, body: Sequence[Block]) -> bool:
    """Whether the first line is what somebody says who speaks again further on, as in an interview."""
    speaker = _SPEAKER.match(said)
    return speaker is not None and any(text.startswith(speaker[0], block.span.start) for block in body[1:])


def _title_block(text: str, body: Sequence[Block]) -> Block | None:
    """Return the first block if it is the title: a line that stands alone, is short, and ends no sentence."""
    if len(body) < 2:
        return None
    first = body[0]
    if first.kind == BlockKind.HEADING:
        same = sum(1 for block in body if block.kind == BlockKind.HEADING and block.level <= first.level)
        return first if same == 1 else None
    said = plain(first.markdown).strip()
    short = 0 < len(said) <= _TITLE_LENGTH and len(said.split()) <= _TITLE_WORDS and "\n" not in said
    if first.kind != BlockKind.PARAGRAPH or not short or _NO_TITLE_END.search(said) or _NUMBERED.match(said):
        return None
    if read_head([text[first.span.start : first.span.end]]) != Metadata() or _speaks_again(said, text, body):
        return None
    follows = max(len(block.markdown) for block in body[1:])
    return first if follows > len(said) else None
