"""How editors and sync clients save a note, each in the two steps between which anything may happen."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

Rest = Callable[[], None]
"""The second step of a save; nothing for editors that have only one."""

Save = Callable[[Path, bytes], Rest]


def _nothing() -> None:
    pass


def _old(path: Path) -> bytes:
    with suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    return b""


def _append(path: Path, text: bytes) -> Rest:
    _old(path)
    with path.open("ab") as file:
        file.write(text)
    return _nothing


def _truncate(path: Path, text: bytes) -> Rest:
    """Obsidian, VS Code, nano: the file is emptied and written again."""
    path.write_bytes(_old(path) + text)
    return _nothing


def _atomic(path: Path, text: bytes) -> Rest:
    """Vim without backupcopy, many sync clients: a new file is renamed over the old one."""
    new = path.with_name(f".{path.name}.tmp~")
    new.write_bytes(_old(path) + text)
    new.rename(path)
    return _nothing


def _vim_backup(path: Path, text: bytes) -> Rest:
    """Vim with a backup: the old file steps aside, a new one is made, the old one goes."""
    old, backup = _old(path), path.with_name(f"{path.name}~")
    with suppress(FileNotFoundError):
        path.rename(backup)
    path.write_bytes(old + text)
    backup.unlink(missing_ok=True)
    return _nothing


def _rename(path: Path, text: bytes) -> Rest:
    """Rename the note and write in it, as its user may."""
    new = path.with_name(f"{path.stem} moved.md")
    _old(path)
    with suppress(FileNotFoundError):
        path.rename(new)
    return _append(new, text)


def _hold(path: Path, text: bytes) -> Rest:
    """Open the note now and write later, whatever has become of its name: a slow client."""
    _old(path)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def rest() -> None:
        os.write(file, text)
        os.close(file)

    return rest


def _slow_truncate(path: Path, text: bytes) -> Rest:
    """Empty the note now and write it later."""
    old = _old(path)
    file = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o644)

    def rest() -> None:
        os.write(file, old + text)
        os.close(file)

    return rest


STYLES: Mapping[str, Save] = {
    "append": _append,
    "truncate": _truncate,
    "atomic": _atomic,
    "vim backup": _vim_backup,
    "rename": _rename,
    "hold open": _hold,
    "slow truncate": _slow_truncate,
}
