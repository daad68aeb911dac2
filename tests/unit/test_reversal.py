"""What takes a run back, row by row, on files that are only imagined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from vaultsync.model import Action, ActionKind, Digest, NoteId, NoteKind, Record, VaultPath
from vaultsync.pipeline.reversal import Now, changes_anything, reverse, turns
from vaultsync.sync.history import Change
from vaultsync.sync.observed import Actual, digest_of

OLD, NEW = "It was so.\n", "It is so.\n"


def record(note: str, path: str, text: str, state: str = "live") -> Record:
    place = VaultPath(path)
    digest = digest_of(text)
    file = digest if state in ("live", "orphan") else None
    return Record(NoteId(note), NoteKind.ATOM, place, place, path[:-3], digest, file, state=state)


def change(
    kind: str,
    path: str,
    before: str | None,
    after: str | None,
    old: Record | None,
    new: Record | None,
    source: str | None = None,
) -> Change:
    return Change(
        ActionKind(kind),
        VaultPath(path),
        None if source is None else VaultPath(source),
        None if before is None else before.encode(),
        None if after is None else after.encode(),
        old,
        new,
        new.id if new is not None else None,
        "",
    )


def updated(note: str, path: str) -> Change:
    return change("update", path, OLD, NEW, record(note, path, OLD), record(note, path, NEW))


def renamed(note: str, source: str, path: str, text: str = OLD) -> Change:
    return change("rename", path, text, text, record(note, source, text), record(note, path, text), source)


def taken_back(
    changes: Sequence[Change], files: dict[str, str], notes: dict[str, str], later: Sequence[Record] = ()
) -> list[Action]:
    """Take changes back in a vault of `files`, in which the `notes` of these ids stand at these paths."""
    known = {one.record_after.id: one.record_after for one in changes if one.record_after is not None}
    known |= {one.id: one for one in later}
    texts = [OLD, NEW, *files.values()]
    by_digest = {digest_of(text): text for text in texts}
    actual = {
        NoteId(note): Actual(VaultPath(path), partial(str, files[path]), digest_of(files[path]))
        for note, path in notes.items()
    }

    def base(digest: Digest) -> str | None:
        return by_digest.get(digest)

    def read(path: VaultPath) -> bytes | None:
        return files[path].encode() if path in files else None

    now = Now(known, actual, base, read, lambda note: b"last\n", [VaultPath(path) for path in sorted(files)])
    return list(reverse(turns(changes), now).plan(lambda text, path: text).actions)


def told(actions: Sequence[Action]) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (one.kind.value, one.path, one.source_path, None if one.data is None else one.data.decode()) for one in actions
    ]


def test_a_change_goes_byte_for_byte_with_what_was_noted() -> None:
    [action] = taken_back([updated("a", "A.md")], {"A.md": NEW}, {"a": "A.md"})
    assert told([action]) == [("update", "A.md", None, OLD)]
    assert action.expect == digest_of(NEW)
    assert action.record == record("a", "A.md", OLD)


def test_what_is_taken_back_already_is_left_alone() -> None:
    done = record("a", "A.md", OLD)
    assert taken_back([updated("a", "A.md")], {"A.md": OLD}, {"a": "A.md"}, [done]) == []


def test_a_note_that_is_gone_stays_gone() -> None:
    gone = record("a", "A.md", NEW, "deleted")
    assert taken_back([updated("a", "A.md")], {}, {}, [gone]) == []


def test_several_changes_to_one_note_are_one() -> None:
    third = "It will be so.\n"
    second = change("rename", "B.md", NEW, third, record("a", "A.md", NEW), record("a", "B.md", third), "A.md")
    actions = taken_back([updated("a", "A.md"), second], {"B.md": third}, {"a": "B.md"})
    assert told(actions) == [("rename", "A.md", "B.md", OLD)]


def test_files_that_changed_places_change_back() -> None:
    changes = [renamed("a", "A.md", "B.md"), renamed("b", "B.md", "A.md")]
    actions = taken_back(changes, {"A.md": OLD, "B.md": OLD}, {"a": "B.md", "b": "A.md"})
    assert told(actions) == [("rename", "A.md", "B.md", None), ("rename", "B.md", "A.md", None)]


def test_a_row_of_names_stays_where_its_head_is_blocked() -> None:
    """C's old name is taken, so B's is not free either, nor A's."""
    changes = [renamed("c", "D.md", "C.md"), renamed("b", "C.md", "B.md"), renamed("a", "B.md", "A.md")]
    files = {"A.md": OLD, "B.md": OLD, "C.md": OLD, "d.md": "mine\n"}
    actions = taken_back(changes, files, {"a": "A.md", "b": "B.md", "c": "C.md"})
    assert {one.kind for one in actions} == {ActionKind.RECORD}
    assert sorted(one.record.target_path for one in actions if one.record is not None) == ["A.md", "B.md", "C.md"]


def test_only_the_case_of_a_name_changes_back() -> None:
    [action] = taken_back([renamed("a", "a.md", "A.md")], {"A.md": OLD}, {"a": "A.md"})
    assert told([action]) == [("rename", "a.md", "A.md", None)]


def test_a_made_note_makes_room_for_one_that_is_made_again() -> None:
    old = record("a", "A.md", OLD)
    changes = [
        change("trash", "A.md", OLD, None, old, replace(old, state="gone", file=None)),
        change("create", "A.md", None, NEW, None, record("b", "A.md", NEW)),
    ]
    actions = taken_back(changes, {"A.md": NEW}, {"b": "A.md"})
    assert told(actions) == [("trash", "A.md", None, None), ("create", "A.md", None, OLD)]
    assert [one.record.state for one in actions if one.record is not None] == ["gone", "live"]


@pytest.mark.parametrize("state", ["live", "orphan"])
def test_a_noted_deletion_is_work_and_a_noted_edit_is_none(state: str) -> None:
    old = record("a", "A.md", OLD, state)
    gone = change("record", "A.md", None, None, old, replace(old, state="deleted", file=None))
    seen = change("record", "A.md", None, None, old, replace(old, file=digest_of(NEW)))
    assert changes_anything([gone])
    assert not changes_anything([seen])
    [action] = taken_back([gone], {}, {})
    assert told([action]) == [("create", "A.md", None, "last\n")]
    assert action.record is not None
    assert action.record.state == state


def test_a_later_runs_base_loses_the_undone_words_only() -> None:
    base = "It is so.\n\nAnd more.\n"
    later = record("a", "A.md", base)
    [action] = taken_back([updated("a", "A.md")], {"A.md": base}, {"a": "A.md"}, [later])
    assert told([action]) == [("update", "A.md", None, "It was so.\n\nAnd more.\n")]
    assert action.base == "It was so.\n\nAnd more.\n"
    assert action.record is not None
    assert action.record.base == action.record.file == digest_of(action.base)
