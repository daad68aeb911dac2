"""YAML as Obsidian reads it: the core schema of YAML 1.2 on libyaml's parser, and one way to write a value.

PyYAML's own schema is YAML 1.1's, where `no` is false, `12:30:00` is 45000 and a date is an object.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # pragma: no cover - wheels of PyYAML hold libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

MAX_DEPTH = 60
"""Collections nested deeper than this are refused, which keeps recursion over values safe."""

_TAG = "tag:yaml.org,2002:"
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# Narrower than the core schema in one point: `017` stays text, so that nobody's number is ever re-typed.
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z|[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z"
)
_TYPED_FIRST = frozenset("-+.0123456789tTfFnN~")
_MAX_DIGITS = 4000

_FOREIGN_BREAKS = "\x85\u2028\u2029"


class Refused(ValueError):
    """A YAML text that can't be read: a message, and the line it is about (one-based, in that text)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class _CoreLoader(_SafeLoader):
    """libyaml's parser with the tags of the core schema."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        if kind is not ScalarNode:
            return _TAG + ("seq" if kind is SequenceNode else "map")
        if not implicit[0]:
            return _TAG + "str"
        return _TAG + _kind_of(value)


def _kind_of(plain: str) -> str:
    """Name the core schema's type of an unquoted scalar."""
    if plain and plain[0] not in _TYPED_FIRST:
        return "str"
    if plain in _NULLS:
        return "null"
    if plain in _BOOLS:
        return "bool"
    if _INT.match(plain):
        return "int"
    return "float" if _FLOAT.match(plain) else "str"


def compose(text: str) -> Node | None:
    """Parse one YAML document; the marks of its nodes are character offsets in `text`. None: it holds no node.

    Raises Refused for invalid YAML, for control characters and for more than one document.
    """
    source, restore = _hide_foreign_breaks(text)
    loader = None
    try:
        loader = _CoreLoader(source)
        node: Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused(error.problem or error.context or "invalid YAML", mark.line + 1 if mark else 1) from None
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        line = 1 + sum(1 for _ in re.finditer(r"\r\n|\r|\n", source[:position]))
        raise Refused(f"the character U+{_code(error.character):04X} is not allowed", line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused(" ".join(str(error).split()) or "invalid YAML", 1) from None
    finally:
        if loader is not None:
            loader.dispose()
    if restore and node is not None:
        _restore_foreign_breaks(node, restore)
    return node


def _code(character: object) -> int:
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


def _hide_foreign_breaks(text: str) -> tuple[str, dict[int, str]]:
    """Replace the characters that end a line in YAML 1.1 but not in 1.2 by private ones that the text doesn't use."""
    if text.isascii() or not any(character in text for character in _FOREIGN_BREAKS):
        return text, {}
    unused = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    pairs = dict(zip(_FOREIGN_BREAKS, unused, strict=False))
    hidden = text.translate({ord(character): stand_in for character, stand_in in pairs.items()})
    return hidden, {ord(stand_in): character for character, stand_in in pairs.items()}


def _restore_foreign_breaks(root: Node, restore: dict[int, str]) -> None:
    for node in walk(root):
        if isinstance(node, ScalarNode):
            node.value = node.value.translate(restore)


def walk(root: Node) -> Iterator[Node]:
    """Yield every node once, however often aliases refer to it."""
    waiting = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, MappingNode):
            waiting.extend(part for pair in node.value for part in pair)


class Values:
    """Turns nodes into values: strings, numbers, booleans, None, lists and dicts, within fixed bounds."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        """How many more nodes may be built: what stops a bomb of aliases."""
        self.remarks: list[tuple[int, str]] = []
        """What was odd but could be read: one-based lines of the YAML text, with a message."""

    def build(self, node: Node, depth: int = 0) -> object:
        """Return the node's value; raises Refused beyond the bounds."""
        self.budget -= 1
        if self.budget < 0:
            raise Refused("its aliases would unfold without end", node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            if node.tag.startswith((_TAG + "python", "!")):
                self.remarks.append((node.start_mark.line + 1, f"the tag {node.tag} is unknown and was left out"))
            return scalar_value(node.tag, node.value)
        if depth >= MAX_DEPTH:
            raise Refused("it is nested too deeply", node.start_mark.line + 1)
        if isinstance(node, SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return self.mapping(node, depth)

    def mapping(self, node: Node, depth: int = 0) -> dict[str, object]:
        """Return a mapping's values under their keys as text; the last of duplicate keys counts, as in PyYAML."""
        values: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise Refused("a key must be text", key.start_mark.line + 1)
            if key.value in values:
                self.remarks.append((key.start_mark.line + 1, f"the key `{key.value}` stands here twice"))
            values[key.value] = self.build(value, depth + 1)
        return values


def scalar_value(tag: str, text: str) -> object:
    """Return the value of a scalar with this tag; whatever doesn't fit its tag stays text."""
    if tag == _TAG + "null" and text in _NULLS:
        return None
    if tag == _TAG + "bool":
        return _BOOLS.get(text, text)
    if tag == _TAG + "int" and _INT.match(text) and len(text) <= _MAX_DIGITS:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if tag == _TAG + "float" and _FLOAT.match(text):
        return _float(text)
    return text


def _float(text: str) -> object:
    if text[-3:].lower() in ("inf", "nan"):
        return float(text.replace(".", ""))
    number = float(text)
    return text if math.isinf(number) else number


# --- writing ---

_UNPRINTABLE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"
_NEEDS_ESCAPE = re.compile(f'["\\\\{_UNPRINTABLE}]')
_NEVER_PLAIN = re.compile(rf"[{_UNPRINTABLE}]|: | #|\[\[|[\s:]\Z")
_PLAIN_START = re.compile(r"[^\W_]|[(/$]|[^\x00-\x7f\s]")
_RETYPED_BY_YAML_11 = re.compile(
    r"(?:y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)\Z"
    r"|[0-9][0-9_.,:]*(?:[eE][-+]?[0-9]*)?\Z|0[box][0-9a-fA-F_]*\Z"
    r"|[0-9]{4}-[0-9]"
)
_DATE = re.compile(
    r"[0-9]{3}[1-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?\Z"
)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_scalar(value: object, *, flow: bool = False) -> str:
    """Write a value on one line, a string without quotes where every reader of YAML, old or new, keeps it a string.

    Strings with a wikilink are always quoted, because Obsidian reads only those as links. `flow`: the value stands
    within brackets. Lists and mappings are written in brackets and braces.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _write_float(value)
        case str():
            return value if _is_plain(value, flow=flow) else _quote(value)
        case Mapping():
            pairs = (
                f"{write_scalar(str(key), flow=True)}: {write_scalar(item, flow=True)}" for key, item in value.items()
            )
            return "{" + ", ".join(pairs) + "}"
        case Sequence():
            return "[" + ", ".join(write_scalar(item, flow=True) for item in value) + "]"
        case _:
            return write_scalar(str(value), flow=flow)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not _PLAIN_START.match(text) or _NEVER_PLAIN.search(text):
        return False
    if flow and any(character in text for character in ",[]{}:"):
        return False
    if _DATE.match(text):
        return True
    return _kind_of(text) == "str" and not _RETYPED_BY_YAML_11.match(text)


def _quote(text: str) -> str:
    return '"' + _NEEDS_ESCAPE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _ESCAPES.get(character) or (f"\\x{ord(character):02x}" if character < "\x80" else f"\\u{ord(character):04x}")


def _write_float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return "-.inf" if value < 0 else ".inf"
    return repr(value)


MAX_FLOW = 80
"""A list is written on one line, `[a, b]`, if its items need no quotes and the line gets no longer than this."""


def write_entry(key: str, value: object) -> list[str]:
    """Write `key: value` as lines without line breaks, always in the same style.

    Lists of plain words stand in brackets, all others with one item a line, as Obsidian writes them.
    """
    name = write_scalar(key, flow=True)
    if isinstance(value, (list, tuple)) and value:
        flow = f"{name}: {write_scalar(value)}"
        if len(flow) <= MAX_FLOW and all(isinstance(item, str) and _is_plain(item, flow=True) for item in value):
            return [flow]
        return [f"{name}:", *(f"  - {write_scalar(item)}" for item in value)]
    return [f"{name}: {write_scalar(value)}"]
