"""What the merge compares: a body cut into sentences and lines, with the white space between them set apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vaultsync.markup.blocks import parse
from vaultsync.markup.lines import lines
from vaultsync.markup.sentences import sentences
from vaultsync.model import Block, BlockKind, Span
from vaultsync.sync.callouts import is_header

_BY_SENTENCE = frozenset((BlockKind.PARAGRAPH, BlockKind.FOOTNOTE, BlockKind.EMBED))
OPAQUE = frozenset((BlockKind.CODE, BlockKind.TABLE, BlockKind.MATH, BlockKind.HTML, BlockKind.COMMENT))
"""Blocks whose lines mean nothing by themselves."""

_WHOLE = frozenset((BlockKind.HEADING, BlockKind.RULE))
_LONE_RETURN = re.compile(r"\r(?!\n)")
_WORD = re.compile(r"\w")
_BLOCK_ID = re.compile(r"[ \t]\^[A-Za-z0-9-]+\Z")
_WIKILINK = re.compile(r"!?\[\[(?:[^\[\]|\r\n]*\|)?([^\[\]|\r\n]*)\]\]")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\r\n]*)\]\([^()\s]*\)")


@dataclass(frozen=True, slots=True)
class Token:
    """A sentence of a paragraph, a line of anything else, or one callout that shows a conflict."""

    text: str
    """As written, without white space around it; a line of a list or of code keeps its indentation."""
    key: str
    """What it is compared by: the visible text, white space collapsed, so that a link alone makes no difference."""
    kind: BlockKind
    span: Span
    """In the body."""
    block: int
    """Which of the body's blocks it is part of."""
    opens: bool
    """Whether it is the first of its block."""
    context: str = ""
    """Of a line that looks alike in every table or code, such as a fence, the line that it belongs to."""
    conflict: bool = False
    """Whether it is a callout that shows what a source says."""


@dataclass(frozen=True)
class Tokens:
    """A body as tokens; they and the gaps between them tile it."""

    body: str
    tokens: tuple[Token, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What the tokens are matched by: their keys, callouts and lines in context told apart from all others."""
        return tuple(
            f"{token.key}\0{token.context}{token.conflict}" if token.conflict or token.context else token.key
            for token in self.tokens
        )

    def gap(self, index: int) -> str:
        """Return the white space before token `index`; with the number of tokens as index, that at the end."""
        start = self.tokens[index - 1].span.end if index else 0
        end = self.tokens[index].span.start if index < len(self.tokens) else len(self.body)
        return self.body[start:end]

    def __len__(self) -> int:
        return len(self.tokens)

    def text(self, said: Mapping[int, str]) -> str:
        """Return the body with other words for some tokens; where words go, the wider gap around them stays."""
        parts: list[str] = []
        gap = self.gap(0)
        for index, token in enumerate(self.tokens):
            words = said.get(index, token.text)
            if words:
                parts += [gap, words]
                gap = self.gap(index + 1)
            elif parts:
                gap = max(gap, self.gap(index + 1), key=_line_breaks)
        return "".join([*(parts or [gap]), self.gap(len(self.tokens)) if parts else ""])


def _line_breaks(gap: str) -> int:
    return gap.count("\n") or gap.count("\r")


def tokenize(body: str) -> Tokens:
    """Cut a body into tokens."""
    tokens: list[Token] = []
    # Of the same length, so that every offset holds: a lone carriage return is a line break to the block parser too.
    shape = _LONE_RETURN.sub("\n", body) if "\r" in body else body
    for number, block in enumerate(parse(shape)):
        pieces = list(_pieces(shape, block))
        keys = [visible(body[span.start : span.end]) for span, _ in pieces]
        contexts = _contexts(keys, block.kind)
        tokens += [
            Token(body[span.start : span.end], key, block.kind, span, number, at == 0, context, conflict)
            for at, ((span, conflict), key, context) in enumerate(zip(pieces, keys, contexts, strict=True))
        ]
    return Tokens(body, tuple(tokens))


def _contexts(keys: Sequence[str], kind: BlockKind) -> list[str]:
    """Return, for each line of a block, the telling line nearest to it if it tells nothing itself."""
    contexts = [""] * len(keys)
    if kind not in OPAQUE:
        return contexts
    telling = [index for index, key in enumerate(keys) if is_telling(key) and (index or kind is not BlockKind.TABLE)]
    after = 0
    for index in range(len(keys)):
        while after < len(telling) and telling[after] < index:
            after += 1
        if after < len(telling) and telling[after] == index:
            continue
        nearest = telling[min(after, len(telling) - 1)] if telling else None
        contexts[index] = keys[nearest] if nearest is not None else ""
    return contexts


def is_telling(key: str) -> bool:
    """Say whether a line says something by itself: it has a word, and is no fence of code."""
    return not key.startswith(("```", "~~~")) and _WORD.search(key) is not None


def visible(text: str) -> str:
    """Return what a reader sees of a sentence as far as links go, white space collapsed."""
    if "[" in text:
        text = _MARKDOWN_LINK.sub(r"\1", _WIKILINK.sub(r"\1", text))
    return " ".join(text.split())


def _pieces(body: str, block: Block) -> Iterator[tuple[Span, bool]]:
    if block.kind in _WHOLE:
        yield from ((span, False) for span in _trimmed(body, block.span))
    elif block.kind in _BY_SENTENCE:
        for sentence in sentences(body[block.span.start : block.span.end]):
            span = Span(block.span.start + sentence.start, block.span.start + sentence.end)
            yield from ((part, False) for part in _without_block_id(body, span))
    else:
        yield from _lines(body, block)


def _trimmed(body: str, span: Span) -> Iterator[Span]:
    text = body[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    end = span.start + len(text.rstrip())
    if start < end:
        yield Span(start, end)


def _without_block_id(body: str, span: Span) -> Iterator[Span]:
    """Set a block id at a paragraph's end apart: the user's link to the paragraph, not part of what it says."""
    for whole in _trimmed(body, span):
        found = _BLOCK_ID.search(body[whole.start : whole.end])
        if found is None or found.start() == 0:
            yield whole
        else:
            yield from _trimmed(body, Span(whole.start, whole.start + found.start()))
            yield from _trimmed(body, Span(whole.start + found.start(), whole.end))


def _lines(body: str, block: Block) -> Iterator[tuple[Span, bool]]:
    """Cut a block into lines, but for a callout that shows a conflict, which stays in one."""
    quoted = block.kind in (BlockKind.CALLOUT, BlockKind.QUOTE)
    callout: Span | None = None
    for row in lines(body[block.span.start : block.span.end]):
        start = block.span.start + row.start
        line = body[start : block.span.start + row.end].rstrip()
        if callout is not None and line.lstrip().startswith(">"):
            callout = Span(callout.start, start + len(line))
            continue
        if callout is not None:
            yield callout, True
            callout = None
        if quoted and is_header(line):
            callout = Span(start, start + len(line))
        elif line:
            yield Span(start, start + len(line)), False
    if callout is not None:
        yield callout, True


# --- likeness ---

_SHORTEST = 3


def trigrams(key: str) -> Counter[str]:
    """Count a key's runs of three characters, white space and case aside; a measure that works in any script."""
    text = "".join(key.casefold().split())
    if len(text) < _SHORTEST:
        return Counter((text,) if text else ())
    return Counter(text[at : at + _SHORTEST] for at in range(len(text) - _SHORTEST + 1))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return Dice's coefficient of two trigram counts, 0 to 1."""
    total = one.total() + other.total()
    if not total:
        return 1.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return 2 * sum(min(count, large[gram]) for gram, count in small.items() if gram in large) / total
