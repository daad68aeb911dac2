"""Whether the watcher still sees what it should: its roots, its notifier, and what to say when it doesn't."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vaultsync.model import Problem
from vaultsync.watch.notifier import Fault, Trouble
from vaultsync.watch.scope import Root

_REMOTE = frozenset(
    "nfs nfs4 cifs smb3 smbfs 9p afs ceph glusterfs davfs fuse.sshfs fuse.rclone fuse.davfs2 fuse.glusterfs vboxsf "
    "prl_fs fuse.vmhgfs-fuse fuse.gvfsd-fuse fuse.s3fs drvfs".split()
)
"""File systems on which others write behind the kernel's back."""

_LIMITS = {
    Trouble.WATCHES: ("max_user_watches", 524_288),
    Trouble.INSTANCES: ("max_user_instances", 1_024),
    Trouble.OVERFLOW: ("max_queued_events", 131_072),
}
"""The kernel's limits behind some troubles, and what is ample."""

PASSING = frozenset({Trouble.OVERFLOW, Trouble.REPLACED})
"""Troubles that are over once everything was looked at again."""

Mark = tuple[int, int]
"""A folder's device and inode: what tells it from another one of the same name."""


def mark_of(path: str) -> Mark | None:
    """Return a root's mark, or None where it is out of reach."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Sight:
    """Remembers which folder each root was when the notifier began to watch it."""

    def __init__(self) -> None:
        self._marks: dict[str, Mark | None] = {}

    def remember(self, roots: Sequence[Root]) -> None:
        """Take the roots as they are now."""
        self._marks = {root.path: mark_of(root.path) for root in roots}

    def faults(self) -> list[Fault]:
        """Return the roots that are out of reach or no longer the folders they were."""
        found: list[Fault] = []
        for path, mark in self._marks.items():
            now = mark_of(path)
            if now is None:
                found.append(Fault(Trouble.MISSING, path))
            elif now != mark:
                found.append(Fault(Trouble.REPLACED, path))
        return found


def remote(roots: Sequence[Root], mounts: str | None = None) -> list[Fault]:
    """Return the roots on which no notification tells of what other machines do; `mounts` is `/proc/self/mountinfo`."""
    table = _mounts() if mounts is None else mounts
    found: list[Fault] = []
    for root in roots:
        kind = "smb" if root.path.startswith("//") else _file_system(root.path, table)
        if kind in _REMOTE or kind == "smb":
            found.append(Fault(Trouble.NETWORK, root.path, kind))
    return found


def _mounts() -> str:
    with suppress(OSError):
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    return ""


def _file_system(path: str, table: str) -> str:
    """Return the type of the file system that a path lies on; the last mount over the longest way to it counts."""
    best, kind = -1, ""
    for line in table.splitlines():
        head, _, tail = line.partition(" - ")
        fields = head.split(" ")
        if len(fields) < 5 or not tail:
            continue
        place = fields[4].replace("\\040", " ").rstrip("/")
        if (path == place or path.startswith(f"{place}/")) and len(place) >= best:
            best, kind = len(place), tail.split(" ")[0]
    return kind


def told(fault: Fault, every: float, *, is_polling: bool) -> Problem:
    """Return what a person is told of lost sight: what, what is done meanwhile, and the command that mends it."""
    detail = f" ({fault.detail})" if fault.detail else ""
    meanwhile = (
        f", so everything is looked at every {every:g} seconds" if is_polling else ", so everything was looked at"
    )
    if fault.trouble in (Trouble.MISSING, Trouble.REPLACED):
        meanwhile = ""
    return Problem(
        fault.path,
        f"{fault.trouble.value}{detail}{meanwhile}",
        hint=_hint(fault),
        severity="warning",
    )


def _hint(fault: Fault) -> str:
    match fault.trouble:
        case Trouble.WATCHES | Trouble.INSTANCES | Trouble.OVERFLOW:
            if sys.platform != "linux":
                return "watch fewer folders, or use --poll"
            name, ample = _LIMITS[fault.trouble]
            return f"sudo sysctl fs.inotify.{name}={ample}"
        case Trouble.MISSING:
            return "mount or restore it; watching goes on as soon as it is back"
        case Trouble.REPLACED:
            return "it is watched from now on; if it is not yours, stop the watcher"
        case Trouble.NETWORK:
            return "nothing to do; --poll says so from the start"
        case _:
            return "start the watcher again, or use --poll"
