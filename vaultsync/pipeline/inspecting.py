"""Looking without touching: the link index of a vault, what a run would do, what past runs did."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from vaultsync.config import Config
from vaultsync.markup.lines import line_of, line_starts
from vaultsync.model import NoteId, NoteKind, Record, SourceKey, VaultPath
from vaultsync.notes.target import reason
from vaultsync.pipeline.finding import find_note
from vaultsync.pipeline.reading import read_settings
from vaultsync.pipeline.run import Outlook, RunOptions, Watcher, begun, look_ahead, open_store
from vaultsync.report.explanation import Explanation
from vaultsync.report.status import Status
from vaultsync.sources.read import found_file, read
from vaultsync.sync.store import Store
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import scan_vault
from vaultsync.vault.write import VaultWriter

Progress = Callable[[str, int, int], None]

_PROPERTY_REASONS = {
    "from": "its source",
    "up": "what it is part of",
    "down": "its part",
    "prev": "what stands before it in the source",
    "next": "what stands after it in the source",
    "concepts": "a concept that it speaks of",
    "mentions": "its text names it",
}


def open_index(vault: Path) -> VaultIndex:
    """Return the link index of any vault."""
    return VaultIndex(scan_vault(vault))


def look(stack: ExitStack, config: Config, progress: Progress) -> tuple[Outlook, Store]:
    """Plan a run that is not carried out; the store stays open as long as `stack`."""
    writer = stack.enter_context(VaultWriter(config.vault))
    store = stack.enter_context(open_store(config, writer, readonly=True))
    outlook = look_ahead(config, store, RunOptions(dry_run=True), Watcher(progress=progress))
    return replace(outlook, problems=(*begun(store), *outlook.problems)), store


def find_status(config: Config, progress: Progress) -> Status:
    """Return how the vault stands against its sources."""
    with ExitStack() as stack:
        outlook, store = look(stack, config, progress)
        records = outlook.seen.records
        edited = [actual.path for note_id, actual in outlook.seen.actual.items() if _is_edited(note_id, outlook, store)]
        return Status(
            waiting=outlook.plan.actions,
            edited=tuple(sorted(edited)),
            moved=tuple(sorted(outlook.seen.moved.values())),
            deleted=tuple(sorted(records[note_id].title for note_id in outlook.seen.deleted)),
            conflicts=outlook.conflicts,
            orphans=tuple(sorted(one.path for one in records.values() if one.state == "orphan")),
            problems=(*store.problems, *outlook.problems, *outlook.plan.problems),
        )


def _is_edited(note_id: NoteId, outlook: Outlook, store: Store) -> bool:
    record, actual = outlook.seen.records[note_id], outlook.seen.actual[note_id]
    return actual.digest != record.base and actual.text != store.base(record.base)


def explain(config: Config, name: str, progress: Progress) -> Explanation:
    """Say where a note came from and why it links where it links; `name` is its path, its file name or its title."""
    with ExitStack() as stack:
        outlook, store = look(stack, config, progress)
        index = outlook.seen.index
        path = find_note(name, config.vault, index)
        owners = {actual.path: note_id for note_id, actual in outlook.seen.actual.items()}
        note_id = owners.get(path)
        record = outlook.seen.records[note_id] if note_id is not None else None
        state = "yours" if note_id is None else "edited" if _is_edited(note_id, outlook, store) else "as written"
        source = record.source if record is not None else None
        return Explanation(
            path=path,
            id=note_id or "",
            kind=record.kind.value if record is not None else NoteKind.USER.value,
            source=source or "",
            lines=_lines(config, outlook, record, source),
            state="orphan" if record is not None and record.state == "orphan" else state,
            links=_links(index, path, outlook, note_id),
            backlinks=tuple(index.backlinks(path)),
        )


def _lines(
    config: Config, outlook: Outlook, record: Record | None, source: SourceKey | None
) -> tuple[tuple[int, int], ...]:
    path = outlook.sources.paths.get(source) if source is not None else None
    if path is None or record is None or record.kind is not NoteKind.ATOM:
        return ()
    document = read(found_file(path), read_settings(config)).document
    split = next((one.split for one in outlook.sources.inputs if one.key == source), None)
    orders = {atom.id: atom.order for draft in outlook.aim.drafts for atom in draft.atoms}
    if document is None or split is None or record.id not in orders:
        return ()
    starts = line_starts(document.text)
    spans = split.atoms[orders[record.id]].spans
    return tuple((line_of(starts, start), line_of(starts, end - 1)) for start, end in spans)


def _links(index: VaultIndex, path: VaultPath, outlook: Outlook, note_id: NoteId | None) -> tuple[tuple[str, str], ...]:
    composed = {note.id: note for note in outlook.aim.composed}
    own = composed.get(note_id) if note_id is not None else None
    ids = {place: found for found, place in outlook.aim.places.final.items()}
    rows: dict[tuple[str, str], None] = {}
    for link in index.links_from(path):
        if link.target is None or link.target == path or link.generated:
            continue
        target = ids.get(link.target)
        if link.property == "related" and note_id is not None and target is not None:
            why = reason(outlook.aim.weave, note_id, target)
            because = "related" if why is None else why
        elif link.property is not None:
            because = _PROPERTY_REASONS.get(link.property, f"your property {link.property}")
        elif own is not None and target in own.machine:
            because = "its text names it"
        else:
            because = "written in the text"
        rows[link.target, because] = None
    return tuple(rows)


def past_runs(config: Config) -> list[dict[str, object]]:
    """Return the runs that changed something, the newest first."""
    with VaultWriter(config.vault) as writer, open_store(config, writer, readonly=True) as store:
        return [
            {
                "run": entry.run,
                "started": entry.started.isoformat(timespec="seconds"),
                "changes": sum(entry.counts.values()),
                "counts": dict(entry.counts),
            }
            for entry in reversed(store.runs())
        ]
