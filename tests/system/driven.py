"""A vault with a source about machines, driven by the program's own `main` within the process of the test."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran, put, tree
from vaultsync.cli import main

ESSAY = """# Machines

## Levers lift more than arms

A lever lifts more than an arm can lift. It trades a long way for a small force. Every crowbar is one. The longer end
goes far and the shorter end goes hardly at all, and that is the whole of the bargain. Nothing is gained but patience
being turned into strength. Archimedes asked for a place to stand and for a long lever to move the world.

## Wheels roll over the ground

A wheel rolls where a sledge would drag. It needs a road to be of much use. Carts had them first. The rim goes round and
the axle stays, so that all the rubbing is done at the hub, where there is grease to be had. Mountain people got along
without it for thousands of years, since llamas climb stairs and carts do not climb them at all.

## Screws hold things together

A screw is a ramp that was wound around a rod. It holds by friction alone. Wood takes it well. A nail goes in faster and
comes out faster. Joiners drill a hole before they drive the screw, so that the plank does not split along the grain.
Presses for wine and for paper were made of screws as thick as a man long before anybody held two planks with one.
"""
LONGER = (
    ESSAY
    + """
## Pulleys turn a pull around

A pulley turns a pull around. Sailors rig many of them. With every further sheave the rope gets longer and the pull gets
lighter, until friction eats up what the next sheave would give. A block and tackle on a barn still lifts the hay every
summer, and nobody who pulls at the rope below has to know how the counting goes.
"""
)
SHORTER = ESSAY[: ESSAY.index("## Screws")]
CHANGED = ESSAY.replace("Carts had them first.", "Potters had them first.")
RETITLED = ESSAY.replace("## Wheels roll over the ground", "## Wheels need a road")

LEVERS = "Notes/Machines/Levers lift more than arms.md"
WHEELS = "Notes/Machines/Wheels roll over the ground.md"
SCREWS = "Notes/Machines/Screws hold things together.md"


class Vault:
    """Removed notes go to `.trash`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.vault, self.source = folder / "vault", folder / "sources" / "machines.md"
        self._patch = monkeypatch
        monkeypatch.setenv("VAULTSYNC_STATE_DIR", str(folder / "state"))
        monkeypatch.chdir(folder)
        put(self.vault, {".obsidian/app.json": '{"trashOption": "local"}'})
        self.says(ESSAY)
        self.call("rebuild")

    def run(self, *arguments: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        code: Any = 0
        self._patch.setattr(sys, "argv", ["vaultsync", *arguments, "--sources", "sources", "--vault", "vault"])
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as error:
                code = error.code
        return Ran(int(code or 0), out.getvalue(), err.getvalue())

    def call(self, *arguments: str, code: int = 0) -> str:
        done = self.run(*arguments)
        assert done.code == code, done.out + done.err
        return done.out

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self.call(*arguments, "--json", code=code))

    def runs(self) -> list[str]:
        """The runs of the history, the newest first."""
        return [one["run"] for one in self.json("history")["runs"]]

    def says(self, text: str) -> None:
        put(self.folder, {"sources/machines.md": text})

    def read(self, path: str) -> str:
        return (self.vault / path).read_bytes().decode()

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1
        (self.vault / path).write_bytes(text.replace(old, new).encode())

    def tree(self) -> dict[str, bytes]:
        return tree(self.vault)
