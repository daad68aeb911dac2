"""When to act on what changed: after a quiet period, and at the latest after a maximum wait. Pure: time comes in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes that have settled."""

    paths: frozenset[str]
    since: float
    """When the first of them was noticed."""
    is_overdue: bool
    """Whether the maximum wait ended it, and not quiet."""


class Debouncer:
    """Collects changed paths until nothing new comes for `quiet` seconds, or for `longest` seconds at most."""

    def __init__(self, quiet: float, longest: float) -> None:
        self.quiet = quiet
        self.longest = longest
        self._paths: set[str] = set()
        self._first = 0.0
        self._last = 0.0

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._paths)

    def note(self, paths: Iterable[str], now: float, *, since: float | None = None) -> None:
        """Add changes; `since` is when they were first noticed, if that was before `now`."""
        added = set(paths)
        if not added:
            return
        first = now if since is None else since
        self._first = min(self._first, first) if self._paths else first
        self._last = now
        self._paths |= added

    def wait(self, now: float) -> float | None:
        """Return the seconds until the changes may be taken, 0 if they may now, None if there are none."""
        if not self._paths:
            return None
        return max(0.0, min(self._last + self.quiet, self._first + self.longest) - now)

    def take(self, now: float) -> Batch:
        """Return what waits and forget it."""
        batch = Batch(frozenset(self._paths), self._first, now < self._last + self.quiet)
        self._paths.clear()
        return batch
