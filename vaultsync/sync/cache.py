"""Results of pure steps by the digest of what they were computed from: quick to have, safe to lose (rule 5)."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from vaultsync.model import Digest

_SCHEMA = "CREATE TABLE IF NOT EXISTS memo (key TEXT PRIMARY KEY, value BLOB NOT NULL, seal BLOB NOT NULL)"
_LIMIT = 400_000_000
"""Bytes that are kept; beyond it the oldest half goes."""

_MOST_WAITING = 16_000_000
"""Bytes of values that wait in memory to be written."""

_TROUBLE = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; it quotes damage in its messages, which then can't be decoded."""


class Cache:
    """One file; whatever is wrong with it, it is a cache that knows less."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Use the file at `path`, which is made when the first new result is flushed."""
        self._path = path
        self._readonly = readonly
        self._connection: sqlite3.Connection | None = None
        self._new: dict[Digest, bytes] = {}
        self._waiting = 0
        with suppress(OSError, *_TROUBLE):
            if path.exists():
                self._connection = self._open("ro")

    def get(self, key: Digest) -> bytes | None:
        """Return the value kept under `key`, or None."""
        if key in self._new:
            return self._new[key]
        if self._connection is not None:
            with suppress(*_TROUBLE):
                row = self._connection.execute("SELECT value, seal FROM memo WHERE key = ?", (key,)).fetchone()
                if row is not None and _seal(key, row[0]) == row[1]:
                    return row[0]  # type: ignore[no-any-return]
        return None

    def put(self, key: Digest, value: bytes) -> None:
        """Keep a value, in memory until there are many or the next flush."""
        if self._readonly:
            return
        self._new[key] = value
        self._waiting += len(value)
        if self._waiting > _MOST_WAITING:
            self.flush()
            if self._connection is None and self._path.exists():
                with suppress(*_TROUBLE):
                    self._connection = self._open("ro")

    def flush(self) -> None:
        """Write what is new; nothing is written where nothing is."""
        if not self._new or self._readonly:
            return
        try:
            self._write()
        except _TROUBLE as error:
            # Busy, full or forbidden: then this run's results are not kept. Damaged: begin again.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
                with suppress(OSError):
                    self._path.unlink()
        except OSError:
            pass
        self._new.clear()
        self._waiting = 0

    def close(self) -> None:
        """Flush and give the handle back."""
        self.flush()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(self._open("rwc")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            rows = ((key, value, _seal(key, value)) for key, value in self._new.items())
            connection.executemany("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", rows)
            if _size(connection) > _LIMIT:
                connection.execute("DELETE FROM memo WHERE rowid <= (SELECT (MIN(rowid) + MAX(rowid)) / 2 FROM memo)")
            connection.execute("COMMIT")

    def _open(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        try:
            # What a power cut does to it is found out by the seals.
            connection.execute("PRAGMA synchronous = OFF")
        except _TROUBLE:
            connection.close()
            raise
        return connection


def _size(connection: sqlite3.Connection) -> int:
    """Return the bytes that are in use; to add up the values would be to go through all of them."""
    [pages], [free], [page] = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * page)


def _seal(key: str, value: object) -> bytes:
    if not isinstance(value, bytes):
        return b""
    sealed = sha256(key.encode() + b"\0")
    sealed.update(value)
    return sealed.digest()[:16]
