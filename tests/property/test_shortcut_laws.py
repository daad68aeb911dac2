"""Ways that are quicker for the usual text give what the long way gives: one odd character makes any text take it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from vaultsync.markup.blocks import plain
from vaultsync.markup.words import fold, places, tokens, words
from vaultsync.splitting.scorer import HOPELESS, Scorer, Tree

WESTERN = st.text(alphabet="aZéßЖжЇΩς09_ .,;:!?'’‘“”-–—…·%\u00a0\u00ad\u2010\n", max_size=40)
LINES = st.lists(
    st.text(alphabet="abcdé ,.;:!?'’“”—-()/+\"@字\u3000\u00a0", max_size=20).map(lambda text: f"A{text}".rstrip()),
    max_size=5,
)


@given(WESTERN)
@example("“It’s” – well… ‘yes’ — no\u00a0")
def test_usual_typography_folds_as_any(text: str) -> None:
    assert fold(f"{text} ж") == f"{fold(text)} ж"


@given(WESTERN)
@example("re-evolution 1,000.5 don’t")
def test_words_of_spaced_scripts_are_words_of_any(text: str) -> None:
    alone, beside = words(text), words(f"{text} 字")
    assert beside[:-1] == alone
    assert tokens(text) == [word.text for word in alone]
    assert places(text) == [word.span for word in alone]


@given(LINES, st.sampled_from(["\n", "\n\n", "\n\n\n"]))
@example(["A", "A - b", "A."], "\n")
def test_text_without_marks_is_what_a_reader_sees_of_it(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    assert plain(f"{text}\n\n*x*") == f"{plain(text)}\n\nx".lstrip("\n")


VALUES = st.lists(st.tuples(*[st.floats(-9, 9, width=16)] * 3), max_size=12)
QUESTIONS = st.tuples(st.integers(0, 2), st.floats(-9, 9, width=16))
TREES = st.lists(
    st.integers(3, 4).flatmap(
        lambda depth: st.builds(
            Tree,
            st.tuples(*[QUESTIONS] * depth),
            st.tuples(*[st.floats(-2, 2, width=16)] * 2**depth),
        )
    ),
    max_size=4,
)


@given(VALUES, TREES)
def test_rows_judged_together_are_judged_one_by_one(rows: list[tuple[float, float, float]], trees: list[Tree]) -> None:
    fitted = Scorer(("a", "b", "c"), 0.5, (1.0, -2.0, 0.25), (0.0, 0.0, 0.0), {"so": 1.0}, tuple(trees))
    assert fitted.scores(rows, [["so"]] * len(rows)) == [_judged(fitted, row) for row in rows]


def _judged(fitted: Scorer, row: tuple[float, float, float]) -> float:
    total = fitted.linear(row, ["so"])
    if total >= HOPELESS:
        for questions, leaves in fitted.trees:
            leaf = 0
            for index, threshold in questions:
                leaf = 2 * leaf + (row[index] > threshold)
            total += leaves[leaf]
    return total
