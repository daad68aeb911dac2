"""Paths of the vault as open folders: none leads out of it, into a hidden folder, or through a link (rule 12)."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.model import VaultPath
from vaultsync.vault.disk import Disk
from vaultsync.vault.refusal import Refused, telling

_FORBIDDEN = '\\:*?"<>|' if sys.platform == "win32" else ""


class Tree:
    """The folders of one vault, opened one below the other each time, so that none can be swapped for a link."""

    def __init__(self, root: Path, disk: Disk) -> None:
        self._path = root
        self._disk = disk
        self._root: int | None = None
        self._changed: set[tuple[str, ...]] = set()

    @property
    def root(self) -> int:
        """The open vault."""
        if self._root is None:
            self._root = self._disk.open_root(str(self._path))
        return self._root

    def close(self) -> None:
        """Give the handle back."""
        if self._root is not None:
            self._disk.close_folder(self._root)
            self._root = None

    @contextmanager
    def parent(self, path: VaultPath, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """Open the folder that `path` stands in, for a change; yields it with the file's name.

        With `make` missing folders are made and the name is taken as it is; without, a file that the disk spells in
        another Unicode normal form is found, too.
        """
        with self.looking(path, make=make) as found:
            self._changed.add(parts_of(path)[:-1])
            yield found

    @contextmanager
    def looking(self, path: VaultPath, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """Open the folder that `path` stands in, to look only."""
        *folders, name = parts_of(path)
        with self.folder(tuple(folders), make=make) as folder:
            yield folder, name if make else self._spelled(folder, name)

    @contextmanager
    def folder(self, names: tuple[str, ...], *, make: bool = False) -> Iterator[int]:
        """Open a folder by the names that lead to it."""
        handle = self.root
        try:
            for depth, name in enumerate(names):
                below = self._descend(handle, name, names[:depth] if make else None)
                self._leave(handle)
                handle = below
            yield handle
        finally:
            self._leave(handle)

    def missing(self, path: VaultPath) -> tuple[VaultPath, ...]:
        """Return the folders that writing `path` would make, outermost first."""
        folders = parts_of(path)[:-1]
        for depth in range(1, len(folders) + 1):
            try:
                with telling(path, missing=FileNotFoundError), self.folder(folders[:depth]):
                    continue
            except FileNotFoundError:
                return tuple(VaultPath("/".join(folders[:end])) for end in range(depth, len(folders) + 1))
        return ()

    def note_change(self, *names: str) -> None:
        """Remember that names in this folder changed."""
        self._changed.add(names)

    def sync(self) -> None:
        """Wait until the names in all folders that changed are on the device."""
        for names in sorted(self._changed):
            with telling("/".join(names) or str(self._path)), suppress(FileNotFoundError), self.folder(names) as folder:
                self._disk.fsync_folder(folder)
        self._changed.clear()

    def has_only_another_case(self, path: VaultPath, new: VaultPath) -> bool:
        """Whether `new` is taken by `path` itself, since the file system sees no difference between the two."""
        if path == new or _folded(path) != _folded(new):
            return False
        with suppress(FileNotFoundError), self.looking(new) as (folder, name):
            self._disk.stat(folder, name)
            return all(unicodedata.normalize("NFC", other) != name for other in self._disk.names(folder))
        return False

    def _descend(self, handle: int, name: str, make_below: tuple[str, ...] | None) -> int:
        try:
            return self._disk.open_folder(handle, self._spelled(handle, name))
        except FileNotFoundError:
            if make_below is None:
                raise
        with suppress(FileExistsError):
            self._disk.make_folder(handle, name, 0o777)
            self._changed.add(make_below)
        return self._disk.open_folder(handle, name)

    def _spelled(self, folder: int, name: str) -> str:
        if name.isascii():
            return name
        try:
            self._disk.stat(folder, name)
        except FileNotFoundError:
            same = (other for other in sorted(self._disk.names(folder)) if unicodedata.normalize("NFC", other) == name)
            return next(same, name)
        return name

    def _leave(self, handle: int) -> None:
        if handle != self._root:
            self._disk.close_folder(handle)


def parts_of(path: VaultPath) -> tuple[str, ...]:
    """Split a path that may be written; `Refused` where it leads out of the vault or into a hidden folder."""
    parts = tuple(path.split("/"))
    for part in parts:
        if part in ("", ".", "..") or "\0" in part:
            raise Refused("is no path below the vault", path=path.replace("\0", "\\0"))
        if part.startswith("."):
            raise Refused("lies in a hidden folder, or is hidden", path=path)
        if any(character in part for character in _FORBIDDEN):
            raise Refused("holds a character that Windows has other uses for", path=path)
    return parts


def _folded(path: VaultPath) -> str:
    return unicodedata.normalize("NFC", path).casefold()
