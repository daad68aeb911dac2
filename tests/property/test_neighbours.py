"""Neighbours found through bounds are those that comparing all with all finds."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.linking.neighbours import Latest, Neighbours
from vaultsync.linking.similarity import Weights, level, weigh

_FLOOR = 0.15
_TEXT = st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(1, 9), max_size=9)
_TEXTS = st.lists(_TEXT, max_size=24)


def _by_comparing_all(
    weights: dict[str, Weights], id_: str, added: dict[str, float], limit: int, common: int
) -> list[str]:
    spread = Counter(term for vector in weights.values() for term in vector)
    ties: dict[str, float] = {}
    for other in weights:
        tie = 0.0
        for term, weight in weights[id_].items():
            if term in weights[other] and level(spread[term]) <= common:
                tie += weight * weights[other][term]
        ties[other] = tie + added.get(other, 0.0)
    strong = ((-tie, other) for other, tie in ties.items() if other != id_ and tie >= _FLOOR)
    return [other for _, other in nsmallest(limit, strong)]


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.integers(1, 6), st.integers(1, 5), st.data())
def test_bounds_leave_no_neighbour_out(
    counts: list[dict[str, int]], limit: int, common: int, data: st.DataObject
) -> None:
    weights = weigh({f"{number:02}": one for number, one in enumerate(counts)})
    added = _added(data, weights)
    found = Neighbours(weights, _FLOOR, common).all_nearest(added, limit)
    for id_ in weights:
        assert list(found[id_]) == _by_comparing_all(weights, id_, added.get(id_, {}), limit, common)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.integers(1, 6), st.integers(1, 5), st.data())
def test_what_is_taken_over_is_what_would_be_found(
    counts: list[dict[str, int]], limit: int, common: int, data: st.DataObject
) -> None:
    last = Latest()
    texts = {f"{number:02}": one for number, one in enumerate(counts)}
    for _ in range(4):
        weights = weigh(texts)
        added = _added(data, weights)
        found = Neighbours(weights, _FLOOR, common)
        assert found.all_nearest(added, limit, last) == found.all_nearest(added, limit)
        texts = {**texts, data.draw(st.sampled_from([*texts, "new"])): data.draw(_TEXT)}
        if data.draw(st.booleans()):
            texts.pop(data.draw(st.sampled_from(sorted(texts))))


def _added(data: st.DataObject, weights: dict[str, Weights]) -> dict[str, dict[str, float]]:
    """Tie a few texts by something else, both ways."""
    added: dict[str, dict[str, float]] = {}
    if len(weights) > 1:
        for one, other in data.draw(st.lists(st.permutations(sorted(weights)).map(lambda ids: ids[:2]), max_size=2)):
            added.setdefault(one, {})[other] = added.setdefault(other, {})[one] = 1.0
    return added
