"""A planner small enough to be read at a glance, to drive the writer, the store and apply from end to end.

A note's first line is its id. What the user writes is put below what the source says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vaultsync.model import Action, ActionKind, Digest, NoteId, NoteKind, Plan, Record, VaultPath
from vaultsync.sync.apply import Applied, apply
from vaultsync.sync.recover import recover
from vaultsync.sync.store import Store
from vaultsync.vault.disk import Disk, digest_of
from vaultsync.vault.write import VaultWriter


@dataclass(frozen=True)
class Wanted:
    path: str
    says: str
    data: bytes | None = None
    """Of an attachment, its bytes; it has no id and is never changed."""


Target = Mapping[str, Wanted]


def text_of(note: str, wanted: Wanted) -> str:
    return f"{note}\n{wanted.says}\n"


def visible(vault: Path) -> dict[str, bytes]:
    """What the user sees, the vault's trash included."""
    return {
        path.relative_to(vault).as_posix(): path.read_bytes()
        for path in sorted(vault.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".vaultsync" not in path.relative_to(vault).parts
    }


def plan(vault: Path, target: Target, records: Mapping[NoteId, Record], base: Callable[[Digest], str | None]) -> Plan:
    notes = {path: data for path, data in visible(vault).items() if not path.startswith(".")}
    at: dict[str, str] = {}
    for path, data in notes.items():
        known = records.get(NoteId(first := data.decode(errors="surrogateescape").partition("\n")[0]))
        if first not in at or (known is not None and known.path == path):
            at[first] = path
    trashed = [
        _gone(record, VaultPath(at[note]), notes[at[note]], base(record.base))
        for note, record in sorted(records.items())
        if note not in target and note in at
    ]
    forgotten = [
        Action(ActionKind.RECORD, record.path, "deleted", id=note, record=_record(note, record.path, record, None))
        for note, record in sorted(records.items())
        if note not in at and record.file is not None
    ]
    present = [
        action
        for note, wanted in sorted(target.items())
        if (action := _present(note, wanted, at, notes, records.get(NoteId(note)), base)) is not None
    ]
    return Plan(tuple(action for action in [*trashed, *forgotten, *present] if action is not None))


def _record(note: str, path: str, old: Record | None, file: Digest | None, base: Digest | None = None) -> Record:
    known = base or (old.base if old else None)
    assert known is not None
    return Record(NoteId(note), NoteKind.ATOM, VaultPath(path), VaultPath(path), note, known, file)


def _gone(record: Record, path: VaultPath, data: bytes, base: str | None) -> Action | None:
    if data.decode() != base:
        return None
    gone = _record(record.id, path, record, None)
    return Action(ActionKind.TRASH, path, "gone", id=record.id, expect=digest_of(data), record=gone)


def _present(
    note: str,
    wanted: Wanted,
    at: Mapping[str, str],
    notes: Mapping[str, bytes],
    record: Record | None,
    base_of: Callable[[Digest], str | None],
) -> Action | None:
    if wanted.data is not None:
        missing = wanted.path not in notes
        return Action(ActionKind.CREATE, VaultPath(wanted.path), "attached", data=wanted.data) if missing else None
    text = text_of(note, wanted)
    if note not in at:
        return None if record is not None else _create(note, wanted, text)
    mine = notes[at[note]].decode()
    base = (base_of(record.base) if record else None) or text
    # What was added below the base stays; a text that is no longer the base's own stays whole.
    new = text + mine[len(base) :] if mine.startswith(base) else mine
    path = VaultPath(at[note])
    if record is None or record.path == path:
        path = VaultPath(wanted.path)
    kept = _record(note, path, record, digest_of(new.encode()), digest_of(text.encode()))
    expect = digest_of(mine.encode())
    data = new.encode() if new != mine else None
    if path != at[note]:
        source = VaultPath(at[note])
        return Action(ActionKind.RENAME, path, "renamed", NoteId(note), source, expect, data, kept, text)
    if data is not None:
        return Action(ActionKind.UPDATE, path, "changed", NoteId(note), None, expect, data, kept, text)
    if kept != record:
        return Action(ActionKind.RECORD, path, "noted", NoteId(note), record=kept, base=text)
    return None


def _create(note: str, wanted: Wanted, text: str) -> Action:
    made = digest_of(text.encode())
    record = _record(note, wanted.path, None, made, made)
    return Action(
        ActionKind.CREATE, VaultPath(wanted.path), "new", NoteId(note), data=text.encode(), record=record, base=text
    )


def sync(
    vault: Path,
    state: Path,
    target: Target,
    *,
    disk: Disk | None = None,
    run: str = "run",
    stop: Callable[[], bool] | None = None,
    again: int = 3,
) -> list[Applied]:
    """Do what a run of vaultsync does; returns what became of the plans."""
    with VaultWriter(vault, disk=disk) as writer:
        vault_id = writer.prepare()
        with Store.open(state, vault_id) as store:
            results: list[Applied] = []
            if recover(writer, store).stopped:
                return results
            for _ in range(again):
                actions = plan(vault, target, store.records(), store.base)
                if actions.empty:
                    break
                results.append(apply(actions, writer, store, run_id=run, stop=stop))
                if not results[-1].changed or results[-1].stopped:
                    break
            return results
