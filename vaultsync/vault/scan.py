"""The files of a vault as Obsidian sees them, and what its notes and canvases say; reads only."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from vaultsync.errors import FAILING, Changed
from vaultsync.markup.canvas import scan_canvas
from vaultsync.markup.note_syntax import NoteSyntax
from vaultsync.markup.wikilinks import scan
from vaultsync.memo import Patched, Remember, anew, patched
from vaultsync.model import Digest, Problem, VaultPath
from vaultsync.vault.files import (
    LARGEST_NOTE,
    SURROGATE,
    FoundFile,
    Stamp,
    Walk,
    file_at,
    is_note,
    is_settled,
    read_file,
    walk,
)
from vaultsync.vault.settings import VaultSettings, read_settings


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
    hidden: tuple[VaultPath, ...] = ()
    """What may not be looked at: what stands there, or below, is unknown."""
    unread: tuple[VaultPath, ...] = ()
    """The notes and canvases that may not be read: what they link to is unknown."""

    def read(self, path: VaultPath) -> bytes:
        """Read a file anew; raises Changed if it can't be read any more."""
        return _read_anew(self.root, path, self.files[path].name)

    def text(self, path: VaultPath) -> str:
        """Read a note anew, bytes that aren't UTF-8 as lone surrogates; raises Changed if it can't be read any more."""
        return self.reader(path)()

    def reader(self, path: VaultPath) -> Callable[[], str]:
        """Return what reads a note anew, and holds nothing else of this look."""
        return partial(_text_anew, self.root, path, self.files[path].name)


def _read_anew(root: Path, path: VaultPath, name: str) -> bytes:
    try:
        return read_file(os.path.join(root, name or path), LARGEST_NOTE * 16)[0]  # noqa: PTH118
    except OSError as error:
        raise Changed(f"can't be read any more: {error.strerror}", path=path) from error


def _text_anew(root: Path, path: VaultPath, name: str) -> str:
    return _read_anew(root, path, name).decode("utf-8", "surrogateescape")


class Content(NamedTuple):
    """What reading one note or canvas has come to."""

    digest: Digest | None = None
    """Of its bytes; None where it couldn't be read."""
    size: int = 0
    """In bytes."""
    syntax: NoteSyntax | None = None
    problem: Problem | None = None
    is_there: bool = True
    """Whether it is a file of the vault at all."""


class Named(NamedTuple):
    """All files of a vault that may be others than at the last look."""

    told: Collection[VaultPath] = ()
    """Those that somebody told of, with many that never were files of the vault."""
    own: Mapping[VaultPath, bool] = {}
    """Those that this process wrote, moved or removed itself, and whether it left a file there."""


@dataclass
class _Looks:
    """What the looks at one vault keep up."""

    known: dict[VaultPath, tuple[Stamp, Content]] = field(default_factory=dict)
    """What the files say, with the stamps at which they were read."""
    unsettled: set[VaultPath] = field(default_factory=set)
    """Those that a write might change without giving them another stamp: they are read at every look."""
    last: VaultScan | None = None

    def content_of(self, file: FoundFile, started: int, remember: Remember) -> Content:
        stamp, content = self.known.get(file.path, (None, None))
        if content is not None and stamp == file.stamp:
            return content
        content, stamp = _read(file, remember)
        if stamp == file.stamp and is_settled(file.stamp, started):
            self.known[file.path] = file.stamp, content
            self.unsettled.discard(file.path)
        else:
            self.known.pop(file.path, None)
            self.unsettled.add(file.path)
        return content


def scan_vault(root: Path, remember: Remember = anew, named: Named | None = None) -> VaultScan:
    """Look at every file of a vault, or only at those `named` where the others are known from the last look.

    What can't be read, is no regular file or leads out of the vault costs one problem and nothing else. A file with the
    stamp at which it was read is not read again where that is remembered. Where a file was made, moved or removed that
    this process didn't make, move or remove itself, all are looked at: the half of a move may be all that was told yet.
    """
    started = time.time_ns()
    looks = remember.state(f"notes of {root}", _Looks)
    found = None if named is None else _looked_again(root, looks, named, started, remember)
    if found is None:
        seen = walk(root)
        for path in looks.known.keys() - {file.path for file in seen.files}:
            del looks.known[path]
        looks.unsettled.clear()
        found = gathered(root, seen, lambda file: looks.content_of(file, started, remember))
    looks.last = found
    return found


def _looked_again(root: Path, looks: _Looks, named: Named, started: int, remember: Remember) -> VaultScan | None:
    """Return the last look with what is named looked at once more; None where only a look at all will do."""
    last = looks.last
    settings, problems = read_settings(root)
    if last is None or problems or any(problem.severity == "error" for problem in last.problems):
        return None
    odd = {problem.path for problem in last.problems}
    changed: dict[VaultPath, ScannedFile] = {}
    gone: set[VaultPath] = set()
    never: list[str] = []
    for path in {*named.told, *named.own, *looks.unsettled}:
        before = last.files.get(path)
        is_there = os.path.lexists(os.path.join(root, path if before is None else before.name or path))  # noqa: PTH118
        if not is_there and before is None:
            never.append(f"{path}/")
            continue
        if path in odd or is_there is not named.own.get(path, before is not None):
            return None
        if not is_there:
            gone.add(path)
            continue
        file = file_at(root, path, "" if before is None else before.name)
        content = None if file is None else looks.content_of(file, started, remember) if file.is_read else Content()
        if file is None or content is None or content.problem is not None or not content.is_there:
            return None
        new = _scanned(file, content)
        if new != before:
            changed[path] = new
    files: Mapping[VaultPath, ScannedFile] = last.files
    folders = tuple(never)
    if folders and any(path.startswith(folders) for path in files):
        return None
    if changed or gone:
        for path in gone:
            looks.known.pop(path, None)
            looks.unsettled.discard(path)
        left = {path: file for path, file in files.items() if path not in gone} if gone else files
        is_new = not changed.keys() <= left.keys()
        files = patched(left, changed)
        files = Patched(dict(sorted(files.items()))) if is_new else files
    return VaultScan(root, files, settings, last.problems, last.hidden, last.unread)


def gathered(root: Path, seen: Walk, content_of: Callable[[FoundFile], Content]) -> VaultScan:
    """Return the files that a walk has found with what they say; files that may not be read are not asked for."""
    settings, problems = read_settings(root)
    odd = list(seen.problems)
    files: dict[VaultPath, ScannedFile] = {}
    silent: list[VaultPath] = []
    with without_collecting():
        for file in seen.files:
            content = content_of(file) if file.is_read else Content()
            if content.problem is not None:
                odd.append(content.problem)
            if content.is_there:
                if content.problem is not None and content.digest is None:
                    silent.append(file.path)
                files[file.path] = _scanned(file, content)
    told = (*problems, *sorted(odd, key=lambda one: one.path))
    return VaultScan(root, Patched(files), settings, told, seen.hidden, tuple(silent))


def _scanned(file: FoundFile, content: Content) -> ScannedFile:
    size = file.size if content.digest is None else content.size
    return ScannedFile(file.path, size, file.mtime_ns, content.digest, content.syntax, file.name)


def _read(file: FoundFile, remember: Remember) -> tuple[Content, Stamp | None]:
    """Return what a file says, and the stamp that it has behind its last byte."""
    try:
        data, stamp = read_file(file.place)
    except OSError as error:
        return unread(file, error), None
    return said_by(file.path, data, Digest(hashlib.sha256(data).hexdigest()), remember), stamp


def said_by(path: VaultPath, data: bytes, digest: Digest, remember: Remember = anew) -> Content:
    """Return what a note or canvas says that holds these bytes, of this digest."""
    scanner = scan if is_note(path) else scan_canvas
    text, problem = _decoded(data, path)
    syntax = remember("syntax", (scanner.__name__, digest), NoteSyntax, partial(scanner, text))
    return Content(digest, len(data), syntax, problem)


def unread(file: FoundFile, error: OSError) -> Content:
    """Return what becomes of a file that can't be read: one that may not be read is a file that says nothing."""
    if isinstance(error, FileNotFoundError):
        return Content(is_there=False)
    severity = "error" if error.errno in FAILING else "warning"
    problem = Problem(file.path, f"can't be read: {error.strerror}", severity=severity)
    return Content(problem=problem, is_there=isinstance(error, PermissionError))


def _decoded(data: bytes, path: VaultPath) -> tuple[str, Problem | None]:
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = 1 + len(re.findall(rb"\r\n|\r|\n", data[: error.start]))
        message = f"is not UTF-8 at byte {error.start + 1}"
        problem = Problem(path, message, line, "save it as UTF-8", severity="warning")
        return SURROGATE.sub("\ufffd", data.decode("utf-8", "surrogateescape")), problem


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
