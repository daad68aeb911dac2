"""The nearest of many texts, found without comparing all with all, exact all the same, and kept up as texts change.

Terms are taken by level, the rarest first. What two texts can still share beyond some level is at most the product
of the lengths that they have left (Cauchy and Schwarz), so the many texts that have a common term are only gone through
where that could make the difference, as in the search for all similar pairs (Anastasiu and Karypis, L2AP, 2014).

How rare a term is counts where terms are looked up, not in what is kept of a text: so a text that changes moves its own
entries, and no others.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from itertools import accumulate
from math import fsum, inf, sqrt

from vaultsync.linking.similarity import level, rarity, weight_of

_FEW = 8
"""Where more than one in so many texts has changed, all neighbours are looked for anew."""

_SLACK = 1e-9
"""More than rounding can make of a bound, less than could matter for the time."""

_DIGITS = 12
"""Decimals of a tie: so many that texts which are equally near are so, whatever their numbers were rounded to."""

Added = Mapping[str, Mapping[str, float]]
"""What other ties add to those of the terms, by the ids of both texts, both ways."""


@dataclass(slots=True)
class _Text:
    """A text as others find it."""

    id: str
    number: int
    """What it is called in the postings."""
    counts: Mapping[str, int]
    length: float
    left: array[float] = field(default_factory=lambda: array("d"))
    """The length that it has in the terms beyond each level."""


@dataclass(slots=True)
class _Posting:
    """The texts that have a term, at least two, by number, and what the term counts in each but for its rarity."""

    numbers: array[int] = field(default_factory=lambda: array("I"))
    weights: array[float] = field(default_factory=lambda: array("d"))

    def add(self, text: _Text, count: int) -> None:
        self.numbers.append(text.number)
        self.weights.append(weight_of(count) / text.length)

    def remove(self, number: int) -> None:
        at = self.numbers.index(number)
        last, weight = self.numbers.pop(), self.weights.pop()
        if at < len(self.numbers):
            self.numbers[at], self.weights[at] = last, weight


class Neighbours:
    """Finds for each of some texts those that it shares the most with."""

    def __init__(self, floor: float, common: int, limit: int) -> None:
        """Take the least tie, the highest level of terms that count, and how many neighbours a text has at most."""
        self._floor, self._common, self._limit = floor, common, limit
        self._levels = range(common + 1)
        self._texts: dict[str, _Text] = {}
        self._numbered: list[_Text | None] = []
        self._free: list[int] = []
        self._alone: dict[str, int] = {}
        """The number of the one text that has a term."""
        self._postings: dict[str, _Posting] = {}
        self._longest: list[list[tuple[float, int]]] = [[] for _ in self._levels]
        """The texts by the length that they have left beyond each level, the longest first: negated length, number."""
        self._added: Added = {}
        self._found: dict[str, list[tuple[float, str]]] = {}
        self._nearest_of: dict[str, tuple[str, ...]] = {}

    def renew(self, texts: Mapping[str, Mapping[str, int]], added: Added) -> Mapping[str, tuple[str, ...]]:
        """Return for each text those nearest to it, the nearest first, from how often each has which terms.

        What is the very mapping of the last time has not changed.
        """
        gone = [id_ for id_ in self._texts if id_ not in texts]
        changed = [
            id_ for id_, counts in texts.items() if id_ not in self._texts or self._texts[id_].counts is not counts
        ]
        reweighed = self._take(texts, gone, changed)
        if len(changed) > len(texts) / _FEW:
            stale: Collection[str] = self._texts.keys()
        else:
            stale = self._stale(changed, gone, reweighed, added)
        self._added = added
        for id_ in gone:
            del self._found[id_], self._nearest_of[id_]
        for id_ in stale:
            found = self._nearest(self._texts[id_])
            self._found[id_] = found
            self._nearest_of[id_] = tuple(other for _, other in found)
        return {**self._nearest_of}

    # --- what there is ---

    def _take(self, texts: Mapping[str, Mapping[str, int]], gone: Iterable[str], changed: Collection[str]) -> set[str]:
        """Take the texts as they are now; return the ids of those that have a term which counts for more or less."""
        before: dict[str, int] = {}
        touched: set[int] = set()
        for id_ in (*gone, *(one for one in changed if one in self._texts)):
            touched.add(self._remove(self._texts.pop(id_), before))
        for id_ in changed:
            touched.add(self._add(id_, texts[id_], before))
        reweighed: set[int] = set()
        for term, size in before.items():
            now = self._size(term)
            if level(size) != level(now) and max(size, now) > 1:
                numbers = self._holders(term)
                touched.update(numbers)
                if self._worth(size) != self._worth(now):
                    reweighed.update(numbers)
        self._measure(touched)
        return {text.id for number in reweighed if (text := self._numbered[number]) is not None}

    def _add(self, id_: str, counts: Mapping[str, int], before: dict[str, int]) -> int:
        number = self._free.pop() if self._free else len(self._numbered)
        length = sqrt(fsum(weight_of(count) ** 2 for count in counts.values())) or 1.0
        text = _Text(id_, number, counts, length)
        self._texts[id_] = text
        if number == len(self._numbered):
            self._numbered.append(text)
        else:
            self._numbered[number] = text
        for term, count in counts.items():
            before.setdefault(term, self._size(term))
            if term in self._postings:
                self._postings[term].add(text, count)
            elif term in self._alone:
                other = self._numbered[self._alone.pop(term)]
                posting = self._postings[term] = _Posting()
                if other is not None:
                    posting.add(other, other.counts[term])
                posting.add(text, count)
            else:
                self._alone[term] = number
        return number

    def _remove(self, text: _Text, before: dict[str, int]) -> int:
        for term in text.counts:
            before.setdefault(term, self._size(term))
            posting = self._postings.get(term)
            if posting is None:
                del self._alone[term]
                continue
            posting.remove(text.number)
            if len(posting.numbers) == 1:
                self._alone[term] = posting.numbers[0]
                del self._postings[term]
        self._numbered[text.number] = None
        self._free.append(text.number)
        for at, length in enumerate(text.left):
            places = self._longest[at]
            del places[bisect_left(places, (-length, text.number))]
        return text.number

    def _size(self, term: str) -> int:
        posting = self._postings.get(term)
        return len(posting.numbers) if posting is not None else int(term in self._alone)

    def _holders(self, term: str) -> Collection[int]:
        posting = self._postings.get(term)
        if posting is not None:
            return posting.numbers
        return (self._alone[term],) if term in self._alone else ()

    def _worth(self, size: int) -> float:
        return rarity(size) if size > 1 and level(size) <= self._common else 0.0

    def _measure(self, numbers: Collection[int]) -> None:
        """Measure anew what some texts have left beyond each level."""
        texts = [text for number in numbers if (text := self._numbered[number]) is not None]
        many = len(texts) > len(self._texts) / _FEW
        for text in texts:
            old, text.left = text.left, self._lengths_left(text)
            if many or old == text.left:
                continue
            for at, places in enumerate(self._longest):
                if old:
                    del places[bisect_left(places, (-old[at], text.number))]
                insort(places, (-text.left[at], text.number))
        if many:
            self._longest = [sorted((-one.left[at], one.number) for one in self._texts.values()) for at in self._levels]

    def _lengths_left(self, text: _Text) -> array[float]:
        squares = [0.0] * len(self._levels)
        for term, count in text.counts.items():
            posting = self._postings.get(term)
            if posting is not None and (at := level(len(posting.numbers))) <= self._common:
                squares[at] += (weight_of(count) / text.length * rarity(len(posting.numbers))) ** 2
        beyond = [*accumulate(reversed(squares)), 0.0]
        return array("d", [*(sqrt(beyond[len(squares) - 1 - at]) for at in self._levels[:-1]), 0.0])

    # --- what is near ---

    def _stale(self, changed: Collection[str], gone: Iterable[str], reweighed: Iterable[str], added: Added) -> set[str]:
        """Return the texts whose neighbours may be others than the last time.

        Two texts that have not changed, nor a term of both, share the same.
        """
        moved = {*gone, *changed}
        stale = {*changed, *reweighed}
        stale |= {id_ for id_ in added.keys() | self._added.keys() if added.get(id_) != self._added.get(id_)}
        stale |= {id_ for id_, found in self._found.items() if any(other in moved for _, other in found)}
        stale &= self._texts.keys()
        for id_ in changed:
            text = self._texts[id_]
            shared = self._told(added.get(id_, {}))
            for found in self._by_level(text):
                _share(found, shared)
            for number, tie in shared.items():
                other = self._numbered[number]
                if other is not None and other.id not in stale:
                    best = self._found[other.id]
                    least = -best[-1][0] if len(best) == self._limit else self._floor
                    if tie >= least - _SLACK:
                        stale.add(other.id)
        return stale

    def _told(self, added: Mapping[str, float]) -> dict[int, float]:
        return defaultdict(float, {self._texts[other].number: tie for other, tie in added.items()})

    def _by_level(self, text: _Text) -> list[list[tuple[_Posting, float]]]:
        """Return where each counting term of a text is looked up, and what it counts there, by the terms' levels."""
        found: list[list[tuple[_Posting, float]]] = [[] for _ in self._levels]
        for term, count in text.counts.items():
            posting = self._postings.get(term)
            if posting is not None and (at := level(len(posting.numbers))) <= self._common:
                found[at].append((posting, weight_of(count) / text.length * rarity(len(posting.numbers)) ** 2))
        return found

    def _nearest(self, text: _Text) -> list[tuple[float, str]]:
        own = dict.fromkeys(text.counts, 0.0)
        for term, count in text.counts.items():
            posting = self._postings.get(term)
            if posting is not None:
                own[term] = weight_of(count) / text.length * self._worth(len(posting.numbers)) ** 2
        own = {term: weight for term, weight in own.items() if weight}
        added = self._added.get(text.id, {})
        strong: list[tuple[float, str]] = []
        for number in self._candidates(text, added):
            other = self._numbered[number]
            if other is not None:
                tie = round(_tie(own, other) + added.get(other.id, 0.0), _DIGITS)
                if tie >= self._floor:
                    strong.append((-tie, other.id))
        return nsmallest(self._limit, strong)

    def _candidates(self, text: _Text, added: Mapping[str, float]) -> set[int]:
        """Return a few texts with all among them that are as near as the `limit` nearest, or nearer."""
        shared = self._told(added)
        """What each text is known to share so far: never more than its tie."""
        terms = self._by_level(text)
        for at, found in enumerate(terms):
            _share(found, shared)
            shared.pop(text.number, None)
            least = max([self._floor, *nlargest(self._limit, shared.values())[self._limit - 1 :]]) - _SLACK
            left, longest = text.left[at], self._longest[at]
            far = bisect_right(longest, (-least / left, inf)) if left else 0
            beyond = sum(len(posting.numbers) for posting, _ in terms[min(at + 1, len(terms) - 1)])
            if at + 1 < len(terms) and (far - 1) * len(text.counts) > beyond:
                continue
            candidates = self._reaching(left, at, shared, least)
            candidates.update(number for _, number in longest[:far])
            candidates.discard(text.number)
            if len(candidates) * len(text.counts) <= beyond:
                break
        return candidates

    def _reaching(self, left: float, at: int, shared: Mapping[int, float], least: float) -> set[int]:
        """Return the texts that may yet come to share as much as `least` with one that has so much left at a level."""
        near: set[int] = set()
        for number, tie in shared.items():
            other = self._numbered[number]
            if other is not None and tie + left * other.left[at] >= least:
                near.add(number)
        return near


def _share(found: Iterable[tuple[_Posting, float]], shared: dict[int, float]) -> None:
    """Add to `shared` what each text shares with some weighed terms."""
    for posting, weight in found:
        for number, other in zip(posting.numbers, posting.weights, strict=True):
            shared[number] += weight * other


def _tie(own: Mapping[str, float], other: _Text) -> float:
    """Return what a text shares with another; exact but for the rounding, so that the terms' order does not matter."""
    counts = other.counts
    return fsum(weight * weight_of(counts[term]) for term, weight in own.items() if term in counts) / other.length
