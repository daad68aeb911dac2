"""Lost sight: limits and mounts; on Linux, in namespaces of their own, so that no other program is limited."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.system.watching import Watcher, essay

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits and mounts")

Start = Callable[..., Watcher]
QUICK = "hold = 0.5\ncheck_every = 0.5\npoll_every = 0.5\n"


def in_namespace(*kinds: str) -> list[str]:
    """Return the words that run a command in namespaces of its own; skip, loudly, where that isn't allowed."""
    words = ["unshare", *kinds]
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip(f"NOT TESTED HERE: {' '.join(words)} is not allowed on this machine")
    return words


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Watcher] = []

    def call(within: list[str]) -> Watcher:
        started.append(Watcher(tmp_path, settings=QUICK, within=within))
        return started[-1]

    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "Machines.md").write_text(essay("Machines"), encoding="utf-8")
    yield call
    for watcher in started:
        if watcher.process.poll() is None:
            watcher.kill()


def limited(name: str, value: int) -> list[str]:
    words = in_namespace("--user", "--map-root-user")
    return [*words, "sh", "-c", f'echo {value} > /proc/sys/user/{name}; exec "$@"', "sh"]


def test_more_folders_than_may_be_watched(start: Start, tmp_path: Path) -> None:
    """Row 84."""
    for number in range(30):
        (tmp_path / "sources" / f"{number:02}").mkdir()
    watcher = start(limited("max_inotify_watches", 20))
    found = watcher.wait_for("problem")
    assert "limit of watched folders" in found["message"]
    assert "max_user_watches" in found["hint"]
    for number in range(0, 30, 7):
        place = watcher.sources / f"{number:02}" / f"Essay {number}.md"
        place.write_text(essay(f"Essay {number}"), encoding="utf-8")
        watcher.wait_for("synced", lambda done: done["counts"]["created"] > 0)
    status = watcher.call("status")
    assert "looking instead of listening" in status.stdout
    assert "max_user_watches" in status.stderr
    watcher.settle()
    assert sum(event["event"] == "problem" for event in watcher.events) == 1
    assert watcher.stop() == 0
    watcher.check()


def test_no_watcher_left(start: Start) -> None:
    """Row 85."""
    watcher = start(limited("max_inotify_instances", 0))
    problem = next(event for event in watcher.events if event["event"] == "problem")
    assert "max_user_instances" in problem["hint"]
    (watcher.sources / "Gardens.md").write_text(essay("Gardens"), encoding="utf-8")
    watcher.wait_for("synced", lambda done: done["counts"]["created"] > 0)
    assert sum(event["event"] == "problem" for event in watcher.events) == 1
    assert watcher.stop() == 0
    watcher.check()


def test_a_source_folder_is_unmounted_and_mounted_again(start: Start, tmp_path: Path) -> None:
    """Rows 72 and 76."""
    enter = in_namespace("--user", "--map-root-user", "--mount")
    disk = tmp_path / "disk"
    (tmp_path / "sources").rename(disk)
    (tmp_path / "sources").mkdir()
    mount = f'mount --bind "{disk}" "{tmp_path}/sources"'
    watcher = start([*enter, "sh", "-c", f'{mount}; exec "$@"', "sh"])
    before = sorted(watcher.vault.rglob("*.md"))
    assert len(before) > 2

    def inside(command: str) -> None:
        join = ["nsenter", "--user", "--mount", "--preserve-credentials", "--target", str(watcher.process.pid)]
        subprocess.run([*join, "sh", "-c", command], check=True, capture_output=True)

    inside(f'umount -l "{tmp_path}/sources"')
    assert "another folder" in watcher.wait_for("problem")["message"]
    assert "the source folder is empty" in watcher.wait_for("problem")["message"]
    assert sorted(watcher.vault.rglob("*.md")) == before
    (disk / "Gardens.md").write_text(essay("Gardens"), encoding="utf-8")
    inside(mount)
    watcher.wait_for("synced", lambda done: done["counts"]["created"] > 0)
    assert (watcher.vault / "Sources" / "Gardens.md").exists()
    (disk / "Tools.md").write_text(essay("Tools"), encoding="utf-8")
    watcher.wait_for("synced", lambda done: done["counts"]["created"] > 0)
    assert watcher.stop() == 0


def test_thousands_of_folders_and_files_at_once(start: Start, tmp_path: Path) -> None:
    """Row 88; all 5,000 folders and 20,000 files with VAULTSYNC_FULL=1."""
    folders, files = (5000, 20_000) if os.environ.get("VAULTSYNC_FULL") else (300, 300)
    for number in range(folders):
        (tmp_path / "sources" / f"{number // 100:02}" / f"{number:04}").mkdir(parents=True)
    watcher = start([])
    for number in range(files):
        place = watcher.sources / f"{number % folders // 100:02}" / f"{number % folders:04}" / f"{number}.txt"
        place.write_bytes(b"")
    last = watcher.sources / f"{(folders - 1) // 100:02}" / f"{folders - 1:04}" / "Gardens.md"
    last.write_text(essay("Gardens"), encoding="utf-8")
    watcher.wait_for("synced", lambda done: done["counts"]["created"] > 0)
    watcher.settle()
    told = sum(len(one["changed"]) for one in watcher.syncs())
    assert told == files + 2
    assert [event for event in watcher.events if event["event"] == "problem"] == []
    assert watcher.stop() == 0


@pytest.mark.skipif(
    not os.environ.get("VAULTSYNC_SYSCTL"),
    reason="NOT TESTED HERE: lowers a limit of the whole machine for a moment; root may set VAULTSYNC_SYSCTL=1",
)
def test_an_overflow(start: Start) -> None:
    """Row 83."""
    limit = Path("/proc/sys/fs/inotify/max_queued_events")
    before = limit.read_text(encoding="ascii")
    limit.write_text("16", encoding="ascii")
    try:
        watcher = start([])
    finally:
        limit.write_text(before, encoding="ascii")
    for number in range(400):
        (watcher.sources / f"{number}.txt").write_bytes(b"")
    (watcher.sources / "Gardens.md").write_text(essay("Gardens"), encoding="utf-8")
    watcher.wait_for("synced", lambda done: done["counts"]["created"] > 0)
    watcher.settle()
    problems = [event for event in watcher.events if event["event"] == "problem"]
    assert ["queue" in one["message"] for one in problems] == [True]
    assert "max_queued_events" in problems[0]["hint"]
    assert watcher.stop() == 0
    watcher.check()
