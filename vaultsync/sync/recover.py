"""After an interrupted run: find out what was done, finish what was half done, forget the rest (rule 4).

An intent whose file holds what it should hold is done; one that has left no trace is forgotten, and the planner plans
it again. Only a rename can be half done: the new text stands at the new place while the old file is still at the old
one, or the files of a ring have not all arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from vaultsync.errors import VaultsyncError
from vaultsync.model import ActionKind, Digest, Problem, VaultPath
from vaultsync.sync.journal import Intent
from vaultsync.sync.moves import Move, group_of, turn
from vaultsync.sync.store import Store
from vaultsync.vault import trash
from vaultsync.vault.disk import digest_of
from vaultsync.vault.refusal import Failed, as_problem
from vaultsync.vault.salvage import salvage
from vaultsync.vault.write import VaultWriter, parked_path

_SOMETHING_ELSE = Digest("")
"""Stands for what can't be read: a link, a folder, a file that is just being written."""


def recover(writer: VaultWriter, store: Store) -> tuple[Problem, ...]:
    """Bring vault and store together again after a run that was interrupted; call it first in every run.

    Returns what the user should know of. Nothing is written where nothing was left behind.
    """
    problems = list(salvage(writer, store.place_of))
    intents = store.intents()
    if intents:
        recovery = _Recovery(writer, store, intents)
        done, unknown = recovery.run()
        writer.settle()
        removed = remove_emptied_folders(writer, store, done)
        dropped = [intent for intent in intents if intent not in done and intent not in unknown]
        store.commit(done, dropped=dropped, removed=removed)
        problems += recovery.problems
    return tuple(problems)


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


@dataclass
class _Recovery:
    writer: VaultWriter
    store: Store
    intents: Sequence[Intent]

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self.done: list[Intent] = []
        self.unknown: list[Intent] = []
        self.filled = {(i.action.path, i.after) for i in self.intents if i.action.kind is not ActionKind.TRASH}

    def run(self) -> tuple[list[Intent], list[Intent]]:
        """Return the intents that are done, and those that can't be judged while the system fails."""
        renames = []
        for intent in self.intents:
            if intent.action.kind is ActionKind.RENAME and intent.source_path != intent.action.path:
                renames.append(intent)
            else:
                self._attempt(intent, self._is_done)
        self._finish_renames(renames)
        self.done.sort(key=lambda intent: intent.position)
        return self.done, self.unknown

    def _is_done(self, intent: Intent) -> bool:
        path, expect = intent.action.path, intent.action.expect
        found = self._digest(path)
        if intent.action.kind is not ActionKind.TRASH:
            return found == intent.after
        if found == expect:
            return self.writer.drop_twin(path, [trash.FOLDER])
        return found is None or (path, found) in self.filled

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
            with suppress(VaultsyncError):
                self.writer.drop_twin(path, folders)

    def _place_of(self, intent: Intent, found: Mapping[VaultPath, Digest | None]) -> VaultPath | None:
        """Return where the file of a rename is now, under its old or its new text."""
        source, new = intent.source_path, intent.action.path
        if self.writer.tree.has_only_another_case(source, new):
            return source
        if found[new] == intent.after or (found[new] == intent.action.expect != found[source]):
            return new
        others = [path for path in found if path not in (source, new)]
        return next((path for path in (source, *others) if found[path] == intent.action.expect), None)

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
        if self._digest(new) != intent.after:
            data = self.store.content(intent.after)
            if data is None:
                return False
            self.writer.replace(new, expect, data)
        elif self._digest(source) == expect and (source, expect) not in self.filled:
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
        except VaultsyncError:
            return _SOMETHING_ELSE
        return None if data is None else digest_of(data)
