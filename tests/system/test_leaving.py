"""Whoever wants no more of vaultsync takes away its folders, and the vault is as it was (rules 11 and 12)."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import Run, put

OWN: dict[str, str | bytes] = {
    "Home.md": "my own home, which links to [[Ideas]]\n",
    "Ideas.md": "---\ncreated: {{date}}\n---\nRivers and mills.\r\n",
    "Templates/daily.md": "---\ntags: [a, b\n---\n{{title}}\n",
    "Board.canvas": '{"nodes":[],"edges":[]}',
    ".obsidian/app.json": '{"attachmentFolderPath": "Files"}',
    "Files/own.png": b"PNG of mine",
    "Empty/.keep": "",
}
ESSAY = """# What rivers do

## Rivers carry more than water

Rivers carry more than water, and a mill takes from one what it can. Nobody ever asked the river for it.

![a mill](img/mill.png)

## A mill is a clock

A mill is a clock that grinds, and the village hears by it what hour of the harvest it is.
"""


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return all that lies in a folder, empty folders too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def test_what_was_made_goes_with_its_folders(run: Run, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    put(vault, OWN)
    put(tmp_path / "sources", {"rivers.md": ESSAY, "img/mill.png": b"PNG of a mill"})
    before = everything(vault)
    options = ["--sources", "sources", "--vault", "vault"]
    assert run("rebuild", *options).code == 0
    put(tmp_path / "sources", {"rivers.md": ESSAY.replace("## A mill is a clock", "## A mill tells the hour")})
    assert run("sync", *options).code == 0
    assert {name: text for name, text in everything(vault).items() if name in before} == before
    made = sorted(name for name in everything(vault) if name not in before)
    assert {name.partition("/")[0] for name in made} <= {
        "Notes",
        "Sources",
        "Concepts",
        "Home 2.md",
        ".vaultsync",
        ".trash",
        "Files",
    }
    assert [name for name in made if name.startswith("Files/")] == ["Files/mill.png"]
    for name in ("Notes", "Sources", "Concepts", ".vaultsync"):
        shutil.rmtree(vault / name, ignore_errors=True)
    for name in ("Home 2.md", "Files/mill.png"):
        (vault / name).unlink()
    assert everything(vault) == before
