"""The visible text of Markdown: what a reader of the note sees, without markup."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from vaultsync.markup.commonmark import body
from vaultsync.markup.masks import Mask
from vaultsync.markup.pieces import Piece, Role, pieces
from vaultsync.markup.screen import hidden, list_and_callout_marks, screen, union
from vaultsync.model import BlockKind, Span

_WORDS_ONLY = re.compile(r"(?!\d)[^\W_](?:[^\W_]|[ ,;?'’“”。，、？])*+[.!]?")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[A-Za-z][^<>]*+>|<[!?][^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
_LINE_BREAK = re.compile(r"<br\s*+/?>", re.IGNORECASE)
_TRAILING = re.compile(r"(?<![ \t])[ \t]++(?=\n)")


def plain(markdown: str) -> str:
    """Return what a reader sees of Markdown: no marks, links by their shown text, no comments, tags of HTML or ids.

    Code and math keep their text, images leave their alt text. Lines keep their breaks, blocks stand apart by a blank
    line, list items and table rows on lines of their own.
    """
    if is_bare(markdown):
        return markdown
    source = body(markdown)
    found = pieces(source)
    unseen = [*hidden(screen(source.veiled, found)), *list_and_callout_marks(source.veiled)]
    shown = _Shown(markdown, source.masks, union([*unseen, *(mask.span for mask in source.masks)]))
    return _TRAILING.sub("", "".join(shown.join(found)).strip())


def is_bare(markdown: str) -> bool:
    """Say whether a text is words and plain punctuation on one line, which look in Markdown as they are written."""
    return _WORDS_ONLY.fullmatch(markdown) is not None


class _Shown:
    """Pieces as a reader sees them."""

    def __init__(self, text: str, masks: Sequence[Mask], drops: Sequence[Span]) -> None:
        self.text = text
        self.math = {mask.span.start: mask.span for mask in masks if mask.kind == BlockKind.MATH}
        self.drops = drops
        self.starts = [drop.start for drop in drops]

    def join(self, found: Sequence[Piece]) -> Iterator[str]:
        """Yield the pieces' texts with the widest gap between two of them."""
        gap, any_yet = "", False
        for piece in found:
            if piece.role == Role.GAP:
                gap = max(gap, piece.text, key=lambda text: (text.count("\n"), len(text)))
                continue
            text = self._piece(piece)
            if gap:
                text = text.lstrip("\n")
            if not text:
                continue
            if any_yet:
                yield gap
            yield text
            gap, any_yet = "", True

    def _piece(self, piece: Piece) -> str:
        if piece.role == Role.TEXT:
            return self._outside(piece)
        if piece.role == Role.CODE:
            return self._as_written(piece).rstrip("\n") if "\n" in piece.text else self._as_written(piece)
        if piece.role == Role.HTML:
            return self._html(piece)
        if piece.role == Role.BREAK:
            return "" if self._dropped(piece) else piece.text
        return piece.text

    def _as_written(self, piece: Piece) -> str:
        """Return code without the veil over what looked like a comment in it."""
        return self.text[piece.start : piece.end] if len(piece.text) == piece.end - piece.start else piece.text

    def _html(self, piece: Piece) -> str:
        math = self.math.get(piece.start)
        if math:
            return self.text[math.start + 2 : math.end - 2].strip()
        bare = html.unescape(_TAG.sub("", _LINE_BREAK.sub("\n", piece.text)))
        return bare.strip() if "\n" in piece.text else bare

    def _dropped(self, piece: Piece) -> bool:
        index = bisect_right(self.starts, piece.start) - 1
        return index >= 0 and self.drops[index].end > piece.start

    def _outside(self, piece: Piece) -> str:
        """Return a piece's text without what a reader doesn't see."""
        index = max(0, bisect_right(self.starts, piece.start) - 1)
        sliceable = len(piece.text) == piece.end - piece.start
        kept: list[str] = []
        at = piece.start
        while index < len(self.drops) and self.drops[index].start < piece.end:
            start, end = self.drops[index]
            index += 1
            if end <= at:
                continue
            if not sliceable:
                return ""
            kept.append(piece.text[at - piece.start : max(at, start) - piece.start])
            at = end
        kept.append(piece.text[at - piece.start :] if at < piece.end else "")
        return "".join(kept)
