"""Headings and block ids as ends of links: when two headings are the same to Obsidian, and how one is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaultsync.markup.note_syntax import BlockId, Heading

_IGNORED = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+")
_UNWRITABLE = re.compile(r"(?:[:#|^\\\n\r]|%%|\[\[|\]\])+")


def heading_key(text: str) -> str:
    """Return what is equal for headings that a link takes for the same."""
    return _IGNORED.sub(" ", text).strip().lower()


def heading_subpath(*headings: str) -> str:
    """Return the subpath, with its `#`, that leads to a heading; of several, each stands below the one before."""
    return "".join(f"#{' '.join(_UNWRITABLE.sub(' ', heading).split())}" for heading in headings)


def find_heading(headings: Sequence[Heading], subpath: str) -> Heading | None:
    """Find the heading that `#heading` or `#heading#below` leads to, walking down the levels."""
    wanted = [key for part in subpath.split("#") if (key := heading_key(part))]
    if not wanted:
        return None
    depth = level = 0
    for heading in headings:
        if heading.level > level and heading_key(heading.text) == wanted[depth]:
            depth, level = depth + 1, heading.level
            if depth == len(wanted):
                return heading
    return None


def find_block(blocks: Sequence[BlockId], subpath: str) -> BlockId | None:
    """Find the block that `#^id` leads to."""
    wanted = subpath.rpartition("^")[2].strip().lower()
    return next((block for block in blocks if block.id.lower() == wanted), None)


def is_block_subpath(subpath: str) -> bool:
    """Say whether a subpath leads to a block rather than to a heading."""
    return subpath.rpartition("#")[2].lstrip().startswith("^")
