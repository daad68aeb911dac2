"""One run at a time in a vault: a lock that the system gives back when its holder dies, however it dies.

The lock file is never written to on POSIX, since a run that changes nothing writes nothing (rule 4): who holds it is
told by a second, shared record lock, whose owner the system names. On Windows, untested, the holder's number stands in
the file.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.errors import Stopped, VaultsyncError

_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FLOCK = "hhqqi4x"
"""`struct flock` of 64-bit Linux: kind, whence, start, length, process."""

_FAR = 1 << 30
"""Where Windows locks, past all text: there a lock also keeps others from reading."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock of a vault (`VaultWriter.lock_path`, which must exist); `Stopped` names who else holds it."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise VaultsyncError(f"can't be locked: {error.strerror or error}", path=str(path)) from error
    try:
        if not _acquire(descriptor, path):
            raise Stopped(
                f"another vaultsync is at work in this vault ({_holder(descriptor)})",
                path=str(path.parent.parent),
                hint="wait until it is done, or stop it",
            )
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int, path: Path) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        return True

    def _holder(descriptor: int) -> str:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return f"process {os.read(descriptor, 32).decode('ascii', 'replace') or 'unknown'}"

else:
    import fcntl

    def _acquire(descriptor: int, path: Path) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            hint = "keep the vault on a file system that can, such as a local disk"
            raise VaultsyncError("the file system can't lock files", path=str(path), hint=hint) from error
        # On BSD and macOS the two kinds of lock exclude each other; then nobody learns who the holder is.
        with suppress(OSError):
            fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return True

    def _holder(descriptor: int) -> str:
        if sys.platform == "linux":
            question = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            with suppress(OSError, struct.error):
                kind, *_, process = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, question))
                if kind != fcntl.F_UNLCK and process > 0:
                    return f"process {process}{_command(process)}"
        return "its process is not known"

    def _command(process: int) -> str:
        try:
            line = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            return ""
        words = line.rstrip(b"\0").decode("utf-8", "replace").split("\0")
        return f": {' '.join(words)}" if words != [""] else ""
