"""Which base and which user's text each note is merged from, once edits have followed passages that moved (rule 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from vaultsync.markup import frontmatter
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.model import NoteId, SourceKey, Target
from vaultsync.sync.redistribute import redistribute


class Pair(NamedTuple):
    """What a note is merged from, besides its target."""

    base: str
    mine: str

    @property
    def is_edited(self) -> bool:
        """Whether the user changed anything."""
        return self.base != self.mine


class Parts(NamedTuple):
    """A note's text in three: joining them gives it back."""

    properties: str
    body: str
    kept: str
    """From the marker of the sections that vaultsync keeps."""


def parts(text: str) -> Parts:
    """Cut a note into its properties, its body and the sections that vaultsync keeps."""
    start = frontmatter.read(text).body
    marker = text.find(f"\n{KEPT_MARKER}", max(0, start - 1))
    end = len(text) if marker < 0 else marker
    return Parts(text[:start], text[start:end], text[end:])


def carry(
    targets: Sequence[Target],
    sources: Mapping[NoteId, SourceKey],
    edited: Mapping[NoteId, Pair],
    base: Callable[[NoteId], str | None],
    present: Callable[[NoteId], bool],
) -> dict[NoteId, Pair]:
    """Return the pairs of the edited notes, and of those notes of their sources that take an edited passage in.

    `sources` gives the source of every known atom, `edited` the notes that the user changed, `base` the text last
    written of any of them, `present` whether it stands in the vault.
    """
    pairs = dict(edited)
    wanted: dict[SourceKey, list[Target]] = defaultdict(list)
    known: dict[SourceKey, list[NoteId]] = defaultdict(list)
    for note in sorted(sources):
        known[sources[note]].append(note)
    affected = {sources[note] for note in edited if note in sources}
    for target in targets:
        if target.source in affected and target.signature:
            wanted[target.source].append(target)
    for source in sorted(affected):
        pairs.update(_carried(wanted[source], known[source], edited, base, present))
    return pairs


def _carried(
    targets: Sequence[Target],
    known: Sequence[NoteId],
    edited: Mapping[NoteId, Pair],
    base: Callable[[NoteId], str | None],
    present: Callable[[NoteId], bool],
) -> dict[NoteId, Pair]:
    pairs: dict[NoteId, Pair] = {}
    for note in known:
        text = base(note) if present(note) else None
        if note in edited:
            pairs[note] = edited[note]
        elif text is not None:
            pairs[note] = Pair(text, text)
    aims = {target.id: parts(target.text) for target in targets}
    before = {note: (parts(pair.base), parts(pair.mine)) for note, pair in pairs.items()}
    if all(note in aims and aims[note].body == old.body for note, (old, _) in before.items()):
        return {}
    moved = redistribute(
        {note: old.body for note, (old, _) in before.items()},
        {note: mine.body for note, (_, mine) in before.items()},
        {note: aim.body for note, aim in aims.items()},
    )
    return {
        note: Pair(_with_body(before[note][0], old), _with_body(before[note][1], mine))
        if note in before
        else Pair(_with_body(aims[note], old), _with_body(aims[note], mine))
        for note, (old, mine) in moved.items()
        if note in edited or old != mine
    }


def _with_body(note: Parts, body: str) -> str:
    return note.properties + body + note.kept
