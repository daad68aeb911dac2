"""What the sources of a folder have in common at their edges: found over all of them, kept up as single ones change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from vaultsync.memo import changes_in, has_same_keys
from vaultsync.model import SourceKey
from vaultsync.splitting.repeated import Edges

Place = tuple[str, SourceKey]
"""A source, by its root and its key."""

_WORKS = 4
"""In fewer works nothing counts as furniture."""

_NO_EDGES = Edges(frozenset(), ())


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a passage repeats."""

    folder: str
    """Below the root; empty for all of it."""
    works: int
    """In how many works it stands at an edge."""
    among: int
    """How many works there are below the folder."""


def recurring(sources: Mapping[Place, Edges]) -> dict[Place, dict[str, Standing]]:
    """Return for each source what it says at its edges that its folders' furniture says too (`Recurring`)."""
    return Recurring().renew(sources)


class Recurring:
    """Which passages at the edges of sources are their folders' furniture, kept up by what changes.

    It counts in how many works of a folder or of all below it a passage stands: in four at least, and in three quarters
    of what the folder holds, taken down to a power of two, so that a source more or less seldom matters (rule 8).
    """

    def __init__(self) -> None:
        self._sources: Mapping[Place, Edges] = {}
        self._alone: dict[str, Place] = {}
        """The one source that has a passage at its edges; few have more."""
        self._holders: dict[str, dict[Place, None]] = {}
        """The sources that have each of the others."""
        self._marks: Counter[tuple[str, ...]] = Counter()
        """How many sources have each pair of longest passages: those that share one are one work."""
        self._works: Mapping[Place, int] = {}
        self._folders: dict[Place, tuple[Place, ...]] = {}
        """Of each source that says something, the folders that it lies in, each with its root."""
        self._among: dict[Place, int] = {}
        """How many works each folder holds."""
        self._standing: dict[str, dict[Place, Standing]] = {}
        """Of each passage that is furniture, how it stands in each folder where it is."""
        self._found: dict[Place, dict[str, Standing]] = {}

    def renew(self, sources: Mapping[Place, Edges]) -> dict[Place, dict[str, Standing]]:
        """Return for each source what it says that its folders' furniture says too, the nearest folder's standing.

        What are the very edges of the last time have not changed.
        """
        changed = changes_in(self._sources, sources)
        has_moved = not has_same_keys(self._sources, sources)
        stale: set[str] = set()
        for place in changed:
            before, now = self._sources.get(place, _NO_EDGES), sources.get(place, _NO_EDGES)
            has_moved |= before.longest != now.longest and self._mark(before, now)
            for said in before.keys ^ now.keys:
                self._hold(said, place, is_held=said in now.keys)
                stale.add(said)
        self._sources = sources
        if has_moved:
            self._count()
            stale |= self._holders.keys()
        was_furniture = self._standing.keys() & stale
        self._standing = {said: standing for said, standing in self._standing.items() if said not in stale}
        self._standing |= {said: standing for said in stale if (standing := self._stand(said))}
        if has_moved or was_furniture or not stale.isdisjoint(self._standing):
            self._found = {place: {} for place in sources}
            for said, standing in self._standing.items():
                for place in self._holders[said]:
                    nearest = next((standing[one] for one in self._folders.get(place, ()) if one in standing), None)
                    if nearest is not None:
                        self._found[place][said] = nearest
        return self._found

    def _mark(self, before: Edges, now: Edges) -> bool:
        """Take note of what a source is known by; say whether it is, or was, another version of some other."""
        old, new = _marks_of(before), _marks_of(now)
        is_shared = any(self._marks[one] > 1 for one in old) or any(self._marks[one] > (one in old) for one in new)
        self._marks.subtract(old)
        self._marks.update(new)
        for one in old:
            if not self._marks[one]:
                del self._marks[one]
        return is_shared or bool(old) != bool(new)

    def _hold(self, said: str, place: Place, *, is_held: bool) -> None:
        holders = self._holders.get(said)
        if holders is None and is_held and said not in self._alone:
            self._alone[said] = place
        elif holders is None and is_held:
            self._holders[said] = {self._alone.pop(said): None, place: None}
        elif holders is None:
            del self._alone[said]
        elif is_held:
            holders[place] = None
        else:
            del holders[place]
            if len(holders) == 1:
                (self._alone[said],) = self._holders.pop(said)

    def _count(self) -> None:
        """Count the works of each folder anew."""
        self._works = _works(self._sources)
        self._folders = {place: tuple(_folders(place)) for place in self._works}
        held: dict[Place, set[int]] = defaultdict(set)
        for place, folders in self._folders.items():
            for folder in folders:
                held[folder].add(self._works[place])
        self._among = {folder: len(works) for folder, works in held.items()}

    def _stand(self, said: str) -> dict[Place, Standing]:
        """Return how a passage stands in the folders of which it is furniture."""
        holders = self._holders.get(said, ())
        if len(holders) < _WORKS:
            return {}
        held: dict[Place, set[int]] = defaultdict(set)
        for place in holders:
            for folder in self._folders.get(place, ()):
                held[folder].add(self._works[place])
        return {
            folder: Standing(folder[1], len(works), self._among[folder])
            for folder, works in held.items()
            if len(works) >= max(_WORKS, 3 * (1 << self._among[folder].bit_length() - 1) // 4)
        }


def _folders(place: Place) -> Iterable[Place]:
    """Yield the folders that a source lies in, the nearest first."""
    root, key = place
    parts = key.split("/")[:-1]
    return ((root, SourceKey("/".join(parts[:depth]))) for depth in range(len(parts), -1, -1))


def _marks_of(edges: Edges) -> frozenset[tuple[str, ...]]:
    """Return what a source is known by as a version of a work; nothing of one that says nothing."""
    return frozenset(combinations(edges.longest, min(2, len(edges.longest)))) if edges.longest else frozenset()


def _works(sources: Mapping[Place, Edges]) -> dict[Place, int]:
    """Return the number of the work that each source is a version of; what says nothing is none."""
    first: dict[tuple[str, ...], int] = {}
    parent: list[int] = []
    numbers: dict[Place, int] = {}

    def top(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for place, one in sources.items():
        if not one.longest:
            continue
        at = numbers[place] = len(parent)
        parent.append(at)
        for marks in _marks_of(one):
            parent[top(at)] = top(first.setdefault(marks, at))
    return {place: top(at) for place, at in numbers.items()}
