"""Do to the files what intents say (rule 3): the one way in which a run, and the recovery of one, carry them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

from vaultsync.errors import Changed, VaultsyncError
from vaultsync.model import Action, ActionKind, Digest, NoteId, Problem, VaultPath
from vaultsync.sync.journal import Intent
from vaultsync.sync.moves import Group, Move, group_of, turn
from vaultsync.vault.refusal import Failed, Refused, as_problem
from vaultsync.vault.write import VaultWriter

_BATCH = 256
"""Files that are written and flushed together."""
_BATCH_BYTES = 32_000_000


@dataclass
class Execution:
    """Carries intents out, a batch at a time, and sorts them by what became of them.

    Those that are in none of the lists afterwards were not reached, or are not known to be on the device.
    """

    writer: VaultWriter
    actions: Mapping[int, Action]
    """By the positions of their intents, with the bytes that they write."""
    system_trash: bool = False
    refused: set[NoteId] = field(default_factory=set)
    """The notes that are left as they are: no words of the user's may leave another one for them."""
    done: list[Intent] = field(default_factory=list)
    dropped: list[Intent] = field(default_factory=list)
    """Nothing was done, and nothing will be: plan again."""
    doubtful: list[Intent] = field(default_factory=list)
    """Begun, and only recovery can say how far they came."""
    changed: list[Action] = field(default_factory=list)
    """The dropped ones that found something else than the plan saw."""
    problems: list[Problem] = field(default_factory=list)
    stopped: bool = False
    """Whether it ended early, on request or since the disk can't take more."""

    def run(self, intents: Sequence[Intent], progress: Callable[[int, int], None], stop: Callable[[], bool]) -> None:
        """Carry out those that touch a file; `progress` is told how many of how many are done, `stop` asked each."""
        files = [intent for intent in intents if intent.touches_file]
        self._pending = {intent.position: intent for intent in files}
        self._moves = {move.path: move for intent in files if (move := _move_of(intent)) is not None}
        self._movers = {intent.source_path: intent for intent in files if _move_of(intent) is not None}
        for batch in self._batches(self._in_order(files)):
            finished: list[Intent] = []
            try:
                self.writer.stage([data for i in batch if (data := self.actions[i.position].data) is not None])
                for intent in batch:
                    self.stopped = self.stopped or stop()
                    if not self.stopped and intent.position in self._pending:
                        self._work_on(intent, finished)
                        progress(len(files) - len(self._pending), len(files))
                self.writer.settle()
            except VaultsyncError as error:
                # Nothing of this batch is known to be on the device.
                self._fail(error)
                self.stopped = True
            else:
                self.done += finished
            if self.stopped:
                break
        self._drop_what_needs_others()

    def _in_order(self, files: Sequence[Intent]) -> Sequence[Intent]:
        """Put what words of the user's go to before what they leave, as far as they don't go round in a ring."""
        if not any(intent.action.needs for intent in files):
            return files
        of_note = {intent.action.id: intent for intent in files}
        arriving = {(move.new, move.expect): self._movers[move.path] for move in self._moves.values()}
        order: dict[int, Intent] = {}
        begun: set[int] = set()
        stack = list(reversed(files))
        while stack:
            intent = stack[-1]
            _, members = self._group(intent)
            needed = [of_note[note] for member in members for note in member.action.needs if note in of_note]
            needed += [arriving[place] for member in members if (place := _place_before(member)) in arriving]
            waiting = [other for other in needed if other.position not in begun and other not in members]
            begun.add(intent.position)
            if waiting:
                stack += waiting
            else:
                order.setdefault(intent.position, stack.pop())
        return list(order.values())

    def _group(self, intent: Intent) -> tuple[Group | None, list[Intent]]:
        """Return the renames that one goes together with, and their intents; for anything else itself."""
        move = self._moves.get(intent.source_path)
        if move is None or self._movers[move.path] != intent:
            return None, [intent]
        group = group_of(move, self._moves)
        return group, [self._movers[one.path] for one in group.moves]

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

    def _work_on(self, intent: Intent, finished: list[Intent]) -> None:
        """Do one action, after the renames that must make room for it, or all of a ring of renames at once.

        A note that is made where another stands yet waits for that one's rename: words that leave the other note may go
        with it, and would be nowhere if it failed.
        """
        if intent.action.kind is ActionKind.CREATE and intent.action.path in self._moves:
            self._work_on(self._movers[intent.action.path], finished)
            if self.stopped:
                return
        group, members = self._group(intent)
        if group is None:
            self._attempt([intent], partial(self._do, self.actions[intent.position]), finished)
        elif group.is_ring:
            self._attempt(members, partial(self._turn, group, members), finished)
        else:
            for member in members:
                if not self.stopped:
                    self._attempt([member], partial(self._do, self.actions[member.position]), finished)

    def _attempt(self, members: Sequence[Intent], work: Callable[[], None], finished: list[Intent]) -> None:
        for member in members:
            del self._pending[member.position]
            self._moves.pop(member.source_path, None)
        if any(self.refused.intersection(member.action.needs) for member in members):
            self._leave(members)
            self.dropped += members
            return
        try:
            work()
        except VaultsyncError as error:
            self._leave(members)
            for member in members:
                self._refuse(self.actions[member.position], error)
            if isinstance(error, Failed) or len(members) > 1:
                self.doubtful += members
            else:
                self.dropped += members
        else:
            finished += members

    def _drop_what_needs_others(self) -> None:
        """Drop of what was not reached whatever needs a note that will not be written: nobody would know that later."""
        for intent in self._pending.values():
            if self.refused.intersection(intent.action.needs):
                self._leave([intent])
                self.dropped.append(intent)

    def _leave(self, members: Sequence[Intent]) -> None:
        self.refused |= {member.action.id for member in members if member.action.id is not None}

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


def _place_before(intent: Intent) -> tuple[VaultPath, Digest | None]:
    return intent.source_path, intent.action.expect


def _move_of(intent: Intent) -> Move | None:
    action = intent.action
    if action.kind is not ActionKind.RENAME or action.expect is None or intent.source_path == action.path:
        return None
    return Move(intent.source_path, action.path, action.expect)


def _expected(action: Action) -> Digest:
    if action.expect is None:
        raise Refused("is not touched by a plan that doesn't say what it saw there", path=action.path)
    return action.expect
