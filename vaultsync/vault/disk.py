"""The system calls that the vault's writer is made of: one method each, on open folders, so that tests can fail any.

A folder is an open handle and a file in it a bare name: a parent that is swapped for a link between a check and a write
leads nowhere. Only `write.py` and `staging.py` use what is here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

from vaultsync.model import Digest
from vaultsync.vault import exchange
from vaultsync.vault.exchange import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 20
_CLOSED = getattr(os, "O_CLOEXEC", 0)
_SAFE = _CLOSED | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = _CLOSED | getattr(os, "O_DIRECTORY", 0)
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL})


class Disk:
    """POSIX: every call is relative to an open folder and follows no link."""

    def open_root(self, path: str) -> int:
        """Open the vault itself; its own path may lead through links."""
        return os.open(path, os.O_RDONLY | _FOLDER)

    def open_folder(self, parent: int, name: str) -> int:
        """Open a folder below `parent`; a link raises OSError (ELOOP or ENOTDIR)."""
        return os.open(name, os.O_RDONLY | _FOLDER | _SAFE, dir_fd=parent)

    def close_folder(self, folder: int) -> None:
        """Give the handle back."""
        os.close(folder)

    def make_folder(self, parent: int, name: str, mode: int) -> None:
        """Make one folder; FileExistsError where the name is taken."""
        os.mkdir(name, mode, dir_fd=parent)

    def names(self, folder: int) -> list[str]:
        """List the names in a folder, in no order."""
        return os.listdir(folder)

    def stat(self, folder: int, name: str) -> os.stat_result:
        """Look at a name without following a link."""
        return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def open_read(self, folder: int, name: str) -> int:
        """Open a file for reading, never blocking on a pipe."""
        return os.open(name, os.O_RDONLY | _SAFE, dir_fd=folder)

    def open_new(self, folder: int, name: str, mode: int) -> int:
        """Make a file and open it for writing; FileExistsError where the name is taken."""
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, mode, dir_fd=folder)

    def close(self, descriptor: int) -> None:
        """Close a file."""
        os.close(descriptor)

    def fstat(self, descriptor: int) -> os.stat_result:
        """Look at an open file."""
        return os.fstat(descriptor)

    def read(self, descriptor: int, size: int) -> bytes:
        """Read up to `size` bytes."""
        return os.read(descriptor, size)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of `data`; a nearly full disk takes less than it was given, without an error."""
        return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        """Wait until a file's bytes are on the device."""
        if sys.platform == "darwin":
            import fcntl

            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(descriptor)

    def fsync_folder(self, folder: int) -> None:
        """Wait until a folder's names are on the device, where the file system can say so."""
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
                raise

    @property
    def flushes_all(self) -> bool:
        """Whether the system can flush one whole file system."""
        return exchange.flushes_file_systems()

    def flush_all(self, folder: int) -> None:
        """Wait until all that was written to the file system that `folder` is on is on the device."""
        exchange.flush_file_system(folder)

    def copy_metadata(self, source: int, target: int) -> None:
        """Give `target` the permissions of `source`, and as far as we may its owner, attributes and access list."""
        if sys.platform != "win32":
            old, new = os.fstat(source), os.fstat(target)
            if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
                with contextlib.suppress(PermissionError):
                    os.fchown(target, old.st_uid, old.st_gid)
            _copy_attributes(source, target)
            if stat.S_IMODE(old.st_mode) != stat.S_IMODE(new.st_mode):
                os.fchmod(target, stat.S_IMODE(old.st_mode))

    def rename(self, folder: int, name: str, new_folder: int, new: str) -> None:
        """Rename a file, replacing what stands at `new`."""
        os.rename(name, new, src_dir_fd=folder, dst_dir_fd=new_folder)

    def rename_new(self, folder: int, name: str, new_folder: int, new: str) -> None:
        """Rename a file; FileExistsError where `new` is taken, Unsupported where the system can't promise that."""
        exchange.rename_new(folder, name, new_folder, new)

    def exchange(self, folder: int, name: str, other_folder: int, other: str) -> None:
        """Let two files swap places in one step; Unsupported where the system can't."""
        exchange.exchange(folder, name, other_folder, other)

    def link(self, folder: int, name: str, new_folder: int, new: str) -> None:
        """Give a file a second name; FileExistsError where it is taken."""
        os.link(name, new, src_dir_fd=folder, dst_dir_fd=new_folder, follow_symlinks=False)

    def unlink(self, folder: int, name: str) -> None:
        """Remove a name."""
        os.unlink(name, dir_fd=folder)

    def remove_folder(self, parent: int, name: str) -> None:
        """Remove a folder that is empty; OSError where it isn't."""
        os.rmdir(name, dir_fd=parent)


def _copy_attributes(source: int, target: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(source):
                with contextlib.suppress(OSError):
                    os.setxattr(target, attribute, os.getxattr(source, attribute))


def digest_of(data: bytes) -> Digest:
    """Return the digest of a file's bytes."""
    return Digest(sha256(data).hexdigest())


@contextlib.contextmanager
def reading(disk: Disk, folder: int, name: str) -> Iterator[int]:
    """Open a file for reading and close it again."""
    descriptor = disk.open_read(folder, name)
    try:
        yield descriptor
    finally:
        disk.close(descriptor)


def read_all(disk: Disk, descriptor: int) -> bytes:
    """Read an open file to its end."""
    pieces = []
    while piece := disk.read(descriptor, _CHUNK):
        pieces.append(piece)
    return b"".join(pieces)


def digest_at(disk: Disk, folder: int, name: str) -> Digest:
    """Return the digest of the file that stands at `name` now."""
    with reading(disk, folder, name) as descriptor:
        return digest_of(read_all(disk, descriptor))


def write_all(disk: Disk, descriptor: int, data: bytes) -> None:
    """Write every byte, however little the system takes at a time."""
    left = memoryview(data)
    while left:
        taken = disk.write(descriptor, left)
        if taken == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left = left[taken:]


def place(disk: Disk, folder: int, name: str, new_folder: int, new: str) -> None:
    """Give a file of ours a free name, by the best way the file system has; FileExistsError where the name is taken.

    Without a rename that never replaces, a second hard link does the same; without hard links (FAT) what is left is to
    look first, which leaves an instant between the look and the rename. Not for a file that an editor may replace under
    our hands: the name that is then removed might be of another file (`VaultWriter` knows what to do).
    """
    try:
        disk.rename_new(folder, name, new_folder, new)
    except Unsupported:
        if link(disk, folder, name, new_folder, new):
            disk.unlink(folder, name)
        else:
            look_and_rename(disk, folder, name, new_folder, new)


def link(disk: Disk, folder: int, name: str, new_folder: int, new: str) -> bool:
    """Give a file a second name; False where the file system has no hard links."""
    try:
        disk.link(folder, name, new_folder, new)
    except OSError as error:
        if error.errno in _NO_HARD_LINKS:
            return False
        raise
    return True


def look_and_rename(disk: Disk, folder: int, name: str, new_folder: int, new: str) -> None:
    """Rename a file to a name that was free a moment ago."""
    with contextlib.suppress(FileNotFoundError):
        disk.stat(new_folder, new)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new)
    disk.rename(folder, name, new_folder, new)


def is_twin(disk: Disk, folder: int, name: str, other_folder: int, other: str) -> bool:
    """Whether two names are of one file, as far as can be told: FUSE may number each name on its own.

    So the count of names and the bytes decide; where they agree, nothing is lost with one of the names.
    """
    one, two = disk.stat(folder, name), disk.stat(other_folder, other)
    ordinary = stat.S_ISREG(one.st_mode) and stat.S_ISREG(two.st_mode)
    if not ordinary or min(one.st_nlink, two.st_nlink) < 2 or one.st_size != two.st_size:
        return False
    return digest_at(disk, folder, name) == digest_at(disk, other_folder, other)
