from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vaultsync.markup.sentences import sentences

PIECES = [
    "Dr",
    "e.g",
    "The",
    "word",
    "互联网",
    "1",
    "30",
    ".",
    "!",
    "?",
    "…",
    "。",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\r",
    "- ",
    "”",
    "“",
    ")",
]
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(TEXTS)
def test_sentences_tile_the_text(text: str) -> None:
    found = sentences(text)
    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(one.end == after.start for one, after in pairwise(found))
    assert all(span.start < span.end for span in found)


@given(TEXTS)
def test_no_sentence_is_blank_but_in_a_blank_text(text: str) -> None:
    if text.strip():
        assert all(text[span.start : span.end].strip() for span in sentences(text))


@given(TEXTS)
def test_white_space_stands_at_ends_of_sentences_only(text: str) -> None:
    assert not any(text[span.start].isspace() for span in sentences(text)[1:])


@given(TEXTS, TEXTS)
def test_a_blank_line_makes_sentences_independent(one: str, other: str) -> None:
    one, other = one.strip(), other.strip()
    if one and other:
        parts = [(text[s.start : s.end]).strip() for text in (one, other) for s in sentences(text)]
        both = f"{one}\n\n{other}"
        assert [both[s.start : s.end].strip() for s in sentences(both)] == parts
