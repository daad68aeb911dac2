"""The files of a vault as the disk has them: which there are, what stands in them, and how to see that one changed."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from vaultsync.errors import FAILING
from vaultsync.model import Problem, VaultPath

LARGEST_NOTE = 64_000_000
"""Bytes; a larger note is a file without links."""

SURROGATE = re.compile("[\ud800-\udfff]")

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_SECOND = 1_000_000_000
_COARSE = 2 * _SECOND
"""FAT counts in two seconds; such a time has nothing below the second."""
_FINE = _SECOND // 10
"""Every other file system tells two writes apart that are farther from each other."""

Stamp = tuple[int, ...]
"""What the disk says of a file that changes with its content: size, times of content and entry, device, inode."""


class FoundFile(NamedTuple):
    """One file of a vault."""

    path: VaultPath
    place: str
    """Where it is on the disk."""
    name: str
    """The path as the disk has it, where it isn't NFC; else empty."""
    size: int
    """In bytes."""
    mtime_ns: int
    stamp: Stamp
    is_read: bool
    """Whether it is a note or a canvas that may be read."""


class Walk(NamedTuple):
    """What one walk through a vault's folders has found."""

    files: tuple[FoundFile, ...]
    """Every file that Obsidian sees, in order of the paths."""
    problems: tuple[Problem, ...]
    hidden: tuple[VaultPath, ...] = ()
    """The folders and files that may not be looked at: what stands there, or below, is unknown."""


def is_note(path: str) -> bool:
    """Say whether a path is that of a note."""
    return path[-3:].lower() == ".md"


def is_canvas(path: str) -> bool:
    """Say whether a path is that of a canvas."""
    return path[-7:].lower() == ".canvas"


def stamp_of(found: os.stat_result) -> Stamp:
    """Return a file's stamp."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino


def stamp_at(path: Path) -> Stamp | None:
    """Return the stamp of the file at a path, or None where there is none."""
    try:
        return stamp_of(path.stat())
    except (OSError, ValueError):
        return None


def is_settled(stamp: Stamp, now: int) -> bool:
    """Whether a write from `now` on (nanoseconds, by the system's clock) would give a file another stamp."""
    _, modified, changed, *_ = stamp
    grain = _FINE if modified % _SECOND else _COARSE
    return max(modified, changed) + grain < now


def read_file(place: str, limit: int = LARGEST_NOTE) -> tuple[bytes, Stamp]:
    """Read a regular file whole, and look at it once more behind its last byte; raises OSError for anything else."""
    handle = os.open(place, _OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is no regular file")
        parts: list[bytes] = []
        left = limit
        while left > 0 and (part := os.read(handle, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts), stamp_of(os.fstat(handle))
    finally:
        os.close(handle)


def file_at(root: Path, path: VaultPath, name: str = "") -> FoundFile | None:
    """Return one ordinary file as `walk` finds it; None where it is gone, a link, or too large: ask a walk."""
    place = os.path.join(root, name or path)  # noqa: PTH118
    try:
        found = os.lstat(place)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_NOTE:
        return None
    is_read = is_note(path) or is_canvas(path)
    return FoundFile(path, place, name, found.st_size, found.st_mtime_ns, stamp_of(found), is_read)


def names_below(root: Path, paths: Iterable[str]) -> set[VaultPath]:
    """Return those of some absolute paths, links resolved, that Obsidian would see in a vault, as vault paths."""
    start = os.path.realpath(root).replace(os.sep, "/").rstrip("/") + "/"
    below = (path[len(start) :] for path in paths if path.startswith(start))
    return {
        VaultPath(unicodedata.normalize("NFC", path)) for path in below if not path.startswith(".") and "/." not in path
    }


def walk(root: Path) -> Walk:
    """Find a vault's files; what is no regular file or leads out of the vault costs one problem and nothing else."""
    walker = _Walker(root)
    files = tuple(sorted(walker.files(), key=lambda file: file.path))
    return Walk(files, tuple(walker.problems), tuple(walker.hidden))


class _Walker:
    """One walk; symlinks to folders are not followed, so no loop can hold it up."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._real_root = os.path.realpath(self._root)
        self._seen: set[str] = set()
        self.problems: list[Problem] = []
        self.hidden: list[VaultPath] = []

    def files(self) -> Iterator[FoundFile]:
        """Yield the vault's files in no certain order."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            for entry in self._entries(folder):
                if entry.name.startswith("."):
                    continue
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                elif (path := self._vault_path(name)) is not None:
                    file = self._file(entry, name, path)
                    if file is not None:
                        yield file

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(os.path.join(self._root, folder)) as entries:  # noqa: PTH118
                return sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            if not folder:
                self._warn("", "the vault's folder isn't there")
        except OSError as error:
            self._warn_of(error, folder, "the folder can't be read")
        return []

    def _vault_path(self, name: str) -> VaultPath | None:
        path = name if name.isascii() else unicodedata.normalize("NFC", name)
        if SURROGATE.search(path):
            self._warn(_printable(name), "the name is not valid UTF-8", "rename the file")
            return None
        if path in self._seen:
            self._warn(path, "another file has the same name in another Unicode form", "rename one of them")
            return None
        self._seen.add(path)
        return VaultPath(path)

    def _file(self, entry: os.DirEntry[str], name: str, path: VaultPath) -> FoundFile | None:
        try:
            linked = entry.is_symlink()
            found = entry.stat()
        except FileNotFoundError:
            if entry.is_symlink():
                self._warn(path, "a link to a file that isn't there")
            return None
        except OSError as error:
            self._warn_of(error, path, "can't be read")
            return None
        if stat.S_ISDIR(found.st_mode):
            self._warn(path, "a link to another folder, which is not followed")
            return None
        if not stat.S_ISREG(found.st_mode):
            self._warn(path, "is no regular file")
            return None
        is_read = self._may_be_read(entry, path, found, linked=linked)
        spelt = "" if name == path else name
        return FoundFile(path, entry.path, spelt, found.st_size, found.st_mtime_ns, stamp_of(found), is_read)

    def _may_be_read(self, entry: os.DirEntry[str], path: VaultPath, found: os.stat_result, *, linked: bool) -> bool:
        if linked and not self._is_inside(entry.path):
            self._warn(path, "a link to a file outside the vault, which is not read")
            return False
        if not is_note(path) and not is_canvas(path):
            return False
        if found.st_size > LARGEST_NOTE:
            self._warn(path, f"is larger than {LARGEST_NOTE // 1_000_000} MB, so its links are not read")
            return False
        return True

    def _is_inside(self, place: str) -> bool:
        return os.path.commonpath((self._real_root, os.path.realpath(place))) == self._real_root

    def _warn_of(self, error: OSError, path: str, message: str) -> None:
        """Tell of what can't be looked at: an error where the system fails to show what is there."""
        if isinstance(error, PermissionError):
            self.hidden.append(VaultPath(unicodedata.normalize("NFC", path)))
        severity = "error" if error.errno in FAILING else "warning"
        self.problems.append(Problem(_printable(path), f"{message}: {error.strerror}", severity=severity))

    def _warn(self, path: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(path, message, hint=hint, severity="warning"))


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
