"""The nearest of many vectors, found without comparing all with all, and exact all the same.

Terms are taken by level, the rarest first. What two vectors can still share beyond some level is at most the product
of the lengths that they have left (Cauchy and Schwarz), so the many texts that have a common term are only gone through
where that could make the difference, as in the search for all similar pairs (Anastasiu and Karypis, L2AP, 2014).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from itertools import accumulate
from math import sqrt

from vaultsync.linking.similarity import Weights, level

_FEW = 8
"""Where more than one in so many texts has changed, all neighbours are looked for anew."""

_SLACK = 1e-9
"""More than rounding can make of a bound, less than could matter for the time."""


@dataclass
class Latest:
    """What was found the last time, and from what."""

    weights: Mapping[str, Weights] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    """The terms that counted."""
    added: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    found: Mapping[str, list[tuple[float, str]]] = field(default_factory=dict)


class Neighbours:
    """Finds for each of some weighed texts those that it shares the most with."""

    def __init__(self, weights: Mapping[str, Weights], floor: float, common: int) -> None:
        """Take texts by id; `floor` is the least tie, and terms of a higher level than `common` don't count."""
        self._floor = floor
        self._weights = weights
        postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for id_, vector in weights.items():
            for term, weight in vector.items():
                postings[term].append((id_, weight))
        self._postings = {term: found for term, found in postings.items() if level(len(found)) <= common}
        levels = {term: level(len(found)) for term, found in self._postings.items()}
        self._levels = range(common + 1)
        self._by_level: dict[str, list[list[tuple[str, float]]]] = {}
        """The counting terms of each text, by their level."""
        self._left: dict[str, list[float]] = {}
        """The length that each text's vector has in the terms beyond each level."""
        for id_, vector in weights.items():
            self._by_level[id_] = [[] for _ in self._levels]
            for term, weight in vector.items():
                if term in levels:
                    self._by_level[id_][levels[term]].append((term, weight))
            squares = [sum(weight * weight for _, weight in found) for found in self._by_level[id_]]
            beyond = [*accumulate(reversed(squares)), 0.0]
            self._left[id_] = [sqrt(beyond[len(squares) - 1 - at]) for at in self._levels[:-1]] + [0.0]
        ranked = [sorted((-left[at], id_) for id_, left in self._left.items()) for at in self._levels]
        self._longest = [([length for length, _ in found], [id_ for _, id_ in found]) for found in ranked]
        """The texts by the length that they have left beyond each level, the longest first, lengths negated."""

    def all_nearest(
        self, added: Mapping[str, Mapping[str, float]], limit: int, last: Latest | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Return for each text those nearest to it, the nearest first; `added` is what other ties add, both ways.

        `last` is what was found the last time, with the same floor, levels and limit: where nothing can have changed it
        is taken over. It is renewed.
        """
        last = last or Latest()
        stale = self._stale(added, limit, last) if last.found else self._weights.keys()
        found = {
            id_: self._nearest(id_, added.get(id_, {}), limit) if id_ in stale else last.found[id_]
            for id_ in self._weights
        }
        last.weights, last.added, last.found, last.terms = self._weights, added, found, frozenset(self._postings)
        return {id_: tuple(other for _, other in ties) for id_, ties in found.items()}

    def _stale(self, added: Mapping[str, Mapping[str, float]], limit: int, last: Latest) -> Collection[str]:
        """Return the texts whose neighbours may be others than the last time.

        Two texts that weigh the same as the last time, and of whose terms the same count, share the same.
        """
        known, terms = last.weights, last.terms ^ self._postings.keys()
        changed = {
            id_ for id_, vector in self._weights.items() if known.get(id_) != vector or not terms.isdisjoint(vector)
        }
        if len(changed) > len(self._weights) / _FEW:
            return self._weights.keys()
        moved = changed | (known.keys() - self._weights.keys())
        stale = {
            id_
            for id_ in self._weights
            if id_ in changed
            or added.get(id_, {}) != last.added.get(id_, {})
            or any(other in moved for _, other in last.found[id_])
        }
        for one in changed:
            shared: dict[str, float] = defaultdict(float, added.get(one, {}))
            for found in self._by_level[one]:
                self._share(found, shared)
            for id_, tie in shared.items():
                if id_ not in stale:
                    best = last.found[id_]
                    least = -best[-1][0] if len(best) == limit else self._floor
                    if tie >= least - _SLACK:
                        stale.add(id_)
        return stale

    def _nearest(self, id_: str, added: Mapping[str, float], limit: int) -> list[tuple[float, str]]:
        ties = {other: self._tie(id_, other) + added.get(other, 0.0) for other in self._candidates(id_, added, limit)}
        strong = ((-tie, other) for other, tie in ties.items() if tie >= self._floor)
        return nsmallest(limit, strong)

    def _share(self, found: Iterable[tuple[str, float]], shared: dict[str, float]) -> None:
        """Add to `shared` what each text shares with some weighed terms."""
        for term, weight in found:
            for other, other_weight in self._postings[term]:
                shared[other] += weight * other_weight

    def _tie(self, one: str, other: str) -> float:
        tie, theirs = 0.0, self._weights[other]
        for term, weight in self._weights[one].items():
            if term in theirs and term in self._postings:
                tie += weight * theirs[term]
        return tie

    def _candidates(self, id_: str, added: Mapping[str, float], limit: int) -> set[str]:
        """Return a few texts with all among them that are as near as the `limit` nearest, or nearer."""
        shared: dict[str, float] = defaultdict(float, added)
        """What each text is known to share so far: never more than its tie."""
        for at, found in enumerate(self._by_level[id_]):
            self._share(found, shared)
            shared.pop(id_, None)
            candidates = self._reaching(
                id_, at, shared, max([self._floor, *nlargest(limit, shared.values())[limit - 1 :]])
            )
            beyond = sum(
                len(self._postings[term]) for term, _ in self._by_level[id_][min(at + 1, len(self._levels) - 1)]
            )
            if len(candidates) * len(self._weights[id_]) <= beyond:
                break
        return candidates

    def _reaching(self, id_: str, at: int, shared: Mapping[str, float], least: float) -> set[str]:
        """Return the texts that may yet share as much as `least`, once the terms up to some level are known."""
        left, least = self._left[id_][at], least - _SLACK
        near = {other for other, tie in shared.items() if tie + left * self._left[other][at] >= least}
        lengths, ids = self._longest[at]
        near.update(ids[: bisect_right(lengths, -least / left) if left else 0])
        return near - {id_}
