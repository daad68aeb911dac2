"""A vault with its sources and its state in one folder, put back to its beginning for every run."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

NEEDLE = re.compile(rb"USER-[0-9a-z]+(?:-[0-9a-z]+)*")
"""What stands for a text that the user typed."""

_INDEX = "links.sqlite"

Files = Mapping[str, bytes]


class World:
    """The folder `root`, with `sources/`, `vault/` and `state/` in it, and a copy of how it began."""

    def __init__(self, root: Path, start: Path) -> None:
        self.root = root
        self.start = start

    @property
    def vault(self) -> Path:
        """The vault."""
        return self.root / "vault"

    def begin_here(self) -> None:
        """Take what is there now for the beginning."""
        shutil.rmtree(self.start, ignore_errors=True)
        _copy(self.root, self.start)

    def restart(self) -> None:
        """Put everything back to the beginning."""
        clear(self.root)
        _copy(self.start, self.root)

    def visible(self) -> dict[str, bytes]:
        """Return what the user can see: the vault with its trash, and the configuration, by its name and two dots."""
        beside = (path for path in sorted(self.root.glob("*.toml")) if not path.name.startswith("."))
        return files_below(self.vault, hidden=False) | {f"../{path.name}": path.read_bytes() for path in beside}

    def needles(self) -> set[bytes]:
        """Return the user's texts that are where the user sees them."""
        return needles_in(self.visible())

    def marks(self) -> dict[str, tuple[int, int, int]]:
        """Return what tells of every file, the hidden ones too, whether it was written to.

        But for the index of links that commands which only look keep beside the state: it learns a note by the second
        look at it, if the first came right after a save.
        """
        paths = [path for path in self.root.rglob("*") if not path.is_dir() and not path.name.startswith(_INDEX)]
        found = ((str(path), path.lstat()) for path in paths)
        return {path: (one.st_ino, one.st_size, one.st_mtime_ns) for path, one in found}


def files_below(folder: Path, *, hidden: bool = True) -> dict[str, bytes]:
    """Return the files below a folder, without those of `.vaultsync` unless they are wanted."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if (hidden or name.parts[0] != ".vaultsync") and stat.S_ISREG(path.lstat().st_mode):
            found[name.as_posix()] = path.read_bytes()
    return found


def needles_in(files: Files) -> set[bytes]:
    """Return the user's texts in some files."""
    return {needle for data in files.values() for needle in NEEDLE.findall(data)}


def differences(expected: Files, found: Files) -> list[str]:
    """Say where two vaults differ."""
    names = sorted({*expected, *found})
    kinds = (
        (name, "missing" if name not in found else "extra" if name not in expected else "different")
        for name in names
        if expected.get(name) != found.get(name)
    )
    return [f"{kind}: {name}" for name, kind in kinds]


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def clear(folder: Path) -> None:
    """Empty a folder and keep it: it may be a mount point."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            Path(entry.path).unlink()


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
