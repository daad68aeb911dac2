from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.sync import diff

ITEMS = st.lists(st.sampled_from("abcdef"), max_size=25)


def longest(a: list[str], b: list[str]) -> int:
    row = [0] * (len(b) + 1)
    for one in a:
        above = row
        row = [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if one == other else max(above[j + 1], row[j]))
    return row[-1]


def check(pairs: list[diff.Pair], a: list[str], b: list[str]) -> None:
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs))


@given(ITEMS, ITEMS)
@settings(max_examples=300, deadline=None)
def test_pairs_are_equal_and_rising(a: list[str], b: list[str]) -> None:
    check(diff.matches(a, b), a, b)
    check(diff._greedy(a, b, (0, len(a), 0, len(b))), a, b)


@given(ITEMS, ITEMS)
@settings(max_examples=300, deadline=None)
def test_without_anchors_they_are_the_longest(a: list[str], b: list[str]) -> None:
    pairs = sorted(diff._myers(a, b, (0, len(a), 0, len(b))))
    check(pairs, a, b)
    assert len(pairs) == longest(a, b)


@given(ITEMS)
def test_a_text_matches_itself(a: list[str]) -> None:
    assert diff.matches(a, a) == [(i, i) for i in range(len(a))]


@given(st.permutations(range(12)))
def test_rising_is_the_longest_run(order: list[int]) -> None:
    assert len(diff.rising(list(enumerate(order)))) == longest([*map(str, range(12))], [*map(str, order)])


def test_beyond_the_bound_there_is_still_an_answer() -> None:
    a = [str(n % 500) for n in range(20_000)]
    b = [str(n * 7 % 501) for n in range(20_000)]
    pairs = diff.matches(a, b)
    check(pairs, a, b)
    assert len(pairs) > 1000
