"""What the watched folders hold, by name, size and times: cheap enough to look every minute for what was missed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from vaultsync.model import Digest
from vaultsync.watch.scope import Root, Scope


class Stamp(NamedTuple):
    """What tells a file from an earlier or later one without reading it."""

    size: int
    mtime_ns: int
    ctime_ns: int
    """On POSIX no program can set it, so a change that hides its mtime shows here."""
    inode: int


@dataclass(frozen=True, slots=True)
class Survey:
    """One look at everything that is watched."""

    files: Mapping[str, Stamp]
    """By absolute path."""
    folders: Mapping[int, str]
    """By inode number."""
    missing: tuple[str, ...]
    """Roots that aren't there or can't be listed."""


def survey(scope: Scope) -> Survey:
    """Look at every file that matters."""
    files: dict[str, Stamp] = {}
    folders: dict[int, str] = {}
    missing: list[str] = []
    for root in scope.roots:
        try:
            found = os.stat(root.path)  # noqa: PTH116
            if not stat.S_ISDIR(found.st_mode):
                files[root.path] = stamp_of(found)
                continue
            os.scandir(root.path).close()
        except OSError:
            missing.append(root.path)
            continue
        folders[found.st_ino] = root.path
        files.update(_below(root, root.path, folders))
        files.update((extra, stamp) for extra in root.extras() if (stamp := stamp_at(extra)) is not None)
    return Survey(files, folders, tuple(missing))


def survey_below(scope: Scope, folder: str) -> dict[str, Stamp]:
    """Look at every file that matters in one folder."""
    for root in scope.roots:
        if root.below(folder) is not None and root.concerns(root.below(folder) or ""):
            return dict(_below(root, folder, {}))
    return {}


def _below(root: Root, start: str, folders: dict[int, str]) -> Iterator[tuple[str, Stamp]]:
    waiting = [start]
    prefix = len(root.path.rstrip("/")) + 1
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            path = f"{folder}/{name}"
            if root.passes_over(path[prefix:], name):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders[entry.inode()] = path
                    waiting.append(path)
                else:
                    yield path, stamp_of(entry.stat())
            except OSError:
                continue


def stamp_of(found: os.stat_result) -> Stamp:
    """Return the stamp of a file."""
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def stamp_at(path: str) -> Stamp | None:
    """Return the stamp of the file at a path, or None where there is none, or a folder."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return None if stat.S_ISDIR(found.st_mode) else stamp_of(found)


def digest_at(path: str) -> Digest | None:
    """Return the digest of the file at a path, or None where it can't be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return Digest(hashlib.file_digest(file, "sha256").hexdigest())
    except (OSError, ValueError):
        return None
