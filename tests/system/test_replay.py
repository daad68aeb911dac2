"""A small history by `tools/replay`: everything that real repositories do to their files, and a reader's edits."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import put
from tests.system.driven import CHANGED, ESSAY, LONGER, RETITLED, SHORTER
from tools.replay.__main__ import Replay
from tools.replay.history import Checkout, History

GIT = shutil.which("git")
pytestmark = pytest.mark.skipif(GIT is None, reason="needs git")


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> None:
        names = {
            f"GIT_{who}_{what}": "ada@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        subprocess.run(["git", "-C", str(self.folder), *arguments], check=True, env={**os.environ, **names})

    def commit(self, change: Callable[[Path], object]) -> None:
        change(self.folder)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "changed")


def writing(files: dict[str, str | bytes]) -> Callable[[Path], None]:
    return lambda folder: put(folder, files)


TABLE = "# Read me\n\n<table><tr><td>[A](book/machines.md)</td><td>![p](p.png)</td></tr></table>\n\nSee below.\n"
CHANGES: list[Callable[[Path], object]] = [
    writing({"README.md": TABLE, "book/machines.md": ESSAY, "book/p.png": b"\x89PNG\0\1", "code.py": "pass\n"}),
    writing({"book/machines.md": CHANGED}),
    writing({"book/überall – alles.md": LONGER.replace("# Machines", "# Überall"), "book/a\nb.md": "# Odd\n\nOdd.\n"}),
    writing({"book/machines.md": RETITLED}),
    lambda folder: (folder / "book").rename(folder / "chapters"),
    writing(
        {
            "chapters/machines.md": SHORTER.encode("utf-16"),
            "latin.md": "# Caf\xe9\n\nUn caf\xe9 noir.\n".encode("latin-1"),
        }
    ),
    writing({"chapters/machines.md": SHORTER.replace("\n", "\r\n")}),
    writing({"chapters/binary.md": bytes(range(256)) * 40}),
    lambda folder: shutil.rmtree(folder / "chapters"),
    writing({"chapters/machines.md": LONGER}),
    lambda folder: [shutil.move(path, folder / f"{path.stem}.txt") for path in [*folder.rglob("*.md")]],
    lambda folder: [shutil.move(path, folder / f"{path.stem}.rst") for path in [*folder.rglob("*.txt")]],
    writing({"machines.md": LONGER}),
]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_history_with_all_that_happens_to_files(repository: Repository, tmp_path: Path) -> None:
    for change in CHANGES:
        repository.commit(change)
    replay = Replay(History(repository.folder), tmp_path / "replay", seed=1)
    tally = replay.play(99, 0, lambda line: None)
    assert tally.faults == []
    assert tally.commits == len(CHANGES)
    assert tally.stopped == 1
    assert set(tally.codes) <= {0, 3, 4}
    assert replay.reader.edits >= len(CHANGES) // 2


def test_what_goes_wrong_is_told(repository: Repository, tmp_path: Path) -> None:
    repository.commit(CHANGES[0])
    replay = Replay(History(repository.folder), tmp_path / "replay", seed=1)
    replay.reader.typed["typed0word"] = "nowhere"
    assert any("lost: typed0word (nowhere)" in fault for fault in replay.play(1, 0, lambda line: None).faults)


def test_a_merge_is_what_it_brought_and_a_link_leads_nowhere_else(repository: Repository, tmp_path: Path) -> None:
    repository.commit(writing({"one.md": "one\n"}))
    repository.git("checkout", "-q", "-b", "side")
    repository.commit(writing({"two.md": "two\n"}))
    repository.git("checkout", "-q", "main")
    repository.commit(lambda folder: (folder / "out.md").symlink_to("/etc/passwd"))
    repository.commit(lambda folder: (folder / "in.md").symlink_to("one.md"))
    repository.git("merge", "-q", "-m", "merged", "side")
    history = History(repository.folder)
    checkout = Checkout(history, tmp_path / "sources")
    assert [checkout.go_to(commit) for commit in history.commits()] == [["one.md"], ["out.md"], ["in.md"], ["two.md"]]
    assert sorted(path.name for path in (tmp_path / "sources").iterdir()) == ["in.md", "one.md", "two.md"]
