"""The seam to the Markdown parser: pulldown-cmark's events, by way of pyromark, over the body of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyromark

from vaultsync.markup import frontmatter, masks
from vaultsync.markup.masks import Mask

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_MATH
    | pyromark.Options.ENABLE_WIKILINKS
)
_LONE_RETURN = re.compile(r"\r(?!\n)")
"""The parser takes it for a line break in some places and not in others."""

_SURROGATE = re.compile("[\ud800-\udfff]")


Event = tuple[str, Any, int, int]
"""A step of the parser through the text: its name, what is known about it, and its start and end in characters.

The names are pulldown-cmark's; of a tag, with `+` before it where it opens (the end is the start then) and `-` where it
closes (the start is the end).
"""


@dataclass(frozen=True, slots=True)
class Body:
    """A text made ready for the parser, one character for each of its own."""

    start: int
    """Where the text's body starts: after the frontmatter, or after a byte order mark."""
    veiled: str
    """The text with blank lines in place of all before its body, and with `masks` veiled."""
    masks: tuple[Mask, ...]
    """The passages that are opaque to Markdown, in order."""


def body(text: str, start: int | None = None) -> Body:
    """Set aside a text's frontmatter, or all before `start`, and veil what only Obsidian understands."""
    if start is None:
        start = frontmatter.read(text).body if text.startswith(("---", "\ufeff")) else 0
    bare = "\n" * start + _LONE_RETURN.sub("\n", _SURROGATE.sub("\ufffd", text[start:]))
    found = masks.find(bare)
    return Body(start, masks.veil(bare, found), found)


def events(markdown: str) -> Iterator[Event]:
    """Yield the parser's events in document order."""
    at = _places(markdown)
    for event, place in pyromark.events_with_range(markdown, options=_OPTIONS, broken_link_callback=_unknown):
        if isinstance(event, str):
            yield event, None, at(place["start"]), at(place["end"])
            continue
        ((name, detail),) = event.items()
        if name == "Start":
            start = at(place["start"])
            yield *_tag("+", detail), start, start
        elif name == "End":
            end = at(place["end"])
            yield *_tag("-", detail), end, end
        else:
            yield name, detail, at(place["start"]), at(place["end"])


def top_level(markdown: str) -> Iterator[Event]:
    """Yield the opening tag of each block that stands in no other, with its true end, and rules."""
    at = _places(markdown)
    depth = start = 0
    tag: Any = None
    event: Any
    for event, place in pyromark.events_with_range(markdown, options=_OPTIONS, merge_text=True):
        if "Start" in event:
            if depth == 0:
                tag, start = event["Start"], at(place["start"])
            depth += 1
        elif "End" in event:
            depth -= 1
            if depth == 0:
                yield *_tag("+", tag), start, at(place["end"])
        elif depth == 0:
            yield str(event), None, at(place["start"]), at(place["end"])


def _tag(sign: str, tag: Any) -> tuple[str, Any]:
    if isinstance(tag, str):
        return sign + tag, None
    ((name, detail),) = tag.items()
    return sign + name, detail


def _unknown(_link: Any) -> tuple[str, str]:
    """Take a reference for a link although its definition stands elsewhere, in another note perhaps."""
    return "", ""


def _places(text: str) -> Callable[[int], int]:
    """Return what turns the parser's bytes into characters."""
    return (lambda offset: offset) if text.isascii() else _Characters(text).before


class _Characters:
    """Characters for the parser's bytes; each step costs what lies between it and the one before."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        self.offset = self.count = 0

    def before(self, offset: int) -> int:
        """Return how many characters stand before a byte."""
        if offset >= self.offset:
            self.count += len(self.data[self.offset : offset].decode())
        else:
            self.count -= len(self.data[offset : self.offset].decode())
        self.offset = offset
        return self.count
