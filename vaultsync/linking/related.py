"""Which passages are near each other, with the shared terms as the reason.

In two steps, because a few sentences say too little: first which sources are near each other, by their words and by
naming each other; then which of their passages carry the tie, so that each says only what it has in common itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from vaultsync.linking.names import Name, NameIndex
from vaultsync.linking.neighbours import Latest, Neighbours
from vaultsync.linking.reading import Reading, by_source, read_all, terms
from vaultsync.linking.similarity import similarity, weigh
from vaultsync.markup.words import fold
from vaultsync.memo import Remember, anew
from vaultsync.model import Passage, Related


@dataclass(frozen=True, slots=True)
class RelatedSettings:
    """How many ties a source gets, how strong they must be, and which passages carry them."""

    limit: int = 5
    """To how many of the nearest sources a source's passages are tied."""
    floor: float = 0.03
    """The least tie between two sources: a cosine, with what naming each other adds."""
    title: int = 12
    """How often a word of a source's title counts: more than a heading, as people know sources by their titles."""
    mention: float = 1.0
    """Added where one source names the other."""
    share: float = 0.6
    """A passage carries its source's tie if it is at least so near as, in proportion, the nearest one is."""
    common: int = 9
    """Terms of a higher level (in so many binary digits of sources) are not looked up: they bind nearly all to all."""
    terms: int = 5
    """How many shared terms are given as the reason."""


def rank(
    passages: Sequence[Passage],
    *,
    exclude: Mapping[str, Collection[str]] | None = None,
    readings: Mapping[str, Reading] | None = None,
    settings: RelatedSettings | None = None,
    remember: Remember = anew,
) -> dict[str, tuple[Related, ...]]:
    """Return for each passage the nearest passages of other sources, one of each, by title; often none.

    A passage of no source is its own. `exclude` gives for a passage those that it is tied to already (up, previous,
    next). `readings` are those of `reading.read`, if the caller kept them.
    """
    readings = read_all(passages) if readings is None else readings
    ranking = _Ranking(passages, readings, exclude or {}, settings or RelatedSettings(), remember)
    found = {id_: ties for source in ranking.sources for id_, ties in ranking.ties(source).items()}
    return {passage.id: found[passage.id] for passage in passages}


class _Ranking:
    def __init__(
        self,
        passages: Sequence[Passage],
        readings: Mapping[str, Reading],
        exclude: Mapping[str, Collection[str]],
        settings: RelatedSettings,
        remember: Remember,
    ) -> None:
        self._settings = settings
        self._exclude = exclude
        self._readings = readings
        self._weights = weigh({passage.id: readings[passage.id].terms for passage in passages})
        self._titles = {passage.id: passage.title for passage in passages}
        self.sources = by_source(passages)
        self._near = _near_sources(self.sources, readings, self._settings, remember)

    def ties(self, source: str) -> dict[str, tuple[Related, ...]]:
        """Return the relations of each of a source's passages, by title: no order that others could upset (rule 8)."""
        found: dict[str, list[Related]] = {passage.id: [] for passage in self.sources[source]}
        for other in self._near[source]:
            nearest = {passage.id: self._nearest(passage.id, other) for passage in self.sources[source]}
            enough = self._settings.share * max(near for near, _ in nearest.values())
            for id_, (near, target) in nearest.items():
                if near and near >= enough and target not in self._exclude.get(id_, ()):
                    found[id_].append(Related(target, self._shared(id_, target)))
        return {id_: tuple(sorted(ties, key=self._place)) for id_, ties in found.items()}

    def _place(self, tie: Related) -> tuple[str, str]:
        return fold(self._titles[tie.target]), tie.target

    def _nearest(self, passage: str, source: str) -> tuple[float, str]:
        """Return the passage of a source that is nearest to another passage, after how near it is."""
        near, target = min((-self._similarity(passage, one.id), one.id) for one in self.sources[source])
        return -near, target

    def _similarity(self, one: str, other: str) -> float:
        return similarity(self._weights[one], self._weights[other])

    def _shared(self, one: str, other: str) -> tuple[str, ...]:
        """Return the terms that bind two passages, the strongest first, as the first of them writes them."""
        mine, theirs = self._weights[one], self._weights[other]
        products = {term: weight * theirs[term] for term, weight in mine.items() if term in theirs}
        strongest = nlargest(self._settings.terms, products, key=lambda term: (products[term], term))
        return tuple(self._readings[one].surfaces[term] for term in strongest)


def _near_sources(
    passages: Mapping[str, Sequence[Passage]],
    readings: Mapping[str, Reading],
    settings: RelatedSettings,
    remember: Remember,
) -> dict[str, tuple[str, ...]]:
    """Return for each source the nearest others, the nearest first."""
    names = {source: _names(parts) for source, parts in passages.items()}
    weights = weigh({source: _terms(parts, names[source], readings, settings) for source, parts in passages.items()})
    nearby = Neighbours(weights, settings.floor, settings.common)
    named = _named(passages, names, readings)
    added = {source: dict.fromkeys(others, settings.mention) for source, others in named.items()}
    last = remember("near", (settings,), Latest, Latest, lasting=False)
    return nearby.all_nearest(added, settings.limit, last)


def _names(parts: Sequence[Passage]) -> tuple[str, ...]:
    """Return what others may call a source."""
    names = [name for part in parts for name in part.names]
    if not names and len(parts) == 1:
        names = [parts[0].title, *parts[0].aliases]
    return tuple(dict.fromkeys(names))


def _terms(
    parts: Sequence[Passage], names: Sequence[str], readings: Mapping[str, Reading], settings: RelatedSettings
) -> Counter[str]:
    """Count the terms of a source: of its passages' text and headings, and of its title, which count more."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(readings[part.id].title)
        counts.update(readings[part.id].body)
    if names:
        for term, _ in terms(names[0], readings[parts[0].id].language):
            counts[term] += settings.title
    return counts


def _named(
    passages: Mapping[str, Sequence[Passage]], names: Mapping[str, Sequence[str]], readings: Mapping[str, Reading]
) -> dict[str, list[str]]:
    """Return for each source those that it names or that name it."""
    known = [Name(text, source, "title") for source, texts in names.items() for text in texts]
    indexes: dict[str, NameIndex] = {}
    found: dict[str, set[str]] = defaultdict(set)
    for source, parts in passages.items():
        for part in parts:
            reading = readings[part.id]
            if reading.language not in indexes:
                indexes[reading.language] = NameIndex(known, reading.language)
            for meant in indexes[reading.language].places(part.body, reading):
                for place in meant:
                    other = place.spelling.name.target
                    if other != source:
                        found[source].add(other)
                        found[other].add(source)
    return {source: sorted(others) for source, others in found.items()}
