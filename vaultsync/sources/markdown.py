"""Markdown → documents: its blocks, and what its frontmatter and first heading say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vaultsync.markup.blocks import parse
from vaultsync.model import Block, BlockKind, Document, Problem, SourceKey
from vaultsync.sources.file_title import title_of_file
from vaultsync.sources.properties import read_properties
from vaultsync.sources.text_head import read_head

_SILENT = frozenset((BlockKind.FRONTMATTER, BlockKind.BLANK, BlockKind.COMMENT, BlockKind.EMBED, BlockKind.RULE))
_MARKUP = re.compile(r"\]\(|\[\[|\[\^|!\[|\s\^[A-Za-z0-9-]+\s*\Z")
"""What a heading may hold that a title can't show; such a heading stays in the text."""


def parse_markdown(key: SourceKey, text: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse a Markdown source; what is odd about its frontmatter is told, and the text is read all the same.

    Its title is the frontmatter's, else that of the heading it opens with, if no other is as high, else its file's.
    """
    blocks = parse(text)
    told = read_properties(key, text)
    heading = _opening_heading(blocks)
    said = _unlabelled(heading.title) if heading else ""
    title = told.metadata.title or said or title_of_file(key)
    repeats = heading is not None and _folded(said) == _folded(title) and not _MARKUP.search(heading.markdown)
    metadata = replace(told.metadata, title=title, title_span=heading.span if heading and repeats else None)
    return Document(key, text, blocks, metadata, "markdown"), told.problems


def _opening_heading(blocks: Sequence[Block]) -> Block | None:
    """Return the heading that leads the text, if it is the one highest of its headings."""
    first = next((block for block in blocks if block.kind not in _SILENT), None)
    if first is None or first.kind != BlockKind.HEADING or not first.title:
        return None
    equals = sum(1 for block in blocks if block.kind == BlockKind.HEADING and block.level <= first.level)
    return first if first.level == 1 and equals == 1 else None


def _unlabelled(title: str) -> str:
    """Return a heading without the word that says that it is the title ("Title: On Walking")."""
    return read_head([title]).title or title


def _folded(title: str) -> list[str]:
    return title.casefold().split()
