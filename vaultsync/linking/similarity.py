"""How near two passages are: by the terms that they share, each weighed by how few passages have it.

A cosine whose lengths are those of the texts alone: so what two passages share decides, and no third passage that
happens to have some other word of theirs. The weight of a term is one over its level, which depends on no size of the
vault and stays as it is until the term's frequency has grown fourfold (rule 8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from math import log, sqrt
from typing import Protocol

Weights = Mapping[str, float]
"""A passage's terms, weighed, as a vector of length one at most."""

_FEW = 8
"""Where more than one in so many texts has changed, all are weighed anew."""

_AT_HAND = 2048
"""Vectors that are kept: they are large, and quickly made."""


def level(frequency: int) -> int:
    """Return a frequency made coarse: 1 for one, 2 for two and three, 3 for four to seven, and so on."""
    return frequency.bit_length()


def rarity(frequency: int) -> float:
    """Return what a term counts that so many texts have: 1 for up to three, 1/2 for up to fifteen, and so on."""
    return 1 / ((level(frequency) + 1) // 2)


class Text(Protocol):
    """A text as it is weighed."""

    @property
    def terms(self) -> Mapping[str, int]:
        """How often it has each term."""

    def has_any(self, terms: Collection[str]) -> bool:
        """Whether it has one of some terms."""


class Weighing:
    """Texts weighed against each other, kept up by what changes: to begin anew costs more the larger a vault is."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        """Of each text a number that is another one whenever its weighed terms may be."""
        self._texts: Mapping[str, Text] = {}
        self._frequencies: Counter[str] = Counter()
        self._round = 0
        self._vectors: dict[str, tuple[int, Weights]] = {}

    def renew(self, texts: Mapping[str, Text]) -> None:
        """Take the texts as they are now, by id; one that is the very object of the last time has not changed."""
        self._round += 1
        old = self._texts
        changed = [id_ for id_, text in texts.items() if old.get(id_) is not text]
        gone = [id_ for id_ in old if id_ not in texts]
        moved = self._count([old[id_] for id_ in (*gone, *changed) if id_ in old], [texts[id_] for id_ in changed])
        self._texts = texts
        for id_ in gone:
            del self.versions[id_]
            self._vectors.pop(id_, None)
        if len(changed) > len(texts) / _FEW:
            changed = list(texts)
        elif moved:
            changed += [id_ for id_, text in texts.items() if text.has_any(moved)]
        self.versions.update(dict.fromkeys(changed, self._round))

    def _count(self, less: Iterable[Text], more: Iterable[Text]) -> set[str]:
        """Count in how many texts each term is; return the terms that weigh something else than before."""
        before: dict[str, int] = {}
        for texts, step in ((less, -1), (more, 1)):
            for text in texts:
                for term in text.terms:
                    frequency = self._frequencies[term]
                    before.setdefault(term, frequency)
                    self._frequencies[term] = frequency + step
        moved = {term for term, frequency in before.items() if _worth(frequency) != _worth(self._frequencies[term])}
        for term in before:
            if not self._frequencies[term]:
                del self._frequencies[term]
        return moved

    def __contains__(self, id_: object) -> bool:
        return id_ in self._texts

    def vector(self, id_: str) -> Weights:
        """Return the weighed terms of a text; what only one text has binds it to none, and is left out."""
        version = self.versions[id_]
        known = self._vectors.get(id_)
        if known is not None and known[0] == version:
            return known[1]
        if len(self._vectors) >= _AT_HAND:
            self._vectors.clear()
        vector = self._weighed(self._texts[id_].terms)
        self._vectors[id_] = version, vector
        return vector

    def _weighed(self, counts: Mapping[str, int]) -> Weights:
        frequencies = self._frequencies
        raw = {term: weight_of(count) for term, count in counts.items()}
        length = sqrt(sum(weight * weight for weight in raw.values()))
        return {
            term: weight * rarity(frequency) / length
            for term, weight in raw.items()
            if (frequency := frequencies[term]) > 1
        }


def weighed(texts: Mapping[str, Text]) -> Weighing:
    """Weigh texts against each other, by id."""
    found = Weighing()
    found.renew(texts)
    return found


@cache
def weight_of(count: int) -> float:
    """Return what a term counts that a text has so often, before its rarity."""
    return 1 + log(count)


def _worth(frequency: int) -> float:
    return rarity(frequency) if frequency > 1 else 0.0


def similarity(one: Weights, other: Weights, without: Collection[str] = ()) -> float:
    """Return the cosine of two vectors, from 0 to 1, or what is left of it without some terms."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other and term not in without)


def centre(vectors: Iterable[Weights]) -> Weights:
    """Return the vector that lies in the middle of several."""
    total: dict[str, float] = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return _of_length_one(total)


def _of_length_one(raw: Mapping[str, float]) -> Weights:
    length = sqrt(sum(weight * weight for weight in raw.values()))
    return {term: weight / length for term, weight in raw.items()} if length else {}
