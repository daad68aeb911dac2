"""Which known note each passage of the sources is: identities before anything is named or linked (rule 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vaultsync.model import NoteId, NoteKind, Record, SourceKey
from vaultsync.notes.drafts import AtomText, SourceDraft, SourceInput, draft_source
from vaultsync.notes.identity import Candidate, Known, Matching, match, match_across, new_id
from vaultsync.notes.moved_sources import match_sources

_STANDING = ("joined", "gone", "deleted", "orphan", "live")
"""The states of a record: of two maps of one source, the one with the later state is it."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The sources under their notes' ids."""

    drafts: tuple[SourceDraft, ...]
    records: Mapping[NoteId, Record]
    """The records as they were, but with what this run learnt: moved sources, joined notes."""
    renamed_sources: Mapping[SourceKey, SourceKey] = field(default_factory=dict)
    """New key of each source that was moved or renamed, to its old one."""


def identify(
    sources: Sequence[SourceInput],
    texts: Mapping[SourceKey, Sequence[AtomText]],
    records: Mapping[NoteId, Record],
    deleted: frozenset[NoteId],
    unread: frozenset[SourceKey] = frozenset(),
) -> Identified:
    """Give every source map and every atom its id: a known one where it is the same idea, else a new one.

    The notes of sources that are there and could not be read (`unread`) are nobody else's.
    """
    renamed = _renamed_sources(sources, texts, records, unread)
    maps = _maps(records, renamed)
    records = {note_id: _rekeyed(record, renamed) for note_id, record in records.items()}
    matchings = _match_all(sources, texts, records, deleted, unread)
    records |= {
        note: replace(records[note], source=key)
        for key, one in matchings.items()
        for note in one.ids.values()
        if records[note].source != key
    }
    taken = set(records)
    joined = {old: heir for one in matchings.values() for old, heir in one.joined.items()}
    records |= {old: replace(records[old], heir=heir) for old, heir in joined.items()}
    standing = {note for one in matchings.values() for note in one.ids.values()}
    parts = _parts(record for record in records.values() if record.id not in standing)
    drafts: list[SourceDraft] = []
    for source in sources:
        ids = _ids(source, texts[source.key], matchings[source.key], taken)
        map_id = maps.get(source.key) or new_id(SourceKey(f"source:{source.key}"), source.key, taken)
        taken.add(map_id)
        drafts.append(
            draft_source(
                source,
                texts[source.key],
                ids,
                map_id,
                deleted=deleted,
                aliases=_aliases([*ids, map_id], source, texts[source.key], records, parts),
            )
        )
    return Identified(tuple(drafts), records, {new: old for old, new in renamed.items()})


def _renamed_sources(
    sources: Sequence[SourceInput],
    texts: Mapping[SourceKey, Sequence[AtomText]],
    records: Mapping[NoteId, Record],
    unread: frozenset[SourceKey],
) -> dict[SourceKey, SourceKey]:
    """Return the new key of every source that is no longer where it was but is found elsewhere by its content.

    A run that died may have remembered only some notes of a source at its new place. So what is live of a source that
    is gone is looked for in known sources as well, among the atoms that are not the text of their own notes.
    """
    present = {source.key for source in sources} | unread
    known: dict[SourceKey, list[str]] = defaultdict(list)
    live: set[SourceKey] = set()
    for record in sorted(records.values(), key=lambda one: (one.order, one.id)):
        if record.kind is NoteKind.ATOM and record.source is not None and record.state != "gone":
            known[record.source].append(record.signature)
            if record.state == "live":
                live.add(record.source)
    vanished = {key: signatures for key, signatures in known.items() if key not in present}
    if not vanished:
        return {}
    found = {source.key: [text.signature for text in texts[source.key]] for source in sources}
    arrived = {key: signatures for key, signatures in found.items() if key not in known}
    renamed = {old: new for new, old in match_sources(vanished, arrived).items()}
    halfway = {old: signatures for old, signatures in vanished.items() if old in live and old not in renamed}
    unclaimed = {
        key: others
        for key, signatures in found.items()
        if key in known and (others := [one for one in signatures if one not in known[key]])
    }
    return renamed | {old: new for new, old in match_sources(halfway, unclaimed).items()}


def _maps(records: Mapping[NoteId, Record], renamed: Mapping[SourceKey, SourceKey]) -> dict[SourceKey, NoteId]:
    """Return the map of each source: one that stands, before one that is gone; its own, before one that moved here."""
    maps = [record for record in records.values() if record.kind is NoteKind.SOURCE]
    maps.sort(key=lambda one: (_STANDING.index(one.state), one.source not in renamed, one.id))
    return {renamed.get(one.source, one.source): one.id for one in maps if one.source is not None}


def _rekeyed(record: Record, renamed: Mapping[SourceKey, SourceKey]) -> Record:
    if record.source is None or record.source not in renamed:
        return record
    return replace(record, source=renamed[record.source])


def _match_all(
    sources: Sequence[SourceInput],
    texts: Mapping[SourceKey, Sequence[AtomText]],
    records: Mapping[NoteId, Record],
    deleted: frozenset[NoteId],
    unread: frozenset[SourceKey],
) -> dict[SourceKey, Matching]:
    known: dict[SourceKey, list[Known]] = defaultdict(list)
    for record in sorted(records.values(), key=lambda one: (one.order, one.id)):
        if record.kind is NoteKind.ATOM and record.source is not None and record.state != "joined":
            is_live = record.state == "live" and record.id not in deleted
            known[record.source].append(
                Known(record.id, record.heading, record.signature, record.order, record.source, is_live)
            )
    atoms = {
        source.key: [
            Candidate(index, text.atom.title, text.signature, index, source.key)
            for index, text in enumerate(texts[source.key])
        ]
        for source in sources
    }
    matchings = {key: match(known.get(key, []), found) for key, found in atoms.items()}
    return _with_strays(matchings, {key: notes for key, notes in known.items() if key not in unread}, atoms)


def _with_strays(
    matchings: Mapping[SourceKey, Matching],
    known: Mapping[SourceKey, Sequence[Known]],
    atoms: Mapping[SourceKey, Sequence[Candidate]],
) -> dict[SourceKey, Matching]:
    """Add what was cut out of one source and pasted into another."""
    new = [one for key, found in atoms.items() for one in found if one.text and one.index not in matchings[key].ids]
    if not new:
        return dict(matchings)
    settled = {note for one in matchings.values() for note in (*one.ids.values(), *one.joined)}
    strays = [one for notes in known.values() for one in notes if one.text and one.id not in settled]
    found: dict[SourceKey, dict[int, NoteId]] = defaultdict(dict)
    for position, note in match_across(strays, new).items():
        found[new[position].source][new[position].index] = note
    return {key: replace(one, ids={**one.ids, **found.get(key, {})}) for key, one in matchings.items()}


def _ids(source: SourceInput, texts: Sequence[AtomText], matching: Matching, taken: set[NoteId]) -> list[NoteId]:
    ids: list[NoteId] = []
    for index, text in enumerate(texts):
        note_id = matching.ids.get(index)
        if note_id is None:
            note_id = new_id(source.key, text.signature or text.atom.title, taken)
        taken.add(note_id)
        ids.append(note_id)
    return ids


def _parts(records: Iterable[Record]) -> dict[NoteId, list[Record]]:
    """Return the notes that joined others, now or once, by the note that they are part of."""
    found: dict[NoteId, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda one: one.id):
        if record.heir is not None:
            found[record.heir].append(record)
    return found


def _aliases(
    ids: Sequence[NoteId],
    source: SourceInput,
    texts: Sequence[AtomText],
    records: Mapping[NoteId, Record],
    parts: Mapping[NoteId, Sequence[Record]],
) -> dict[NoteId, tuple[str, ...]]:
    """Gather the names under which each note was known: its own former titles, and those of what joined it."""
    titles = [*(text.atom.title for text in texts), source.split.title]
    gathered: dict[NoteId, tuple[str, ...]] = {}
    for note_id, title in zip(ids, titles, strict=True):
        former = [records[note_id]] if note_id in records else []
        former += parts.get(note_id, ())
        names = dict.fromkeys(name for record in former for name in (*record.aliases, record.title))
        gathered[note_id] = tuple(name for name in names if name != title)
    return gathered
