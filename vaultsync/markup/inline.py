"""Links, tags and block ids in running text: CommonMark's inlines, as far as they hide or make one, and Obsidian's.

What Obsidian doesn't document was settled by comparing with what the app itself wrote about some 3,000 notes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from vaultsync.markup.html_syntax import TAG

_TOKEN = re.compile(r"[\\`<\[\]#^$]")
_TOKEN_OR_ADDRESS = re.compile(r"[\\`<\[\]#^$:]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_WIKILINK = re.compile(r"!?\[\[((?>(?:[^\[\]\n]++|\[(?!\[)|\](?!\]))+))\]\]")
_PARAGRAPH_END = re.compile(r"\n[ \t>]*\n")
_TICKS = re.compile(r"`+")
_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$(?![\s$])(?>[^$\\]*(?:\\.[^$\\]*)*)(?<!\s)\$(?!\d)", re.DOTALL)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_HTML_TAG = re.compile(TAG)
_TAG = re.compile(r"#([^\u2000-\u206F\u2E00-\u2E7F'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s]+)")
_BLOCK_ID = re.compile(r"\^([A-Za-z0-9-]++)[ \t]*$", re.MULTILINE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}\Z")
_ADDRESS = re.compile(r"[^\s<>\[\]]+")
_AFTER_ADDRESS = "?!.,:*_~'\")]}"
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|.*://", re.DOTALL)
_POINTED = re.compile(r"<((?:[^<>\n\\]|\\[^\n])*)>")
_PART = re.compile(r"[^\s()\\]+|\\[^\n]|\\")
_GAP = re.compile(r"[ \t]*(?:\n[ \t>]*)?")
_TITLE = re.compile(
    r"\"(?>[^\"\\]*(?:\\.[^\"\\]*)*)\"|'(?>[^'\\]*(?:\\.[^'\\]*)*)'|\((?>[^()\\]*(?:\\.[^()\\]*)*)\)", re.DOTALL
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NOT_ENCODED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MAX_PARENTHESES = 32
_MAX_BRACKETS = 16
"""Open brackets that are remembered: images stand in links, hardly ever deeper."""
_LONGEST_TEXT = 100_000
"""Characters of a Markdown link's text."""
_BEFORE_TAG = ("==", "~~", "__")


class LinkAt(NamedTuple):
    """A link's place and parts."""

    start: int
    end: int
    kind: str
    target: str
    subpath: str | None
    display: str | None
    external: bool


class NameAt(NamedTuple):
    """The place of a tag or a block id, with its mark."""

    start: int
    end: int


class _Bracket(NamedTuple):
    """An opening bracket that may start a Markdown link."""

    start: int
    inner: int
    limit: int
    """Where its paragraph ends."""
    links: int
    """How many links, apart from embeds, there were before it."""


class Inlines:
    """Reads ranges of one note's flat text, in order, and gathers what it finds."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._token = _TOKEN_OR_ADDRESS if "://" in flat else _TOKEN
        self.links: list[LinkAt] = []
        self.addresses: list[LinkAt] = []
        """Addresses that stand in the text as such."""
        self.blocks: list[NameAt] = []
        self.tags: list[NameAt] = []
        self._ticks: dict[int, list[int]] | None = None
        self._paragraph_end = -1
        self._uncommented = -1
        self._token_end = -1
        self._inner_links = 0
        self._brackets: deque[_Bracket] = deque(maxlen=_MAX_BRACKETS)

    def read(self, start: int, end: int) -> None:
        """Read one range."""
        flat, search = self._flat, self._token.search
        at = start
        while found := search(flat, at, end):
            where = found.start()
            match flat[where]:
                case "[":
                    at = self._open(where, at, end)
                case "]":
                    at = self._close(where, end)
                case "\\":
                    escapes = flat[where + 1 : where + 2] in _PUNCTUATION
                    at = self._behind(where + 2) if escapes else where + 1
                case "#":
                    at = self._tag(where, end)
                case "`":
                    at = self._code(where, end)
                case "<":
                    at = self._angle(where, end)
                case "$":
                    at = self._formula(where, end)
                case "^":
                    at = self._block_id(where, end)
                case _:
                    at = self._address(where, at, end) if flat.startswith("://", where) else where + 1
        self._brackets.clear()

    def _behind(self, at: int) -> int:
        """Note where a token ends: what follows it stands as if at the start of a text."""
        self._token_end = at
        return at

    def _paragraph(self, at: int, end: int) -> int:
        """Return where the paragraph ends that `at` stands in."""
        if self._paragraph_end <= at:
            found = _PARAGRAPH_END.search(self._flat, at)
            self._paragraph_end = len(self._flat) + 1 if found is None else found.start() + 1
        return min(self._paragraph_end, end)

    # --- what hides links ---

    def _code(self, at: int, end: int) -> int:
        """Go behind a code span; behind its first backticks, if it is none."""
        if self._ticks is None:
            self._ticks = defaultdict(list)
            for run in _TICKS.finditer(self._flat):
                self._ticks[run.end() - run.start()].append(run.start())
        after = _TICKS.match(self._flat, at, end).end()  # type: ignore[union-attr]
        runs = self._ticks.get(after - at, [])
        closing = bisect_left(runs, after)
        if closing < len(runs) and runs[closing] < self._paragraph(at, end):
            return self._behind(runs[closing] + after - at)
        return after

    def _formula(self, at: int, end: int) -> int:
        """Go behind a formula; behind its first dollar sign, if it is none."""
        found = _FORMULA.match(self._flat, at, self._paragraph(at, end))
        return at + 1 if found is None else self._behind(found.end())

    def _angle(self, at: int, end: int) -> int:
        """Go behind a comment, an address in angle brackets or a tag of HTML."""
        flat = self._flat
        limit = self._paragraph(at, end)
        if flat.startswith("<!--", at):
            return self._comment(at, limit)
        address = _AUTOLINK.match(flat, at, limit)
        if address is not None:
            self.addresses.append(LinkAt(at, address.end(), "markdown", address[1], None, None, True))
            return self._behind(address.end())
        found = _HTML_TAG.match(flat, at, limit)
        return at + 1 if found is None else self._behind(found.end())

    def _comment(self, at: int, limit: int) -> int:
        close = -1 if limit <= self._uncommented else self._flat.find("-->", at + 4, limit)
        if close < 0:
            self._uncommented = limit
            return at + 4
        return self._behind(close + 3)

    # --- links ---

    def _open(self, at: int, free: int, end: int) -> int:
        """Take in a wikilink, or note a bracket that may start a Markdown link; `free`: where the last token ended."""
        flat = self._flat
        embed = at > free and flat[at - 1] == "!"
        start = at - embed
        link = _WIKILINK.match(flat, start, end) if flat.startswith("[", at + 1) else None
        if link is None or link[1].isspace():
            self._brackets.append(_Bracket(start, at + 1, self._paragraph(at, end), self._inner_links))
            return at + 1
        target, subpath, display = wikilink_parts(link[1])
        after = link.end()
        self.links.append(LinkAt(start, after, "embed" if embed else "wikilink", target, subpath, display, False))
        self._inner_links += not embed
        self._token_end = after
        return after

    def _close(self, at: int, end: int) -> int:
        """Take in a Markdown link whose text ends here."""
        flat = self._flat
        if not self._brackets:
            return at + 1
        opening = self._brackets.pop()
        if at >= opening.limit or at - opening.start > _LONGEST_TEXT or flat[at + 1 : at + 2] != "(":
            return at + 1
        destination = self._destination(at + 2, opening.limit)
        image = flat[opening.start] == "!"
        if destination is None or (not image and opening.links < self._inner_links):
            return at + 1
        address, after = destination
        self._add_markdown(opening, flat[opening.inner : at], address, after, image)
        return self._behind(after)

    def _add_markdown(self, opening: _Bracket, display: str, address: str, after: int, image: bool) -> None:
        while self.addresses and self.addresses[-1].start > opening.start:
            self.addresses.pop()
        external = _EXTERNAL.match(address) is not None
        if address:
            path, subpath = (address, None) if external else split_subpath(percent_decoded(address))
            kind = "embed" if image else "markdown"
            self.links.append(LinkAt(opening.start, after, kind, path, subpath, display, external))
        if not image:
            self._inner_links += 1
            self._take_tag(opening.inner, opening.inner + len(display))

    def _destination(self, at: int, end: int) -> tuple[str, int] | None:
        """Read what follows `](`: the address, and where the link ends."""
        flat = self._flat
        at = _GAP.match(flat, at, end).end()  # type: ignore[union-attr]
        pointed = _POINTED.match(flat, at, end)
        if pointed is None and flat.startswith("<", at, end):
            return None
        after = pointed.end() if pointed is not None else self._plain_destination(at, end)
        if after is None:
            return None
        address = flat[at:after] if pointed is None else pointed[1]
        gap = _GAP.match(flat, after, end).end()  # type: ignore[union-attr]
        title = _TITLE.match(flat, gap, end) if gap > after else None
        if title is not None:
            gap = _GAP.match(flat, title.end(), end).end()  # type: ignore[union-attr]
        if not flat.startswith(")", gap, end):
            return None
        return _ESCAPED.sub(r"\1", address), gap + 1

    def _plain_destination(self, at: int, end: int) -> int | None:
        """Return where an address without angle brackets ends; None if its parentheses don't match."""
        flat = self._flat
        depth = 0
        while at < end:
            part = _PART.match(flat, at, end)
            if part is not None:
                at = part.end()
                continue
            if flat[at] == "(":
                depth += 1
                if depth > _MAX_PARENTHESES:
                    return None
            elif flat[at] == ")" and depth:
                depth -= 1
            else:
                break
            at += 1
        return None if depth else at

    def _address(self, at: int, start: int, end: int) -> int:
        """Take in an address that stands in the text as such, around its `://`."""
        flat = self._flat
        scheme = _SCHEME.search(flat[max(start, at - 32) : at])
        rest = _ADDRESS.match(flat, at + 3, end)
        if scheme is None or rest is None:
            return at + 3
        first = at - len(scheme[0])
        address = flat[first : rest.end()].rstrip(_AFTER_ADDRESS)
        after = first + len(address)
        if after <= at + 3:
            return at + 3
        self.addresses.append(LinkAt(first, after, "markdown", address, None, None, True))
        return after

    # --- what can be linked to ---

    def _tag(self, at: int, end: int) -> int:
        return self._take_tag(at, end) if self._may_be_tag(at) else at + 1

    def _take_tag(self, at: int, end: int) -> int:
        """Take in a tag that starts here, if one does; at the start of a link's text it does."""
        found = _TAG.match(self._flat, at, end)
        if found is None:
            return at + 1
        if not found[1].isdigit():
            self.tags.append(NameAt(at, found.end()))
        return found.end()

    def _may_be_tag(self, at: int) -> bool:
        """Say whether a text starts here, or after white space or a mark of emphasis."""
        before = self._flat[max(at - 2, 0) : at]
        return at in (0, self._token_end) or before[-1].isspace() or before[-1] == "*" or before in _BEFORE_TAG

    def _block_id(self, at: int, end: int) -> int:
        flat = self._flat
        found = _BLOCK_ID.match(flat, at, end) if not at or flat[at - 1].isspace() else None
        if found is None:
            return at + 1
        self.blocks.append(NameAt(at, found.end(1)))
        return found.end()


def wikilink_of(text: str) -> tuple[str, str | None, str | None] | None:
    """Return target, subpath and display text of a text that is one wikilink and nothing else."""
    link = _WIKILINK.fullmatch(text)
    return None if link is None or link[1].isspace() else wikilink_parts(link[1])


def wikilink_parts(inner: str) -> tuple[str, str | None, str | None]:
    r"""Split what stands between double brackets into target, subpath and display text.

    The first pipe ends the target, unless it would leave it empty; `\|`, as in a table, is a pipe.
    """
    before, pipe, display = inner.partition("|")
    if not pipe or not before.strip():
        return *split_subpath(inner), None
    if before.endswith("\\"):
        before = before[:-1]
    return *split_subpath(before), display.strip()


def split_subpath(link: str) -> tuple[str, str | None]:
    """Split a link at its first `#`, without the white space around its parts."""
    if "#" not in link:
        return link.strip(), None
    path, _, subpath = link.partition("#")
    return path.strip(), f"#{subpath.strip()}"


def percent_decoded(address: str) -> str:
    """Decode `%20` and the like; an address with a `%` that says nothing, or that isn't UTF-8, stays as it is."""
    if "%" not in address or _NOT_ENCODED.search(address):
        return address
    try:
        return unquote_to_bytes(address).decode("utf-8")
    except UnicodeError:
        return address
