"""Safe writes: the only way in which vaultsync changes a file of the vault (rules 1, 3 and 12).

Every call says what it expects to find and looks again at the last moment; nothing is ever written through, or removed
under, a name that may hold the user's bytes. A new text is made beside the vault's notes and flushed to the device
before it is seen; then it changes places with the old one in one step, and what came out is looked at: if it is not
what was expected, the user saved in that very moment, and the two change places again. What was swapped out is kept for
a while (`staging`), since an editor may still hold it open. Creating never replaces.

Where a system has no such exchange (FUSE, some network drives) the old file steps aside first; nothing is lost then
either, but for an instant the note is missing.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.errors import Changed, VaultsyncError
from vaultsync.model import Digest, Problem, VaultPath
from vaultsync.vault import trash
from vaultsync.vault.disk import (
    Disk,
    digest_at,
    is_twin,
    link,
    look_and_rename,
    place,
    read_all,
    reading,
)
from vaultsync.vault.exchange import Unsupported
from vaultsync.vault.home import HOME
from vaultsync.vault.refusal import Refused, telling
from vaultsync.vault.staging import LOCK, WATCH_LOCK, Staging, Temp
from vaultsync.vault.system import this_disk
from vaultsync.vault.tree import Tree

_ATTEMPTS = 5
"""How often a file that changes while it is read is read again."""

_NO_FILE = frozenset({errno.ELOOP, errno.EISDIR, errno.ENXIO})
"""What opening or reading says of a link, a folder or a socket that took a file's place."""


class VaultWriter:
    """Changes files of one vault, one thread at a time, while the vault's lock is held (`sync.lock`).

    Every method raises `Changed` when a file isn't what was expected, `Refused` when it must not be written, both with
    all files as they were, and `Failed` when the system can't write: then recovery finishes or forgets what was begun.
    """

    def __init__(self, root: Path, *, disk: Disk | None = None, now: Callable[[], float] = time.time) -> None:
        """Write below `root`, which `prepare` makes where it is missing; `now` gives the time in seconds."""
        self.root = root
        self.problems: tuple[Problem, ...] = ()
        """What `prepare` found wrong and mended."""
        self.disk = disk or this_disk()
        self.tree = Tree(root, self.disk)
        self._now = now
        self._staging: Staging | None = None

    def __enter__(self) -> VaultWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give all handles back; whatever was written stays."""
        if self._staging is not None:
            self._staging.close()
            self._staging = None
        self.tree.close()

    # --- the vault itself ---

    @property
    def lock_path(self) -> Path:
        """The file to lock; `prepare` makes it."""
        return self.root / HOME / LOCK

    @property
    def watch_lock_path(self) -> Path:
        """The file that a watcher locks as long as it lives; `prepare_to_watch` makes it."""
        return self.root / HOME / WATCH_LOCK

    @property
    def staging(self) -> Staging:
        """The vault's `.vaultsync` folder, for recovery."""
        if self._staging is None:
            self._staging = Staging(self.disk, self.tree.root, self._now)
        return self._staging

    def identity(self) -> str | None:
        """Return the vault's id, or None where it has none yet; changes nothing."""
        try:
            with telling(HOME, missing=FileNotFoundError):
                return self.staging.identity()
        except FileNotFoundError:
            return None

    def prepare(self) -> str:
        """Make the vault and its `.vaultsync` folder where they are missing; return the vault's id."""
        with telling(str(self.root)):
            self.root.mkdir(parents=True, exist_ok=True)
        with telling(HOME):
            found = self.staging.prepare()
        if self.staging.was_damaged:
            message = "the vault's id could not be read; it got a new one, and the notes are recognised by their ids"
            self.problems = (Problem(f"{HOME}/vault.json", message, severity="warning"),)
        return found

    def prepare_to_watch(self) -> str:
        """Make what a watcher needs as well; return the vault's id."""
        found = self.prepare()
        with telling(HOME):
            self.staging.prepare_watch_lock()
        return found

    # --- files ---

    def read(self, path: VaultPath) -> bytes | None:
        """Return a file's bytes as they were at one moment, or None where there is none."""
        for _ in range(_ATTEMPTS):
            try:
                with (
                    telling(path, missing=FileNotFoundError, verb="read"),
                    self.tree.looking(path) as (folder, name),
                ):
                    data = self._read_whole(path, folder, name)
            except FileNotFoundError:
                return None
            if data is not None:
                return data
        raise Changed("keeps changing while it is read", path=path)

    def create(self, path: VaultPath, data: bytes) -> None:
        """Make a file; `Changed` where one stands there already."""
        with telling(path), self.tree.parent(path, make=True) as (folder, name), self._new(data) as temp:
            place(self.disk, self.staging.tmp, temp.name, folder, name)

    def replace(self, path: VaultPath, expect: Digest, data: bytes) -> None:
        """Put new bytes in the place of exactly those that `expect` names, keeping permissions and owner."""
        with telling(path), self.tree.parent(path) as (folder, name):
            self._check_ordinary(path, folder, name)
            with self._new(data, like=(folder, name)) as temp:
                self._check_digest(path, folder, name, expect)
                self.staging.mark(temp, expect)
                try:
                    self.disk.exchange(self.staging.tmp, temp.name, folder, name)
                except Unsupported:
                    self._step_aside(path, folder, name, expect, temp)
                else:
                    self._verify_exchange(path, folder, name, expect, temp)

    def move(self, path: VaultPath, new: VaultPath, expect: Digest) -> None:
        """Rename a file, its bytes as they are; `Changed` where `new` is taken."""
        with telling(path), self.tree.parent(path) as (folder, name):
            self._check_ordinary(path, folder, name)
            self._check_digest(path, folder, name, expect)
            with self.tree.parent(new, make=True) as (new_folder, new_name):
                if self.tree.has_only_another_case(path, new):
                    self.disk.rename(folder, name, new_folder, new_name)
                else:
                    self._carry(path, folder, name, new_folder, new_name)

    def swap(self, path: VaultPath, other: VaultPath, expect: Digest, expect_other: Digest) -> None:
        """Let two files change places."""
        with (
            telling(path),
            self.tree.parent(path) as (folder, name),
            self.tree.parent(other) as (other_folder, other_name),
        ):
            self._check_ordinary(path, folder, name)
            self._check_ordinary(other, other_folder, other_name)
            self._check_digest(path, folder, name, expect)
            self._check_digest(other, other_folder, other_name, expect_other)
            try:
                self.disk.exchange(folder, name, other_folder, other_name)
            except Unsupported:
                aside = _parked(name)
                self._carry(path, folder, name, folder, aside)
                self._carry(other, other_folder, other_name, folder, name)
                self._carry(path, folder, aside, other_folder, other_name)

    def rewrite(self, path: VaultPath, new: VaultPath, expect: Digest, data: bytes) -> None:
        """Rename a file whose bytes change too: each name holds the old file or the new one, at every instant."""
        if self.tree.has_only_another_case(path, new):
            self.move(path, new, expect)
            self.replace(new, expect, data)
            return
        with telling(path), self.tree.parent(path) as (folder, name):
            self._check_ordinary(path, folder, name)
            with (
                self._new(data, like=(folder, name)) as temp,
                self.tree.parent(new, make=True) as (new_folder, new_name),
            ):
                self._check_digest(path, folder, name, expect)
                place(self.disk, self.staging.tmp, temp.name, new_folder, new_name)
        self.retire(path, expect, new, temp.digest)

    def retire(self, path: VaultPath, expect: Digest, successor: VaultPath, new: Digest) -> None:
        """Take away a note whose new text stands at `successor`; take that away instead if the user just edited it."""
        try:
            with telling(path), self.tree.parent(path) as (folder, name):
                self._check_ordinary(path, folder, name)
                kept = self.staging.displace(folder, name, expect, new)
                self._check_taken(path, folder, name, self.staging.displaced, kept, expect)
        except VaultsyncError:
            with telling(successor), self.tree.parent(successor) as (folder, name):
                if self._holds(folder, name, new):
                    self.staging.displace(folder, name, new, new)
            raise

    def trash(self, path: VaultPath, expect: Digest, *, system: bool = False) -> str:
        """Move a file to `.trash`, or to the system's trash where there is one; return where it went, for people.

        Obsidian's third way, to delete for good, is no way of ours (rule 1).
        """
        with telling(path), self.tree.parent(path) as (folder, name):
            self._check_ordinary(path, folder, name)
            self._check_digest(path, folder, name, expect)
            if system and trash.to_system(self.root / path):
                return "the system's trash"
            with self.tree.folder((trash.FOLDER,), make=True) as target:
                self.tree.note_change(trash.FOLDER)
                for taken in trash.names(name):
                    with suppress(FileExistsError):
                        self._carry(path, folder, name, target, taken)
                        break
                self._check_taken(path, folder, name, target, taken, expect)
            return f"{trash.FOLDER}/{taken}"

    def surface(self, path: VaultPath, kept_in: int, kept: str) -> VaultPath:
        """Show the user a text that has lost its place, as a new note beside `path`; return the note's path."""
        *folders, name = path.split("/")
        shown = trash.names(trash.with_suffix(name, " (recovered)"))
        with self.tree.folder(tuple(folders), make=True) as folder:
            self.tree.note_change(*folders)
            for free in shown:
                with suppress(FileExistsError):
                    place(self.disk, kept_in, kept, folder, free)
                    break
            return VaultPath("/".join([*folders, free]))

    def drop_twin(self, path: VaultPath, folders: Iterable[str]) -> bool:
        """Remove a name of a file that has another in `folders`: a rename by way of a hard link was interrupted."""
        with (
            suppress(FileNotFoundError),
            telling(path, missing=FileNotFoundError),
            self.tree.parent(path) as (parent, name),
        ):
            if self.disk.stat(parent, name).st_nlink < 2:
                return False
            for folder in folders:
                own = name if path.rpartition("/")[0] == folder else None
                names = tuple(folder.split("/")) if folder else ()
                with suppress(FileNotFoundError), self.tree.folder(names) as target:
                    for other in sorted(self.disk.names(target)):
                        if other != own and is_twin(self.disk, parent, name, target, other):
                            self._drop_first_name(path, parent, name, target, other)
                            return True
        return False

    def remove_folder(self, path: VaultPath) -> bool:
        """Remove a folder if it is empty; False where it isn't or can't be removed."""
        with suppress(OSError, VaultsyncError), self.tree.parent(path) as (folder, name):
            self.disk.remove_folder(folder, name)
            return True
        return False

    # --- many files at once ---

    def stage(self, contents: Sequence[bytes]) -> None:
        """Write and flush texts that the next calls will want, far cheaper than one by one."""
        with telling(HOME):
            self.staging.stage(contents)

    def settle(self) -> None:
        """Wait until every rename so far is on the device; once per batch, before its intents are cleared."""
        self.staging.drop_staged()
        self.tree.sync()
        with telling(HOME):
            self.staging.sync()

    # --- the steps ---

    @contextmanager
    def _new(self, data: bytes, like: tuple[int, str] | None = None) -> Iterator[Temp]:
        temp = self.staging.take(data)
        try:
            if like is not None:
                with (
                    reading(self.disk, *like) as source,
                    reading(self.disk, self.staging.tmp, temp.name) as target,
                ):
                    self.disk.copy_metadata(source, target)
            yield temp
        except Exception:
            self.staging.discard(temp)
            raise

    def _read_whole(self, path: VaultPath, folder: int, name: str) -> bytes | None:
        with reading(self.disk, folder, name) as descriptor:
            before = self.disk.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise Refused("is no ordinary file", path=path)
            data = read_all(self.disk, descriptor)
            after = self.disk.fstat(descriptor)
        with suppress(FileNotFoundError):
            if _version(before) == _version(after) == _version(self.disk.stat(folder, name)):
                return data
        return None

    def _check_ordinary(self, path: VaultPath, folder: int, name: str) -> None:
        found = self.disk.stat(folder, name)
        if stat.S_ISLNK(found.st_mode):
            raise Refused("is a symbolic link", path=path, hint="put the file itself in its place")
        if not stat.S_ISREG(found.st_mode):
            raise Refused("is no ordinary file", path=path)
        if found.st_nlink > 1:
            raise Refused("has a second name (a hard link)", path=path, hint="replace it by a copy of itself")
        if not found.st_mode & 0o222:
            raise Refused("is read-only", path=path, hint="make it writable if vaultsync should keep it up to date")

    def _check_digest(self, path: VaultPath, folder: int, name: str, expect: Digest) -> None:
        if digest_at(self.disk, folder, name) != expect:
            raise Changed("was saved since it was read", path=path)

    def _holds(self, folder: int, name: str, digest: Digest) -> bool:
        """Whether a file holds what was expected; OSError where the system fails to say so."""
        try:
            return digest_at(self.disk, folder, name) == digest
        except OSError as error:
            if error.errno in _NO_FILE:
                return False
            raise

    def _check_taken(self, path: VaultPath, folder: int, name: str, kept_in: int, kept: str, expect: Digest) -> None:
        """Look at a file that was taken from its place, and put it back if it isn't known to be what was expected."""
        try:
            is_expected = self._holds(kept_in, kept, expect)
        except OSError:
            self._put_back(path, folder, name, kept_in, kept)
            raise
        if not is_expected:
            self._put_back(path, folder, name, kept_in, kept)
            raise Changed("was saved at this very moment", path=path)

    def _verify_exchange(self, path: VaultPath, folder: int, name: str, expect: Digest, temp: Temp) -> None:
        """Look at what came out of an exchange, and undo it if that isn't known to be what was expected."""
        staging = self.staging
        failure: OSError | None = None
        try:
            is_expected = self._holds(staging.tmp, temp.name, expect)
        except OSError as error:
            is_expected, failure = False, error
        if is_expected:
            staging.displace(staging.tmp, temp.name, expect, temp.digest)
            return
        try:
            self.disk.exchange(staging.tmp, temp.name, folder, name)
        except FileNotFoundError:
            self._put_back(path, folder, name, staging.tmp, temp.name)
        else:
            self._retire_new(path, temp)
        raise failure or Changed("was saved at this very moment", path=path)

    def _retire_new(self, path: VaultPath, temp: Temp) -> None:
        """Put away a new text that stood in the vault for an instant; an editor may hold it open, or have saved it."""
        if self._holds(self.staging.tmp, temp.name, temp.digest):
            self.staging.displace(self.staging.tmp, temp.name, temp.digest, temp.digest)
        else:
            self.surface(path, self.staging.tmp, temp.name)

    def _step_aside(self, path: VaultPath, folder: int, name: str, expect: Digest, temp: Temp) -> None:
        """Replace a file without an exchange: the old one steps aside, is looked at, and makes room for the new one."""
        kept = self.staging.displace(folder, name, expect, temp.digest)
        self._check_taken(path, folder, name, self.staging.displaced, kept, expect)
        try:
            place(self.disk, self.staging.tmp, temp.name, folder, name)
        except FileExistsError:
            raise
        except OSError:
            # As long as the old file is away, the new one tells salvage where it belongs.
            temp.is_needed = True
            with suppress(FileExistsError):
                place(self.disk, self.staging.displaced, kept, folder, name)
            temp.is_needed = False
            raise

    def _carry(self, path: VaultPath, folder: int, name: str, new_folder: int, new: str) -> None:
        """Rename a note to a free name, whatever the file system can do; FileExistsError where the name is taken."""
        try:
            self.disk.rename_new(folder, name, new_folder, new)
        except Unsupported:
            if link(self.disk, folder, name, new_folder, new):
                self._drop_first_name(path, folder, name, new_folder, new)
            else:
                look_and_rename(self.disk, folder, name, new_folder, new)

    def _drop_first_name(self, path: VaultPath, folder: int, name: str, new_folder: int, new: str) -> None:
        """Remove the first of a file's two names, unless an editor has just put another file there."""
        displaced = self.staging.displaced
        digest = digest_at(self.disk, new_folder, new)
        kept = self.staging.displace(folder, name, digest, digest)
        if is_twin(self.disk, displaced, kept, new_folder, new):
            self.disk.unlink(displaced, kept)
            return
        try:
            self._check_taken(path, folder, name, displaced, kept, digest)
        except Changed:
            self.staging.displace(new_folder, new, digest, digest)
            raise

    def _put_back(self, path: VaultPath, folder: int, name: str, kept_in: int, kept: str) -> None:
        try:
            place(self.disk, kept_in, kept, folder, name)
        except FileExistsError:
            self.surface(path, kept_in, kept)


def parked_path(path: VaultPath) -> VaultPath:
    """Return where a file waits while two files change places without an exchange."""
    folder, slash, name = path.rpartition("/")
    return VaultPath(folder + slash + _parked(name))


def _parked(name: str) -> str:
    return trash.with_suffix(name, " (moving)")


def _version(found: os.stat_result) -> tuple[int, ...]:
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
