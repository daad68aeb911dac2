"""A state that turns out to be damaged only in the middle of a run costs a message, not the run (rule 9)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.system.driven import CHANGED, ESSAY, LEVERS, WHEELS, Vault
from vaultsync.sync import history
from vaultsync.sync.codec import Damaged


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, monkeypatch)
    made.edit(LEVERS, "Every crowbar is one.", "Every crowbar is one. So is an oar.")
    made.call("sync")
    read, damaged = history.has, iter([True])

    def has(connection: sqlite3.Connection, run: str) -> bool:
        if next(damaged, False):
            raise Damaged("a row of runs was changed")
        return read(connection, run)

    monkeypatch.setattr(history, "has", has)
    return made


def test_a_sync_goes_on_without_it(vault: Vault) -> None:
    vault.says(CHANGED)
    said = vault.run("sync")
    assert said.code == 0
    assert "the state is damaged and was set aside" in said.err
    assert "Potters had them first." in vault.read(WHEELS)
    assert "So is an oar." in vault.read(LEVERS)
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


def test_what_changes_nothing_says_what_to_do(vault: Vault) -> None:
    vault.says(CHANGED)
    said = vault.run("sync", "--dry-run")
    assert said.code == 2
    assert "run `vaultsync sync`" in said.err
    assert "Potters" not in vault.read(WHEELS)
    vault.says(ESSAY)
    vault.call("sync")
