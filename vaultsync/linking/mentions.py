"""Places where one note's prose names another: by its title, an alias, or as a concept.

Plain rules rather than a trained model: those carry over from one vault to the next. A name found in the text is
linked when enough speaks for it, counted in doublings: how near the two passages are, how rarely the vault uses the
name, and how much the place is written like a name.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log2

from vaultsync.linking.names import Name, NameIndex, Place, capital_in_sentence
from vaultsync.linking.reading import Reading, read_all, terms
from vaultsync.linking.similarity import Weights, centre, level, similarity, weigh
from vaultsync.model import Mention, Passage, Span

__all__ = ["MentionSettings", "Name", "find"]

_NO_SIMILARITY = 0.005
"""What a similarity of nothing counts as, so that it has a logarithm."""

_SELF = ""
"""The target of a place where a passage names itself: nothing is linked, nor is a shorter name inside."""


@dataclass(frozen=True, slots=True)
class MentionSettings:
    """What speaks for a link, in doublings of similarity; the defaults were set on vaults linked by people."""

    threshold: float = -3.5
    """A link is made where similarity (a cosine, as its binary logarithm) and what follows add up to more."""
    rarity: float = 0.6
    """Taken off for each doubling of the passages that use the name."""
    word: float = 1.25
    """Added for each word after the first, up to two."""
    exact: float = 2.25
    """Added where the name is written letter for letter."""
    case: float = 0.75
    """Added where only the case of letters differs."""
    inflected: float = -0.5
    """Added where the name is inflected."""
    capital: float = 1.0
    """Added for a capital in mid-sentence, where only names have one."""
    repeat: float = 0.75
    """Added for each doubling of how often the passage uses the name."""
    mutual: float = 0.75
    """Added where the other note names this one too."""
    ambiguity: float = 0.75
    """Taken off for each doubling of the notes that share the name."""
    section: float = 4.0
    """Taken off where the name is only the title of a part of a longer source."""


def find(
    passages: Sequence[Passage],
    names: Sequence[Name],
    *,
    members: Mapping[str, Collection[str]] | None = None,
    readings: Mapping[str, Reading] | None = None,
    settings: MentionSettings | None = None,
) -> dict[str, tuple[Mention, ...]]:
    """Return for each passage the mentions to link, in text order: one a target, the first that can be linked.

    Spans lie in the prose of `Passage.body`. `members` gives the passages behind a target that is not a passage itself:
    a source map's atoms, a concept's passages. `readings` are those of `reading.read`, if the caller kept them.
    """
    readings = read_all(passages) if readings is None else readings
    places = _places(passages, names, readings)
    judge = _Judge(passages, places, members or {}, readings, settings or MentionSettings())
    return {passage.id: tuple(_choose(passage, places[passage.id], judge)) for passage in passages}


def _places(
    passages: Sequence[Passage], names: Sequence[Name], readings: Mapping[str, Reading]
) -> dict[str, list[list[Place]]]:
    names = sorted(set(names), key=lambda name: (name.text, name.kind, name.target))
    indexes: dict[str, NameIndex] = {}
    found: dict[str, list[list[Place]]] = {}
    for passage in passages:
        reading = readings[passage.id]
        if reading.language not in indexes:
            indexes[reading.language] = NameIndex(names, reading.language)
        found[passage.id] = indexes[reading.language].places(passage.body, reading)
    return found


def _choose(passage: Passage, places: Sequence[Sequence[Place]], judge: _Judge) -> Iterator[Mention]:
    """Choose what to link: notes before concepts, the leftmost, of those the longest, one place a target."""
    occupied: list[Span] = []
    chosen: dict[str, Span] = {}
    for of_concept in (False, True):
        end = 0
        for meant in places:
            span = Span(meant[0].start, meant[0].end)
            if span.start < end or _overlaps(span, occupied):
                continue
            target = judge.target(
                passage, [one for one in meant if (one.spelling.name.kind == "concept") == of_concept]
            )
            if target is None:
                continue
            end = span.end
            insort(occupied, span)
            if target != _SELF:
                chosen.setdefault(target, span)
    for target, span in sorted(chosen.items(), key=lambda item: item[1]):
        yield Mention(span, target)


def _overlaps(span: Span, occupied: Sequence[Span]) -> bool:
    """Whether `span` overlaps one of spans that are in order and do not overlap each other."""
    at = bisect_left(occupied, (span.end, 0))
    return at > 0 and occupied[at - 1].end > span.start


class _Judge:
    """Settles what a place means, if anything."""

    def __init__(
        self,
        passages: Sequence[Passage],
        places: Mapping[str, Sequence[Sequence[Place]]],
        members: Mapping[str, Collection[str]],
        readings: Mapping[str, Reading],
        settings: MentionSettings,
    ) -> None:
        self._settings = settings
        self._readings = readings
        self._weights = weigh(readings)
        self._known_terms: dict[tuple[str, str], frozenset[str]] = {}
        self._members = {target: tuple(sorted(ids)) for target, ids in members.items()}
        self._places = places
        self._groups: dict[str, list[str]] = defaultdict(list)
        for target, ids in self._members.items():
            for id_ in ids:
                self._groups[id_].append(target)
        sizes = Counter(passage.source for passage in passages if passage.source)
        self._sections = {passage.id for passage in passages if sizes[passage.source] > 1}
        self._usage: Counter[str] = Counter()
        self._uses: dict[str, Counter[str]] = {}
        self._named: dict[str, frozenset[str]] = {}
        for id_, found in places.items():
            uses = Counter(spelling for meant in found for spelling in {place.spelling.folded for place in meant})
            self._uses[id_] = uses
            self._usage.update(uses.keys())
            self._named[id_] = frozenset(place.spelling.name.target for meant in found for place in meant)

    def target(self, passage: Passage, meant: Sequence[Place]) -> str | None:
        """Return what a place means to a passage: the likeliest target, itself, or None if no link should be made."""
        own = {passage.id, *self._groups[passage.id]}
        if any(place.spelling.name.kind != "concept" and place.spelling.name.target in own for place in meant):
            return _SELF
        scored = [(self._score(passage, place, len(meant)), place.spelling.name.target) for place in meant]
        if not scored:
            return None
        score, target = min(scored, key=lambda item: (-item[0], item[1]))
        return target if score > self._settings.threshold else None

    def _score(self, passage: Passage, place: Place, meanings: int) -> float:
        """Add up what speaks for a link."""
        settings, spelling = self._settings, place.spelling
        target = spelling.name.target
        if place.alone:
            return -inf
        if spelling.name.kind == "concept":
            return inf if passage.id in self._members.get(target, ()) else -inf
        score = log2(self._similarity(passage, place) + _NO_SIMILARITY)
        score -= settings.rarity * (level(self._usage[spelling.folded]) - 1)
        score -= settings.ambiguity * (level(meanings) - 1)
        score += settings.word * min(spelling.length - 1, 2)
        score += (settings.exact, settings.case, settings.inflected)[
            spelling.form(passage.body[place.start : place.end])
        ]
        score += settings.capital * capital_in_sentence(passage.body, place.start)
        score += settings.repeat * (level(self._uses[passage.id][spelling.folded]) - 1)
        score += settings.mutual * self._mutual(passage.id, target)
        return score - settings.section * (target in self._sections)

    def _similarity(self, passage: Passage, place: Place) -> float:
        """Return how near a passage is to a target by what they share besides the name itself."""
        mine, theirs = self._weights[passage.id], self._target_weights(place.spelling.name.target)
        return similarity(mine, theirs, without=self._terms(place.spelling.core, passage.id))

    def _terms(self, name: str, passage: str) -> frozenset[str]:
        language = self._readings[passage].language
        if (name, language) not in self._known_terms:
            self._known_terms[name, language] = frozenset(term for term, _ in terms(name, language))
        return self._known_terms[name, language]

    def _target_weights(self, target: str) -> Weights:
        if target not in self._weights:
            self._weights[target] = centre([self._weights[id_] for id_ in self._members.get(target, ())])
        return self._weights[target]

    def _mutual(self, passage: str, target: str) -> bool:
        own = (passage, *self._groups[passage])
        theirs = self._members.get(target, (target,))
        return any(one in self._named.get(id_, ()) for id_ in theirs for one in own)
