"""Takes the user's edits along when a passage moves from one note to another.

Where a section is split, joined or cut anew, what the user edited in one note stands in another one after the source's
change. Here base and user's text of such sentences are moved first, so that the ordinary merge of each note finds the
edit where the passage now is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.model import NoteId
from vaultsync.sync.align import align
from vaultsync.sync.tokens import OPAQUE, Token, Tokens, tokenize
from vaultsync.sync.words import unix

_EVIDENCE = 8
"""Characters of text found in another note, and nowhere else, from which a passage is taken to have moved there."""


class Shared(NamedTuple):
    """What notes are merged from once passages have followed their text, and which note took words from which."""

    bodies: dict[NoteId, tuple[str, str]]
    """Base and user's body of each note."""
    went: frozenset[tuple[NoteId, NoteId]]
    """The note that words of the user's left and the one that they went to, a pair each."""


class _Place(NamedTuple):
    """Where a text is new."""

    home: NoteId
    at: int
    """Index of its token in the home's target."""


class _Run(NamedTuple):
    """Neighbouring sentences and lines that moved together."""

    place: _Place
    tokens: range
    """Their numbers in the base that they leave."""


def redistribute(
    bases: Mapping[NoteId, str],
    mines: Mapping[NoteId, str],
    targets: Mapping[NoteId, str],
    sources: Mapping[NoteId, Hashable] | None = None,
) -> Shared:
    """Take base and user's body of each note to where their passages stand, in this note or in another.

    All are bodies, without frontmatter: `bases` as last written, `mines` as they stand (a note that the user deleted
    is missing here, and takes nothing in), `targets` as they should be. A note that is missing in `targets` is to go,
    one that is missing in `bases` is new. A text that is new in a note of the same source went there, whatever else it
    is new in. Whatever the user typed in some of `mines` stands in one of the results.
    """
    ids = list(dict.fromkeys([*bases, *targets]))
    edited = [note for note in ids if note in mines and unix(mines[note]) != unix(bases.get(note, ""))]
    if not edited or len(ids) < 2:
        return Shared({note: (bases.get(note, ""), mines.get(note, "")) for note in ids}, frozenset())
    notes = {note: _Note(bases.get(note, ""), mines.get(note, ""), targets.get(note, "")) for note in ids}
    homes = {note: notes[note] for note in targets if note not in bases or note in mines}
    places = _Places(homes, sources or {})
    arrivals: dict[NoteId, list[tuple[int, str, str]]] = defaultdict(list)
    went = set()
    for note in edited:
        for run in _runs(notes[note], places.elsewhere(note)):
            base, mine = notes[note].take(run.tokens)
            arrivals[run.place.home].append((run.place.at, base, mine))
            if unix(base) != unix(mine):
                went.add((note, run.place.home))
        notes[note].leave_to([other for other in homes.values() if other is not notes[note]])
    for home, runs in arrivals.items():
        for at, base, mine in sorted(runs):
            notes[home].put(at, base, mine)
    return Shared({note: notes[note].bodies() for note in ids}, frozenset(went))


class _Places:
    """The places of texts that are new in one note, and in no other."""

    def __init__(self, homes: Mapping[NoteId, _Note], sources: Mapping[NoteId, Hashable]) -> None:
        self._sources = sources
        new = [(key, _Place(note, k)) for note, home in homes.items() for key, k in home.new_tokens()]
        by_source: dict[Hashable, list[tuple[str, _Place]]] = defaultdict(list)
        for key, place in new:
            by_source[sources.get(place.home)].append((key, place))
        self._all = _single(new)
        self._near = {source: _single(found) for source, found in by_source.items()}

    def elsewhere(self, note: NoteId) -> Mapping[str, _Place]:
        """Return where texts went that are gone from a note."""
        found = self._all | self._near.get(self._sources.get(note), {})
        return {key: place for key, place in found.items() if place.home != note}


def _single(found: Sequence[tuple[str, _Place]]) -> dict[str, _Place]:
    counts = Counter(key for key, _ in found)
    return {key: place for key, place in found if counts[key] == 1}


def _runs(leaving: _Note, places: Mapping[str, _Place]) -> Iterator[_Run]:
    """Find where the text went that is gone from a note, neighbours with the same home together."""
    gone = leaving.gone(places)
    for _, stretch in groupby(enumerate(gone), key=lambda pair: pair[1] - pair[0]):
        members = [index for _, index in stretch]
        found = leaving.homes(members, places)
        for home, group in groupby(zip(members, found, strict=True), key=lambda pair: pair[1]):
            run = [index for index, _ in group]
            known = [places[key] for index in run if (key := leaving.key(index)) in places]
            if home is not None:
                at = min(place.at for place in known if place.home == home)
                yield _Run(_Place(home, at), range(run[0], run[-1] + 1))


class _Note:
    """One note's bodies, on the way to those without what moved away and with what moved in."""

    def __init__(self, base: str, mine: str, target: str) -> None:
        self._base, self._mine, self._target = tokenize(base), tokenize(mine), tokenize(target)
        self._ours = align(self._base, self._mine)
        self._incoming = align(self._base, self._target)
        self._base_said: dict[int, str] = {}
        self._mine_said: dict[int, str] = {}
        self._base_front: list[str] = []
        self._mine_front: list[str] = []

    def bodies(self) -> tuple[str, str]:
        """Return base and user's body as they are now."""
        return (
            _with_front(self._base_front, self._base.text(self._base_said)),
            _with_front(self._mine_front, self._mine.text(self._mine_said)),
        )

    def new_tokens(self) -> Iterator[tuple[str, int]]:
        """Yield the target's tokens that have no origin in this note: their keys and indexes."""
        for k, token in enumerate(self._target.tokens):
            if self._incoming.earlier[k] is None or k in self._incoming.unlike:
                yield token.key, k

    def key(self, index: int) -> str:
        """Return what a token of the base is compared by."""
        return self._base.tokens[index].key

    def gone(self, places: Mapping[str, _Place]) -> list[int]:
        """Return the base's tokens that this note no longer says; lines of code and of a table only together."""
        tokens = self._base.tokens
        gone = [i for i in range(len(tokens)) if self._is_gone(i, places)]
        lost = Counter(tokens[i].block for i in gone)
        sizes = Counter(token.block for token in tokens)
        whole = {token.block for token in tokens if token.kind in OPAQUE and 2 * lost[token.block] > sizes[token.block]}
        return [
            i
            for i, token in enumerate(tokens)
            if (token.block in whole if token.kind in OPAQUE else self._is_gone(i, places))
        ]

    def _is_gone(self, i: int, places: Mapping[str, _Place]) -> bool:
        k = self._incoming.later[i]
        if k is None or k in self._incoming.unlike:
            return True
        return self.key(i) in places and self._target.tokens[k].key != self.key(i)

    def homes(self, stretch: Sequence[int], places: Mapping[str, _Place]) -> list[NoteId | None]:
        """Return the home of each of neighbouring tokens: that of its text, or else the one that its neighbours have.

        What says too little to have a home goes with what stands before it, or behind it in the same block.
        """
        tokens = self._base.tokens
        homes: list[NoteId | None] = [None] * len(stretch)
        for _, group in groupby(range(len(stretch)), key=lambda at: _unit(tokens, stretch[at])):
            members = list(group)
            weights: Counter[NoteId] = Counter()
            for key in (tokens[stretch[at]].key for at in members):
                if key in places:
                    weights[places[key].home] += len(key)
            best = min(weights, key=lambda note: (-weights[note], note), default=None)
            homes[members[0] : members[-1] + 1] = [best] * len(members)
        total: Counter[NoteId] = Counter()
        for at, home in enumerate(homes):
            if home is not None:
                total[home] += len(tokens[stretch[at]].key)
        homes = [home if home is not None and total[home] >= _EVIDENCE else None for home in homes]
        for at in range(len(homes) - 2, -1, -1):
            if homes[at] is None and not tokens[stretch[at + 1]].opens:
                homes[at] = homes[at + 1]
        for at in range(1, len(homes)):
            homes[at] = homes[at] or homes[at - 1]
        return homes

    def take(self, tokens: range) -> tuple[str, str]:
        """Take tokens of the base out, and what the user made of them; returns both."""
        written = list(tokens)
        held = [j for j, owner in enumerate(self._owners()) if owner in tokens]
        taken = _excerpt(self._base, written), _excerpt(self._mine, held)
        self._base_said.update(dict.fromkeys(written, ""))
        self._mine_said.update(dict.fromkeys(held, ""))
        return taken

    def leave_to(self, others: Sequence[_Note]) -> None:
        """Take out what is gone from here and stands in another note already, in the user's words too.

        A run that was refused this note may have written that one before.
        """
        owned: dict[int, list[int]] = defaultdict(list)
        for j, owner in enumerate(self._owners()):
            if owner is not None and j not in self._mine_said:
                owned[owner].append(j)
        for i, token in enumerate(self._base.tokens):
            typed = {self._mine.tokens[j].key for j in owned[i]} - {token.key}
            gone = typed and i not in self._base_said and self._is_gone(i, {})
            if gone and len(token.key) >= _EVIDENCE and any(one.has_taken_in(token.key, typed) for one in others):
                self.take(range(i, i + 1))

    def has_taken_in(self, key: str, typed: Set[str]) -> bool:
        """Say whether a text has come into this note in a run before, and stays, with what the user typed."""
        return key in self._standing and typed <= self._mine_keys

    @cached_property
    def _standing(self) -> frozenset[str]:
        return frozenset(token.key for token in self._base.tokens) & {token.key for token in self._target.tokens}

    @cached_property
    def _mine_keys(self) -> frozenset[str]:
        return frozenset(token.key for token in self._mine.tokens)

    def _owners(self) -> list[int | None]:
        """Return, by the user's tokens, the one of the base that each goes with: its own, or else its neighbour's."""
        tokens = self._mine.tokens
        owners = list(self._ours.earlier)
        for j in range(1, len(owners)):
            if owners[j] is None and not tokens[j].opens:
                owners[j] = owners[j - 1]
        for j in range(len(owners) - 2, -1, -1):
            if owners[j] is None and not tokens[j + 1].opens:
                owners[j] = owners[j + 1]
        last = next((owner for owner in owners if owner is not None), None)
        for j, owner in enumerate(owners):
            last = owners[j] = last if owner is None else owner
        return owners

    def put(self, at: int, base: str, mine: str) -> None:
        """Put blocks where they will stand: before the target's token `at`."""
        before = next((i for k in range(at - 1, -1, -1) if (i := self._incoming.earlier[k]) is not None), None)
        _insert(self._base, self._base_said, self._base_front, before, base)
        earlier = range(-1 if before is None else before, -1, -1)
        after = next((j for i in earlier if (j := self._ours.later[i]) is not None), None)
        newline = newline_of(self._mine.body) if self._mine.body else "\n"
        _insert(self._mine, self._mine_said, self._mine_front, after, unix(mine).replace("\n", newline))


def _unit(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """Return what a token goes with as a whole: its block, if only that hangs together."""
    token = tokens[index]
    return token.block, -1 if token.kind in OPAQUE else index


def _insert(tokens: Tokens, said: dict[int, str], front: list[str], behind: int | None, text: str) -> None:
    """Put text behind the block of one token, or to the front."""
    if not text:
        return
    if behind is None:
        front.append(text)
        return
    end = behind
    while end + 1 < len(tokens) and tokens.tokens[end + 1].block == tokens.tokens[behind].block:
        end += 1
    while end >= 0 and not said.get(end, tokens.tokens[end].text):
        end -= 1
    if end < 0:
        front.append(text)
        return
    apart = newline_of(tokens.body) * 2
    said[end] = f"{said.get(end, tokens.tokens[end].text)}{apart}{text}"


def _with_front(front: Sequence[str], body: str) -> str:
    if not front:
        return body
    newline = newline_of(body)
    start = (newline * 2).join(front)
    return f"{start}{newline * 2}{body}" if body.strip() else start + newline


def _excerpt(tokens: Tokens, indexes: Sequence[int]) -> str:
    """Return some of a body's tokens, with the white space that stands between neighbours."""
    parts: list[str] = []
    for at, index in enumerate(indexes):
        if at:
            parts.append(tokens.gap(index) if indexes[at - 1] + 1 == index else "\n\n")
        parts.append(tokens.tokens[index].text)
    return "".join(parts)
