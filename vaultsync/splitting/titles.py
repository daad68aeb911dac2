"""Titles that state the idea: the author's heading, else what the passage claims most, said as shortly as it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

from vaultsync.markup.blocks import plain
from vaultsync.markup.words import count, fold, stop_words, tokens, words
from vaultsync.model import Block, BlockKind
from vaultsync.splitting.clauses import clauses, is_dependent, stands
from vaultsync.splitting.leads import label_of
from vaultsync.splitting.reading import Unit
from vaultsync.splitting.scorer import scorer
from vaultsync.splitting.tearing import items
from vaultsync.splitting.title_evidence import (
    EXPLETIVE,
    MOST_WORDS,
    NAMES,
    PROSE,
    SENTENCES,
    Candidate,
    Spread,
    candidates,
    is_everywhere,
)
from vaultsync.splitting.topics import topics
from vaultsync.splitting.typography import heading_title, is_question, one_line, sentence_title
from vaultsync.splitting.verbs import is_verb_form

_STRETCHED = 14
"""Words of a claim where no shorter one stands by itself."""
_LONG = 16
"""Words of a claim where no shorter one is had, but only a topic."""
_LONG_WORTH = 3.0
"""How good it must be, then."""
_WORTH = 1.0
"""How much better a claim must be to be that long."""
_LEAST_CLAUSE = 4
"""Words of a piece of a sentence that is no clause, as far as is known."""
_FURTHER = 20
"""Sentences of a paragraph that are looked at where the first ones of a passage offer no title."""

_FENCE = re.compile(r"\s*(?:```|~~~)")
_COMMENT = re.compile(r"\s*(?://|#|--|/\*|\(\*|;|%|<!--)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*(?:>|\Z)")
_SHOWN = 400
"""Characters of a text that its first words are taken from."""

_FEW_ITEMS = 3
"""Of more items no one can give its name to all."""
_BULLET = re.compile(r"[ \t]*(?:[-*+•‣▪]|\d{1,9}[.)])[ \t]+")

_LOOSE = re.compile(r"\s(?:and|but|or|und|oder|aber|sowie|et|ou|mais|y|pero|и|или|но)(?:\s\S+){1,2}\Z", re.IGNORECASE)
"""The beginning of what a text adds, at the place where it is cut: "… of nature and bears"."""

_HIRAGANA = "\u3041", "\u309f"

_DEMONSTRATIVE = frozenset({"this", "these", "that", "those"})

_LINES = (BlockKind.LIST, BlockKind.TABLE, BlockKind.HTML, BlockKind.MATH, BlockKind.CODE)


@dataclass(frozen=True, slots=True)
class Choice:
    """A title that a passage could have."""

    text: str
    score: float
    reason: str
    topic: bool = False
    """Whether it is no clause, but names what the passage is about."""


class _Rated(NamedTuple):
    """A candidate with what it is worth."""

    score: float
    said: Candidate
    stands: bool
    """Whether it says by itself what it speaks of."""

    def choice(self) -> Choice:
        return Choice(self.said.text, self.score, _reason(self.said), self.said.topic)


def claims(units: Sequence[Unit], spread: Spread, language: str) -> Iterator[Choice]:
    """Yield the titles that a passage's own words offer, the best first; none only if nothing in it has letters."""
    yield from (Choice(label, 0.0, "the bold words that open it") for label in _labels(units))
    ranked, longer, longest = map(_ranked, candidates(units, spread, language, MOST_WORDS, _STRETCHED, _LONG))
    first, second = (longer, ranked) if _is_worth_more(longer, ranked) else (ranked, longer)
    if (top := _top(first)) is None or top.said.topic:
        yield from (one.choice() for one in longest if one.stands and not one.said.topic and one.score > _LONG_WORTH)
    yield from (one.choice() for one in first if one.stands)
    yield from (one.choice() for one in second if one.stands)
    yield from _named(units, spread, language)
    yield from (one.choice() for one in ranked if not one.stands)
    for text in _fallbacks(units, language):
        yield Choice(text, 0.0, "its first words")


def _labels(units: Sequence[Unit]) -> Iterator[str]:
    """Yield what the author calls the first of a few items that a passage is made of."""
    if len(units) > _FEW_ITEMS or any(unit.kind != BlockKind.LIST for unit in units):
        return
    listed = [unit.said.markdown for unit in units]
    found = [one[start:] for one in listed for start in (0, *items(one))]
    labels = [heading_title(plain(label_of(_BULLET.sub("", one, count=1)))) for one in found[: _FEW_ITEMS + 1]]
    if len(found) <= _FEW_ITEMS and all(labels):
        yield from labels[:1]


def _is_worth_more(longer: Sequence[_Rated], ranked: Sequence[_Rated]) -> bool:
    """Whether the best title in a few words more is clearly better: always, where the other only names a topic."""
    one, other = _top(longer), _top(ranked)
    return one is not None and (other is None or other.said.topic or one.score > other.score + _WORTH)


def _top(rated: Sequence[_Rated]) -> _Rated | None:
    return next((one for one in rated if one.stands), None)


def _named(units: Sequence[Unit], spread: Spread, language: str) -> Iterator[Choice]:
    """Yield what a passage names, first what tells it from the rest of the document."""
    stops = stop_words(language or "en")
    found = [
        (is_everywhere(topic.text, spread, stops), -topic.count, -topic.length, topic.place, topic.text)
        for topic in topics(units, language, named=True)
    ]
    yield from (Choice(text, 0.0, "names what it speaks of") for *_, text in sorted(found))


def _ranked(found: Sequence[Candidate]) -> list[_Rated]:
    """Return candidates, the best first."""
    fitted = scorer("titles")
    rated = [
        _Rated(fitted.linear(one.values) + _taste(one.values) + _QUOTED * one.quoted, one, not _points_back(one))
        for one in found
    ]
    return sorted(rated, key=lambda one: (-one.score, one.said.text))


def _points_back(one: Candidate) -> bool:
    """Whether a title opens with what only the text before it explains; "this method" says at least what it is."""
    if not one.values[_POINTS_BACK] or EXPLETIVE.match(one.text):
        return False
    first, second, *_ = [*tokens(fold(one.text)), "", ""]
    return not (first in _DEMONSTRATIVE and second not in stop_words("en") and not is_verb_form(second))


def _reason(one: Candidate) -> str:
    """Say what a title is, and what spoke for it, as a reader would."""
    told = dict(zip(NAMES, one.values, strict=True))
    what = "names what the passage is about" if one.topic else f"what sentence {one.place + 1} claims"
    if told["lead cut"] or told["tail cut"]:
        what += ", shortened where a clause ends"
    spoke = [words for name, words in _SPOKE.items() if told[name] >= _MUCH]
    return f"{what} ({', '.join(spoke)})" if spoke else what


_MUCH = 0.7
_SPOKE = {
    "first": "it opens the passage", "share of terms that return": "its words return", "topic returns": "it returns",
    "share of terms of first": "it has the words of the first sentence", "tells what is": "it says what something is",
    "modal": "it says what should be",
}  # fmt: skip

_POINTS_BACK = NAMES.index("opens pointing back")

_QUOTED = -2.0
"""What a title loses that somebody else said: of a quotation and what is said of it, that is the author's claim."""

_TASTE = {
    "terms": 1.0, "first": 0.4, "share of terms of first": 0.4, "modal": 0.3, "verb": 0.6, "kept": 0.3,
    "points back": -1.0, "opens pointing back": -1.2, "question": -1.2, "speaker": -0.5, "one speaker": -0.3,
    "reader": -0.2, "opens with condition": -0.5, "opens with connective": -0.5, "opens with question": -0.3,
    "there is": -0.2, "announces": -1.5, "lead cut": -0.4, "tail cut": -0.15, "digits": -0.1, "quote": -0.1,
    "address": -1.0, "call": -1.6, "time": -0.4, "log place": -0.1, "topic": -1.0,
}  # fmt: skip
"""What readers want of a title over its likeness to headings: a claim that stands by itself, in nobody's voice.

Chosen with `tools/judge_titles.py`, whose judgements of titles are a person's.
"""


_TASTES = tuple(_TASTE.get(name, 0.0) for name in NAMES)


def _taste(values: Sequence[float]) -> float:
    return float(sum(map(mul, _TASTES, values)))


def _fallbacks(units: Sequence[Unit], language: str) -> Iterator[str]:
    """Yield titles for passages without a sentence that can be had in few words: the shortest loss first."""
    prose = [unit for unit in units if unit.kind in PROSE]
    for unit in prose:
        for sentence in unit.sentences[:_FURTHER]:
            yield from (clause.text for clause in clauses(sentence, language, MOST_WORDS))
    announced = [one_line(unit.text).rstrip(":： ") for unit in prose if unit.text.rstrip().endswith((":", "："))]
    for text in announced:
        yield from _short(text, language)
    for unit in units:
        if unit.kind in _LINES:
            yield from _from_lines(unit, language)
    for unit in prose:
        for sentence in unit.sentences[:SENTENCES]:
            yield from _short(sentence, language)
    for unit in [one for one in units if one.kind != BlockKind.FIELD] or units:
        yield from _short(unit.text, language)


def _from_lines(unit: Unit, language: str) -> Iterator[str]:
    """Yield what the lines of a list, a table or code say; of code, what looks like words, its comments first."""
    lines = unit.text.split("\n")[:SENTENCES]
    if unit.kind == BlockKind.CODE:
        lines = sorted((line for line in lines if not _FENCE.match(line)), key=lambda line: not _COMMENT.match(line))
    for line in lines:
        bare = re.sub(r"[\t|]+", ", ", line.strip(" \t|-*+#/;{}()[]"))
        if sum(letter.isalpha() for letter in bare) >= len(bare) / 2:
            yield from _short(bare, language)


def _short(text: str, language: str) -> Iterator[str]:
    """Yield the first words of a text as a title, cut between words, no loose end at the end."""
    bare = sentence_title(one_line(_TAG.sub(" ", text[:_SHOWN])), question=is_question(text))
    if not any(letter.isalnum() for letter in bare):
        return
    if count(bare) <= MOST_WORDS:
        yield bare
        return
    spans = [span for _, span in words(bare)]
    ends = [span.end for span in spans[2:-1] if not _within_word(bare, span.end)]
    # A comma is where most languages let a clause end; of the words before it few are needed.
    pieces = [_cut_off(bare, end) for end in (*_before_commas(bare, language), *reversed(ends))]
    for piece in pieces:
        if _LEAST_CLAUSE <= count(piece) <= MOST_WORDS and stands(piece):
            yield piece
            return
    firsts = [_cut_off(bare, span.end) for span in reversed(spans[:MOST_WORDS])]
    yield next((piece for piece in firsts[:-_LEAST_CLAUSE] if stands(piece)), firsts[0])


def _cut_off(text: str, end: int) -> str:
    """Return the start of a text as a title, without the beginning of what it adds there."""
    return sentence_title(_LOOSE.sub("", text[:end]))


def _within_word(text: str, at: int) -> bool:
    """Whether a place is likely inside a word of a script without spaces: in Japanese words start after a particle."""
    before, after = text[at - 1], text[at]
    if before < "\u2e80" or not after.isalnum():
        return False
    return not (_HIRAGANA[0] <= before <= _HIRAGANA[1]) or _HIRAGANA[0] <= after <= _HIRAGANA[1]


def _before_commas(text: str, language: str) -> list[int]:
    ends = [place.start() for place in re.finditer(r"[,，،、;；:：](?=\s|[^\x00-\u2e7f])", text)]
    return [end for end in reversed(ends) if not is_dependent(text[:end], language)]


def of_heading(heading: Block) -> str:
    """Return an author's heading as a title, or an empty string if it says nothing ("Part 3", "* * *")."""
    return heading_title(heading.title)


def unique_key(title: str) -> str:
    """Return what two titles have in common that a reader would take for one."""
    return " ".join(tokens(fold(title)))
