"""The watcher itself: hints become settled batches, each batch one sync; a check finds what no hint told.

Everything outside comes in from there (clock, files, notifier, the sync itself, whoever listens), so that a test can
play an afternoon in a moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from vaultsync.errors import Busy, VaultsyncError
from vaultsync.model import Problem, RunResult
from vaultsync.watch.debounce import Debouncer
from vaultsync.watch.holding import Holding, is_emptied
from vaultsync.watch.ledger import Ledger
from vaultsync.watch.notifier import Fault, Mailbox, Notifier, Told, Trouble
from vaultsync.watch.scope import Root, Scope
from vaultsync.watch.sight import PASSING, Sight, told
from vaultsync.watch.survey import Stamp, Survey

_BUSY = 0.25
"""Seconds until the watcher tries again after it met another run in the vault."""
_SOON = 0.05
_CALM = 3600.0
"""Seconds after which a trouble that passed by itself is told again if it comes back."""
_DOUBT = 1.0
"""Seconds after which the watcher looks again where it can't be sure that it sees."""
_LONGEST_PAUSE = 960.0
"""Seconds between attempts at a sync that keeps failing for reasons of the disk or the settings."""
_POLL_SHARE = 20
"""Looking everywhere may take one part of so many of the time."""
_LOOKED_FOR = frozenset({Trouble.WATCHES, Trouble.DEAD})
"""Troubles that show only while the notifier runs."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the watcher is, in seconds."""

    quiet: float = 0.5
    max_wait: float = 5.0
    check_every: float = 60.0
    poll_every: float = 2.0
    hold: float = 5.0


@dataclass(frozen=True, slots=True)
class Synced:
    """One sync that was carried out."""

    result: RunResult
    trigger: str
    """`start`, `change`, `retry` or `reload`."""
    latency: float
    """Seconds from the first hint to the last write, or to the end of a run that wrote nothing."""
    paths: tuple[str, ...] = ()
    """What had changed."""


class Halted(Exception):
    """The watcher was told to stop while a sync was being planned; nothing of that sync was written."""


class Listener(Protocol):
    """Whoever is told what the watcher does."""

    def ready(self, folders: int, *, is_polling: bool) -> None:
        """Hear that what happened before was caught up on, and that changes are followed from now on."""

    def synced(self, done: Synced) -> None:
        """Hear of a sync that was carried out."""

    def problem(self, problem: Problem) -> None:
        """Hear of something that is wrong; said once as long as it lasts."""

    def watching(self, faults: Sequence[Problem], *, is_polling: bool) -> None:
        """Hear that the watcher sees better or worse now; `faults` is all that impairs its sight."""

    def idle(self) -> None:
        """Hear that nothing happens at the moment."""


class Syncing(Protocol):
    """The sync of the pipeline, with the holding that says what to leave alone."""

    def __call__(
        self,
        holding: Holding,
        restless: Collection[str],
        wrote: Callable[[], None],
        named: frozenset[str] | None,
    ) -> RunResult:
        """Carry out one sync; `wrote` is called with each file that was written.

        `named` are all files that others may have changed since the last one; None: any, so all must be looked at.
        """


@dataclass(frozen=True, slots=True)
class World:
    """What the watcher touches."""

    scope: Callable[[], Scope]
    """What to watch, links resolved anew."""
    survey: Callable[[Scope], Survey]
    stamp: Callable[[str], Stamp | None]
    remote: Callable[[Sequence[Root]], Sequence[Fault]]
    notifier: Notifier | None
    """None: only look, never listen."""
    sync: Syncing
    sight: Sight = field(default_factory=Sight)
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    tick: float | None = None
    """Seconds after which the listener hears that nothing happens."""


class Watch:
    """Watches one vault until `stopping` says so."""

    def __init__(
        self, world: World, pace: Pace, ledger: Ledger, box: Mailbox, listener: Listener, stopping: Callable[[], bool]
    ) -> None:
        self._world = world
        self._pace = pace
        self._ledger = ledger
        self._box = box
        self._listener = listener
        self._stopping = stopping
        self._debouncer = Debouncer(pace.quiet, pace.max_wait)
        self._noted: dict[str, tuple[Stamp | None, float]] = {}
        self._holding = Holding(pace.hold, ledger, world.wall)
        self._scope = world.scope()
        self._faults: dict[Fault, Problem] = {}
        self._armed: list[Fault] = []
        """What was known to be wrong when the notifier was started."""
        self._said: dict[Problem, None] = {}
        self._cost = 0.0
        self._check_at = 0.0
        self._rearm_at = 0.0
        self._owed: set[str] = set()
        self._owed_since = 0.0
        self._retry_at: float | None = None
        self._pause = 0.0
        self._is_blocked = False
        self._is_ready = False
        self._told: set[str] | None = None
        """What was told of since the last sync looked; None: something may have changed that nobody told of."""
        self._passing: dict[Trouble, float] = {}
        """When troubles that pass by themselves were last met."""

    # --- from start to end ---

    def run(self, trigger: str = "start") -> None:
        """Catch up, then follow changes until told to stop; the file in hand is finished."""
        try:
            # Listen first: what happens during the first sync must not be lost.
            self._arm()
            started = self._world.clock()
            found = self._look_everywhere()
            self._ledger.learn(found, self._is_hashed)
            self._look_for_deafness(found)
            self._sync(trigger, started, ())
            while not self._stopping():
                self._take(self._box.collect(self._patience()))
                self._turn()
        except Halted:
            return
        finally:
            if self._world.notifier is not None:
                self._world.notifier.stop()

    def _patience(self) -> float:
        now = self._world.clock()
        due = [self._check_at - now]
        if (settled := self._debouncer.wait(now)) is not None and not self._is_blocked:
            due.append(settled)
        if self._retry_at is not None:
            due.append(self._retry_at - now)
        if self._world.tick is not None:
            due.append(self._world.tick)
        return max(0.0, min(due))

    def _turn(self) -> None:
        if self._stopping():
            return
        now = self._world.clock()
        if now >= self._check_at:
            self._check()
        is_time = self._retry_at is not None and now >= self._retry_at
        if self._is_blocked and not is_time:
            return
        if self._debouncer.wait(now) == 0.0:
            self._settle(now)
        elif is_time:
            self._retry(now)
        elif not self._debouncer:
            self._listener.idle()

    def _retry(self, now: float) -> None:
        """Do what could not be done, or was held back, before."""
        self._retry_at = None
        owed = self._ledger.news(self._owed)
        self._sync("retry", self._owed_since if owed else now, owed)

    # --- what comes in ---

    def _take(self, hints: Told) -> None:
        """Take note of the hints that concern a run."""
        now = self._world.clock()
        paths = {path for path in hints.paths if self._scope.concerns(path)}
        if paths:
            self._note(paths, now, hints.since)
        if self._told is not None:
            self._told |= hints.paths
        if hints.too_many:
            self._check_at = now
            self._told = None

    def _note(self, paths: Iterable[str], now: float, since: float | None = None) -> None:
        found = {path: (self._world.stamp(path), now) for path in paths}
        self._noted.update(found)
        self._debouncer.note(found, now, since=since)

    def _check(self) -> None:
        """Look whether all is still seen, and look everywhere for what no hint told."""
        now = self._world.clock()
        self._look_to_sight()
        found = self._look_everywhere()
        changed = {
            path
            for path in self._ledger.differences(found)
            if path not in self._noted or self._noted[path][0] != found.files.get(path)
        }
        if changed:
            self._note(changed, now)
            self._told = None
        self._look_for_deafness(found)

    def _look_everywhere(self) -> Survey:
        started = self._world.clock()
        found = self._world.survey(self._scope)
        now = self._world.clock()
        self._cost = now - started
        self._check_at = now + self._period()
        return found

    def _period(self) -> float:
        if not self.is_polling:
            return self._pace.check_every
        return min(max(self._pace.poll_every, _POLL_SHARE * self._cost), max(self._pace.check_every, 1.0))

    # --- what goes out ---

    def _settle(self, now: float) -> None:
        """Sync what really changed and is no longer being written."""
        batch = self._debouncer.take(now)
        noted, self._noted = self._noted, {}
        news = self._ledger.news(batch.paths)
        restless = {path for path in news if self._is_restless(path, noted, now)}
        if restless:
            again = restless if batch.is_overdue else set(batch.paths)
            self._note(again, now, None if batch.is_overdue else batch.since)
        if news - restless and (batch.is_overdue or not restless):
            self._sync("change", batch.since, news - restless, restless)

    def _is_restless(self, path: str, noted: Mapping[str, tuple[Stamp | None, float]], now: float) -> bool:
        """Say whether a file is still being written: it changed a moment ago, or was emptied not long ago."""
        stamp = self._world.stamp(path)
        if stamp is None:
            return False
        if path in noted and (noted[path][0] != stamp or now < noted[path][1] + self._pace.quiet):
            return True
        before = self._ledger.was_size(path)
        return is_emptied(stamp.size, before, stamp.mtime_ns, self._world.wall(), self._pace.hold)

    def _sync(self, trigger: str, since: float, news: Collection[str], restless: Collection[str] = ()) -> None:
        if self._owed:
            since = min(since, self._owed_since)
            news = {*news, *self._ledger.news(self._owed)}
        looked = self._ledger.look(news)
        last = since

        def wrote() -> None:
            nonlocal last
            last = self._world.clock()

        told, self._told = self._told, None
        try:
            named = None if told is None or self.is_polling else frozenset(told)
            result = self._world.sync(self._holding, restless, wrote, named)
        except Busy:
            self._owe(since, news, _BUSY)
            self._is_blocked = True
            return
        except VaultsyncError as error:
            self._pause = min(max(self._pace.check_every, 2 * self._pause), _LONGEST_PAUSE)
            self._owe(since, news, self._pause)
            self._is_blocked = False
            self._tell([_as_problem(error)])
            self._be_ready()
            return
        self._pause, self._is_blocked, self._retry_at = 0.0, False, None
        self._told = set()
        self._owed.clear()
        self._ledger.accept(looked)
        self._ledger.did(result.plan.actions)
        now = self._world.clock()
        if result.plan.skipped and self._holding.release is not None:
            self._retry_at = now + max(self._holding.release, _SOON)
        latency = (last if last > since else now) - since
        self._listener.synced(Synced(result, trigger, latency, tuple(sorted(news))))
        self._tell(result.plan.problems)
        self._be_ready()

    def _be_ready(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self._listener.ready(len(self._scope.roots), is_polling=self.is_polling)

    def _owe(self, since: float, news: Collection[str], pause: float) -> None:
        """Keep what could not be synced now for the next time."""
        self._owed, self._owed_since = set(news), since
        self._retry_at = self._world.clock() + pause

    def _tell(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong, each thing once as long as it lasts."""
        current = dict.fromkeys(problems)
        for problem in current:
            if problem not in self._said:
                self._listener.problem(problem)
        self._said = current

    def _is_hashed(self, path: str) -> bool:
        return self._scope.vault.below(path) is None or path in self._scope.vault.extras()

    # --- sight ---

    @property
    def is_polling(self) -> bool:
        """Whether changes are found by looking, since nothing tells of them."""
        return self._world.notifier is None or any(fault.trouble not in PASSING for fault in self._faults)

    def _arm(self) -> None:
        """Begin to listen, or listen anew."""
        self._told = None
        found: list[Fault] = []
        self._world.sight.remember(self._scope.roots)
        if self._world.notifier is not None:
            self._world.notifier.stop()
            found += self._world.notifier.start(self._scope.roots, self._box)
            found += self._world.remote(self._scope.roots)
        missing = [fault for fault in self._world.sight.faults() if fault.trouble is Trouble.MISSING]
        away = {fault.path for fault in missing}
        found = [*(fault for fault in found if fault.path not in away), *missing]
        self._rearm_at = self._world.clock() + self._pace.check_every
        self._armed = found
        # What only a look can tell stands until it is taken.
        self._seen_with([*found, *(fault for fault in self._faults if fault.trouble in _LOOKED_FOR)])

    def _look_to_sight(self) -> None:
        """Listen anew where a root is another folder now, and once a period where sight was lost."""
        changed = set(self._world.sight.faults())
        missing = {fault for fault in self._faults if fault.trouble is Trouble.MISSING}
        if changed == missing and not (self._faults and self._world.clock() >= self._rearm_at):
            return
        away = {fault.path for fault in missing}
        self._scope = self._world.scope()
        self._arm()
        for fault in sorted(changed, key=lambda one: one.path):
            if fault.trouble is Trouble.REPLACED and fault.path not in away:
                self._listener.problem(told(fault, self._period(), is_polling=self.is_polling))
        if self._retry_at is not None and changed != missing:
            self._retry_at = self._world.clock()

    def _look_for_deafness(self, found: Survey) -> None:
        if self._world.notifier is None:
            return
        faults = self._world.notifier.faults(dict(found.folders))
        passing = {fault for fault in faults if fault.trouble in PASSING}
        for fault in passing:
            now = self._world.clock()
            if now >= self._passing.get(fault.trouble, -_CALM) + _CALM:
                self._listener.problem(told(fault, self._period(), is_polling=False))
            self._passing[fault.trouble] = now
        lasting = [fault for fault in faults if fault.trouble not in PASSING]
        if not all(fault.is_sure for fault in lasting):
            self._check_at = min(self._check_at, self._world.clock() + _DOUBT)
            return
        self._seen_with([*self._armed, *lasting])

    def _seen_with(self, faults: Iterable[Fault]) -> None:
        """Take note of how well the watcher sees now; what is new is said."""
        new = {(fault.trouble, fault.path): fault for fault in faults}.values()
        kinds = {(fault.trouble, fault.path) for fault in self._faults}
        fresh = [fault for fault in new if (fault.trouble, fault.path) not in kinds]
        mended = bool(self._faults) and not new
        before = self.is_polling
        self._faults = {fault: told(fault, self._pace.poll_every, is_polling=True) for fault in new}
        for fault in fresh:
            self._listener.problem(self._faults[fault])
        if fresh or mended or before != self.is_polling:
            self._listener.watching(tuple(self._faults.values()), is_polling=self.is_polling)
        self._check_at = min(self._check_at, self._world.clock() + self._period())


def _as_problem(error: VaultsyncError) -> Problem:
    return Problem(error.path, error.message, error.line, error.hint)
