"""Which files are sources: all below the roots that a person would call their writing (rules 10 and 12)."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vaultsync.model import Problem, SourceKey

SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")
"""Endings of sources, in any case."""

_NO_SOURCE = re.compile(
    r"^[.#]|~$|^~\$|^4913$|\.(?:swp|swo|swx|tmp|temp|part|partial|crdownload|crswap|download|bak)$"
    r"|\.sync-conflict-|\((?:.{0,80} )?conflicted copy\b|\(Conflicted copy\b|\.icloud$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A source that was found and not yet read."""

    key: SourceKey
    path: Path
    root: Path
    """The folder that relative links may not leave."""


@dataclass(frozen=True, slots=True)
class RootState:
    """How a source root was found: what rule 10 goes by."""

    path: Path
    exists: bool
    readable: bool
    complete: bool
    """Whether no listing failed anywhere below it."""
    empty: bool
    """Whether no source was found below it."""
    device: int = 0
    inode: int = 0


@dataclass(frozen=True, slots=True)
class Discovery:
    """What lies below the roots."""

    sources: tuple[Found, ...]
    """In the order of their keys."""
    problems: tuple[Problem, ...]
    roots: tuple[RootState, ...]


def discover(roots: Sequence[Path], *, vault: Path | None, ignore: Sequence[str] = ()) -> Discovery:
    """List the sources below the roots, a root being a folder or a single file; never raises for what it finds.

    The vault and all in it are passed over; hidden files, editors' temporaries, conflict copies and links that lead out
    of the root are no sources. A path that several roots hold gets the root's name before it, but for the first.
    """
    found: dict[SourceKey, Found] = {}
    seen: set[tuple[int, int]] = set()
    problems: list[Problem] = []
    states: list[RootState] = []
    vault_place = None if vault is None else _real(vault)
    for root in roots:
        walk = _Walk(root, vault_place, tuple(ignore))
        count = 0
        for path, relative in walk.files():
            place = path.stat()
            if (place.st_dev, place.st_ino) in seen and place.st_nlink < 2:
                continue
            seen.add((place.st_dev, place.st_ino))
            count += 1
            key = SourceKey(unicodedata.normalize("NFC", relative))
            if key in found:
                key = SourceKey(f"{root.name}//{key}")
            if key not in found:
                found[key] = Found(key, path, root if root.is_dir() else root.parent)
        problems += walk.problems
        states.append(walk.state(empty=count == 0))
    return Discovery(tuple(found[key] for key in sorted(found)), tuple(problems), tuple(states))


def _real(path: Path) -> str:
    return os.path.realpath(path)


class _Walk:
    """One pass over one root."""

    def __init__(self, root: Path, vault: str | None, ignore: tuple[str, ...]) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._vault = vault
        self._ignore = ignore
        self._real = _real(root)
        self._complete = True
        self._readable = True

    def state(self, *, empty: bool) -> RootState:
        try:
            place = self.root.stat()
        except OSError:
            return RootState(self.root, exists=False, readable=False, complete=False, empty=True)
        return RootState(
            self.root, True, self._readable, self._complete, empty, device=place.st_dev, inode=place.st_ino
        )

    def files(self) -> Iterator[tuple[Path, str]]:
        """Yield each source with its path below the root."""
        if not self.root.exists():
            self._readable = self._complete = False
            self._tell(self.root, "there is no such source folder", "check `sources` in the configuration")
            return
        if self._in_vault(self._real):
            hint = "keep sources and vault in different folders, or use `vaultsync adopt` for notes of the vault"
            self._tell(self.root, "this source folder is the vault, or lies in it", hint)
            return
        if not self.root.is_dir():
            if self._is_source(self.root, self.root.name, self.root.stat().st_mode):
                yield self.root, self.root.name
            return
        waiting = [(self.root, "")]
        visited = {self._real}
        while waiting:
            folder, below = waiting.pop()
            inner: list[tuple[Path, str]] = []
            for entry in self._entries(folder):
                relative = f"{below}{entry.name}"
                if _hidden(entry.name) or self._ignored(relative, entry.name):
                    continue
                place = Path(entry.path)
                mode = self._mode(place, entry)
                if mode is None:
                    continue
                if stat.S_ISDIR(mode):
                    real = _real(place)
                    if real not in visited and not self._in_vault(real):
                        visited.add(real)
                        inner.append((place, f"{relative}/"))
                elif self._is_source(place, relative, mode):
                    yield place, relative
            waiting += reversed(inner)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as listing:
                return sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self._complete = False
            if folder == self.root:
                self._readable = False
            self._tell(folder, f"can't be listed: {error.strerror}", "its notes stay as they are meanwhile")
            return []

    def _mode(self, place: Path, entry: os.DirEntry[str]) -> int | None:
        """Return what a name leads to; None for what leads out of the root, nowhere, or vanished."""
        try:
            if entry.is_symlink():
                real = _real(place)
                if not (real == self._real or real.startswith(self._real + os.sep)):
                    return None
            return place.stat().st_mode
        except OSError:
            return None

    def _is_source(self, place: Path, relative: str, mode: int) -> bool:
        if not place.name.lower().endswith(SUFFIXES):
            return False
        if _surrogates(relative):
            self._tell(place, "its name is not UTF-8", "rename it")
            return False
        if not stat.S_ISREG(mode):
            self._tell(place, "is not a regular file", "move it out of the source folder, or ignore it")
            return False
        return not self._in_vault(_real(place))

    def _in_vault(self, real: str) -> bool:
        return self._vault is not None and (real == self._vault or real.startswith(self._vault + os.sep))

    def _ignored(self, relative: str, name: str) -> bool:
        return any(fnmatch.fnmatch(relative, glob) or fnmatch.fnmatch(name, glob) for glob in self._ignore)

    def _tell(self, place: Path, message: str, hint: str) -> None:
        self.problems.append(Problem(str(place), message, hint=hint))


def _hidden(name: str) -> bool:
    return _NO_SOURCE.search(name) is not None


def _surrogates(name: str) -> bool:
    return any(0xD800 <= ord(letter) <= 0xDFFF for letter in name)
