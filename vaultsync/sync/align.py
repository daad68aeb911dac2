"""How a later text came from an earlier one: which sentence is which, edited, moved, new or gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vaultsync.sync.diff import Pair, matches
from vaultsync.sync.tokens import Token, Tokens, likeness, trigrams

LIKE = 0.35
"""Trigram likeness from which two sentences are taken as one, edited; unrelated ones rarely reach 0.2."""

_MAX_COMPARISONS = 20_000
"""Sentences compared with each other within one changed stretch; a longer stretch is paired by position."""

_TOTAL_COMPARISONS = 200_000

_SHORTEST_MOVE = 8
"""Shorter texts, such as a lone brace, are not followed when they turn up elsewhere."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of each of `before`'s tokens in `after`."""

    later: tuple[int | None, ...]
    """By index in `before`: the index in `after`; None: gone."""
    earlier: tuple[int | None, ...]
    """By index in `after`: the index in `before`; None: new."""
    moved: frozenset[int] = frozenset()
    """Indexes in `after` of tokens that stand elsewhere than before, unchanged or in a block that moved."""
    tail_of: dict[int, int] = field(default_factory=dict)
    """New tokens that, with the edited token whose index stands here, replace a stretch of `before`."""
    unlike: frozenset[int] = frozenset()
    """Indexes in `after` of tokens that replace one they have nothing in common with."""


def align(before: Tokens, after: Tokens) -> Alignment:
    """Align two versions of a body."""
    builder = _Builder(before, after)
    anchors = matches(before.keys, after.keys)
    for i, j in anchors:
        builder.pair(i, j)
    builder.moves()
    last: Pair = (-1, -1)
    for anchor in [*anchors, (len(before), len(after))]:
        builder.stretch(range(last[0] + 1, anchor[0]), range(last[1] + 1, anchor[1]))
        last = anchor
    return builder.alignment()


class _Builder:
    def __init__(self, before: Tokens, after: Tokens) -> None:
        self._before = before.tokens
        self._after = after.tokens
        self._later: list[int | None] = [None] * len(before)
        self._earlier: list[int | None] = [None] * len(after)
        self._moved: set[int] = set()
        self._unlike: set[int] = set()
        self._tails: dict[int, int] = {}
        self._budget = _TOTAL_COMPARISONS

    def pair(self, i: int, j: int) -> None:
        self._later[i], self._earlier[j] = j, i

    def alignment(self) -> Alignment:
        return Alignment(
            tuple(self._later), tuple(self._earlier), frozenset(self._moved), self._tails, frozenset(self._unlike)
        )

    def moves(self) -> None:
        """Pair what is gone in one place with what is new in another, where its text says which is which."""
        gone = _once(self._before, (i for i, j in enumerate(self._later) if j is None))
        new = _once(self._after, (j for j, i in enumerate(self._earlier) if i is None))
        found = [(i, new[key]) for key, i in gone.items() if key in new and len(key) >= _SHORTEST_MOVE]
        homes: dict[int, int] = {}
        for i, j in found:
            self.pair(i, j)
            self._moved.add(j)
            homes.setdefault(self._before[i].block, self._after[j].block)
        self._followers(homes)

    def _followers(self, homes: Mapping[int, int]) -> None:
        """Pair what changed in a block that moved: `homes` says which block of `after` each one became."""
        old, new = _by_block(self._before, self._later), _by_block(self._after, self._earlier)
        for block, home in homes.items():
            became = new.pop(home, [])
            self.stretch(old.get(block, []), became)
            self._moved.update(j for j in became if self._earlier[j] is not None)

    def stretch(self, before: Sequence[int], after: Sequence[int]) -> None:
        """Pair the tokens of a changed stretch: first those that are alike, then what stands in the same place."""
        old = [i for i in before if self._later[i] is None]
        new = [j for j in after if self._earlier[j] is None]
        at_old = at_new = 0
        for i, j in self._alike(old, new):
            self._replaced(old[at_old:i], new[at_new:j])
            self.pair(old[i], new[j])
            at_old, at_new = i + 1, j + 1
        self._replaced(old[at_old:], new[at_new:])

    def _alike(self, old: Sequence[int], new: Sequence[int]) -> list[Pair]:
        """Return the rising pairs of positions in `old` and `new` whose likeness adds up to the most."""
        cost = len(old) * len(new)
        if cost > min(_MAX_COMPARISONS, self._budget):
            return []
        self._budget -= cost
        grams = [trigrams(self._after[j].key) for j in new]
        best: list[list[float]] = [[0.0] * (len(new) + 1)]
        scores: list[list[float]] = []
        for i in old:
            mine = trigrams(self._before[i].key)
            scores.append([self._score(i, j, mine, other) for j, other in zip(new, grams, strict=True)])
            row = [0.0]
            for at, score in enumerate(scores[-1]):
                row.append(max(best[-1][at + 1], row[at], best[-1][at] + score))
            best.append(row)
        return _path(best, scores)

    def _score(self, i: int, j: int, one: Counter[str], other: Counter[str]) -> float:
        if _family(self._before[i]) != _family(self._after[j]):
            return 0.0
        score = likeness(one, other)
        return score if score >= LIKE else 0.0

    def _replaced(self, old: Sequence[int], new: Sequence[int]) -> None:
        """Pair a stretch with what took its place, block by block, as long as the blocks are of one kind."""
        if not old or not new:
            return
        old_runs, new_runs = list(_runs(self._before, old)), list(_runs(self._after, new))
        pairs = matches(
            [_family(self._before[run[0]]) for run in old_runs], [_family(self._after[run[0]]) for run in new_runs]
        )
        for at_old, at_new in pairs:
            self._pair_runs(old_runs[at_old], new_runs[at_new])

    def _pair_runs(self, old: Sequence[int], new: Sequence[int]) -> None:
        for i, j in zip(old, new, strict=False):
            self.pair(i, j)
            self._unlike.add(j)
        for j in new[len(old) :]:
            self._tails[j] = new[len(old) - 1]


def _path(best: Sequence[Sequence[float]], scores: Sequence[Sequence[float]]) -> list[Pair]:
    pairs: list[Pair] = []
    i, j = len(scores), len(best[0]) - 1
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _family(token: Token) -> str:
    return "conflict" if token.conflict else token.kind.value


def _runs(tokens: Sequence[Token], within: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a stretch where a block ends."""
    start = 0
    for at in range(1, len(within)):
        if tokens[within[at]].block != tokens[within[at - 1]].block:
            yield within[start:at]
            start = at
    yield within[start:]


def _by_block(tokens: Sequence[Token], pairs: Sequence[int | None]) -> dict[int, list[int]]:
    """Return the tokens without a pair by their block."""
    found: dict[int, list[int]] = {}
    for index, pair in enumerate(pairs):
        if pair is None:
            found.setdefault(tokens[index].block, []).append(index)
    return found


def _once(tokens: Sequence[Token], indexes: Iterator[int]) -> dict[str, int]:
    """Index tokens by their key, those left out whose key stands there twice."""
    chosen = [index for index in indexes if not tokens[index].conflict]
    counts = Counter(tokens[index].key for index in chosen)
    return {tokens[index].key: index for index in chosen if counts[tokens[index].key] == 1}
