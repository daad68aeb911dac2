"""Starting out: the configuration, fitted to the vault, and if asked for the templates, written for editing."""

from __future__ import annotations

from pathlib import Path

from vaultsync.config import FILE
from vaultsync.model import NoteKind
from vaultsync.notes.naming import fold_key
from vaultsync.pipeline.inspecting import open_index
from vaultsync.pipeline.targeting import packaged_templates
from vaultsync.vault.lone import create_file

TEMPLATES = "vaultsync-templates"


_FOLDERS = {
    "notes": ("Notes", "Atoms"),
    "sources": ("Sources", "Source maps"),
    "concepts": ("Concepts", "Concept notes"),
}
"""What each folder of ours may be called, the first name that nothing of the user's has."""


def propose(vault: Path) -> tuple[dict[str, str], list[str]]:
    """Look at a vault and return the folders to put notes in, where not the usual ones, and what was found there."""
    index = open_index(vault)
    if not index.paths:
        return {}, []
    settings = index.settings
    theirs = {note.path for note in index.notes if note.kind is NoteKind.USER}
    tops = {fold_key(path.partition("/")[0]) for path in theirs if "/" in path}
    below = settings.new_file_folder.strip("/") if settings.new_file_location == "folder" else ""
    folders: dict[str, str] = {}
    for key, names in _FOLDERS.items():
        free = next((name for name in names if fold_key(name) not in tops), f"vaultsync/{names[0]}")
        if free != names[0] or below:
            folders[key] = f"{below}/{free}" if below else free
    if any(fold_key(path) == fold_key("Home.md") for path in theirs):
        folders["home"] = "Map of the essays"
    links = "Markdown links" if settings.markdown_links else "wikilinks"
    found = [
        f"{len(index.notes)} notes, {len(theirs)} of them yours, are left as they are",
        f"links will be {links} with the {settings.link_format} path, as the vault's own settings say",
    ]
    found += [f"{key} go to {name}" for key, name in folders.items()]
    return folders, found


def start(folder: Path, text: str, *, templates: bool) -> tuple[list[str], list[str]]:
    """Write the configuration and the templates into `folder`; return what was written and what was there already."""
    files = {FILE: text}
    if templates:
        files[FILE] = text.replace('# templates = ""', f'templates = "{TEMPLATES}"')
        for one in sorted(packaged_templates().glob("*.md")):
            files[f"{TEMPLATES}/{one.name}"] = one.read_text(encoding="utf-8")
    made: list[str] = []
    kept: list[str] = []
    for name, content in files.items():
        try:
            create_file(folder / name, content.encode("utf-8"))
            made.append(name)
        except FileExistsError:
            kept.append(name)
    return made, kept
