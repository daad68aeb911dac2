"""Broken preconditions as exceptions that carry data; expected outcomes are values instead (see `model`)."""

from __future__ import annotations

import errno

FAILING = frozenset(
    code
    for name in (
        *("EIO", "ENOMEM", "EMFILE", "ENFILE", "ESTALE", "ETIMEDOUT", "ENODEV", "ENOTCONN"),
        *("EBADMSG", "EUCLEAN", "EREMOTEIO", "EHOSTDOWN", "EHOSTUNREACH"),
    )
    if (code := getattr(errno, name, None)) is not None
)
"""What a system says where it fails to show what is there; of a file that isn't there, or may not be read, it knows."""


class VaultsyncError(Exception):
    """Something the user can mend: what is wrong, where, and what to do; printed without a traceback."""

    exit_code = 2

    def __init__(self, message: str, *, path: str = "", line: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        where = f"{self.path}{line}: " if self.path else ""
        return f"{where}{self.message}" + (f" – {self.hint}" if self.hint else "")


class ConfigError(VaultsyncError):
    """The configuration, or the command line, can't be used (exit status 2)."""


class TemplateError(VaultsyncError):
    """A note template can't be read or rendered; no note is touched (exit status 2)."""


class Unreadable(VaultsyncError):
    """The system failed to show what is there: nothing may be planned without it (rule 10)."""

    def __init__(self, message: str, *, path: str, hint: str = "check the disk before anything else") -> None:
        super().__init__(message, path=path, hint=hint)


class Stopped(VaultsyncError):
    """The run stopped before doing harm: rule 10's guard, or another process holds the lock (exit status 5)."""

    exit_code = 5


class Busy(Stopped):
    """Another process holds the lock: nothing is wrong, and it will be over."""


class StateLost(VaultsyncError):
    """The state turned out to be damaged in the middle of a run, and was set aside: the next run begins without it."""


class Diverged(VaultsyncError):
    """A sync left something else than a rebuild would (rule 5): a fault of vaultsync's, shown with the diff."""

    exit_code = 1

    def __init__(self, message: str, *, diff: str, path: str = "", hint: str = "") -> None:
        super().__init__(message, path=path, hint=hint)
        self.diff = diff


class Changed(VaultsyncError):
    """A file isn't what the plan expected any more; step back and plan again (rule 3)."""
