"""What the user did to a note outlives what its source says later (rules 1 and 7)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.system.driven import CHANGED, ESSAY, LEVERS, SCREWS, WHEELS, Vault
from vaultsync.markup import frontmatter
from vaultsync.pipeline import run
from vaultsync.pipeline.observing import look_at
from vaultsync.vault.index import VaultIndex


@pytest.fixture
def vault(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return Vault(quick_path, monkeypatch)


def id_of(vault: Vault, path: str) -> object:
    return frontmatter.read(vault.read(path)).data["id"]


def test_a_deleted_note_stays_deleted(vault: Vault) -> None:
    (vault.vault / WHEELS).unlink()
    vault.call("sync")
    vault.says(CHANGED)
    vault.call("sync")
    vault.call("rebuild")
    assert not (vault.vault / WHEELS).exists()
    assert vault.json("status")["deleted"] == ["Wheels roll over the ground"]


def test_a_moved_note_is_found_by_its_id(vault: Vault) -> None:
    (vault.vault / WHEELS).rename(vault.vault / "My wheels.md")
    vault.says(CHANGED)
    vault.call("sync")
    assert "Potters had them first." in vault.read("My wheels.md")
    assert not (vault.vault / WHEELS).exists()


def test_a_copy_is_the_users_also_where_the_state_is_lost(vault: Vault) -> None:
    (vault.vault / "A copy.md").write_text(vault.read(WHEELS), "utf-8")
    shutil.rmtree(vault.folder / "state")
    vault.says(CHANGED)
    said = vault.run("sync")
    assert "A copy.md: has the same id as" in said.err
    assert "Potters had them first." in vault.read(WHEELS)
    assert "Potters had them first." not in vault.read("A copy.md")


def test_a_note_keeps_its_id_while_its_text_changes(vault: Vault) -> None:
    before = id_of(vault, WHEELS)
    vault.says(CHANGED)
    vault.call("sync")
    assert "Potters had them first." in vault.read(WHEELS)
    assert id_of(vault, WHEELS) == before


def test_line_endings_stay_and_the_rest_is_merged(vault: Vault) -> None:
    text = vault.read(WHEELS).replace("llamas climb stairs", "my llamas climb stairs").replace("\n", "\r\n")
    (vault.vault / WHEELS).write_bytes(text.encode())
    vault.says(CHANGED)
    vault.call("sync")
    now = vault.read(WHEELS)
    assert "Potters had them first." in now and "my llamas climb stairs" in now
    assert now.count("\n") == now.count("\r\n") > 10


def test_what_nothing_was_done_to_stays_as_it_is(vault: Vault) -> None:
    """Rule 6, for a note whose lines end as Windows ends them."""
    for path in (LEVERS, SCREWS):
        (vault.vault / path).write_bytes(vault.read(path).replace("\n", "\r\n").encode())
    vault.call("sync")
    before = {path: (vault.vault / path).stat().st_mtime_ns for path in (LEVERS, SCREWS)}
    vault.says(ESSAY.replace("Carts had them first.", "Carts had them long before."))
    vault.call("sync")
    assert {path: (vault.vault / path).stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("looks", [(1, 2), (2, 3)], ids=["before it writes", "after it wrote"])
def test_a_note_that_is_renamed_while_it_is_looked_at_is_looked_for_again(
    looks: tuple[int, ...], vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 12: what an editor does at that moment costs the run nothing."""
    waiting = [(LEVERS, "My levers.md"), (WHEELS, "My wheels.md")]
    looked = 0

    def renaming(*seen: Any) -> VaultIndex:
        nonlocal looked
        looked += 1
        index = look_at(*seen)
        if looked in looks and waiting:
            before, after = waiting.pop()
            (vault.vault / before).rename(vault.vault / after)
        return index

    monkeypatch.setattr(run, "look_at", renaming)
    for path in (LEVERS, WHEELS):
        (vault.vault / path).write_text(f"{vault.read(path)}\nMine.\n", encoding="utf-8")
    vault.says(CHANGED)
    vault.call("sync")
    vault.call("sync")
    assert not waiting
    assert "Potters had them first." in vault.read("My wheels.md")
    assert "Mine." in vault.read("My wheels.md") and "Mine." in vault.read("My levers.md")
    assert not (vault.vault / WHEELS).exists()
    assert not (vault.vault / LEVERS).exists()
