"""Kill the program, or refuse it a call, at each call in turn; run it again; look at what is left.

At the moment of the fault every text of the user is in a visible file, and every file is as it was or as it will be.
After another run everything is as if nothing had happened, and one more run writes nothing.
"""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tools.torture.running import GO, Call, Doing, Ended, Judge, Program, Verdict
from tools.torture.scenes import Scene, later
from tools.torture.tally import Tally
from tools.torture.worlds import Files, World, differences, needles_in

TRACE = "Traceback (most recent call last)"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at a call."""

    name: str
    verdict: Verdict
    lasting: bool = False
    """Whether it goes wrong at every later call too."""
    reading: bool = False
    """Whether it is the opening of a file to read it that goes wrong."""
    applies: Callable[[Call], bool] = lambda call: True

    @property
    def kills(self) -> bool:
        """Whether the process dies of it."""
        return self.verdict.doing in (Doing.DIE, Doing.DIE_AFTER, Doing.TEAR)


def _is_write(call: Call) -> bool:
    return call.name == "write"


KILLS = (
    Fault("killed before", Verdict(Doing.DIE)),
    Fault("killed after", Verdict(Doing.DIE_AFTER)),
    Fault("killed in the middle of a write", Verdict(Doing.TEAR), applies=_is_write),
)
FAILURES = (
    Fault("disk full from here on", Verdict(Doing.FAIL, errno.ENOSPC), lasting=True),
    Fault("disk full once", Verdict(Doing.FAIL, errno.ENOSPC)),
    Fault("input/output error", Verdict(Doing.FAIL, errno.EIO)),
    Fault("read-only from here on", Verdict(Doing.FAIL, errno.EROFS), lasting=True),
    Fault("not permitted", Verdict(Doing.FAIL, errno.EACCES)),
    Fault("too many open files", Verdict(Doing.FAIL, errno.EMFILE), applies=lambda call: call.name in ("make", "read")),
    Fault("writes that are cut short", Verdict(Doing.SHORT), lasting=True, applies=_is_write),
    Fault("input/output error while reading", Verdict(Doing.FAIL, errno.EIO), reading=True),
    Fault("nothing can be read from here on", Verdict(Doing.FAIL, errno.EIO), lasting=True, reading=True),
)


class Sweep:
    """One scene, built in a world, with the outcome of runs that nobody disturbed."""

    def __init__(self, scene: Scene, world: World, program: Program) -> None:
        self.scene, self.world, self.program = scene, world, program
        self.command = scene.build(world, program)
        world.begin_here()
        self.before = world.visible()
        first = self.run(lambda call: GO)
        self.calls, self.status = first.calls, first.status
        self.statuses = {first.status, self.run().status}
        """Of a run that does it, and of one more: a note that was renamed has its old name no more, say."""
        self.result = world.visible()
        self.later_results = [self._later(), self._later(skipping=True)]
        world.restart()
        self.needles = needles_in(self.before)

    def _later(self, *, skipping: bool = False) -> Files:
        """Return how it ends if the source changes once more, after the run or before it."""
        self.world.restart()
        if not skipping:
            self.run()
        later(self.world)
        self.run()
        return self.world.visible()

    def run(self, judge: Judge | None = None) -> Ended:
        """Run the scene's command."""
        return self.program.run(self.command, judge)

    def places(self, fault: Fault, every: int) -> Sequence[int]:
        """Return where in the run the fault is to strike: positions among the calls that it applies to."""
        count = sum(1 for call in self.calls if call.reads == fault.reading and fault.applies(call))
        return range(1, count + 1, every)


class Strike:
    """Lets a fault strike at the `at`-th of the calls that it applies to."""

    def __init__(self, fault: Fault, at: int) -> None:
        self._fault, self._at = fault, at
        self._count = 0

    def __call__(self, call: Call) -> Verdict:
        if call.reads != self._fault.reading or not self._fault.applies(call):
            return GO
        self._count += 1
        is_hit = self._count == self._at or (self._fault.lasting and self._count > self._at)
        return self._fault.verdict if is_hit else GO

    @property
    def was_made(self) -> bool:
        """Whether the run came so far: SQLite doesn't write the same number of pages every time."""
        return self._count >= self._at


def sweep_kills(sweep: Sweep, every: int) -> Iterator[Tally]:
    """Kill the program at its calls: run it again, also after the sources have changed, and killed once more."""
    for fault in KILLS:
        yield _swept(sweep, fault, every, "")
    yield _swept(sweep, KILLS[0], every, "then the source changed")
    yield _killed_twice(sweep, every)


def sweep_failures(sweep: Sweep, every: int) -> Iterator[Tally]:
    """Refuse the program its calls."""
    for fault in FAILURES:
        yield _swept(sweep, fault, every, "")


def _swept(sweep: Sweep, fault: Fault, every: int, then: str) -> Tally:
    tally = Tally(f"{fault.name}, {then}" if then else fault.name, sweep.scene.name)
    expected = sweep.later_results if then else [sweep.result]
    for at in sweep.places(fault, every):
        sweep.world.restart()
        strike = Strike(fault, at)
        ended = sweep.run(strike)
        if not strike.was_made:
            break
        where = f"{sweep.scene.name}, {tally.sweep}, place {at}"
        tally.points += 1
        check_instant(tally, where, sweep, ended, fault)
        if then:
            later(sweep.world)
        check_after(tally, where, sweep, expected)
    return tally


def _killed_twice(sweep: Sweep, every: int) -> Tally:
    """Kill the run at a few places, and the run that recovers from that at each of its calls."""
    kill = KILLS[0]
    tally = Tally("killed, then killed while recovering", sweep.scene.name)
    count = len(sweep.places(kill, 1))
    for first in sorted({count * tenth // 10 for tenth in (3, 5, 7, 9)}):
        second = 1
        while True:
            sweep.world.restart()
            sweep.run(Strike(kill, first))
            ended = sweep.run(Strike(kill, second))
            if ended.status >= 0:
                break
            where = f"{sweep.scene.name}, {tally.sweep}, places {first} and {second}"
            tally.points += 1
            check_instant(tally, where, sweep, ended, kill)
            check_after(tally, where, sweep, [sweep.result])
            second += every
    return tally


def check_instant(tally: Tally, where: str, sweep: Sweep, ended: Ended, fault: Fault) -> None:
    """Look at the vault at the moment of the fault, and at what the program said."""
    found = sweep.world.visible()
    tally.lose(where, sweep.needles - needles_in(found))
    for name in torn(found, sweep):
        tally.blame(where, f"{name} is neither as it was nor as it will be")
    if fault.kills:
        if ended.status != -9:
            tally.blame(where, f"did not die, but ended with {ended.status}")
        return
    if TRACE in ended.said or ended.status not in (0, 1, 2, 3, 4, 5):
        tally.blame(where, f"status {ended.status}: {ended.said.strip().splitlines()[-1:]}")
    if ended.status not in (0, sweep.status) and not _names_a_file(ended.said, sweep):
        tally.blame(where, f"the message names no file: {ended.said.strip()}")
    if ended.status == sweep.status and found != sweep.result:
        tally.blame(where, f"says that all is done, but {differences(sweep.result, found)[:3]}")


def torn(found: Files, sweep: Sweep) -> list[str]:
    """Return the files that are neither as they were nor as they will be."""
    whole = {*sweep.before.values(), *sweep.result.values()}
    known = sweep.before.keys() | sweep.result.keys()
    return [name for name, data in found.items() if name in known and data not in whole]


def _names_a_file(said: str, sweep: Sweep) -> bool:
    root = str(sweep.world.root) + os.sep
    files = {*sweep.before, *sweep.result}
    folders = {posixpath.dirname(name) for name in files} - {""}
    names = {root, "vault/", "sources/", ".vaultsync", ".obsidian", "vaultsync.toml", *files, *folders}
    return any(name in said for name in names)


def check_after(tally: Tally, where: str, sweep: Sweep, expected: Sequence[Files]) -> None:
    """Run again, undisturbed, and look whether each file is as one of the expected ends has it."""
    ended = sweep.run()
    found = sweep.world.visible()
    tally.lose(f"{where}, after another run", sweep.needles - needles_in(found))
    if TRACE in ended.said or ended.status not in sweep.statuses:
        tally.blame(where, f"the next run ended with {ended.status}: {ended.said.strip()[-200:]}")
    elif wrong := set.intersection(*(set(differences(end, found)) for end in expected)):
        tally.blame(where, f"another end: {sorted(wrong)[:4]}")
    else:
        marks = sweep.world.marks()
        sweep.run()
        if sweep.world.marks() != marks:
            tally.blame(where, "a run with nothing to do writes something")
