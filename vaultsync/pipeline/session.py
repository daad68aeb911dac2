"""Changes that a person asks for by name (an undo, a restored note, a settled conflict): one way to carry them out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from vaultsync.config import Config
from vaultsync.errors import ConfigError
from vaultsync.model import Action, Plan, Problem, RunResult
from vaultsync.pipeline.observing import VaultSeen, look_at, see
from vaultsync.pipeline.run import WHOLE_ROUNDS, finish_interrupted, hold_vault, name_run, open_store
from vaultsync.sync.apply import apply
from vaultsync.sync.resolve import find_conflicts
from vaultsync.sync.store import Store
from vaultsync.vault.files import is_note
from vaultsync.vault.settings import TrashOption
from vaultsync.vault.write import VaultWriter

_ROUNDS = 5
"""How often a change is planned again because files changed under it."""

Planner = Callable[[VaultSeen], Plan]


@dataclass(frozen=True, slots=True)
class Session:
    """A vault held for one change."""

    config: Config
    writer: VaultWriter
    store: Store
    dry_run: bool
    problems: tuple[Problem, ...]
    """What was wrong with the vault's and the store's own files."""

    def look(self) -> VaultSeen:
        """Return the vault as it is now."""
        records = self.store.records()
        return see(look_at(self.config.vault, records), records, {})

    def name_run(self, kind: str) -> str:
        """Return a name for the history that no other run has."""
        return name_run(self.store, f"-{kind}")

    def carry_out(self, planner: Planner, run: str) -> RunResult:
        """Plan and apply until nothing changed under the plan (rules 2 and 3)."""
        started = time.monotonic()
        done: list[Action] = []
        problems = list(self.problems)
        for attempt in range(_ROUNDS):
            seen = self.look()
            plan = planner(seen)
            if self.dry_run:
                done = list(plan.actions)
            if self.dry_run or plan.empty:
                break
            system_trash = seen.index.settings.trash is TrashOption.SYSTEM
            applied = apply(
                plan,
                self.writer,
                self.store,
                run_id=run,
                system_trash=system_trash,
                whole=attempt < WHOLE_ROUNDS,
            )
            done += applied.done
            problems += applied.problems
            if applied.stopped or not applied.changed:
                break
        else:
            waiting = ", ".join(sorted(action.path for action in applied.changed)[:3])
            problems.append(Problem(waiting, "kept changing while it was to be written", hint="run the command again"))
        problems += plan.problems
        return RunResult(
            run=run,
            dry_run=self.dry_run,
            plan=replace(plan, actions=tuple(done), problems=tuple(dict.fromkeys(problems))),
            seconds=time.monotonic() - started,
            conflicts=tuple(sorted({action.path for action in done if _is_in_conflict(action)})),
        )


def _is_in_conflict(action: Action) -> bool:
    if action.data is None or not is_note(action.path):
        return False
    return bool(find_conflicts(action.data.decode("utf-8", "surrogateescape")))


@contextmanager
def opened(config: Config, *, dry_run: bool, new_too: bool = False) -> Iterator[Session]:
    """Hold a vault, an interrupted run settled first; with `dry_run` only look at it; `new_too`: also an unknown one.

    Raises Stopped where another process holds it, ConfigError where vaultsync never wrote to it.
    """
    with ExitStack() as stack:
        writer = stack.enter_context(VaultWriter(config.vault))
        if not new_too and writer.identity() is None:
            hint = "make its notes with `vaultsync rebuild` first, or check the name of the vault"
            raise ConfigError("vaultsync has not written to this vault", path=str(config.vault), hint=hint)
        if not dry_run:
            writer.prepare()
            stack.enter_context(hold_vault(writer))
        store = stack.enter_context(open_store(config, writer, readonly=dry_run))
        problems = [*writer.problems, *store.problems]
        if not dry_run:
            problems += finish_interrupted(config, writer, store).problems
        yield Session(config, writer, store, dry_run, tuple(problems))
