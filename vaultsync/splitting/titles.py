"""Titles that state the idea: the author's heading, else what the passage claims most, said as shortly as it can be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from vaultsync.markup.words import count, fold, stop_words, tokens, words
from vaultsync.model import Block, BlockKind
from vaultsync.splitting import cues
from vaultsync.splitting.clauses import Clause, clauses, stands
from vaultsync.splitting.reading import Unit, terms_of
from vaultsync.splitting.scorer import scorer
from vaultsync.splitting.typography import heading_title, is_question, one_line, sentence_title
from vaultsync.splitting.verbs import has_verb

MOST_WORDS = 12
_STRETCHED = 16
_SENTENCES = 6
"""Sentences of a passage that are looked at: what it claims, it claims early."""

_PROSE = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.CALLOUT)
_LINES = (BlockKind.LIST, BlockKind.TABLE, BlockKind.FIELD, BlockKind.HTML, BlockKind.MATH, BlockKind.CODE)
_SPEAKERS = frozenset("i we our my us me i'm we're we've i've let's".split())
_READERS = frozenset("you your you're you'll".split())
_POINTING = frozenset(
    "this these it they that those he she his her its their such them same it's they're that's".split()
)
_SUBORDINATE = frozenset(
    {"if", "whether", "although", "though", "when", "while", "because", "since", "unless", "until", "as", "whereas"}
)
_MODAL = frozenset(
    "should must need needs cannot can't never always only key important best better most essential".split()
)
_TELLING = re.compile(r"\b(?:is|are|means)\s+(?:a|an|the|not|about)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """A title that a passage could have."""

    text: str
    score: float
    reason: str


def claims(units: Sequence[Unit], spread: Mapping[str, int], language: str) -> Iterator[Choice]:
    """Yield the titles that a passage's own words offer, the best first; none only if nothing in it has letters.

    `spread` counts in how many of the document's units a term stands.
    """
    fitted = scorer("titles")
    found = [
        Choice(one.clause.text, fitted.linear(one.values) + _taste(one.values), f"sentence {one.place + 1} claims most")
        for one in candidates(units, spread, language)
    ]
    yield from sorted(found, key=lambda choice: (-choice.score, choice.text))
    for text in _fallbacks(units, language):
        yield Choice(text, 0.0, "its first words")


NAMES = (
    "first", "second", "third", "log place", "opens a unit", "log words", "words over seven", "lead cut", "tail cut",
    "question", "mean count of terms", "mean weight of terms", "share of terms that return", "share of terms of first",
    "terms", "points back", "opens pointing back", "speaker", "reader", "digits", "modal", "verb", "tells what is",
    "colon", "quote", "there is", "opens with connective", "opens with condition", "opens with question", "gerund",
    "capitals",
)  # fmt: skip


_TASTE = {
    "verb": 0.6, "points back": -0.4, "opens pointing back": -0.6, "question": -0.6, "speaker": -0.4, "reader": -0.1,
    "opens with condition": -0.4, "opens with connective": -0.4, "opens with question": -0.3, "there is": -0.4,
    "tail cut": -0.1, "digits": -0.1, "quote": -0.1,
}  # fmt: skip
"""What readers want of a title over its likeness to headings: a claim that stands by itself, in nobody's voice."""


def _taste(values: Sequence[float]) -> float:
    return sum(_TASTE.get(name, 0.0) * value for name, value in zip(NAMES, values, strict=True))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause and what speaks for it."""

    clause: Clause
    place: int
    """Index of its sentence in the passage."""
    values: tuple[float, ...]


def candidates(
    units: Sequence[Unit], spread: Mapping[str, int], language: str, *, most: int = MOST_WORDS
) -> list[Candidate]:
    """Return the clauses of a passage's first sentences, with the evidence in the order of `NAMES`."""
    stops = stop_words(language)
    bag = Counter(term for unit in units for terms in unit.terms for term in terms)
    told = [
        (sentence, terms, not index)
        for unit in units
        if unit.kind in _PROSE
        for index, (sentence, terms) in enumerate(zip(unit.sentences, unit.terms, strict=True))
    ]
    opening = frozenset(told[0][1]) if told else frozenset()
    total = len(spread) + 1
    found: list[Candidate] = []
    for place, (sentence, _, opens) in enumerate(told[:_SENTENCES]):
        for clause in clauses(sentence, language, most):
            listed, terms = terms_of(clause.text, stops)
            values = (
                *(place == index for index in range(3)),
                log(1 + place),
                opens,
                *_clause_values(clause, sentence),
                *_term_values(terms, bag, spread, opening, total),
                *_word_values(clause.text, listed, language),
            )
            found.append(Candidate(clause, place, tuple(map(float, values))))
    return found


def _clause_values(clause: Clause, sentence: str) -> list[float]:
    size = count(clause.text)
    return [log(size), max(0, size - 7), clause.lead_cut, clause.tail_cut, is_question(clause.text)]


def _term_values(
    terms: Sequence[str], bag: Counter[str], spread: Mapping[str, int], opening: frozenset[str], total: int
) -> list[float]:
    own = frozenset(terms)
    size = len(own) or 1
    return [
        sum(log(1 + bag[term]) for term in own) / size,
        sum(log(total / (1 + spread.get(term, 0))) for term in own) / size,
        sum(bag[term] > 1 for term in own) / size,
        len(own & opening) / size,
        log(1 + len(own)),
    ]


def _word_values(text: str, listed: Sequence[str], language: str) -> list[float]:
    opening = cues.opening(text, language)
    first = listed[0] if listed else ""
    return [
        not _POINTING.isdisjoint(listed),
        first in _POINTING or opening == "anaphor",
        not _SPEAKERS.isdisjoint(listed),
        not _READERS.isdisjoint(listed),
        any(letter.isdigit() for letter in text),
        not _MODAL.isdisjoint(listed),
        has_verb(listed, language),
        _TELLING.search(text) is not None,
        ":" in text,
        '"' in text or "“" in text,
        first in ("there", "here"),
        opening in cues.CONNECTIVES,
        opening == "condition",
        opening == "question",
        first.endswith("ing"),
        sum(word[:1].isupper() for word in text.split()[1:]) / (len(text.split()) or 1),
    ]


def _fallbacks(units: Sequence[Unit], language: str) -> Iterator[str]:
    """Yield titles for passages without a sentence that can be had in few words: the shortest loss first."""
    prose = [unit for unit in units if unit.kind in _PROSE]
    for unit in prose:
        for sentence in unit.sentences[:_SENTENCES]:
            yield from (clause.text for clause in clauses(sentence, language, _STRETCHED))
    announced = [one_line(unit.text).rstrip(":： ") for unit in prose if unit.text.rstrip().endswith((":", "："))]
    for text in announced:
        yield from _short(text)
    for unit in units:
        if unit.kind in _LINES:
            yield from _from_lines(unit)
    for unit in prose:
        for sentence in unit.sentences[:_SENTENCES]:
            yield from _short(sentence)
    for unit in units:
        yield from _short(unit.text)


def _from_lines(unit: Unit) -> Iterator[str]:
    """Yield what the lines of a list, a table or code say; of code, what looks like words."""
    for line in unit.text.split("\n")[:_SENTENCES]:
        bare = re.sub(r"[\t|]+", ", ", line.strip(" \t|-*+#/;{}()[]"))
        if sum(letter.isalpha() for letter in bare) >= len(bare) / 2:
            yield from _short(bare)


def _short(text: str) -> Iterator[str]:
    """Yield the first words of a text as a title, cut between words, no loose end at the end."""
    bare = sentence_title(one_line(text[:400]), question=is_question(text))
    if not any(letter.isalnum() for letter in bare):
        return
    if count(bare) <= MOST_WORDS:
        yield bare
        return
    spans = [span for _, span in words(bare)]
    for size in range(len(spans) - 1, 2, -1):
        piece = sentence_title(bare[: spans[size - 1].end])
        if count(piece) <= MOST_WORDS and stands(piece):
            yield piece
            return
    yield sentence_title(bare[: spans[min(len(spans), MOST_WORDS) - 1].end])


def of_heading(heading: Block) -> str:
    """Return an author's heading as a title, or an empty string if it says nothing ("Part 3", "* * *")."""
    return heading_title(heading.title)


def unique_key(title: str) -> str:
    """Return what two titles have in common that a reader would take for one."""
    return " ".join(tokens(fold(title)))
