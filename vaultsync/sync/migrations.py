"""The shape of the store and its ways from one version to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from vaultsync.sync import bases, history, journal
from vaultsync.sync.codec import Damaged, check, escape, seal

APPLICATION = 0x7673796E
"""Marks a SQLite file as ours: `vsyn`."""

FORMAT = 1
"""The version of the store that this program writes."""

Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: Mapping[int, Migration] = {}
"""By the version they start from, the steps to the next version; none is needed yet."""

_SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, seal BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE records (id TEXT PRIMARY KEY, base TEXT NOT NULL, body BLOB NOT NULL, seal BLOB NOT NULL)"
    " WITHOUT ROWID",
    bases.SCHEMA,
    *journal.SCHEMA,
    *history.SCHEMA,
)


class Newer(Exception):
    """The store was written by a later version of vaultsync."""


def create(connection: sqlite3.Connection) -> None:
    """Make an empty store; part of the caller's transaction."""
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    _stamp(connection, FORMAT)


def examine(connection: sqlite3.Connection, *, thorough: bool = True) -> int:
    """Return the version of a store, having looked through all of it if `thorough`; raises Damaged or Newer.

    The version stands in the file's header and under a seal, so that a damaged header is not taken for a newer store.
    """
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise Damaged("it is no store of vaultsync")
    row = connection.execute("SELECT value, seal FROM meta WHERE key = 'format'").fetchone()
    if row is None:
        raise Damaged("it does not say its version")
    check("meta", "format", row[0], row[1])
    if row[0] != str(version):
        raise Damaged("it says two versions")
    if version > FORMAT:
        raise Newer
    if thorough:
        for [message] in connection.execute("PRAGMA integrity_check(1)"):
            if message != "ok":
                raise Damaged(message)
    if version == FORMAT:
        check_schema(connection)
    return int(version)


def check_schema(connection: sqlite3.Connection) -> None:
    """Raise Damaged unless the tables are just those that `create` makes."""
    found = [sql for [sql] in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
    if sorted(found) != sorted(_SCHEMA):
        raise Damaged("its tables are not those that were made")


def migrate(connection: sqlite3.Connection, version: int, migrations: Mapping[int, Migration] = MIGRATIONS) -> None:
    """Bring a store from `version` to this program's; part of the caller's transaction."""
    for step in range(version, FORMAT):
        if step not in migrations:
            raise Damaged(f"there is no way from version {step}")
        migrations[step](connection)
    check_schema(connection)
    _stamp(connection, FORMAT)


def put_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep a value by its key."""
    row = (key, value, seal("meta", key, escape(value)))
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", row)


def _stamp(connection: sqlite3.Connection, version: int) -> None:
    connection.execute(f"PRAGMA user_version = {version}")
    put_meta(connection, "format", str(version))
