from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from vaultsync.errors import VaultsyncError
from vaultsync.model import Action, ActionKind, Digest, NoteId, NoteKind, Record, SourceKey, VaultPath
from vaultsync.sync import migrations
from vaultsync.sync.history import Limits
from vaultsync.sync.journal import Intent
from vaultsync.sync.store import Loaded, Store
from vaultsync.vault.disk import digest_of

VAULT = "0123456789abcdef0123456789abcdef"


def record(number: int = 0, text: str = "text", **changes: object) -> Record:
    made = Record(
        id=NoteId(f"note{number:04}"),
        kind=NoteKind.ATOM,
        path=VaultPath(f"Notes/Soil {number}.md"),
        target_path=VaultPath(f"Notes/Soil {number}.md"),
        title=f"Soil {number}",
        base=digest_of(text.encode()),
        file=digest_of(text.encode()),
        source=SourceKey("essay.md"),
        signature="what it says, 土",
        heading="Soil",
        order=number,
        aliases=("Earth", "Ground"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def created(number: int = 0, text: str = "text", run: str = "run-1", **changes: object) -> Intent:
    made = record(number, text, **changes)
    action = Action(ActionKind.CREATE, made.path, "new", id=made.id, data=text.encode(), record=made, base=text)
    return Intent.of(number, run, action)


def fill(root: Path, intents: Sequence[Intent] = (), texts: Sequence[str] = ("text",)) -> None:
    with Store.open(root, VAULT) as store:
        wanted = intents or [created(number) for number in range(3)]
        store.begin(wanted, [text.encode() for text in texts], [VaultPath("Notes")])
        store.commit(wanted)


def listing(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(root.rglob("*"))}


def test_what_is_loaded_is_taken_over_until_the_file_is_another(quick_path: Path) -> None:
    fill(quick_path)
    loaded = Loaded()
    with Store.open(quick_path, VAULT, loaded=loaded) as store:
        before = store.records()
        store.remember("a", "b")
    with Store.open(quick_path, VAULT, loaded=loaded) as store:
        assert store.records() is before
        assert store.meta("a") == "b"
        store.commit([created(0, "other")])
        changed = store.records()
    with Store.open(quick_path, VAULT, loaded=loaded) as store:
        assert store.records() is changed
    fill(quick_path, [created(7)])
    with Store.open(quick_path, VAULT, loaded=loaded) as store:
        assert store.records() == {**changed, NoteId("note0007"): record(7)}
        with pytest.raises(RuntimeError), store._transaction():
            raise RuntimeError
    assert loaded.records is changed
    with Store.open(quick_path, VAULT, loaded=loaded) as store:
        assert len(store.records()) == 4


def test_a_name_of_a_run_is_known_once_it_changed_something(quick_path: Path) -> None:
    with Store.open(quick_path, VAULT) as store:
        assert not store.has_run("run-1")
    fill(quick_path)
    with Store.open(quick_path, VAULT) as store:
        assert (store.has_run("run-1"), store.has_run("run-2")) == (True, False)


def test_gives_back_what_it_was_given(quick_path: Path) -> None:
    odd = record(3, path=VaultPath("Notes/\udcff bad \n name.md"), state="joined", heir=NoteId("note0001"), file=None)
    bare = replace(record(4), source=None, aliases=(), kind=NoteKind.HOME)
    intents = [created(0), replace(created(1), action=replace(created(1).action, record=odd)), created(2)]
    intents[2] = replace(intents[2], action=replace(intents[2].action, record=bare))
    fill(quick_path, intents)
    with Store.open(quick_path, VAULT) as store:
        assert store.records() == {one.id: one for one in (record(0), odd, bare)}
        assert store.base(digest_of(b"text")) == "text"
        assert store.base(digest_of(b"other")) is None
        assert store.folders() == {"Notes"}
        assert store.intents() == ()
        assert store.problems == ()


def test_reading_leaves_no_trace(quick_path: Path) -> None:
    """Rule 4: not even a time, and no file beside the store."""
    fill(quick_path)
    with Store.open(quick_path, VAULT) as store:
        store.memo_put(digest_of(b"in"), b"out")
        store.remember("root", "7:42")
    before = listing(quick_path)
    with Store.open(quick_path, VAULT) as store:
        store.records()
        store.base(digest_of(b"text"))
        store.remember("root", "7:42")
        assert (store.meta("root"), store.meta("other")) == ("7:42", None)
        assert store.runs()
        assert store.changes("run-1")
        assert store.memo_get(digest_of(b"in")) == b"out"
        assert listing(quick_path) == before
    assert listing(quick_path) == before


def test_a_lost_store_is_empty_and_made_only_when_written(quick_path: Path) -> None:
    """Rule 9."""
    for vault_id in (None, VAULT):
        with Store.open(quick_path / "state", vault_id) as store:
            assert store.records() == {}
            assert (store.base(digest_of(b"x")), store.runs(), store.changes("x"), store.intents()) == (
                None,
                (),
                (),
                (),
            )
            assert store.memo_get(digest_of(b"x")) is None
    assert not (quick_path / "state").exists()
    with Store.open(quick_path, VAULT, readonly=True) as store, pytest.raises(VaultsyncError):
        store.remember("a", "b")
    with Store.open(quick_path, None) as store, pytest.raises(VaultsyncError):
        store.commit([created()])
    assert list(quick_path.iterdir()) == []


def test_what_was_begun_is_known_after_a_crash(quick_path: Path) -> None:
    intents = (created(0), created(1, "other"))
    with Store.open(quick_path, VAULT) as store:
        store.begin(intents, [b"text", b"other"])
    with Store.open(quick_path, VAULT) as store:
        assert store.intents() == intents
        assert store.records() == {}
        assert store.base(digest_of(b"other")) == "other"
        assert store.place_of("", digest_of(b"other")[:32]) == intents[1].action.path
        store.commit(intents[:1], dropped=intents[1:])
        assert store.intents() == ()
        assert list(store.records()) == ["note0000"]
        assert store.base(digest_of(b"other")) is None


def test_an_unfinished_transaction_never_was(quick_path: Path) -> None:
    fill(quick_path)
    broken = replace(created(0), action=replace(created(0).action, record=replace(record(0), base=Digest("\udcff"))))
    with Store.open(quick_path, VAULT) as store:
        before = store.records()
        with pytest.raises(UnicodeEncodeError):
            store.commit([created(7), broken], removed=[VaultPath("Notes")])
        assert store.folders() == {"Notes"}
    with Store.open(quick_path, VAULT) as store:
        assert store.records() == before
        assert store.folders() == {"Notes"}


def flipped(path: Path, places: range) -> list[int]:
    """Return the bytes that were flipped one at a time with nobody noticing, though what is read differs."""
    good = path.read_bytes()
    with Store.open(path.parent.parent, VAULT) as store:
        expected = (store.records(), store.base(digest_of(b"text")), store.folders(), store.intents(), store.meta("a"))
    unnoticed = []
    for place in places:
        for left in path.parent.iterdir():
            left.unlink()
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :])
        with Store.open(path.parent.parent, VAULT) as store:
            base = store.base(digest_of(b"text"))
            found = (store.records(), base, store.folders(), store.intents(), store.meta("a"))
            if not store.problems and found not in (expected, (expected[0], None, *expected[2:])):
                unnoticed.append(place)
            if store.problems:
                assert (path.parent / "store.damaged-1").read_bytes()[place] != good[place]
                assert store.records() == {}
                store.commit([created(9)])
                assert list(store.records()) == ["note0009"]
    return unnoticed


@pytest.mark.parametrize("step", [pytest.param(61, id="some"), pytest.param(7, id="many", marks=pytest.mark.slow)])
def test_no_flipped_byte_is_believed(quick_path: Path, step: int) -> None:
    fill(quick_path)
    with Store.open(quick_path, VAULT) as store:
        store.remember("a", "b")
        store.begin([created(5, "five", "run-2")], [b"five"])
    path = quick_path / VAULT / "store.sqlite"
    size = path.stat().st_size
    assert flipped(path, range(100)) == []
    assert flipped(path, range(100, size, step)) == []


def test_a_truncated_store_is_set_aside(quick_path: Path) -> None:
    fill(quick_path)
    path = quick_path / VAULT / "store.sqlite"
    good = path.read_bytes()
    for number, size in enumerate(range(1, len(good), 3001), 1):
        path.write_bytes(good[:size])
        with Store.open(quick_path, VAULT) as store:
            assert [problem.severity for problem in store.problems] == ["warning"]
            assert store.records() == {}
        assert (path.parent / f"store.damaged-{number}").read_bytes() == good[:size]
        assert not path.exists()


def test_a_damaged_store_is_left_alone_by_a_run_that_changes_nothing(quick_path: Path) -> None:
    fill(quick_path)
    path = quick_path / VAULT / "store.sqlite"
    path.write_bytes(b"no database at all" * 1000)
    before = listing(quick_path)
    with Store.open(quick_path, VAULT, readonly=True) as store:
        assert len(store.problems) == 1
        assert store.records() == {}
    assert listing(quick_path) == before


def test_a_damaged_store_that_can_not_be_set_aside_is_one_message(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, say: the next run sets it aside."""

    def full(path: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    with Store.open(quick_path, VAULT) as store:
        store.remember("key", "value")
    path = quick_path / VAULT / "store.sqlite"
    path.write_bytes(path.read_bytes()[:5000])
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(VaultsyncError, match="No space left"):
            Store.open(quick_path, VAULT)
    with Store.open(quick_path, VAULT) as store:
        assert len(store.problems) == 1


def test_damage_met_on_the_way_sets_the_store_aside(quick_path: Path) -> None:
    fill(quick_path)
    path = quick_path / VAULT / "store.sqlite"
    with Store.open(quick_path, VAULT) as store:
        with sqlite3.connect(path) as connection:
            connection.execute("DROP TABLE runs")
        connection.close()
        with pytest.raises(VaultsyncError, match="set aside"):
            store.commit([created(8)])
    with Store.open(quick_path, VAULT) as store:
        assert (store.records(), store.problems) == ({}, ())


def test_an_empty_file_is_a_store_that_was_never_written(quick_path: Path) -> None:
    (quick_path / VAULT).mkdir()
    (quick_path / VAULT / "store.sqlite").touch()
    with Store.open(quick_path, VAULT) as store:
        assert (store.problems, store.intents(), store.runs()) == ((), (), ())
    fill(quick_path)
    with Store.open(quick_path, VAULT) as store:
        assert len(store.records()) == 3


def restamp(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    migrations.put_meta(connection, "format", str(version))
    connection.commit()
    connection.close()


def test_a_newer_store_is_refused_and_left_alone(quick_path: Path) -> None:
    fill(quick_path)
    restamp(quick_path / VAULT / "store.sqlite", migrations.FORMAT + 1)
    before = listing(quick_path)
    with pytest.raises(VaultsyncError, match="later version"):
        Store.open(quick_path, VAULT)
    assert listing(quick_path) == before


def test_an_older_store_is_copied_and_brought_up_to_date(quick_path: Path) -> None:
    fill(quick_path)
    path = quick_path / VAULT / "store.sqlite"
    restamp(path, migrations.FORMAT - 1)
    old = path.read_bytes()
    taken: list[sqlite3.Connection] = []
    with Store.open(quick_path, VAULT, steps={migrations.FORMAT - 1: taken.append}) as store:
        assert len(store.records()) == 3
        assert store.problems == ()
    assert len(taken) == 1
    assert (path.parent / f"store.version-{migrations.FORMAT - 1}.sqlite").read_bytes() == old
    with Store.open(quick_path, VAULT) as store:
        assert len(store.records()) == 3


def test_a_store_that_can_not_be_used_says_why(quick_path: Path) -> None:
    (quick_path / VAULT).write_text("a file where the folder should be")
    with Store.open(quick_path, VAULT) as store, pytest.raises(VaultsyncError, match="can't be used"):
        store.commit([created()])
    (quick_path / VAULT).unlink()
    fill(quick_path)
    other = sqlite3.connect(quick_path / VAULT / "store.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(quick_path, VAULT) as store:
        store._connection.execute("PRAGMA busy_timeout = 1")  # type: ignore[union-attr]
        with pytest.raises(VaultsyncError, match="locked"):
            store.commit([created(5)])
    other.close()


def test_a_store_that_nobody_touched_is_not_looked_through_again(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    examine = migrations.examine

    def noting(connection: sqlite3.Connection, *, thorough: bool) -> int:
        looked.append(thorough)
        return examine(connection, thorough=thorough)

    monkeypatch.setattr(migrations, "examine", noting)
    fill(quick_path)
    path = quick_path / VAULT / "store.sqlite"
    for expected in (False, False, True):
        if expected:
            path.write_bytes(path.read_bytes())
        with Store.open(quick_path, VAULT) as store:
            assert len(store.records()) == 3
        assert looked.pop() is expected


def test_the_state_folder_is_private(quick_path: Path) -> None:
    fill(quick_path / "deep" / "state")
    assert (quick_path / "deep" / "state" / VAULT).stat().st_mode & 0o777 == 0o700


# --- history ---


def test_history_tells_what_a_run_did(quick_path: Path) -> None:
    fill(quick_path)
    old, new = record(0), record(0, "better", path=VaultPath("Notes/Earth.md"))
    rename = Action(
        ActionKind.RENAME,
        new.path,
        "its title changed",
        id=new.id,
        source_path=old.path,
        expect=old.file,
        data=b"better",
        record=new,
        base="better",
    )
    gone = replace(record(1), state="gone", file=None)
    trash = Action(ActionKind.TRASH, gone.path, "gone", id=gone.id, expect=record(1).file, record=gone)
    mine = Action(ActionKind.UPDATE, VaultPath("Mine.md"), "link", expect=digest_of(b"[[a]]"), data=b"[[b]]")
    noted = Action(
        ActionKind.RECORD, record(2).path, "you moved it", id=record(2).id, record=replace(record(2), order=9)
    )
    intents = [Intent.of(n, "run-2", action) for n, action in enumerate((rename, trash, mine, noted))]
    with Store.open(quick_path, VAULT, now=lambda: 1_700_000_000.0) as store:
        store.begin(intents, [b"text", b"better", b"[[a]]", b"[[b]]"])
        store.commit(intents)
    with Store.open(quick_path, VAULT) as store:
        first, second = store.runs()
        assert (first.run, first.counts) == ("run-1", {"create": 3})
        assert second.started.isoformat() == "2023-11-14T22:13:20+00:00"
        assert second.counts == {"record": 1, "rename": 1, "trash": 1, "update": 1}
        renamed, trashed, edited, recorded = store.changes("run-2")
        assert (renamed.path, renamed.from_path, renamed.before, renamed.after) == (
            new.path,
            old.path,
            b"text",
            b"better",
        )
        assert (renamed.record_before, renamed.record_after) == (old, new)
        assert (trashed.before, trashed.after, trashed.record_after) == (b"text", None, gone)
        assert (edited.id, edited.before, edited.after, edited.record_after) == (None, b"[[a]]", b"[[b]]", None)
        assert (recorded.before, recorded.after, recorded.record_before) == (None, None, record(2))
        assert [change.record_before for change in store.changes("run-1")] == [None] * 3
        assert store.changes("run-9") == ()
        assert store.place_of(digest_of(b"[[a]]")[:32], digest_of(b"[[b]]")[:32]) == "Mine.md"
        assert store.place_of(digest_of(b"[[b]]")[:32], "") is None


def test_what_is_applied_twice_in_a_run_is_one_run(quick_path: Path) -> None:
    fill(quick_path, [created(0)])
    fill(quick_path, [created(1)])
    with Store.open(quick_path, VAULT) as store:
        [run] = store.runs()
        assert run.counts == {"create": 2}
        assert [change.path for change in store.changes("run-1")] == ["Notes/Soil 0.md", "Notes/Soil 1.md"]


@pytest.mark.parametrize(
    ("limits", "kept"), [(Limits(), 4), (Limits(days=2.5), 3), (Limits(megabytes=0.0065), 2), (Limits(0, 0), 1)]
)
def test_history_is_kept_within_its_limits(quick_path: Path, limits: Limits, kept: int) -> None:
    texts = [str(number) * 1000 for number in range(4)]
    for number, text in enumerate(texts):
        with Store.open(quick_path, VAULT, limits=limits, now=lambda day=number: day * 86_400.0) as store:  # type: ignore[misc]
            intent = created(0, text, f"run-{number}")
            if number:
                action = replace(intent.action, kind=ActionKind.UPDATE, expect=digest_of(texts[number - 1].encode()))
                intent = replace(intent, action=action)
            store.begin([intent], [text.encode()])
            store.commit([intent])
    with Store.open(quick_path, VAULT) as store:
        assert [run.run for run in store.runs()] == [f"run-{number}" for number in range(4 - kept, 4)]
        assert store.base(store.records()[NoteId("note0000")].base) == texts[3]
        known = [text for text in texts if store.content(digest_of(text.encode())) is not None]
        assert known == texts[max(0, 4 - kept - 1) :]


# --- the cache ---


def test_a_damaged_cache_knows_less_and_mends(quick_path: Path) -> None:
    key, path = digest_of(b"in"), quick_path / VAULT / "cache.sqlite"
    with Store.open(quick_path, VAULT) as store:
        store.memo_put(key, b"out" * 100)
        assert store.memo_get(key) == b"out" * 100
    good = path.read_bytes()
    for place in [*range(0, 100, 7), *range(100, len(good), 97)]:
        path.write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
        with Store.open(quick_path, VAULT) as store:
            assert store.memo_get(key) in (None, b"out" * 100)
    for content in (b"", b"rubbish" * 999, good[:3000]):
        path.write_bytes(content)
        for _ in range(2):
            with Store.open(quick_path, VAULT) as store:
                store.memo_put(key, b"out")
        with Store.open(quick_path, VAULT) as store:
            assert store.memo_get(key) == b"out"


def test_a_cache_that_can_not_be_written_costs_nothing(quick_path: Path) -> None:
    (quick_path / VAULT).write_text("a file where the folder should be")
    with Store.open(quick_path, VAULT) as store:
        store.memo_put(digest_of(b"in"), b"out")
    assert (quick_path / VAULT).is_file()


def test_stores_of_two_vaults_do_not_meet(quick_path: Path) -> None:
    fill(quick_path)
    with Store.open(quick_path, "f" * 32) as store:
        assert store.records() == {}
    shutil.rmtree(quick_path / VAULT)
    assert list(quick_path.iterdir()) == []
