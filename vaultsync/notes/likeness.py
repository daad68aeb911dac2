"""How much of one text stands in another: words and pairs of words in common, found without comparing all with all."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vaultsync.markup.words import tokens

ALIKE = 0.3
"""Likeness (Dice's coefficient over words and pairs of words) from which two texts are one idea reworded. Of 1,265
sections of 136 published documents, one that lost half its words to others keeps 0.35; two different sections of the
same document have 0.15 in common, one pair in twenty 0.25."""

_MOST_FEATURES = 2_000_000
"""Features kept in one comparison; of larger texts an even sample, so that memory stays bounded."""

_RARE = 16
"""A feature that more texts than this have in common leads from none of them to another."""

_CANDIDATES = 8
"""Texts that each text is compared with in full: those with which it shares most rare features."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an old and a new text have in common."""

    old: int
    new: int
    common: int
    old_size: int
    new_size: int

    @property
    def likeness(self) -> float:
        """How alike the two are, from 0 to 1 (Dice's coefficient)."""
        total = self.old_size + self.new_size
        return 2 * self.common / total if total else 0.0

    @property
    def kept(self) -> float:
        """Which share of the old text stands in the new one."""
        return self.common / self.old_size if self.old_size else 0.0

    @property
    def borrowed(self) -> float:
        """Which share of the new text stood in the old one."""
        return self.common / self.new_size if self.new_size else 0.0


def overlaps(
    old: Sequence[str], new: Sequence[str], also: Iterable[tuple[int, int]] = ()
) -> dict[tuple[int, int], Overlap]:
    """Compare old with new texts (folded) and return the pairs that have something in common, by their indexes.

    Which pairs are compared is found through an index of rare features, from both sides; `also` names further pairs.
    Near-linear in the length of the texts.
    """
    parts = 1 + sum(map(len, (*old, *new))) // (_MOST_FEATURES * 3)
    old_features = [_features(text, parts) for text in old]
    new_features = [_features(text, parts) for text in new]
    pairs = set(also)
    pairs.update((there, here) for here, there in _candidates(new_features, old_features))
    pairs.update(_candidates(old_features, new_features))
    return {
        (left, right): Overlap(left, right, common, len(old_features[left]), len(new_features[right]))
        for left, right in sorted(pairs)
        if (common := len(old_features[left] & new_features[right]))
    }


def _features(text: str, parts: int) -> frozenset[str]:
    found = tokens(text)
    features = frozenset((*found, *(f"{one} {after}" for one, after in pairwise(found))))
    if parts == 1:
        return features
    return frozenset(feature for feature in features if zlib.crc32(feature.encode(errors="surrogatepass")) % parts == 0)


def _candidates(here: Sequence[frozenset[str]], there: Sequence[frozenset[str]]) -> Iterable[tuple[int, int]]:
    """Pair each text here with the few there that share most rare features with it."""
    postings = _rare_postings(there)
    for index, features in enumerate(here):
        shared: Counter[int] = Counter()
        for feature in features:
            shared.update(postings.get(feature, ()))
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        yield from ((index, other) for other, _ in best[:_CANDIDATES])


def _rare_postings(texts: Sequence[frozenset[str]]) -> Mapping[str, Sequence[int]]:
    postings: dict[str, list[int]] = defaultdict(list)
    for index, features in enumerate(texts):
        for feature in features:
            postings[feature].append(index)
    return {feature: found for feature, found in postings.items() if len(found) <= _RARE}
