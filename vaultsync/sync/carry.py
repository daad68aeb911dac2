"""Which base and which user's text each note is merged from, once edits have followed what moved (rule 1).

The user's words follow their sentences, and his properties of a note that was joined into another one go to that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from typing import NamedTuple

from vaultsync.markup import frontmatter
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.model import NoteId, SourceKey, Target
from vaultsync.sync.inherit import Heir, inherit
from vaultsync.sync.redistribute import redistribute


class Pair(NamedTuple):
    """What a note is merged from, besides its target."""

    base: str
    mine: str
    along: frozenset[NoteId] = frozenset()
    """The notes between which words of the user's move in this run, itself among them: written all, or none."""
    into: frozenset[NoteId] = frozenset()
    """Those that take words of the user's in that leave this one: it is written once they are."""

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
    heirs: Mapping[NoteId, NoteId],
    owned: Set[str],
    cut: Callable[[str], Parts],
) -> dict[NoteId, Pair]:
    """Return the pairs of the edited notes, and of those notes that take in what the user wrote into another one.

    `sources` gives the source of every known atom, `edited` the notes that the user changed, `base` the text last
    written of any of them, `present` whether it stands in the vault, `has_news` whether a source puts words into it,
    `heirs` the note that each of those that go now was joined into, `owned` the properties that no note hands on,
    `cut` the parts of a text (`parts`).
    """
    aims = {target.id: target for target in targets if target.signature}
    leaving = {note for note in edited if note in sources and _is_astir(edited[note], aims.get(note), cut)}
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
    carried, went = _carried(open_to_all, pairs, edited, sources)
    moved = {**edited, **carried}
    into: dict[NoteId, set[NoteId]] = defaultdict(set)
    for note, home in went:
        into[note].add(home)
    for note in sorted(leaving - aims.keys()):
        heir = aims.get(heirs.get(note, note))
        if heir is not None and heir.id in pairs:
            handed = _handed_on(moved[note], moved.get(heir.id, pairs[heir.id]), note, heir, owned)
            moved |= handed
            into[note] |= handed.keys() - {note}
        moved[note] = _with_something_to_read(moved[note], edited[note])
    along = frozenset(note for note, pair in moved.items() if pair != edited.get(note))
    return {
        note: pair._replace(along=along, into=frozenset(into[note])) if note in along else pair
        for note, pair in moved.items()
    }


def _is_astir(pair: Pair, target: Target | None, cut: Callable[[str], Parts]) -> bool:
    """Say whether the source changed what an edited note says, or no longer speaks for it."""
    return target is None or cut(target.text).body != cut(pair.base).body


def _carried(
    taking: Sequence[Target],
    pairs: Mapping[NoteId, Pair],
    edited: Mapping[NoteId, Pair],
    sources: Mapping[NoteId, SourceKey],
) -> tuple[dict[NoteId, Pair], frozenset[tuple[NoteId, NoteId]]]:
    """Return the pairs that change, or that are edited, and between which notes words of the user's went."""
    aims = {target.id: parts(target.text) for target in taking}
    before = {note: (parts(pair.base), parts(pair.mine)) for note, pair in pairs.items()}
    shared = redistribute(
        {note: old.body for note, (old, _) in before.items()},
        {note: mine.body for note, (_, mine) in before.items()},
        {note: aim.body for note, aim in aims.items()},
        {**{target.id: target.source for target in taking}, **{note: sources[note] for note in pairs}},
    )
    carried = {
        note: Pair(_with_body(before[note][0], old), _with_body(before[note][1], mine))
        if note in before
        else Pair(_with_body(aims[note], old), _with_body(aims[note], mine))
        for note, (old, mine) in shared.bodies.items()
        if note in edited or old != mine
    }
    return carried, shared.went


def _with_body(note: Parts, body: str) -> str:
    return note.properties + body + note.kept


def _handed_on(pair: Pair, heirs: Pair, note: NoteId, heir: Target, owned: Set[str]) -> dict[NoteId, Pair]:
    """Hand the properties of a note that goes to its heir, if that can keep them all; returns what changes."""
    base, mine, theirs = parts(pair.base), parts(pair.mine), parts(heirs.mine)
    properties = inherit(
        base.properties, mine.properties, Heir(theirs.properties, parts(heir.text).properties), owned=owned
    )
    if properties is None:
        return {}
    rest = mine._replace(properties=base.properties)
    return {
        note: Pair(pair.base, "".join(rest)),
        heir.id: Pair(heirs.base, "".join(theirs._replace(properties=properties))),
    }


def _with_something_to_read(pair: Pair, edited: Pair) -> Pair:
    """Give a note that stays for its properties alone the source's words back: the user's are in other notes."""
    if not pair.is_edited or parts(pair.mine).body.strip() or not parts(edited.mine).body.strip():
        return pair
    return Pair(edited.base, _with_body(parts(pair.mine), parts(edited.base).body))
