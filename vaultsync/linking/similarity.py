"""How near two passages are: by the terms that they share, each weighed by how few passages have it.

A cosine whose lengths are those of the texts alone: so what two passages share decides, and no third passage that
happens to have some other word of theirs. The weight of a term is one over its level, which depends on no size of the
vault and stays as it is until the term's frequency has grown fourfold (rule 8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log, sqrt

Weights = Mapping[str, float]
"""A passage's terms, weighed, as a vector of length one at most."""


def level(frequency: int) -> int:
    """Return a frequency made coarse: 1 for one, 2 for two and three, 3 for four to seven, and so on."""
    return frequency.bit_length()


def rarity(frequency: int) -> float:
    """Return what a term counts that so many texts have: 1 for up to three, 1/2 for up to fifteen, and so on."""
    return 1 / ((level(frequency) + 1) // 2)


def weigh(texts: Mapping[str, Mapping[str, int]]) -> dict[str, Weights]:
    """Return the weighed terms of each text from their counts; what only one text has binds it to none: left out."""
    frequencies = Counter(term for counts in texts.values() for term in counts)
    rarities = {term: rarity(frequency) for term, frequency in frequencies.items() if frequency > 1}
    return {id_: _weighed(counts, rarities) for id_, counts in texts.items()}


def _weighed(counts: Mapping[str, int], rarities: Mapping[str, float]) -> Weights:
    raw = {term: 1 + log(count) for term, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in raw.values()))
    return {term: weight * rarities[term] / length for term, weight in raw.items() if term in rarities}


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
