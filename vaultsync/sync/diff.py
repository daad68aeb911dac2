"""What two sequences have in common: anchors that occur once (patience), Myers between them, bounded on any input.

Sources: Bram Cohen's patience diff; E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Sequence

_MAX_EDITS = 400
"""Myers gives up beyond this many edits, which bounds its time and its memory by the square."""

_MAX_DEPTH = 40
"""Levels of anchors within anchors; deeper ranges go to Myers at once."""

Pair = tuple[int, int]
"""An index in the one sequence and the index of the equal item in the other."""

_Range = tuple[int, int, int, int]


def matches(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Pair]:
    """Return pairs of equal items, rising in both sequences: a long common subsequence, the longest in small ranges."""
    pairs: list[Pair] = []
    ranges: list[tuple[_Range, int]] = [((0, len(a), 0, len(b)), 0)]
    while ranges:
        (a0, a1, b0, b1), depth = ranges.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            pairs.append((a0, b0))
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            pairs.append((a1, b1))
        if a0 == a1 or b0 == b1:
            continue
        anchors = _anchors(a, b, (a0, a1, b0, b1)) if depth < _MAX_DEPTH else []
        if not anchors:
            pairs += _myers(a, b, (a0, a1, b0, b1))
            continue
        pairs += anchors
        for (i, j), (after_i, after_j) in zip([(a0 - 1, b0 - 1), *anchors], [*anchors, (a1, b1)], strict=True):
            ranges.append(((i + 1, after_i, j + 1, after_j), depth + 1))
    pairs.sort()
    return pairs


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable], within: _Range) -> list[Pair]:
    """Return the longest rising run of items that occur exactly once on both sides."""
    a0, a1, b0, b1 = within
    in_a, in_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    places = {b[j]: j for j in range(b0, b1) if in_b[b[j]] == 1}
    return rising([(i, places[a[i]]) for i in range(a0, a1) if in_a[a[i]] == 1 and a[i] in places])


def rising(pairs: Sequence[Pair]) -> list[Pair]:
    """Return a longest run of pairs, sorted by their first index, whose second index rises too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(j)
            ends.append(index)
        else:
            tails[at] = j
            ends[at] = index
    run: list[Pair] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _myers(a: Sequence[Hashable], b: Sequence[Hashable], within: _Range) -> list[Pair]:
    """Return a longest common subsequence of the range, or a greedy one if it takes too many edits."""
    a0, a1, b0, b1 = within
    n, m = a1 - a0, b1 - b0
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(n + m, _MAX_EDITS) + 1):
        step: dict[int, int] = {}
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            y = x - k
            while x < n and y < m and a[a0 + x] == b[b0 + y]:
                x, y = x + 1, y + 1
            step[k] = x
            if x >= n and y >= m:
                return _backtrack(trace, (a0, b0), (n, m))
        trace.append(step)
        furthest = step
    return _greedy(a, b, within)


def _backtrack(trace: Sequence[dict[int, int]], origin: Pair, end: Pair) -> list[Pair]:
    pairs: list[Pair] = []
    x, y = end
    for edits in range(len(trace), 0, -1):
        before = trace[edits - 1]
        k = x - y
        down = k == -edits or (k != edits and before[k - 1] < before[k + 1])
        previous = k + 1 if down else k - 1
        from_x = before[previous]
        from_y = from_x - previous
        start_x = from_x if down else from_x + 1
        while x > start_x:
            x, y = x - 1, y - 1
            pairs.append((origin[0] + x, origin[1] + y))
        x, y = from_x, from_y
    while x > 0 and y > 0:
        x, y = x - 1, y - 1
        pairs.append((origin[0] + x, origin[1] + y))
    return pairs


def _greedy(a: Sequence[Hashable], b: Sequence[Hashable], within: _Range) -> list[Pair]:
    """Pair each item with its next place on the other side, the rarest items first as fixed points."""
    a0, a1, b0, b1 = within
    places: dict[Hashable, list[int]] = {}
    for j in range(b0, b1):
        places.setdefault(b[j], []).append(j)
    in_a = Counter(a[a0:a1])
    seen: Counter[Hashable] = Counter()
    candidates: list[Pair] = []
    for i in range(a0, a1):
        if len(places.get(a[i], ())) == in_a[a[i]]:
            candidates.append((i, places[a[i]][seen[a[i]]]))
            seen[a[i]] += 1
    fixed = rising(candidates)
    pairs: list[Pair] = []
    at = b0
    for (i0, _), (i1, j1) in zip([(a0 - 1, b0 - 1), *fixed], [*fixed, (a1, b1)], strict=True):
        for i in range(i0 + 1, i1):
            found = places.get(a[i], ())
            k = bisect_right(found, at - 1)
            if k < len(found) and found[k] < j1:
                pairs.append((i, found[k]))
                at = found[k] + 1
        if i1 < a1:
            pairs.append((i1, j1))
        at = j1 + 1
    return pairs
