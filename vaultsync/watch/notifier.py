"""The port to whatever tells of changes, and the box that it puts them in; what is told is a hint and no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Protocol

from vaultsync.watch.scope import Root


class Trouble(Enum):
    """Why changes may go unnoticed."""

    WATCHES = "the system's limit of watched folders is reached"
    INSTANCES = "the system's limit of watchers is reached"
    OVERFLOW = "more changed at once than the system's queue holds"
    DEAD = "the system's notifications stopped"
    NETWORK = "a network drive doesn't tell what other machines change"
    MISSING = "the folder is out of reach"
    REPLACED = "another folder stands in its place"
    REFUSED = "the system refused to watch"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which sight was lost."""

    trouble: Trouble
    path: str = ""
    """The root concerned, if it is one of them alone."""
    detail: str = ""
    is_sure: bool = True
    """False: it may be that the system just needs another moment; ask again."""


class Notifier(Protocol):
    """Tells of changed paths until it is stopped; can be started again."""

    def start(self, roots: Sequence[Root], box: Mailbox) -> Sequence[Fault]:
        """Watch the roots, everything below them included; returns what can't be watched."""

    def stop(self) -> None:
        """Tell no more."""

    def faults(self, folders: dict[int, str]) -> Sequence[Fault]:
        """Return what went wrong since it was last asked; `folders`, by inode, are those that should be watched."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came in."""

    paths: frozenset[str]
    since: float | None
    """When the first of them came."""
    too_many: bool = False
    """Whether more came than could be kept: look everywhere."""


class Mailbox:
    """Takes hints from any thread, and wakes the one that reads; holds no lock while anything else runs."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = 50_000) -> None:
        self._clock = clock
        self._most = most
        self._queue: SimpleQueue[tuple[float, str]] = SimpleQueue()
        self._too_many = False

    def put(self, path: str) -> None:
        """Leave a hint; also from within a signal handler. With an empty path, only wake the reader."""
        if self._queue.qsize() < self._most:
            self._queue.put((self._clock(), path))
        else:
            self._too_many = True

    def lose(self) -> None:
        """Say that hints were lost."""
        self._too_many = True
        self.put("")

    def collect(self, timeout: float | None) -> Told:
        """Wait for a hint, for `timeout` seconds at most, and return all there are."""
        paths: set[str] = set()
        since: float | None = None
        try:
            at, path = self._queue.get(timeout=timeout)
            while True:
                if path:
                    paths.add(path)
                    since = at if since is None else since
                at, path = self._queue.get_nowait()
        except Empty:
            pass
        too_many, self._too_many = self._too_many, False
        return Told(frozenset(paths), since, too_many)
