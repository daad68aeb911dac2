"""Rule 10 for the whole program: absence is not deletion."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import put
from tests.system.driven import ESSAY, Vault

SUBJECTS = "Soil Rain Bridges Ledgers Winter Compost Harbours Letters Glass Bread Salt Ink".split()
MORE = "# Trades\n" + "".join(
    f"""
## {one} asks for patience

Whoever works with {one.lower()} learns to wait, for {one.lower()} is done when it is done. Nobody ever hurried
{one.lower()} and was glad of it, says everyone who tried that once or twice in a working life of forty years.
"""
    for one in SUBJECTS
)


@pytest.fixture
def vault(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(quick_path, monkeypatch)
    put(made.folder, {"sources/trades.md": MORE})
    made.call("sync")
    assert len(list((made.vault / "Notes/Trades").iterdir())) == len(SUBJECTS)
    return made


def missing(vault: Vault) -> None:
    shutil.rmtree(vault.folder / "sources")


def emptied(vault: Vault) -> None:
    missing(vault)
    (vault.folder / "sources").mkdir()


def shrunk(vault: Vault) -> None:
    """More than 10 notes would go, and more than a fifth of them."""
    (vault.folder / "sources/trades.md").unlink()


@pytest.mark.parametrize("command", ["sync", "rebuild"])
@pytest.mark.parametrize("change", [missing, emptied, shrunk])
def test_a_run_that_would_take_much_away_stops_before_it_does(
    vault: Vault, change: Callable[[Vault], None], command: str
) -> None:
    before = vault.tree()
    change(vault)
    stopped = vault.run(command)
    assert (stopped.code, "--yes" in stopped.err) == (5, True), stopped
    assert vault.tree() == before


def test_it_goes_on_when_it_is_told_to(vault: Vault) -> None:
    shrunk(vault)
    vault.call("sync", "--yes")
    assert not (vault.vault / "Notes/Trades").exists()
    assert len(list((vault.vault / ".trash").iterdir())) > len(SUBJECTS)


def test_a_few_notes_go_without_asking(vault: Vault) -> None:
    vault.says(ESSAY[: ESSAY.index("## Screws")])
    vault.call("sync")
    assert (vault.vault / ".trash/Screws hold things together.md").exists()
