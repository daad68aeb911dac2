"""The vault's `.vaultsync` folder: its id, files on their way in, and files that were swapped out.

A new text is written to `tmp/N.part`; once it is on the device and about to be exchanged with a note it is called
`tmp/N-EXPECT-NEW.new`, after the digests of what it replaces and what it holds. A note that was swapped out waits in
`displaced/` under `N-EXPECT-NEW`: an editor that still holds it open may write to it, and is found out by the name. So
each name says whose bytes should stand there, and nothing is removed whose bytes are not those.
"""

from __future__ import annotations

import contextlib
import json
import re
import stat
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from vaultsync.model import Digest
from vaultsync.vault.disk import Disk, digest_at, digest_of, look_and_rename, place, read_all, reading, write_all
from vaultsync.vault.exchange import Unsupported
from vaultsync.vault.home import HOME, IDENTITY, parse_identity

LOCK = "lock"
WATCH_LOCK = "watch"

GRACE = 60.0
"""Seconds that a swapped-out file is kept at least, for editors that write late to what they hold open."""

_IGNORE = ".gitignore"
_TMP = "tmp"
_DISPLACED = "displaced"
_SHORT = 32
"""Characters of a digest in a file name: 128 bits; two whole digests are too long for some file systems."""

_BATCH = 16
"""From this many files on, one flush of the whole file system is cheaper than one a file."""

_ATTEMPTS = 5

_NUMBER = re.compile(r"[0-9]{1,15}")
_PART = re.compile(r"[0-9]+\.part")
_WAITING = re.compile(r"[0-9]+-(?P<expect>[0-9a-f]{32})-(?P<new>[0-9a-f]{32})\.new(\.old)?")
_KEPT = re.compile(r"[0-9]+-(?P<expect>[0-9a-f]{32})-(?P<new>[0-9a-f]{32})")


@dataclass(slots=True)
class Temp:
    """A new text in `tmp/`, ours until it is exchanged."""

    name: str
    digest: Digest
    is_needed: bool = False
    """Whether recovery needs it, so that it must not be removed."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file that a run left in `.vaultsync`, with what its name says and what it holds."""

    name: str
    expect: str
    """The first 32 characters of the digest of the note it was swapped for, or was."""
    new: str
    """The same of the text that replaced it."""
    digest: Digest
    size: int
    age: float
    """Seconds since it came here; negative if the clock was set back."""
    has_twin: bool
    """Whether the same file has another name: a rename by way of a hard link was interrupted."""

    @property
    def is_new(self) -> bool:
        """Whether it holds our own new text."""
        return self.digest.startswith(self.new)

    @property
    def is_expected(self) -> bool:
        """Whether it holds what the plan saw in the note."""
        return self.digest.startswith(self.expect)


class Staging:
    """Access to `.vaultsync` below an open vault."""

    def __init__(self, disk: Disk, root: int, now: Callable[[], float]) -> None:
        self._disk = disk
        self._root = root
        self._now = now
        self._handles: dict[str, int] = {}
        self._staged: dict[Digest, list[Temp]] = {}
        self._numbers: Iterator[int] | None = None
        self._prepared = False
        self.was_damaged = False
        """Whether `prepare` found the vault's id damaged and gave it a new one."""

    @property
    def tmp(self) -> int:
        """The open folder of files on their way in."""
        if not self._prepared:
            self.prepare()
        return self._folder(_TMP)

    @property
    def displaced(self) -> int:
        """The open folder of files that were swapped out."""
        if not self._prepared:
            self.prepare()
        return self._folder(_DISPLACED)

    def close(self) -> None:
        """Give all handles back."""
        while self._handles:
            self._disk.close_folder(self._handles.popitem()[1])

    def identity(self, name: str = IDENTITY) -> str | None:
        """Return the vault's id, or None where it has none yet or its file is damaged; changes nothing."""
        try:
            with reading(self._disk, self._folder(HOME), name) as descriptor:
                return parse_identity(read_all(self._disk, descriptor))
        except FileNotFoundError:
            return None

    def prepare(self) -> str:
        """Make what is missing of the folder and return the vault's id; changes nothing where all is there."""
        made = self._make(self._root, HOME)
        home = self._folder(HOME)
        for name in (_TMP, _DISPLACED):
            made |= self._make(home, name)
        self._prepared = True
        made |= self._put(home, _IGNORE, b"*\n")
        made |= self._put(home, LOCK, b"")
        made |= self._put_identity(home)
        found = self.identity()
        if found is None:
            self._set_aside_identity(home)
            made |= self._put_identity(home)
            found = self.identity()
        if made:
            self._disk.fsync_folder(home)
            self._disk.fsync_folder(self._root)
        if found is None:
            raise OSError(None, f"{HOME}/{IDENTITY} can't be read back")
        return found

    def prepare_watch_lock(self) -> None:
        """Make the file that a watcher locks."""
        if self._put(self._folder(HOME), WATCH_LOCK, b""):
            self._disk.fsync_folder(self._folder(HOME))

    def _put_identity(self, home: int) -> bool:
        return self._put(home, IDENTITY, json.dumps({"format": 1, "id": uuid.uuid4().hex}).encode() + b"\n")

    def _set_aside_identity(self, home: int) -> None:
        """Move a damaged id out of the way; another process may have put a good one in its place meanwhile."""
        aside = f"{IDENTITY}.damaged-{uuid.uuid4().hex[:8]}"
        with contextlib.suppress(FileNotFoundError, FileExistsError):
            place(self._disk, home, IDENTITY, home, aside)
            if self.identity(aside) is None:
                self.was_damaged = True
            else:
                place(self._disk, home, aside, home, IDENTITY)

    def stage(self, contents: Sequence[bytes]) -> None:
        """Write texts that will be wanted soon, and wait for the device once for all of them."""
        self.drop_staged()
        at_once = len(contents) >= _BATCH and self._disk.flushes_all
        try:
            for data in contents:
                temp = self._write(data, durable=not at_once)
                self._staged.setdefault(temp.digest, []).append(temp)
            if at_once:
                self._disk.flush_all(self.tmp)
        except OSError:
            self.drop_staged()
            raise

    def take(self, data: bytes) -> Temp:
        """Return a durable file that holds `data`: one staged before, or a new one."""
        staged = self._staged.get(digest_of(data))
        return staged.pop() if staged else self._write(data)

    def drop_staged(self) -> None:
        """Remove what was staged and not taken."""
        for temps in self._staged.values():
            for temp in temps:
                self.discard(temp)
        self._staged.clear()

    def discard(self, temp: Temp) -> None:
        """Remove a file that was not exchanged, if it provably holds our bytes; never fails."""
        if temp.is_needed:
            return
        with contextlib.suppress(OSError):
            if digest_at(self._disk, self.tmp, temp.name) == temp.digest:
                self._disk.unlink(self.tmp, temp.name)

    def mark(self, temp: Temp, expect: Digest) -> None:
        """Name the file after what it is about to be exchanged with."""
        number = temp.name.partition(".")[0]
        name = f"{number}-{expect[:_SHORT]}-{temp.digest[:_SHORT]}.new"
        place(self._disk, self.tmp, temp.name, self.tmp, name)
        temp.name = name

    def displace(self, folder: int, name: str, expect: Digest, new: Digest) -> str:
        """Take a file away to where late writes to it are found; returns its name in `displaced/`."""
        while True:
            kept = f"{self._next_number()}-{expect[:_SHORT]}-{new[:_SHORT]}"
            with contextlib.suppress(FileExistsError):
                try:
                    self._disk.rename_new(folder, name, self.displaced, kept)
                except Unsupported:
                    # The folder is ours alone, so a name that is free stays free.
                    look_and_rename(self._disk, folder, name, self.displaced, kept)
                return kept

    def sync(self) -> None:
        """Wait until the names in the folder are on the device."""
        for name in (_TMP, _DISPLACED):
            if name in self._handles:
                self._disk.fsync_folder(self._handles[name])

    def parts(self) -> list[str]:
        """Return the names of unfinished new texts of an earlier run."""
        return [name for name in self._ordinary(_TMP) if _PART.fullmatch(name)]

    def waiting(self) -> list[Leftover]:
        """Return the files that an earlier run left in the middle of an exchange."""
        return list(self._leftovers(_TMP, _WAITING))

    def kept(self) -> list[Leftover]:
        """Return the files that were swapped out."""
        return list(self._leftovers(_DISPLACED, _KEPT))

    def _leftovers(self, where: str, pattern: re.Pattern[str]) -> Iterator[Leftover]:
        for name in self._ordinary(where):
            if match := pattern.fullmatch(name):
                found = self._disk.stat(self._folder(where), name)
                digest = digest_at(self._disk, self._folder(where), name)
                age = self._now() - found.st_ctime
                twin = found.st_nlink > 1
                yield Leftover(name, match["expect"], match["new"], digest, found.st_size, age, twin)

    def _ordinary(self, where: str) -> list[str]:
        try:
            folder = self._folder(where)
        except FileNotFoundError:
            return []
        names = sorted(self._disk.names(folder))
        return [name for name in names if stat.S_ISREG(self._disk.stat(folder, name).st_mode)]

    def _next_number(self) -> int:
        """Return a number that no file in the folder bears, unless another process has just begun."""
        if self._numbers is None:
            names = [*self._disk.names(self.tmp), *self._disk.names(self.displaced)]
            found = (_NUMBER.match(name) for name in names)
            self._numbers = count(max((int(number[0]) for number in found if number), default=0) + 1)
        return next(self._numbers)

    def _folder(self, name: str) -> int:
        if name not in self._handles:
            parent = self._root if name == HOME else self._folder(HOME)
            self._handles[name] = self._disk.open_folder(parent, name)
        return self._handles[name]

    def _make(self, parent: int, name: str) -> bool:
        try:
            self._disk.stat(parent, name)
        except FileNotFoundError:
            with contextlib.suppress(FileExistsError):
                self._disk.make_folder(parent, name, 0o700)
            return True
        return False

    def _put(self, folder: int, name: str, data: bytes) -> bool:
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(FileNotFoundError):
                self._disk.stat(folder, name)
                return False
            temp = self.take(data)
            # Missing: another process that starts at the same time took our file for a leftover.
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                place(self._disk, self.tmp, temp.name, folder, name)
                return True
            self.discard(temp)
        return False

    def _write(self, data: bytes, durable: bool = True) -> Temp:
        descriptor, name = self._new_part()
        try:
            write_all(self._disk, descriptor, data)
            if durable:
                self._disk.fsync(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                self._disk.unlink(self.tmp, name)
            raise
        finally:
            self._disk.close(descriptor)
        return Temp(name, digest_of(data))

    def _new_part(self) -> tuple[int, str]:
        while True:
            name = f"{self._next_number()}.part"
            with contextlib.suppress(FileExistsError):
                return self._disk.open_new(self.tmp, name, 0o666), name
