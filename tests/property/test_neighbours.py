"""Neighbours found through bounds are those that comparing all with all finds."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from math import fsum, sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.linking.neighbours import Neighbours
from vaultsync.linking.similarity import level, rarity, weight_of

_FLOOR = 0.15
_TEXT = st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(1, 9), max_size=9)
_TEXTS = st.lists(_TEXT, max_size=24)


def _by_comparing_all(
    weights: dict[str, dict[str, float]], id_: str, added: dict[str, float], limit: int, common: int
) -> list[str]:
    spread = Counter(term for vector in weights.values() for term in vector)
    ties: dict[str, float] = {}
    for other in weights:
        shared = (term for term in weights[id_] if term in weights[other] and level(spread[term]) <= common)
        tie = fsum(weights[id_][term] * weights[other][term] for term in shared) + added.get(other, 0.0)
        ties[other] = round(tie, 12)
    strong = ((-tie, other) for other, tie in ties.items() if other != id_ and tie >= _FLOOR)
    return [other for _, other in nsmallest(limit, strong)]


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.integers(1, 6), st.integers(1, 5), st.data())
def test_bounds_leave_no_neighbour_out(
    counts: list[dict[str, int]], limit: int, common: int, data: st.DataObject
) -> None:
    texts = {f"{number:02}": one for number, one in enumerate(counts)}
    added = _added(data, texts)
    found = Neighbours(_FLOOR, common, limit).renew(texts, added)
    weights = _weights(texts)
    for id_ in texts:
        assert list(found[id_]) == _by_comparing_all(weights, id_, added.get(id_, {}), limit, common)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.integers(1, 6), st.integers(1, 5), st.data())
def test_what_is_taken_over_is_what_would_be_found(
    counts: list[dict[str, int]], limit: int, common: int, data: st.DataObject
) -> None:
    kept = Neighbours(_FLOOR, common, limit)
    texts = {f"{number:02}": one for number, one in enumerate(counts)}
    for _ in range(4):
        added = _added(data, texts)
        assert kept.renew(texts, added) == Neighbours(_FLOOR, common, limit).renew(texts, added)
        texts = {**texts, data.draw(st.sampled_from([*texts, "new"])): data.draw(_TEXT)}
        if data.draw(st.booleans()):
            texts.pop(data.draw(st.sampled_from(sorted(texts))))


def _weights(texts: dict[str, dict[str, int]]) -> dict[str, dict[str, float]]:
    """Weigh each text's terms by how few of the texts have them."""
    spread = Counter(term for counts in texts.values() for term in counts)
    lengths = {id_: sqrt(sum(weight_of(count) ** 2 for count in counts.values())) for id_, counts in texts.items()}
    return {
        id_: {
            term: weight_of(count) / lengths[id_] * rarity(spread[term])
            for term, count in counts.items()
            if spread[term] > 1
        }
        for id_, counts in texts.items()
    }


def _added(data: st.DataObject, texts: dict[str, dict[str, int]]) -> dict[str, dict[str, float]]:
    """Tie a few texts by something else, both ways."""
    added: dict[str, dict[str, float]] = {}
    if len(texts) > 1:
        for one, other in data.draw(st.lists(st.permutations(sorted(texts)).map(lambda ids: ids[:2]), max_size=2)):
            added.setdefault(one, {})[other] = added.setdefault(other, {})[one] = 1.0
    return added
