"""The nearest of many vectors, found without comparing all with all, and exact all the same.

Terms are taken by level, the rarest first. What two vectors can still share beyond some level is at most the product
of the lengths that they have left (Cauchy and Schwarz), so the many texts that have a common term are only gone through
where that could make the difference, as in the search for all similar pairs (Anastasiu and Karypis, L2AP, 2014).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from heapq import nlargest, nsmallest
from itertools import accumulate
from math import sqrt

from vaultsync.linking.similarity import Weights, level

_SLACK = 1e-9
"""More than rounding can make of a bound, less than could matter for the time."""


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

    def nearest(self, id_: str, added: Mapping[str, float], limit: int) -> tuple[str, ...]:
        """Return the texts nearest to one, the nearest first; `added` is what other ties add to the shared terms."""
        ties = {other: self._tie(id_, other) + added.get(other, 0.0) for other in self._candidates(id_, added, limit)}
        strong = ((-tie, other) for other, tie in ties.items() if tie >= self._floor)
        return tuple(other for _, other in nsmallest(limit, strong))

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
            for term, weight in found:
                for other, other_weight in self._postings[term]:
                    shared[other] += weight * other_weight
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
