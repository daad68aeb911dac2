"""What many sources of one folder say at their edges, word for word: the furniture of the site that they came from.

A header line, a call to subscribe, a note on the author, a licence. No single page tells such a thing from its text;
its neighbours do. A passage is furniture where it stands at the edges of enough different works, and within a source
only as far as it lies outside of all that is the source's own: a sentence that many essays share stays in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from vaultsync.markup.blocks import plain
from vaultsync.markup.furniture_words import RELATED
from vaultsync.markup.words import fold, tokens
from vaultsync.model import BlockKind, Span
from vaultsync.splitting import webdump
from vaultsync.splitting.webdump import Line

REPEATED = "repeated in many sources"

_TOP = 8
_BOTTOM = 24
"""Pieces from the start and from the end of a source that are compared with those of others."""
_HEAD = 3
"""The first pieces are never compared with what ends others: titles stand in lists of related pages."""
_OPENS, _ENDS = "^", "$"
"""What keys begin with, by the edge at which a passage stands."""
_LONGEST = 3
"""So many of a source's longest passages say which work it is; two sources that share most of them are one work."""
_MOST_WORDS = 100
"""Longer passages are never furniture."""
_LABEL = 8
"""Up to so many words a line that ends no sentence may be a heading."""
_CALL = 6
"""Words from which a sentence below a title can be a call to the reader."""
_PASSED_AT_TOP = 3
"""Lines of a source's own above which furniture may stand, and below: a title, a date, a subject."""
_PASSED_AT_BOTTOM = 12
_TITLE = 20
"""Words that a title has at most."""
_MAY_BE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.HEADING, BlockKind.EMBED, BlockKind.HTML})
"""Kinds of blocks that may be furniture; any other is the source's own, a quotation above all."""


class Piece(NamedTuple):
    """A block, or a line of one, as it is compared with others."""

    span: Span
    kind: BlockKind
    text: str
    """As the source or its Markdown has it."""
    reason: str
    """Why it is debris already; empty where it isn't."""


@dataclass(frozen=True, slots=True)
class Edges:
    """What of a source is compared with others."""

    keys: frozenset[str]
    """What it says near its start and its end."""
    longest: tuple[str, ...]
    """Its longest passages, from which it is known again as another version of a work; empty where it says nothing."""


def key(text: str) -> str:
    """Return the words of a passage, as they are compared."""
    return " ".join(tokens(fold(plain(text).strip() or text)))


def keys_of(markdown: str) -> list[str]:
    """Return the keys of a passage, of its blocks and of their lines, whichever of them it is known by."""
    known_by = map(key, [markdown, *markdown.split("\n\n"), *markdown.split("\n")])
    return [side + said for said in dict.fromkeys(known_by) for side in (_OPENS, _ENDS)]


def edges(pieces: Sequence[Piece]) -> Edges:
    """Return what of a source is compared with others."""
    at_top = ((_OPENS, one) for one in pieces[:_TOP])
    at_end = ((_ENDS, one) for one in pieces[_HEAD:][-_BOTTOM:])
    near = ((side, key(one.text)) for side, one in (*at_top, *at_end) if one.kind in _MAY_BE)
    keys = frozenset(side + said for side, said in near if " " in said)
    longest = nsmallest(_LONGEST, pieces, key=lambda one: (-len(one.text), one.text))
    return Edges(keys, tuple(sorted({said for one in longest if (said := key(one.text))})))


def furniture(pieces: Sequence[Piece], shared: frozenset[str], title: Span | None = None) -> dict[Span, str]:
    """Return which pieces of a source are furniture, each with its reason; never all that it says.

    `shared` is what the source says at its edges and many others too; `title` is where its title was found.
    """
    if not shared:
        return {}
    walk = _Walk(pieces, shared, title)
    walk.down()
    walk.up()
    own = (one for one in pieces if not one.reason and one.span != title and one.span not in walk.marked)
    return walk.marked if any(key(one.text) for one in own if one.kind != BlockKind.EMBED) else {}


class _Walk:
    """From both edges inwards, until the source speaks for itself."""

    def __init__(self, pieces: Sequence[Piece], shared: frozenset[str], title: Span | None) -> None:
        self._pieces = [one for one in pieces if not one.reason]
        self._lines: dict[Span, Line] = {}
        self._shared = shared
        self._title = title
        self.marked: dict[Span, str] = {}

    def down(self) -> None:
        passed = 0
        for at, one in enumerate(self._pieces[:_TOP]):
            if self._repeats(one, _OPENS) and self._may_begin(at, passed):
                self.marked[one.span] = REPEATED
            elif one.kind not in _MAY_BE or _is_content(self._line(one)) or passed == _PASSED_AT_TOP:
                return
            else:
                passed += 1

    def up(self) -> None:
        passed: list[Piece] = []
        below: Piece | None = None
        for one in self._pieces[::-1][:_BOTTOM]:
            line = self._line(one)
            if one.span in self.marked:
                return
            if self._repeats(one, _ENDS) and self._may_end(one, passed, below):
                if line.furniture == RELATED:
                    self.marked.update((item.span, RELATED) for item in passed)
                    passed = []
                self.marked[one.span] = REPEATED
                below = one
            elif one.kind not in _MAY_BE or _is_content(line) or len(passed) == _PASSED_AT_BOTTOM:
                return
            else:
                passed.append(one)

    def _may_begin(self, at: int, passed: int) -> bool:
        """Whether a passage that repeats is furniture here: above the text's own, or a call below its title."""
        if self._is_label(self._pieces[at]):
            return not passed and self._heads_no_text(at)
        return not passed or _calls(self._line(self._pieces[at]))

    def _may_end(self, one: Piece, passed: Sequence[Piece], below: Piece | None) -> bool:
        """Whether a passage that repeats is furniture where it stands: over furniture, at the end, or over a list."""
        if not passed:
            return one.kind != BlockKind.HEADING or below is not None
        if self._line(one).furniture == RELATED:
            return True
        listed = all(item.kind in (BlockKind.LIST, BlockKind.EMBED) or self._line(item).bullet for item in passed)
        return listed and not self._is_label(one)

    def _heads_no_text(self, at: int) -> bool:
        """Whether what may be a heading stands over furniture, or over another heading: then it is not this text's."""
        one, after = self._pieces[at], self._pieces[at + 1 : at + 2]
        if not after:
            return False
        if self._repeats(after[0], _OPENS) and not self._is_label(after[0]):
            return True
        is_heading = one.kind == BlockKind.HEADING or (one.span == self._title and after[0].kind == BlockKind.HEADING)
        return not is_heading and (self._repeats(after[0], _OPENS) or self._may_be_title(after[0]))

    def _may_be_title(self, one: Piece) -> bool:
        line = self._line(one)
        return one.kind == BlockKind.HEADING or not (line.ends or line.bullet or line.dated or line.words > _TITLE)

    def _repeats(self, one: Piece, side: str) -> bool:
        is_short = one.kind in _MAY_BE and self._line(one).words <= _MOST_WORDS
        return is_short and side + key(one.text) in self._shared

    def _is_label(self, one: Piece) -> bool:
        line = self._line(one)
        return one.kind == BlockKind.HEADING or (line.words <= _LABEL and not line.ends and not line.furniture)

    def _line(self, one: Piece) -> Line:
        if one.span not in self._lines:
            self._lines[one.span] = webdump.line(" ".join(plain(one.text).split()), gap_before=False)
        return self._lines[one.span]


def _calls(line: Line) -> bool:
    return bool(line.furniture) or (line.ends and line.words >= _CALL)


def _is_content(line: Line) -> bool:
    return line.prose or (line.words >= 2 * _CALL + _LABEL and not line.furniture)
