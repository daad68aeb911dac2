from __future__ import annotations

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.contract.faults import FaultyDisk, Killed, kill, refuse
from tests.contract.toy import Wanted, plan, sync, text_of, visible
from vaultsync.errors import VaultsyncError
from vaultsync.model import Action, ActionKind, NoteId, Plan, VaultPath
from vaultsync.sync.apply import apply
from vaultsync.sync.moves import Move, group_of
from vaultsync.sync.recover import recover
from vaultsync.sync.store import Store
from vaultsync.vault.disk import digest_of
from vaultsync.vault.write import VaultWriter

FIRST = {
    "a": Wanted("Notes/Essay/A.md", "says a"),
    "b": Wanted("Notes/Essay/B.md", "says b"),
    "c": Wanted("Notes/Other/C.md", "says c"),
    "file": Wanted("Files/x.png", "", b"\x89PNG\r\n\xff"),
}


@pytest.fixture
def vault(quick_path: Path) -> Path:
    root = quick_path / "vault"
    root.mkdir()
    (root / "Mine.md").write_bytes(b"mine\r\n[[A]]")
    return root


@pytest.fixture
def state(quick_path: Path) -> Path:
    return quick_path / "state"


def texts(target: dict[str, Wanted]) -> dict[str, bytes]:
    found = {one.path: one.data or text_of(note, one).encode() for note, one in target.items()}
    return {"Mine.md": b"mine\r\n[[A]]"} | found


def files(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in root.rglob("*")}


@pytest.mark.parametrize("exchange", [True, False])
def test_one_run_after_the_other(vault: Path, state: Path, exchange: bool) -> None:
    def disk() -> FaultyDisk:
        return FaultyDisk(exchange=exchange)

    [first] = sync(vault, state, FIRST, disk=disk(), run="1")
    assert [action.kind for action in first.done] == [ActionKind.CREATE] * 4
    assert visible(vault) == texts(FIRST)

    (vault / "Notes/Essay/B.md").write_bytes(b"b\nsays b\nand the user, too\n")
    second = {
        "a": Wanted("Notes/Essay/A better.md", "says a, but better"),
        "b": Wanted("Notes/Essay/B.md", "says b, but better"),
        "d": Wanted("Notes/Essay/A.md", "came into the place of a"),
        "file": FIRST["file"],
    }
    [done] = sync(vault, state, second, disk=disk(), run="2")
    kinds = sorted(action.kind for action in done.done)
    assert kinds == [ActionKind.CREATE, ActionKind.RENAME, ActionKind.TRASH, ActionKind.UPDATE]
    edited = {"Notes/Essay/B.md": b"b\nsays b, but better\nand the user, too\n", ".trash/C.md": b"c\nsays c\n"}
    assert visible(vault) == texts(second) | edited
    assert not (vault / "Notes/Other").exists()
    assert (done.changed, done.problems, done.stopped) == ((), (), False)


def test_every_base_is_kept(vault: Path, state: Path) -> None:
    """Of an edited note it is another text than the file's."""
    sync(vault, state, FIRST)
    (vault / "Notes/Essay/B.md").write_bytes(b"b\nsays b\nand the user, too\n")
    sync(vault, state, FIRST | {"b": replace(FIRST["b"], says="better")})
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        bases = {note: store.base(record.base) for note, record in store.records().items()}
    assert bases == {"a": "a\nsays a\n", "b": "b\nbetter\n", "c": "c\nsays c\n"}


def test_names_are_flushed_before_the_intents_are_forgotten(
    vault: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut leaves the old text under a name of which the store is sure that it holds the new one."""
    flushed: list[int] = []

    class Watched(FaultyDisk):
        def exchange(self, *places: Any) -> None:
            super().exchange(*places)
            flushed.clear()

        def fsync_folder(self, folder: int) -> None:
            super().fsync_folder(folder)
            flushed.append(os.fstat(folder).st_ino)

    sync(vault, state, FIRST)
    commit = Store.commit
    notes = (vault / "Notes/Essay").stat().st_ino

    def committing(*arguments: Any, **named: Any) -> None:
        assert notes in flushed
        commit(*arguments, **named)

    monkeypatch.setattr(Store, "commit", committing)
    [result] = sync(vault, state, FIRST | {"a": replace(FIRST["a"], says="better")}, disk=Watched())
    assert len(result.done) == 1


def test_a_second_run_writes_nothing(vault: Path, state: Path) -> None:
    """Rule 4: no byte and no time, in the vault, its hidden folder and the state."""
    sync(vault, state, FIRST)
    sync(vault, state, {"a": replace(FIRST["a"], says="better")})
    before = files(vault) | files(state)
    assert sync(vault, state, {"a": replace(FIRST["a"], says="better")}) == []
    assert files(vault) | files(state) == before


def test_an_empty_plan_makes_no_state(vault: Path, state: Path) -> None:
    assert sync(vault, state, {}) == []
    assert not state.exists()


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("edited", [True, False])
@pytest.mark.parametrize("order", ["ab", "abc", "abcd", "cab"])
def test_notes_that_change_places(vault: Path, state: Path, order: str, edited: bool, exchange: bool) -> None:
    target = {note: Wanted(f"Notes/{note}.md", f"says {note}") for note in order}
    sync(vault, state, target)
    turned = order[1:] + order[0]
    target = {
        note: Wanted(f"Notes/{place}.md", f"says {note}, edited {edited}" if edited else f"says {note}")
        for note, place in zip(order, turned, strict=True)
    }
    [result] = sync(vault, state, target, disk=FaultyDisk(exchange=exchange))
    assert visible(vault) == texts(target)
    assert len(result.done) == len(order)
    assert sync(vault, state, target) == []


@pytest.mark.parametrize("edited", [True, False])
def test_notes_that_make_room_for_each_other(vault: Path, state: Path, edited: bool) -> None:
    sync(vault, state, {note: Wanted(f"Notes/{note}.md", f"says {note}") for note in "abcd"})
    says = "says {}, too" if edited else "says {}"
    target = {note: Wanted(f"Notes/{new}.md", says.format(note)) for note, new in zip("abcd", "bcde", strict=True)}
    [result] = sync(vault, state, target)
    assert visible(vault) == texts(target)
    assert [action.id for action in result.done] == ["a", "b", "c", "d"]


def test_what_changed_since_the_plan_is_planned_again(vault: Path, state: Path) -> None:
    """Rule 3."""
    sync(vault, state, FIRST)
    target = {note: replace(one, says="better") for note, one in FIRST.items() if note != "file"}
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        actions = plan(vault, target, store.records(), store.base)
        (vault / "Notes/Essay/B.md").write_bytes(b"b\nsays b\nand late\n")
        result = apply(actions, writer, store, run_id="2")
        assert [action.id for action in result.changed] == ["b"]
        assert [action.id for action in result.done] == ["a", "c"]
        again = plan(vault, target, store.records(), store.base)
        assert [action.id for action in again.actions] == ["b"]
    sync(vault, state, target)
    assert visible(vault)["Notes/Essay/B.md"] == b"b\nbetter\nand late\n"


def test_a_note_that_can_not_be_written_costs_only_itself(vault: Path, state: Path) -> None:
    sync(vault, state, FIRST)
    (vault / "Notes/Essay/B.md").chmod(0o444)
    (vault / "Notes/Other/C.md").unlink()
    (vault / "Notes/Other/C.md").mkdir()
    target = {note: replace(one, says="better") for note, one in FIRST.items() if note in "ab"}
    target["d"] = Wanted("../outside.md", "out")
    [result] = sync(vault, state, target, again=1)
    assert [action.id for action in result.done if action.kind is not ActionKind.RECORD] == ["a"]
    assert sorted((problem.path, problem.message) for problem in result.problems) == [
        ("../outside.md", "is no path below the vault"),
        ("Notes/Essay/B.md", "is read-only"),
    ]
    assert not (vault.parent / "outside.md").exists()


class Scratched(FaultyDisk):
    """A disk on which one file can't be opened."""

    def __init__(self, name: str, code: int) -> None:
        super().__init__()
        self._name, self._code = name, code

    def open_read(self, folder: int, name: str) -> int:
        if name == self._name:
            raise OSError(self._code, os.strerror(self._code))
        return super().open_read(folder, name)


def test_a_note_that_may_not_be_read_costs_only_itself(vault: Path, state: Path) -> None:
    sync(vault, state, FIRST)
    target = FIRST | {note: replace(FIRST[note], says="better") for note in "abc"}
    [result] = sync(vault, state, target, disk=Scratched("B.md", errno.EACCES))
    assert [action.id for action in result.done] == ["a", "c"]
    assert [str(problem.message) for problem in result.problems] == ["could not be read: Permission denied"]
    assert visible(vault)[FIRST["b"].path] == b"b\nsays b\n"


def test_nothing_is_done_of_a_plan_where_the_disk_fails_to_show_a_note(vault: Path, state: Path) -> None:
    """Words may go from that note to others, or from others to it."""
    sync(vault, state, FIRST)
    target = FIRST | {note: replace(FIRST[note], says="better") for note in "abc"}
    with pytest.raises(VaultsyncError, match=r"B\.md: could not be read: Input/output error"):
        sync(vault, state, target, disk=Scratched("B.md", errno.EIO))
    assert visible(vault) == texts(FIRST)


def test_a_full_disk_stops_the_run_and_loses_nothing(vault: Path, state: Path) -> None:
    sync(vault, state, {"a": FIRST["a"]})
    target = FIRST | {"a": replace(FIRST["a"], says="better")}
    at = 0
    while True:
        at += 1
        disk = FaultyDisk(refuse(errno.ENOSPC), at, on=True)
        (vault / "Notes/Essay/A.md").write_bytes(b"a\nsays a\nby the user\n")
        try:
            sync(vault, state, target, disk=disk)
        except VaultsyncError as error:
            assert os.strerror(errno.ENOSPC) in str(error)
        if len(disk.calls) < at:
            break
        assert b"by the user" in b"".join(visible(vault).values())
        assert len(disk.calls) < at + 30, "the disk is filled again and again"
        sync(vault, state, target)
        assert visible(vault) == texts(target) | {"Notes/Essay/A.md": b"a\nbetter\nby the user\n"}
        for note in "bc":
            (vault / FIRST[note].path).unlink()
        (vault / "Files/x.png").unlink()
        for path in [*state.glob("*/store.sqlite"), *vault.glob(".vaultsync/displaced/*")]:
            path.unlink()
        (vault / "Notes/Essay/A.md").write_bytes(b"a\nsays a\n")
        sync(vault, state, {"a": FIRST["a"]})
    assert at > 10


def test_a_run_that_is_stopped_has_done_what_it_says(vault: Path, state: Path) -> None:
    target = {f"n{number}": Wanted(f"Notes/{number}.md", "says") for number in range(10)}
    asked = iter([False, False, False, True])
    [result] = sync(vault, state, target, stop=lambda: next(asked))
    assert (result.stopped, len(result.done)) == (True, 3)
    assert len(visible(vault)) == 4
    assert not list((vault / ".vaultsync/tmp").iterdir())
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        assert [intent.action.id for intent in store.intents()] == [f"n{number}" for number in range(3, 10)]
        assert sorted(store.records()) == ["n0", "n1", "n2"]
    sync(vault, state, target)
    assert visible(vault) == texts(target)
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        assert store.intents() == ()
        assert [len(run.counts) and run.counts["create"] for run in store.runs()] == [10]


def test_what_a_stopped_run_had_begun_is_finished_as_it_was_planned(vault: Path, state: Path) -> None:
    """Planned again from a vault in which a part is done, the rest could come out otherwise (rule 4)."""
    sync(vault, state, FIRST)
    better = FIRST | {note: replace(FIRST[note], says="better") for note in "abc"}
    asked = iter([False, True])
    sync(vault, state, better, stop=lambda: next(asked))
    (vault / "Notes/Other/C.md").write_bytes(b"c\nsays c\nand the user, too\n")
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        recovery = recover(writer, store)
        assert (recovery.problems, recovery.stopped, store.intents()) == ((), False, ())
    told = {"Notes/Other/C.md": b"c\nsays c\nand the user, too\n"}
    assert visible(vault) == texts(better) | told, "what the user has edited since waits for the next plan"


def test_what_can_not_be_finished_is_said_and_kept(vault: Path, state: Path) -> None:
    sync(vault, state, FIRST)
    better = FIRST | {note: replace(FIRST[note], says="better") for note in "abc"}
    asked = iter([False, True])
    sync(vault, state, better, stop=lambda: next(asked))
    full = FaultyDisk(refuse(errno.ENOSPC), 1, on=True, counted=frozenset({"write"}))
    with VaultWriter(vault, disk=full) as writer, Store.open(state, writer.prepare()) as store:
        recovery = recover(writer, store)
        assert (recovery.stopped, len(store.intents()), full.calls) == (True, 2, ["write"])
        assert [problem.message for problem in recovery.problems] == ["could not be written: No space left on device"]
    sync(vault, state, FIRST | {"c": better["c"]}, again=0)
    assert visible(vault) == texts(better)


def test_what_can_not_be_read_is_not_taken_for_something_else(vault: Path, state: Path) -> None:
    """A note that stood at its new place, and could not be read there for a moment, was planned anew beside it."""
    sync(vault, state, FIRST)
    moved = FIRST | {"c": Wanted("Notes/Other/C too.md", "says better")}
    with pytest.raises(Killed):
        sync(vault, state, moved, disk=FaultyDisk(kill, 2, counted=frozenset({"rename_new"})))
    assert {"Notes/Other/C.md", "Notes/Other/C too.md"} <= visible(vault).keys()
    with pytest.raises(VaultsyncError, match=r"C too\.md: could not be read"):
        sync(vault, state, moved, disk=Scratched("C too.md", errno.EIO))
    sync(vault, state, moved)
    assert visible(vault) == texts(moved)


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
def test_nothing_is_planned_before_all_that_was_begun_is_judged(
    vault: Path, state: Path, quick_path: Path, code: int
) -> None:
    """The old file of a rename that is half done, unread for a moment, was planned as a note beside its own new one."""
    sync(vault, state, FIRST)
    moved = FIRST | {"c": Wanted("Notes/Other/C too.md", "says better")}
    with pytest.raises(Killed):
        sync(vault, state, moved, disk=FaultyDisk(kill, 2, counted=frozenset({"rename_new"})))
    outcomes = []
    for at in range(1, 100):
        begun, memory = quick_path / f"vault {at}", quick_path / f"state {at}"
        shutil.copytree(vault, begun)
        shutil.copytree(state, memory)
        disk = FaultyDisk(refuse(code), at, counted=frozenset({"open_read"}))
        with VaultWriter(begun) as writer, Store.open(memory, writer.prepare()) as store:
            with VaultWriter(begun, disk=disk) as failing:
                try:
                    outcomes.append(recover(failing, store).stopped)
                except VaultsyncError:
                    outcomes.append(True)
            assert outcomes[-1] == bool(store.intents()), f"the {at}th file that is opened"
        sync(begun, memory, moved)
        assert visible(begun) == texts(moved)
        if len(disk.calls) < at:
            break
    assert (outcomes.count(True) > 2, outcomes[-1]) == (True, False)


def test_progress_counts_files(vault: Path, state: Path) -> None:
    told: list[tuple[int, int]] = []
    actions = [
        Action(ActionKind.CREATE, VaultPath(f"{n}.md"), "new", data=b"x%d" % n, id=NoteId(str(n))) for n in range(3)
    ]
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        apply(Plan(tuple(actions)), writer, store, run_id="1", progress=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_users_note_is_changed_and_can_be_taken_back(vault: Path, state: Path) -> None:
    old, new = b"mine\r\n[[A]]", b"mine\r\n[[A better]]"
    edit = Action(ActionKind.UPDATE, VaultPath("Mine.md"), "a link follows", expect=digest_of(old), data=new)
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        apply(Plan((edit,)), writer, store, run_id="1")
        assert store.records() == {}
        [change] = store.changes("1")
        assert (change.path, change.before, change.after, change.id) == ("Mine.md", old, new, None)
    assert (vault / "Mine.md").read_bytes() == new


def test_a_users_note_that_was_refused_is_changed_by_the_next_run(vault: Path, state: Path) -> None:
    """What it links to is renamed already, so no plan would find the link to it any more."""
    old, new = b"mine\r\n[[A]]", b"mine\r\n[[A better]]"
    edit = Action(ActionKind.UPDATE, VaultPath("Mine.md"), "a link follows", expect=digest_of(old), data=new)
    disk = FaultyDisk(refuse(errno.EACCES), 1, counted=frozenset({"exchange"}))
    with VaultWriter(vault, disk=disk) as writer, Store.open(state, writer.prepare()) as store:
        applied = apply(Plan((edit,)), writer, store, run_id="1")
        assert (applied.done, len(applied.problems)) == ((), 1)
    assert (vault / "Mine.md").read_bytes() == old
    sync(vault, state, FIRST, disk=FaultyDisk(refuse(errno.EACCES), 1, counted=frozenset({"exchange"})))
    assert (vault / "Mine.md").read_bytes() == old
    sync(vault, state, FIRST)
    assert (vault / "Mine.md").read_bytes() == new
    with VaultWriter(vault) as writer, Store.open(state, writer.prepare()) as store:
        assert store.intents() == ()


def test_a_users_note_that_was_refused_and_is_edited_meanwhile_is_left(vault: Path, state: Path) -> None:
    old, new = b"mine\r\n[[A]]", b"mine\r\n[[A better]]"
    edit = Action(ActionKind.UPDATE, VaultPath("Mine.md"), "a link follows", expect=digest_of(old), data=new)
    disk = FaultyDisk(refuse(errno.EACCES), 1, counted=frozenset({"exchange"}))
    with VaultWriter(vault, disk=disk) as writer, Store.open(state, writer.prepare()) as store:
        apply(Plan((edit,)), writer, store, run_id="1")
        (vault / "Mine.md").write_bytes(b"mine, edited")
        recover(writer, store)
        assert store.intents() == ()
    assert (vault / "Mine.md").read_bytes() == b"mine, edited"


def test_folders_of_the_user_stay_when_they_are_empty(vault: Path, state: Path) -> None:
    (vault / "Notes").mkdir()
    sync(vault, state, FIRST)
    sync(vault, state, {})
    assert sorted(path.name for path in vault.iterdir() if path.is_dir()) == [".trash", ".vaultsync", "Files", "Notes"]
    assert list((vault / "Notes").iterdir()) == []


def test_a_batch_larger_than_one_flush(vault: Path, state: Path) -> None:
    target = {f"n{number:03}": Wanted(f"Notes/{number}.md", "says") for number in range(600)}
    sync(vault, state, target)
    target = {note: replace(wanted, says="better") for note, wanted in target.items()}
    [result] = sync(vault, state, target)
    assert len(result.done) == 600
    assert visible(vault) == texts(target)


def test_what_stands_in_the_way_is_moved_first() -> None:
    def move(path: str, new: str) -> Move:
        return Move(VaultPath(path), VaultPath(new), digest_of(path.encode()))

    one, two, three = move("a", "b"), move("b", "c"), move("c", "d")
    pending = {each.path: each for each in (one, two, three)}
    assert group_of(one, pending).moves == (three, two, one)
    assert group_of(three, pending).moves == (three,)
    ring = pending | {VaultPath("c"): move("c", "a")}
    assert group_of(one, ring) == group_of(one, ring)
    assert [each.path for each in group_of(two, ring).moves] == ["b", "c", "a"]
    assert group_of(two, ring).is_ring
    meeting = pending | {VaultPath("c"): move("c", "b")}
    assert not group_of(one, meeting).is_ring
