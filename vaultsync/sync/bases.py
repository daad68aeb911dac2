"""Whole contents by digest: bases of the merge, what files held before and after each run, and records of that time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from vaultsync.model import Digest, Record
from vaultsync.sync.codec import pack_record, unpack_record
from vaultsync.vault.disk import digest_of

SCHEMA = "CREATE TABLE contents (digest TEXT PRIMARY KEY, data BLOB NOT NULL)"


def put(connection: sqlite3.Connection, contents: Iterable[bytes]) -> None:
    """Keep contents; one that is there already is kept once, and mended if it was damaged."""
    connection.executemany(
        "INSERT INTO contents VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET data = excluded.data"
        " WHERE data IS NOT excluded.data",
        ((digest_of(data), data) for data in contents),
    )


def get(connection: sqlite3.Connection, digest: Digest) -> bytes | None:
    """Return the content that has this digest, or None where it was never kept or is damaged."""
    row = connection.execute("SELECT data FROM contents WHERE digest = ?", (digest,)).fetchone()
    if row is None or not isinstance(row[0], bytes) or digest_of(row[0]) != digest:
        return None
    return row[0]


def put_records(connection: sqlite3.Connection, records: Iterable[Record | None]) -> list[Digest | None]:
    """Keep records as contents; returns their digests."""
    bodies = [None if record is None else pack_record(record) for record in records]
    put(connection, (body for body in bodies if body is not None))
    return [None if body is None else digest_of(body) for body in bodies]


def get_record(connection: sqlite3.Connection, digest: Digest | None) -> Record | None:
    """Return a record that was kept as content, or None where it is lost."""
    body = None if digest is None else get(connection, digest)
    return None if body is None else unpack_record(body)


def sweep(connection: sqlite3.Connection) -> None:
    """Remove what no record, no run of the history and no intent speaks of any more."""
    connection.execute(
        "DELETE FROM contents WHERE digest NOT IN"
        " (SELECT base FROM records UNION SELECT digest FROM mentions UNION SELECT digest FROM intent_mentions)"
    )
