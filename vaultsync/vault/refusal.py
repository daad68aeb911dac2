"""Why a file in the vault was not written: what stands in the way, as the user knows it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from vaultsync.errors import FAILING, Changed, VaultsyncError
from vaultsync.model import Problem

_QUOTA = getattr(errno, "EDQUOT", errno.ENOSPC)
_FATAL = FAILING | {errno.ENOSPC, _QUOTA, errno.EROFS}

_HINTS = {
    _QUOTA: "free some of your quota and run again",
    errno.ENOSPC: "free some space and run again",
    errno.EROFS: "mount the vault for writing and run again",
    errno.EIO: "check the disk before anything else",
    errno.EACCES: "give yourself permission to write here",
    errno.EPERM: "the file or its folder is protected; lift that, or leave the note as it is",
    errno.EMFILE: "raise the limit of open files (ulimit -n) and run again",
    errno.ENAMETOOLONG: "give the note a shorter title",
    errno.EFBIG: "raise the limit of file sizes (ulimit -f) and run again",
    errno.EXDEV: "it lies on another device than the vault's .vaultsync folder, so it can't be replaced safely",
}
_MAY_NOT_READ = "give yourself permission to read it"


class Refused(VaultsyncError):
    """The file must not be written: its path leads out of the vault, or what stands there is no ordinary file."""


class Failed(VaultsyncError):
    """The operating system failed to read or write; what stood there before stands there still."""

    fatal: bool
    """Whether the next file would fail too (disk full, device gone), so that going on only does harm."""

    def __init__(self, path: str, error: OSError, verb: str = "written") -> None:
        code = error.errno or 0
        reason = os.strerror(code) if code else str(error)
        hint = _MAY_NOT_READ if (code, verb) == (errno.EACCES, "read") else _HINTS.get(code, "")
        super().__init__(f"could not be {verb}: {reason}", path=path, hint=hint)
        self.fatal = code in _FATAL


def as_problem(error: VaultsyncError) -> Problem:
    """Turn a refusal or a failure into the value that a run reports."""
    return Problem(error.path, error.message, line=error.line, hint=error.hint)


@contextmanager
def telling(path: str, *, missing: type[Exception] = Changed, verb: str = "written") -> Iterator[None]:
    """Say in the vault's terms what the system said about `path`: changed, refused or failed (to be `verb`)."""
    try:
        yield
    except FileNotFoundError as error:
        if missing is FileNotFoundError:
            raise
        raise Changed("is gone", path=path) from error
    except FileExistsError as error:
        raise Changed("another file stands there", path=path) from error
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise Refused("leads through a link, or through a file", path=path) from error
        raise Failed(path, error, verb) from error
