"""Which base and which user's text each note is merged from, once edits have followed passages that moved (rule 1)."""

from __future__ import annotations

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
    has_news: Callable[[Target], bool],
) -> dict[NoteId, Pair]:
    """Return the pairs of the edited notes, and of those notes that take an edited passage in.

    `sources` gives the source of every known atom, `edited` the notes that the user changed, `base` the text last
    written of any of them, `present` whether it stands in the vault, `has_news` whether a source puts words into it.
    """
    aims = {target.id: target for target in targets if target.signature}
    leaving = {note for note in edited if note in sources and _is_astir(edited[note], aims.get(note))}
    if not leaving:
        return dict(edited)
    origins = {sources[note] for note in leaving}
    taking = [one for one in aims.values() if one.source in origins or has_news(one)]
    pairs = {note: edited[note] for note in leaving}
    for note in (target.id for target in taking if target.id in sources and present(target.id)):
        text = base(note)
        if note in edited:
            pairs[note] = edited[note]
        elif text is not None:
            pairs[note] = Pair(text, text)
    # A note of which nobody knows what vaultsync last wrote to it is left alone.
    open_to_all = [one for one in taking if one.id in pairs or not present(one.id)]
    return {**edited, **_carried(open_to_all, pairs, edited, sources)}


def _is_astir(pair: Pair, target: Target | None) -> bool:
    """Say whether the source changed what an edited note says, or no longer speaks for it."""
    return target is None or parts(target.text).body != parts(pair.base).body


def _carried(
    taking: Sequence[Target],
    pairs: Mapping[NoteId, Pair],
    edited: Mapping[NoteId, Pair],
    sources: Mapping[NoteId, SourceKey],
) -> dict[NoteId, Pair]:
    aims = {target.id: parts(target.text) for target in taking}
    before = {note: (parts(pair.base), parts(pair.mine)) for note, pair in pairs.items()}
    moved = redistribute(
        {note: old.body for note, (old, _) in before.items()},
        {note: mine.body for note, (_, mine) in before.items()},
        {note: aim.body for note, aim in aims.items()},
        {**{target.id: target.source for target in taking}, **{note: sources[note] for note in pairs}},
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
