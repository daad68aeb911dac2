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

_WORDS_ONLY = re.compile(r"(?!\d)[^\W_](?>(?:[^\W_]+|[ ,;?'’“”。，、？]+)*)[.!]?")
_UNMARKED = re.compile(
    r"{line}(?>(?:\n\n?{line})*)".replace(
        "{line}",
        r"[^\W\d_]{ink}*+(?>(?:[ \u00a0\u3000]++{ink}++)*)".replace(
            "{ink}", r"[^*_`\[\]<>#\\|~$%^&={}\s\x00-\x1f\x7f\ud800-\udfff]"
        ),
    )
)
"""Lines that start with a letter, in paragraphs, without a sign that any rule of Markdown could read as markup."""

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
    if is_bare(markdown) or _UNMARKED.fullmatch(markdown):
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
        """Yield the pieces' texts with the widest gap between two of them, and none at either end."""
        gap, said = "", False
        for piece in found:
            if piece.role in (Role.GAP, Role.BREAK):
                gap = max(gap, piece.text, key=_width)
                continue
            text = self._piece(piece)
            seen = text.strip("\n")
            if seen:
                before = text[: text.index(seen)]
                yield max(gap, before, key=_width) + seen if said else seen
                gap, said = text[len(before) + len(seen) :], True
            else:
                gap += text

    def _piece(self, piece: Piece) -> str:
        if piece.role == Role.TEXT:
            return self._outside(piece)
        if piece.role == Role.CODE:
            return self._as_written(piece)
        return self._html(piece) if piece.role == Role.HTML else piece.text

    def _as_written(self, piece: Piece) -> str:
        """Return code without the veil over what looked like a comment in it."""
        return self.text[piece.start : piece.end] if len(piece.text) == piece.end - piece.start else piece.text

    def _html(self, piece: Piece) -> str:
        math = self.math.get(piece.start)
        if math:
            return self.text[math.start + 2 : math.end - 2].strip()
        bare = html.unescape(_TAG.sub("", _LINE_BREAK.sub("\n", piece.text)))
        return bare.strip() if "\n" in piece.text else bare

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


def _width(gap: str) -> tuple[int, int]:
    return gap.count("\n"), len(gap)
