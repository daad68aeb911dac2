"""Sets merged pieces as text: the white space between them, and the callouts under their blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from vaultsync.model import BlockKind
from vaultsync.sync.align import Alignment
from vaultsync.sync.callouts import Say, find_whole, joined, kind_of, with_words, words_of, written
from vaultsync.sync.pieces import Clash, Piece
from vaultsync.sync.tokens import Tokens, is_telling
from vaultsync.sync.words import unix

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n")
_RUNNING = frozenset((BlockKind.PARAGRAPH, BlockKind.FOOTNOTE, BlockKind.EMBED))
_FENCES = ("```", "~~~")


class _Seam(NamedTuple):
    """What stands before a piece."""

    gap: str
    opens: bool
    """Whether the piece starts a block."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The three bodies that the pieces come from, and how the user's file ends its lines."""

    base: Tokens
    mine: Tokens
    theirs: Tokens
    incoming: Alignment
    newline: str

    def text(self, pieces: Sequence[Piece], clashes: Sequence[Clash]) -> str:
        """Return the merged body, the callouts of earlier merges brought up to date."""
        settled, left = self._settled(pieces, clashes)
        shown = [piece for piece in self._with_callouts(settled, left) if piece.text]
        if not shown:
            return self._three_way(*(tokens.gap(len(tokens)) for tokens in (self.base, self.mine, self.theirs)))
        parts = [self._edge([tokens.gap(0) for tokens in (self.base, self.mine, self.theirs)])]
        for piece, seam in zip(shown, self._seams(shown), strict=True):
            parts += [seam.gap, self._native(piece)]
        parts.append(self._edge([tokens.gap(len(tokens)) for tokens in (self.base, self.mine, self.theirs)]))
        return "".join(parts)

    # --- white space ---

    def _edge(self, gaps: Sequence[str]) -> str:
        """Return the white space at one end of the body; a body without text has none to say."""
        base, mine, theirs = gaps
        if not self.theirs.tokens:
            return mine
        return self._three_way(base, mine, theirs) if self.mine.tokens else self._with_newlines(theirs)

    def _three_way(self, base: str, mine: str, theirs: str) -> str:
        if unix(mine) != unix(base) or unix(theirs) == unix(base):
            return mine
        return self._with_newlines(theirs)

    def _with_newlines(self, text: str) -> str:
        return unix(text).replace("\n", self.newline)

    def _native(self, piece: Piece) -> str:
        raw = piece.mine is not None and piece.text == self.mine.tokens[piece.mine].text
        return piece.text if raw else self._with_newlines(piece.text)

    def _seams(self, pieces: Sequence[Piece]) -> list[_Seam]:
        """Decide on the white space before each piece: as in the body where it follows the same neighbour."""
        seams: list[_Seam] = []
        in_mine: set[int] = set()
        in_theirs: set[int] = set()
        for index, piece in enumerate(pieces):
            mine = None if piece.mine is None else self.mine.tokens[piece.mine].block
            theirs = None if piece.theirs is None else self.theirs.tokens[piece.theirs].block
            within = index > 0 and not piece.conflict and (mine in in_mine or theirs in in_theirs)
            gap = self._gap(pieces[index - 1], piece, within) if index else ""
            opens = not within or (piece.kind in _RUNNING and _PARAGRAPH_BREAK.search(unix(gap)) is not None)
            seams.append(_Seam(gap, opens))
            if opens:
                in_mine, in_theirs = set(), set()
            in_mine.update(() if mine is None else (mine,))
            in_theirs.update(() if theirs is None else (theirs,))
        return seams

    def _gap(self, before: Piece, piece: Piece, within: bool) -> str:
        mine = self.mine.gap(piece.mine) if piece.mine is not None and follows(before.mine, piece.mine) else None
        theirs = (
            self._with_newlines(self.theirs.gap(piece.theirs))
            if piece.theirs is not None and follows(before.theirs, piece.theirs)
            else None
        )
        if mine is not None and theirs is not None:
            base = self._gap_in_base(before, piece)
            return theirs if base is not None and unix(mine) == base != unix(theirs) else mine
        if mine is not None or theirs is not None:
            return mine if mine is not None else theirs or ""
        return self._with_newlines(self._new_gap(before, piece, within))

    def _gap_in_base(self, before: Piece, piece: Piece) -> str | None:
        one, other = (None if of.theirs is None else self.incoming.earlier[of.theirs] for of in (before, piece))
        return unix(self.base.gap(other)) if other is not None and follows(one, other) else None

    def _new_gap(self, before: Piece, piece: Piece, within: bool) -> str:
        """Return what stands between two pieces that are neighbours in no version."""
        if not within:
            return "\n" if before.kind is piece.kind is BlockKind.LIST else "\n\n"
        versions = ((self.mine, piece.mine), (self.theirs, piece.theirs))
        gaps = (
            unix(tokens.gap(index))
            for tokens, index in versions
            if index is not None and not tokens.tokens[index].opens
        )
        return next(gaps, " " if piece.kind in _RUNNING else "\n")

    # --- callouts ---

    def _settled(self, pieces: Sequence[Piece], clashes: Sequence[Clash]) -> tuple[list[Piece], list[Clash]]:
        """Bring callouts of earlier merges up to date; returns the conflicts that they don't show yet."""
        if not any(piece.conflict for piece in pieces):
            return list(pieces), list(clashes)
        said = {clash.base: clash for clash in clashes if clash.say is Say.NOW}
        stale = [(unix(self.base.tokens[i].text), said.get(i)) for i in self._changed()]
        renewed: list[tuple[str, Clash | None]] = [
            (unix(token.text), None)
            for token, earlier in zip(self.theirs.tokens, self.incoming.earlier, strict=True)
            if earlier is None and is_telling(token.key)
        ]
        shown: set[int] = set()
        settled: list[Piece] = []
        for piece in pieces:
            if not piece.conflict or piece.theirs is not None:
                settled.append(piece)
            else:
                said_before = stale if kind_of(piece.text) is Say.NOW else renewed
                settled.append(self._updated(piece, said_before, shown))
        return settled, [clash for clash in clashes if clash.base not in shown or clash.say is not Say.NOW]

    def _changed(self) -> list[int]:
        """Return the base's tokens that the source no longer says."""
        return [
            i
            for i, k in enumerate(self.incoming.later)
            if is_telling(self.base.tokens[i].key)
            and (k is None or self.theirs.tokens[k].key != self.base.tokens[i].key)
        ]

    def _updated(self, piece: Piece, before: Sequence[tuple[str, Clash | None]], shown: set[int]) -> Piece:
        """Take what the source said before out of a callout, and put in what it says now."""
        words = words_of(piece.text)
        parts: list[str] = []
        at = 0
        for start, end, index in find_whole(words, [text for text, _ in before]):
            parts.append(words[at:start])
            at = end
            clash = before[index][1]
            if clash is not None and clash.base not in shown:
                in_code = self.base.tokens[clash.base].kind is BlockKind.CODE
                parts.append(_words(self.theirs, clash.incoming, fenced=in_code))
                shown.add(clash.base)
        if not at:
            return piece
        return replace(piece, text=with_words(piece.text, "".join([*parts, words[at:]])))

    def _with_callouts(self, pieces: Sequence[Piece], clashes: Sequence[Clash]) -> list[Piece]:
        """Put each conflict into a callout after the block it is in, together with those already there."""
        if not clashes:
            return list(pieces)
        seams = self._seams(pieces)
        under: dict[int, list[Clash]] = {}
        for clash in clashes:
            under.setdefault(_end_of_block(pieces, seams, clash.at), []).append(clash)
        laid: list[Piece] = self._callouts(under.get(-1, []), pieces[:0])
        index = 0
        while index < len(pieces):
            laid.append(pieces[index])
            here = under.get(index, [])
            index += 1
            if here:
                waiting = index
                while index < len(pieces) and pieces[index].conflict:
                    index += 1
                laid += self._callouts(here, pieces[waiting:index])
        return laid

    def _callouts(self, clashes: Sequence[Clash], standing: Sequence[Piece]) -> list[Piece]:
        """Return the callouts that stand under a block already, with the new conflicts in them or behind them."""
        laid = list(standing)
        for say in Say:
            tokens = self.theirs if say is Say.NOW else self.base
            chosen = [clash for clash in clashes if clash.say is say]
            indexes = [index for clash in chosen for index in (clash.incoming or (clash.base,))]
            if not indexes:
                continue
            words = _words(tokens, sorted(dict.fromkeys(indexes)))
            same = [at for at, piece in enumerate(laid) if piece.text and kind_of(piece.text) is say]
            if same:
                piece = laid[same[0]]
                laid[same[0]] = replace(piece, text=with_words(piece.text, joined([words_of(piece.text), words])))
            else:
                laid.append(Piece(written(say, words), BlockKind.CALLOUT, conflict=True))
        return laid


def follows(before: int | None, index: int) -> bool:
    """Say whether two indexes are those of neighbours."""
    return before is not None and before + 1 == index


def _end_of_block(pieces: Sequence[Piece], seams: Sequence[_Seam], at: int) -> int:
    """Return the last piece of the block that piece `at` is in, or of the block above if that is a callout."""
    while at >= 0 and pieces[at].conflict:
        at -= 1
    while 0 <= at < len(seams) - 1 and not seams[at + 1].opens:
        at += 1
    return at


def _words(tokens: Tokens, indexes: Sequence[int], *, fenced: bool = False) -> str:
    """Return some of a body's tokens as Markdown that can stand by itself, or within the fences of code."""
    parts: list[str] = []
    for at, index in enumerate(indexes):
        if at:
            apart = "\n\n" if tokens.tokens[index].kind in _RUNNING else "\n"
            parts.append(unix(tokens.gap(index)) if follows(indexes[at - 1], index) else apart)
        parts.append(unix(tokens.tokens[index].text))
    text = "".join(parts)
    chosen = [tokens.tokens[index] for index in indexes]
    is_code = all(token.kind is BlockKind.CODE for token in chosen)
    if is_code and not fenced and not any(token.text.lstrip().startswith(_FENCES) for token in chosen):
        return f"```\n{text}\n```"
    return text
