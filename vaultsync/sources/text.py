"""Plain text: paragraphs by blank lines, hard-wrapped or not, or one a line; nothing in it is taken for live markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaultsync.markup.lines import lines
from vaultsync.model import Block, BlockKind, Document, Metadata, SourceKey, Span
from vaultsync.sources.file_title import title_of_file
from vaultsync.sources.markdown import parse_markdown

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*#*[ \t]*$")
_ITEM = re.compile(r"^\s*(?:[-*+•·‣–]|\(?\d{1,3}[.)、．]|[a-z][.)])\s*\S")
_BULLET = re.compile(r"^\s*(?:[-*+•·‣–]\s+|\(?\d{1,3}[.)]\s+|\d{1,3}[、．]\s*)\S")
_END = re.compile(r"[.!?…。！？:;：；][\"'”’»)\]]*\s*$")
_BYLINE = re.compile(r"^\s*(?:by|von|par|por|di|door|作者[:：]?)\s+(\S.{1,60})$", re.IGNORECASE)
_DATE = re.compile(r"^\s*(?:(?:date|published|posted|datum|fecha)\s*:?\s*)?(\d{4}-\d{2}-\d{2})\s*$", re.IGNORECASE)
_ADDRESS = re.compile(r"^\s*(?:(?:source|url|link)\s*:\s*)?(https?://\S+)\s*$", re.IGNORECASE)
_LIVE = re.compile(r"\[\[|%%|<%|!\[|==(?=\S)|\$\$|`")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TITLE_WORDS = 20


def parse_text(key: SourceKey, text: str) -> Document:
    """Parse plain text; a file that starts with frontmatter is read as Markdown is, and stays `text` by name only."""
    if text.startswith(("---\n", "---\r\n")):
        document, _ = parse_markdown(key, text)
        return document
    rows = [(span, text[span.start : span.end]) for span in lines(text)]
    groups = _groups(rows)
    blocks = _tiled([_block(text, rows[first:last]) for first, last in groups], len(text))
    return Document(key, text, blocks, _metadata(key, text, blocks), "text")


def _groups(rows: Sequence[tuple[Span, str]]) -> list[tuple[int, int]]:
    """Gather lines into paragraphs, as half-open ranges of rows; blank lines lie between them."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, (_, line) in enumerate(rows):
        if not line.strip():
            if start is not None:
                runs.append((start, index))
            start = None
        elif start is None:
            start = index
    if start is not None:
        runs.append((start, len(rows)))
    found: list[tuple[int, int]] = []
    for first, last in runs:
        found += _cut_run(rows, first, last)
    return found


def _cut_run(rows: Sequence[tuple[Span, str]], first: int, last: int) -> list[tuple[int, int]]:
    """Cut lines that touch: at headings, before lists, and into one paragraph a line where lines aren't wrapped."""
    texts = [rows[index][1].rstrip("\r\n") for index in range(first, last)]
    if any(_FENCE.match(line) for line in texts):
        return [(first, last)]
    each = _one_paragraph_a_line(texts)
    found: list[tuple[int, int]] = []
    start = first
    for index in range(first, last):
        line = texts[index - first]
        before = texts[index - first - 1] if index > first else None
        if before is None:
            continue
        in_list = any(_BULLET.match(one) for one in (before, texts[start - first]))
        starts = (
            _HEADING.match(line) is not None
            or _HEADING.match(before) is not None
            or (each and not (_BULLET.match(line) and in_list))
            or (_BULLET.match(line) is not None and not in_list and before.rstrip().endswith((":", "：")))
        )
        if starts:
            found.append((start, index))
            start = index
    return [*found, (start, last)]


def _one_paragraph_a_line(texts: Sequence[str]) -> bool:
    """Tell lines that are paragraphs from wrapped ones: they are long, differ much, and end where sentences end."""
    if len(texts) < 2:
        return False
    prose = [line for line in texts if not _BULLET.match(line)]
    if len(prose) < 2:
        return False
    longest = max(len(line) for line in prose)
    ended = sum(1 for line in prose if _END.search(line))
    return longest > 200 and ended >= 0.6 * len(prose)


def _block(text: str, rows: Sequence[tuple[Span, str]]) -> Block:
    start, end = rows[0][0].start, rows[-1][0].end
    content = text[start:end].rstrip("\r\n")
    first = rows[0][1].rstrip("\r\n")
    heading = _HEADING.match(first)
    span = Span(start, end)
    if heading and len(rows) == 1:
        return Block(BlockKind.HEADING, span, first.strip(), level=len(heading[1]), title=heading[2])
    if _FENCE.match(first):
        return Block(BlockKind.CODE, span, content)
    items = sum(1 for _, line in rows if _BULLET.match(line))
    if items and _BULLET.match(first):
        return Block(BlockKind.LIST, span, _inert(content))
    if first.lstrip().startswith(">"):
        return Block(BlockKind.QUOTE, span, _inert(content))
    unindented = re.sub(r"(?m)^[ \t]+", "", content)
    return Block(BlockKind.PARAGRAPH, span, _inert(unindented))


def _inert(content: str) -> str:
    """Escape what Obsidian would take for markup and the author did not mean so."""
    escaped = _LIVE.sub(lambda match: f"\\{match[0]}" if match[0][0] != "<" else "\\<%", content)
    return re.sub(r"(?m)^([ \t]*)(#(?=[#\s])|[-=]{3,}[ \t]*$)", r"\1\\\2", escaped)


def _tiled(blocks: Sequence[Block], size: int) -> tuple[Block, ...]:
    """Stretch blocks over the blank lines after them, and the first over those before it."""
    if not blocks:
        return (Block(BlockKind.BLANK, Span(0, size), ""),) if size else ()
    tiled = []
    for index, block in enumerate(blocks):
        start = block.span.start if index else 0
        end = blocks[index + 1].span.start if index + 1 < len(blocks) else size
        tiled.append(
            Block(block.kind, Span(start, end), block.markdown, level=block.level, title=block.title, hint=block.hint)
        )
    return tuple(tiled)


def _metadata(key: SourceKey, text: str, blocks: Sequence[Block]) -> Metadata:
    title_span, title = _title(text, blocks)
    found: dict[str, str] = {}
    for block in blocks[:6]:
        content = text[block.span.start : block.span.end].strip()
        for name, pattern in (("author", _BYLINE), ("date", _DATE), ("url", _ADDRESS)):
            match = pattern.match(content) if "\n" not in content else None
            if match and name not in found:
                found[name] = match[1].strip()
    return Metadata(
        title=title or title_of_file(key),
        author=found.get("author", ""),
        date=found.get("date", ""),
        url=found.get("url", ""),
        title_span=title_span,
    )


def _title(text: str, blocks: Sequence[Block]) -> tuple[Span | None, str]:
    """Take the first line for the title where it stands alone, is short, ends no sentence, and more text follows."""
    if len(blocks) < 2:
        return None, ""
    first = blocks[0]
    if first.kind is BlockKind.HEADING:
        same = sum(1 for block in blocks if block.kind is BlockKind.HEADING and block.level <= first.level)
        return (first.span, first.title) if same == 1 else (None, "")
    content = text[first.span.start : first.span.end].strip()
    if first.kind is not BlockKind.PARAGRAPH or "\n" in content or _BYLINE.match(content) or _ADDRESS.match(content):
        return None, ""
    ends = re.search(r"[.!…。！,;:，；：][\"'”’»)\]]*$", content)
    long_one = len(content.split()) > _TITLE_WORDS or len(content) > 160
    follows = max(len(block.markdown) for block in blocks[1:])
    if ends or long_one or follows <= len(content):
        return None, ""
    return first.span, content
