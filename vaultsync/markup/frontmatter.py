"""A note's frontmatter: read by YAML 1.2's rules as Obsidian does, written in one style, patched line by line.

Reading goes through python-frontmatter with a handler of our own; writing never does, because it would sort keys, fold
lines and drop comments and quotes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import frontmatter as python_frontmatter
from frontmatter.default_handlers import YAMLHandler
from yaml.nodes import MappingNode

from vaultsync.markup import fence
from vaultsync.markup.frontmatter_patch import patch
from vaultsync.markup.properties import Entry, entries, salvage, value_of
from vaultsync.markup.yaml_core import Refused, Values, compose, write_entry
from vaultsync.model import Span

__all__ = ["Entry", "Frontmatter", "FrontmatterProblem", "dump", "entries", "patch", "read", "salvage", "value_of"]


class FrontmatterProblem(NamedTuple):
    """What is odd about a note's frontmatter."""

    line: int
    """One-based line of the file."""
    message: str


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """What a note says about itself, and where its body starts."""

    data: Mapping[str, object] = field(default_factory=dict)
    """Strings, ints, floats, booleans, None, lists and dicts by key, in file order; empty if it can't be read."""
    span: Span | None = None
    """The block with both fences and the last one's line break; None: the note has no frontmatter."""
    body: int = 0
    """Offset of the body: after the block, or after a byte order mark."""
    problems: tuple[FrontmatterProblem, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in file order."""
        return tuple(self.data)


def read(text: str) -> Frontmatter:
    """Read a note's frontmatter; never raises.

    What isn't closed, or holds no properties (a rule at the top, a list), is body, and nothing of it is skipped.
    Invalid YAML that was meant as properties, a template's say, stays frontmatter: without data, with a problem.
    """
    block = fence.find(text)
    if block is None:
        return (
            _without(text, "the frontmatter is never closed: no second `---`")
            if fence.is_opened(text)
            else Frontmatter(body=fence.body_start(text))
        )
    handler = _Handler(text[block.inner.start : block.inner.end])
    span = Span(block.start, block.end)
    try:
        data, _ = python_frontmatter.parse(text[block.start : block.end], handler=handler)
    except Refused as refused:
        if not fence.holds_properties(handler.inner):
            return _without(text, "what stands between the first two `---` is no frontmatter, so it is read as text")
        problem = FrontmatterProblem(refused.line + 1, f"the frontmatter can't be read: {refused.message}")
        return Frontmatter(span=span, body=block.end, problems=(problem,))
    remarks = tuple(FrontmatterProblem(line + 1, message) for line, message in handler.remarks)
    return Frontmatter(data, span, block.end, remarks)


def _without(text: str, message: str) -> Frontmatter:
    return Frontmatter(body=fence.body_start(text), problems=(FrontmatterProblem(1, message),))


class _Handler(YAMLHandler):
    """python-frontmatter's seam for another reader: our fences, YAML 1.2, and Refused for whatever can't be read."""

    def __init__(self, inner: str) -> None:
        super().__init__()
        self.inner = inner
        self.remarks: list[tuple[int, str]] = []

    def split(self, text: str) -> tuple[str, str]:
        return self.inner, ""

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        if not fm.strip():
            return {}
        if fm.lstrip().startswith("{"):
            parsed = _json(fm)
            if parsed is not None:
                return parsed
        node = compose(fm)
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            raise Refused("it holds no `key: value` pairs", node.start_mark.line + 1)
        values = Values(budget=max(10_000, len(fm)))
        data = values.mapping(node)
        self.remarks = values.remarks
        return data


def _json(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def dump(properties: Mapping[str, object], newline: str = "\n") -> str:
    """Write frontmatter with both fences, in the order given; None leaves a key out.

    Reading it back gives the same values.
    """
    lines = [
        "---",
        *(line for key, value in properties.items() if value is not None for line in write_entry(key, value)),
        "---",
    ]
    return newline.join(lines) + newline
