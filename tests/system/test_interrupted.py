"""Rule 4 for the whole program: what a run that died had begun is what the next one ends with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import put
from tests.contract.faults import FaultyDisk, Killed, kill
from tests.system.driven import ESSAY, LEVERS, SCREWS, WHEELS, Vault
from vaultsync.sync.store import Store
from vaultsync.vault import write


@pytest.fixture
def vault(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return Vault(quick_path, monkeypatch)


def killed_before_it_is_remembered(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Store, "commit", die)
        with pytest.raises(Killed):
            vault.run("sync")


def move(vault: Vault) -> None:
    """A source goes into a folder, and one of its passages is edited on the way."""
    vault.source.unlink()
    put(vault.folder, {"sources/inner/machines.md": ESSAY.replace("Carts had them first.", "Potters had them first.")})


def move_and_be_replaced(vault: Vault) -> None:
    move(vault)
    vault.says("# Kites\n\n## Kites fly against the wind\n\nA kite needs wind. It falls when there is none of it.\n")


@pytest.mark.parametrize("change", [move, move_and_be_replaced])
def test_notes_follow_a_moved_source_after_a_run_that_died(
    change: Callable[[Vault], None], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the dead run had written belongs to the source's new place already, and all else to the old one still."""
    vault.edit(SCREWS, "Wood takes it well.", "Wood takes it well, I say.")
    change(vault)
    start = vault.folder / "start"
    for name in ("vault", "state"):
        shutil.copytree(vault.folder / name, start / name)
    vault.call("sync")
    expected = vault.tree()
    for name in ("vault", "state"):
        shutil.rmtree(vault.folder / name)
        shutil.copytree(start / name, vault.folder / name)
    killed_before_it_is_remembered(vault, monkeypatch)
    vault.call("sync")
    assert vault.tree() == expected
    assert vault.json("sync")["actions"] == []


def exchange(vault: Vault) -> None:
    """Two sections change names, and the user's own note links to both."""
    put(
        vault.vault,
        {"Mine.md": "See [[Levers lift more than arms]], [[Screws hold things together]] and nothing else.\n"},
    )
    levers, screws = (Path(path).stem for path in (LEVERS, SCREWS))
    vault.says(ESSAY.replace(levers, "WAIT").replace(screws, levers).replace("WAIT", screws))


def join(vault: Vault) -> None:
    """Two sections become one, both edited by the user, whose own note links to both."""
    put(vault.vault, {"Mine.md": "See [[Wheels roll over the ground]] and [[Levers lift more than arms]].\n"})
    vault.edit(LEVERS, "Every crowbar is one.", "Every crowbar is one, I say.")
    vault.edit(WHEELS, "since llamas climb", "since my llamas climb")
    vault.says(ESSAY.replace("## Wheels roll over the ground\n\n", ""))


def split(vault: Vault) -> None:
    """A passage that the user edited becomes a note of its own."""
    put(vault.vault, {"Mine.md": "See [[Wheels roll over the ground]].\n"})
    vault.edit(WHEELS, "since llamas climb", "since my llamas climb")
    vault.says(ESSAY.replace("Mountain people got", "\n\n## Llamas need no wheels\n\nMountain people got"))


class Copies:
    """A vault that is put back to one beginning again and again."""

    def __init__(self, vault: Vault) -> None:
        self._folder = vault.folder
        for name in ("vault", "state"):
            shutil.copytree(self._folder / name, self._folder / "start" / name)

    def restore(self) -> None:
        for name in ("vault", "state"):
            shutil.rmtree(self._folder / name)
            shutil.copytree(self._folder / "start" / name, self._folder / name)


@pytest.mark.parametrize("change", [exchange, join, split])
def test_killed_between_any_two_files(
    change: Callable[[Vault], None], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links were redirected, or edits carried along, in some files and not yet in others."""
    change(vault)
    copies = Copies(vault)
    code = vault.run("sync").code
    expected = vault.tree()
    at = 0
    while True:
        at += 1
        copies.restore()
        disk = FaultyDisk(kill, at, counted=frozenset({"exchange", "rename", "rename_new", "unlink"}))
        with monkeypatch.context() as patch:
            patch.setattr(write, "this_disk", lambda disk=disk: disk)
            try:
                vault.run("sync")
            except Killed:
                pass
            else:
                break
        assert vault.run("sync").code == code
        assert vault.tree() == expected, f"killed before call {at}, {disk.calls[-1]}"
    assert at > 5
    assert vault.json("sync", code=code)["actions"] == []


def test_what_is_only_looked_at_says_that_a_run_was_interrupted(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 2: what a dry run shows is not all that will be done."""
    exchange(vault)
    killed_before_it_is_remembered(vault, monkeypatch)
    for command in (("sync", "--dry-run"), ("status",), ("diff",)):
        ran = vault.run(*command)
        assert "an interrupted run has begun to change" in ran.out + ran.err, command
    vault.call("sync")
    assert "interrupted" not in vault.call("status")
