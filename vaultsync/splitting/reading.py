"""Blocks as the splitter reads them: visible text, sentences, words, and the terms that carry the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vaultsync.markup.blocks import CLASSES, plain
from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import count, fold, stop_words, tokens
from vaultsync.model import Block, BlockKind, Span
from vaultsync.splitting.tearing import tear

TERM_LETTERS = 6
"""A term is a word cut to its first letters: a stemmer for every language, and a fast one."""

ATTACHED = frozenset(
    {BlockKind.EMBED, BlockKind.FOOTNOTE, BlockKind.REFERENCE, BlockKind.COMMENT, BlockKind.RULE, BlockKind.BLANK}
)
"""Kinds that say nothing by themselves: they stay with the block before them."""

_CODE = 3
"""Words of code that take a reader as long as one of prose: it is looked at, and read where it matters."""

_SPACED_SCRIPTS = "\u0e00"
"""Scripts written without spaces come after it."""

_SPACELESS = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00016ff0-\U0003ffff]"
)


_FIELD_LINE = re.compile(r"^[ \t]*(?:[-*+][ \t]+)?[\w-]{1,40}::(?:[ \t].*)?\n?", re.MULTILINE)
"""What Logseq notes of an item of a list on a line below it: `collapsed:: true`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is never torn apart: a block that says something, with the attached blocks that follow it."""

    blocks: tuple[Block, ...]
    said: Block
    """The one of them that says something."""
    text: str
    """Its visible text."""
    sentences: tuple[str, ...]
    """Of `text`, without white space around them."""
    words: tuple[tuple[str, ...], ...]
    """The folded words of each sentence."""
    terms: tuple[tuple[str, ...], ...]
    """The terms of each sentence: words that carry meaning, cut to `TERM_LETTERS`; in Han and Kana pairs of letters."""
    size: int
    """How many words a reader would count; of code fewer."""
    whole: Block | None = None
    """The block that this one is a piece of."""

    @property
    def kind(self) -> BlockKind:
        """What the block that says something is."""
        return self.said.kind

    @property
    def torn(self) -> bool:
        """Whether it goes on in the middle of a paragraph."""
        return self.whole is not None and self.kind == BlockKind.PARAGRAPH and self.said.span > self.whole.span


def read(
    blocks: Sequence[Block], text: str, language: str, most: float, known: Mapping[Span, Unit] | None = None
) -> list[Unit]:
    """Return the units of a run of blocks; attached blocks before the first one go with it.

    `text` is the decoded source; a paragraph of more than `most` words comes in pieces. `known` are units that were
    read of the same text before, by the span of what says something.
    """
    stops = stop_words(language)
    groups: list[list[Block]] = []
    said: list[tuple[Block, Block | None]] = []
    waiting: list[Block] = []
    for block in blocks:
        if block.kind in ATTACHED:
            (groups[-1] if groups else waiting).append(block)
            continue
        pieces = tear(block, text, most)
        for piece in pieces:
            groups.append([*waiting, piece])
            said.append((piece, block if len(pieces) > 1 else None))
            waiting = []
    if waiting:
        groups.append(waiting)
        said.append((waiting[0], None))
    return [
        _unit(tuple(group), block, whole, stops, known.get(block.span) if known else None)
        for group, (block, whole) in zip(groups, said, strict=True)
    ]


def _unit(
    blocks: tuple[Block, ...], block: Block, whole: Block | None, stops: frozenset[str], known: Unit | None
) -> Unit:
    if known is not None and known.said == block:
        return replace(known, blocks=blocks, said=block, whole=whole)
    text = visible(block)
    parts = tuple(part for span in sentences(text) if (part := text[span.start : span.end].strip()))
    found = [terms_of(part, stops) for part in parts]
    total = sum(len(listed) for listed, _ in found)
    size = total if text.isascii() or not _SPACELESS.search(text) else count(text)
    return Unit(
        blocks=blocks,
        said=block,
        text=text,
        sentences=parts,
        words=tuple(listed for listed, _ in found),
        terms=tuple(terms for _, terms in found),
        size=-(-size // _CODE) if block.kind == BlockKind.CODE else size,
        whole=whole,
    )


def visible(block: Block) -> str:
    """Return what a reader sees of a block; of code, its lines as they are, of a list none that are fields of it."""
    written = block.markdown
    if block.kind == BlockKind.CODE:
        return written
    if block.kind == BlockKind.LIST:
        written = without_fields(written)
    return plain(CLASSES.sub("", written) if "{" in written else written)


def without_fields(listed: str) -> str:
    """Return the Markdown of a list without the lines that are fields of its items."""
    return _FIELD_LINE.sub("", listed) if "::" in listed else listed


def terms_of(sentence: str, stops: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folded words of a sentence and its terms."""
    listed = tokens(fold(sentence))
    terms: list[str] = []
    before = ""
    for word in listed:
        if len(word) == 1:
            # A letter that is a word by itself stands in a script without spaces; two in a row make a term.
            if word > _SPACED_SCRIPTS and before:
                terms.append(before + word)
            before = word if word > _SPACED_SCRIPTS else ""
            continue
        before = ""
        if word not in stops and not word[0].isdigit():
            terms.append(word[:TERM_LETTERS])
    return tuple(listed), tuple(terms)
