"""Carry out a plan: write down what is about to be done, do it, remember it (rules 2, 3 and 4).

Killed at any instruction, the next run finds in the journal what was begun (`recover`) and plans the rest again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from vaultsync.errors import Changed, VaultsyncError
from vaultsync.model import Action, ActionKind, Digest, Plan, Problem, VaultPath
from vaultsync.sync.journal import Intent
from vaultsync.sync.moves import Group, Move, group_of, turn
from vaultsync.sync.recover import recover, remove_emptied_folders
from vaultsync.sync.signals import held_back
from vaultsync.sync.store import Store
from vaultsync.vault.disk import digest_of
from vaultsync.vault.refusal import Failed, Refused, as_problem
from vaultsync.vault.write import VaultWriter

_BATCH = 256
"""Files that are written and flushed together."""
_BATCH_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a plan."""

    done: tuple[Action, ...]
    changed: tuple[Action, ...]
    """Actions that found something else than the plan saw; nothing was done, plan again."""
    problems: tuple[Problem, ...]
    """Files that could not be written, and texts that an interrupted run had left behind."""
    stopped: bool = False
    """Whether actions were left undone, on request or since the disk can't take more; plan again later."""


def apply(
    plan: Plan,
    writer: VaultWriter,
    store: Store,
    *,
    run_id: str,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    system_trash: bool = False,
) -> Applied:
    """Carry out the plan's actions in their order, and remember what was done as the run `run_id`.

    Call it with the vault's lock held and after `recover`. `progress` is told how many files of how many are done;
    `stop` is asked before each. A signal is held back until the file in hand is finished and remembered. Raises
    VaultsyncError when the state can't be written: then no file was touched, or the next run finds out which were.
    """
    left_behind = recover(writer, store) if store.intents() else ()
    with held_back() as interruption:
        run = _Run(writer, store, system_trash)
        run.prepare(plan.actions, run_id)
        run.work(progress or (lambda done, total: None), lambda: bool(interruption) or (stop is not None and stop()))
        run.finish()
        if run.unsettled and not run.stopped:
            left_behind += recover(writer, store)
    return Applied(tuple(run.applied()), tuple(run.changed), (*left_behind, *run.problems), run.stopped)


@dataclass
class _Run:
    writer: VaultWriter
    store: Store
    system_trash: bool
    intents: list[Intent] = field(default_factory=list)
    actions: dict[int, Action] = field(default_factory=dict)
    """By the positions of their intents."""
    contents: dict[Digest, bytes] = field(default_factory=dict)
    done: list[Intent] = field(default_factory=list)
    dropped: list[Intent] = field(default_factory=list)
    changed: list[Action] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    moves: dict[VaultPath, Move] = field(default_factory=dict)
    """The renames that are still to be done, by the places they free."""
    movers: dict[VaultPath, Intent] = field(default_factory=dict)
    unsettled: bool = False
    """Whether something was begun that only recovery can judge."""
    stopped: bool = False

    def prepare(self, actions: Sequence[Action], run_id: str) -> None:
        """Look once more at every file, keep what it holds, and write the intents down."""
        touched: set[VaultPath] = set()
        first = max((intent.position for intent in self.store.intents()), default=-1) + 1
        for position, action in enumerate(actions, first):
            intent = Intent.of(position, run_id, action)
            if intent.touches_file and action.expect is not None and not self._keep_before(intent, action, touched):
                continue
            self.intents.append(intent)
            self.actions[position] = action
            touched |= {intent.source_path, action.path}
            if action.base is not None:
                self._keep(action.base.encode("utf-8", "surrogateescape"))
            if action.data is not None:
                self._keep(action.data)
        files = [intent for intent in self.intents if intent.touches_file]
        if files:
            folders = {parent: path for path in (i.action.path for i in files) if (parent := path.rpartition("/")[0])}
            missing = [folder for _, path in sorted(folders.items()) for folder in self._missing(path)]
            self.store.begin(files, self.contents.values(), missing)
            self.contents.clear()

    def work(self, progress: Callable[[int, int], None], stop: Callable[[], bool]) -> None:
        """Do to the files what the intents say, a batch at a time."""
        files = [intent for intent in self.intents if intent.touches_file]
        pending = {intent.position: intent for intent in files}
        self.moves = {move.path: move for intent in files if (move := _move_of(intent)) is not None}
        self.movers = {intent.source_path: intent for intent in files if _move_of(intent) is not None}
        for batch in self._batches(files):
            finished: list[Intent] = []
            try:
                self.writer.stage([data for i in batch if (data := self.actions[i.position].data) is not None])
                for intent in batch:
                    self.stopped = self.stopped or stop()
                    if not self.stopped and intent.position in pending:
                        self._work_on(intent, pending, finished)
                        progress(len(files) - len(pending), len(files))
                self.writer.settle()
            except VaultsyncError as error:
                # Nothing of this batch is known to be on the device.
                self._fail(error)
                self.stopped = True
            else:
                self.done += finished
            if self.stopped:
                self.dropped += pending.values()
                return

    def finish(self) -> None:
        """Remember what was done, and forget the intents of what was not."""
        self.done += (intent for intent in self.intents if not intent.touches_file)
        self.done.sort(key=lambda intent: intent.position)
        if self.done or self.dropped:
            removed = remove_emptied_folders(self.writer, self.store, self.done)
            self.store.commit(self.done, dropped=self.dropped, contents=self.contents.values(), removed=removed)

    def applied(self) -> Iterator[Action]:
        """Yield the actions that were done, in the plan's order."""
        return (self.actions[intent.position] for intent in self.done)

    def _keep_before(self, intent: Intent, action: Action, touched: set[VaultPath]) -> bool:
        try:
            before = self.writer.read(intent.source_path)
        except Changed:
            self.changed.append(action)
            return False
        except VaultsyncError as error:
            # One file that can't be read says nothing of the others, whatever the reason.
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

    def _batches(self, files: Sequence[Intent]) -> Iterator[list[Intent]]:
        batch: list[Intent] = []
        size = 0
        for intent in files:
            batch.append(intent)
            size += len(self.actions[intent.position].data or b"")
            if len(batch) == _BATCH or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _work_on(self, intent: Intent, pending: dict[int, Intent], finished: list[Intent]) -> None:
        """Do one action, after the renames that must make room for it, or all of a ring of renames at once."""
        move = self.moves.get(intent.source_path)
        if move is None or self.movers[move.path] != intent:
            self._attempt([intent], partial(self._do, self.actions[intent.position]), pending, finished)
            return
        group = group_of(move, self.moves)
        members = [self.movers[one.path] for one in group.moves]
        if group.is_ring:
            self._attempt(members, partial(self._turn, group, members), pending, finished)
        else:
            for member in members:
                self._attempt([member], partial(self._do, self.actions[member.position]), pending, finished)

    def _attempt(
        self, members: Sequence[Intent], work: Callable[[], None], pending: dict[int, Intent], finished: list[Intent]
    ) -> None:
        for member in members:
            del pending[member.position]
            self.moves.pop(member.source_path, None)
        try:
            work()
        except VaultsyncError as error:
            for member in members:
                self._refuse(self.actions[member.position], error)
            if isinstance(error, Failed) or len(members) > 1:
                self.unsettled = True
            else:
                self.dropped += members
        else:
            finished += members

    def _turn(self, group: Group, members: Sequence[Intent]) -> None:
        turn(self.writer, group.moves)
        for member in members:
            action = self.actions[member.position]
            if action.data is not None and action.expect is not None:
                self.writer.replace(action.path, action.expect, action.data)

    def _do(self, action: Action) -> None:
        match action.kind:
            case ActionKind.CREATE | ActionKind.UPDATE | ActionKind.CONFLICT:
                self._write(action)
            case ActionKind.RENAME:
                self._rename(action)
            case ActionKind.TRASH:
                self.writer.trash(action.path, _expected(action), system=self.system_trash)
            case ActionKind.RECORD:
                pass
            case _:
                assert_never(action.kind)

    def _write(self, action: Action) -> None:
        if action.data is None:
            return
        if action.expect is None:
            self.writer.create(action.path, action.data)
        else:
            self.writer.replace(action.path, action.expect, action.data)

    def _rename(self, action: Action) -> None:
        source = action.source_path or action.path
        if source == action.path:
            self._write(action)
        elif action.data is None:
            self.writer.move(source, action.path, _expected(action))
        else:
            self.writer.rewrite(source, action.path, _expected(action), action.data)

    def _refuse(self, action: Action, error: VaultsyncError) -> None:
        if isinstance(error, Changed):
            self.changed.append(action)
        else:
            self._fail(error)

    def _fail(self, error: VaultsyncError) -> None:
        self.problems.append(as_problem(error))
        if isinstance(error, Failed) and error.fatal:
            self.stopped = True


def _move_of(intent: Intent) -> Move | None:
    action = intent.action
    if action.kind is not ActionKind.RENAME or action.expect is None or intent.source_path == action.path:
        return None
    return Move(intent.source_path, action.path, action.expect)


def _expected(action: Action) -> Digest:
    if action.expect is None:
        raise Refused("is not touched by a plan that doesn't say what it saw there", path=action.path)
    return action.expect
