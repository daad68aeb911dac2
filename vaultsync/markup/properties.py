"""A note's frontmatter as the lines of its keys, whether or not it is valid YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from vaultsync.markup import fence
from vaultsync.markup.lines import lines
from vaultsync.markup.yaml_core import Refused, Values, compose
from vaultsync.model import Span

_BLANK_OR_COMMENT = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_LIST_OR_INDENTED = re.compile(r"[ \t]+\S|-(?=[ \t\r\n]|\Z)")
_PLAIN_LINE = re.compile(r"(?![\"'])(?>(?:[^:\r\n]|:(?=\S))*):[ \t]+(?![{|>&!#]|\[[^\]]*\]?\Z)([^\s][^\r\n]*?)[ \t]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key's lines in a note's frontmatter; the spans of a block's entries tile what stands between its fences."""

    key: str | None
    """None for what belongs to no key: comments at the end, lines that aren't YAML, a whole block in braces."""
    span: Span
    """With the comments and blank lines above the key."""
    own: Span
    """From the key's line to the last line of its value, line break included."""


def entries(text: str) -> tuple[Entry, ...]:
    """Cut a note's frontmatter into the lines of its keys, in file order; none where it has no frontmatter.

    What isn't valid YAML is cut by its looks: a key at the margin, with the indented lines and list items below it.
    """
    block = fence.find(text)
    if block is None or block.inner.start == block.inner.end:
        return ()
    inner = text[block.inner.start : block.inner.end]
    try:
        root = mapping_of(inner)
    except Refused:
        if fence.holds_properties(inner):
            return tuple(_by_looks(text, block.inner))
        return (Entry(None, block.inner, block.inner),) if _is_json(inner) else ()
    if root is None or root.flow_style:
        return (Entry(None, block.inner, block.inner),)
    return tuple(_by_nodes(text, block.inner, root))


def mapping_of(inner: str) -> MappingNode | None:
    """Parse a block's text, None where it holds nothing but comments; raises Refused where `read` would."""
    node = compose(inner) if inner.strip() else None
    if node is None:
        return None
    if not isinstance(node, MappingNode):
        raise Refused("it holds no `key: value` pairs", node.start_mark.line + 1)
    Values(max(10_000, len(inner))).mapping(node)
    return node


def _is_json(inner: str) -> bool:
    if not inner.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(inner), dict)
    except (ValueError, RecursionError):
        return False


def _by_nodes(text: str, inner: Span, root: MappingNode) -> Iterator[Entry]:
    rows = _rows(text, inner)
    starts = [_line_start(text, inner, inner.start + key.start_mark.index) for key, _ in root.value]
    at, row = inner.start, 0
    for index, (key, value) in enumerate(root.value):
        limit = starts[index + 1] if index + 1 < len(starts) else inner.end
        end = _value_end(value, key.end_mark.index)
        last = starts[index]
        while row < len(rows) and rows[row].start < limit:
            line = rows[row]
            if line.start >= starts[index] and (
                line.start == starts[index] or _belongs(text, line, end, inner.start, value)
            ):
                last = line.end
            row += 1
        yield Entry(key.value, Span(at, last), Span(starts[index], last))
        at = last
    if at < inner.end:
        yield Entry(None, Span(at, inner.end), Span(at, inner.end))


def _rows(text: str, inner: Span) -> list[Span]:
    return [Span(inner.start + row.start, inner.start + row.end) for row in lines(text[inner.start : inner.end])]


def _line_start(text: str, inner: Span, offset: int) -> int:
    found = max(text.rfind("\n", inner.start, offset), text.rfind("\r", inner.start, offset))
    return inner.start if found < 0 else found + 1


def _belongs(text: str, line: Span, value_end: int | None, base: int, value: Node) -> bool:
    """Say whether a line below the key's line is part of its value rather than a comment before the next key."""
    if value_end is not None:
        return line.start < base + value_end
    if is_block_scalar(_last_leaf(value)):
        return text[line.start] in " \t" and bool(text[line.start : line.end].strip())
    return _BLANK_OR_COMMENT.match(text, line.start, line.end) is None


def _value_end(value: Node, key_end: int) -> int | None:
    """Return where a value's last character stands; None where the marks don't tell (aliases, block scalars)."""
    leaf = _last_leaf(value)
    if leaf.start_mark.index < key_end or is_block_scalar(leaf):
        return None
    return int(leaf.end_mark.index)


def is_block_scalar(node: Node) -> bool:
    """Say whether a node is a text below `|` or `>`."""
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def _last_leaf(node: Node) -> Node:
    """Follow the last items down to one whose end mark is exact; a block collection's is not."""
    seen = 0
    while isinstance(node, CollectionNode) and not node.flow_style and node.value and seen < 2000:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
        seen += 1
    return node


def _by_looks(text: str, inner: Span) -> Iterator[Entry]:
    """Cut by keys at the margin; a line that is neither a key nor below one makes an entry without a key."""
    key: str | None = None
    at = start = end = inner.start
    for line in _rows(text, inner):
        if _BLANK_OR_COMMENT.match(text, line.start, line.end):
            continue
        if key is not None and _LIST_OR_INDENTED.match(text, line.start, line.end):
            end = line.end
            continue
        if start < end:
            yield Entry(key, Span(at, end), Span(start, end))
            at = end
        key = fence.key_of(text[line.start : line.end])
        start, end = line
    if start < end:
        yield Entry(key, Span(at, end), Span(start, end))
        at = end
    if at < inner.end:
        yield Entry(None, Span(at, inner.end), Span(at, inner.end))


def pair_of(own: str) -> tuple[ScalarNode, Node] | None:
    """Parse an entry's own lines by themselves; None where they don't hold one `key: value`."""
    try:
        node = compose(own)
    except Refused:
        return None
    if not isinstance(node, MappingNode) or node.flow_style or len(node.value) != 1:
        return None
    name, value = node.value[0]
    return (name, value) if isinstance(name, ScalarNode) else None


def value_of(text: str, entry: Entry) -> object:
    """Return the value of an entry of `text`, read by itself; raises Refused if that can't be done."""
    pair = pair_of(text[entry.own.start : entry.own.end])
    if pair is None:
        raise Refused("it can't be read by itself", 1)
    return Values(10_000).build(pair[1])


def salvage(text: str) -> dict[str, object]:
    """Return what can be read of a note's frontmatter key by key, even where the whole is not valid YAML.

    What one line says of a key and YAML refuses ("title: Walking: an essay") is text, as its author meant it.
    """
    data: dict[str, object] = {}
    for entry in entries(text):
        if entry.key is not None:
            try:
                data[entry.key] = value_of(text, entry)
            except Refused:
                if said := _said_on_the_line(text[entry.own.start : entry.own.end]):
                    data[entry.key] = said
    return data


def _said_on_the_line(own: str) -> str:
    """Return what stands after the colon of an entry of one line of plain text; empty of one that is more than that."""
    found = _PLAIN_LINE.fullmatch(own.rstrip("\r\n"))
    return found[1] if found else ""


def same(one: object, other: object) -> bool:
    """Compare values with their types: `1`, `true` and `1.0` differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if is_list(one) and is_list(other):
        assert isinstance(one, Sequence)
        assert isinstance(other, Sequence)
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


def signature(value: object) -> str:
    """Return a text that two values share if they are the same, types included."""
    return f"{type(value).__name__} {value!r}"


def is_list(value: object) -> bool:
    """Say whether a value is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str)
