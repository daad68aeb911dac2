"""Takes the user's edits along when a passage moves from one note to another.

Where a section is split, joined or cut anew, a paragraph that the user edited in one note stands in another one after
the source's change. Here base and user's text of such paragraphs are moved first, so that the ordinary merge of each
note finds the edit where the passage now is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.model import NoteId
from vaultsync.sync.align import align
from vaultsync.sync.tokens import Tokens, tokenize
from vaultsync.sync.words import unix

_EVIDENCE = 8
"""Characters of text found in another note, and nowhere else, from which a block is taken to have moved there."""


class _Run(NamedTuple):
    """Neighbouring blocks that moved together."""

    home: NoteId
    at: int
    """Index of the first of their tokens in the home's target."""
    blocks: range
    """Their numbers in the base that they leave."""


def redistribute(
    bases: Mapping[NoteId, str], mines: Mapping[NoteId, str], targets: Mapping[NoteId, str]
) -> dict[NoteId, tuple[str, str]]:
    """Return base and user's body of each note after blocks have followed their text into other notes.

    All are bodies, without frontmatter: `bases` as last written, `mines` as they stand (a note that the user deleted
    is missing here, and takes nothing in), `targets` as they should be. A note that is missing in `targets` is to go,
    one that is missing in `bases` is new. Whatever the user typed in some of `mines` stands in one of the results.
    """
    ids = list(dict.fromkeys([*bases, *targets]))
    edited = [note for note in ids if note in mines and unix(mines[note]) != unix(bases.get(note, ""))]
    if not edited or len(ids) < 2:
        return {note: (bases.get(note, ""), mines.get(note, "")) for note in ids}
    notes = {note: _Note(bases.get(note, ""), mines.get(note, ""), targets.get(note, "")) for note in ids}
    places = _places({note: notes[note] for note in targets if note not in bases or note in mines})
    arrivals: dict[NoteId, list[tuple[int, str, str]]] = {}
    for note in edited:
        for run in _runs(note, notes[note], places):
            arrivals.setdefault(run.home, []).append((run.at, *notes[note].take(run.blocks)))
    for home, runs in arrivals.items():
        for at, base, mine in sorted(runs):
            notes[home].put(at, base, mine)
    return {note: notes[note].bodies() for note in ids}


def _places(homes: Mapping[NoteId, _Note]) -> dict[str, tuple[NoteId, int]]:
    """Return the places of texts that are new in one note, and in no other."""
    new = [(key, note, k) for note, home in homes.items() for key, k in home.new_tokens()]
    counts = Counter(key for key, _, _ in new)
    return {key: (note, k) for key, note, k in new if counts[key] == 1}


def _runs(note: NoteId, leaving: _Note, places: Mapping[str, tuple[NoteId, int]]) -> Iterator[_Run]:
    """Find where the blocks went that are gone from a note, neighbours with the same home together."""
    homes: list[tuple[int, tuple[NoteId, int] | None]] = [
        (block, _home([(key, *places[key]) for key in keys if key in places and places[key][0] != note]))
        for block, keys in leaving.gone_blocks()
    ]
    at = 0
    while at < len(homes):
        first, home = homes[at]
        end = at + 1
        while end < len(homes) and homes[end][0] == first + end - at and _continues(homes, end, home):
            end += 1
        if home is not None:
            yield _Run(*home, range(first, first + end - at))
        at = end


def _continues(
    homes: Sequence[tuple[int, tuple[NoteId, int] | None]], at: int, home: tuple[NoteId, int] | None
) -> bool:
    """Say whether a block goes where the one before it goes: it has that home, or says too little to have one."""
    own = homes[at][1]
    return home is not None and (own is None or own[0] == home[0])


def _home(found: Sequence[tuple[str, NoteId, int]]) -> tuple[NoteId, int] | None:
    """Return the note in which most of a block's text is found, and where it starts there."""
    weights: Counter[NoteId] = Counter()
    for key, note, _ in found:
        weights[note] += len(key)
    best = next(iter(sorted(weights, key=lambda note: (-weights[note], note))), None)
    if best is None or weights[best] < _EVIDENCE:
        return None
    return best, min(k for _, note, k in found if note == best)


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

    def gone_blocks(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the base's blocks of whose text more than half is gone from this note, with the keys that are."""
        tokens = self._base.tokens
        for block, group in groupby(range(len(tokens)), key=lambda i: tokens[i].block):
            members = list(group)
            gone = [i for i in members if (k := self._incoming.later[i]) is None or k in self._incoming.unlike]
            if 2 * sum(len(tokens[i].key) for i in gone) > sum(len(tokens[i].key) for i in members):
                yield block, [tokens[i].key for i in gone]

    def take(self, blocks: range) -> tuple[str, str]:
        """Take blocks of the base out, and what the user made of them; returns both."""
        written = [i for i, token in enumerate(self._base.tokens) if token.block in blocks]
        held = [j for j, owner in enumerate(self._owners()) if owner in blocks]
        taken = _excerpt(self._base, written), _excerpt(self._mine, held)
        self._base_said.update(dict.fromkeys(written, ""))
        self._mine_said.update(dict.fromkeys(held, ""))
        return taken

    def _owners(self) -> list[int | None]:
        """Return, by the user's tokens, the block of the base that each goes with: its own, or else its neighbour's."""
        tokens = self._mine.tokens
        owners = [None if i is None else self._base.tokens[i].block for i in self._ours.earlier]
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
    now = said.get(end, tokens.tokens[end].text)
    apart = newline_of(tokens.body) * 2
    said[end] = f"{now}{apart}{text}" if now else text


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
