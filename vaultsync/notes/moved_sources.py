"""Sources that were renamed or moved: recognised by what they say, not by where they stand (rule 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from vaultsync.model import SourceKey
from vaultsync.notes.likeness import ALIKE, overlaps


def match_sources(
    known: Mapping[SourceKey, Sequence[str]], found: Mapping[SourceKey, Sequence[str]]
) -> dict[SourceKey, SourceKey]:
    """Recognise sources that vanished from one path among those that appeared at another: new key to old key.

    Each source is given by the signatures of its atoms. The same signatures make it the same source; of several, the
    one with the same file name, then the one with the most folders in common. Else the two that are most alike, from
    `ALIKE` upwards.
    """
    old, new = sorted(known), sorted(found)
    same = _same_sources({key: known[key] for key in old}, {key: found[key] for key in new})
    old = [key for key in old if key not in same.values()]
    new = [key for key in new if key not in same]
    alike = overlaps([" ".join(known[key]) for key in old], [" ".join(found[key]) for key in new])
    ranked = sorted(
        (-overlap.likeness, *_distance(new[right], old[left]), new[right], old[left])
        for (left, right), overlap in alike.items()
        if overlap.likeness >= ALIKE
    )
    used: set[SourceKey] = set()
    for *_, here, there in ranked:
        if here not in same and there not in used:
            same[here] = there
            used.add(there)
    return same


def _same_sources(
    known: Mapping[SourceKey, Sequence[str]], found: Mapping[SourceKey, Sequence[str]]
) -> dict[SourceKey, SourceKey]:
    groups: dict[tuple[str, ...], tuple[list[SourceKey], list[SourceKey]]] = defaultdict(lambda: ([], []))
    for key, signatures in known.items():
        groups[_content(signatures)][0].append(key)
    for key, signatures in found.items():
        groups[_content(signatures)][1].append(key)
    same: dict[SourceKey, SourceKey] = {}
    for content, (there, here) in groups.items():
        if content:
            same |= _nearest(there, here)
    return same


def _content(signatures: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(signature for signature in signatures if signature))


def _nearest(there: Sequence[SourceKey], here: Sequence[SourceKey]) -> dict[SourceKey, SourceKey]:
    """Pair keys of equal content: those of one file name first, by the rest of the path, then all others in order."""
    names: dict[str, tuple[list[SourceKey], list[SourceKey]]] = defaultdict(lambda: ([], []))
    for side, keys in enumerate((there, here)):
        for key in sorted(keys, key=lambda key: key[::-1]):
            names[_name(key)][side].append(key)
    same: dict[SourceKey, SourceKey] = {}
    for left, right in names.values():
        same |= dict(zip(right, left, strict=False))
    used = set(same.values())
    same |= dict(zip((k for k in here if k not in same), (k for k in there if k not in used), strict=False))
    return same


def _distance(here: SourceKey, there: SourceKey) -> tuple[int, int]:
    return int(_name(here) != _name(there)), abs(here.count("/") - there.count("/"))


def _name(key: SourceKey) -> str:
    return key.rpartition("/")[2]
