"""Line surgery on frontmatter: the lines of one key change, every other byte stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from vaultsync.markup import fence
from vaultsync.markup.properties import Entry, entries, is_block_scalar, is_list, mapping_of, pair_of, same, signature
from vaultsync.markup.yaml_core import Refused, Values, write_entry, write_scalar
from vaultsync.model import Span

_NEWLINE = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(?<!\S)#[^\r\n]*")
_UNREADABLE = object()


def patch(text: str, changes: Mapping[str, object], newline: str | None = None) -> str:
    """Set keys of a note's frontmatter, or remove those set to None; only their own lines change.

    A key whose value is the same already is left as it is written. New keys go to the end of the block in the order
    given; a note without frontmatter gets one. Comments in changed or removed lines stay.
    `newline` ends new lines; by default as the text's first line ends.
    """
    newline = newline or newline_of(text)
    block = fence.find(text)
    found = entries(text)
    if block is None or (not found and block.inner.start < block.inner.end):
        return _create(text, changes, newline)
    if len(found) == 1 and found[0].key is None and text[block.inner.start : block.inner.end].lstrip().startswith("{"):
        root = _flow_root(text[block.inner.start : block.inner.end])
        return text if root is None else _patch_flow(text, block.inner, root, changes)
    last = {entry.key: entry for entry in found if entry.key is not None}
    margin = margin_of(text, found)
    edits: list[tuple[Span, str]] = []
    for key, value in changes.items():
        if key in last:
            own = text[last[key].own.start : last[key].own.end]
            edits.append((last[key].own, rewrite(own, key, value, newline)))
        elif value is not None:
            added = "".join(margin + line + newline for line in write_entry(key, value))
            edits.append((Span(block.inner.end, block.inner.end), added))
    return _apply(text, edits)


def _create(text: str, changes: Mapping[str, object], newline: str) -> str:
    lines = [line for key, value in changes.items() if value is not None for line in write_entry(key, value)]
    if not lines:
        return text
    at = fence.body_start(text)
    return text[:at] + newline.join(["---", *lines, "---", ""]) + text[at:]


def newline_of(text: str) -> str:
    """Return the text's first line break, or a line feed if it has none."""
    found = _NEWLINE.search(text)
    return found[0] if found else "\n"


def margin_of(text: str, found: Sequence[Entry]) -> str:
    """Return the indentation of the keys, which is nearly always none."""
    keyed = next((entry for entry in found if entry.key is not None), None)
    if keyed is None:
        return ""
    line = text[keyed.own.start : keyed.own.end]
    return line[: len(line) - len(line.lstrip(" "))]


def _apply(text: str, edits: Sequence[tuple[Span, str]]) -> str:
    parts: list[str] = []
    at = 0
    for span, replacement in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[at : span.start], replacement]
        at = span.end
    return "".join([*parts, text[at:]])


def rewrite(own: str, key: str, value: object | None, newline: str) -> str:
    """Return an entry's own lines with another value; with None, what is left of them: their comments."""
    pair = pair_of(own)
    margin = own[: len(own) - len(own.lstrip(" "))]
    if pair is None:
        return "" if value is None else "".join(margin + line + newline for line in write_entry(key, value))
    name, node = pair
    if value is None:
        return "".join(margin + comment + newline for _, comment in _comments(own, name, node))
    if same(_built(node), value):
        return own
    if is_list(value) and value and isinstance(node, SequenceNode) and node.value:
        assert isinstance(value, Sequence)
        items = _flow_items(own, node, value) if node.flow_style else _block_items(own, name, node, value, newline)
        if items is not None:
            return items
    return _rewrite_whole(own, name, node, value, newline)


def _rewrite_whole(own: str, name: ScalarNode, node: Node, value: object, newline: str) -> str:
    margin = own[: len(own) - len(own.lstrip(" "))]
    comments = _comments(own, name, node)
    first, *rest = write_entry(name.value, value)
    key = own[: own.index(":", name.end_mark.index) + 1]
    written = first[len(write_scalar(name.value, flow=True)) + 1 :]
    beside = comments.pop(0) if comments and comments[0][0] < _end_of_line(own, len(key)) else None
    lines = [key + written + (_with_gap(own, beside) if beside else ""), *(margin + line for line in rest)]
    lines += [f"{margin}  {comment}" for _, comment in comments]
    return "".join(line + newline for line in lines)


def _with_gap(own: str, comment: tuple[int, str]) -> str:
    """Return a comment with the white space before it."""
    start, text = comment
    gap = start
    while gap > 0 and own[gap - 1] in " \t":
        gap -= 1
    return own[gap:start] + text


def _end_of_line(text: str, offset: int) -> int:
    found = _NEWLINE.search(text, offset)
    return found.start() if found else len(text)


def _built(node: Node) -> object:
    try:
        return Values(10_000).build(node)
    except Refused:
        return _UNREADABLE


def _comments(own: str, name: ScalarNode, node: Node) -> list[tuple[int, str]]:
    """Find the comments in an entry's lines: what follows a `#` between its scalars."""
    found: list[tuple[int, str]] = []
    at = name.end_mark.index
    for start, end in [*sorted(_scalar_spans(own, node)), (len(own), len(own))]:
        if start >= at:
            found += [(match.start(), match[0].rstrip()) for match in _COMMENT.finditer(own, at, start)]
            at = end
    return found


def _scalar_spans(own: str, root: Node) -> Iterator[tuple[int, int]]:
    waiting, seen = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, CollectionNode):
            waiting.extend(part for item in node.value for part in (item if isinstance(item, tuple) else (item,)))
            continue
        start, end = node.start_mark.index, node.end_mark.index
        if is_block_scalar(node):
            start = _end_of_line(own, start)  # a comment may follow the indicator
        yield start, max(start, end)


class _Item(NamedTuple):
    """One item of a list that stands in the file."""

    value: object
    text: str
    """As written: between the commas, or its whole lines with the comments above."""
    comments: tuple[str, ...] = ()


def _flow_items(own: str, node: SequenceNode, values: Sequence[object]) -> str | None:
    """Rewrite `[a, b]` on one line, items that stay as they are written; None if it isn't on one line."""
    start, end = node.start_mark.index, node.end_mark.index
    if own[start] != "[" or _end_of_line(own, start) < end or any(item.start_mark.index < start for item in node.value):
        return None
    written = [_Item(_built(item), own[item.start_mark.index : item.end_mark.index]) for item in node.value]
    kept, _ = _take(written, values)
    parts = [write_scalar(value, flow=True) if text is None else text for value, text in zip(values, kept, strict=True)]
    return own[:start] + "[" + ", ".join(parts) + "]" + own[end:]


def _take(written: Sequence[_Item], values: Sequence[object]) -> tuple[list[str | None], list[_Item]]:
    """Find each value among the written items; returns the texts of those found, and the items that are left."""
    by_value: dict[str, list[_Item]] = {}
    for item in reversed(written):
        by_value.setdefault(signature(item.value), []).append(item)
    kept = [by_value[key].pop().text if by_value.get(key := signature(value)) else None for value in values]
    left = {id(item) for items in by_value.values() for item in items}
    return kept, [item for item in written if id(item) in left]


def _block_items(own: str, name: ScalarNode, node: SequenceNode, values: Sequence[object], newline: str) -> str | None:
    """Rewrite a list of one scalar an item: lines of items that stay are kept with the comments above them.

    None where the list holds anything else.
    """
    head_end = at = _after_line(own, name.end_mark.index)
    indent = ""
    written: list[_Item] = []
    for item in node.value:
        start, end = item.start_mark.index, _after_line(own, item.end_mark.index)
        line = max(own.rfind("\n", 0, start), own.rfind("\r", 0, start)) + 1
        if not isinstance(item, ScalarNode) or is_block_scalar(item) or line < at:
            return None
        indent = own[line : own.index("-", line)]
        around = (*_COMMENT.findall(own, at, start), *_COMMENT.findall(own, item.end_mark.index, end))
        written.append(_Item(_built(item), own[at:end], around))
        at = end
    kept, left = _take(written, values)
    parts = [text or f"{indent}- {write_scalar(value)}{newline}" for value, text in zip(values, kept, strict=True)]
    comments = [f"{indent}{comment.rstrip()}{newline}" for item in left for comment in item.comments]
    return "".join([own[:head_end], *parts, *comments, own[at:]])


def _after_line(text: str, offset: int) -> int:
    found = _NEWLINE.search(text, offset)
    return found.end() if found else len(text)


# --- a block in braces: JSON, or a YAML mapping in flow style ---


def _flow_root(inner: str) -> MappingNode | None:
    """Parse the braces; None for JSON that isn't YAML, which is left as it is."""
    try:
        return mapping_of(inner)
    except Refused:
        return None


def _patch_flow(text: str, inner: Span, root: MappingNode, changes: Mapping[str, object]) -> str:
    """Change pairs within the braces; a block with comments between them is left alone."""
    base = inner.start
    left = dict(changes)
    pieces: list[str] = []
    for name, node in root.value:
        raw = text[base + name.start_mark.index : base + node.end_mark.index]
        value = left.pop(name.value, _UNREADABLE)
        if value is _UNREADABLE or same(_built(node), value):
            pieces.append(raw)
        elif value is not None:
            key = text[base + name.start_mark.index : base + node.start_mark.index]
            pieces.append(key + json.dumps(value, ensure_ascii=False))
    pieces += [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in left.items()
        if value is not None
    ]
    start, end = base + root.start_mark.index + 1, base + root.end_mark.index - 1
    if not root.value:
        return text[:start] + ", ".join(pieces) + text[end:]
    first, last = base + root.value[0][0].start_mark.index, base + root.value[-1][1].end_mark.index
    comma = (
        text[base + root.value[0][1].end_mark.index : base + root.value[1][0].start_mark.index]
        if len(root.value) > 1
        else ", "
    )
    if any(_COMMENT.search(text, *gap) for gap in _gaps(base, root, start, end)):
        return text
    return text[:first] + comma.join(pieces) + text[last:]


def _gaps(base: int, root: MappingNode, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for name, node in root.value:
        yield at, base + name.start_mark.index
        at = base + node.end_mark.index
    yield at, end
