"""What a run is about to do, written down before it does it, so that an interrupted run is known for what it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vaultsync.model import Action, ActionKind, Digest, VaultPath
from vaultsync.sync import bases
from vaultsync.sync.codec import Damaged, action_from, action_values, check, pack, seal, unpack
from vaultsync.vault.disk import digest_of

SCHEMA = (
    "CREATE TABLE intents (position INTEGER PRIMARY KEY, body BLOB NOT NULL, seal BLOB NOT NULL)",
    "CREATE TABLE intent_mentions (position INTEGER, digest TEXT, PRIMARY KEY (position, digest)) WITHOUT ROWID",
)


@dataclass(frozen=True, slots=True)
class Intent:
    """One action as the journal and the history keep it."""

    position: int
    run: str
    action: Action
    """Without its bytes and its base: both are kept as contents, by digest."""
    new: Digest | None
    """Digest of the bytes that the action writes; None where it writes none."""

    @classmethod
    def of(cls, position: int, run: str, action: Action) -> Intent:
        """Write down an action."""
        new = None if action.data is None else digest_of(action.data)
        return cls(position, run, replace(action, data=None, base=None), new)

    @property
    def after(self) -> Digest | None:
        """Digest of the file at the action's path once it is done; None where no file is left, or none was touched."""
        if self.action.kind in (ActionKind.TRASH, ActionKind.RECORD):
            return self.new
        return self.new or self.action.expect

    @property
    def touches_file(self) -> bool:
        """Whether there is anything to do in the vault."""
        return self.new is not None or self.action.kind in (ActionKind.RENAME, ActionKind.TRASH)

    @property
    def source_path(self) -> VaultPath:
        """Where the file stands before the action."""
        return self.action.source_path or self.action.path

    def mentions(self) -> Iterator[Digest]:
        """Yield the digests of all contents that the intent needs or that undoing it will need."""
        record = self.action.record
        yield from {one for one in (self.action.expect, self.new, record.base if record else None) if one}


def write(connection: sqlite3.Connection, intents: Sequence[Intent]) -> None:
    """Write intents down."""
    records = bases.put_records(connection, (intent.action.record for intent in intents))
    for intent, record in zip(intents, records, strict=True):
        values = {"run": intent.run, "action": action_values(intent.action), "record": record, "new": intent.new}
        body = pack(values)
        row = (intent.position, body, seal("intents", str(intent.position), body))
        connection.execute("INSERT INTO intents VALUES (?, ?, ?)", row)
        digests = {*intent.mentions()} | ({record} if record else set())
        mentions = ((intent.position, digest) for digest in sorted(digests))
        connection.executemany("INSERT INTO intent_mentions VALUES (?, ?)", mentions)


def read(connection: sqlite3.Connection) -> tuple[Intent, ...]:
    """Return the intents of a run that was interrupted, in their order; raises Damaged."""
    return tuple(_intents(connection))


def clear(connection: sqlite3.Connection, intents: Sequence[Intent]) -> None:
    """Forget intents that are settled."""
    positions = [(intent.position,) for intent in intents]
    connection.executemany("DELETE FROM intents WHERE position = ?", positions)
    connection.executemany("DELETE FROM intent_mentions WHERE position = ?", positions)


def _intents(connection: sqlite3.Connection) -> Iterator[Intent]:
    for position, body, sealed in connection.execute("SELECT * FROM intents ORDER BY position").fetchall():
        check("intents", position, body, sealed)
        values = unpack(body)
        record = bases.get_record(connection, values["record"])
        if record is None and values["record"] is not None:
            raise Damaged("what a run was about to remember is lost")
        yield Intent(position, values["run"], action_from(values["action"], record), values["new"])
