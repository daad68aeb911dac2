"""The commits of a git repository, laid out one after the other in a folder; nothing of the repository is executed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENT = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_NO_LAZY_FETCH": "1"}
_LINK = b"120000"
_FILES = (b"100644", b"100755", b"100664", _LINK)

Tree = Mapping[bytes, tuple[bytes, bytes]]
"""The files of a commit: mode and object by path."""


@dataclass(frozen=True, slots=True)
class History:
    """One line of commits, from the first one to the newest: of a merge, what it brought."""

    repository: Path
    ref: str = "HEAD"
    below: str = ""
    """The folder of the repository that is the source folder; empty: all of it."""

    def commits(self) -> list[str]:
        """Return the commits, the oldest first."""
        return self._git("rev-list", "--first-parent", "--reverse", self.ref, "--").decode().split()

    def tree(self, commit: str) -> Tree:
        """Return the files of a commit; what is no file of its own, such as a submodule, is left out."""
        found: dict[bytes, tuple[bytes, bytes]] = {}
        prefix = os.fsencode(self.below.strip("/")) + b"/" if self.below.strip("/") else b""
        for entry in self._git("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            told, _, path = entry.partition(b"\t")
            mode, _, digest = told.split(b" ")
            if mode in _FILES and path.startswith(prefix):
                found[path[len(prefix) :]] = (mode, digest)
        return found

    def contents(self, digests: Sequence[bytes]) -> Iterator[bytes | None]:
        """Return the contents of objects; None for one that the repository lacks."""
        asked = b"".join(digest + b"\n" for digest in digests)
        told = self._git("cat-file", "--batch", given=asked)
        at = 0
        for _ in digests:
            end = told.index(b"\n", at)
            head = told[at:end].split(b" ")
            at = end + 1
            if head[-1] == b"missing":
                yield None
                continue
            size = int(head[2])
            yield told[at : at + size]
            at += size + 1

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        inside = self.repository / ".git"
        place = ["--git-dir", str(inside if inside.is_dir() else self.repository)]
        command = ["git", *(["-C", str(self.repository)] if inside.is_file() else place), *arguments]
        environment = {**os.environ, **_ENVIRONMENT}
        return subprocess.run(command, input=given, capture_output=True, check=True, env=environment).stdout


class Checkout:
    """A folder that holds the files of one commit at a time; what a commit leaves as it is, is not touched."""

    def __init__(self, history: History, folder: Path) -> None:
        self._history = history
        self._root = folder
        self._tree: Tree = {}
        folder.mkdir(parents=True)

    def go_to(self, commit: str) -> list[str]:
        """Lay a commit out; returns the paths that changed with it."""
        tree = self._history.tree(commit)
        gone = [path for path in self._tree if tree.get(path) != self._tree[path]]
        new = [path for path in tree if tree[path] != self._tree.get(path)]
        for path in gone:
            self._remove(self._place(path))
        for path, data in zip(new, self._history.contents([tree[path][1] for path in new]), strict=True):
            if data is not None:
                self._write(self._place(path), data, is_link=tree[path][0] == _LINK)
        self._tree = tree
        return sorted({os.fsdecode(path) for path in (*gone, *new)})

    def _place(self, path: bytes) -> Path:
        return self._root / os.fsdecode(path)

    def _remove(self, place: Path) -> None:
        place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == self._root or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()

    def _write(self, place: Path, data: bytes, *, is_link: bool) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        if not is_link:
            place.write_bytes(data)
        elif self._is_inside(place.parent / os.fsdecode(data)):
            place.symlink_to(os.fsdecode(data))

    def _is_inside(self, place: Path) -> bool:
        return Path(os.path.normpath(place)).is_relative_to(self._root)
