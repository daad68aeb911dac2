"""How much neighbouring passages speak of the same: similarities in windows, terms that begin and end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from vaultsync.splitting.reading import Unit

WINDOWS = (1, 2, 4)
"""Units on either side of a gap that are compared."""

_BAND = 2 * max(WINDOWS) - 1
_SHORT_LIFE = 8
"""Units within which a term must come and go to tie its surroundings together."""


@dataclass(frozen=True, slots=True)
class Cohesion:
    """What the terms of a document say about its gaps; index i is the gap before unit i (0 has none)."""

    similar: dict[int, list[float]]
    """Cosine of the units on either side, weighted by TF-IDF within the document, by window."""
    depth: dict[int, list[float]]
    """How deep the similarity falls below the nearest peaks on either side (Hearst's TextTiling), by window."""
    relative: dict[int, list[float]]
    """The similarity in standard deviations from the document's mean, by window."""
    first: dict[str, int]
    """Unit in which a term first stands."""
    last: dict[str, int]
    weight: dict[str, float]
    """Inverse document frequency of a term among the units."""
    spanning: list[float]
    """Weight of the short-lived terms that stand on both sides of the gap."""
    bags: list[Counter[str]]
    """Terms of each unit with their counts."""


def cohesion(units: Sequence[Unit]) -> Cohesion:
    """Compare each unit of a document with its neighbours; linear in the length of the document."""
    bags = [Counter(term for terms in unit.terms for term in terms) for unit in units]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    frequency: Counter[str] = Counter()
    for index, bag in enumerate(bags):
        for term in bag:
            first.setdefault(term, index)
            last[term] = index
        frequency.update(bag.keys())
    total = len(units) + 1
    weight = {term: log(total / (found + 0.5)) for term, found in frequency.items()}
    products = _products([{t: (1 + log(n)) * weight[t] for t, n in bag.items()} for bag in bags])
    similar = {window: _similarities(products, window) for window in WINDOWS}
    return Cohesion(
        similar=similar,
        depth={window: _depths(values) for window, values in similar.items()},
        relative={window: _relative(values) for window, values in similar.items()},
        first=first,
        last=last,
        weight=weight,
        spanning=_spanning(first, last, weight, len(units)),
        bags=bags,
    )


def _products(vectors: Sequence[dict[str, float]]) -> list[list[float]]:
    """Return for each unit its inner products with itself and with the units after it, as far as windows reach."""
    rows: list[list[float]] = []
    for index, vector in enumerate(vectors):
        row = [sum(value * value for value in vector.values())]
        for other in vectors[index + 1 : index + 1 + _BAND]:
            small, large = (vector, other) if len(vector) < len(other) else (other, vector)
            row.append(sum(value * large[term] for term, value in small.items() if term in large))
        rows.append(row)
    return rows


def _similarities(products: Sequence[Sequence[float]], window: int) -> list[float]:
    values = [0.0]
    total = len(products)
    for gap in range(1, total):
        low, high = max(0, gap - window), min(total, gap + window)
        across = sum(sum(products[i][gap - i : high - i]) for i in range(low, gap))
        left = _norm(products, low, gap)
        right = _norm(products, gap, high)
        values.append(across / sqrt(left * right) if left * right > 0 else 0.0)
    return values


def _norm(products: Sequence[Sequence[float]], low: int, high: int) -> float:
    return sum(products[i][0] + 2 * sum(products[i][1 : high - i]) for i in range(low, high))


def _depths(values: Sequence[float]) -> list[float]:
    left = _peaks(values[1:])
    right = _peaks(values[:0:-1])[::-1]
    return [0.0, *(a + b - 2 * value for a, b, value in zip(left, right, values[1:], strict=True))]


def _peaks(values: Sequence[float]) -> list[float]:
    """Return for each value the highest one that is reached by walking back without going down."""
    peaks: list[float] = []
    for index, value in enumerate(values):
        climbs = index > 0 and values[index - 1] >= value
        peaks.append(peaks[-1] if climbs else value)
    return peaks


def _relative(values: Sequence[float]) -> list[float]:
    real = values[1:]
    if not real:
        return [0.0]
    mean = sum(real) / len(real)
    deviation = sqrt(sum((value - mean) ** 2 for value in real) / len(real))
    return [0.0, *((value - mean) / (deviation + 0.05) for value in real)]


def _spanning(first: dict[str, int], last: dict[str, int], weight: dict[str, float], total: int) -> list[float]:
    changes = [0.0] * (total + 1)
    for term, start in first.items():
        if 0 < last[term] - start < _SHORT_LIFE:
            changes[start + 1] += weight[term]
            changes[last[term] + 1] -= weight[term]
    sums: list[float] = []
    current = 0.0
    for change in changes[:total]:
        current += change
        sums.append(current)
    return sums
