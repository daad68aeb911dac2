"""`diff`: what a sync would change and why; and what a run of the history changed."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

from vaultsync.config import Config
from vaultsync.errors import ConfigError, VaultsyncError
from vaultsync.model import Action, ActionKind, Problem, SourceKey, VaultPath
from vaultsync.pipeline.finding import Named, matching, one_of
from vaultsync.pipeline.inspecting import Progress, look
from vaultsync.pipeline.run import Outlook, open_store
from vaultsync.report.differences import Difference, difference
from vaultsync.sync.history import Change
from vaultsync.vault.write import VaultWriter


def differences(
    config: Config, name: str | None, progress: Progress
) -> tuple[tuple[Difference, ...], tuple[Problem, ...]]:
    """Return what a sync would change, of all notes or of those that `name` means, a note or a source.

    Raises ConfigError where there is no such note or source.
    """
    with ExitStack() as stack:
        outlook, store = look(stack, config, progress)
        wanted = [
            action
            for action in (outlook.plan.actions if name is None else _about(name, config, outlook))
            if action.kind is not ActionKind.RECORD
        ]
        writer = stack.enter_context(VaultWriter(config.vault))
        found = tuple(_difference(action, writer) for action in wanted)
        return found, (*store.problems, *outlook.problems, *outlook.plan.problems)


def past_differences(config: Config, run: str) -> tuple[Difference, ...]:
    """Return what a run of the history changed; raises ConfigError where there is no such run."""
    with VaultWriter(config.vault) as writer, open_store(config, writer, readonly=True) as store:
        if run not in {entry.run for entry in store.runs()}:
            raise ConfigError(f"there is no run {run!r}", hint="`vaultsync history` lists those that are remembered")
        return tuple(_past(change) for change in store.changes(run) if change.kind is not ActionKind.RECORD)


def _about(name: str, config: Config, outlook: Outlook) -> list[Action]:
    place = Path(os.path.normpath(Path.cwd() / name))
    sources = {key for key, path in outlook.sources.paths.items() if key == name or path == place}
    if not sources:
        actions = _about_note(name, config, outlook)
        if actions is not None:
            return actions
        titles = [Named(VaultPath(one.key), "", one.split.title) for one in outlook.sources.inputs]
        found = matching(name, config.vault, titles)
        if not found:
            raise ConfigError(f"there is no note and no source {name!r}", hint="give its path or its title")
        sources = {SourceKey(one_of(name, found).path)}
    return [one for one in outlook.plan.actions if one.record is not None and one.record.source in sources]


def _about_note(name: str, config: Config, outlook: Outlook) -> list[Action] | None:
    notes = {note.path: Named(note.path, note.id or "", note.title) for note in outlook.seen.index.notes}
    for action in outlook.plan.actions:
        if action.record is not None and (action.source_path or action.path) not in notes:
            notes[action.path] = Named(action.path, action.record.id, action.record.title)
    found = matching(name, config.vault, notes.values())
    if not found:
        return None
    path = one_of(name, found).path
    return [one for one in outlook.plan.actions if path in (one.path, one.source_path)]


def _difference(action: Action, writer: VaultWriter) -> Difference:
    place = action.source_path or action.path
    before: bytes | None = None
    if action.kind is not ActionKind.CREATE:
        try:
            before = writer.read(place)
        except VaultsyncError:
            before = b""
    after = None if action.kind is ActionKind.TRASH else before if action.data is None else action.data
    source = action.record.source if action.record is not None else None
    return difference(action.kind, action.reason, (place, before), (action.path, after), source)


def _past(change: Change) -> Difference:
    source = change.record_after.source if change.record_after is not None else None
    old = (change.from_path or change.path, change.before)
    return difference(change.kind, change.reason, old, (change.path, change.after), source)
