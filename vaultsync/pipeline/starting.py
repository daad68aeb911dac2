"""Starting out: the configuration and, if asked for, the templates, written for editing."""

from __future__ import annotations

from pathlib import Path

from vaultsync.config import FILE
from vaultsync.pipeline.targeting import packaged_templates

TEMPLATES = "vaultsync-templates"


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
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
            made.append(name)
        except FileExistsError:
            kept.append(name)
    return made, kept
