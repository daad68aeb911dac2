from __future__ import annotations

import pytest

from vaultsync.model import NoteId
from vaultsync.sync.merge import merge_body
from vaultsync.sync.redistribute import redistribute

ALPHA = "Alpha comes first. It has two sentences."
BETA = "Beta comes second. It too has two sentences."
GAMMA = "Gamma comes last of all."
DELTA = "Delta was always there."


def notes(**bodies: str) -> dict[NoteId, str]:
    return {NoteId(name): body for name, body in bodies.items()}


def body(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def merged(bases: dict[NoteId, str], mines: dict[NoteId, str], targets: dict[NoteId, str]) -> dict[str, str]:
    shared = redistribute(bases, mines, targets).bodies
    return {note: merge_body(*shared[note], target).text for note, target in targets.items()}


BASES = notes(a=body(ALPHA, BETA, GAMMA), b=body(DELTA))
EDITED = "Beta, I say, comes second. It too has two sentences."


@pytest.mark.parametrize(
    ("mine", "targets", "expected"),
    [
        pytest.param(
            body(ALPHA, EDITED, GAMMA),
            notes(a=body(ALPHA), b=body(DELTA), c=body(BETA, GAMMA)),
            notes(a=body(ALPHA), b=body(DELTA), c=body(EDITED, GAMMA)),
            id="split into a new note",
        ),
        pytest.param(
            body(ALPHA, EDITED, GAMMA),
            notes(a=body(ALPHA, GAMMA), b=body(BETA, DELTA)),
            notes(a=body(ALPHA, GAMMA), b=body(EDITED, DELTA)),
            id="moved into another note",
        ),
        pytest.param(
            body(ALPHA, EDITED, GAMMA, "My own words."),
            notes(b=body(DELTA, ALPHA, BETA, GAMMA)),
            notes(b=body(DELTA, ALPHA, EDITED, GAMMA, "My own words.")),
            id="joined with another note",
        ),
        pytest.param(
            body(ALPHA, BETA, "On beta: well said.", GAMMA),
            notes(a=body(ALPHA, GAMMA), b=body(DELTA, BETA)),
            notes(a=body(ALPHA, GAMMA), b=body(DELTA, BETA, "On beta: well said.")),
            id="a paragraph of the user's goes with the one before it",
        ),
        pytest.param(
            body(ALPHA, "Beta comes second.", GAMMA),
            notes(a=body(ALPHA, GAMMA), b=body(DELTA, BETA)),
            notes(a=body(ALPHA, GAMMA), b=body(DELTA, "Beta comes second.")),
            id="a sentence that the user deleted stays deleted",
        ),
        pytest.param(
            body(ALPHA, EDITED, GAMMA),
            notes(a=body(ALPHA, GAMMA), b=body(DELTA, BETA.replace("two", "three"))),
            notes(a=body(ALPHA, GAMMA), b=body(DELTA, EDITED.replace("two", "three"))),
            id="the source changed another sentence of it",
        ),
        pytest.param(
            body("My foreword.", ALPHA, BETA, GAMMA),
            notes(a=body(BETA, GAMMA), b=body(DELTA), c=body(ALPHA)),
            notes(a=body(BETA, GAMMA), b=body(DELTA), c=body("My foreword.", ALPHA)),
            id="what stands before the first paragraph goes with it",
        ),
        pytest.param(
            body("Alpha, I say, comes first. It, they say, has two sentences.", BETA, GAMMA),
            notes(a=body("Alpha comes first."), b=body(DELTA), c=body("It has two sentences.", BETA, GAMMA)),
            notes(
                a=body("Alpha, I say, comes first."),
                b=body(DELTA),
                c=body("It, they say, has two sentences.", BETA, GAMMA),
            ),
            id="a paragraph cut in two takes its edits both ways",
        ),
        pytest.param(
            body("It has two sentences.", BETA, GAMMA),
            notes(a=body("Alpha comes first."), b=body(DELTA), c=body("It has two sentences.", BETA, GAMMA)),
            notes(a="", b=body(DELTA), c=body("It has two sentences.", BETA, GAMMA)),
            id="a sentence that the user deleted right before the cut stays deleted",
        ),
        pytest.param(
            body("Alpha comes first. So they say. It has two sentences.", BETA, GAMMA),
            notes(a=body("Alpha comes first."), b=body(DELTA), c=body("It has two sentences.", BETA, GAMMA)),
            notes(
                a=body("Alpha comes first. So they say."),
                b=body(DELTA),
                c=body("It has two sentences.", BETA, GAMMA),
            ),
            id="a sentence typed right at the cut stays with the one before it",
        ),
        pytest.param(
            body(ALPHA, EDITED, "Gamma, I say, comes last of all."),
            notes(a=body(ALPHA), b=body(DELTA, "Gamma comes last of all."), c=body(BETA)),
            notes(a=body(ALPHA), b=body(DELTA, "Gamma, I say, comes last of all."), c=body(EDITED)),
            id="cut in three",
        ),
        pytest.param(
            body(ALPHA, EDITED, GAMMA),
            notes(a=body(ALPHA), b=body(DELTA), c=body("Beta comes second. It too has three sentences.", GAMMA)),
            notes(a=body(ALPHA), b=body(DELTA), c=body(EDITED.replace("two", "three"), GAMMA)),
            id="cut, and at once a word changed",
        ),
        pytest.param(
            body(ALPHA, EDITED, GAMMA),
            notes(a=body(ALPHA, BETA, GAMMA), b=body(DELTA, BETA)),
            notes(a=body(ALPHA, EDITED, GAMMA), b=body(DELTA, BETA)),
            id="a copy elsewhere moves nothing",
        ),
    ],
)
def test_an_edit_moves_along_with_its_passage(
    mine: str, targets: dict[NoteId, str], expected: dict[NoteId, str]
) -> None:
    mines = {**BASES, NoteId("a"): mine}
    assert merged(BASES, mines, targets) == expected


def test_nothing_moves_where_nobody_edited() -> None:
    targets = notes(a=body(ALPHA), b=body(DELTA), c=body(BETA, GAMMA))
    shared = redistribute(BASES, BASES, targets).bodies
    assert shared == {note: (BASES.get(note, ""), BASES.get(note, "")) for note in targets}


def test_a_note_that_the_user_deleted_takes_nothing_in() -> None:
    mines = notes(a=body(ALPHA, EDITED, GAMMA))
    targets = notes(a=body(ALPHA, GAMMA), b=body(DELTA, BETA))
    assert redistribute(BASES, mines, targets).bodies[NoteId("a")] == (BASES[NoteId("a")], mines[NoteId("a")])


def test_what_comes_into_a_note_ends_its_lines_as_the_note_does() -> None:
    mines = {**BASES, NoteId("a"): body(ALPHA, EDITED, GAMMA), NoteId("b"): body(DELTA).replace("\n", "\r\n")}
    targets = notes(a=body(ALPHA), b=body(DELTA, BETA, GAMMA))
    shared = redistribute(BASES, mines, targets).bodies
    assert shared[NoteId("b")][1] == body(DELTA, EDITED, GAMMA).replace("\n", "\r\n")


def test_a_passage_went_to_a_note_of_its_own_source_though_another_one_says_it_too() -> None:
    mines = {**BASES, NoteId("a"): body(ALPHA, EDITED, GAMMA)}
    targets = notes(a=body(ALPHA, GAMMA), b=body(DELTA, BETA), c=body(BETA))
    near = {NoteId("a"): "one", NoteId("b"): "one", NoteId("c"): "two"}
    assert redistribute(BASES, mines, targets, near).bodies[NoteId("b")][1] == body(DELTA, EDITED)
    assert redistribute(BASES, mines, targets).bodies[NoteId("a")][1] == mines[NoteId("a")]


def test_what_comes_in_behind_a_passage_that_went_stands_by_itself() -> None:
    bases = notes(a=body("One stays. Two, the longer one, goes."), b=body("- an item that goes"))
    mines = notes(a=body("One stays. Two, the longer one, TYPED goes."), b=body("- an item that TYPED goes"))
    targets = notes(a=body("One stays.", "- an item that goes"), b=body("Two, the longer one, goes."))
    assert merged(bases, mines, targets) == notes(
        a=body("One stays.", "- an item that TYPED goes"), b=body("Two, the longer one, TYPED goes.")
    )


def test_words_that_both_of_two_notes_lose_stay_in_both() -> None:
    bases = notes(a=body(ALPHA, BETA), b=body(DELTA, BETA))
    mines = notes(a=body(ALPHA, EDITED), b=body(DELTA, EDITED))
    shared = redistribute(bases, mines, notes(a=body(ALPHA), b=body(DELTA))).bodies
    assert [mine for _, mine in shared.values()] == [*mines.values()]
