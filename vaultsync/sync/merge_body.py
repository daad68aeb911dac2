"""The three-way merge of bodies: what the source changed is applied, and what the user typed stays.

The source's new text is the skeleton, and the user's edits are carried over to it sentence by sentence: an edited
sentence goes to where its original stands now, a new one stays next to its neighbour. Where both changed one sentence,
the user's stays in place and the source's words go into a callout under the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vaultsync.model import BlockKind
from vaultsync.sync.align import Alignment, align
from vaultsync.sync.callouts import Say
from vaultsync.sync.diff import matches
from vaultsync.sync.pieces import Clash, Piece
from vaultsync.sync.tokens import OPAQUE, Token, Tokens
from vaultsync.sync.words import spaced, three_way, unix


@dataclass(frozen=True, slots=True)
class Woven:
    """The merged body before its white space is set: pieces in order, and the conflicts among them."""

    pieces: tuple[Piece, ...]
    clashes: tuple[Clash, ...]


def weave(base: Tokens, mine: Tokens, theirs: Tokens) -> tuple[Woven, Alignment]:
    """Merge three bodies; returns how the source's came from the base too."""
    ours, incoming = align(base, mine), align(base, theirs)
    return _Weaver(base, mine, theirs, ours, incoming).weave(), incoming


class _Weaver:
    def __init__(self, base: Tokens, mine: Tokens, theirs: Tokens, ours: Alignment, incoming: Alignment) -> None:
        self._base, self._mine, self._theirs = base.tokens, mine.tokens, theirs.tokens
        self._ours, self._incoming = ours, incoming
        self._twins = dict(_twins(self._mine, self._theirs, ours, incoming))
        self._twin_of = {k: j for j, k in self._twins.items()}
        self._said_already = set(_said_already(self._mine, self._theirs, ours, incoming)) - set(self._twin_of)
        self._whole = self._kept_whole()
        self._pieces: list[Piece] = []
        self._clashes: list[Clash] = []
        self._clash_at: dict[int, int] = {}

    def weave(self) -> Woven:
        before, after = self._floats()
        self._emit_floats(after.get(-1, []))
        for k in range(len(self._theirs)):
            self._emit_floats(before.get(k, []))
            self._emit(k)
            self._emit_floats(after.get(k, []))
        return Woven(tuple(self._pieces), tuple(self._clashes))

    # --- where the user's own sentences go ---

    def _place(self, j: int) -> int | None:
        """Return the place in the skeleton where the user's token `j` is emitted, if it has one."""
        if j in self._ours.moved:
            return None
        i = self._ours.earlier[j]
        return self._twins.get(j) if i is None else self._incoming.later[i]

    def _floats(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return the user's tokens without a place of their own by the place they stand before or after."""
        before: dict[int, list[int]] = {}
        after: dict[int, list[int]] = {}
        leader = _Leader(self._incoming.moved)
        waiting: list[int] | None = None
        for j, token in enumerate(self._mine):
            place = self._place(j)
            if place is not None or not self._stays(j):
                leader.passed(place, token.block)
                waiting = None
                continue
            if waiting is None or token.opens:
                follower = self._follower(j) if token.opens else None
                waiting = (
                    after.setdefault(leader.place(token.block), [])
                    if follower is None
                    else before.setdefault(follower, [])
                )
            waiting.append(j)
        return before, after

    def _follower(self, j: int) -> int | None:
        """Return the place of the first token after `j` in its own block that has one."""
        for index in range(j + 1, len(self._mine)):
            if self._mine[index].opens:
                return None
            if (place := self._place(index)) is not None:
                return place
        return None

    def _stays(self, j: int) -> bool:
        """Say whether a token without a place is kept: all but what nobody edited and the source dropped."""
        i = self._ours.earlier[j]
        if i is None:
            return True
        return self._incoming.later[i] is not None or self._edited(i, j) or self._mine[j].block in self._whole

    def _edited(self, i: int, j: int) -> bool:
        return spaced(self._mine[j].text) != spaced(self._base[i].text)

    def _kept_whole(self) -> frozenset[int]:
        """Return the blocks that only hang together, code and tables, which the user edited and the source dropped."""
        edited: set[int] = set()
        standing: set[int] = set()
        for j, token in enumerate(self._mine):
            i = self._ours.earlier[j]
            if i is None or (self._incoming.later[i] is None and self._edited(i, j)):
                edited.add(token.block)
            elif self._incoming.later[i] is not None:
                standing.add(token.block)
        opaque = {token.block for token in self._mine if token.kind in OPAQUE}
        return frozenset(opaque & edited - standing)

    # --- what is said there ---

    def _emit_floats(self, indexes: list[int]) -> None:
        for j in indexes:
            i = self._ours.earlier[j]
            k = None if i is None else self._incoming.later[i]
            if i is None:
                self._add(self._mine[j].text, j, None)
            elif k is None:
                self._add(self._mine[j].text, j, None)
                if j not in self._ours.unlike:
                    self._clash(Clash(Say.NO_LONGER, len(self._pieces) - 1, i, (), j))
            else:
                self._combine(i, j, k, skeleton=False)

    def _emit(self, k: int) -> None:
        """Emit what stands at place `k` of the skeleton, if the user wants anything there."""
        i = self._incoming.earlier[k]
        if i is None:
            self._emit_new(k)
            return
        j = self._ours.later[i]
        if j is None:
            if self._theirs[k].key != self._base[i].key:
                self._clash(Clash(Say.NOW, len(self._pieces) - 1, i, (k,), None))
        elif j not in self._ours.moved:
            self._combine(i, j, k, skeleton=True)

    def _emit_new(self, k: int) -> None:
        twin = self._twin_of.get(k)
        if twin is not None:
            self._add(self._mine[twin].text, twin, k)
            return
        head = self._incoming.tail_of.get(k)
        at = self._clash_at.get(head) if head is not None else None
        if at is not None:
            self._clashes[at] = replace(self._clashes[at], incoming=(*self._clashes[at].incoming, k))
        elif k not in self._said_already:
            self._add(self._theirs[k].text, None, k)

    def _combine(self, i: int, j: int, k: int, *, skeleton: bool) -> None:
        """Emit a sentence that all three have, each in its own words."""
        base, mine, theirs = self._base[i], self._mine[j], self._theirs[k]
        text = _agreed(base, mine, theirs)
        self._add(mine.text if text is None else text, j, k if skeleton else None)
        if text is None:
            self._clash(Clash(Say.NOW, len(self._pieces) - 1, i, (k,), j))

    def _add(self, text: str, mine: int | None, theirs: int | None) -> None:
        source = self._mine[mine] if mine is not None else self._theirs[theirs if theirs is not None else 0]
        self._pieces.append(Piece(text, source.kind, mine, theirs, source.conflict))

    def _clash(self, clash: Clash) -> None:
        self._clashes.append(clash)
        for k in clash.incoming:
            self._clash_at[k] = len(self._clashes) - 1


def _agreed(base: Token, mine: Token, theirs: Token) -> str | None:
    """Merge three versions of a sentence; None: the user and the source put it into different words."""
    if unix(theirs.text) in (unix(base.text), unix(mine.text)):
        return mine.text
    if unix(mine.text) == unix(base.text):
        return theirs.text
    if base.key not in (mine.key, theirs.key) and mine.key != theirs.key:
        return None
    text = three_way(base.text, mine.text, theirs.text)
    if text is None and theirs.key in (base.key, mine.key):
        return mine.text  # the source changed nothing but a link, in words that the user rewrote
    return text


class _Leader:
    """Remembers, on the way through the user's body, which place a new sentence would stand behind.

    That is the nearest place before it. But a token that the source moved away takes along only what stands right
    behind it or in its block.
    """

    def __init__(self, moved: frozenset[int]) -> None:
        self._moved = moved
        self._near, self._steady = -1, -1
        self._at_block: dict[int, int] = {}
        self._count = 0
        self._seen_at: dict[int, int] = {}

    def passed(self, place: int | None, block: int) -> None:
        """Take note of a token with its place, or without one, of text that is gone."""
        if place is None:
            self._near = -1
            return
        self._count += 1
        self._seen_at[place] = self._count
        self._near = self._at_block[block] = place
        if place not in self._moved:
            self._steady = place

    def place(self, block: int) -> int:
        """Return the place for a token of this block; -1: the start of the body."""
        if self._near >= 0:
            return self._near
        known = (self._steady, self._at_block.get(block, -1))
        return max(known, key=lambda place: self._seen_at.get(place, 0))


def _twins(
    mine: tuple[Token, ...], theirs: tuple[Token, ...], ours: Alignment, incoming: Alignment
) -> Iterator[tuple[int, int]]:
    """Pair what both added in the same place in the same words."""
    in_mine, in_theirs = _added(ours), _added(incoming)
    for slot in sorted(in_mine.keys() & in_theirs.keys()):
        left, right = list(_units(mine, in_mine[slot])), list(_units(theirs, in_theirs[slot]))
        for at_left, at_right in matches([keys for keys, _ in left], [keys for keys, _ in right]):
            yield from zip(left[at_left][1], right[at_right][1], strict=True)


def _units(tokens: tuple[Token, ...], indexes: list[int]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Group the lines of code and tables, which are the same only as a whole."""
    unit: list[int] = []
    for index in indexes:
        token = tokens[index]
        if unit and (token.kind not in OPAQUE or token.block != tokens[unit[-1]].block):
            yield tuple(tokens[at].key for at in unit), unit
            unit = []
        unit.append(index)
    yield tuple(tokens[at].key for at in unit), unit


def _added(alignment: Alignment) -> dict[int, list[int]]:
    """Return new tokens by the base token that they stand behind (-1: at the start)."""
    slots: dict[int, list[int]] = {}
    slot = -1
    for index, earlier in enumerate(alignment.earlier):
        if earlier is None:
            slots.setdefault(slot, []).append(index)
        elif index not in alignment.moved:
            slot = earlier
    return slots


def _said_already(
    mine: tuple[Token, ...], theirs: tuple[Token, ...], ours: Alignment, incoming: Alignment
) -> Iterator[int]:
    """Find the source's new list items that the user put into the same section already."""
    known = {item for j, item in _items(mine) if ours.earlier[j] is None}
    yield from (k for k, item in _items(theirs) if incoming.earlier[k] is None and item in known)


def _items(tokens: tuple[Token, ...]) -> Iterator[tuple[int, tuple[str, str]]]:
    section = ""
    for index, token in enumerate(tokens):
        if token.kind is BlockKind.HEADING:
            section = token.key
        elif token.kind is BlockKind.LIST:
            yield index, (section, token.key)
