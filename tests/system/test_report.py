"""`vaultsync report`: written only when asked, and undone like any run."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vaultsync.cli import app
from vaultsync.errors import ConfigError

PAGE = "Vault report.md"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAULTSYNC_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "essays").mkdir()
    (tmp_path / "essays" / "bread.md").write_text("# Bread\n\nThe dough rises while the baker sleeps.\n")
    _run("rebuild", "--sources", str(tmp_path / "essays"), "--vault", str(tmp_path / "vault"))
    return tmp_path / "vault"


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_it_prints_and_writes_nothing_unless_asked(vault: Path) -> None:
    assert "# How the vault reads" in _run("report", "--vault", str(vault))
    assert not (vault / PAGE).exists()


def test_the_page_in_the_vault_is_true_once_written_and_can_be_undone(vault: Path) -> None:
    _run("report", "--write", "--vault", str(vault))
    first = (vault / PAGE).read_bytes()
    stamp = (vault / PAGE).stat().st_mtime_ns
    _run("report", "--write", "--vault", str(vault))
    assert (vault / PAGE).read_bytes() == first
    assert (vault / PAGE).stat().st_mtime_ns == stamp
    _run("undo", "--vault", str(vault))
    assert not (vault / PAGE).exists()


def test_a_note_of_that_name_is_never_replaced(vault: Path) -> None:
    (vault / PAGE).write_text("mine\n")
    with pytest.raises(ConfigError, match="a note of yours"):
        _run("report", "--write", "--vault", str(vault))
    assert (vault / PAGE).read_text() == "mine\n"
