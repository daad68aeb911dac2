"""The command line as a program of one call or of many."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vaultsync import cli


def test_a_call_leaves_the_other_commands_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["vaultsync", "status", "--help"])
    with pytest.raises(SystemExit):
        cli.main()
    assert CliRunner().invoke(cli.app, ["rebuild", "--help"]).exit_code == 0


_LOADED = """
import sys
from vaultsync.cli import main
try:
    main()
finally:
    print(*{"pydantic", "rich", "yaml", "jinja2", "asyncio"} & set(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["links", "--json"]])
def test_a_short_command_loads_nothing_that_takes_long(arguments: list[str], tmp_path: Path) -> None:
    def call() -> subprocess.CompletedProcess[str]:
        given = [*arguments, "--vault", str(tmp_path)] if arguments[0] == "links" else arguments
        command = [sys.executable, "-c", _LOADED, *given]
        environment = {"VAULTSYNC_STATE_DIR": str(tmp_path / ".state"), "PATH": ""}
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)

    call()
    assert call().stderr.strip() == ""


def test_paths_and_texts_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[object] = []

    def load(named: dict[str, object], *_: object, file: Path | None, need: bool) -> None:
        given.append((named, file))
        raise ZeroDivisionError

    monkeypatch.setattr("vaultsync.options.load", load)
    named = ["--sources", "~x", "--sources", "ü", "--vault", str(tmp_path), "--config", "c.toml"]
    monkeypatch.setattr("sys.argv", ["vaultsync", "config", *named])
    with pytest.raises(ZeroDivisionError):
        cli.main()
    monkeypatch.setattr("sys.argv", ["vaultsync", "config"])
    with pytest.raises(ZeroDivisionError):
        cli.main()
    assert given == [
        ({"sources": ["~x", "ü"], "vault": str(tmp_path)}, Path("c.toml")),
        ({"sources": [], "vault": None}, None),
    ]
