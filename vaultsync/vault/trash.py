"""Where removed notes go: the vault's `.trash`, named as Obsidian names there, or the system's trash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

FOLDER = ".trash"

_LONGEST = 255
"""Bytes in a file name that nearly every file system takes."""


def names(name: str) -> Iterator[str]:
    """Yield the names to try for a file in `.trash`, which holds no folders: its own, then with ` 2`, ` 3`, …."""
    yield name
    for number in count(2):
        yield with_suffix(name, f" {number}")


def with_suffix(name: str, addition: str) -> str:
    """Put something between a file name's stem and its extension, shortening a stem that would grow too long."""
    path = Path(name)
    stem = path.stem
    while len(os.fsencode(stem + addition + path.suffix)) > _LONGEST and len(stem) > 1:
        stem = stem[:-1]
    return stem + addition + path.suffix


def to_system(path: Path) -> bool:
    """Give a file to the system's trash; False where there is none or it refuses."""
    from send2trash import TrashPermissionError, send2trash

    try:
        send2trash(path)
    except (OSError, TrashPermissionError):
        return False
    return True
