"""Hold the docs to the code: links resolve, every command, option and setting is in the reference, versions agree.

Run as `python -m tools.check_docs`; prints each fault as `file: what` and exits 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import vaultsync
from vaultsync.cli import app
from vaultsync.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")


def pages() -> list[Path]:
    """Return the pages that people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def dead_links() -> Iterator[str]:
    """Find relative links to files that aren't there."""
    for page in pages():
        text = CODE.sub("", FENCE.sub("", page.read_text(encoding="utf-8")))
        for match in LINK.finditer(text):
            target = (match[1] or match[2]).partition("#")[0]
            if target and "://" not in target and not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)}: dead link to {target}"


def undocumented() -> Iterator[str]:
    """Find commands, options and settings that the reference doesn't name."""
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    commands: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
    for name, command in sorted(commands.items()):
        if command.hidden:
            continue
        if f"vaultsync {name}" not in reference:
            yield f"docs/reference.md: the command {name} is missing"
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and f"`{option}" not in reference:
                    yield f"docs/reference.md: {option} of {name} is missing"
    for setting in SETTINGS:
        if f"`{setting.key}`" not in reference:
            yield f"docs/reference.md: the setting {setting.key} is missing"


def stale_version() -> Iterator[str]:
    """Find a changelog whose newest entry isn't the version of the code."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    if newest is None or newest[1] not in (vaultsync.__version__, "Unreleased"):
        yield f"CHANGELOG.md: the newest entry isn't {vaultsync.__version__}"


def main() -> int:
    """Print every fault and return the exit status."""
    faults = [*dead_links(), *undocumented(), *stale_version()]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
