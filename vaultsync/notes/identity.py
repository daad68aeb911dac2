"""Who is who when a source has changed: which known note each of its atoms is, and the ids of new ones (rule 7).

An atom is the note that has, in this order,

1. the same text (of several, the one under the same heading, then in the same order);
2. most in common with it, if that is enough: `ALIKE` of both texts together, or `PART` of the smaller one – so that of
   a split note the larger part keeps the id, and of joined notes the larger one lives on;
3. the same heading, whatever became of the text;
4. its place between the same neighbours and at least `AKIN` in common.

All of it is one to one, a pure function of its arguments, and blind to the order in which they come.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vaultsync.markup.words import fold
from vaultsync.model import NoteId, SourceKey
from vaultsync.notes.likeness import ALIKE, Overlap, overlaps
from vaultsync.notes.moved_sources import match_sources

__all__ = ["Candidate", "Known", "Matching", "match", "match_sources", "new_id"]

ALIKE_DEAD = 0.4
"""What `ALIKE` is for a note that is no longer there: an idea comes back only if it is plainly the same."""

PART = 0.6
"""Share of the smaller text that must stand in the larger one for the two to be a part and its whole."""

LEAST_PART = 10
"""Words and pairs in common below which no text counts as a part of another."""

AKIN = 0.25
"""Likeness that is enough between the same neighbours, or for a dead note under the same heading."""

JOINED = 0.5
"""Share of a vanished note's text that must stand in another note for it to have been joined to that one."""

JOINED_BEFORE = 0.8
"""The same in a note that has its text already: the join was seen by a run that could not write the vanished one."""

_SAME_HEADING = 0.1
_DEAD = -0.1
"""What a shared heading, and being dead, weigh beside likeness: they settle what is nearly even."""

_ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
"""Crockford's base 32: no i, l, o or u that could be read as another character."""

_LETTERS = _ALPHABET[:22]
"""Ids start with a letter, so that no YAML reader takes one for a number."""

_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A note that was made of an atom of the source, now or once."""

    id: NoteId
    heading: str
    text: str
    """Its signature: the visible text, folded."""
    order: int
    source: SourceKey
    live: bool = True
    """False if the note is gone, deleted by the user or an orphan: its id still belongs to its idea."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An atom of the source as it is now."""

    index: int
    heading: str
    text: str
    """Its signature: the visible text, folded."""
    order: int
    source: SourceKey


@dataclass(frozen=True, slots=True)
class Matching:
    """Which known note each atom is."""

    ids: Mapping[int, NoteId]
    """By atom index; an atom that is missing here is new."""
    joined: Mapping[NoteId, NoteId] = field(default_factory=dict)
    """Live notes whose text now stands in another note, with that note."""
    gone: tuple[NoteId, ...] = ()
    """Live notes whose text stands nowhere any more."""
    origins: Mapping[int, NoteId] = field(default_factory=dict)
    """New atoms that were split off, with the note that most of their text stood in."""


class _Pair(NamedTuple):
    known: int
    atom: int


def match(known: Sequence[Known], atoms: Sequence[Candidate]) -> Matching:
    """Decide which known note each atom of one source is."""
    old = sorted(known, key=lambda one: (one.order, one.id))
    new = sorted(atoms, key=lambda one: (one.order, one.index))
    pairs = _same_text(old, new)
    old_left = _rest(len(old), (pair.known for pair in pairs))
    new_left = _rest(len(new), (pair.atom for pair in pairs))
    if not old_left:
        return _matching(old, new, pairs, {})
    found = _compare(old, new, old_left, new_left, pairs) if new_left else {}
    as_before = [pair.atom for pair in pairs]
    pairs += _alike(old, new, found)
    pairs += _same_heading(old, new, found, pairs)
    pairs += _same_place(old, new, found, pairs)
    return _matching(old, new, pairs, found | _joined_before(old, new, pairs, found, as_before))


def _joined_before(
    old: Sequence[Known],
    new: Sequence[Candidate],
    pairs: Sequence[_Pair],
    found: Mapping[_Pair, Overlap],
    as_before: Sequence[int],
) -> dict[_Pair, Overlap]:
    """Measure what live notes that vanished have in common with atoms whose text their notes have already."""
    explained = {pair.known for pair, overlap in found.items() if overlap.kept >= JOINED}
    lost = [index for index in _rest(len(old), (pair.known for pair in pairs)) if old[index].live]
    lost = [index for index in lost if index not in explained and old[index].text]
    if not lost or not as_before:
        return {}
    measured = overlaps([old[index].text for index in lost], [new[index].text for index in as_before])
    return {
        _Pair(lost[left], as_before[right]): overlap
        for (left, right), overlap in measured.items()
        if overlap.kept >= JOINED_BEFORE and overlap.common >= LEAST_PART
    }


def match_across(known: Sequence[Known], atoms: Sequence[Candidate]) -> dict[int, NoteId]:
    """Find notes that their own sources no longer hold among the atoms of others that are no known note there.

    A passage that was cut out of one source and pasted into another is the note with the same text, or else a live one
    that has most in common with it (`PART` of both together); a heading that they share says nothing here. Returns ids
    by position in `atoms`, all of which have a text, as have the notes.
    """
    old = sorted(known, key=lambda one: (one.source, one.order, one.id))
    pairs = _same_text(old, atoms)
    there = [index for index in _rest(len(old), (pair.known for pair in pairs)) if old[index].live]
    here = _rest(len(atoms), (pair.atom for pair in pairs))
    measured = overlaps([old[index].text for index in there], [atoms[index].text for index in here]) if there else {}
    ranked = sorted(
        (-overlap.likeness, _Pair(there[left], here[right]))
        for (left, right), overlap in measured.items()
        if overlap.likeness >= PART and overlap.common >= LEAST_PART
    )
    pairs += _one_to_one(pair for _, pair in ranked)
    return {pair.atom: old[pair.known].id for pair in pairs}


def new_id(source: SourceKey, text: str, taken: Collection[NoteId]) -> NoteId:
    """Return the id of a note first seen in `source` with `text`; `taken` are all ids ever given, the dead ones too."""
    for attempt in range(len(taken) + 1):
        digest = hashlib.sha256(f"{source}\0{text}\0{attempt or ''}".encode(errors="surrogatepass")).digest()
        value = int.from_bytes(digest[:8], "big")
        value, first = divmod(value, len(_LETTERS))
        rest = ((value >> 5 * place) & 31 for place in range(_ID_LENGTH - 1))
        note_id = NoteId(_LETTERS[first] + "".join(_ALPHABET[digit] for digit in rest))
        if note_id not in taken:
            return note_id
    raise AssertionError("more collisions than ids")


def _same_text(old: Sequence[Known], new: Sequence[Candidate]) -> list[_Pair]:
    by_text: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for index, one in enumerate(old):
        by_text[one.text][0].append(index)
    for index, atom in enumerate(new):
        by_text[atom.text][1].append(index)
    pairs: list[_Pair] = []
    for text, (there, here) in by_text.items():
        pairs += _settle(there, here, old, new, by_order=bool(text))
    return pairs


def _settle(
    there: Sequence[int], here: Sequence[int], old: Sequence[Known], new: Sequence[Candidate], *, by_order: bool
) -> list[_Pair]:
    """Pair notes and atoms that are equal in all but heading and place: by heading, then, if asked, by order."""
    headings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for index in there:
        headings[_key(old[index].heading)][0].append(index)
    for index in here:
        headings[_key(new[index].heading)][1].append(index)
    pairs = [pair for left, right in headings.values() for pair in _in_order(left, right, old)]
    if by_order:
        used_old, used_new = {pair.known for pair in pairs}, {pair.atom for pair in pairs}
        pairs += _in_order([i for i in there if i not in used_old], [i for i in here if i not in used_new], old)
    return pairs


def _in_order(there: Sequence[int], here: Sequence[int], old: Sequence[Known]) -> list[_Pair]:
    """Pair by order; where there are more notes than atoms, dead notes stand back."""
    chosen = sorted(there, key=lambda index: (not old[index].live, index))[: len(here)]
    return [_Pair(*pair) for pair in zip(sorted(chosen), here, strict=False)]


def _compare(
    old: Sequence[Known],
    new: Sequence[Candidate],
    old_left: Sequence[int],
    new_left: Sequence[int],
    pairs: Sequence[_Pair],
) -> dict[_Pair, Overlap]:
    """Measure what the notes and atoms that are left have in common; those in the same place are always compared."""
    before_old, before_new = _neighbours(len(old), len(new), pairs)
    gaps: dict[int, list[int]] = defaultdict(list)
    for position, index in enumerate(old_left):
        gaps[before_old[index]].append(position)
    also: list[tuple[int, int]] = []
    reached: Counter[int] = Counter()
    for position, index in enumerate(new_left):
        gap, place = gaps[before_new[index]], reached[before_new[index]]
        also += [(other, position) for other in gap[max(0, place - 1) : place + 2]]
        reached[before_new[index]] += 1
    measured = overlaps([old[index].text for index in old_left], [new[index].text for index in new_left], also)
    return {_Pair(old_left[left], new_left[right]): overlap for (left, right), overlap in measured.items()}


def _alike(old: Sequence[Known], new: Sequence[Candidate], found: Mapping[_Pair, Overlap]) -> list[_Pair]:
    ranked = sorted(
        (
            # What was joined goes on in a note that is there: a dead one takes an atom that is mostly another's last.
            not old[pair.known].live and overlap.borrowed < PART,
            -_weight(overlap, old[pair.known], new[pair.atom]),
            abs(pair.known - pair.atom),
            pair,
        )
        for pair, overlap in found.items()
        if _is_same_idea(overlap, old[pair.known])
    )
    return _one_to_one(pair for *_, pair in ranked)


def _weight(overlap: Overlap, known: Known, atom: Candidate) -> float:
    heading = _SAME_HEADING if known.heading and _key(known.heading) == _key(atom.heading) else 0.0
    return overlap.likeness + heading + (0.0 if known.live else _DEAD)


def _is_same_idea(overlap: Overlap, known: Known) -> bool:
    if overlap.likeness >= (ALIKE if known.live else ALIKE_DEAD):
        return True
    return overlap.common >= LEAST_PART and max(overlap.kept, overlap.borrowed) >= PART


def _same_heading(
    old: Sequence[Known], new: Sequence[Candidate], found: Mapping[_Pair, Overlap], pairs: Sequence[_Pair]
) -> list[_Pair]:
    there: dict[str, list[int]] = defaultdict(list)
    for index in _rest(len(old), (pair.known for pair in pairs)):
        there[_key(old[index].heading)].append(index)
    here: dict[str, list[int]] = defaultdict(list)
    for index in _rest(len(new), (pair.atom for pair in pairs)):
        here[_key(new[index].heading)].append(index)
    return [
        pair
        for heading, atoms in here.items()
        if heading
        for pair in _in_order(there[heading], atoms, old)
        if old[pair.known].live or (pair in found and found[pair].likeness >= AKIN)
    ]


def _same_place(
    old: Sequence[Known], new: Sequence[Candidate], found: Mapping[_Pair, Overlap], pairs: Sequence[_Pair]
) -> list[_Pair]:
    taken_old, taken_new = {pair.known for pair in pairs}, {pair.atom for pair in pairs}
    before_old, before_new = _neighbours(len(old), len(new), pairs)
    ranked = sorted(
        (-overlap.likeness, abs(pair.known - pair.atom), pair)
        for pair, overlap in found.items()
        if pair.known not in taken_old
        and pair.atom not in taken_new
        and old[pair.known].live
        and before_old[pair.known] == before_new[pair.atom]
        and overlap.likeness >= AKIN
    )
    return _one_to_one(pair for *_, pair in ranked)


def _neighbours(old_size: int, new_size: int, pairs: Sequence[_Pair]) -> tuple[list[int], list[int]]:
    """Return, for each note and each atom, the note that is the last matched one before it; -1 for none."""
    known_of = {pair.atom: pair.known for pair in pairs}
    matched = set(known_of.values())
    before_old, before_new = [-1] * old_size, [-1] * new_size
    for index in range(1, old_size):
        before_old[index] = index - 1 if index - 1 in matched else before_old[index - 1]
    for index in range(1, new_size):
        before_new[index] = known_of.get(index - 1, before_new[index - 1])
    return before_old, before_new


def _matching(
    old: Sequence[Known], new: Sequence[Candidate], pairs: Sequence[_Pair], found: Mapping[_Pair, Overlap]
) -> Matching:
    atom_ids = {pair.atom: old[pair.known].id for pair in pairs}
    matched = {pair.known for pair in pairs}
    alive = {pair.atom for pair in pairs if old[pair.known].live}
    heirs: dict[NoteId, tuple[int, NoteId]] = {}
    origins: dict[int, tuple[int, NoteId]] = {}
    for pair, overlap in sorted(found.items()):
        one = old[pair.known]
        if pair.known not in matched and one.live and pair.atom in alive and overlap.kept >= JOINED:
            heirs[one.id] = max(heirs.get(one.id, (0, one.id)), (overlap.common, atom_ids[pair.atom]))
        if pair.atom not in atom_ids and overlap.borrowed >= JOINED:
            index = new[pair.atom].index
            origins[index] = max(origins.get(index, (0, one.id)), (overlap.common, one.id))
    return Matching(
        ids={new[atom].index: note_id for atom, note_id in sorted(atom_ids.items())},
        joined={note_id: heir for note_id, (_, heir) in sorted(heirs.items())},
        gone=tuple(
            one.id for index, one in enumerate(old) if one.live and index not in matched and one.id not in heirs
        ),
        origins={index: note_id for index, (_, note_id) in sorted(origins.items())},
    )


def _one_to_one(ranked: Iterable[_Pair]) -> list[_Pair]:
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs: list[_Pair] = []
    for pair in ranked:
        if pair.known not in taken_old and pair.atom not in taken_new:
            taken_old.add(pair.known)
            taken_new.add(pair.atom)
            pairs.append(pair)
    return pairs


def _rest(size: int, used: Iterable[int]) -> list[int]:
    taken = set(used)
    return [index for index in range(size) if index not in taken]


def _key(heading: str) -> str:
    return " ".join(fold(heading).split())
