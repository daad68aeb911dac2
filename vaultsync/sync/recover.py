"""After an interrupted run: find out what was done, finish what was half done, do the rest (rule 4).

An intent whose file holds what it should hold is done; one that has left no trace is carried out now. It is not planned
again: what the run has done already is not what it was planned from. Only where a file has changed meanwhile is its
intent forgotten, and the planner looks anew. Only a rename can be half done: the new text stands at the new place while
the old file is still at the old one, or the files of a ring have not all arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from vaultsync.errors import Changed, VaultsyncError
from vaultsync.model import Action, ActionKind, Digest, Problem, VaultPath
from vaultsync.sync.execute import Execution
from vaultsync.sync.journal import Intent
from vaultsync.sync.moves import Move, group_of, turn
from vaultsync.sync.signals import held_back
from vaultsync.sync.store import Store
from vaultsync.vault import trash
from vaultsync.vault.disk import digest_of
from vaultsync.vault.refusal import Failed, Refused, as_problem
from vaultsync.vault.salvage import salvage
from vaultsync.vault.write import VaultWriter, parked_path

_SOMETHING_ELSE = Digest("")
"""Stands for what can't be read: a link, a folder, a file that is just being written."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What the recovery from an interrupted run came to."""

    problems: tuple[Problem, ...] = ()
    """What the user should know of: texts that had lost their place, files that could not be written."""
    stopped: bool = False
    """Whether it ended early, on request or since the disk can't take more: plan nothing before it is finished."""


def recover(
    writer: VaultWriter,
    store: Store,
    *,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    system_trash: bool = False,
) -> Recovery:
    """Finish what an interrupted run had begun; call it first in every run, with the vault's lock held.

    `progress`, `stop` and `system_trash` as for `apply`. Nothing is written where nothing was left behind.
    Raises Failed where a file that the run was about to change can't be read: nothing may be planned before it can.
    """
    problems = list(salvage(writer, store.place_of))
    intents = store.intents()
    if not intents:
        return Recovery(tuple(problems))
    with held_back() as interruption:
        judged = _Judging(writer, store, intents)
        unknown = {one.action.id for one in judged.unknown if one.action.id is not None}
        execution = Execution(writer, _actions_of(judged.untouched, store), system_trash, unknown)
        execution.run(
            judged.untouched,
            progress or (lambda done, total: None),
            lambda: bool(interruption) or (stop is not None and stop()),
        )
        _remember(writer, store, [*judged.done, *execution.done], execution.dropped)
        problems += [*judged.problems, *execution.problems]
        is_settled = not judged.unknown
        if execution.doubtful and not execution.stopped:
            settled = settle(writer, store)
            problems += settled.problems
            is_settled = not settled.stopped
    return Recovery(tuple(problems), execution.stopped or not is_settled)


def settle(writer: VaultWriter, store: Store) -> Recovery:
    """Find out what became of intents whose file the system refused, and forget those of which nothing was done.

    A change to a file of the user's own is tried again by the next run. It can't be planned again: a link that was to
    follow a rename leads nowhere once that is done (rule 11).
    """
    problems = salvage(writer, store.place_of)
    judged = _Judging(writer, store, store.intents())
    _remember(writer, store, judged.done, [intent for intent in judged.untouched if not _is_owed(intent)])
    return Recovery((*problems, *judged.problems), bool(judged.unknown))


def _is_owed(intent: Intent) -> bool:
    return intent.action.kind is ActionKind.UPDATE and intent.action.id is None


def _actions_of(intents: Iterable[Intent], store: Store) -> dict[int, Action]:
    """Return what the intents are to do, with the bytes that they write."""
    return {
        one.position: one.action if one.new is None else replace(one.action, data=store.content(one.new))
        for one in intents
    }


def _remember(writer: VaultWriter, store: Store, done: Sequence[Intent], dropped: Sequence[Intent]) -> None:
    writer.settle()
    done = sorted(done, key=lambda intent: intent.position)
    removed = remove_emptied_folders(writer, store, done)
    store.commit(done, dropped=dropped, removed=removed)


def remove_emptied_folders(writer: VaultWriter, store: Store, done: Iterable[Intent]) -> tuple[VaultPath, ...]:
    """Remove the folders that vaultsync once made and that are empty now that files have left them."""
    left = {i.source_path for i in done if i.action.kind in (ActionKind.RENAME, ActionKind.TRASH)}
    ours = store.folders()
    removed = []
    for path in sorted(left):
        folder = path.rpartition("/")[0]
        while folder in ours and writer.remove_folder(VaultPath(folder)):
            removed.append(VaultPath(folder))
            folder = folder.rpartition("/")[0]
    return tuple(removed)


class _Judging:
    """Finds out what became of intents, and finishes those that are half done."""

    def __init__(self, writer: VaultWriter, store: Store, intents: Sequence[Intent]) -> None:
        self.writer, self.store, self.intents = writer, store, intents
        self.done: list[Intent] = []
        self.problems: list[Problem] = []
        self.unknown: list[Intent] = []
        """Those that can't be judged while the system fails."""
        self._rewritten = {
            (i.action.path, i.action.expect): i.after for i in intents if i.action.kind is ActionKind.UPDATE
        }
        """What a file that a rename brings to its place holds once it is rewritten there."""
        self._filled = {(i.action.path, i.after) for i in intents if i.action.kind is not ActionKind.TRASH}
        renames = []
        for intent in intents:
            if intent.action.kind is ActionKind.RENAME and intent.source_path != intent.action.path:
                renames.append(intent)
            else:
                self._attempt(intent, self._is_done)
        self._finish_renames(renames)

    @property
    def untouched(self) -> list[Intent]:
        """The intents of which nothing is known to be done."""
        known = {intent.position for intent in (*self.done, *self.unknown)}
        return [intent for intent in self.intents if intent.position not in known]

    def _is_done(self, intent: Intent) -> bool:
        if not intent.touches_file:
            return True
        path, expect = intent.action.path, intent.action.expect
        found = self._digest(path)
        if intent.action.kind is not ActionKind.TRASH:
            return found == intent.after
        if found == expect:
            return self.writer.drop_twin(path, [trash.FOLDER])
        return found is None or (path, found) in self._filled

    def _finish_renames(self, renames: Sequence[Intent]) -> None:
        self._drop_twins(renames)
        places = {path for i in renames for path in (i.source_path, i.action.path, parked_path(i.source_path))}
        found = {path: self._digest(path) for path in sorted(places)}
        waiting: dict[VaultPath, tuple[Move, Intent]] = {}
        arrived: list[Intent] = []
        for intent in renames:
            place = self._place_of(intent, found)
            if place == intent.action.path:
                arrived.append(intent)
            elif place is not None and intent.action.expect is not None:
                waiting[place] = (Move(place, intent.action.path, intent.action.expect), intent)
        astray = [move for move, intent in waiting.values() if move.path != intent.source_path]
        for move in astray:
            if move.path in waiting:
                arrived += self._carry_on(move, waiting)
        for intent in arrived:
            self._attempt(intent, self._finish_arrival)

    def _drop_twins(self, renames: Sequence[Intent]) -> None:
        """Finish renames by way of a hard link: of two names the one goes that was to be left."""
        folders = sorted({path.rpartition("/")[0] for i in renames for path in (i.source_path, i.action.path)})
        left = [*(parked_path(i.source_path) for i in renames), *(i.source_path for i in renames)]
        for path in left:
            with suppress(Changed, Refused):
                self.writer.drop_twin(path, folders)

    def _place_of(self, intent: Intent, found: Mapping[VaultPath, Digest | None]) -> VaultPath | None:
        """Return where the file of a rename is now, under its old or its new text."""
        source, new = intent.source_path, intent.action.path
        if self.writer.tree.has_only_another_case(source, new):
            return source
        if found[new] in self._results(intent) or (found[new] == intent.action.expect != found[source]):
            return new
        others = [path for path in found if path not in (source, new)]
        return next((path for path in (source, *others) if found[path] == intent.action.expect), None)

    def _results(self, intent: Intent) -> tuple[Digest | None, ...]:
        """Return what the file may hold at the new place of a rename: what that left there, or a later intent."""
        return intent.after, self._rewritten.get((intent.action.path, intent.after), intent.after)

    def _carry_on(self, move: Move, waiting: dict[VaultPath, tuple[Move, Intent]]) -> list[Intent]:
        """Finish the ring of renames that a file is astray in."""
        group = group_of(move, {path: one for path, (one, _) in waiting.items()})
        members = [waiting.pop(one.path)[1] for one in group.moves]
        try:
            if group.is_ring:
                turn(self.writer, group.moves)
            else:
                for one in group.moves:
                    self.writer.move(one.path, one.new, one.expect)
        except VaultsyncError as error:
            for intent in members:
                self._fail(intent, error)
            return []
        return members

    def _attempt(self, intent: Intent, finish: Callable[[Intent], bool]) -> None:
        try:
            if finish(intent):
                self.done.append(intent)
        except VaultsyncError as error:
            self._fail(intent, error)

    def _finish_arrival(self, intent: Intent) -> bool:
        """Take the old file away, or write the new text, whichever a rename still lacks."""
        source, new, expect = intent.source_path, intent.action.path, intent.action.expect
        if expect is None or intent.after is None:
            return False
        if self._digest(new) not in self._results(intent):
            data = self.store.content(intent.after)
            if data is None:
                return False
            self.writer.replace(new, expect, data)
        elif self._digest(source) == expect and (source, expect) not in self._filled:
            if intent.new is None:
                return False
            self.writer.retire(source, expect, new, intent.after)
        return True

    def _fail(self, intent: Intent, error: VaultsyncError) -> None:
        if isinstance(error, Failed):
            self.problems.append(as_problem(error))
            self.unknown.append(intent)

    def _digest(self, path: VaultPath) -> Digest | None:
        try:
            data = self.writer.read(path)
        except Failed:
            # What the disk refuses to show may be the very text that was written: nothing can be said of it.
            raise
        except VaultsyncError:
            return _SOMETHING_ELSE
        return None if data is None else digest_of(data)
