"""Neighbours found through bounds are those that comparing all with all finds."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.linking.neighbours import Neighbours
from vaultsync.linking.similarity import Weights, level, weigh

_FLOOR = 0.15
_TEXTS = st.lists(st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(1, 9), max_size=9), max_size=24)


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
    found = Neighbours(weights, _FLOOR, common)
    for id_ in weights:
        added = {
            other: 1.0 for other in data.draw(st.sets(st.sampled_from(sorted(weights)), max_size=2)) if other != id_
        }
        assert list(found.nearest(id_, added, limit)) == _by_comparing_all(weights, id_, added, limit, common)
