"""How near two texts are, and that a third moves it only where it must (rule 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from random import Random
from typing import NamedTuple

from vaultsync.linking.similarity import Weighing, similarity, weighed

_ONE = {"levain": 2, "rye": 1, "steam": 1}
_OTHER = {"levain": 1, "rye": 3, "crust": 2}


class _Text(NamedTuple):
    terms: Mapping[str, int]

    def has_any(self, terms: Collection[str]) -> bool:
        return not self.terms.keys().isdisjoint(terms)


def _near(texts: dict[str, dict[str, int]]) -> float:
    weights = weighed({id_: _Text(terms) for id_, terms in texts.items()})
    return similarity(weights.vector("one"), weights.vector("other"))


def test_a_text_that_shares_other_words_with_one_of_two_leaves_them_as_near_as_they_were() -> None:
    pair = {"one": _ONE, "other": _OTHER}
    assert _near({**pair, "third": {"steam": 5, "crust": 1}}) == _near(pair)


def test_what_few_texts_have_binds_more_than_what_many_have() -> None:
    pair = {"one": _ONE, "other": _OTHER}
    many = {f"text {number}": {"levain": 1} for number in range(20)}
    assert 0 < _near({**pair, **many}) < _near(pair)


def test_a_texts_own_word_binds_it_to_none() -> None:
    assert _near({"one": {"steam": 1}, "other": {"crust": 1}}) == 0


def test_what_is_kept_up_weighs_what_is_weighed_anew() -> None:
    chance = Random(3)
    kept = Weighing()
    texts: dict[str, _Text] = {}
    for _ in range(60):
        for _ in range(chance.randint(0, 2)):
            terms = chance.choices("abcdefghijkl", k=chance.randint(0, 6))
            texts = {**texts, chance.choice("0123456789ABCDEFGHIJ"): _Text(Counter(terms))}
        texts = {id_: text for id_, text in texts.items() if chance.random() > 0.04}
        before = {id_: (kept.versions[id_], kept.vector(id_)) for id_ in kept.versions}
        kept.renew(texts)
        anew = weighed(texts)
        assert kept.versions.keys() == texts.keys()
        for id_ in texts:
            assert kept.vector(id_) == anew.vector(id_)
            if id_ in before and before[id_][0] == kept.versions[id_]:
                assert before[id_][1] == kept.vector(id_)
