"""Web pages → documents: blocks that tile the raw HTML, each with its Markdown, and marked as main text or debris."""

from __future__ import annotations

from dataclasses import replace

from vaultsync.model import Block, BlockKind, Document, Problem, SourceKey, Span
from vaultsync.sources import html_metadata, html_notebook
from vaultsync.sources.html_blocks import Leaf, leaves
from vaultsync.sources.html_extractors import readings
from vaultsync.sources.html_main import hints
from vaultsync.sources.html_markdown import render
from vaultsync.sources.html_tree import parse
from vaultsync.sources.properties import completed, read_properties

PAGE_HEAD = "page head"
_FENCES = ("---", "+++")
"""What frontmatter opens with that a site's generator takes off a page."""


def parse_html(key: SourceKey, text: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read a web page of any quality, and say what is odd about its frontmatter, if a site's generator gave it one.

    Never raises. A block's `hint` is `main`, or says why the extractors take it for debris. What stands between two
    blocks (closing tags, scripts, comments) belongs to the first; what stands before all, to a block of its own.
    """
    if not text.startswith(_FENCES):
        return _page(key, text), ()
    told = read_properties(key, text)
    page = _page(key, " " * told.body + text[told.body :])
    metadata = completed(told.metadata, page.metadata)
    if metadata.title != page.metadata.title:
        metadata = replace(metadata, title_span=None)
    blocks = list(page.blocks)
    if told.body:
        first = [
            replace(one, span=one.span._replace(start=told.body)) for one in blocks[:1] if one.span.end > told.body
        ]
        blocks[:1] = [Block(BlockKind.FRONTMATTER, Span(0, told.body), text[: told.body].rstrip()), *first]
    return Document(key, text, tuple(blocks), metadata, "html"), told.problems


def _page(key: SourceKey, text: str) -> Document:
    page = parse(text)
    found = leaves(page.root)
    if html_notebook.is_notebook(found):
        metadata, blocks = html_notebook.read(found, _blocks(text, found, [""] * len(found)))
        return Document(key, text, tuple(blocks), metadata, "html")
    metadata, title_at = html_metadata.read(text, page, found)
    said = hints(found, readings(text, page))
    blocks = _blocks(text, found, said)
    if title_at is not None:
        offset = len(blocks) - len(found)
        metadata = replace(metadata, title_span=blocks[title_at + offset].span)
    return Document(key, text, tuple(blocks), metadata, "html")


def _blocks(text: str, found: list[Leaf], said: list[str]) -> list[Block]:
    """Turn the leaves into blocks, each ending where the next one starts, after one for what stands before them."""
    starts = [leaf.start for leaf in found]
    blocks: list[Block] = []
    if not text[: starts[0] if starts else len(text)].strip():
        starts[:1] = [0] if starts else []
    else:
        blocks.append(Block(BlockKind.HTML, Span(0, starts[0] if starts else len(text)), "", hint=PAGE_HEAD))
    for leaf, hint, start, end in zip(found, said, starts, [*starts[1:], len(text)], strict=False):
        title = " ".join(leaf.text.split()) if leaf.kind == BlockKind.HEADING else ""
        blocks.append(Block(leaf.kind, Span(start, end), render(leaf), leaf.level, title, hint))
    if not blocks and text:
        blocks.append(Block(BlockKind.BLANK, Span(0, len(text)), ""))
    return blocks
