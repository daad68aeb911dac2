"""The user's configuration is made or replaced whole, whatever happens meanwhile (rules 1 and 3)."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

import pytest

from tests.contract.faults import CHANGING, LOOKING, FaultyDisk, Killed, kill, refuse
from vaultsync.errors import Changed, VaultsyncError
from vaultsync.vault.lone import create_file, replace_file

OLD, NEW, LATE = b"# mine\nold = 1\n", b"# mine\nold = 1\nnew = 2\n", b"# mine\nold = 3\n"


@pytest.fixture
def file(quick_path: Path) -> Path:
    made = quick_path / "vaultsync.toml"
    made.write_bytes(OLD)
    made.chmod(0o640)
    return made


def test_replaces_what_it_expects(file: Path) -> None:
    replace_file(file, OLD, NEW)
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (NEW, 0o640)
    with pytest.raises(Changed):
        replace_file(file, OLD, LATE)
    assert [path.read_bytes() for path in file.parent.iterdir()] == [NEW]


def test_a_link_leads_to_the_file(file: Path) -> None:
    real = file.with_name("dotfile.toml")
    file.rename(real)
    file.symlink_to(real)
    replace_file(file, OLD, NEW)
    assert file.is_symlink() and real.read_bytes() == NEW


def test_making_never_replaces(file: Path) -> None:
    with pytest.raises(FileExistsError):
        create_file(file, NEW)
    create_file(file.parent / "new/templates/home.md", NEW)
    assert (file.read_bytes(), (file.parent / "new/templates/home.md").read_bytes()) == (OLD, NEW)


@pytest.mark.parametrize("exchange", [True, False])
def test_killed_at_any_call(file: Path, exchange: bool) -> None:
    at = 0
    while True:
        at += 1
        file.write_bytes(OLD)
        disk = FaultyDisk(kill, at, exchange=exchange)
        with suppress(Killed):
            replace_file(file, OLD, NEW, disk)
        if len(disk.calls) < at:
            break
        found = file.read_bytes()
        assert found in (OLD, NEW)
        replace_file(file, found, NEW)
        assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert at > 4


def test_a_save_before_any_call_stands(file: Path) -> None:
    def save() -> None:
        file.write_bytes(LATE)

    at = 0
    while True:
        at += 1
        file.write_bytes(OLD)
        disk = FaultyDisk(save, at, counted=CHANGING | LOOKING)
        with suppress(Changed):
            replace_file(file, OLD, NEW, disk)
        if len(disk.calls) < at:
            break
        late = [path.read_bytes() for path in file.parent.iterdir()]
        assert LATE in late, f"lost before call {at}, {disk.calls[at - 1]}"
    assert at > 8


def test_a_text_that_a_dead_run_swapped_out_is_not_removed(file: Path) -> None:
    left = file.with_name(".vaultsync.toml.vaultsync-new")
    left.write_bytes(LATE)
    replace_file(file, OLD, NEW)
    assert (file.read_bytes(), left.read_bytes()) == (NEW, LATE)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failing_disk_leaves_it_as_it_was(file: Path, code: int) -> None:
    at = 0
    while True:
        at += 1
        file.write_bytes(OLD)
        disk = FaultyDisk(refuse(code), at)
        try:
            replace_file(file, OLD, NEW, disk)
        except VaultsyncError as error:
            assert "vaultsync.toml" in str(error)
        assert file.read_bytes() in (OLD, NEW)
        if len(disk.calls) < at:
            break
