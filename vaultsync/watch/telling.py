"""What the watcher says: one quiet line a sync to people, one JSON object a line to programs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from vaultsync.console import Console, Waiting
from vaultsync.model import ActionKind, Problem, RunResult
from vaultsync.pipeline.run import counts
from vaultsync.report.runs import done_lines, problem_json, run_json
from vaultsync.watch.loop import Synced

_DONE = {
    ActionKind.CREATE: "made",
    ActionKind.UPDATE: "updated",
    ActionKind.RENAME: "renamed",
    ActionKind.TRASH: "moved to the trash",
    ActionKind.CONFLICT: "in conflict",
}
_MOST_NAMED = 2


class Speaker:
    """Tells people or programs, as the console was told to."""

    def __init__(
        self,
        console: Console,
        vault: Path,
        waiting: Waiting,
        publish: Callable[[Sequence[Problem], bool], None],
        clock: Callable[[], time.struct_time] = time.localtime,
    ) -> None:
        self._console = console
        self._vault = vault
        self._waiting = waiting
        self._publish = publish
        self._clock = clock

    def ready(self, folders: int, *, is_polling: bool) -> None:
        """Say that changes are followed from now on."""
        self._event("ready", {"vault": str(self._vault), "polling": is_polling})
        self._say(f"Watching {folders} {'folder' if folders == 1 else 'folders'} for {self._vault}; Ctrl-C ends it.")

    def synced(self, done: Synced) -> None:
        """Say what a sync did."""
        self._event("synced", synced_json(done))
        line = synced_line(done, str(self._vault))
        if line:
            self._say(f"{time.strftime('%H:%M:%S', self._clock())}  {line}")
            if self._console.verbose:
                self._say("\n".join(done_lines(done.result, verbose=True)))

    def problem(self, problem: Problem) -> None:
        """Name something that is wrong."""
        self._event("problem", problem_json(problem))
        self._waiting.clear()
        self._console.problem(problem)

    def watching(self, faults: Sequence[Problem], *, is_polling: bool) -> None:
        """Publish how well the watcher sees, and say so when all is well again."""
        self._publish(faults, is_polling)
        if not faults:
            self._say("Sees everything again.")

    def stopped(self, reason: str) -> None:
        """Say that the watcher ends."""
        self._event("stopped", {"reason": reason})
        self._say("Stopped.")

    def idle(self) -> None:
        """Show on a terminal that all is well."""
        self._waiting.show("watching")

    def _say(self, text: str) -> None:
        self._waiting.clear()
        if not self._console.as_json:
            self._console.say(text)

    def _event(self, name: str, fields: Mapping[str, object]) -> None:
        if self._console.as_json:
            self._console.json({"event": name, **fields})


def synced_json(done: Synced) -> dict[str, object]:
    """Return one sync as its JSON: that of `sync`, and what set it off."""
    return {
        **run_json(done.result, counts(done.result)),
        "trigger": done.trigger,
        "changed": list(done.paths),
        "latency_ms": round(done.latency * 1000, 1),
    }


def synced_line(done: Synced, vault: str) -> str:
    """Return one sync as a line for people: what changed, what was done, how long it took; empty if nothing was."""
    did = _did(done.result)
    if not did and not (done.paths and done.trigger == "change" and done.result.plan.skipped):
        return ""
    names = [_name(path, vault) for path in done.paths]
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], f"{len(names) - _MOST_NAMED + 1} more"]
    cause = ", ".join(names) or {"start": "since the last time", "reload": "new settings"}.get(done.trigger, "later")
    return f"{cause}: {', '.join(did) or 'held back'} ({done.latency:.1f} s)"


def _did(result: RunResult) -> list[str]:
    numbers = {kind: sum(1 for action in result.plan.actions if action.kind is kind) for kind in _DONE}
    return [f"{number} {_DONE[kind]}" for kind, number in numbers.items() if number]


def _name(path: str, vault: str) -> str:
    below = path.removeprefix(f"{vault}/")
    return below if below != path else path.rpartition("/")[2]
