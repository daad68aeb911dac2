from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.markup.frontmatter import dump, entries, patch, read

CHARACTERS = st.characters(codec="utf-8")
WORDS = """yes no on y null ~ 017 1_0 12:30:00 1e5 0x1 0b1 2024-01-01 2024-02-31 .5 +1 1. 1,000 --- ... << = #a a: [[x]]
    ' " \\ é 😀 「x」 {a} % @ ` &a *a !a | > \ufeff"""
PHRASES = ["", "- a", "? a", "a: b", "a #b", "x [[y]]", "a\nb", "a\tb", " a", "a ", "\u2028", "\x85", "a, b"]
TRICKY = st.sampled_from([*WORDS.split(), *PHRASES])
STRINGS = st.one_of(TRICKY, st.text(CHARACTERS, max_size=30), st.text("ab:#-[]{},'\" \n", max_size=12))
SCALARS = st.one_of(
    STRINGS, st.integers(-(10**20), 10**20), st.booleans(), st.floats(allow_nan=False, width=32), st.dates().map(str)
)
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=5),
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3), max_leaves=6
    ),
)
KEYS = st.one_of(st.sampled_from(["id", "title", "tags", "up", "no", "1", "a b", "日本"]), STRINGS)
PROPERTIES = st.dictionaries(KEYS, VALUES, max_size=6)
BODIES = st.text("ab-\n\r#: ", max_size=40)


@given(PROPERTIES, st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=300, deadline=None)
def test_what_is_dumped_is_read_back(properties: dict[str, object], newline: str) -> None:
    text = dump(properties, newline)
    found = read(text)
    assert dict(found.data) == properties
    assert [type(value) for value in found.data.values()] == [type(value) for value in properties.values()]
    assert found.keys == tuple(properties)
    assert found.body == len(text)
    assert found.problems == ()


@given(PROPERTIES, st.dictionaries(KEYS, st.none() | VALUES, max_size=4), BODIES, st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=300, deadline=None)
def test_a_patch_sets_its_keys_and_nothing_else(
    properties: dict[str, object], changes: dict[str, object], body: str, newline: str
) -> None:
    text = dump(properties, newline) + body
    patched = patch(text, changes)
    expected = {key: value for key, value in {**properties, **changes}.items() if value is not None}
    found = read(patched)
    assert dict(found.data) == expected
    assert patched[found.body :] == body
    assert patch(patched, changes) == patched
    left = [entry for entry in entries(text) if entry.key not in changes]
    at = 0
    for entry in left:
        lines = text[entry.own.start : entry.own.end]
        at = patched.index(lines, at) + len(lines)


@given(st.text("ab:-'\"[]{}#&*!|>% \t\n", max_size=80), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_cut_and_patched_without_an_exception(inner: str, closed: bool) -> None:
    text = "---\n" + inner + ("\n---\nbody" if closed else "")
    found = read(text)
    assert 0 <= found.body <= len(text)
    cut = entries(text)
    if cut:
        assert found.span is not None
        assert [entry.span.start for entry in cut[1:]] == [entry.span.end for entry in cut[:-1]]
    patched = patch(text, {"id": "x"})
    assert patch(patched, {"id": "x"}) == patched
    assert text[found.body :] == patched[len(patched) - len(text[found.body :]) :]
