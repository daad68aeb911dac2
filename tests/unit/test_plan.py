"""The decision table of the planner, row by row."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from vaultsync.markup.fingerprint import fingerprinted
from vaultsync.model import ActionKind, Digest, NoteId, NoteKind, Plan, Record, SourceKey, Target, VaultPath
from vaultsync.sync.observed import Actual, Observed, digest_of
from vaultsync.sync.plan import plan_notes

ID = NoteId("abcdefgh")
PATH = VaultPath("Notes/Soil.md")
OLD = fingerprinted("---\nid: abcdefgh\ntitle: Soil\ntype: atom\n---\nSoil feeds plants. It is alive.\n")
NEW = fingerprinted("---\nid: abcdefgh\ntitle: Soil\ntype: atom\n---\nSoil feeds plants. It is very much alive.\n")


def target(text: str = OLD, path: VaultPath = PATH) -> Target:
    return Target(ID, NoteKind.ATOM, path, "Soil", text, SourceKey("essay.md"), "soil feeds plants", "Soil")


def record(text: str = OLD, **changed: object) -> Record:
    digest = digest_of(text)
    made = Record(
        ID, NoteKind.ATOM, PATH, PATH, "Soil", digest, digest, SourceKey("essay.md"), "soil feeds plants", "Soil"
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def plan(
    targets: list[Target],
    known: Record | None,
    text: str | None,
    *,
    path: VaultPath = PATH,
    base: str | None = OLD,
    final: VaultPath = PATH,
    held: str = "",
) -> Plan:
    observed = Observed(
        {} if known is None else {ID: known},
        {} if text is None else {ID: Actual(path, partial(str, text), digest_of(text), held)},
        lambda digest: base if base is not None and digest == digest_of(base) else None,
        stored={} if known is None else {ID: known},
    )
    made, _ = plan_notes(targets, {ID: final}, observed)
    return made


def kinds(made: Plan) -> list[ActionKind]:
    return [action.kind for action in made.actions]


def test_a_new_note_is_made() -> None:
    made = plan([target()], None, None)
    assert kinds(made) == [ActionKind.CREATE]
    assert made.actions[0].expect is None
    assert made.actions[0].base == OLD


def test_nothing_changed_is_nothing_done() -> None:
    made = plan([target()], record(), OLD)
    assert made.empty
    assert made.unchanged == 1


def test_a_changed_source_updates_an_unedited_note() -> None:
    made = plan([target(NEW)], record(), OLD)
    assert kinds(made) == [ActionKind.UPDATE]
    assert made.actions[0].data == NEW.encode()
    assert made.actions[0].expect == digest_of(OLD)


def test_an_edit_and_a_change_elsewhere_both_stand() -> None:
    mine = OLD.replace("Soil feeds plants.", "Soil feeds all plants.")
    made = plan([target(NEW)], record(), mine)
    assert kinds(made) == [ActionKind.UPDATE]
    assert made.actions[0].data is not None
    assert b"Soil feeds all plants. It is very much alive." in made.actions[0].data


def test_an_edit_of_the_same_sentence_is_a_conflict_that_keeps_the_edit() -> None:
    mine = OLD.replace("It is alive.", "It lives.")
    made = plan([target(NEW)], record(), mine)
    assert kinds(made) == [ActionKind.CONFLICT]
    assert made.actions[0].data is not None
    assert b"It lives." in made.actions[0].data
    assert b"It is very much alive." in made.actions[0].data


def test_an_edit_alone_is_recorded_and_not_written() -> None:
    mine = OLD + "More of mine.\n"
    made = plan([target()], record(), mine)
    assert kinds(made) == [ActionKind.RECORD]
    assert plan([target()], record(file=digest_of(mine)), mine).empty


def test_a_new_title_renames_the_file() -> None:
    made = plan([target(path=VaultPath("Notes/Earth.md"))], record(), OLD, final=VaultPath("Notes/Earth.md"))
    assert kinds(made) == [ActionKind.RENAME]
    assert (made.actions[0].source_path, made.actions[0].path) == (PATH, "Notes/Earth.md")
    assert made.actions[0].data is None


def test_a_note_that_the_user_deleted_is_remembered_once() -> None:
    made = plan([], record(), None)
    assert kinds(made) == [ActionKind.RECORD]
    assert made.actions[0].record == record(state="deleted", file=None)
    assert plan([], record(state="deleted", file=None), None).empty


def test_an_unedited_note_whose_passage_is_gone_goes_to_the_trash() -> None:
    made = plan([], record(), OLD)
    assert kinds(made) == [ActionKind.TRASH]
    assert made.actions[0].expect == digest_of(OLD)


def test_an_edited_note_whose_passage_is_gone_stays_and_is_marked() -> None:
    mine = OLD + "Mine.\n"
    made = plan([], record(), mine)
    assert kinds(made) == [ActionKind.UPDATE]
    assert made.actions[0].data is not None
    text = made.actions[0].data.decode()
    assert "orphan: true" in text
    assert text.endswith("Mine.\n")
    assert plan([], made.actions[0].record, text, base=made.actions[0].base).empty


def test_a_passage_that_returns_takes_the_mark_off_again() -> None:
    made = plan([], record(), OLD + "Mine.\n")
    assert made.actions[0].data is not None
    text = made.actions[0].data.decode()
    back = plan([target()], made.actions[0].record, text, base=made.actions[0].base)
    assert kinds(back) == [ActionKind.UPDATE]
    assert back.actions[0].data == (OLD + "Mine.\n").encode()


def test_an_edit_follows_its_passage_into_another_note() -> None:
    other = NoteId("bcdefghj")
    rest = fingerprinted("---\nid: abcdefgh\ntitle: Soil\ntype: atom\n---\nSoil feeds plants that feed us all.\n")
    moved = fingerprinted("---\nid: bcdefghj\ntitle: Rain\ntype: atom\n---\nRain falls on the hills in autumn.\n")
    base = fingerprinted(
        "---\nid: abcdefgh\ntitle: Soil\ntype: atom\n---\n"
        "Soil feeds plants that feed us all.\n\nRain falls on the hills in autumn.\n"
    )
    mine = base.replace("in autumn", "in autumn, says my aunt")
    targets = [target(rest), replace(target(moved), id=other, path=VaultPath("Notes/Rain.md"), title="Rain")]
    observed = Observed(
        {ID: record(base)},
        {ID: Actual(PATH, partial(str, mine), digest_of(mine))},
        {digest_of(base): base}.get,
    )
    made, _ = plan_notes(targets, {ID: PATH, other: VaultPath("Notes/Rain.md")}, observed)
    texts = {action.id: (action.data or b"").decode() for action in made.actions}
    assert "says my aunt" in texts[other]
    assert texts[ID] == rest


def test_a_note_that_is_being_typed_in_is_left_alone() -> None:
    made = plan([target(NEW)], record(), OLD, held="saved a moment ago")
    assert made.empty
    assert made.skipped == (f"{PATH}: saved a moment ago",)


def test_a_lost_base_is_recovered_from_an_unedited_note() -> None:
    made = plan([target(NEW)], None, OLD, base=None)
    assert kinds(made) == [ActionKind.UPDATE]
    assert made.actions[0].data == NEW.encode()


def test_a_lost_base_is_recovered_from_an_unchanged_source() -> None:
    made = plan([target()], None, OLD + "Mine.\n", base=None)
    assert kinds(made) == [ActionKind.RECORD]


def test_a_base_that_is_lost_for_good_is_reported_and_nothing_is_guessed() -> None:
    made = plan([target(NEW)], None, OLD + "Mine.\n", base=None)
    assert made.empty
    assert len(made.problems) == 1


def test_an_edited_note_whose_base_is_lost_is_remembered_as_it_was_found() -> None:
    """Or the next run would not know where its moved source had been: its other notes have moved by then."""
    mine = OLD.replace("Soil feeds", "Soil, I say, feeds")
    found = record(mine, base=Digest(""), source=SourceKey("moved.md"))
    observed = Observed({ID: found}, {ID: Actual(PATH, partial(str, mine), digest_of(mine))}, lambda digest: None)
    made, _ = plan_notes([target(NEW)], {ID: PATH}, observed)
    assert [(action.kind, action.record) for action in made.actions] == [(ActionKind.RECORD, found)]
    again, _ = plan_notes([target(NEW)], {ID: PATH}, replace(observed, stored={ID: found}))
    assert again.empty


OTHER = NoteId("bcdefghj")
RAIN = VaultPath("Notes/Rain.md")
BOTH = fingerprinted(
    "---\nid: abcdefgh\ntitle: Soil\ntype: atom\n---\n"
    "Soil feeds plants that feed us all.\n\nRain falls on the hills in autumn.\n"
)
REST = fingerprinted("---\nid: abcdefgh\ntitle: Soil\ntype: atom\n---\nSoil feeds plants that feed us all.\n")
CLOUDS = fingerprinted("---\nid: bcdefghj\ntitle: Rain\ntype: atom\n---\nClouds come first of all.\n")
TAKEN_IN = fingerprinted(
    "---\nid: bcdefghj\ntitle: Rain\ntype: atom\n---\nClouds come first of all.\n\nRain falls on the hills in autumn.\n"
)


def planned_move(targets: list[Target], held: str) -> Plan:
    """Plan that words of the user's go from one note into the other while one of them is held."""
    mine = BOTH.replace("in autumn", "in autumn, says my aunt")
    other = replace(record(CLOUDS), id=OTHER, path=RAIN, target_path=RAIN, title="Rain", signature="clouds come first")
    texts = {ID: (PATH, mine), OTHER: (RAIN, CLOUDS)}
    observed = Observed(
        {ID: record(BOTH), OTHER: other},
        {
            note: Actual(path, partial(str, text), digest_of(text), "saved a moment ago" if path == held else "")
            for note, (path, text) in texts.items()
        },
        {digest_of(text): text for text in (BOTH, CLOUDS)}.get,
        stored={ID: record(BOTH), OTHER: other},
    )
    made, _ = plan_notes(targets, {ID: PATH, OTHER: RAIN}, observed)
    return made


@pytest.mark.parametrize("held", [PATH, RAIN])
@pytest.mark.parametrize("stays", [True, False])
def test_words_move_from_a_note_to_another_once_neither_is_being_typed_in(held: VaultPath, stays: bool) -> None:
    taking = replace(target(TAKEN_IN), id=OTHER, path=RAIN, title="Rain", signature="clouds and rain")
    targets = [target(REST), taking] if stays else [taking]
    assert {action.id for action in planned_move(targets, "").actions} == {ID, OTHER}
    made = planned_move(targets, held)
    assert made.empty
    assert tuple(sorted(made.skipped)) == tuple(
        sorted(
            (f"{held}: saved a moment ago", f"{RAIN if held == PATH else PATH}: waits for {held}: saved a moment ago")
        )
    )
