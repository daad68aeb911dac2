"""Fitted judgements: log-odds from evidence, by a logistic and small trees that correct it.

The weights are fitted by `tools/fit_segments.py` and ship as `weights.json`. A tree is oblivious: each level
asks one question, the same for all of its nodes, so that a leaf's number is the answers read as bits.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from operator import add, mul
from typing import Any, NamedTuple

HOPELESS = -6.0
"""Log-odds that no trees could make up for."""

_AT_ONCE = 4096
"""Rows that are corrected together: enough to hide what a question costs, few enough to be held."""


class Tree(NamedTuple):
    """Corrections to the log-odds by three questions or more."""

    questions: tuple[tuple[int, float], ...]
    """Index of a value and the threshold that it may exceed; the first one is the highest bit."""
    leaves: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scorer:
    """A fitted judgement over named values and the words of a sentence."""

    names: tuple[str, ...]
    intercept: float
    weights: tuple[float, ...]
    """One for each of `names`."""
    means: tuple[float, ...]
    """What the values usually are."""
    words: Mapping[str, float]
    """Weights of words that are present."""
    trees: tuple[Tree, ...]

    def scores(self, rows: Sequence[Sequence[float]], words: Sequence[Iterable[str]]) -> list[float]:
        """Return the log-odds that the evidence of each row speaks for; what is hopeless keeps the logistic's.

        The values of a row are floats; `words` are those of its sentence.
        """
        totals = [self.linear(values, seen) for values, seen in zip(rows, words, strict=True)]
        if not self.trees:
            return totals
        for start in range(0, len(rows), _AT_ONCE):
            hopeful = [at for at in range(start, min(start + _AT_ONCE, len(rows))) if totals[at] >= HOPELESS]
            corrected = self._corrected([totals[at] for at in hopeful], [rows[at] for at in hopeful])
            for at, total in zip(hopeful, corrected, strict=True):
                totals[at] = total
        return totals

    def _corrected(self, totals: list[float], rows: Sequence[Sequence[float]]) -> list[float]:
        """Add what the trees say, question by question over all rows: a byte of a long number holds a row's answers."""
        columns = list(zip(*rows, strict=True))
        if not columns:
            return totals
        answers: dict[tuple[int, float], int] = {}
        for questions, leaves in self.trees:
            leaf = 0
            for asked in questions:
                if asked not in answers:
                    index, threshold = asked
                    answers[asked] = int.from_bytes(bytes(map(threshold.__lt__, columns[index])), "big")
                leaf = (leaf << 1) | answers[asked]
            totals = list(map(add, totals, map(leaves.__getitem__, leaf.to_bytes(len(rows), "big"))))
        return totals

    def linear(self, values: Sequence[float], words: Iterable[str] = ()) -> float:
        """Return the log-odds of the logistic alone."""
        known = self.words
        total = self.intercept + sum(map(mul, self.weights, values))
        return float(total + sum([known[word] for word in words if word in known]))

    def reasons(self, values: Sequence[float], about: Callable[[str], str], count: int = 3) -> list[str]:
        """Return what speaks most for a yes, compared with how the values usually are; `about` puts names together."""
        gains: dict[str, float] = defaultdict(float)
        for name, weight, value, mean in zip(self.names, self.weights, values, self.means, strict=True):
            gains[about(name)] += weight * (value - mean)
        ranked = sorted(gains.items(), key=lambda part: (-part[1], part[0]))
        return [said for said, gain in ranked[:count] if gain > 0]


def probability(log_odds: float) -> float:
    """Return the probability of log-odds."""
    return 1 / (1 + exp(-log_odds)) if log_odds > -500 else 0.0


@cache
def scorer(name: str) -> Scorer:
    """Return the fitted scorer of that name."""
    data = _weights()[name]
    return Scorer(
        names=tuple(data["names"]),
        intercept=data["intercept"],
        weights=tuple(data["weights"]),
        means=tuple(data["means"]),
        words=data["words"],
        trees=tuple(
            Tree(tuple((index, threshold) for index, threshold in tree["questions"]), tuple(tree["leaves"]))
            for tree in data["trees"]
        ),
    )


@cache
def _weights() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads(
        files("vaultsync.splitting").joinpath("weights.json").read_text(encoding="utf-8")
    )
    return data
