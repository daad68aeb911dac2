"""The seam to the Markdown parser: pulldown-cmark's events, by way of pyromark, over the body of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

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
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Body:
    """What follows a text's frontmatter, made ready for the parser; one character for each of the text's own."""

    start: int
    """Where it starts in the text: after the frontmatter, or after a byte order mark."""
    veiled: str
    """The body with `masks` veiled."""
    masks: tuple[Mask, ...]
    """In order; their spans count from `start`."""


def body(text: str) -> Body:
    """Set aside a text's frontmatter and veil what only Obsidian understands."""
    start = 0
    if text.startswith(("---", "\ufeff")):
        start = frontmatter.read(text).body
    rest = _SURROGATE.sub("\ufffd", text[start:])
    found = masks.find(rest)
    return Body(start, masks.veil(rest, found), found)


class Event(NamedTuple):
    """One step of the parser through the text."""

    name: str
    """As pulldown-cmark calls it; of a tag, with `+` before it where the tag opens and `-` where it closes."""
    detail: Any
    start: int
    """In characters; of a closing tag, where it ends."""
    end: int
    """In characters; of an opening tag, where it starts."""


def events(markdown: str) -> Iterator[Event]:
    """Yield the parser's events in document order."""
    at = (lambda offset: offset) if markdown.isascii() else _Characters(markdown).before
    for event, place in pyromark.events_with_range(markdown, options=_OPTIONS, broken_link_callback=_unknown):
        if isinstance(event, str):
            yield Event(event, None, at(place["start"]), at(place["end"]))
            continue
        ((name, detail),) = event.items()
        if name == "Start":
            start = at(place["start"])
            yield Event(*_tag("+", detail), start, start)
        elif name == "End":
            end = at(place["end"])
            yield Event(*_tag("-", detail), end, end)
        else:
            yield Event(name, detail, at(place["start"]), at(place["end"]))


def _tag(sign: str, tag: Any) -> tuple[str, Any]:
    if isinstance(tag, str):
        return sign + tag, None
    ((name, detail),) = tag.items()
    return sign + name, detail


def _unknown(_link: Any) -> tuple[str, str]:
    """Take a reference for a link although its definition stands elsewhere, in another note perhaps."""
    return "", ""


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
