"""A file of the user's outside of the vault, the configuration say: made or replaced whole, or left as it is.

The new text is written beside it and flushed; then the two change places, and what came out is looked at, as for a note
(`write`). A run that dies leaves at most a hidden file `.NAME.vaultsync-new`, which the next one clears away.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from vaultsync.errors import Changed
from vaultsync.vault.disk import Disk, digest_at, digest_of, place, read_all, reading, write_all
from vaultsync.vault.exchange import Unsupported
from vaultsync.vault.refusal import telling
from vaultsync.vault.system import this_disk


def create_file(path: Path, data: bytes, disk: Disk | None = None) -> None:
    """Make a file and the folders it lies in; raises FileExistsError where one stands there already.

    Raises Failed where the system can't write: there is no such file then.
    """
    disk = disk or this_disk()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        raise FileExistsError(path)
    with telling(str(path)), _beside(disk, path, data) as (folder, temp):
        place(disk, folder, temp, folder, path.name)
        disk.fsync_folder(folder)


def replace_file(path: Path, expect: bytes, data: bytes, disk: Disk | None = None) -> None:
    """Put new bytes in the place of exactly those that are expected; a link leads to the file that is replaced.

    Raises Changed where the file holds something else, Failed where the system can't write: it is as it was then.
    """
    disk = disk or this_disk()
    real = Path(os.path.realpath(path))
    with telling(str(path)), _beside(disk, real, data, expect) as (folder, temp):
        with reading(disk, folder, real.name) as source, reading(disk, folder, temp) as target:
            disk.copy_metadata(source, target)
        _check(disk, folder, real.name, expect, path)
        try:
            disk.exchange(folder, temp, folder, real.name)
        except Unsupported:
            disk.rename(folder, temp, folder, real.name)
        else:
            if digest_at(disk, folder, temp) != digest_of(expect):
                disk.exchange(folder, temp, folder, real.name)
            _check(disk, folder, temp, expect, path)
        disk.fsync_folder(folder)


def _check(disk: Disk, folder: int, name: str, expect: bytes, path: Path) -> None:
    if digest_at(disk, folder, name) != digest_of(expect):
        raise Changed("was saved since it was read", path=str(path))


@contextmanager
def _beside(disk: Disk, path: Path, data: bytes, old: bytes = b"") -> Iterator[tuple[int, str]]:
    """Write a hidden file beside `path`; yields the open folder and its name, and removes it after if it is ours."""
    folder = disk.open_root(str(path.parent))
    try:
        descriptor, temp = _opened(disk, folder, f".{path.name}.vaultsync-new", data, old)
        try:
            try:
                write_all(disk, descriptor, data)
                disk.fsync(descriptor)
            finally:
                disk.close(descriptor)
            yield folder, temp
        finally:
            _clear(disk, folder, temp, data, old)
    finally:
        disk.close_folder(folder)


def _opened(disk: Disk, folder: int, name: str, data: bytes, old: bytes) -> tuple[int, str]:
    """Make the file; what a run that died has left there goes, unless an editor's text might be in it."""
    for number in count(1):
        temp = name if number == 1 else f"{name}-{number}"
        _clear(disk, folder, temp, data, old)
        with suppress(FileExistsError):
            return disk.open_new(folder, temp, 0o666), temp
    raise AssertionError("numbers never end")


def _clear(disk: Disk, folder: int, temp: str, data: bytes, old: bytes) -> None:
    """Remove a file that holds the old text, or the new one as far as it was written."""
    with suppress(OSError):
        with reading(disk, folder, temp) as descriptor:
            found = read_all(disk, descriptor)
        if found == old or data.startswith(found):
            disk.unlink(folder, temp)
