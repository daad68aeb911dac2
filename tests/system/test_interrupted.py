"""Rule 4 for the whole program: what a run that died had begun is what the next one ends with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import put
from tests.contract.faults import Killed
from tests.system.driven import ESSAY, SCREWS, Vault
from vaultsync.sync.store import Store


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
