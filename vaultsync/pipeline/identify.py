"""Which known note each passage of the sources is: identities before anything is named or linked (rule 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, NoteKind, Record, SourceKey
from vaultsync.notes.drafts import AtomText, SourceDraft, SourceInput, draft_source
from vaultsync.notes.identity import Candidate, Known, Matching, match, match_across, new_id
from vaultsync.notes.moved_sources import match_sources

_STANDING = ("joined", "gone", "orphan", "deleted", "live")
"""The states of a record: of two maps of one source, the one with the later state is it.

One that the user deleted was it when he did; an orphan came from a source that was taken for this one.
"""


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
    remember: Remember = anew,
) -> Identified:
    """Give every source map and every atom its id: a known one where it is the same idea, else a new one.

    The notes of sources that are there and could not be read (`unread`) are nobody else's.
    """
    renamed = _renamed_sources(sources, texts, records, unread)
    renamed = {**_maps_left_behind(sources, records, unread), **renamed}
    maps = _maps(records, renamed)
    if renamed:
        records = {note_id: _rekeyed(record, renamed) for note_id, record in records.items()}
    matchings = _match_all(sources, texts, records, deleted, unread, remember)
    strayed = {
        note: replace(records[note], source=key)
        for key, one in matchings.items()
        for note in one.ids.values()
        if records[note].source != key
    }
    if strayed:
        records = {**records, **strayed}
    taken = set(records)
    joined = {old: heir for one in matchings.values() for old, heir in one.joined.items()}
    if joined:
        records = {**records, **{old: replace(records[old], heir=heir) for old, heir in joined.items()}}
    standing = {note for one in matchings.values() for note in one.ids.values()}
    parts = _parts(record for record in records.values() if record.heir is not None and record.id not in standing)
    plans: dict[SourceKey, _Identities] = {}
    for source in sources:
        ids = _ids(source, texts[source.key], matchings[source.key], taken)
        map_id = maps.get(source.key) or new_id(SourceKey(f"source:{source.key}"), source.key, taken)
        taken.add(map_id)
        plans[source.key] = _identities(source, texts[source.key], (*ids, map_id), parts, records, deleted)
    drafts = remember.each("drafts", plans, lambda key: _drafted(plans[key]))
    return Identified(tuple(drafts.values()), records, {new: old for old, new in renamed.items()})


class _Identities(NamedTuple):
    """Whose notes the atoms of a source are."""

    source: SourceInput
    texts: Sequence[AtomText]
    ids: tuple[NoteId, ...]
    """Of its atoms, in their order, and of its map."""
    records: tuple[Record | None, ...]
    """What is known of each of these."""
    parts: tuple[Sequence[Record], ...]
    """The notes that joined each of these."""
    deleted: frozenset[NoteId]
    """Those of these that the user deleted."""


def _identities(
    source: SourceInput,
    texts: Sequence[AtomText],
    ids: tuple[NoteId, ...],
    parts: Mapping[NoteId, Sequence[Record]],
    records: Mapping[NoteId, Record],
    deleted: frozenset[NoteId],
) -> _Identities:
    joined = tuple(parts.get(note, ()) for note in ids)
    return _Identities(source, texts, ids, tuple(map(records.get, ids)), joined, deleted.intersection(ids))


def _drafted(one: _Identities) -> SourceDraft:
    return draft_source(one.source, one.texts, one.ids[:-1], one.ids[-1], deleted=one.deleted, aliases=_aliases(one))


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
    atoms = (one for one in records.values() if one.kind is NoteKind.ATOM and one.state != "gone")
    if all(one.source is None or one.source in present for one in atoms):
        return {}
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


def _maps_left_behind(
    sources: Sequence[SourceInput], records: Mapping[NoteId, Record], unread: frozenset[SourceKey]
) -> dict[SourceKey, SourceKey]:
    """Return the new key of every map whose atoms are known at their source's new place, by the map's old key.

    It could not be written when the source had moved. It is known by its title, else by the name of the file.
    """
    present = {source.key for source in sources} | unread
    maps = [one for one in records.values() if one.kind is NoteKind.SOURCE and one.source is not None]
    astray = {one.source: one for one in maps if one.state == "live" and one.source not in present}
    if not astray:
        return {}
    known = {one.source for one in records.values() if one.kind is NoteKind.ATOM and one.state != "gone"}
    lacking = [one for one in sources if one.key in known - {one.source for one in maps}]
    ranked = sorted(
        (map_.title != source.split.title, _file_name(old) != _file_name(source.key), source.key, old)
        for old, map_ in astray.items()
        for source in lacking
        if old is not None and old not in known
    )
    found: dict[SourceKey, SourceKey] = {}
    for has_other_title, has_other_name, new, old in ranked:
        if not (has_other_title and has_other_name) and old not in found and new not in found.values():
            found[old] = new
    return found


def _file_name(key: SourceKey) -> str:
    return key.rpartition("/")[2]


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
    remember: Remember,
) -> Mapping[SourceKey, Matching]:
    known: dict[SourceKey, list[tuple[Record, bool]]] = defaultdict(list)
    for record in records.values():
        if record.kind is NoteKind.ATOM and record.source is not None and record.state != "joined":
            known[record.source].append((record, record.state == "live" and record.id not in deleted))
    made_of = {source.key: (texts[source.key], known.get(source.key, ())) for source in sources}
    matchings = remember.each(
        "matchings",
        made_of,
        lambda key: match(_known(key, known.get(key, ())), [*_candidates(key, texts[key])]),
    )
    new = [
        one
        for key, matching in matchings.items()
        if len(matching.ids) < len(texts[key])
        for one in _candidates(key, texts[key])
        if one.text and one.index not in matching.ids
    ]
    return _with_strays(matchings, {key: notes for key, notes in known.items() if key not in unread}, new)


def _known(key: SourceKey, records: Iterable[tuple[Record, bool]]) -> list[Known]:
    ordered = sorted(records, key=lambda pair: (pair[0].order, pair[0].id))
    return [Known(one.id, one.heading, one.signature, one.order, key, is_live) for one, is_live in ordered]


def _candidates(key: SourceKey, texts: Sequence[AtomText]) -> Iterator[Candidate]:
    return (Candidate(index, text.atom.title, text.signature, index, key) for index, text in enumerate(texts))


def _with_strays(
    matchings: Mapping[SourceKey, Matching],
    known: Mapping[SourceKey, Sequence[tuple[Record, bool]]],
    new: Sequence[Candidate],
) -> Mapping[SourceKey, Matching]:
    """Add what was cut out of one source and pasted into another."""
    if not new:
        return matchings
    settled = {note for one in matchings.values() for note in (*one.ids.values(), *one.joined)}
    strays = [one for key in known for one in _known(key, known[key]) if one.text and one.id not in settled]
    found: dict[SourceKey, dict[int, NoteId]] = defaultdict(dict)
    for position, note in match_across(strays, new).items():
        found[new[position].source][new[position].index] = note
    return {key: replace(one, ids={**one.ids, **found[key]}) if key in found else one for key, one in matchings.items()}


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


def _aliases(one: _Identities) -> dict[NoteId, tuple[str, ...]]:
    """Gather the names under which each note was known: its own former titles, and those of what joined it."""
    titles = [*(text.atom.title for text in one.texts), one.source.split.title]
    gathered: dict[NoteId, tuple[str, ...]] = {}
    for note_id, record, parts, title in zip(one.ids, one.records, one.parts, titles, strict=True):
        former = [*([record] if record is not None else []), *parts]
        names = dict.fromkeys(name for known in former for name in (*known.aliases, known.title))
        gathered[note_id] = tuple(name for name in names if name != title)
    return gathered
