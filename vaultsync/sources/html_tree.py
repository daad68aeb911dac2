"""HTML as a tree that knows where it stands in the source: tolerant, linear on any input, never raising.

The tokenizer follows the WHATWG standard in what matters for finding text. `html.parser` is not used: it takes
quadratic time on `<!--<!--…` and `<a <a …`, raises at `<![`, and its tokens differ between versions of Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from vaultsync.model import Span

MAX_DEPTH = 160
"""Elements nested deeper stand beside their ancestor instead of in it, so that walks over the tree may recurse."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
INVISIBLE = _names(
    "script style template noscript svg math head title iframe object canvas audio video map datalist noframes "
    "select option textarea"
)
"""Elements without text that belongs to a page's reading matter; their content makes no block."""

BLOCK = _names(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody "
    "td tfoot th thead tr ul caption"
)
"""Elements that start a new line; whatever else stands in text is inline."""

_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp")
}
_NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
_TAG_REST = re.compile(r"""(?>(?:[^>=]++|=\s*+(?>(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?))*)>""")
_ATTRIBUTE = re.compile(r"""([^\s/>="'][^\s/>=]*+)(?>(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?)""")
_COMMENT_END = re.compile(r"--!?>")

# What an opening tag closes first, where it stands open with nothing of the second set in between.
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr", "td", "th", "caption"}), frozenset({"table"})),
    "td": (frozenset({"td", "th", "caption"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th", "caption"}), frozenset({"table", "tr"})),
    "thead": (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
    "body": (frozenset({"head"}), frozenset()),
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SCOPES = _names("html body table td th caption button object template")


@dataclass(slots=True)
class Text:
    """A run of characters between two tags."""

    span: Span
    text: str
    """With character references resolved."""


@dataclass(slots=True)
class Element:
    """An element with what stands in it; `span` reaches from its opening tag to the end of its closing one."""

    name: str
    """In lower case."""
    start: int
    inner: int
    """Where its content starts."""
    attributes: str = ""
    """As written; `attribute` reads them."""
    end: int = 0
    children: list[Element | Text] = field(default_factory=list)
    holds_block: bool = False
    """Whether a block element, or an empty line made of line breaks, stands anywhere in it."""

    @property
    def span(self) -> Span:
        """Its place in the source, both tags included."""
        return Span(self.start, self.end)

    def attribute(self, name: str) -> str:
        """Return the value of an attribute with character references resolved; empty where it is absent."""
        if name not in self.attributes and name not in self.attributes.lower():
            return ""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].lower() == name:
                return unescape(found[2] or found[3] or found[4] or "")
        return ""

    def walk(self) -> Iterator[Element | Text]:
        """Yield everything in the element, itself first, in source order."""
        waiting: list[Element | Text] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node, Element):
                waiting.extend(reversed(node.children))


def visible_text(node: Element | Text) -> str:
    """Return the text a reader sees in a node, block elements and line breaks parted by a line break."""
    parts: list[str] = []
    waiting: list[Element | Text | str] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            parts.append(one)
        elif isinstance(one, Text):
            parts.append(one.text)
        elif one.name == "br":
            parts.append("\n")
        elif one.name not in INVISIBLE:
            edge = ["\n"] if one.name in BLOCK else []
            waiting += [*edge, *reversed(one.children), *edge]
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole page."""

    root: Element
    """Named `#root`; it spans the whole text."""
    deep: bool
    """Whether elements were nested deeper than `MAX_DEPTH`."""
    size: int
    """How many elements there are."""


def parse(text: str) -> Tree:
    """Read HTML of any quality."""
    tree = _Builder(Element("#root", 0, 0))
    at = 0
    while at < len(text):
        tag = text.find("<", at)
        if tag < 0:
            break
        if tag > at:
            tree.text(Span(at, tag), text[at:tag])
        at = _token(text, tag, tree)
        if at < 0:
            at = tag
            break
    if at < len(text):
        tree.text(Span(at, len(text)), text[at:])
    return tree.finish(len(text))


def _token(text: str, at: int, tree: _Builder) -> int:
    """Read the markup that starts at `<`; its end, or -1 where a tag never ends and the rest is plain text."""
    follows = text[at + 1 : at + 2]
    if follows in ("!", "?"):
        return _comment_end(text, at)
    closing = follows == "/"
    name = _NAME.match(text, at + 1 + closing)
    if name is None:
        if not closing:
            tree.text(Span(at, at + 1), "<")
            return at + 1
        end = text.find(">", at)
        return end + 1 if end >= 0 else len(text)
    rest = _TAG_REST.match(text, name.end())
    if rest is None:
        return -1
    tag, end = name[0].lower(), rest.end()
    if closing:
        tree.close(tag, at, end)
        return end
    attributes = rest[0][:-1]
    tree.open(Element(tag, at, end, attributes), empty=tag in VOID or (attributes.endswith("/") and tag not in BLOCK))
    if tag in _RAW and not attributes.endswith("/"):
        close = _RAW[tag].search(text, end)
        stop = close.start() if close else len(text)
        if stop > end:
            tree.text(Span(end, stop), text[end:stop])
        return stop
    return end


def _comment_end(text: str, at: int) -> int:
    if not text.startswith("<!--", at):
        end = text.find(">", at)
        return end + 1 if end >= 0 else len(text)
    if text.startswith((">", "->"), at + 4):
        return text.index(">", at) + 1
    end_mark = _COMMENT_END.search(text, at + 4)
    return end_mark.end() if end_mark else len(text)


class _Builder:
    """The stack of open elements, with a count by name so that a stray closing tag costs nothing."""

    def __init__(self, root: Element) -> None:
        self._open = [root]
        self._count: Counter[str] = Counter()
        self._flattened: Counter[str] = Counter()
        self._deep = False
        self._size = 0

    def text(self, span: Span, raw: str) -> None:
        resolve = "&" in raw and self._open[-1].name not in ("script", "style")
        self._open[-1].children.append(Text(span, unescape(raw) if resolve else raw))

    def open(self, element: Element, *, empty: bool) -> None:
        name = element.name
        if name in BLOCK:
            self._close_within(frozenset({"p"}), _SCOPES, element.start)
        if name in _HEADINGS and self._open[-1].name in _HEADINGS:
            self._pop(element.start)
        if name == "a":
            self._close_within(frozenset({"a"}), BLOCK, element.start)
        if name in _CLOSES:
            self._close_within(*_CLOSES[name], element.start)
        element.end = element.inner
        self._size += 1
        if name in BLOCK or (name == "br" and self._after_break()):
            self._mark_holders()
        self._open[-1].children.append(element)
        if empty:
            return
        if len(self._open) == MAX_DEPTH:
            self._flattened[name] += 1
            self._deep = True
            return
        self._open.append(element)
        self._count[name] += 1

    def close(self, name: str, at: int, end: int) -> None:
        if self._flattened[name]:
            self._flattened[name] -= 1
            return
        if not self._count[name]:
            return
        if name not in BLOCK and not self._reachable(name):
            return
        while self._open[-1].name != name:
            self._pop(at)
        self._pop(end)

    def finish(self, end: int) -> Tree:
        while len(self._open) > 1:
            self._pop(end)
        self._open[0].end = end
        return Tree(self._open[0], self._deep, self._size)

    def _after_break(self) -> bool:
        """Whether a line break stands right before: two of them part paragraphs, as a block element does."""
        for node in reversed(self._open[-1].children):
            if isinstance(node, Element):
                return node.name == "br"
            if node.text.strip():
                return False
        return False

    def _mark_holders(self) -> None:
        for element in reversed(self._open):
            if element.holds_block:
                break
            element.holds_block = True

    def _reachable(self, name: str) -> bool:
        """Whether an inline closing tag's element stands open in the innermost block: none reaches out of a block."""
        for element in reversed(self._open):
            if element.name == name:
                return True
            if element.name in BLOCK:
                return False
        return False

    def _close_within(self, names: frozenset[str], scopes: frozenset[str], at: int) -> None:
        """Close the outermost open element of `names` above the innermost of `scopes`."""
        if not any(self._count[name] for name in names):
            return
        keep = len(self._open)
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].name in names:
                keep = depth
            elif self._open[depth].name in scopes:
                break
        while len(self._open) > keep:
            self._pop(at)

    def _pop(self, end: int) -> None:
        closed = self._open.pop()
        closed.end = end
        self._count[closed.name] -= 1
