"""`restore`: brings back a note that was deleted, with the words it held when it was last seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vaultsync.config import Config
from vaultsync.errors import ConfigError, Unreadable
from vaultsync.markup import frontmatter
from vaultsync.model import Action, ActionKind, NoteId, Plan, Record, RunResult
from vaultsync.notes.naming import fold_key
from vaultsync.pipeline.finding import free_path, matching, named_record, one_of
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.session import opened
from vaultsync.sources.read import read_regular
from vaultsync.sync.observed import encoded
from vaultsync.sync.plan import as_orphan
from vaultsync.sync.store import Store
from vaultsync.vault.disk import digest_of
from vaultsync.vault.files import LARGEST_NOTE, is_note, stamp_at
from vaultsync.vault.trash import FOLDER


def restore(config: Config, name: str, *, dry_run: bool = False) -> RunResult:
    """Bring a deleted note back; does nothing where it stands in the vault.

    A note that the source no longer says comes back as an orphan, which the next sync leaves alone. Raises ConfigError
    where no such note was ever known.
    """
    with opened(config, dry_run=dry_run) as session:

        def planned(seen: VaultSeen) -> Plan:
            record = _meant(name, config.vault, seen)
            if record.id in seen.actual:
                return Plan(())
            action = _made_again(record, seen, last_text(record.id, record, session.store, config.vault))
            return Plan((action,) if action.data is not None or action.record != record else ())

        return session.carry_out(planned, session.name_run("restore"))


def last_text(note_id: NoteId, record: Record, store: Store, vault: Path) -> bytes | None:
    """Return what a note held when it was last seen: in the trash, after the last run that wrote it, or at first.

    A copy in the trash that the store knows is older than what the store knows last, and not taken.
    """
    for data in _in_trash(note_id, vault):
        if store.content(digest_of(data)) is None:
            return data
    for entry in reversed(store.runs()):
        for change in reversed(store.changes(entry.run)):
            held = change.after if change.after is not None else change.before
            if change.id == note_id and held is not None:
                return held
    return store.content(record.base)


def _in_trash(note_id: NoteId, vault: Path) -> Iterator[bytes]:
    """Yield the copies of a note that lie in the vault's trash, the one changed last first."""
    folder = vault / FOLDER
    found: list[tuple[int, str, bytes]] = []
    for path in _notes_in(folder):
        data, stamp = read_regular(path, folder, LARGEST_NOTE), stamp_at(path)
        if not isinstance(data, bytes) or stamp is None:
            continue
        if frontmatter.read(data.decode("utf-8", "replace")).data.get("id") == note_id:
            found.append((stamp[1], path.name, data))
    yield from (data for _, _, data in sorted(found, reverse=True))


def _notes_in(folder: Path) -> list[Path]:
    try:
        return [] if folder.is_symlink() else sorted(path for path in folder.iterdir() if is_note(path.name))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unreadable(f"can't be listed: {error.strerror}", path=FOLDER) from error


def _meant(name: str, vault: Path, seen: VaultSeen) -> Record:
    records = seen.records.values()
    for known in (
        [one for one in records if one.id not in seen.actual and one.state in ("live", "deleted")],
        [one for one in records if one.id in seen.actual],
        [one for one in records if one.id not in seen.actual and one.state not in ("live", "deleted")],
    ):
        found = matching(name, vault, map(named_record, known))
        if found:
            return seen.records[NoteId(one_of(name, found).id)]
    raise ConfigError(f"no note {name!r} was ever known here", path=str(vault), hint="`vaultsync status` lists them")


def _made_again(record: Record, seen: VaultSeen, data: bytes | None) -> Action:
    if record.state == "joined" and record.heir is not None:
        heir = seen.actual.get(record.heir)
        hint = f"see {heir.path}" if heir is not None else ""
        raise ConfigError("has become part of another note", path=record.path, hint=hint)
    if data is None:
        # Nothing is left of it but its place in the source: for the next sync it is a passage without a note.
        return Action(
            ActionKind.RECORD,
            record.path,
            "the next sync makes it again",
            id=record.id,
            record=replace(record, state="gone", file=None),
        )
    is_said = record.state in ("live", "deleted")
    if not is_said:
        data = encoded(as_orphan(data.decode("utf-8", "surrogateescape")))
    path = free_path(record.path, {fold_key(path) for path in seen.index.paths})
    state = "live" if is_said else "orphan"
    return Action(
        ActionKind.CREATE,
        path,
        "you want it back",
        id=record.id,
        data=data,
        record=replace(record, path=path, state=state, file=digest_of(data)),
    )
