"""Which passages are near each other, with the shared terms as the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from vaultsync.linking.names import Name, NameIndex
from vaultsync.linking.reading import Reading, read_all
from vaultsync.linking.similarity import Weights, weigh
from vaultsync.model import Passage, Related


@dataclass(frozen=True, slots=True)
class RelatedSettings:
    """How many ties a passage gets, and how strong they must be."""

    limit: int = 5
    floor: float = 0.1
    """The least score of a tie: a cosine, with what mentions add."""
    mention: float = 0.3
    """Added where one of the two names the other."""
    per_source: int = 1
    """At most so many passages of one other source."""
    terms: int = 5
    """How many shared terms are given as the reason."""
    heaviest: int = 40
    """Only so many of a passage's heaviest terms are compared, which bounds the work and hardly moves the result."""


def rank(
    passages: Sequence[Passage],
    *,
    exclude: Mapping[str, Collection[str]] | None = None,
    readings: Mapping[str, Reading] | None = None,
    settings: RelatedSettings | None = None,
) -> dict[str, tuple[Related, ...]]:
    """Return for each passage the passages of other sources that are nearest to it, the nearest first; often none.

    `exclude` gives for a passage those that it is tied to already (up, previous, next). Passages of no source are each
    their own. `readings` are those of `reading.read`, if the caller kept them.
    """
    settings = settings or RelatedSettings()
    readings = read_all(passages) if readings is None else readings
    ranking = _Ranking(passages, readings, settings)
    exclude = exclude or {}
    return {passage.id: ranking.nearest(passage, exclude.get(passage.id, ())) for passage in passages}


class _Ranking:
    def __init__(self, passages: Sequence[Passage], readings: Mapping[str, Reading], settings: RelatedSettings) -> None:
        self._settings = settings
        self._readings = readings
        self._sources = {passage.id: passage.source or f"\0{passage.id}" for passage in passages}
        weights = weigh({passage.id: readings[passage.id] for passage in passages})
        self._weights = {id_: _heaviest(vector, settings.heaviest) for id_, vector in weights.items()}
        self._postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for id_, vector in self._weights.items():
            for term, weight in vector.items():
                self._postings[term].append((id_, weight))
        self._ties = _mentions(passages, readings)

    def nearest(self, passage: Passage, excluded: Collection[str]) -> tuple[Related, ...]:
        settings = self._settings
        scores: dict[str, float] = defaultdict(float)
        for term, weight in self._weights[passage.id].items():
            for id_, other in self._postings[term]:
                scores[id_] += weight * other
        for id_ in self._ties.get(passage.id, ()):
            scores[id_] += settings.mention
        own = self._sources[passage.id]
        candidates = sorted(
            (-score, id_)
            for id_, score in scores.items()
            if score >= settings.floor and self._sources[id_] != own and id_ not in excluded
        )
        chosen: list[Related] = []
        taken: dict[str, int] = defaultdict(int)
        for _, id_ in candidates:
            source = self._sources[id_]
            if taken[source] < settings.per_source:
                taken[source] += 1
                chosen.append(Related(id_, self._shared(passage.id, id_)))
                if len(chosen) == settings.limit:
                    break
        return tuple(chosen)

    def _shared(self, one: str, other: str) -> tuple[str, ...]:
        """Return the terms that bind two passages, the strongest first, as the first of them writes them."""
        mine, theirs = self._weights[one], self._weights[other]
        products = {term: weight * theirs[term] for term, weight in mine.items() if term in theirs}
        strongest = nlargest(self._settings.terms, products, key=lambda term: (products[term], term))
        return tuple(self._readings[one].surfaces[term] for term in strongest)


def _heaviest(vector: Weights, count: int) -> Weights:
    if len(vector) <= count:
        return vector
    return {term: vector[term] for term in nlargest(count, vector, key=lambda term: (vector[term], term))}


def _mentions(passages: Sequence[Passage], readings: Mapping[str, Reading]) -> dict[str, list[str]]:
    """Return for each passage those that it names or that name it, by title, alias or another name."""
    names = [
        Name(text, passage.id, "title")
        for passage in passages
        for text in (passage.title, *passage.aliases, *passage.names)
    ]
    indexes: dict[str, NameIndex] = {}
    ties: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        reading = readings[passage.id]
        if reading.language not in indexes:
            indexes[reading.language] = NameIndex(names, reading.language)
        for meant in indexes[reading.language].places(passage.body, reading):
            for place in meant:
                if place.spelling.name.target != passage.id:
                    ties[passage.id].add(place.spelling.name.target)
                    ties[place.spelling.name.target].add(passage.id)
    return {id_: sorted(found) for id_, found in ties.items()}
