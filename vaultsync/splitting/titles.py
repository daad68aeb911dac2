"""Titles that state the idea: the author's heading, else what the passage claims most, said as shortly as it can be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from vaultsync.markup.words import count, fold, stop_words, words
from vaultsync.model import Block, BlockKind
from vaultsync.splitting import cues
from vaultsync.splitting.clauses import Clause, clauses, stands
from vaultsync.splitting.reading import Unit, terms_of
from vaultsync.splitting.scorer import scorer
from vaultsync.splitting.typography import heading_title, is_question, one_line, sentence_title
from vaultsync.splitting.verbs import has_verb

MOST_WORDS = 12
_STRETCHED = 16
_SENTENCES = 8
"""Sentences of a passage that are looked at: what it claims, it claims early."""

_PROSE = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.CALLOUT)
_LINES = (BlockKind.LIST, BlockKind.TABLE, BlockKind.FIELD, BlockKind.HTML, BlockKind.MATH, BlockKind.CODE)
_SPEAKERS = frozenset("i we our my us me i'm we're we've i've let's".split())
_READERS = frozenset("you your you're you'll".split())
_POINTING = frozenset("this these it they that those he she his her its their such them it's they're that's".split())
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


def claims(units: Sequence[Unit], spread: Counter[str], language: str) -> list[Choice]:
    """Return the titles that a passage's own words offer, the best first; never empty unless nothing has letters.

    `spread` counts in how many of the document's units a term stands.
    """
    fitted = scorer("titles")
    listed = candidates(units, spread, language)
    whole = [one for one in listed if not _is_fragment(one.clause, language)]
    if not whole:
        longer = candidates(units, spread, language, most=_STRETCHED)
        whole = [one for one in longer if not _is_fragment(one.clause, language)]
    found = [
        Choice(one.clause.text, fitted.linear(one.values), f"sentence {one.place + 1} claims most")
        for one in whole or listed
    ]
    found.sort(key=lambda choice: (-choice.score, choice.text))
    return found + [Choice(text, 0.0, "its first words") for text in _fallbacks(units, language)]


def _is_fragment(clause: Clause, language: str) -> bool:
    """Say whether a clause only leads up to a claim, or breaks off: no reader would take it for a title."""
    spoken = [fold(word.text) for word in words(clause.text)]
    if not spoken or spoken[0] in _SUBORDINATE or (clause.tail_cut and spoken[-1].endswith("ing")):
        return True
    return language == "en" and not has_verb(spoken, language)


NAMES = (
    "first", "second", "third", "log place", "opens a unit", "log words", "words over seven", "lead cut", "tail cut",
    "question", "mean count of terms", "mean weight of terms", "share of terms that return", "share of terms of first",
    "terms", "points back", "opens pointing back", "speaker", "reader", "digits", "modal", "verb", "tells what is",
    "colon", "quote", "there is", "opens with connective", "opens with condition", "opens with question", "gerund",
    "capitals",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause and what speaks for it."""

    clause: Clause
    place: int
    """Index of its sentence in the passage."""
    values: tuple[float, ...]


def candidates(
    units: Sequence[Unit], spread: Counter[str], language: str, *, most: int = MOST_WORDS
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
    terms: Sequence[str], bag: Counter[str], spread: Counter[str], opening: frozenset[str], total: int
) -> list[float]:
    own = frozenset(terms)
    size = len(own) or 1
    return [
        sum(log(1 + bag[term]) for term in own) / size,
        sum(log(total / (1 + spread[term])) for term in own) / size,
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
    return " ".join(word for word, _ in words(fold(title)))
