"""The page as which a Kindle exports what its reader marked in one book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vaultsync.model import Block, BlockKind, Metadata
from vaultsync.sources.html_blocks import Leaf
from vaultsync.sources.html_main import MAIN

_MARKED, _TEXT, _CHAPTER, _TITLE, _AUTHORS = "noteHeading", "noteText", "sectionHeading", "bookTitle", "authors"
_HEADINGS = frozenset({_MARKED, _CHAPTER})
_HEAD = {"notebookFor": "head of the notebook", "citation": "citation", _AUTHORS: "byline"}


def is_notebook(leaves: Sequence[Leaf]) -> bool:
    """Whether a page is a Kindle's notebook."""
    return {_MARKED, _TEXT}.issubset(map(_role, leaves))


def read(leaves: Sequence[Leaf], blocks: Sequence[Block]) -> tuple[Metadata, list[Block]]:
    """Return what a notebook says of its book, and its blocks, of which the last ones are those of the leaves.

    Where a passage stands in the book heads it, and is no title for what it says.
    """
    first = len(blocks) - len(leaves)
    said: dict[str, str] = {}
    title_span = None
    marked = list(blocks[:first])
    for leaf, block in zip(leaves, blocks[first:], strict=True):
        role = _role(leaf)
        said.setdefault(role, " ".join(leaf.text.split()))
        title_span = block.span if role == _TITLE and title_span is None else title_span
        marked.append(_block(role, block))
    return Metadata(title=said.get(_TITLE, ""), author=said.get(_AUTHORS, ""), title_span=title_span), marked


def _role(leaf: Leaf) -> str:
    return leaf.path[-1].attribute("class") if leaf.path else ""


def _block(role: str, block: Block) -> Block:
    if role in _HEADINGS:
        heading = f"## {' '.join(block.markdown.split())}"
        return Block(BlockKind.HEADING, block.span, heading, level=2, hint=MAIN)
    return replace(block, hint=_HEAD.get(role, MAIN))
