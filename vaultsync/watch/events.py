"""The system's notifications, by way of watchdog, which keeps some of its blindness to itself: it is found here."""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from vaultsync.watch.notifier import Fault, Mailbox, Trouble
from vaultsync.watch.scope import Root

_KINDS: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent, FileClosedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
"""Nothing about opening and reading: above some thousand folders watchdog's own walk would fill the queue with it."""

_INODE = re.compile(r"^inotify [^\n]*?\bino:([0-9a-f]+)", re.MULTILINE)
_TROUBLES = {errno.ENOSPC: Trouble.WATCHES, errno.EMFILE: Trouble.INSTANCES}

_PATIENCE = 5.0
"""Seconds that threads get to end."""


class SystemNotifier:
    """Watches folders with what the system has for it: inotify, FSEvents, ReadDirectoryChangesW."""

    def __init__(self) -> None:
        self._observer: Any = None
        self._scheduled = 0
        self._deaf: set[int] = set()
        """The folders that seemed deaf when they were last looked at."""
        self._inotify: tuple[int, ...] = ()
        self._ears = _Ears()

    def start(self, roots: Sequence[Root], box: Mailbox) -> Sequence[Fault]:
        """Watch the roots; what can't be watched is a fault, and the others are watched all the same."""
        self._ears.open(box)
        self._scheduled = 0
        before = set(_inotify_handles())
        try:
            # A folder that is made again before its old watch has ended is told as a warning, by watchdog's own thread.
            warnings.filterwarnings("ignore", "Callback .* already exists", RuntimeWarning)
            self._observer = Observer()
            self._observer.start()
        except (OSError, RuntimeError) as error:
            self._observer = None
            return [_refused(error, "")]
        faults: list[Fault] = []
        for root in roots:
            handler = _Handler(root, box)
            try:
                self._observer.schedule(handler, root.path, recursive=True, event_filter=_KINDS)
                self._scheduled += 1
            except (OSError, RuntimeError) as error:
                faults.append(_refused(error, root.path))
        self._inotify = tuple(set(_inotify_handles()) - before)
        return faults

    def stop(self) -> None:
        """Give all threads and watches back."""
        observer, self._observer = self._observer, None
        if observer is not None:
            with suppress(Exception):  # a half-dead observer may fail in any way, and is given up in any case
                observer.stop()
                observer.join(_PATIENCE)
        self._ears.close()

    def faults(self, folders: dict[int, str]) -> Sequence[Fault]:
        """Look for dead threads, an overflow that was only logged, and folders that nobody listens to."""
        found: list[Fault] = []
        if self._ears.take_overflow():
            found.append(Fault(Trouble.OVERFLOW))
        observer = self._observer
        if observer is None:
            return found  # `start` told why
        if self._ears.died:
            return [*found, Fault(Trouble.DEAD, detail=self._ears.died)]
        emitters = list(observer.emitters)
        if not observer.is_alive() or len(emitters) < self._scheduled or not all(one.is_alive() for one in emitters):
            return [*found, Fault(Trouble.DEAD)]
        before, self._deaf = self._deaf, self._unwatched(folders)
        if self._deaf:
            # A folder that was only just made gets its watch in a moment.
            sure = self._deaf & before
            detail = f"{len(sure or self._deaf)} of {len(folders)} folders"
            found.append(Fault(Trouble.WATCHES, detail=detail, is_sure=bool(sure)))
        return found

    def _unwatched(self, folders: dict[int, str]) -> set[int]:
        """Return the folders that the kernel has no watch for, where it tells which it has."""
        watched = {inode for handle in self._inotify for inode in _watched(handle)}
        deaf = folders.keys() - watched
        # Where the numbers mean something else (some stacked file systems), not even the roots are found.
        return set() if len(deaf) == len(folders) else deaf


class _Handler(FileSystemEventHandler):
    """Runs in watchdog's thread: leaves a hint and returns."""

    def __init__(self, root: Root, box: Mailbox) -> None:
        self._root = root
        self._box = box

    def on_any_event(self, event: FileSystemEvent) -> None:
        for raw in (event.src_path, event.dest_path):
            path = os.fsdecode(raw).replace(os.sep, "/") if raw else ""
            below = self._root.below(path) if path else None
            if below is not None and self._root.may_concern(below):
                self._box.put(path)


class _Ears(logging.Handler):
    """Hears what watchdog tells nobody but its log, and when one of its threads dies."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._log = logging.getLogger("watchdog")
        self._box: Mailbox | None = None
        self._overflow = False
        self._hook: Any = None
        self.died = ""

    def open(self, box: Mailbox) -> None:
        self.close()
        self._box, self.died, self._overflow = box, "", False
        self._log.addHandler(self)
        self._log.propagate = False
        self._hook, threading.excepthook = threading.excepthook, self._on_death

    def close(self) -> None:
        if self._box is None:
            return
        self._box = None
        self._log.removeHandler(self)
        self._log.propagate = True
        threading.excepthook, self._hook = self._hook, None

    def take_overflow(self) -> bool:
        found, self._overflow = self._overflow, False
        return found

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in record.getMessage() and self._box is not None:
            self._overflow = True
            self._box.lose()

    def _on_death(self, arguments: Any) -> None:
        self.died = f"{arguments.exc_type.__name__}: {arguments.exc_value}"
        if self._box is not None:
            self._box.lose()


def _refused(error: Exception, path: str) -> Fault:
    number = error.errno if isinstance(error, OSError) else None
    return Fault(_TROUBLES.get(number or 0, Trouble.REFUSED), path, str(error))


def _inotify_handles() -> list[int]:
    if sys.platform != "linux":
        return []
    found: list[int] = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError, ValueError):
            if "inotify" in os.readlink(link):  # noqa: PTH115
                found.append(int(link.name))
    return found


def _watched(handle: int) -> list[int]:
    """Return the inode numbers that an inotify handle has watches for."""
    try:
        text = Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(number, 16) for number in _INODE.findall(text)]
