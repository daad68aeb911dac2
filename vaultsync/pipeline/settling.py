"""`resolve`: settles what waits in a note, for the user's words or for the source's."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from vaultsync.config import Config
from vaultsync.errors import ConfigError
from vaultsync.model import Action, ActionKind, NoteId, Plan, Record, RunResult, Target
from vaultsync.pipeline.finding import find_note
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.run import RunOptions, Watcher, look_ahead
from vaultsync.pipeline.session import Session, opened
from vaultsync.sync.observed import Actual, digest_of, encoded
from vaultsync.sync.plan import recovered_base
from vaultsync.sync.resolve import find_conflicts, resolve_mine, resolve_theirs


class Side(StrEnum):
    """Whose words stand once a conflict is settled."""

    MINE = "mine"
    THEIRS = "theirs"
    AS_IT_STANDS = "as it stands"
    """The note as the user left it; what is left of the callouts goes."""


def resolve(config: Config, name: str, side: Side, *, dry_run: bool = False) -> RunResult:
    """Settle a note's conflicts; does nothing where none waits.

    Of a note that was edited and whose base is lost, the user's version becomes what is merged from now on, or it
    gives way to the source's. Raises ConfigError where there is no such note, or it is the user's own.
    """
    with opened(config, dry_run=dry_run) as session:

        def planned(seen: VaultSeen) -> Plan:
            path = find_note(name, config.vault, seen.index)
            note_id = next((one for one, actual in seen.actual.items() if actual.path == path), None)
            if note_id is None:
                raise ConfigError("is a note of your own: no source can be in conflict with it", path=path)
            action = _settled(note_id, side, seen, session)
            return Plan(() if action is None else (action,))

        return session.carry_out(planned, session.name_run("resolve"))


def _settled(note_id: NoteId, side: Side, seen: VaultSeen, session: Session) -> Action | None:
    actual, record = seen.actual[note_id], seen.records[note_id]
    base = session.store.base(record.base)
    if base is None:
        found = _without_base(actual, record, side, session)
        if found is not None:
            return found
    if not find_conflicts(actual.text):
        return None
    text = resolve_theirs(actual.text, base or "") if side is Side.THEIRS else resolve_mine(actual.text)
    return _update(actual, record, text, f"settled: {side}")


def _without_base(actual: Actual, record: Record, side: Side, session: Session) -> Action | None:
    """Give an edited note whose base is lost a new one: what its source says now."""
    outlook = look_ahead(session.config, session.store, RunOptions(), Watcher())
    target: Target | None = next((one for one in outlook.aim.targets if one.id == record.id), None)
    if target is None or recovered_base(target, actual) is not None:
        return None
    new = replace(record, base=digest_of(target.text), path=actual.path)
    if side is Side.THEIRS:
        return replace(_update(actual, new, target.text, "settled: theirs"), base=target.text)
    return Action(
        ActionKind.RECORD,
        actual.path,
        f"settled: {side}",
        id=record.id,
        record=replace(new, file=actual.digest),
        base=target.text,
    )


def _update(actual: Actual, record: Record, text: str, why: str) -> Action:
    return Action(
        ActionKind.UPDATE,
        actual.path,
        why,
        id=record.id,
        expect=actual.digest,
        data=encoded(text),
        record=replace(record, path=actual.path, file=digest_of(text)),
    )
