"""A fault of vaultsync's own with one source is told, and costs neither the other sources nor the notes of that one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.driven import CHANGED, LEVERS, WHEELS, Vault
from vaultsync.model import Document, Split
from vaultsync.pipeline import reading
from vaultsync.splitting.split import SplitSettings, split


def test_what_cannot_be_split_keeps_its_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault(tmp_path, monkeypatch)
    vault.edit(LEVERS, "Every crowbar is one.", "Every crowbar is one. So is an oar.")
    vault.call("sync")
    before = vault.read(LEVERS), vault.read(WHEELS)
    vault.says(CHANGED)
    (tmp_path / "sources" / "other.md").write_text("# Other\n\nBread rises where it is warm, and bakers wait for it.\n")

    def failing(document: Document, settings: SplitSettings, shared: frozenset[str]) -> Split:
        if "Potters" in document.text:
            raise ValueError("not enough values to unpack")
        return split(document, settings, shared)

    monkeypatch.setattr(reading, "split", failing)
    said = vault.run("rebuild")
    assert said.code == 4
    assert "could not be split: ValueError" in said.err
    assert "please report this" in said.err
    assert "Traceback" not in said.err
    assert (vault.read(LEVERS), vault.read(WHEELS)) == before
    assert any("Bread rises" in note.read_text() for note in (tmp_path / "vault").rglob("*.md"))
    monkeypatch.setattr(reading, "split", split)
    vault.call("rebuild")
    assert "Potters had them first." in vault.read(WHEELS)
    assert "So is an oar." in vault.read(LEVERS)
