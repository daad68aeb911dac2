"""The map of the vault, as a rebuild writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vaultsync.cli import app

_BREAD = """# Bread

## The wild levain raises the dough

Feed the wild levain with rye. A wild levain is alive. Keep the wild levain warm and it will raise any dough overnight.

## The wild levain keeps for years

Bakers hand the wild levain down. A wild levain outlives its baker, so a wild levain is part of the inheritance.
"""


def test_a_source_stands_with_what_it_speaks_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTSYNC_STATE_DIR", str(tmp_path / "state"))
    sources = tmp_path / "essays"
    sources.mkdir()
    (sources / "bread.md").write_text(_BREAD)
    (sources / "tides.md").write_text("# Tides\n\nThe moon pulls the sea twice a day.\n")
    given = ["rebuild", "--sources", str(sources), "--vault", str(tmp_path / "vault")]
    done = CliRunner().invoke(app, given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    home = (tmp_path / "vault" / "Home.md").read_text(encoding="utf-8")
    assert "- [[Bread]]: [[Wild levain]]\n" in home
    assert "## Concepts\n- [[Wild levain]]\n" in home
    assert "\n- [[Sources/Tides" in home or "\n- [[Tides]]\n" in home
