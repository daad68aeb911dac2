"""What the user did to a note outlives what its source says later (rules 1 and 7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.driven import CHANGED, ESSAY, LEVERS, SCREWS, WHEELS, Vault
from vaultsync.markup import frontmatter


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
