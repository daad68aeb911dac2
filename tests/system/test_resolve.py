from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import put
from tests.system.driven import CHANGED, ESSAY, LEVERS, WHEELS, Vault

MINE, THEIRS = "Boys had them first.", "Potters had them first."


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, monkeypatch)
    made.edit(WHEELS, "Carts had them first.", MINE)
    made.says(CHANGED)
    made.call("sync", code=3)
    assert "[!warning]" in made.read(WHEELS)
    return made


def waiting(vault: Vault) -> object:
    return vault.json("status")["conflicts"]


@pytest.mark.parametrize(
    ("option", "stands", "goes"),
    [(["--mine"], MINE, THEIRS), (["--theirs"], THEIRS, MINE), ([], MINE, THEIRS)],
    ids=["mine", "theirs", "as-it-stands"],
)
def test_a_conflict_is_settled(vault: Vault, option: list[str], stands: str, goes: str) -> None:
    assert waiting(vault) == [WHEELS]
    vault.call("resolve", "Wheels roll over the ground", *option)
    text = vault.read(WHEELS)
    assert stands in text
    assert goes not in text
    assert "[!warning]" not in text
    assert waiting(vault) == []
    vault.call("sync")
    assert vault.read(WHEELS) == text
    vault.call("rebuild", "--check")


def test_as_it_stands_keeps_what_was_written_by_hand(vault: Vault) -> None:
    vault.edit(WHEELS, MINE, "Boys had them first, or potters.")
    vault.call("resolve", WHEELS)
    assert "Boys had them first, or potters." in vault.read(WHEELS)
    assert waiting(vault) == []


def test_settling_can_be_looked_at_and_undone(vault: Vault) -> None:
    before = vault.tree()
    vault.call("resolve", WHEELS, "--theirs", "--dry-run")
    assert vault.tree() == before
    vault.call("resolve", WHEELS, "--theirs")
    assert vault.tree() != before
    vault.call("undo", code=3)
    assert vault.tree() == before
    assert waiting(vault) == [WHEELS]


def test_nothing_to_settle_changes_nothing(vault: Vault) -> None:
    before = vault.tree()
    runs = vault.runs()
    assert vault.json("resolve", LEVERS, "--theirs")["actions"] == []
    assert vault.tree() == before
    assert vault.runs() == runs


def test_wrong_use_is_named(vault: Vault) -> None:
    put(vault.vault, {"Mine.md": "Mine.\n", "A/Twin.md": "a\n", "B/Twin.md": "b\n"})
    for arguments in (["Nothing"], ["Mine"], ["Twin"], [WHEELS, "--mine", "--theirs"]):
        vault.call("resolve", *arguments, code=2)


@pytest.mark.parametrize("side", ["--mine", "--theirs"])
def test_a_note_whose_base_is_lost_is_settled(vault: Vault, tmp_path: Path, side: str) -> None:
    """Rule 9: it is reported, never guessed, and the user says which words stand."""
    vault.call("resolve", WHEELS, "--mine")
    vault.edit(LEVERS, "Every crowbar is one.", "Every crowbar is one. So is an oar.")
    for file in sorted((tmp_path / "state").rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    vault.says(CHANGED.replace("trades a long way for a small force", "trades way for force"))
    said = vault.run("sync")
    assert f"{LEVERS}: was edited" in said.err
    vault.call("resolve", LEVERS, side)
    text = vault.read(LEVERS)
    assert ("So is an oar." in text) == (side == "--mine")
    assert ("trades way for force" in text) == (side == "--theirs")
    vault.call("sync")
    assert vault.read(LEVERS).partition("## ")[0] == text.partition("## ")[0]


@pytest.mark.parametrize("option", [["--mine"], ["--theirs"], []], ids=["mine", "theirs", "as-it-stands"])
def test_a_conflict_waits_although_its_passage_is_gone_and_is_settled(vault: Vault, option: list[str]) -> None:
    start = ESSAY.index("## Wheels")
    vault.says(ESSAY[:start] + ESSAY[ESSAY.index("## Screws") :])
    vault.call("sync", code=3)
    assert "orphan: true" in vault.read(WHEELS)
    assert waiting(vault) == [WHEELS]
    vault.call("sync", code=3)
    vault.call("resolve", WHEELS, *option)
    assert "[!warning]" not in vault.read(WHEELS)
    assert waiting(vault) == []
    vault.call("sync")
    vault.call("rebuild", "--check")
