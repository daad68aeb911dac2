"""Which files are sources: all below the roots that a person would call their writing (rules 10 and 12)."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from vaultsync.errors import FAILING, Unreadable
from vaultsync.model import Problem, SourceKey

SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")
"""Endings of sources, in any case."""

_NO_SOURCE = re.compile(
    r"^\.|~$|^~\$|^#.*#$|\.(?:swp|swo|swx|tmp|temp|part|partial|crdownload|crswap|download|bak|icloud)$"
    r"|\.sync-conflict-|\((?:[^()]{0,80} )?conflicted copy\b",
    re.IGNORECASE | re.DOTALL,
)
"""Hidden files, editors' temporaries, downloads under way, conflict copies: the user's, but no writing."""


_NOWHERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
"""What looking at a name says if it leads nowhere."""


PROBE = "4913"
"""The file that Vim makes and removes to see whether it may; a folder of the name is the user's."""


def is_passing(name: str) -> bool:
    """Say whether a file or folder of this name is hidden, an editor's temporary, a download or a conflict copy."""
    return _NO_SOURCE.search(name) is not None


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
    """Whether all below it was listed."""
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
    places: Mapping[str, Found] = field(default_factory=dict)
    """The sources by where they really lie, links resolved."""


def discover(roots: Sequence[Path], *, vault: Path | None, ignore: Sequence[str] = ()) -> Discovery:
    """List the sources below the roots, a root being a folder or a single file.

    Whatever is wrong with what it finds is a problem, but Unreadable where the system fails to show it.
    `ignore` holds patterns for names or for paths below a root. The vault and all in it are passed over, but for notes
    that are roots themselves. No link is
    followed out of its root. A file that lies below two roots is the first one's; a path that two roots hold gets the
    later root's name before it.
    """
    found: dict[SourceKey, Found] = {}
    places: dict[str, Found] = {}
    problems: list[Problem] = []
    states: list[RootState] = []
    for root in roots:
        walk = _Walk(root, None if vault is None else os.path.realpath(vault), tuple(ignore))
        sources = walk.sources()
        for path, relative in sources:
            real = os.path.realpath(path)
            if real not in places:
                key = _free_key(unicodedata.normalize("NFC", relative), root, found)
                found[key] = places[real] = Found(key, path, walk.folder)
        problems += walk.problems
        states.append(walk.state(empty=not sources))
    return Discovery(tuple(found[key] for key in sorted(found)), tuple(problems), tuple(states), places)


def shown_path(path: str | Path) -> str:
    """Return a path as it can be printed and stored whatever bytes it is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _free_key(relative: str, root: Path, taken: dict[SourceKey, Found]) -> SourceKey:
    name = unicodedata.normalize("NFC", root.name or root.resolve().name)
    key = SourceKey(relative)
    count = 1
    while key in taken:
        key = SourceKey(f"{name}//{relative}" if count == 1 else f"{name} {count}//{relative}")
        count += 1
    return key


class _Walk:
    """One pass over one root."""

    def __init__(self, root: Path, vault: str | None, ignore: tuple[str, ...]) -> None:
        self.root = root
        self.folder = root
        self.problems: list[Problem] = []
        self._vault = vault
        self._ignore = tuple(glob.strip("/") for glob in ignore)
        self._real = os.path.realpath(root)
        self._place = _stat(root)
        self._complete = True
        self._readable = self._place is not None

    def state(self, *, empty: bool) -> RootState:
        """Return how the root was found, once all sources have been listed."""
        if self._place is None:
            return RootState(self.root, exists=False, readable=False, complete=False, empty=True)
        return RootState(self.root, True, self._readable, self._complete, empty, self._place.st_dev, self._place.st_ino)

    def sources(self) -> list[tuple[Path, str]]:
        """Return each source with its path below the root; links last, so that a file goes by its own name."""
        if self._place is None:
            self._tell(self.root, "there is no such source folder", "check `sources` in the configuration")
            return []
        if self._in_vault(self._real) and not stat.S_ISREG(self._place.st_mode):
            self._complete = False
            hint = "keep the sources outside of the vault, or name another vault"
            self._tell(self.root, "this source folder is the vault, or lies in it", hint)
            return []
        if stat.S_ISDIR(self._place.st_mode):
            found = list(self._below())
            return sorted(found, key=lambda one: (one[0].is_symlink(), one[1]))
        self.folder = self.root.parent
        return [(self.root, self.root.name)] if self._is_single_source() else []

    def _is_single_source(self) -> bool:
        if not self.root.name.lower().endswith(SUFFIXES):
            self._tell(self.root, "is no kind of source", f"sources end with one of {', '.join(SUFFIXES)}")
            return False
        mode = self._place.st_mode if self._place else 0
        return self._is_source(self.root, self.root.name, mode, named=True)

    def _below(self) -> Iterator[tuple[Path, str]]:
        waiting = [(self.root, "")]
        while waiting:
            folder, below = waiting.pop()
            for entry in self._entries(folder):
                path, relative = Path(entry.path), f"{below}{entry.name}"
                if is_passing(entry.name) or self._ignored(relative, entry.name):
                    continue
                mode = self._mode(entry)
                if stat.S_ISDIR(mode):
                    if self._is_walked(path, entry):
                        waiting.append((path, f"{relative}/"))
                elif mode and entry.name.lower().endswith(SUFFIXES) and self._is_source(path, relative, mode):
                    yield path, relative

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as listing:
                return sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self._readable &= folder != self.root
            self._miss(folder, "can't be listed", error)
            return []

    def _mode(self, entry: os.DirEntry[str]) -> int:
        """Return what a name leads to; 0 for what leads out of the root, nowhere, or vanished."""
        try:
            if entry.is_symlink() and not _is_below(os.path.realpath(entry.path), self._real):
                return 0
            return entry.stat().st_mode
        except OSError as error:
            if error.errno not in _NOWHERE:
                self._miss(entry.path, "can't be looked at", error)
            return 0

    def _miss(self, place: str | Path, message: str, error: OSError) -> None:
        """Tell of what is there and can't be found; Unreadable where the system fails to show it."""
        _check_failure(place, message, error)
        self._complete = False
        self._tell(place, f"{message}: {error.strerror}", "its notes stay as they are meanwhile")

    def _is_walked(self, path: Path, entry: os.DirEntry[str]) -> bool:
        """Pass over links to folders: what they lead to lies in the root, and is found there."""
        if entry.is_symlink() or self._in_vault(os.path.realpath(path)):
            return False
        return self._has_name(path, entry.name)

    def _is_source(self, path: Path, relative: str, mode: int, *, named: bool = False) -> bool:
        if not self._has_name(path, relative):
            return False
        if not stat.S_ISREG(mode):
            self._tell(path, "is not a regular file", "move it out of the source folder, or ignore it")
            return False
        return named or not self._in_vault(os.path.realpath(path))

    def _has_name(self, path: Path, name: str) -> bool:
        if any("\ud800" <= letter <= "\udfff" for letter in name):
            self._tell(path, "its name is not UTF-8", "rename it")
            return False
        return True

    def _in_vault(self, real: str) -> bool:
        return self._vault is not None and _is_below(real, self._vault)

    def _ignored(self, relative: str, name: str) -> bool:
        return any(fnmatchcase(relative, glob) or fnmatchcase(name, glob) for glob in self._ignore)

    def _tell(self, place: str | Path, message: str, hint: str) -> None:
        self.problems.append(Problem(shown_path(place), message, hint=hint))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError as error:
        _check_failure(path, "can't be looked at", error)
        return None
    except ValueError:
        return None


def _check_failure(place: str | Path, message: str, error: OSError) -> None:
    if error.errno in FAILING:
        raise Unreadable(f"{message}: {error.strerror}", path=shown_path(place)) from error


def _is_below(real: str, folder: str) -> bool:
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)
