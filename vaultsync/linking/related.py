"""Which passages are near each other, with the shared terms as the reason.

In two steps, because a few sentences say too little: first which sources are near each other, by their words and by
naming each other; then which of their passages carry the tie, so that each says only what it has in common itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

from vaultsync.linking.names import Name, lookup_of
from vaultsync.linking.neighbours import Neighbours
from vaultsync.linking.reading import Reading, by_id, by_source, read_all, terms
from vaultsync.linking.similarity import Weighing, similarity, weighed
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
    namers: int = 15
    """By how many sources one may be named so that all passages of both are tied, and not only those that name it."""
    share: float = 0.6
    """A passage carries its source's tie if it is at least so near as, in proportion, the nearest one is."""
    near: float = 0.026
    """How near two passages must be at least, by themselves, where neither names the other's source."""
    least: int = 3
    """And how many terms they must share: one or two are a coincidence."""
    common: int = 9
    """Terms of a higher level (in so many binary digits of sources) are not looked up: they bind nearly all to all."""
    terms: int = 5
    """How many shared terms are given as the reason."""


def rank(
    passages: Sequence[Passage],
    *,
    readings: Mapping[str, Reading] | None = None,
    weighing: Weighing | None = None,
    settings: RelatedSettings | None = None,
    remember: Remember = anew,
) -> dict[str, tuple[Related, ...]]:
    """Return for each passage the nearest passages of other sources, one of each, by title; often none.

    A passage of no source is its own. `readings` are those of `reading.read_all`, and `weighing` holds them, if the
    caller kept them.
    """
    readings = read_all(passages) if readings is None else readings
    ranking = _Ranking(passages, readings, weighing or weighed(readings), settings or RelatedSettings(), remember)
    found = remember.each("ties", ranking.made_of, ranking.ties)
    return {id_: ties for of_source in found.values() for id_, ties in of_source.items()}


@dataclass(frozen=True, slots=True)
class _Naming:
    """How two sources name each other."""

    passages: frozenset[str]
    """The passages of one that name the other."""
    refers: bool
    """Whether that refers to the source as a whole: what very many name is a common word, or a friend."""


class _Ranking:
    def __init__(
        self,
        passages: Sequence[Passage],
        readings: Mapping[str, Reading],
        weighing: Weighing,
        settings: RelatedSettings,
        remember: Remember,
    ) -> None:
        self._settings = settings
        self._readings = readings
        self._weighing = weighing
        self._passages = by_id(passages, remember)
        self._sources = by_source(passages, remember)
        self._names = _named(self._sources, self._passages, readings, remember)
        others = _others_named(self._sources, self._names, remember)
        self._near = _near_sources(self._sources, readings, others, self._settings, remember)
        namers = Counter(chain.from_iterable(others.values()))
        self._often_named = frozenset(source for source, count in namers.items() if count > self._settings.namers)
        said = {source: self._said(source, weighing) for source in self._sources}
        said = {**remember.each("said in sources", said, said.__getitem__)}
        self.made_of = {
            source: (self._settings, near, said[source], *map(said.__getitem__, near))
            for source, near in self._near.items()
        }
        """All that the ties of each source depend on."""

    def _said(self, source: str, weighing: Weighing) -> tuple[object, ...]:
        """Return all of a source that ties depend on."""
        versions, names = weighing.versions, self._names
        parts = [(part.id, versions[part.id], names[part.id]) for part in self._sources[source]]
        return source in self._often_named, parts

    def _naming(self, source: str, other: str) -> _Naming:
        pairs = ((source, other), (other, source))
        mine, theirs = (
            frozenset(part.id for part in self._sources[one] if two in self._names[part.id]) for one, two in pairs
        )
        refers = (mine and other not in self._often_named) or (theirs and source not in self._often_named)
        return _Naming(mine | theirs, bool(refers))

    def ties(self, source: str) -> dict[str, tuple[Related, ...]]:
        """Return the relations of each of a source's passages, by title: no order that others could upset (rule 8)."""
        found: dict[str, list[Related]] = {passage.id: [] for passage in self._sources[source]}
        for other in self._near[source]:
            nearest = {passage.id: self._nearest(passage.id, other) for passage in self._sources[source]}
            enough = self._settings.share * max(near for near, _ in nearest.values())
            naming = self._naming(source, other)
            for id_, (near, target) in nearest.items():
                bound = naming.refers or self._binds(id_, target, near)
                if near and (not naming.passages.isdisjoint((id_, target)) or (near >= enough and bound)):
                    found[id_].append(Related(target, self._shared(id_, target)))
        return {id_: tuple(sorted(ties, key=self._place)) for id_, ties in found.items()}

    def _binds(self, one: str, other: str, near: float) -> bool:
        """Whether two passages have enough in common to be shown together, though neither names the other's source."""
        mine, theirs = self._weighing.vector(one), self._weighing.vector(other)
        return near >= self._settings.near and sum(term in theirs for term in mine) >= self._settings.least

    def _place(self, tie: Related) -> tuple[str, str]:
        return fold(self._passages[tie.target].title), tie.target

    def _nearest(self, passage: str, source: str) -> tuple[float, str]:
        """Return the passage of a source that is nearest to another passage, after how near it is."""
        near, target = min((-self._similarity(passage, one.id), one.id) for one in self._sources[source])
        return -near, target

    def _similarity(self, one: str, other: str) -> float:
        return similarity(self._weighing.vector(one), self._weighing.vector(other))

    def _shared(self, one: str, other: str) -> tuple[str, ...]:
        """Return the terms that bind two passages, the strongest first, as the first of them writes them."""
        mine, theirs = self._weighing.vector(one), self._weighing.vector(other)
        products = {term: weight * theirs[term] for term, weight in mine.items() if term in theirs}
        strongest = nlargest(self._settings.terms, products, key=lambda term: (products[term], term))
        return tuple(self._readings[one].surface(term) for term in strongest)


def _near_sources(
    sources: Mapping[str, Sequence[Passage]],
    readings: Mapping[str, Reading],
    others: Mapping[str, Collection[str]],
    settings: RelatedSettings,
    remember: Remember,
) -> Mapping[str, tuple[str, ...]]:
    """Return for each source the nearest others, the nearest first; `others` are those that each names."""

    def made_of(source: str) -> tuple[Sequence[Reading], Sequence[str], RelatedSettings]:
        parts = sources[source]
        return tuple(readings[part.id] for part in parts), _names(parts), settings

    counts = remember.each(
        "terms of sources", sources, lambda source: _terms(*made_of(source)), made_of=made_of, given=settings
    )
    added: dict[str, dict[str, float]] = defaultdict(dict)
    for source, named in others.items():
        for other in named:
            added[source][other] = added[other][source] = settings.mention
    nearby = remember.state(
        f"neighbours {settings}", lambda: Neighbours(settings.floor, settings.common, settings.limit)
    )
    return nearby.renew(counts, added)


def _others_named(
    sources: Mapping[str, Sequence[Passage]], named: Mapping[str, Sequence[str]], remember: Remember
) -> Mapping[str, tuple[str, ...]]:
    """Return for each source the others that its passages name; `named` holds those that each passage names."""
    said = {source: [named[part.id] for part in parts] for source, parts in sources.items()}

    def others(source: str) -> tuple[str, ...]:
        return tuple(sorted(set(chain.from_iterable(said[source])) - {source}))

    return remember.each("other sources named", said, others)


def _names(parts: Sequence[Passage]) -> tuple[str, ...]:
    """Return what others may call a source."""
    names = [name for part in parts for name in part.names]
    if not names and len(parts) == 1:
        names = [parts[0].title, *parts[0].aliases]
    return tuple(dict.fromkeys(names))


def _terms(readings: Sequence[Reading], names: Sequence[str], settings: RelatedSettings) -> Mapping[str, int]:
    """Count the terms of a source: of its passages' text and headings, and of its title, which count more."""
    counts: Counter[str] = Counter()
    for reading in readings:
        counts.update(reading.title)
        counts.update(reading.body)
    if names:
        for term, _ in terms(names[0], readings[0].language):
            counts[term] += settings.title
    return dict(counts)


def _named(
    sources: Mapping[str, Sequence[Passage]],
    passages: Mapping[str, Passage],
    readings: Mapping[str, Reading],
    remember: Remember,
) -> Mapping[str, tuple[str, ...]]:
    """Return for each passage the sources that it names, its own perhaps among them."""
    own = remember.each(
        "names of sources",
        sources,
        lambda source: tuple(Name(text, source, "title") for text in _names(sources[source])),
    )
    lookup = lookup_of(tuple(chain.from_iterable(own.values())), readings, remember, "source")

    def said(id_: str) -> tuple[str, ...]:
        reading = readings[id_]
        found = lookup.indexes[reading.language].places(passages[id_].body, reading)
        return tuple(dict.fromkeys(place.spelling.name.target for meant in found for place in meant))

    return remember.each(
        "named sources",
        passages,
        said,
        made_of=lambda id_: (readings[id_], lookup.versions.get(id_)),
        by=(readings, lookup.versions),
    )
