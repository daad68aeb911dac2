"""Let an editor save a note right before each call of a run, once or before every call from there on."""

from __future__ import annotations

from collections.abc import Iterator

from tools.torture.editors import STYLES, Rest, Save
from tools.torture.kills import TRACE, Sweep
from tools.torture.running import GO, Call, Verdict
from tools.torture.tally import Tally
from tools.torture.worlds import needles_in

_LATER = 6
"""Calls between the two steps of a slow save; every other one is finished only once the run is over."""


class _Editor:
    """Saves a text of its own, in one style, before the calls it is told to."""

    def __init__(self, sweep: Sweep, save: Save) -> None:
        self._path = sweep.world.vault / sweep.scene.note
        self._save = save
        self._waiting: list[tuple[int, Rest]] = []
        self._calls = 0
        self.typed: set[bytes] = set()

    def save(self, text: bytes, *, delay: int) -> None:
        """Save now, or begin to; a save that has begun is finished `delay` calls from now, or after the run if 0."""
        due = self._calls + delay if delay else 0
        self._waiting.append((due, self._save(self._path, text + b"\n")))
        self.typed.add(text)

    def go_on(self) -> None:
        """Count a call, and finish the saves that are due."""
        self._calls += 1
        for due, rest in [one for one in self._waiting if one[0] == self._calls]:
            self._waiting.remove((due, rest))
            rest()

    def finish(self) -> None:
        """Finish what has begun."""
        while self._waiting:
            self._waiting.pop(0)[1]()


def sweep_races(sweep: Sweep, every: int) -> Iterator[Tally]:
    """Let an editor of each style in, before every call, openings for reading included; then the storms."""
    for name, save in STYLES.items():
        tally = Tally(f"editor: {name}", sweep.scene.name)
        for at in range(1, len(sweep.calls) + 1, every):
            _race(tally, sweep, save, at, storm=False)
        yield tally
    for name in ("append", "truncate", "atomic"):
        tally = Tally(f"storm: {name}", sweep.scene.name)
        for at in range(1, len(sweep.calls) + 1, every * 4):
            _race(tally, sweep, STYLES[name], at, storm=True)
        yield tally


def _race(tally: Tally, sweep: Sweep, save: Save, at: int, *, storm: bool) -> None:
    sweep.world.restart()
    editor = _Editor(sweep, save)
    count = 0

    def judge(call: Call) -> Verdict:
        nonlocal count
        count += 1
        editor.go_on()
        if count == at or (storm and count > at):
            editor.save(b"USER-types-%d" % count, delay=_LATER if at % 2 else 0)
        return GO

    where = f"{sweep.scene.name}, {tally.sweep}, call {at}"
    tally.points += 1
    runs = [sweep.run(judge)]
    editor.finish()
    runs += [sweep.run(), sweep.run()]
    found = sweep.world.visible()
    tally.lose(where, (sweep.needles | editor.typed) - needles_in(found))
    for ended in runs:
        if TRACE in ended.said or ended.status not in (0, 2, 3, 4):
            tally.blame(where, f"status {ended.status}: {ended.said.strip()[-200:]}")
