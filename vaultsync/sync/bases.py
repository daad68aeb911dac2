"""Whole contents by digest: the bases of the merge, and what notes held before and after each run of the history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from vaultsync.model import Digest
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


def sweep(connection: sqlite3.Connection) -> None:
    """Remove what no record, no run of the history and no intent speaks of any more."""
    connection.execute(
        "DELETE FROM contents WHERE digest NOT IN"
        " (SELECT base FROM records UNION SELECT digest FROM mentions UNION SELECT digest FROM intent_mentions)"
    )
