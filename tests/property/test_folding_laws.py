from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultsync.markup.words import count, fold, fold_mapped, words
from vaultsync.model import Span

TEXTS = st.text(max_size=60) | st.text(
    alphabet="aAé\u0301e\u200d\u200b “”-—가ᄀ\u1161\u11a8ｶﾞİıßŉ\u0345ͅΣς\u0f71\u0f72", max_size=30
)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
@example("\u0345\u200b\u0f71")
def test_folding_is_blind_to_case_and_to_composition(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(decomposed) == fold(text)
    assert fold(decomposed.casefold()) == fold(text)


@given(TEXTS)
def test_folding_with_offsets_is_folding(text: str) -> None:
    folded, offsets = fold_mapped(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)


@given(TEXTS)
def test_words_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    found = words(text)
    assert all(type(word.span) is Span and text[word.span.start : word.span.end] == word.text for word in found)
    assert all(one.span.end <= after.span.start for one, after in pairwise(found))
    assert count(text) <= len(found)


@given(TEXTS, TEXTS)
@settings(max_examples=50)
def test_a_blank_parts_words(one: str, other: str) -> None:
    assert [word.text for word in words(f"{one} . {other}")] == [word.text for word in (*words(one), *words(other))]
