"""`init` looks at the vault, proposes what fits it, and changes nothing in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.conftest import Run, put, tree


def test_names_that_are_taken_are_not_proposed(run: Run, tmp_path: Path, seeds: Path) -> None:
    settings = '{"useMarkdownLinks": true, "newLinkFormat": "relative"}'
    files = {"notes/a.md": "a", "Sources/b.md": "b", "Home.md": "c", ".obsidian/app.json": settings}
    put(tmp_path / "vault", dict(files))
    before = tree(tmp_path / "vault", hidden=True)
    done = run("init", "vault", "--sources", seeds)
    assert done.code == 0, done.err
    assert "Markdown links with the relative path" in done.out
    said = tomllib.loads((tmp_path / "vaultsync.toml").read_text(encoding="utf-8"))
    assert said["folders"] == {"notes": "Atoms", "sources": "Source maps", "home": "Map of the essays"}
    assert tree(tmp_path / "vault", hidden=True) == before
    assert run("rebuild").code == 0
    after = tree(tmp_path / "vault", hidden=True)
    assert {path: after[path] for path in before} == before
    assert {path.partition("/")[0] for path in set(after) - set(before)} == {
        ".vaultsync", "Atoms", "Source maps", "Concepts", "Map of the essays.md"
    }  # fmt: skip


def test_the_folder_for_new_notes_is_kept_to(run: Run, tmp_path: Path) -> None:
    settings = '{"newFileLocation": "folder", "newFileFolderPath": "Inbox/new"}'
    put(tmp_path / "vault", {"a.md": "a", ".obsidian/app.json": settings})
    folders = run("init", "vault", "--json").json["folders"]
    assert folders == {"notes": "Inbox/new/Notes", "sources": "Inbox/new/Sources", "concepts": "Inbox/new/Concepts"}


def test_nothing_is_proposed_where_there_is_no_vault_yet(run: Run, tmp_path: Path) -> None:
    done = run("init", "vault", "--json").json
    assert (done["folders"], done["vault"], done["created"]) == ({}, [], ["vaultsync.toml"])
