"""What speaks for and against a boundary before each unit of a document, as numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from vaultsync.model import BlockKind
from vaultsync.splitting import cues
from vaultsync.splitting.cohesion import WINDOWS, Cohesion, cohesion
from vaultsync.splitting.reading import Unit

_STOPS = ".!?:;…\"”’')»」』）。！？：；؟۔।*_"
_QUOTES = '"“‘«„「『'
_LIST = (BlockKind.LIST, BlockKind.TABLE)
_SHOWN = (BlockKind.CODE, BlockKind.MATH, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.HTML)
_MAX_SENTENCES = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """The evidence at one place between two units."""

    values: tuple[float, ...]
    """In the order of `NAMES`."""
    words: frozenset[str]
    """The folded words of the sentence that would open the new section."""


def gaps(units: Sequence[Unit], language: str) -> list[Gap]:
    """Return the evidence at the gaps before units 1, 2, …; each sees its neighbours' evidence too."""
    if len(units) < 2:
        return []
    known = _Known(units, language)
    rows = [tuple(map(float, _row(known, index))) for index in range(1, len(units))]
    nothing = (0.0,) * len(OWN_NAMES)
    before = [nothing, *rows[:-1]]
    after = [*rows[1:], nothing]
    return [
        Gap(own + past + coming, frozenset(unit.words[0]) if unit.words else frozenset())
        for own, past, coming, unit in zip(rows, before, after, units[1:], strict=True)
    ]


class _Known:
    """What is computed once for a document."""

    def __init__(self, units: Sequence[Unit], language: str) -> None:
        self.units = units
        self.shared: Cohesion = cohesion(units)
        self.sets = [frozenset(bag) for bag in self.shared.bags]
        counted = Counter(term for found in self.sets for term in found)
        self.spread = {term: number / len(units) for term, number in counted.items()}
        self.openings = [cues.opening(unit.text, language) for unit in units]
        self.first_words = Counter(_first_word(unit) for unit in units)
        self.mean_size = sum(unit.size for unit in units) / len(units) + 1
        self.log_total = log(1 + sum(unit.size for unit in units))
        self.in_order = _places(units)


def _places(units: Sequence[Unit]) -> list[float]:
    """Return the share of the document's words before each unit."""
    total = sum(unit.size for unit in units) + 1
    places: list[float] = []
    before = 0
    for unit in units:
        places.append(before / total)
        before += unit.size
    return places


def _row(known: _Known, index: int) -> list[float]:
    return [
        *_cohesion_values(known.shared, index),
        *_term_values(known, index),
        *_form_values(known.units[index], known.units[index - 1], known.mean_size),
        *_opening_values(known, index),
        *_place_values(known, index),
    ]


def _cohesion_values(shared: Cohesion, index: int) -> list[float]:
    return [measure[window][index] for window in WINDOWS for measure in (shared.similar, shared.depth, shared.relative)]


_COHESION_NAMES = [f"{measure} {window}" for window in WINDOWS for measure in ("similar", "depth", "relative")]

_TERM_NAMES = [
    "new terms", "new terms that return", "weight of new terms that return", "terms that end", "terms that span",
    "opening shares with unit before", "opening shares with sentence before", "opening shares with unit after",
    "opening shares with own rest", "opening has new terms", "opening returns to older terms",
    "opening shares with first unit", "spread of opening terms", "shares with unit after", "shares with unit after that",
]  # fmt: skip


def _term_values(known: _Known, index: int) -> list[float]:
    shared, unit, before = known.shared, known.units[index], known.units[index - 1]
    own, past = known.sets[index], known.sets[index - 1]
    first, last = shared.first, shared.last
    returning = [term for term in own if first[term] == index and last[term] > index]
    ending = sum(last[term] == index - 1 and first[term] < index - 1 for term in past)
    opening = frozenset(unit.terms[0]) if unit.terms else frozenset()
    size = len(opening) + 1
    rest = {term for terms in unit.terms[1:] for term in terms}
    after = known.sets[index + 1] if index + 1 < len(known.sets) else frozenset()
    later = known.sets[index + 2] if index + 2 < len(known.sets) else frozenset()
    last_sentence = before.terms[-1] if before.terms else ()
    return [
        sum(first[term] == index for term in own) / (len(own) + 1),
        len(returning) / (len(own) + 1),
        min(5.0, sum(min(2.0, shared.weight[term]) for term in returning)),
        ending / (len(past) + 1),
        shared.spanning[index] / 8,
        len(opening & past) / size,
        len(opening.intersection(last_sentence)) / size,
        len(opening & after) / size,
        len(opening & rest) / size,
        sum(first[term] == index for term in opening) / size,
        sum(first[term] < index and term not in past for term in opening) / size,
        len(opening & known.sets[0]) / size,
        sum(known.spread[term] for term in opening) / size,
        len((own & after) - past) / (len(own) + 1),
        len((own & later) - past) / (len(own) + 1),
    ]


_FORM_NAMES = [
    "size", "size before", "relative size", "relative size before", "sentences", "sentences before", "one sentence",
    "one sentence before", "size of opening", "list", "list before", "shown", "shown before", "colon", "colon before",
    "opens with question", "ends with question", "question before", "asks", "no stop", "no stop before", "quote",
    "quote before", "digit", "lower case", "bracket", "exclamation", "next item", "list of the same marks",
]  # fmt: skip


def _form_values(unit: Unit, before: Unit, mean_size: float) -> list[float]:
    text, past = unit.text.strip(), before.text.strip()
    opening = unit.sentences[0] if unit.sentences else ""
    size, size_before = log(1 + unit.size), log(1 + before.size)
    return [
        size,
        size_before,
        size - log(mean_size),
        size_before - log(mean_size),
        min(_MAX_SENTENCES, len(unit.sentences)),
        min(_MAX_SENTENCES, len(before.sentences)),
        len(unit.sentences) == 1,
        len(before.sentences) == 1,
        log(1 + len(unit.words[0])) if unit.words else 0.0,
        unit.kind in _LIST,
        before.kind in _LIST,
        unit.kind in _SHOWN,
        before.kind in _SHOWN,
        text.endswith((":", "：")),
        past.endswith((":", "：")),
        opening.endswith(("?", "？", "؟")),
        text.endswith(("?", "？", "؟")),
        past.endswith(("?", "？", "؟")),
        "?" in text or "？" in text or "؟" in text,
        text[-1:] not in _STOPS,
        past[-1:] not in _STOPS,
        text[:1] in _QUOTES and text != "",
        past[:1] in _QUOTES and past != "",
        text[:1].isdigit(),
        text[:1].islower(),
        text[:1] in "([" and text != "",
        "!" in text or "！" in text,
        *_list_values(unit, before),
    ]


_NUMBER = re.compile(r"\s*\(?(\d{1,3})[.)、]")


def _list_values(unit: Unit, before: Unit) -> list[float]:
    """Tell whether a list goes on with the list before it: by the next number, by the same marks."""
    if unit.kind != BlockKind.LIST or before.kind != BlockKind.LIST:
        return [0.0, 0.0]
    here, there = _NUMBER.match(unit.said.markdown), _NUMBER.match(before.said.markdown)
    if here and there:
        return [float(int(here[1]) > int(there[1])), 0.0]
    return [0.0, float(unit.said.markdown.lstrip()[:1] == before.said.markdown.lstrip()[:1])]


_OPENING_NAMES = [*cues.CLASSES, "points back early", "points back", "first word of others"]
_POINTING = frozenset("this these it they that those he she such".split())


def _opening_values(known: _Known, index: int) -> list[float]:
    unit, found = known.units[index], known.openings[index]
    early = unit.words[0][:6] if unit.words else ()
    return [
        *(found == name for name in cues.CLASSES),
        not _POINTING.isdisjoint(early),
        bool(unit.words) and not _POINTING.isdisjoint(unit.words[0]),
        (known.first_words[_first_word(unit)] - 1) / len(known.units),
    ]


_PLACE_NAMES = ["second", "third", "last", "last but one", "place", "units", "mean size", "total size"]


def _place_values(known: _Known, index: int) -> list[float]:
    total = len(known.units)
    return [
        index == 1,
        index == 2,
        index == total - 1,
        index == total - 2,
        known.in_order[index],
        log(total),
        log(known.mean_size),
        known.log_total,
    ]


def _first_word(unit: Unit) -> str:
    return unit.words[0][0] if unit.words and unit.words[0] else ""


OWN_NAMES = (*_COHESION_NAMES, *_TERM_NAMES, *_FORM_NAMES, *_OPENING_NAMES, *_PLACE_NAMES)
NAMES = tuple(f"{name}{where}" for where in ("", " | before", " | after") for name in OWN_NAMES)
"""What each of `Gap.values` is."""
