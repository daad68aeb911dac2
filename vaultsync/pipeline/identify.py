"""Which known note each passage of the sources is: identities before anything is named or linked (rule 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, Record, SourceKey
from vaultsync.notes.drafts import AtomText, SourceDraft, SourceInput, draft_source
from vaultsync.notes.identity import Candidate, Known, Matching, match, match_across, new_id
from vaultsync.notes.moved_sources import match_sources
from vaultsync.pipeline.known import KnownNotes

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
    known = remember.state("known notes", KnownNotes)
    known.renew(records)
    renamed = _renamed_sources(sources, texts, known, unread)
    renamed = {**_maps_left_behind(sources, known, unread), **renamed}
    maps = _maps(known.maps, renamed)
    if renamed:
        records = {note_id: _rekeyed(record, renamed) for note_id, record in records.items()}
        known.renew(records)
    matchings, strayed = _match_all(sources, texts, known.atoms, deleted, unread, remember)
    joined = {old: heir for one in matchings.values() if one.joined for old, heir in one.joined.items()}
    if strayed or joined:
        records = {**records, **{note: replace(records[note], source=key) for note, key in strayed.items()}}
        records |= {old: replace(records[old], heir=heir) for old, heir in joined.items()}
        known.renew(records)
    parts = _parts(known.parts, matchings)
    ids = _ids(texts, matchings, maps, records, remember)

    def identities(key: SourceKey) -> _Identities:
        return _identities(by_key[key], texts[key], ids[key], parts, records, deleted)

    by_key = {source.key: source for source in sources}
    own_maps = {key: records.get(found[-1]) for key, found in ids.items()}
    drafts = remember.each(
        "drafts",
        by_key,
        lambda key: _drafted(identities(key)),
        made_of=identities,
        by=(texts, ids, own_maps, known.atoms),
        given=(parts, deleted),
    )
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
    notes: KnownNotes,
    unread: frozenset[SourceKey],
) -> dict[SourceKey, SourceKey]:
    """Return the new key of every source that is no longer where it was but is found elsewhere by its content.

    A run that died may have remembered only some notes of a source at its new place. So what is live of a source that
    is gone is looked for in known sources as well, among the atoms that are not the text of their own notes.
    """
    present = {source.key for source in sources} | unread
    if all(_is_gone(notes.atoms[key]) for key in notes.atoms.keys() - present):
        return {}
    known: dict[SourceKey, list[str]] = {}
    live: set[SourceKey] = set()
    for key, atoms in notes.atoms.items():
        standing = sorted((one for one in atoms if one.state != "gone"), key=lambda one: (one.order, one.id))
        if standing:
            known[key] = [one.signature for one in standing]
        if any(one.state == "live" for one in standing):
            live.add(key)
    vanished = {key: signatures for key, signatures in known.items() if key not in present}
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


def _is_gone(atoms: Sequence[Record]) -> bool:
    return all(one.state == "gone" for one in atoms)


def _maps_left_behind(
    sources: Sequence[SourceInput], notes: KnownNotes, unread: frozenset[SourceKey]
) -> dict[SourceKey, SourceKey]:
    """Return the new key of every map whose atoms are known at their source's new place, by the map's old key.

    It could not be written when the source had moved. It is known by its title, else by the name of the file.
    """
    present = {source.key for source in sources} | unread
    astray = {one.source: one for one in notes.maps if one.state == "live" and one.source not in present}
    if not astray:
        return {}
    known = {key for key, atoms in notes.atoms.items() if not _is_gone(atoms)}
    lacking = [one for one in sources if one.key in known - {one.source for one in notes.maps}]
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


def _maps(maps: Iterable[Record], renamed: Mapping[SourceKey, SourceKey]) -> dict[SourceKey, NoteId]:
    """Return the map of each source: one that stands, before one that is gone; its own, before one that moved here."""
    ordered = sorted(maps, key=lambda one: (_STANDING.index(one.state), one.source not in renamed, one.id))
    return {renamed.get(one.source, one.source): one.id for one in ordered if one.source is not None}


def _rekeyed(record: Record, renamed: Mapping[SourceKey, SourceKey]) -> Record:
    if record.source is None or record.source not in renamed:
        return record
    return replace(record, source=renamed[record.source])


def _match_all(
    sources: Sequence[SourceInput],
    texts: Mapping[SourceKey, Sequence[AtomText]],
    known: Mapping[SourceKey, Sequence[Record]],
    deleted: frozenset[NoteId],
    unread: frozenset[SourceKey],
    remember: Remember,
) -> tuple[Mapping[SourceKey, Matching], Mapping[NoteId, SourceKey]]:
    """Match every source with the notes known of it, and what is left with what was cut out of others.

    Returns the matchings, and the new sources of the notes that were found in others.
    """

    def notes(key: SourceKey) -> list[Known]:
        return _known(key, known.get(key, ()), deleted)

    matchings = remember.each(
        "matchings",
        {source.key: texts[source.key] for source in sources},
        lambda key: match(notes(key), [*_candidates(key, texts[key])]),
        made_of=lambda key: (texts[key], notes(key)),
        by=(known,),
        given=deleted,
    )
    new = [
        one
        for key, matching in matchings.items()
        if len(matching.ids) < len(texts[key])
        for one in _candidates(key, texts[key])
        if one.text and one.index not in matching.ids
    ]
    if not new:
        return matchings, {}
    settled = {note for one in matchings.values() for note in (*one.ids.values(), *one.joined)}
    strays = [one for key in known if key not in unread for one in notes(key) if one.text and one.id not in settled]
    found: dict[SourceKey, dict[int, NoteId]] = defaultdict(dict)
    for position, note in match_across(strays, new).items():
        found[new[position].source][new[position].index] = note
    joined = {key: replace(matchings[key], ids={**matchings[key].ids, **ids}) for key, ids in found.items()}
    return {**matchings, **joined}, {note: key for key, ids in found.items() for note in ids.values()}


def _known(key: SourceKey, records: Iterable[Record], deleted: frozenset[NoteId]) -> list[Known]:
    """Return the notes known of a source as they are matched; what joined another is part of that one."""
    ordered = sorted((one for one in records if one.state != "joined"), key=lambda one: (one.order, one.id))
    return [
        Known(one.id, one.heading, one.signature, one.order, key, one.state == "live" and one.id not in deleted)
        for one in ordered
    ]


def _candidates(key: SourceKey, texts: Sequence[AtomText]) -> Iterator[Candidate]:
    return (Candidate(index, text.atom.title, text.signature, index, key) for index, text in enumerate(texts))


def _ids(
    texts: Mapping[SourceKey, Sequence[AtomText]],
    matchings: Mapping[SourceKey, Matching],
    maps: Mapping[SourceKey, NoteId],
    records: Mapping[NoteId, Record],
    remember: Remember,
) -> Mapping[SourceKey, tuple[NoteId, ...]]:
    """Return the ids of each source's atoms, in their order, and of its map; new ones in the order of the sources."""

    def known(key: SourceKey) -> tuple[NoteId, ...]:
        found, own, many = matchings[key].ids, maps.get(key), len(texts[key])
        return () if own is None or len(found) < many else (*map(found.__getitem__, range(many)), own)

    ids = remember.each(
        "ids",
        matchings,
        known,
        made_of=lambda key: (matchings[key], maps.get(key), len(texts[key])),
        by=(texts, maps),
    )
    lacking = [key for key, found in ids.items() if not found]
    taken = set(records) if lacking else set()
    new = {key: _with_new(key, texts[key], matchings[key].ids, maps.get(key), taken) for key in lacking}
    return {**ids, **new}


def _with_new(
    key: SourceKey, texts: Sequence[AtomText], known: Mapping[int, NoteId], own: NoteId | None, taken: set[NoteId]
) -> tuple[NoteId, ...]:
    """Return the ids of a source's notes, those that are new among them, and add these to `taken`."""
    ids: list[NoteId] = []
    for index, text in enumerate(texts):
        ids.append(known.get(index) or new_id(key, text.signature or text.atom.title, taken))
        taken.add(ids[-1])
    ids.append(own or new_id(SourceKey(f"source:{key}"), key, taken))
    taken.add(ids[-1])
    return tuple(ids)


def _parts(joined: Iterable[Record], matchings: Mapping[SourceKey, Matching]) -> Mapping[NoteId, Sequence[Record]]:
    """Return the notes that joined others, now or once, by the note that they are part of; none that stands again."""
    found: dict[NoteId, list[Record]] = defaultdict(list)
    waiting = [record for record in joined if record.heir is not None]
    standing = {note for one in matchings.values() for note in one.ids.values()} if waiting else set()
    for record in waiting:
        if record.heir is not None and record.id not in standing:
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
