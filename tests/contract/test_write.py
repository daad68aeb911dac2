from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.faults import CHANGING, LOOKING, FaultyDisk, refuse
from vaultsync.errors import Changed, VaultsyncError
from vaultsync.model import Digest, VaultPath
from vaultsync.vault import trash
from vaultsync.vault.disk import Disk, digest_of
from vaultsync.vault.refusal import Failed, Refused
from vaultsync.vault.salvage import salvage
from vaultsync.vault.staging import Staging
from vaultsync.vault.write import VaultWriter

NOTE = VaultPath("Notes/Soil.md")
OLD = b"what the plan saw\n"
NEW = b"what the source says now\n"
LATE = b"what the user saved in the last moment\n"


def disks() -> dict[str, Callable[..., FaultyDisk]]:
    return {
        "exchange": FaultyDisk,
        "no exchange": lambda *a, **k: FaultyDisk(*a, exchange=False, **k),
        "no exchange, no hard links": lambda *a, **k: FaultyDisk(*a, exchange=False, hard_links=False, **k),
    }


@pytest.fixture(params=sorted(disks()))
def make_disk(request: pytest.FixtureRequest) -> Callable[..., FaultyDisk]:
    return disks()[request.param]


@pytest.fixture
def vault(quick_path: Path) -> Path:
    root = quick_path / "vault"
    (root / "Notes").mkdir(parents=True)
    (root / NOTE).write_bytes(OLD)
    return root


@pytest.fixture
def writer(vault: Path, make_disk: Callable[..., FaultyDisk]) -> Iterator[VaultWriter]:
    with VaultWriter(vault, disk=make_disk()) as writer:
        writer.prepare()
        yield writer


def visible(vault: Path) -> dict[str, bytes]:
    """What the user sees, the vault's trash included."""
    return {
        path.relative_to(vault).as_posix(): path.read_bytes()
        for path in sorted(vault.rglob("*"))
        if path.is_file() and ".vaultsync" not in path.parts
    }


def nowhere(before: str, after: str) -> VaultPath | None:
    return None


def test_reads_what_is_there_and_nothing_else(writer: VaultWriter) -> None:
    assert writer.read(NOTE) == OLD
    assert writer.read(VaultPath("Notes/None.md")) is None
    assert writer.read(VaultPath("None/None.md")) is None


def test_creates_a_note_and_its_folders(writer: VaultWriter, vault: Path) -> None:
    writer.create(VaultPath("Notes/Deep/Er/New.md"), NEW)
    writer.settle()
    assert (vault / "Notes/Deep/Er/New.md").read_bytes() == NEW
    assert not list((vault / ".vaultsync/tmp").iterdir())


def test_creating_never_replaces(writer: VaultWriter, vault: Path) -> None:
    with pytest.raises(Changed):
        writer.create(NOTE, NEW)
    assert visible(vault) == {NOTE: OLD}
    assert not list((vault / ".vaultsync/tmp").iterdir())


def test_replaces_what_it_expects_and_keeps_the_old_file_for_late_writers(writer: VaultWriter, vault: Path) -> None:
    (vault / NOTE).chmod(0o640)
    old = (vault / NOTE).stat().st_ino
    writer.replace(NOTE, digest_of(OLD), NEW)
    assert (vault / NOTE).read_bytes() == NEW
    assert stat.S_IMODE((vault / NOTE).stat().st_mode) == 0o640
    [kept] = (vault / ".vaultsync/displaced").iterdir()
    assert (kept.read_bytes(), kept.stat().st_ino) == (OLD, old)


def test_steps_back_from_what_it_does_not_expect(writer: VaultWriter, vault: Path) -> None:
    (vault / NOTE).write_bytes(LATE)
    for change in (
        lambda: writer.replace(NOTE, digest_of(OLD), NEW),
        lambda: writer.move(NOTE, VaultPath("Notes/Moved.md"), digest_of(OLD)),
        lambda: writer.rewrite(NOTE, VaultPath("Notes/Moved.md"), digest_of(OLD), NEW),
        lambda: writer.trash(NOTE, digest_of(OLD)),
    ):
        with pytest.raises(Changed):
            change()
        assert visible(vault) == {NOTE: LATE}
    assert not list((vault / ".vaultsync/tmp").iterdir())


def test_a_note_that_is_plainly_another_is_not_even_touched(vault: Path) -> None:
    """Rule 3: an exchange that is taken back would have shown the note's editor a text that never was meant to be."""
    (vault / NOTE).write_bytes(LATE)
    disk = FaultyDisk()
    with VaultWriter(vault, disk=disk) as writer, pytest.raises(Changed):
        writer.replace(NOTE, digest_of(OLD), NEW)
    assert "exchange" not in disk.calls


def test_a_save_at_the_moment_of_the_exchange_keeps_its_place(vault: Path) -> None:
    class SavedBefore(FaultyDisk):
        def exchange(self, folder: int, name: str, other_folder: int, other: str) -> None:
            if "saved" not in self.calls:
                self.calls.append("saved")
                (vault / NOTE).write_bytes(LATE)
            super().exchange(folder, name, other_folder, other)

    with VaultWriter(vault, disk=SavedBefore()) as writer, pytest.raises(Changed):
        writer.replace(NOTE, digest_of(OLD), NEW)
    assert visible(vault) == {NOTE: LATE}


def test_what_is_gone_is_a_change(writer: VaultWriter, vault: Path) -> None:
    (vault / NOTE).unlink()
    with pytest.raises(Changed):
        writer.replace(NOTE, digest_of(OLD), NEW)
    assert visible(vault) == {}


def save_in_place(path: Path) -> None:
    path.write_bytes(LATE)


def save_by_rename(path: Path) -> None:
    path.with_suffix(".tmp~").write_bytes(LATE)
    path.with_suffix(".tmp~").replace(path)


def move_away(path: Path) -> None:
    if path.exists():
        path.rename(path.with_name("Moved away.md"))
    path.with_name("Moved away.md").write_bytes(LATE)


CHANGES: dict[str, Callable[[VaultWriter], object]] = {
    "replace": lambda writer: writer.replace(NOTE, digest_of(OLD), NEW),
    "move": lambda writer: writer.move(NOTE, VaultPath("Notes/New.md"), digest_of(OLD)),
    "rewrite": lambda writer: writer.rewrite(NOTE, VaultPath("Notes/New.md"), digest_of(OLD), NEW),
    "trash": lambda writer: writer.trash(NOTE, digest_of(OLD)),
    "create": lambda writer: writer.create(VaultPath("Notes/Other.md"), NEW),
}


@pytest.mark.parametrize("save", [save_in_place, save_by_rename, move_away])
@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("kind", ["exchange", "no exchange"])
def test_a_save_before_any_call_is_never_lost(
    vault: Path, change: str, kind: str, save: Callable[[Path], None]
) -> None:
    """Rule 1, at every interleaving of one save with one change."""
    at = 0
    counted = CHANGING | LOOKING
    while True:
        at += 1
        for path in sorted(vault.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (vault / "Notes").mkdir(exist_ok=True)
        (vault / NOTE).write_bytes(OLD)
        with VaultWriter(vault) as plain:
            plain.prepare()
        disk = disks()[kind](lambda: save(vault / NOTE), at, counted=counted)
        with VaultWriter(vault, disk=disk) as writer:
            try:
                CHANGES[change](writer)
            except VaultsyncError as error:
                assert isinstance(error, Changed), error
        with VaultWriter(vault) as writer:
            salvage(writer, nowhere)
        if len(disk.calls) < at:
            break
        assert LATE in visible(vault).values(), f"lost before call {at}, {disk.calls[at - 1]}"
    assert at > 5


@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize("on", [False, True])
def test_a_failing_disk_loses_nothing_and_says_so(vault: Path, change: str, code: int, on: bool) -> None:
    at = 0
    while True:
        at += 1
        disk = FaultyDisk(refuse(code), at, on=on)
        with VaultWriter(vault, disk=disk) as writer:
            writer.staging.identity()
            try:
                writer.staging.stage([])
                CHANGES[change](writer)
                writer.settle()
            except Failed as error:
                assert os.strerror(code) in str(error)
                assert error.fatal == (code != errno.EACCES)
            except Refused:
                assert code == errno.EACCES
        if len(disk.calls) < at:
            break
        with VaultWriter(vault) as writer:
            salvage(writer, lambda before, after: NOTE)
        assert OLD in [*visible(vault).values(), *(p.read_bytes() for p in (vault / ".vaultsync").rglob("*-*"))]
        for path in sorted(vault.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (vault / "Notes").mkdir()
        (vault / NOTE).write_bytes(OLD)
    assert at > 2


def test_a_short_write_is_completed(vault: Path) -> None:
    class Nibbling(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            return super().write(descriptor, data[:7])

    with VaultWriter(vault, disk=Nibbling()) as writer:
        writer.replace(NOTE, digest_of(OLD), NEW * 100)
    assert (vault / NOTE).read_bytes() == NEW * 100


def test_a_text_is_on_the_device_before_it_is_seen(vault: Path) -> None:
    disk = FaultyDisk()
    with VaultWriter(vault, disk=disk) as writer:
        writer.prepare()
        disk.calls.clear()
        writer.replace(NOTE, digest_of(OLD), NEW)
        writer.create(VaultPath("Notes/New.md"), NEW)
        assert disk.calls.index("fsync") < disk.calls.index("exchange")
        written, placed = (len(disk.calls) - disk.calls[::-1].index(name) for name in ("fsync", "rename_new"))
        assert written < placed
        writer.settle()
        assert disk.calls.count("fsync_folder") == 3


def test_a_batch_is_flushed_once(vault: Path) -> None:
    disk = FaultyDisk()
    texts = [b"%d\n" % number for number in range(40)]
    with VaultWriter(vault, disk=disk) as writer:
        writer.prepare()
        disk.calls.clear()
        writer.stage(texts)
        for number, text in enumerate(texts):
            writer.create(VaultPath(f"Notes/{number}.md"), text)
        writer.settle()
    assert (vault / "Notes/39.md").read_bytes() == b"39\n"
    assert disk.calls.count("fsync") + disk.calls.count("flush_all") <= 40
    if disk.flushes_all:
        assert (disk.calls.count("fsync"), disk.calls.count("flush_all")) == (0, 1)
        assert disk.calls.index("flush_all") < disk.calls.index("rename_new")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/x",
        "../x.md",
        "Notes/../../x.md",
        "./x.md",
        "Notes//x.md",
        ".obsidian/app.json",
        "a/.git/x",
        ".x",
        "\0",
    ],
)
def test_no_path_leads_out_of_the_vault_or_into_hidden_folders(writer: VaultWriter, vault: Path, path: str) -> None:
    """Rule 12."""
    with pytest.raises(Refused):
        writer.create(VaultPath(path), NEW)
    with pytest.raises(Refused):
        writer.read(VaultPath(path))
    with pytest.raises(Refused):
        writer.move(NOTE, VaultPath(path), digest_of(OLD))
    assert visible(vault) == {NOTE: OLD}


def test_links_are_not_followed(writer: VaultWriter, vault: Path, quick_path: Path) -> None:
    outside = quick_path / "outside"
    outside.mkdir()
    (outside / "Soil.md").write_bytes(OLD)
    (vault / "Linked").symlink_to(outside)
    (vault / "Linked.md").symlink_to(outside / "Soil.md")
    with pytest.raises(Refused):
        writer.create(VaultPath("Linked/New.md"), NEW)
    for path in (VaultPath("Linked/Soil.md"), VaultPath("Linked.md")):
        with pytest.raises(Refused):
            writer.replace(path, digest_of(OLD), NEW)
        with pytest.raises(Refused):
            writer.trash(path, digest_of(OLD))
    assert visible(outside) == {"Soil.md": OLD}


def test_what_is_no_ordinary_file_is_refused(writer: VaultWriter, vault: Path) -> None:
    os.mkfifo(vault / "Pipe.md")
    (vault / "Folder.md").mkdir()
    (vault / "Linked.md").hardlink_to(vault / NOTE)
    (vault / "Read only.md").write_bytes(OLD)
    (vault / "Read only.md").chmod(0o444)
    for name in ("Pipe.md", "Folder.md", "Linked.md", "Read only.md"):
        with pytest.raises(Refused):
            writer.replace(VaultPath(name), digest_of(OLD), NEW)
    for name in ("Pipe.md", "Folder.md"):
        with pytest.raises(Refused):
            writer.read(VaultPath(name))
    assert (vault / NOTE).read_bytes() == OLD


def test_a_renamed_note_stays_one_file(writer: VaultWriter, vault: Path) -> None:
    number = (vault / NOTE).stat().st_ino
    writer.move(NOTE, VaultPath("Notes/soil.md"), digest_of(OLD))
    writer.move(VaultPath("Notes/soil.md"), VaultPath("Elsewhere/Earth.md"), digest_of(OLD))
    assert visible(vault) == {"Elsewhere/Earth.md": OLD}
    assert (vault / "Elsewhere/Earth.md").stat().st_ino == number


def test_a_rename_never_replaces(writer: VaultWriter, vault: Path) -> None:
    (vault / "Notes/Taken.md").write_bytes(LATE)
    with pytest.raises(Changed):
        writer.move(NOTE, VaultPath("Notes/Taken.md"), digest_of(OLD))
    with pytest.raises(Changed):
        writer.rewrite(NOTE, VaultPath("Notes/Taken.md"), digest_of(OLD), NEW)
    assert visible(vault) == {NOTE: OLD, "Notes/Taken.md": LATE}


class IgnoringCase(Disk):
    """What macOS and Windows do, on a file system that minds case."""

    def _real(self, folder: int, name: str) -> str:
        return next((other for other in os.listdir(folder) if other.casefold() == name.casefold()), name)

    def stat(self, folder: int, name: str) -> os.stat_result:
        return super().stat(folder, self._real(folder, name))

    def open_read(self, folder: int, name: str) -> int:
        return super().open_read(folder, self._real(folder, name))

    def rename_new(self, folder: int, name: str, new_folder: int, new: str) -> None:
        if self._real(new_folder, new) in os.listdir(new_folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        super().rename_new(folder, self._real(folder, name), new_folder, new)

    def exchange(self, folder: int, name: str, other_folder: int, other: str) -> None:
        super().exchange(folder, name, other_folder, self._real(other_folder, other))


def test_a_rename_that_changes_only_case_works_where_case_is_ignored(vault: Path) -> None:
    new = VaultPath("Notes/SOIL.md")
    with VaultWriter(vault, disk=IgnoringCase()) as writer:
        writer.move(NOTE, new, digest_of(OLD))
        assert visible(vault) == {new: OLD}
        writer.rewrite(new, NOTE, digest_of(OLD), NEW)
        assert visible(vault) == {NOTE: NEW}
        writer.create(VaultPath("Notes/Other.md"), OLD)
        with pytest.raises(Changed):
            writer.move(NOTE, VaultPath("Notes/other.md"), digest_of(NEW))


def test_a_file_that_is_numbered_by_its_name_is_moved(vault: Path) -> None:
    """FUSE without `use_ino`: two hard links to one file look like two files."""

    class Numbered(FaultyDisk):
        def stat(self, folder: int, name: str) -> os.stat_result:
            found = super().stat(folder, name)
            return os.stat_result((found.st_mode, hash(name), *found[2:10]))

    with VaultWriter(vault, disk=Numbered(exchange=False)) as writer:
        writer.move(NOTE, VaultPath("Notes/Earth.md"), digest_of(OLD))
        writer.replace(VaultPath("Notes/Earth.md"), digest_of(OLD), NEW)
        writer.trash(VaultPath("Notes/Earth.md"), digest_of(NEW))
    assert visible(vault) == {".trash/Earth.md": NEW}


def test_two_files_change_places(writer: VaultWriter, vault: Path) -> None:
    other = VaultPath("Notes/Other.md")
    (vault / other).write_bytes(NEW)
    writer.swap(NOTE, other, digest_of(OLD), digest_of(NEW))
    assert visible(vault) == {NOTE: NEW, other: OLD}
    with pytest.raises(Changed):
        writer.swap(NOTE, other, digest_of(OLD), digest_of(NEW))


def test_the_trash_names_as_obsidian_does(writer: VaultWriter, vault: Path) -> None:
    for taken in ("Soil.md", "Soil 2.md", "Soil 3.md"):
        (vault / NOTE).write_bytes(OLD)
        assert writer.trash(NOTE, digest_of(OLD)) == f".trash/{taken}"
    assert sorted(visible(vault)) == [".trash/Soil 2.md", ".trash/Soil 3.md", ".trash/Soil.md"]


def test_names_in_the_trash_stay_short_enough() -> None:
    name = "é" * 126 + ".md"
    first, second = (taken for taken, _ in zip(trash.names(name), range(2), strict=False))
    assert first == name
    assert second.endswith("é 2.md")
    assert len(second.encode()) <= 255


def test_the_systems_trash_is_used_where_asked_and_where_there_is_one(
    writer: VaultWriter, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def send(path: Path, works: bool) -> bool:
        asked.append(path)
        if works:
            path.unlink()
        return works

    monkeypatch.setattr(trash, "to_system", lambda path: send(path, False))
    assert writer.trash(NOTE, digest_of(OLD), system=True) == ".trash/Soil.md"
    (vault / NOTE).write_bytes(OLD)
    monkeypatch.setattr(trash, "to_system", lambda path: send(path, True))
    assert writer.trash(NOTE, digest_of(OLD), system=True) == "the system's trash"
    assert asked == [vault / NOTE, vault / NOTE]
    assert list(visible(vault)) == [".trash/Soil.md"]


def test_names_are_found_in_whichever_normal_form_the_disk_has_them(writer: VaultWriter, vault: Path) -> None:
    decomposed, composed = "Cafe\u0301", "Caf\u00e9"
    (vault / decomposed).mkdir()
    (vault / decomposed / f"{decomposed}.md").write_bytes(OLD)
    path = VaultPath(f"{composed}/{composed}.md")
    assert writer.read(path) == OLD
    writer.replace(path, digest_of(OLD), NEW)
    assert visible(vault)[f"{decomposed}/{decomposed}.md"] == NEW
    assert not (vault / composed).exists()


def test_a_late_write_to_a_replaced_file_is_shown(writer: VaultWriter, vault: Path) -> None:
    with (vault / NOTE).open("ab") as editor:
        writer.replace(NOTE, digest_of(OLD), NEW)
        editor.write(LATE)
    [problem] = salvage(writer, lambda before, after: NOTE)
    assert (problem.path, problem.severity) == ("Notes/Soil (recovered).md", "warning")
    assert visible(vault) == {NOTE: NEW, "Notes/Soil (recovered).md": OLD + LATE}
    assert salvage(writer, nowhere) == ()


def test_a_replaced_file_goes_when_it_kept_its_bytes_for_a_minute(vault: Path) -> None:
    clock = [(vault / NOTE).stat().st_ctime]
    with VaultWriter(vault, now=lambda: clock[0]) as writer:
        writer.replace(NOTE, digest_of(OLD), NEW)
        [kept] = (vault / ".vaultsync/displaced").iterdir()
        for later, stays in ((-3600.0, True), (59.0, True), (62.0, False)):
            clock[0] = kept.stat().st_ctime + later if kept.exists() else 0
            assert salvage(writer, nowhere) == ()
            assert kept.exists() == stays


def test_leftovers_go_only_if_they_are_ours(writer: VaultWriter, vault: Path) -> None:
    tmp = vault / ".vaultsync/tmp"
    expect, new = digest_of(OLD)[:32], digest_of(NEW)[:32]
    (tmp / "1.part").write_bytes(NEW[:3])
    (tmp / f"2-{expect}-{new}.new").write_bytes(NEW)
    (tmp / f"3-{expect}-{new}.new").write_bytes(OLD)
    (tmp / f"4-{expect}-{new}.new").write_bytes(LATE)
    (tmp / "somebody's.txt").write_bytes(b"not ours")
    (tmp / "5.part").mkdir()
    [problem] = salvage(writer, nowhere)
    assert problem.path == "Note (recovered).md"
    assert visible(vault) == {NOTE: OLD, "Note (recovered).md": LATE}
    assert sorted(path.name for path in tmp.iterdir()) == ["5.part", "somebody's.txt"]
    assert [path.read_bytes() for path in (vault / ".vaultsync/displaced").iterdir()] == [OLD]


def test_a_save_that_was_swapped_out_waits_while_the_disk_refuses_to_put_it_back(vault: Path) -> None:
    """It was shown as a second note beside ours."""
    (vault / NOTE).write_bytes(NEW)
    with VaultWriter(vault) as writer:
        writer.prepare()
    waiting = vault / ".vaultsync/tmp" / f"7-{digest_of(OLD)[:32]}-{digest_of(NEW)[:32]}.new"
    waiting.write_bytes(LATE)
    disk = FaultyDisk(refuse(errno.EIO), 1, counted=frozenset({"exchange"}))
    with VaultWriter(vault, disk=disk) as writer, pytest.raises(Failed):
        salvage(writer, lambda before, after: NOTE)
    assert list(visible(vault)) == [NOTE]
    with VaultWriter(vault) as writer:
        assert salvage(writer, lambda before, after: NOTE) == ()
    assert visible(vault) == {NOTE: LATE}


def test_the_folder_of_the_vault_is_private_and_sticky(quick_path: Path) -> None:
    root = quick_path / "new" / "vault"
    with VaultWriter(root) as writer:
        assert writer.identity() is None
        assert not root.exists()
        vault_id = writer.prepare()
        before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
        assert writer.prepare() == writer.identity() == vault_id
        assert writer.problems == ()
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert stat.S_IMODE((root / ".vaultsync").stat().st_mode) == 0o700
    assert (root / ".vaultsync/.gitignore").read_text() == "*\n"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"id": "../../x"}', '{"id": 7}', "[" * 100_000])
def test_a_damaged_id_is_set_aside_and_given_anew(vault: Path, content: str) -> None:
    with VaultWriter(vault) as writer:
        first = writer.prepare()
    (vault / ".vaultsync/vault.json").write_text(content)
    with VaultWriter(vault) as writer:
        assert writer.identity() is None
        second = writer.prepare()
        assert len(writer.problems) == 1
    assert second != first
    assert [path.read_text() for path in (vault / ".vaultsync").glob("vault.json.damaged-*")] == [content]


def test_two_that_start_at_once_agree_on_the_id(vault: Path) -> None:
    found: list[str] = []

    def start() -> None:
        with VaultWriter(vault) as writer:
            found.append(writer.prepare())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_an_id_that_appears_while_another_starts_is_taken(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process puts its id just after this one has looked for it and found none."""
    look = Staging.identity
    others: list[str] = []

    def late(staging: Staging, *name: str) -> str | None:
        found = look(staging, *name)
        if not others:
            others.append("")
            with VaultWriter(vault) as other:
                others[0] = other.prepare()
        return found

    monkeypatch.setattr(Staging, "identity", late)
    with VaultWriter(vault) as writer:
        assert writer.prepare() == others[0]
        assert writer.prepare() == others[0]


def test_the_vault_may_be_reached_through_a_link(vault: Path, quick_path: Path) -> None:
    (quick_path / "link").symlink_to(vault)
    with VaultWriter(quick_path / "link") as writer:
        writer.replace(NOTE, digest_of(OLD), NEW)
    assert visible(vault) == {NOTE: NEW}


def test_only_empty_folders_are_removed(writer: VaultWriter, vault: Path) -> None:
    assert not writer.remove_folder(VaultPath("Notes"))
    (vault / "Empty").mkdir()
    assert writer.remove_folder(VaultPath("Empty"))
    assert not writer.remove_folder(VaultPath("Empty"))
    assert sorted(path.name for path in vault.iterdir()) == [".vaultsync", "Notes"]


def test_missing_folders_are_named(writer: VaultWriter) -> None:
    assert writer.tree.missing(VaultPath("Notes/A/B/C.md")) == ("Notes/A", "Notes/A/B")
    assert writer.tree.missing(NOTE) == ()
    assert writer.tree.missing(VaultPath("C.md")) == ()


def test_a_wrong_expectation_of_nothing_is_no_digest(writer: VaultWriter) -> None:
    with pytest.raises(Changed):
        writer.replace(VaultPath("Notes/None.md"), Digest(""), NEW)


def test_a_vault_whose_own_folder_can_not_be_flushed_is_named(vault: Path) -> None:
    disk = FaultyDisk(refuse(errno.EIO), 1, counted=frozenset({"fsync_folder"}), on=True)
    with VaultWriter(vault, disk=disk) as writer:
        writer.tree.note_change()
        with pytest.raises(Failed) as refused:
            writer.tree.sync()
    assert refused.value.path == str(vault)
