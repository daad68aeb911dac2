"""What a note's frontmatter says that the vault's graph needs: links, aliases, tags, title, id, type and source.

Most frontmatter is a few lines of `key: value`; those are read by one pattern that takes nothing that YAML could read
otherwise, ten times faster than a parser. Everything else goes through `markup/frontmatter.py` and YAML's nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from vaultsync.markup import fence, frontmatter
from vaultsync.markup.note_syntax import SyntaxProblem
from vaultsync.markup.yaml_core import Refused, compose
from vaultsync.model import Span

_WHOLE_LINK = re.compile(r"\[\[((?:(?!\]\]|\[\[)[^\n])+)\]\]")
_NOT_IN_TAG = re.compile(r"[\u2000-\u200c\u200e-\u206F\u2E00-\u2E7F'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s]")

_PLAIN = r"[^\W_](?>(?:[^\n:#]+|:(?=\S)|(?<=\S)#)*)"
_LINE = re.compile(
    r"(?:([A-Za-z_](?:[\w./-]|[ ](?=[\w./-]))*):(?=[ \n])|([ ]*-)(?=[ ]))[ ]*"
    rf"(?:\"([^\"\\\n]*)\"|'([^'\n]*)'|({_PLAIN})"
    rf"|\[[ ]*((?:[^\W_][\w ./-]*(?:,[ ]*[^\W_][\w ./-]*)*)?)\]|)[ ]*\n"
)
"""Groups: key, item, text in double quotes, in single quotes, plain, items between brackets."""

_FLOW_ITEM = re.compile(r"[^,]*[^, ]")
_TEMPLATE = re.compile(r"\{\{|<%")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class Scalar(NamedTuple):
    """One text of the frontmatter."""

    key: str
    """Its key, `outer.inner` where it is nested."""
    value: str
    span: Span
    """In the file, quotes included."""
    listed: bool
    """Whether it is an item of a list."""


class PropertyLink(NamedTuple):
    """A property that is a link."""

    key: str
    inner: str
    """What stands between the brackets."""
    span: Span


@dataclass(slots=True)
class NoteProperties:
    """What a note says about itself, and where its body starts."""

    body: int
    links: list[PropertyLink] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Top-level texts that aren't in lists, by key."""
    problems: tuple[SyntaxProblem, ...] = ()


def read_properties(flat: str) -> NoteProperties:
    """Read a note's frontmatter; never raises."""
    block = fence.find(flat)
    if block is None and not fence.is_opened(flat):
        return NoteProperties(fence.body_start(flat))
    scalars = None if block is None else _simple(flat, block.inner)
    if block is not None and scalars is not None:
        return _gathered(NoteProperties(block.end), scalars, flat)
    known = frontmatter.read(flat)
    damaged = known.span is not None and not known.data and not _TEMPLATE.search(flat, 0, known.body)
    severity = "error" if damaged else "warning"
    problems = tuple(SyntaxProblem(line, message, severity) for line, message in known.problems)
    found = NoteProperties(known.body, problems=problems)
    if block is None or known.span is None:
        return found
    found.problems += tuple(_unquoted(flat, known.data, block.inner))
    return _gathered(found, _parsed(flat, block.inner, known.data), flat)


def _gathered(found: NoteProperties, scalars: Iterable[Scalar], flat: str) -> NoteProperties:
    for scalar in scalars:
        key, value = scalar.key, scalar.value
        if value.startswith("[[") and (whole := _WHOLE_LINK.fullmatch(value)):
            found.links.append(PropertyLink(key, whole[1], _link_span(flat, scalar)))
        match key.lower():
            case "tags":
                if "," in value and not scalar.listed:
                    message = f"`{key}: {value}` is one text to Obsidian and gives no tags"
                    found.problems += (SyntaxProblem(_line(flat, scalar.span.start), message, fixable=True),)
                name = value.strip().lstrip("#")
                if name and not name.isdigit() and not _NOT_IN_TAG.search(name):
                    found.tags.append(name)
            case "aliases":
                names = [value] if scalar.listed else value.split(",")
                found.aliases += [name.strip() for name in names if name.strip()]
            case _ if not scalar.listed:
                found.texts[key] = value
    return found


def unquoted_link(value: object, said: str) -> str:
    """Return the link that was meant by `[[x]]` without quotes, a list in a list to YAML; empty if the value is none.

    `said` is the frontmatter's text: a text that is quoted within the brackets is meant as a list.
    """
    match value:
        case [[str(name)]] if name.strip() and f"[[{name}" in said:
            return f"[[{name}]]"
        case _:
            return ""


def _unquoted(flat: str, data: Mapping[str, object], inner: Span) -> Iterator[SyntaxProblem]:
    """Find links without quotes, which are lists to Obsidian."""
    said = flat[inner.start : inner.end]
    for key, value in data.items():
        for one in (value, *value) if isinstance(value, list) else ():
            if link := unquoted_link(one, said):
                message = f"`{key}` holds {link} without quotes, which is a list to Obsidian and no link"
                yield SyntaxProblem(_line(flat, flat.find(link[:-2], inner.start)), message, fixable=True)


def _line(flat: str, at: int) -> int:
    return flat.count("\n", 0, at) + 1


def _link_span(flat: str, scalar: Scalar) -> Span:
    """Return where the link itself stands within its quotes; escaped ones are taken with all that is quoted."""
    start = flat.find(scalar.value, *scalar.span)
    if start >= 0:
        return Span(start, start + len(scalar.value))
    quoted = flat[scalar.span.start : scalar.span.end][:1] in ("'", '"')
    return Span(scalar.span.start + 1, scalar.span.end - 1) if quoted else scalar.span


# --- by one pattern ---


def _simple(flat: str, inner: Span) -> list[Scalar] | None:
    """Read lines of `key: value` and lists of plain items; None if there is anything else."""
    if not flat[inner.start : inner.end].replace("\n", "").isprintable():
        return None
    scalars: list[Scalar] = []
    keys: set[str] = set()
    key = ""
    indent: int | None = -1
    """Of the items below the key; None: not known yet; -1: none may follow."""
    at = inner.start
    while at < inner.end:
        line = _LINE.match(flat, at, inner.end)
        if line is None:
            return None
        at = line.end()
        name, item, double, single, plain, flow = line.groups()
        if item is None:
            key = name
            if key in keys:
                return None
            keys.add(key)
            indent = -1 if line.lastindex != 1 else None
        elif flow is not None or indent not in (None, len(item)):
            return None
        else:
            indent = len(item)
        if plain is not None:
            value = plain.rstrip()
            if value not in _NULLS:
                start = line.start(5)
                scalars.append(Scalar(key, value, Span(start, start + len(value)), item is not None))
        elif flow:
            scalars += _flow_items(key, flow, line.start(6))
        elif line.lastindex in (3, 4):
            start, end = line.span(line.lastindex)
            scalars.append(Scalar(key, double or single or "", Span(start - 1, end + 1), item is not None))
    return scalars


def _flow_items(key: str, flow: str, start: int) -> Iterator[Scalar]:
    for item in _FLOW_ITEM.finditer(flow):
        value = item[0].lstrip(", ")
        if value not in _NULLS:
            end = start + item.end()
            yield Scalar(key, value, Span(end - len(value), end), True)


# --- by YAML's nodes ---


def _parsed(flat: str, inner: Span, data: object) -> Iterator[Scalar]:
    try:
        root = compose(flat[inner.start : inner.end])
    except Refused:
        return _of_data(data, inner)
    return _of_nodes(root, inner.start) if isinstance(root, MappingNode) else iter(())


def _of_nodes(root: MappingNode, offset: int) -> Iterator[Scalar]:
    """Yield the texts below a mapping in file order, each node once, however often aliases refer to it."""
    waiting: list[tuple[str, Node, bool]] = [("", root, False)]
    seen: set[int] = set()
    while waiting:
        key, node, listed = waiting.pop()
        if isinstance(node, ScalarNode):
            if node.style or node.value not in _NULLS:
                span = Span(offset + node.start_mark.index, offset + node.end_mark.index)
                yield Scalar(key, node.value, span, listed)
            continue
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            waiting += [(key, item, True) for item in reversed(node.value)]
        elif isinstance(node, MappingNode):
            prefix = f"{key}." if key else ""
            waiting += [
                (f"{prefix}{name.value}", value, False)
                for name, value in reversed(node.value)
                if isinstance(name, ScalarNode)
            ]


def _of_data(data: object, inner: Span) -> Iterator[Scalar]:
    """Yield the texts of JSON that isn't YAML; where they stand isn't known more closely."""
    waiting: list[tuple[str, object, bool]] = [("", data, False)]
    while waiting:
        key, value, listed = waiting.pop()
        if isinstance(value, str):
            yield Scalar(key, value, inner, listed)
        elif isinstance(value, list):
            waiting += [(key, item, True) for item in reversed(value)]
        elif isinstance(value, dict):
            prefix = f"{key}." if key else ""
            waiting += [(f"{prefix}{name}", item, False) for name, item in reversed(value.items())]
