"""By what a change is told from an echo: contents, never timing."""

from __future__ import annotations

from hashlib import sha256

import pytest

from vaultsync.model import Action, ActionKind, Digest, VaultPath
from vaultsync.vault.scan import ScannedFile
from vaultsync.watch.ledger import Eyes, Ledger
from vaultsync.watch.survey import Stamp, Survey


class Files:
    """Files in memory; each write has a stamp of its own."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Stamp, bytes]] = {}
        self.read: list[str] = []
        self._count = 0

    def write(self, path: str, data: bytes) -> None:
        self._count += 1
        self.held[path] = (Stamp(len(data), self._count, self._count, self._count), data)

    def stamp(self, path: str) -> Stamp | None:
        return self.held[path][0] if path in self.held else None

    def digest(self, path: str) -> Digest | None:
        self.read.append(path)
        return digest(self.held[path][1]) if path in self.held else None

    def below(self, folder: str) -> dict[str, Stamp]:
        return {path: stamp for path, (stamp, _) in self.held.items() if path.startswith(f"{folder}/")}

    def survey(self) -> Survey:
        return Survey({path: stamp for path, (stamp, _) in self.held.items()}, {}, ())

    def scan(self) -> dict[VaultPath, ScannedFile]:
        return {
            VaultPath(path[3:]): ScannedFile(VaultPath(path[3:]), len(data), 0, digest(data))
            for path, (_, data) in self.held.items()
            if path.startswith("/v/")
        }


def digest(data: bytes) -> Digest:
    return Digest(sha256(data).hexdigest())


@pytest.fixture
def files() -> Files:
    files = Files()
    files.write("/v/A.md", b"a")
    files.write("/v/B.md", b"b")
    files.write("/s/one.txt", b"1")
    files.write("/s/deep/two.txt", b"2")
    return files


@pytest.fixture
def ledger(files: Files) -> Ledger:
    ledger = Ledger("/v", Eyes(files.stamp, files.digest, files.below))
    ledger.learn(files.survey(), lambda path: path.startswith("/s/"))
    ledger.saw(files.scan())
    files.read.clear()
    return ledger


def test_what_did_not_change_is_no_news_and_is_not_even_read(files: Files, ledger: Ledger) -> None:
    assert ledger.news(files.held) == set()
    assert files.read == []


@pytest.mark.parametrize("path", ["/v/A.md", "/s/one.txt"])
def test_other_bytes_are_news_until_a_run_has_seen_them(files: Files, ledger: Ledger, path: str) -> None:
    files.write(path, b"other")
    assert ledger.news([path]) == {path}
    assert ledger.news([path]) == {path}
    ledger.accept(ledger.look([path]))
    ledger.saw(files.scan())
    assert ledger.news([path]) == set()


@pytest.mark.parametrize("path", ["/v/A.md", "/s/one.txt"])
def test_the_same_bytes_written_again_are_no_news(files: Files, ledger: Ledger, path: str) -> None:
    """Row 82: touch without change."""
    files.write(path, files.held[path][1])
    assert ledger.news([path]) == set()


@pytest.mark.parametrize("path", ["/v/A.md", "/s/one.txt"])
def test_a_file_that_goes_or_comes_is_news(files: Files, ledger: Ledger, path: str) -> None:
    del files.held[path]
    assert ledger.news([path]) == {path}
    ledger.accept(ledger.look([path]))
    ledger.saw(files.scan())
    assert ledger.news([path]) == set()
    files.write(path, b"back")
    assert ledger.news([path]) == {path}


def test_what_was_never_there_is_no_news(ledger: Ledger) -> None:
    assert ledger.news(["/s/fleeting.txt"]) == set()


def test_a_folder_stands_for_what_is_or_was_in_it(files: Files, ledger: Ledger) -> None:
    assert ledger.news(["/s/deep"]) == set()
    files.write("/s/moved/two.txt", b"2")
    del files.held["/s/deep/two.txt"]
    assert ledger.news(["/s/deep", "/s/moved"]) == {"/s/deep/two.txt", "/s/moved/two.txt"}


def test_what_a_run_wrote_is_no_news_whenever_its_events_come(files: Files, ledger: Ledger) -> None:
    """Row 87."""
    files.write("/v/A.md", b"ours")
    files.write("/v/New.md", b"new")
    files.write("/v/C.md", b"b")
    del files.held["/v/B.md"]
    ledger.did(
        [
            Action(ActionKind.UPDATE, VaultPath("A.md"), "", expect=digest(b"a"), data=b"ours"),
            Action(ActionKind.CREATE, VaultPath("New.md"), "", data=b"new"),
            Action(ActionKind.RENAME, VaultPath("C.md"), "", source_path=VaultPath("B.md"), expect=digest(b"b")),
            Action(ActionKind.RECORD, VaultPath("D.md"), ""),
        ]
    )
    assert ledger.wrote(digest(b"ours"))
    assert ledger.news(["/v/A.md", "/v/New.md", "/v/C.md", "/v/B.md"]) == set()
    assert ledger.differences(files.survey()) == set()


def test_an_edit_right_after_a_write_is_news(files: Files, ledger: Ledger) -> None:
    ledger.did([Action(ActionKind.UPDATE, VaultPath("A.md"), "", expect=digest(b"a"), data=b"ours")])
    files.write("/v/A.md", b"ours, and the user's")
    assert ledger.news(["/v/A.md"]) == {"/v/A.md"}


def test_a_trashed_note_that_comes_back_is_news(files: Files, ledger: Ledger) -> None:
    ledger.did([Action(ActionKind.TRASH, VaultPath("A.md"), "", expect=digest(b"a"))])
    del files.held["/v/A.md"]
    ledger.saw(files.scan())
    assert ledger.news(["/v/A.md"]) == set()
    files.write("/v/A.md", b"a")
    assert ledger.news(["/v/A.md"]) == {"/v/A.md"}


def test_what_another_run_found_changed_is_not_ours_any_more(files: Files, ledger: Ledger) -> None:
    ledger.did([Action(ActionKind.UPDATE, VaultPath("A.md"), "", expect=digest(b"a"), data=b"ours")])
    files.write("/v/A.md", b"the user's")
    ledger.saw(files.scan())
    assert not ledger.wrote(digest(b"ours"))


def test_what_it_wrote_is_known_wherever_the_user_moves_it(files: Files, ledger: Ledger) -> None:
    ledger.did([Action(ActionKind.UPDATE, VaultPath("A.md"), "", expect=digest(b"a"), data=b"ours")])
    del files.held["/v/A.md"]
    files.write("/v/Moved.md", b"ours")
    ledger.saw(files.scan())
    assert ledger.wrote(digest(b"ours"))


def test_a_look_everywhere_finds_what_no_event_told(files: Files, ledger: Ledger) -> None:
    files.write("/s/three.txt", b"3")
    files.write("/s/one.txt", b"one")
    del files.held["/v/B.md"]
    assert ledger.differences(files.survey()) == {"/s/three.txt", "/s/one.txt", "/v/B.md"}


def test_what_lies_below_a_missing_root_has_not_gone(files: Files, ledger: Ledger) -> None:
    """Rule 10: absence is not deletion."""
    found = Survey({path: stamp for path, (stamp, _) in files.held.items() if path.startswith("/v/")}, {}, ("/s",))
    assert ledger.differences(found) == set()
