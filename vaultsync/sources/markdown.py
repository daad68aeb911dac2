"""Markdown → documents: its blocks, and what its frontmatter and first heading say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vaultsync.markup.blocks import parse
from vaultsync.model import Block, BlockKind, Document, Metadata, Problem, SourceKey
from vaultsync.sources import front_matter
from vaultsync.sources.file_title import title_of_file
from vaultsync.sources.properties import completed, metadata_of, read_properties
from vaultsync.sources.text_head import read_head

_SILENT = frozenset((BlockKind.FRONTMATTER, BlockKind.BLANK, BlockKind.COMMENT, BlockKind.EMBED, BlockKind.RULE))
_MARKUP = re.compile(r"\]\(|\[\[|\[\^|!\[|\s\^[A-Za-z0-9-]+\s*\Z")
"""What a heading may hold that a title can't show; such a heading stays in the text."""
_TAGS = re.compile(r"(?:#[\w/-]*[^\W\d_][\w/-]*#?(?:\s+|\Z))+")
_NEAR_TOP = 4
"""So many blocks may stand above the end of what a source says of itself."""
_BULLET = re.compile(r"^[*+-][ \t]+", re.MULTILINE)


def parse_markdown(key: SourceKey, text: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse a Markdown source; what is odd about its frontmatter is told, and the text is read all the same.

    Its title is the frontmatter's, else that of the heading it opens with, if no other is as high, else its file's.
    """
    told = read_properties(key, text)
    blocks, below = _set_apart(parse(text, told.body))
    heading = _opening_heading(blocks)
    said = _unlabelled(heading.title) if heading else ""
    title = told.metadata.title or said or title_of_file(key)
    repeats = heading is not None and _folded(said) == _folded(title) and not _MARKUP.search(heading.markdown)
    known = completed(told.metadata, below)
    metadata = replace(known, title=title, title_span=heading.span if heading and repeats else None)
    return Document(key, text, blocks, metadata, "markdown"), told.problems


def _set_apart(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], Metadata]:
    """Take what stands below the title and only says what the source is for frontmatter, and return what that says.

    Lines of keys are what Notion writes there, a list of them under the heading "Metadata" is Readwise's. Bear puts
    tags below the title or at the end: they stay where Obsidian sees them, but are nothing that the text says.
    """
    told: dict[str, object] = {}
    apart: dict[int, BlockKind] = {}
    spoken = [index for index, block in enumerate(blocks) if block.kind not in _SILENT]
    tagged = [index for index in dict.fromkeys((*spoken[:2], *spoken[-1:])) if _TAGS.fullmatch(blocks[index].markdown)]
    if tagged and len(spoken) > len(tagged):
        told["tags"] = " ".join(blocks[index].markdown for index in tagged)
        apart.update(dict.fromkeys(tagged, BlockKind.FIELD))
    for before, index in pairwise(spoken[:_NEAR_TOP]):
        over, block = blocks[before], blocks[index]
        if over.kind != BlockKind.HEADING:
            continue
        if block.kind == BlockKind.PARAGRAPH and before == spoken[0] and over.level == 1:
            said, which = front_matter.pairs(block.markdown), {index}
        elif block.kind == BlockKind.LIST and over.title.casefold() == "metadata":
            said, which = front_matter.pairs(_BULLET.sub("", block.markdown)), {before, index}
        else:
            continue
        if said:
            told = {**said, **told}
            apart.update(dict.fromkeys(which, BlockKind.FRONTMATTER))
    left = (
        Block(apart[index], block.span, block.markdown) if index in apart else block
        for index, block in enumerate(blocks)
    )
    return tuple(left), metadata_of(told)


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
