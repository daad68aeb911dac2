"""The files of a vault as Obsidian sees them, and what its notes and canvases say; reads only."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from vaultsync.errors import Changed
from vaultsync.markup.canvas import scan_canvas
from vaultsync.markup.note_syntax import NoteSyntax
from vaultsync.markup.wikilinks import scan
from vaultsync.memo import Remember, anew
from vaultsync.model import Digest, Problem, VaultPath
from vaultsync.vault.settings import VaultSettings, read_settings

LARGEST_NOTE = 64_000_000
"""Bytes; a larger note is a file without links."""

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """One file of a vault."""

    path: VaultPath
    size: int
    """In bytes."""
    mtime_ns: int
    digest: Digest | None = None
    """Of a note or canvas that could be read."""
    syntax: NoteSyntax | None = None
    """What a note or canvas says, if it could be read."""
    name: str = ""
    """The path as the disk has it, where it isn't NFC."""

    @property
    def is_note(self) -> bool:
        """Whether Obsidian takes the file for a note."""
        return is_note(self.path)


@dataclass(frozen=True, slots=True)
class VaultScan:
    """One look at a vault."""

    root: Path
    files: Mapping[VaultPath, ScannedFile]
    """Every file that Obsidian sees, in order of the paths."""
    settings: VaultSettings = field(default_factory=VaultSettings)
    problems: tuple[Problem, ...] = ()

    def read(self, path: VaultPath) -> bytes:
        """Read a file anew; raises Changed if it can't be read any more."""
        file = self.files[path]
        try:
            return _read(os.path.join(self.root, file.name or path), LARGEST_NOTE * 16)  # noqa: PTH118
        except OSError as error:
            raise Changed(f"can't be read any more: {error.strerror}", path=path) from error

    def text(self, path: VaultPath) -> str:
        """Read a note anew, bytes that aren't UTF-8 as lone surrogates; raises Changed if it can't be read any more."""
        return self.read(path).decode("utf-8", "surrogateescape")


def is_note(path: str) -> bool:
    """Say whether a path is that of a note."""
    return path[-3:].lower() == ".md"


def scan_vault(root: Path, remember: Remember = anew) -> VaultScan:
    """Look at every file of a vault.

    What can't be read, is no regular file or leads out of the vault costs one problem and nothing else.
    """
    settings, problems = read_settings(root)
    look = _Look(root, remember)
    with without_collecting():
        files = {file.path: file for file in sorted(look.files(), key=lambda file: file.path)}
    return VaultScan(root, files, settings, (*problems, *sorted(look.problems, key=lambda one: one.path)))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold the garbage collector back while what is made is kept: it takes a quarter of the time and finds nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Look:
    """One walk through the folders; symlinks to folders are not followed, so no loop can hold it up."""

    def __init__(self, root: Path, remember: Remember) -> None:
        self._root = str(root)
        self._real_root = os.path.realpath(self._root)
        self._remember = remember
        self._seen: set[str] = set()
        self.problems: list[Problem] = []

    def files(self) -> Iterator[ScannedFile]:
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
            self._warn(_printable(folder), f"the folder can't be read: {error.strerror}")
        return []

    def _vault_path(self, name: str) -> VaultPath | None:
        path = unicodedata.normalize("NFC", name)
        if _SURROGATE.search(path):
            self._warn(_printable(name), "the name is not valid UTF-8", "rename the file")
            return None
        if path in self._seen:
            self._warn(path, "another file has the same name in another Unicode form", "rename one of them")
            return None
        self._seen.add(path)
        return VaultPath(path)

    def _file(self, entry: os.DirEntry[str], name: str, path: VaultPath) -> ScannedFile | None:
        spelt = "" if name == path else name
        try:
            linked = entry.is_symlink()
            found = entry.stat()
            if stat.S_ISDIR(found.st_mode):
                self._warn(path, "a link to another folder, which is not followed")
                return None
            if not stat.S_ISREG(found.st_mode):
                self._warn(path, "is no regular file")
                return None
            if linked and not self._is_inside(entry.path):
                self._warn(path, "a link to a file outside the vault, which is not read")
                return ScannedFile(path, found.st_size, found.st_mtime_ns, name=spelt)
            return self._read(entry.path, path, found, spelt)
        except FileNotFoundError:
            if entry.is_symlink():
                self._warn(path, "a link to a file that isn't there")
            return None
        except OSError as error:
            self._warn(path, f"can't be read: {error.strerror}")
            return None

    def _is_inside(self, place: str) -> bool:
        return os.path.commonpath((self._real_root, os.path.realpath(place))) == self._real_root

    def _read(self, place: str, path: VaultPath, found: os.stat_result, spelt: str) -> ScannedFile:
        scanner = scan if is_note(path) else scan_canvas if path.lower().endswith(".canvas") else None
        bare = ScannedFile(path, found.st_size, found.st_mtime_ns, name=spelt)
        if scanner is None:
            return bare
        if found.st_size > LARGEST_NOTE:
            self._warn(path, f"is larger than {LARGEST_NOTE // 1_000_000} MB, so its links are not read")
            return bare
        try:
            data = _read(place, LARGEST_NOTE)
        except PermissionError as error:
            self._warn(path, f"can't be read: {error.strerror}")
            return bare
        digest = Digest(hashlib.sha256(data).hexdigest())
        text = self._decoded(data, path)
        syntax = self._remember("syntax", (scanner.__name__, digest), NoteSyntax, partial(scanner, text))
        return ScannedFile(path, len(data), found.st_mtime_ns, digest, syntax, spelt)

    def _decoded(self, data: bytes, path: VaultPath) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = 1 + len(re.findall(rb"\r\n|\r|\n", data[: error.start]))
            self._warn(path, f"is not UTF-8 at byte {error.start + 1}", "save it as UTF-8", line)
            return _SURROGATE.sub("\ufffd", data.decode("utf-8", "surrogateescape"))

    def _warn(self, path: str, message: str, hint: str = "", line: int | None = None) -> None:
        self.problems.append(Problem(path, message, line, hint, severity="warning"))


def _read(place: str, limit: int) -> bytes:
    """Read a regular file whole; raises OSError for anything else."""
    handle = os.open(place, _OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is no regular file")
        parts: list[bytes] = []
        left = limit
        while left > 0 and (part := os.read(handle, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
