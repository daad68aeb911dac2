"""The writer's system calls on Windows: full paths instead of open folders, `ReplaceFileW` instead of an exchange.

Written from the documentation of the Win32 API and untested: no machine that runs Windows was at hand.
"""

# The contracts are those of Disk.
# ruff: noqa: D102
from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeVar

from vaultsync.vault.disk import Disk

Result = TypeVar("Result")

_ATTEMPTS = 20
_PAUSE = 0.05
"""Seconds between attempts while another program (an indexer, a virus scanner) holds the file: one second in all."""

_BUSY = frozenset({5, 32, 33})
"""ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""

_ELSEWHERE = frozenset({0xA000000C, 0xA0000003})
"""Reparse tags that lead elsewhere: a symbolic link, a mount point or junction. A cloud placeholder is neither."""

_BINARY = getattr(os, "O_BINARY", 0)


class WindowsDisk(Disk):
    """Windows has no calls relative to a folder: handles are numbers that stand for checked paths."""

    def __init__(self) -> None:
        self._folders: dict[int, Path] = {}
        self._numbers = count(1)

    def open_root(self, path: str) -> int:
        # The prefix lifts the limit of 260 characters.
        full = Path(path).resolve(strict=True)
        if not full.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        return self._handle(full if str(full).startswith("\\\\") else Path("\\\\?\\" + str(full)))

    def open_folder(self, parent: int, name: str) -> int:
        found = self.stat(parent, name)
        if not stat.S_ISDIR(found.st_mode) or getattr(found, "st_reparse_tag", 0) in _ELSEWHERE:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), name)
        return self._handle(self._at(parent, name))

    def close_folder(self, folder: int) -> None:
        del self._folders[folder]

    def make_folder(self, parent: int, name: str, mode: int) -> None:
        self._at(parent, name).mkdir(mode)

    def names(self, folder: int) -> list[str]:
        return [entry.name for entry in self._folders[folder].iterdir()]

    def stat(self, folder: int, name: str) -> os.stat_result:
        return self._at(folder, name).lstat()

    def open_read(self, folder: int, name: str) -> int:
        return _patiently(lambda: os.open(self._at(folder, name), os.O_RDONLY | _BINARY))

    def open_new(self, folder: int, name: str, mode: int) -> int:
        return os.open(self._at(folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)

    def fsync_folder(self, folder: int) -> None:
        """Do nothing: NTFS keeps its names in a journal and offers no flush of a folder."""

    @property
    def flushes_all(self) -> bool:
        return False

    def copy_metadata(self, source: int, target: int) -> None:
        """Do nothing: `ReplaceFileW` carries attributes, access list and time of creation over by itself."""

    def rename(self, folder: int, name: str, new_folder: int, new: str) -> None:
        _patiently(lambda: self._at(folder, name).replace(self._at(new_folder, new)))

    def rename_new(self, folder: int, name: str, new_folder: int, new: str) -> None:
        # On Windows a plain rename never replaces.
        _patiently(lambda: self._at(folder, name).rename(self._at(new_folder, new)))

    def exchange(self, folder: int, name: str, other_folder: int, other: str) -> None:
        """Put `name` in the place of `other`, and what stood there in the place of `name`, in two steps.

        Between them the old file stands beside `name` with `.old` at its end, where recovery finds it.
        """
        mine, theirs = self._at(folder, name), self._at(other_folder, other)
        aside = mine.with_name(mine.name + ".old")
        _patiently(lambda: _replace_file(theirs, mine, aside))
        _patiently(lambda: aside.rename(mine))

    def link(self, folder: int, name: str, new_folder: int, new: str) -> None:
        self._at(new_folder, new).hardlink_to(self._at(folder, name))

    def unlink(self, folder: int, name: str) -> None:
        _patiently(lambda: self._at(folder, name).unlink())

    def remove_folder(self, parent: int, name: str) -> None:
        self._at(parent, name).rmdir()

    def _at(self, folder: int, name: str) -> Path:
        return self._folders[folder] / name

    def _handle(self, path: Path) -> int:
        number = next(self._numbers)
        self._folders[number] = path
        return number


def _patiently(call: Callable[[], Result]) -> Result:
    for _ in range(_ATTEMPTS - 1):
        try:
            return call()
        except OSError as error:
            if getattr(error, "winerror", None) not in _BUSY:
                raise
            time.sleep(_PAUSE)
    return call()


def _replace_file(replaced: Path, replacement: Path, backup: Path) -> None:
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        names = [ctypes.c_wchar_p(str(path)) for path in (replaced, replacement, backup)]
        if not kernel.ReplaceFileW(*names, 0, None, None):
            raise ctypes.WinError(ctypes.get_last_error())
