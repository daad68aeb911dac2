"""A disk that fails, dies or lets an editor in at its k-th changing call."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

from vaultsync.vault.disk import Disk
from vaultsync.vault.exchange import Unsupported

CHANGING = frozenset(
    {
        "copy_metadata",
        "exchange",
        "flush_all",
        "fsync",
        "fsync_folder",
        "link",
        "make_folder",
        "open_new",
        "remove_folder",
        "rename",
        "rename_new",
        "unlink",
        "write",
    }
)
LOOKING = frozenset({"names", "open_folder", "open_read", "read", "stat"})


class Killed(BaseException):
    """Stands for SIGKILL: nothing that deals with errors sees it."""


def refuse(code: int) -> Callable[[], None]:
    def act() -> None:
        raise OSError(code, os.strerror(code))

    return act


def kill() -> None:
    raise Killed


class FaultyDisk(Disk):
    """Calls `act` before the `at`-th of the counted calls, or with `on` before every one from there on."""

    def __init__(
        self,
        act: Callable[[], None] | None = None,
        at: int = 0,
        *,
        on: bool = False,
        counted: frozenset[str] = CHANGING,
        exchange: bool = True,
        hard_links: bool = True,
    ) -> None:
        self.calls: list[str] = []
        self._act = act
        self._at = at
        self._on = on
        self._counted = counted
        self._exchange = exchange
        self._hard_links = hard_links

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name not in CHANGING and name not in LOOKING:
            return value
        return lambda *arguments: self._call(name, value, *arguments)

    def _call(self, name: str, method: Callable[..., Any], *arguments: Any) -> Any:
        if name in self._counted:
            self.calls.append(name)
            count = len(self.calls)
            if self._act is not None and (count == self._at or (self._on and count > self._at > 0)):
                self._act()
        if name in ("exchange", "rename_new") and not self._exchange:
            raise Unsupported(errno.EINVAL, os.strerror(errno.EINVAL))
        if name == "link" and not self._hard_links:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        return method(*arguments)
