"""The runs that changed something: each can be listed, shown and taken back until it is too old or all too large.

An undo is a merge like any other: base is what the run left (`after`), mine the note as it is now, theirs what was
there before the run (`before`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vaultsync.model import ActionKind, Digest, NoteId, Record, VaultPath
from vaultsync.sync import bases
from vaultsync.sync.codec import action_from, action_values, check, pack, seal, unpack
from vaultsync.sync.journal import Intent

SCHEMA = (
    "CREATE TABLE runs (number INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, started REAL NOT NULL,"
    " size INTEGER NOT NULL, seal BLOB NOT NULL)",
    "CREATE TABLE changes (number INTEGER, position INTEGER, body BLOB NOT NULL, seal BLOB NOT NULL,"
    " PRIMARY KEY (number, position)) WITHOUT ROWID",
    "CREATE TABLE mentions (number INTEGER, digest TEXT, PRIMARY KEY (number, digest)) WITHOUT ROWID",
)

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much history is kept; the newest run is kept in any case."""

    days: float = 90
    megabytes: float = 200
    """Of contents, each counted in every run that speaks of it."""


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run that changed something."""

    run: str
    started: datetime
    """In UTC."""
    counts: Mapping[str, int]
    """How many actions of each kind, by the kind's name; kinds that did not occur are left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did to one file, or with `record` to what is remembered of one note."""

    kind: ActionKind
    path: VaultPath
    """The file after the change (of a trash: before it)."""
    from_path: VaultPath | None
    """Of a rename, the file before it."""
    before: bytes | None
    """The file before the run; None where there was none, or where only the record changed."""
    after: bytes | None
    """The file after the run; None where none was left, or where only the record changed."""
    record_before: Record | None
    record_after: Record | None
    """As the run left it; the same as before where the action left the record alone."""
    id: NoteId | None
    reason: str


def append(
    connection: sqlite3.Connection, done: Sequence[Intent], known: Callable[[NoteId], Record | None], now: float
) -> None:
    """Add what was done to its run; `known` gives the records as they were before."""
    for run in sorted({intent.run for intent in done}):
        number = _number_of(connection, run, now)
        [first] = connection.execute("SELECT COUNT(*) FROM changes WHERE number = ?", (number,)).fetchone()
        intents = [intent for intent in done if intent.run == run]
        before = [known(i.action.id) if i.action.id is not None else None for i in intents]
        olds = bases.put_records(connection, before)
        news = bases.put_records(connection, (intent.action.record for intent in intents))
        for position, (intent, record, old, new) in enumerate(zip(intents, before, olds, news, strict=True), first):
            values = {"action": action_values(intent.action), "after": intent.after, "old": old, "new": new}
            body = pack(values)
            row = (number, position, body, seal("changes", f"{number}.{position}", body))
            connection.execute("INSERT INTO changes VALUES (?, ?, ?, ?)", row)
            digests = {*intent.mentions(), old, new, record.base if record else None}
            mentions = [(number, digest) for digest in sorted(digest for digest in digests if digest)]
            connection.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", mentions)
        connection.execute(
            "UPDATE runs SET size = (SELECT COALESCE(SUM(LENGTH(data)), 0) FROM mentions JOIN contents USING (digest)"
            " WHERE mentions.number = runs.number) WHERE number = ?",
            (number,),
        )


def prune(connection: sqlite3.Connection, limits: Limits, now: float) -> bool:
    """Forget runs that are too old, and the oldest while all together are too large; True if any was."""
    rows = connection.execute("SELECT number, started, size FROM runs ORDER BY number DESC").fetchall()
    total = 0
    for index, (number, started, size) in enumerate(rows):
        total += size
        if index and (now - started > limits.days * _DAY or total > limits.megabytes * 1e6):
            for table in ("runs", "changes", "mentions"):
                connection.execute(f"DELETE FROM {table} WHERE number <= ?", (number,))
            return True
    return False


def runs(connection: sqlite3.Connection) -> tuple[RunEntry, ...]:
    """List the runs, the oldest first."""
    rows = connection.execute("SELECT number, run, started, seal FROM runs ORDER BY number").fetchall()
    return tuple(_entry(connection, *row) for row in rows)


def has(connection: sqlite3.Connection, run: str) -> bool:
    """Say whether there is a run of a name."""
    return connection.execute("SELECT 1 FROM runs WHERE run = ?", (run,)).fetchone() is not None


def changes(connection: sqlite3.Connection, run: str) -> tuple[Change, ...]:
    """Return what a run did, in its order; nothing for a run that is unknown or forgotten."""
    row = connection.execute("SELECT number FROM runs WHERE run = ?", (run,)).fetchone()
    if row is None:
        return ()
    return tuple(_change(connection, values) for values in _bodies(connection, row[0]))


def place_of(connection: sqlite3.Connection, before: str, after: str) -> VaultPath | None:
    """Return the path of the newest change between contents whose digests begin so."""
    for [number] in connection.execute("SELECT number FROM runs ORDER BY number DESC").fetchall():
        for values in _bodies(connection, number):
            action = action_from(values["action"])
            if (action.expect or "").startswith(before) and (values["after"] or "").startswith(after):
                return action.path
    return None


def _number_of(connection: sqlite3.Connection, run: str, now: float) -> int:
    row = connection.execute("SELECT number FROM runs WHERE run = ?", (run,)).fetchone()
    if row is None:
        sealed = seal("runs", run, str(now).encode())
        row = connection.execute(
            "INSERT INTO runs (run, started, size, seal) VALUES (?, ?, 0, ?) RETURNING number", (run, now, sealed)
        ).fetchone()
    return int(row[0])


def _entry(connection: sqlite3.Connection, number: int, run: str, started: float, sealed: bytes) -> RunEntry:
    check("runs", run, str(started), sealed)
    counts: dict[str, int] = {}
    for values in _bodies(connection, number):
        kind = values["action"]["kind"]
        counts[kind] = counts.get(kind, 0) + 1
    return RunEntry(run, datetime.fromtimestamp(started, UTC), dict(sorted(counts.items())))


def _bodies(connection: sqlite3.Connection, number: int) -> Iterator[dict[str, Any]]:
    query = "SELECT position, body, seal FROM changes WHERE number = ? ORDER BY position"
    for position, body, sealed in connection.execute(query, (number,)).fetchall():
        check("changes", f"{number}.{position}", body, sealed)
        yield unpack(body)


def _change(connection: sqlite3.Connection, values: dict[str, Any]) -> Change:
    action = action_from(values["action"])
    old = bases.get_record(connection, values["old"])
    return Change(
        kind=action.kind,
        path=action.path,
        from_path=action.source_path,
        before=_content(connection, action.expect),
        after=_content(connection, values["after"]),
        record_before=old,
        record_after=bases.get_record(connection, values["new"]) or old,
        id=action.id,
        reason=action.reason,
    )


def _content(connection: sqlite3.Connection, digest: Digest | None) -> bytes | None:
    return None if digest is None else bases.get(connection, digest)
