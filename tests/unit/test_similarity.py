"""How near two texts are, and that a third moves it only where it must (rule 8)."""

from __future__ import annotations

from vaultsync.linking.similarity import similarity, weigh

_ONE = {"levain": 2, "rye": 1, "steam": 1}
_OTHER = {"levain": 1, "rye": 3, "crust": 2}


def _near(texts: dict[str, dict[str, int]]) -> float:
    weights = weigh(texts)
    return similarity(weights["one"], weights["other"])


def test_a_text_that_shares_other_words_with_one_of_two_leaves_them_as_near_as_they_were() -> None:
    pair = {"one": _ONE, "other": _OTHER}
    assert _near({**pair, "third": {"steam": 5, "crust": 1}}) == _near(pair)


def test_what_few_texts_have_binds_more_than_what_many_have() -> None:
    pair = {"one": _ONE, "other": _OTHER}
    many = {f"text {number}": {"levain": 1} for number in range(20)}
    assert 0 < _near({**pair, **many}) < _near(pair)


def test_a_texts_own_word_binds_it_to_none() -> None:
    assert _near({"one": {"steam": 1}, "other": {"crust": 1}}) == 0
