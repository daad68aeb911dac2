"""The command line as a program of one call or of many."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from vaultsync import cli


def test_a_call_leaves_the_other_commands_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["vaultsync", "status", "--help"])
    with pytest.raises(SystemExit):
        cli.main()
    assert CliRunner().invoke(cli.app, ["rebuild", "--help"]).exit_code == 0
