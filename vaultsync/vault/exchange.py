"""The renames that the standard library lacks: exchange two names, never replace; and flushing one file system.

`renameat2` on Linux, `renameatx_np` on macOS (untested), through the C library; both work on open folders. On Windows
`windows.py` does the same with `ReplaceFileW`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from typing import Any

_NEVER_REPLACE, _EXCHANGE = (4, 2) if sys.platform == "darwin" else (1, 2)
_RENAME = "renameatx_np" if sys.platform == "darwin" else "renameat2"
_MISSING = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


class Unsupported(OSError):
    """The system or this file system has no such rename; nothing happened."""


def exchange(folder: int, name: str, other_folder: int, other: str) -> None:
    """Let two files swap places in one step, so that each name holds a whole file at every instant."""
    _rename(folder, name, other_folder, other, _EXCHANGE)


def rename_new(folder: int, name: str, new_folder: int, new: str) -> None:
    """Rename a file, raising FileExistsError where `new` is taken."""
    _rename(folder, name, new_folder, new, _NEVER_REPLACE)


def flushes_file_systems() -> bool:
    """Whether the system can flush one file system (Linux)."""
    return sys.platform == "linux" and hasattr(_library(), "syncfs")


def flush_file_system(descriptor: int) -> None:
    """Wait until all that was written to the file system that `descriptor` is on is on the device."""
    if _library().syncfs(ctypes.c_int(descriptor)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _rename(folder: int, name: str, other_folder: int, other: str, flag: int) -> None:
    function = getattr(_library(), _RENAME, None)
    if function is None:
        raise Unsupported(errno.ENOSYS, os.strerror(errno.ENOSYS))
    first, second = ctypes.c_char_p(os.fsencode(name)), ctypes.c_char_p(os.fsencode(other))
    if function(ctypes.c_int(folder), first, ctypes.c_int(other_folder), second, ctypes.c_uint(flag)) != 0:
        code = ctypes.get_errno()
        kind = Unsupported if code in _MISSING else OSError
        raise kind(code, os.strerror(code), name, None, other)


@cache
def _library() -> Any:
    return ctypes.CDLL(None, use_errno=True)
