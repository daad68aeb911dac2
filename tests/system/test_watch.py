"""The watcher with the real notifications of the system and in real processes; nothing here waits a fixed time."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.system.watching import STYLES, Watcher, atomically, essay, in_place
from vaultsync.sync import migrations

Start = Callable[..., Watcher]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Watcher] = []

    def call(*arguments: str, settings: str = "hold = 1.0\n", ready: bool = True) -> Watcher:
        started.append(Watcher(tmp_path, *arguments, settings=settings, ready=ready))
        return started[-1]

    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "Machines.md").write_text(essay("Machines"), encoding="utf-8")
    yield call
    for watcher in started:
        if watcher.process.poll() is None:
            watcher.kill()


def find(watcher: Watcher, part: str) -> Path:
    """The atom about the first or second thing."""
    return next((watcher.vault / "Notes" / "Machines").glob(f"*{part}*"))


@pytest.mark.parametrize("side", ["source", "note"])
def test_each_way_of_saving_is_one_sync(start: Start, side: str) -> None:
    watcher = start(settings="hold = 0.5\n")
    path = watcher.sources / "Machines.md" if side == "source" else find(watcher, "first")
    for save in STYLES:
        line = f"What was typed last is told by {save.__name__}.\n"
        done = len(watcher.syncs())
        save(path, f"{path.read_text(encoding='utf-8')}\n{line}")
        watcher.wait_for("synced")
        watcher.settle()
        changes = [one for one in watcher.syncs()[done:] if one["trigger"] != "retry"]
        assert [one["changed"] for one in changes][:-1] == [[str(path)]], save
        assert line in "".join(one.read_text("utf-8") for one in watcher.vault.rglob("*.md"))
        assert line in path.read_text(encoding="utf-8")
    assert watcher.stop() == 0
    watcher.check()


def test_a_moved_note_keeps_its_identity_and_a_deleted_one_stays_away(start: Start) -> None:
    watcher = start()
    first, second = find(watcher, "first"), find(watcher, "second")
    words = first.read_text(encoding="utf-8")
    new = first.with_name("My own name.md")
    first.rename(new)
    watcher.wait_for("synced")
    second.unlink()
    watcher.wait_for("synced")
    watcher.settle()
    assert not first.exists()
    assert not second.exists()
    identity = next(line for line in words.splitlines() if line.startswith("id:"))
    assert identity in new.read_text(encoding="utf-8")
    assert watcher.stop() == 0
    watcher.check()


def test_a_source_folder_that_is_moved_in_and_out(start: Start, tmp_path: Path) -> None:
    watcher = start()
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "Gardens.md").write_text(essay("Gardens"), encoding="utf-8")
    (tmp_path / "more").rename(watcher.sources / "more")
    watcher.wait_for("synced", lambda found: found["counts"]["created"] > 0)
    assert (watcher.vault / "Sources" / "Gardens.md").exists()
    (watcher.sources / "more").rename(tmp_path / "out")
    watcher.wait_for("synced", lambda found: found["counts"]["trashed"] > 0)
    assert not (watcher.vault / "Sources" / "Gardens.md").exists()
    assert watcher.stop() == 0
    watcher.check()


def test_many_files_at_once_are_one_batch(start: Start) -> None:
    """Row 78: a checkout."""
    watcher = start()
    for number in range(60):
        (watcher.sources / f"Essay {number}.md").write_text(essay(f"Essay {number}"), encoding="utf-8")
    watcher.wait_for("synced", lambda found: found["counts"]["created"] > 0)
    watcher.settle()
    assert sum(len(one["changed"]) for one in watcher.syncs()) == 61
    assert watcher.stop() == 0
    watcher.check()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it(start: Start, number: signal.Signals, code: int) -> None:
    watcher = start()
    assert watcher.stop(number) == code
    assert watcher.events[-1] == {"event": "stopped", "reason": number.name}


def test_it_catches_up_on_what_happened_while_it_was_off(start: Start) -> None:
    watcher = start()
    watcher.kill()
    note = find(watcher, "first")
    in_place(note, note.read_text("utf-8") + "\nTyped while it was off.\n")
    atomically(watcher.sources / "Machines.md", essay("Machines").replace("some length", "great length"))
    again = start()
    assert again.events[0]["trigger"] == "start"
    text = note.read_text("utf-8")
    while "great length" not in text:  # the note was edited a moment ago, and was left to its editor
        again.wait_for("synced")
        text = note.read_text("utf-8")
    assert "Typed while it was off." in text
    assert "great length" in text
    assert again.stop() == 0
    again.check()


def test_a_state_of_an_older_version_is_brought_up_to_date_or_made_anew(start: Start) -> None:
    watcher = start()
    note = find(watcher, "first")
    assert watcher.stop() == 0
    [store] = watcher.folder.joinpath("state").rglob("store.sqlite")
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {migrations.FORMAT - 1}")
        migrations.put_meta(connection, "format", str(migrations.FORMAT - 1))
    in_place(note, note.read_text("utf-8") + "\nTyped while it was off.\n")
    atomically(watcher.sources / "More.md", essay("More"))
    again = start()
    assert (again.vault / "Notes" / "More").is_dir()
    again.settle()
    assert "Typed while it was off." in note.read_text("utf-8")
    assert again.stop() == 0
    again.check()


def test_the_second_watcher_is_told_who_is_first(start: Start) -> None:
    first = start()
    second = first.call("watch")
    assert second.returncode == 5
    assert "watched already" in second.stderr
    if sys.platform == "linux":
        assert f"process {first.process.pid}" in second.stderr
    first.kill()
    third = start()
    assert third.stop() == 0


def test_other_commands_work_beside_it(start: Start) -> None:
    watcher = start()
    (watcher.sources / "Machines.md").write_text(essay("Machines") + "\nMore.\n", encoding="utf-8")
    for command in ("rebuild", "sync", "status"):
        done = watcher.call(command)
        assert done.returncode == 0, done.stderr
    assert f"watched by process {watcher.process.pid}" in done.stdout
    watcher.settle()
    assert watcher.stop() == 0
    assert "no watcher runs" in watcher.call("status").stdout


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_settings_are_read_again_on_request_and_broken_ones_are_not_used(start: Start) -> None:
    watcher = start()
    settings = watcher.folder / "vaultsync.toml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(good.replace("[watch]", "no such thing"), encoding="utf-8")
    watcher.process.send_signal(signal.SIGHUP)
    found = watcher.wait_for("problem")
    assert "vaultsync.toml" in found["path"], found
    assert "stay as they were" in found["message"]
    watcher.settle()
    settings.write_text(f'{good}[folders]\nnotes = "Atoms"\n', encoding="utf-8")
    watcher.process.send_signal(signal.SIGHUP)
    watcher.wait_for("synced", lambda one: one["trigger"] == "reload")
    assert (watcher.vault / "Atoms" / "Machines").is_dir()
    assert watcher.stop() == 0


def test_by_looking_alone(start: Start) -> None:
    watcher = start("--poll", settings="poll_every = 0.2\n")
    (watcher.sources / "Machines.md").write_text(essay("Machines").replace("a reason", "a cause"), encoding="utf-8")
    watcher.wait_for("synced", lambda found: found["counts"]["updated"] > 0)
    assert "a cause" in find(watcher, "second").read_text("utf-8")
    assert watcher.stop() == 0
    watcher.check()


def test_a_source_folder_that_goes_and_comes_back(start: Start, tmp_path: Path) -> None:
    """Rows 75 and 76."""
    watcher = start(settings="check_every = 0.3\npoll_every = 0.3\n")
    before = sorted(watcher.vault.rglob("*.md"))
    watcher.sources.rename(tmp_path / "away")
    assert watcher.wait_for("problem")["path"] == str(watcher.sources)
    assert sorted(watcher.vault.rglob("*.md")) == before
    (tmp_path / "away" / "Gardens.md").write_text(essay("Gardens"), encoding="utf-8")
    (tmp_path / "away").rename(watcher.sources)
    watcher.wait_for("synced", lambda found: found["counts"]["created"] > 0)
    watcher.settle()
    assert [event for event in watcher.events if event["event"] == "problem"] == [watcher.events[2]]
    assert watcher.stop() == 0
    watcher.check()


def test_a_vault_that_goes_is_not_made_anew(start: Start, tmp_path: Path) -> None:
    watcher = start(settings="check_every = 0.3\npoll_every = 0.3\n")
    watcher.vault.rename(tmp_path / "away")
    watcher.wait_for("problem")
    (watcher.sources / "Gardens.md").write_text(essay("Gardens"), encoding="utf-8")
    watcher.wait_for("problem", lambda found: "the vault is out of reach" in found["message"])
    assert not watcher.vault.exists()
    (tmp_path / "away").rename(watcher.vault)
    watcher.wait_for("synced", lambda found: found["counts"]["created"] > 0)
    assert watcher.stop() == 0
    watcher.check()
