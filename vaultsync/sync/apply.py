"""Carry out a plan: write down what is about to be done, do it, remember it (rules 2, 3 and 4).

Killed at any instruction, the next run finds in the journal what was begun and finishes it (`recover`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vaultsync.errors import Changed, VaultsyncError
from vaultsync.model import Action, Digest, NoteId, Plan, Problem, VaultPath
from vaultsync.sync.execute import Execution
from vaultsync.sync.journal import Intent
from vaultsync.sync.recover import Recovery, remove_emptied_folders, settle
from vaultsync.sync.signals import held_back
from vaultsync.sync.store import Store
from vaultsync.vault.disk import digest_of
from vaultsync.vault.refusal import Failed, as_problem
from vaultsync.vault.write import VaultWriter


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan."""

    done: tuple[Action, ...]
    changed: tuple[Action, ...]
    """Actions that found something else than the plan saw; nothing was done, plan again."""
    problems: tuple[Problem, ...]
    """Files that could not be written."""
    stopped: bool = False
    """Whether actions were left undone, on request or since the disk fails: the next run finishes them."""


def apply(
    plan: Plan,
    writer: VaultWriter,
    store: Store,
    *,
    run_id: str,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    system_trash: bool = False,
    whole: bool = False,
) -> Applied:
    """Carry out the plan's actions in their order, and remember what was done as the run `run_id`.

    With `whole` nothing is done where any file has changed since it was planned, or may not be read now: a link in a
    file that was just saved is redirected only by a plan that also renames what it leads to.

    Call it with the vault's lock held and after `recover`. `progress` is told how many files of how many are done;
    `stop` is asked before each. A signal is held back until the file in hand is finished and remembered. Raises
    VaultsyncError when the state can't be written: then no file was touched, or the next run finds out which were.
    """
    with held_back() as interruption:
        run = _Run(writer, store, run_id, whole)
        run.prepare(plan.actions)
        execution = Execution(writer, run.actions, system_trash, run.refused)
        execution.run(
            run.intents,
            progress or (lambda done, total: None),
            lambda: bool(interruption) or (stop is not None and stop()),
        )
        done = run.finish(execution)
        settled = settle(writer, store) if execution.doubtful and not execution.stopped else Recovery()
    return Applied(
        tuple(run.actions[intent.position] for intent in done),
        (*run.changed, *execution.changed),
        (*settled.problems, *run.problems, *execution.problems),
        execution.stopped or settled.stopped,
    )


@dataclass
class _Run:
    writer: VaultWriter
    store: Store
    name: str
    whole: bool
    intents: list[Intent] = field(default_factory=list)
    actions: dict[int, Action] = field(default_factory=dict)
    """By the positions of their intents."""
    contents: dict[Digest, bytes] = field(default_factory=dict)
    changed: list[Action] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[NoteId] = field(default_factory=set)
    """The notes that are left out."""

    def prepare(self, actions: Sequence[Action]) -> None:
        """Look once more at every file, keep what it holds, and write the intents down.

        Those that only remember something are written down as well, if any touches a file: finished without them, what
        was begun would be planned again from a memory that is half old and half new.
        """
        touched: set[VaultPath] = set()
        first = max((intent.position for intent in self.store.intents()), default=-1) + 1
        for position, action in enumerate(actions, first):
            intent = Intent.of(position, self.name, action)
            if intent.touches_file and action.expect is not None and not self._keep_before(intent, action, touched):
                self.refused |= {action.id} if action.id is not None else set()
                continue
            self.intents.append(intent)
            self.actions[position] = action
            touched |= {intent.source_path, action.path}
            if action.base is not None:
                self._keep(action.base.encode("utf-8", "surrogateescape"))
            if action.data is not None:
                self._keep(action.data)
        if self.whole and self.changed:
            self.intents.clear()
            return
        files = [intent for intent in self.intents if intent.touches_file]
        if files:
            folders = {parent: path for path in (i.action.path for i in files) if (parent := path.rpartition("/")[0])}
            missing = [folder for _, path in sorted(folders.items()) for folder in self._missing(path)]
            self.store.begin(self.intents, self.contents.values(), missing)
            self.contents.clear()

    def finish(self, execution: Execution) -> list[Intent]:
        """Remember what was done, which is returned in the plan's order, and forget the intents of what was not.

        What was not reached stays in the journal: a plan of which a part is done must be finished, since the rest of
        it can't be planned again from what it leaves (a link that was redirected before its note was renamed, say).
        """
        told = [intent for intent in self.intents if not intent.touches_file]
        done = sorted([*execution.done, *told], key=lambda intent: intent.position)
        if done or execution.dropped:
            removed = remove_emptied_folders(self.writer, self.store, done)
            self.store.commit(done, dropped=execution.dropped, contents=self.contents.values(), removed=removed)
        return done

    def _keep_before(self, intent: Intent, action: Action, touched: set[VaultPath]) -> bool:
        try:
            before = self.writer.read(intent.source_path)
        except Changed:
            self.changed.append(action)
            return False
        except VaultsyncError as error:
            if isinstance(error, Failed) and error.fatal:
                raise
            # One file that may not be read says nothing of the others; but what it may link to is planned without it.
            if self.whole:
                self.changed.append(action)
            else:
                self.problems.append(as_problem(error))
            return False
        if before is not None and digest_of(before) == action.expect:
            self._keep(before)
        elif intent.source_path not in touched:
            self.changed.append(action)
            return False
        return True

    def _keep(self, data: bytes) -> None:
        self.contents[digest_of(data)] = data

    def _missing(self, path: VaultPath) -> tuple[VaultPath, ...]:
        try:
            return self.writer.tree.missing(path)
        except (VaultsyncError, FileNotFoundError):
            return ()
