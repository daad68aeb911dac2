"""What the vault holds now, and which of it is vaultsync's (rules 7 and 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vaultsync.errors import Unreadable
from vaultsync.markup import frontmatter
from vaultsync.markup.fingerprint import PROPERTY, unix_text
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.memo import Patched, Remember, anew, changes_in, has_same_keys, patched
from vaultsync.model import Digest, NoteId, NoteKind, Problem, Record, SourceKey, VaultPath
from vaultsync.notes.body import signature
from vaultsync.notes.naming import file_name, fold_key
from vaultsync.sync.observed import Actual
from vaultsync.vault.index import IndexedNote, VaultIndex
from vaultsync.vault.scan import Named, scan_vault

_KINDS = {kind.value: kind for kind in (NoteKind.ATOM, NoteKind.SOURCE, NoteKind.CONCEPT, NoteKind.HOME)}


@dataclass(frozen=True, slots=True)
class VaultSeen:
    """The vault as one run sees it."""

    index: VaultIndex
    stored: Mapping[NoteId, Record]
    """What the store remembers."""
    records: Mapping[NoteId, Record]
    """Of every known note, those recovered from the vault among them."""
    actual: Mapping[NoteId, Actual]
    """The known notes that stand in the vault."""
    moved: Mapping[NoteId, VaultPath]
    """Those that stand where the user put them."""
    recovered: Mapping[NoteId, VaultPath]
    """Those that only the vault itself tells of."""
    deleted: frozenset[NoteId]
    """Those that the user deleted and that stay deleted."""
    foreign: frozenset[VaultPath]
    """Every other file."""
    problems: tuple[Problem, ...]


def look_at(
    vault: Path, records: Mapping[NoteId, Record], remember: Remember = anew, named: Named | None = None
) -> VaultIndex:
    """Return the link index of a vault to plan by: nothing that it lacks is out of reach only (rule 10).

    `named` are all files that may be others than at the last look; None: any may be. Raises Unreadable where the system
    failed to show a file, or what known notes stand in may not be looked at.
    """
    index = VaultIndex(scan_vault(vault, remember, named), remember)
    check_readable(index.problems)
    for path in index.scan.hidden:
        if any(one.path == path or one.path.startswith(f"{path}/") for one in records.values() if _stands(one)):
            message = "may not be read, and notes that vaultsync keeps up to date stand there"
            raise Unreadable(message, path=path, hint="give yourself permission to read it, and run again")
    return index


def check_readable(problems: Iterable[Problem]) -> None:
    """Raise Unreadable if something could not be read since the system failed."""
    for problem in problems:
        if problem.severity == "error":
            raise Unreadable(problem.message, path=problem.path)


def _stands(record: Record) -> bool:
    return record.state in ("live", "orphan")


@dataclass
class _Sight:
    """What was seen the last time, which holds but for what says something else now."""

    seen: VaultSeen | None = None
    held: Mapping[VaultPath, str] = field(default_factory=dict)
    ids: Mapping[VaultPath, NoteId] = field(default_factory=dict)
    """The known notes by where they stand."""


def see(
    index: VaultIndex,
    records: Mapping[NoteId, Record],
    held: Mapping[VaultPath, str],
    remember: Remember = anew,
) -> VaultSeen:
    """Find the known notes in the vault, by place first and by id else; `held` says which must not be written now."""
    sight = remember.state("seen", _Sight)
    found = _seen_again(sight, index, records, held)
    if found is None:
        found = _seen_anew(index, records, held)
        sight.ids = {actual.path: note for note, actual in found.actual.items()}
    sight.seen, sight.held = found, held
    return found


def _seen_again(
    sight: _Sight, index: VaultIndex, records: Mapping[NoteId, Record], held: Mapping[VaultPath, str]
) -> VaultSeen | None:
    """Return what was seen the last time, where no file or record says anything else of which note stands where."""
    last = sight.seen
    if last is None or last.recovered:
        return None
    if not has_same_keys(last.index.scan.files, index.scan.files) or not has_same_keys(last.stored, records):
        return None
    files = changes_in(last.index.scan.files, index.scan.files)
    if any(last.index.claim(path) != index.claim(path) for path in files):
        return None
    if any(_placed(last.stored[note]) != _placed(records[note]) for note in changes_in(last.stored, records)):
        return None
    touched = {*files, *(path for path, _ in sight.held.items() ^ held.items())} & sight.ids.keys()
    actual = patched(last.actual, {sight.ids[path]: _actual(index, path, held) for path in touched})
    return replace(last, index=index, stored=records, records=records, actual=actual)


def _placed(record: Record) -> tuple[VaultPath, VaultPath, str]:
    return record.path, record.target_path, record.state


def _actual(index: VaultIndex, path: VaultPath, held: Mapping[VaultPath, str]) -> Actual:
    return Actual(path, index.scan.reader(path), index.digest(path), held.get(path, ""))


def _seen_anew(index: VaultIndex, records: Mapping[NoteId, Record], held: Mapping[VaultPath, str]) -> VaultSeen:
    claims = _claims(index)
    recovered = _recovered(index, claims, records)
    known = {**records, **recovered} if recovered else records
    places, problems = _located(index, claims, known)
    actual = Patched({note_id: _actual(index, path, held) for note_id, path in places.items()})
    moved = {note_id: path for note_id, path in places.items() if path != known[note_id].target_path}
    ours = set(places.values())
    return VaultSeen(
        index=index,
        stored=records,
        records=known,
        actual=actual,
        moved=moved,
        recovered={note_id: path for note_id, path in places.items() if note_id in recovered},
        deleted=frozenset(
            one.id for one in known.values() if one.id not in actual and one.state in ("live", "deleted")
        ),
        foreign=frozenset(path for path in index.paths if path not in ours),
        problems=tuple(problems),
    )


def _claims(index: VaultIndex) -> dict[NoteId, list[VaultPath]]:
    """Return the notes that carry an id of ours, by id: of several, one called by its title before others, by path."""
    claims: dict[NoteId, list[IndexedNote]] = {}
    for note in index.notes:
        if note.id and note.kind in _KINDS:
            claims.setdefault(NoteId(note.id), []).append(note)
    ranked = {
        note_id: notes if len(notes) == 1 else sorted(notes, key=_standing_of) for note_id, notes in claims.items()
    }
    return {note_id: [one.path for one in notes] for note_id, notes in ranked.items()}


def _standing_of(note: IndexedNote) -> tuple[bool, VaultPath]:
    """Return what tells a note from its copies where nothing is remembered: a copy has another name."""
    name = note.path.rpartition("/")[2].removesuffix(".md")
    return fold_key(name) != fold_key(file_name(note.title, fallback=note.id or "")), note.path


def _recovered(
    index: VaultIndex, claims: Mapping[NoteId, list[VaultPath]], records: Mapping[NoteId, Record]
) -> dict[NoteId, Record]:
    """Make records of notes that are ours by their frontmatter but unknown to the store (rule 9)."""
    found: dict[NoteId, Record] = {}
    for note_id, paths in claims.items():
        if note_id in records:
            continue
        text = index.text(paths[0])
        data = frontmatter.read(text).data
        if not isinstance(data.get(PROPERTY), str):
            continue
        found[note_id] = _record(note_id, paths[0], text, data, index)
    return found


def _record(note_id: NoteId, path: VaultPath, text: str, data: Mapping[str, object], index: VaultIndex) -> Record:
    kind = _KINDS[str(data.get("type"))]
    title = str(data.get("title") or path.rpartition("/")[2].removesuffix(".md"))
    unix = unix_text(text)
    body = unix[frontmatter.read(unix).body :].partition(KEPT_MARKER)[0].strip("\n")
    aliases = data.get("aliases")
    source = index.source(path)
    names = tuple(str(alias) for alias in aliases) if isinstance(aliases, list) else ()
    return Record(
        id=note_id,
        kind=kind,
        path=path,
        target_path=path,
        title=title,
        base=Digest(""),
        file=index.digest(path),
        source=SourceKey(source) if source else None,
        signature=signature(body) if kind is NoteKind.ATOM else "",
        heading=concept_key(title) if kind is NoteKind.CONCEPT else title,
        aliases=names if kind in (NoteKind.ATOM, NoteKind.SOURCE) else (),
    )


def concept_key(name: str) -> str:
    """Return the key of a concept whose record was lost."""
    from vaultsync.linking.concepts import key_of

    return key_of(name)


def _located(
    index: VaultIndex, claims: Mapping[NoteId, list[VaultPath]], known: Mapping[NoteId, Record]
) -> tuple[dict[NoteId, VaultPath], list[Problem]]:
    """Find each known note: at its recorded place, else the one note with its id; of several, the first is ours."""
    places: dict[NoteId, VaultPath] = {}
    problems: list[Problem] = []
    claimed = {path for paths in claims.values() for path in paths}
    for record in sorted(known.values(), key=lambda one: one.id):
        if record.state in ("gone", "joined"):
            # The note is gone: whatever still carries its id is a copy, and a copy is the user's.
            continue
        paths = claims.get(record.id, [])
        if record.path in paths:
            places[record.id] = record.path
        elif paths:
            places[record.id] = paths[0]
        elif index.has(record.path) and record.path not in claimed and _stands(record):
            places[record.id] = record.path
        problems += [_copied(copy, places[record.id]) for copy in paths if copy != places[record.id]]
    return places, problems


def _copied(copy: VaultPath, note: VaultPath) -> Problem:
    return Problem(
        copy,
        f"has the same id as {note}, so it is taken for your own copy",
        hint="remove the line `id:` from it to end this message",
        severity="warning",
    )
