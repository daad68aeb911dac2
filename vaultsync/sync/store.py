"""What vaultsync remembers of a vault between runs: records, bases, journal and history, in one SQLite file.

It lies outside the vault, in `STATE/VAULT-ID/store.sqlite`, and can be thrown away (rule 9). A rollback journal and not
a write-ahead log, since reading must leave no file behind (rule 4); nothing is written where nothing changes. A damaged
store is set aside and begun anew, an older one is copied before it is brought up to date, a newer one is left alone.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from vaultsync.errors import StateLost, VaultsyncError
from vaultsync.memo import Patched, patched
from vaultsync.model import Digest, NoteId, Problem, Record, VaultPath
from vaultsync.sync import bases, history, journal, migrations
from vaultsync.sync.cache import Cache
from vaultsync.sync.codec import Damaged, check, pack_record, seal, unpack_record
from vaultsync.sync.history import Change, Limits, RunEntry
from vaultsync.sync.journal import Intent
from vaultsync.vault.disk import digest_of

_FILE = "store.sqlite"
_CACHE = "cache.sqlite"
_PATIENCE = 10.0
"""Seconds to wait for another process that is just reading or writing the store."""

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT})

_COUNTER, _COUNTED = 24, 28
"""Where SQLite counts in the file's header the transactions that changed it."""

_FOLDERS = "folders"
_COUNT = "records"
_LEFT = digest_of(b"how the store was left")
"""Where the cache keeps the size and the times of the store after the last run that wrote to it."""


@dataclass
class Loaded:
    """What was last known of a store, for a process that opens it again and again; the file tells whether it holds."""

    mark: bytes = b""
    records: Mapping[NoteId, Record] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)


class Store:
    """The memory of one vault; one process writes, others may read meanwhile."""

    def __init__(self, folder: Path | None, *, readonly: bool, limits: Limits, now: Callable[[], float]) -> None:
        """Use `Store.open` instead, which also deals with a store that is damaged, older or newer."""
        self.problems: tuple[Problem, ...] = ()
        """What was wrong with the store when it was opened."""
        self._folder = folder
        self._path = (folder or Path()) / _FILE
        self._readonly = readonly
        self._limits = limits
        self._now = now
        self._connection: sqlite3.Connection | None = None
        self._wrote = False
        self._records: Mapping[NoteId, Record] = Patched({})
        """Never changed, only replaced."""
        self._meta: dict[str, str] = {}
        self._loaded: Loaded | None = None
        self._cache = Cache(folder / _CACHE, readonly=readonly) if folder is not None else None

    @classmethod
    def open(
        cls,
        state_root: Path,
        vault_id: str | None,
        *,
        readonly: bool = False,
        limits: Limits = Limits(),  # noqa: B008
        now: Callable[[], float] = time.time,
        steps: Mapping[int, migrations.Migration] = migrations.MIGRATIONS,
        loaded: Loaded | None = None,
    ) -> Store:
        """Open a vault's store, which is made when something is first written to it.

        Without an id (a vault that was never written to) or with `readonly` nothing is written at all. `loaded` is what
        the last store of this process knew, which spares reading all records; only for who holds the vault's lock.
        Raises VaultsyncError for a newer store and for one that can't be read.
        """
        folder = None if vault_id is None else state_root / vault_id
        store = cls(folder, readonly=readonly or folder is None, limits=limits, now=now)
        store._loaded = None if store._readonly else loaded
        if folder is not None:
            store._load(steps)
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Flush the cache and give all handles back."""
        if self._cache is not None:
            if self._wrote:
                self._cache.put(_LEFT, self._mark())
            self._cache.close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            if self._loaded is not None:
                self._loaded.mark, self._loaded.records, self._loaded.meta = self._mark(), self._records, self._meta

    # --- what is remembered ---

    def records(self) -> Mapping[NoteId, Record]:
        """Return all records by the ids of their notes; the very same mapping until one changes."""
        return self._records

    def base(self, digest: Digest) -> str | None:
        """Return the text that has this digest, or None where it is lost."""
        data = self.content(digest)
        return None if data is None else data.decode("utf-8", "surrogateescape")

    def content(self, digest: Digest) -> bytes | None:
        """Return the bytes that have this digest: a base, or what a run of the history replaced or wrote."""
        if self._connection is None:
            return None
        with self._guarded(self._connection) as connection:
            return bases.get(connection, digest)

    def meta(self, key: str) -> str | None:
        """Return a value that `remember` kept."""
        return self._meta.get(f"user.{key}")

    def remember(self, key: str, value: str) -> None:
        """Keep a small value between runs; nothing is written where it is kept already."""
        if self.meta(key) != value:
            with self._transaction() as connection:
                self._put_meta(connection, f"user.{key}", value)

    def folders(self) -> frozenset[VaultPath]:
        """Return the folders of the vault that vaultsync made and may remove once they are empty."""
        return frozenset(VaultPath(name) for name in self._meta.get(_FOLDERS, "").split("\n") if name)

    def runs(self) -> tuple[RunEntry, ...]:
        """List the runs that changed something, the oldest first."""
        if self._connection is None:
            return ()
        with self._guarded(self._connection) as connection:
            return history.runs(connection)

    def has_run(self, run: str) -> bool:
        """Say whether the history has a run of this name."""
        if self._connection is None:
            return False
        with self._guarded(self._connection) as connection:
            return history.has(connection, run)

    def changes(self, run: str) -> tuple[Change, ...]:
        """Return what a run did, in its order; nothing for a run that is unknown or forgotten."""
        if self._connection is None:
            return ()
        with self._guarded(self._connection) as connection:
            return history.changes(connection, run)

    def place_of(self, before: str, after: str) -> VaultPath | None:
        """Return the path of the newest change between contents whose digests begin so."""
        for intent in self.intents():
            if (intent.action.expect or "").startswith(before) and (intent.after or "").startswith(after):
                return intent.action.path
        if self._connection is None:
            return None
        with self._guarded(self._connection) as connection:
            return history.place_of(connection, before, after)

    def memo_get(self, key: Digest) -> bytes | None:
        """Return the result of a pure step that was kept under the digest of its inputs, or None."""
        return None if self._cache is None else self._cache.get(key)

    def memo_put(self, key: Digest, value: bytes) -> None:
        """Keep the result of a pure step; it is written when the store is closed."""
        if self._cache is not None:
            self._cache.put(key, value)

    # --- one run ---

    def intents(self) -> tuple[Intent, ...]:
        """Return what a run was about to do when it was interrupted."""
        if self._connection is None:
            return ()
        with self._guarded(self._connection) as connection:
            return journal.read(connection)

    def begin(self, intents: Sequence[Intent], contents: Iterable[bytes], folders: Iterable[VaultPath] = ()) -> None:
        """Write down what is about to be done, with every content it needs and the folders it will make."""
        with self._transaction() as connection:
            bases.put(connection, contents)
            journal.write(connection, intents)
            self._put_folders(connection, self.folders() | set(folders))

    def commit(
        self,
        done: Sequence[Intent],
        *,
        dropped: Sequence[Intent] = (),
        contents: Iterable[bytes] = (),
        removed: Collection[VaultPath] = (),
    ) -> None:
        """Remember what was done, and forget the intents of it and of what was dropped, in one transaction.

        `removed` are the folders that were removed. Both kinds of intents may never have been written down.
        """
        records = {i.action.record.id: i.action.record for i in done if i.action.record is not None}
        with self._transaction() as connection:
            bases.put(connection, contents)
            history.append(connection, done, self._records.get, self._now())
            for record in records.values():
                body = pack_record(record)
                row = (record.id, record.base, body, seal("records", record.id, body))
                connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", row)
            new = sum(note not in self._records for note in records)
            self._put_meta(connection, _COUNT, str(len(self._records) + new))
            self._put_folders(connection, self.folders() - set(removed))
            journal.clear(connection, [*done, *dropped])
            if history.prune(connection, self._limits, self._now()) or dropped:
                bases.sweep(connection)
        self._records = patched(self._records, records)

    # --- the file ---

    def _load(self, steps: Mapping[int, migrations.Migration]) -> None:
        try:
            with _explained(self._path):
                if not self._path.exists():
                    return
                self._connection = self._connect("rw")
                if not self._read(self._connection, steps):
                    self._connection.close()
                    self._connection = None
        except migrations.Newer as error:
            self.close()
            hint = "use that version, or set the file aside to begin anew"
            raise VaultsyncError(
                "was written by a later version of vaultsync", path=str(self._path), hint=hint
            ) from error
        except Damaged as error:
            self._set_aside(str(error))
        except BaseException:
            self.close()
            raise

    def _read(self, connection: sqlite3.Connection, steps: Mapping[int, migrations.Migration]) -> bool:
        """Load all that is remembered; False where a run was killed before it wrote anything."""
        with _at_one_moment(connection):
            size = self._path.stat().st_size
            [tables] = connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
            if not tables and not size:
                return False
            [pages] = connection.execute("PRAGMA page_count").fetchone()
            [page] = connection.execute("PRAGMA page_size").fetchone()
            if pages * page != size:
                raise Damaged("it has lost its end")
            version = migrations.examine(connection, thorough=not self._is_as_we_left_it())
        if version < migrations.FORMAT:
            self._migrate(connection, version, steps)
        with _at_one_moment(connection):
            known = self._loaded
            if known is not None and known.mark and known.mark == self._mark():
                self._records, self._meta = known.records, dict(known.meta)
                journal.read(connection)
            else:
                self._load_rows(connection)
        return True

    def _is_as_we_left_it(self) -> bool:
        """Whether nobody touched the file since we closed it: then looking through all of it can be spared.

        Were it damaged nevertheless, each row would say so when it is read.
        """
        return self._cache is not None and self._cache.get(_LEFT) == self._mark()

    def _mark(self) -> bytes:
        with suppress(OSError):
            found = self._path.stat()
            with self._path.open("rb") as file:
                changes = file.read(_COUNTED)[_COUNTER:]
            return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {changes.hex()}".encode()
        return b""

    def _load_rows(self, connection: sqlite3.Connection) -> None:
        records: dict[NoteId, Record] = {}
        for key, value, sealed in connection.execute("SELECT * FROM meta"):
            check("meta", key, value, sealed)
            self._meta[key] = value
        for note, base, body, sealed in connection.execute("SELECT * FROM records"):
            check("records", note, body, sealed)
            record = unpack_record(body)
            if (record.id, record.base) != (note, base):
                raise Damaged("a record is filed under another's name")
            records[record.id] = record
        self._records = Patched(records)
        if len(records) != int(self._meta.get(_COUNT, "0")):
            raise Damaged("some records are missing")
        journal.read(connection)

    def _migrate(self, connection: sqlite3.Connection, version: int, steps: Mapping[int, migrations.Migration]) -> None:
        if self._readonly:
            raise Damaged(f"it is of version {version} and can't be brought up to date by a run that changes nothing")
        shutil.copyfile(self._path, self._path.with_name(f"store.version-{version}.sqlite"))
        connection.execute("BEGIN IMMEDIATE")
        migrations.migrate(connection, version, steps)
        connection.execute("COMMIT")

    def _set_aside(self, reason: str) -> None:
        """Begin anew beside a damaged store, so that nothing in it is believed and nothing is lost."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._records, self._meta = Patched({}), {}
        path = self._path
        aside, done = path, "is not used"
        if not self._readonly:
            done = "is set aside"
            aside = next(free for n in count(1) if not (free := path.with_name(f"store.damaged-{n}")).exists())
            for suffix in ("", "-journal"):
                with _explained(path), suppress(FileNotFoundError):
                    path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
        message = f"the state is damaged ({reason}): it {done}, and the notes are recognised by their ids"
        self.problems += (Problem(str(aside), message, severity="warning"),)

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"{self._path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)
        try:
            # Extra: the folder, too, is flushed once a transaction is over, so that its end is as lasting as its data.
            for pragma in ("synchronous = EXTRA", "trusted_schema = OFF", "cell_size_check = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _made(self) -> sqlite3.Connection:
        if self._connection is None:
            if self._folder is None or self._readonly:
                raise VaultsyncError("the state can't be written by a run that changes nothing")
            with _explained(self._path):
                _make_folder(self._folder)
                self._connection = self._connect("rwc")
        return self._connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        if self._readonly:
            raise VaultsyncError("the state can't be written by a run that changes nothing")
        with self._guarded(self._made()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            meta = dict(self._meta)
            try:
                if not connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0]:
                    migrations.create(connection)
                yield connection
                connection.execute("COMMIT")
                self._wrote = True
            except BaseException:
                self._meta = meta
                self._loaded = None
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _guarded(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        try:
            with _explained(self._path):
                yield connection
        except Damaged as error:
            self._set_aside(str(error))
            hint = "run `vaultsync sync`: the notes are recognised by their ids"
            raise StateLost("the state is damaged and was set aside", path=str(self._path), hint=hint) from error

    def _put_meta(self, connection: sqlite3.Connection, key: str, value: str) -> None:
        if self._meta.get(key) != value:
            migrations.put_meta(connection, key, value)
            self._meta[key] = value

    def _put_folders(self, connection: sqlite3.Connection, folders: Collection[VaultPath]) -> None:
        self._put_meta(connection, _FOLDERS, "\n".join(sorted(folders)))


@contextmanager
def _at_one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep other processes from committing while several things are read."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Tell damage (Damaged) from what the user can mend (VaultsyncError) in what SQLite and the system say."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _BROKEN:
            raise Damaged(str(error)) from error
        hint = "free some space and run again" if code == sqlite3.SQLITE_FULL else ""
        raise VaultsyncError(f"the state can't be used: {error}", path=str(path), hint=hint) from error
    except UnicodeDecodeError as error:
        # What SQLite says about a damaged schema quotes the damage.
        raise Damaged("it is not readable") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise VaultsyncError(f"the state can't be used: {reason}", path=str(path)) from error


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "O_DIRECTORY"):
            # SQLite flushes the folder it writes to, not the one above.
            descriptor = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
