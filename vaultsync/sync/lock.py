"""One run at a time in a vault: a lock that the system gives back when its holder dies, however it dies.

The lock file is never written to on POSIX, since a run that changes nothing writes nothing (rule 4): who holds it is
told by a second, shared record lock, whose owner the system names. On Windows, untested, the holder's number stands in
the file.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.errors import Busy, VaultsyncError

_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FLOCK = "hhqqi4x"
"""`struct flock` of 64-bit Linux: kind, whence, start, length, process."""

_FAR = 1 << 30
"""Where Windows locks, past all text: there a lock also keeps others from reading."""


_PAUSE = 0.02
"""Seconds between two attempts at a lock that another process holds."""


@contextmanager
def hold(
    path: Path,
    *,
    patience: float = 0.0,
    message: str = "another vaultsync is at work in this vault",
    hint: str = "wait until it is done, or stop it",
) -> Iterator[None]:
    """Hold a lock of a vault (`VaultWriter.lock_path`, which must exist), waiting for it `patience` seconds at most.

    Raises Busy, which names who else holds it.
    """
    descriptor = _opened(path)
    try:
        until = time.monotonic() + patience
        while not _acquire(descriptor, path):
            if time.monotonic() >= until:
                raise Busy(f"{message} ({_holder(descriptor)})", path=str(path.parent.parent), hint=hint)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def holder(path: Path) -> str | None:
    """Return who else holds a lock, as a person is told, or None if nobody does."""
    try:
        with hold(path, message=""):
            return None
    except Busy as error:
        return error.message.strip(" ()")
    except VaultsyncError:
        return None


def _opened(path: Path) -> int:
    try:
        return os.open(path, _FLAGS)
    except OSError as error:
        raise VaultsyncError(f"can't be locked: {error.strerror or error}", path=str(path)) from error


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
