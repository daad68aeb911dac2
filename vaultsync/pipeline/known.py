"""The known notes by their sources: kept up by what changes in the records, as most runs change few of thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from vaultsync.memo import changes_in
from vaultsync.model import NoteId, NoteKind, Record, SourceKey


class KnownNotes:
    """What the records say, by source; what is said of one stays the very object until one of its records changes."""

    def __init__(self) -> None:
        self._records: Mapping[NoteId, Record] = {}
        self._atoms: dict[SourceKey, dict[NoteId, Record]] = defaultdict(dict)
        self._maps: dict[NoteId, Record] = {}
        self._parts: dict[NoteId, Record] = {}
        self.atoms: dict[SourceKey, tuple[Record, ...]] = {}
        """The atoms of each source, those that joined others among them."""
        self.maps: tuple[Record, ...] = ()
        """The source maps, by their ids."""
        self.parts: tuple[Record, ...] = ()
        """The notes that joined others, now or once, by their ids."""

    def renew(self, records: Mapping[NoteId, Record]) -> None:
        """Take the records as they are now; one that is the very object of the last time has not changed."""
        stale: set[SourceKey] = set()
        maps, parts = self.maps, self.parts
        changed = changes_in(self._records, records)
        for note in changed:
            before = self._records.get(note)
            if before is not None:
                self._forget(before, stale)
            if note in records:
                self._note(records[note], stale)
        self._records = records
        if stale:
            atoms = {**self.atoms, **{key: tuple(self._atoms[key].values()) for key in stale}}
            self.atoms = {key: found for key, found in atoms.items() if found}
        if changed:
            maps = tuple(self._maps[note] for note in sorted(self._maps))
            parts = tuple(self._parts[note] for note in sorted(self._parts))
        self.maps = self.maps if maps == self.maps else maps
        self.parts = self.parts if parts == self.parts else parts

    def _forget(self, record: Record, stale: set[SourceKey]) -> None:
        self._maps.pop(record.id, None)
        self._parts.pop(record.id, None)
        if record.kind is NoteKind.ATOM and record.source is not None:
            self._atoms[record.source].pop(record.id, None)
            stale.add(record.source)

    def _note(self, record: Record, stale: set[SourceKey]) -> None:
        if record.heir is not None:
            self._parts[record.id] = record
        if record.source is None:
            return
        if record.kind is NoteKind.SOURCE:
            self._maps[record.id] = record
        elif record.kind is NoteKind.ATOM:
            self._atoms[record.source][record.id] = record
            stale.add(record.source)
