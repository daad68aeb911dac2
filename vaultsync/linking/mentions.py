"""Places where one note's prose names another: by its title, an alias, or as a concept.

Plain rules rather than a trained model: those carry over from one vault to the next. A name found in the text is
linked when enough speaks for it, counted in doublings: how near the two passages are, how rarely the vault uses the
name, and how much the place is written like a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, log2

from vaultsync.linking.names import (
    Form,
    Name,
    Place,
    Spelling,
    capital_in_sentence,
    is_entry,
    lookup_of,
    opens_line,
    pointed_at,
)
from vaultsync.linking.reading import Reading, by_id, read_all, terms
from vaultsync.linking.similarity import Weighing, Weights, centre, level, similarity, weighed
from vaultsync.linking.vocabulary import form_key
from vaultsync.markup.words import words
from vaultsync.memo import Remember, anew
from vaultsync.model import Mention, Passage, Span

__all__ = ["MentionSettings", "Name", "find"]

_NO_SIMILARITY = 0.005
"""What a similarity of nothing counts as, so that it has a logarithm."""

_SELF = ""
"""The target of a place where a passage names itself: nothing is linked, nor is a shorter name inside."""


@dataclass(frozen=True, slots=True)
class MentionSettings:
    """What speaks for a link, in doublings of similarity; the defaults were set on vaults linked by people."""

    threshold: float = -3.7
    """A link is made where similarity (a cosine, as its binary logarithm) and what follows add up to more."""
    rarity: float = 0.7
    """Taken off for each doubling of the passages that use the name."""
    word: float = 1.5
    """Added for each word after the first, up to two."""
    exact: float = 2.5
    """Added where the name is written letter for letter."""
    case: float = 0.75
    """Added where only the case of letters differs."""
    inflected: float = 0.5
    """Added where the name is inflected."""
    capital: float = 1.0
    """Added for a capital in mid-sentence, where only names have one."""
    pointed: float = 2.25
    """Added where the words before the name send the reader there: see, more about."""
    opening: float = 1.0
    """Taken off where the name opens a line: there it says what the line is about."""
    repeat: float = 0.75
    """Added for each doubling of how often the passage uses the name."""
    mutual: float = 2.0
    """Added where the other note names this one too."""
    ambiguity: float = 1.0
    """Taken off for each doubling of the notes that share the name."""
    section: float = 4.5
    """Taken off where the name is only the title of a part of a longer source."""


def find(
    passages: Sequence[Passage],
    names: Sequence[Name],
    *,
    members: Mapping[str, Collection[str]] | None = None,
    readings: Mapping[str, Reading] | None = None,
    weighing: Weighing | None = None,
    settings: MentionSettings | None = None,
    remember: Remember = anew,
) -> Mapping[str, tuple[Mention, ...]]:
    """Return for each passage the mentions to link, in text order: one a target, the first that can be linked.

    Spans lie in the prose of `Passage.body`. `members` gives the passages behind a target that is not a passage itself:
    a source map's atoms, a concept's passages. `readings` are those of `reading.read_all`, and `weighing` holds them,
    if the caller kept them.
    """
    readings = read_all(passages) if readings is None else readings
    passage_of = by_id(passages, remember)
    used = _uses(passage_of, names, readings, remember)
    judge = _Judge(
        passages, used, members or {}, readings, weighing or weighed(readings), settings or MentionSettings()
    )
    made_of = {id_: judge.made_of(id_) for id_, uses in used.items() if uses.places}
    found = remember.each("mentions", made_of, lambda id_: _choose(passage_of[id_], used[id_].places, judge))
    return {**dict.fromkeys(used, ()), **found}


@dataclass(frozen=True, slots=True, eq=False)
class _Uses:
    """The names that a passage uses; equal to itself alone."""

    places: tuple[tuple[Place, ...], ...] = ()
    """Where, with all that each place may name."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How often it uses each name of a note."""
    named: frozenset[str] = frozenset()
    """Which notes it names."""


_NONE = _Uses()


def _uses(
    passages: Mapping[str, Passage], names: Sequence[Name], readings: Mapping[str, Reading], remember: Remember
) -> Mapping[str, _Uses]:
    """Return the names that each passage uses, by the index of its language."""
    lookup = lookup_of(tuple(names), readings, remember, "note")

    def used(id_: str) -> _Uses:
        reading = readings[id_]
        places = tuple(map(tuple, lookup.indexes[reading.language].places(passages[id_].body, reading)))
        if not places:
            return _NONE
        notes = [[place.spelling for place in meant if _of_note(place)] for meant in places]
        counts = Counter(name for meant in notes for name in {spelling.folded for spelling in meant})
        return _Uses(places, counts, frozenset(spelling.name.target for meant in notes for spelling in meant))

    return remember.each(
        "names",
        passages,
        used,
        made_of=lambda id_: (readings[id_], lookup.versions.get(id_)),
        by=(readings, lookup.versions),
    )


def _choose(passage: Passage, places: Sequence[Sequence[Place]], judge: _Judge) -> tuple[Mention, ...]:
    """Choose what to link: notes before concepts, the leftmost, of those the longest, one place a target."""
    occupied: list[Span] = []
    chosen: dict[str, Span] = {}
    for settle in (judge.note, judge.concept):
        free = [meant for meant in places if not _overlaps(_span(meant), occupied)]
        end = 0
        for meant in free:
            span = _span(meant)
            target = settle(passage, meant) if span.start >= end else None
            if target is not None:
                end = span.end
                occupied.append(span)
                if target != _SELF:
                    chosen.setdefault(target, span)
    return tuple(Mention(span, target) for target, span in sorted(chosen.items(), key=lambda item: item[1]))


def _span(meant: Sequence[Place]) -> Span:
    return Span(meant[0].start, meant[0].end)


def _overlaps(span: Span, occupied: Sequence[Span]) -> bool:
    """Whether `span` overlaps one of spans that are in order and do not overlap each other."""
    at = bisect_left(occupied, (span.end, 0))
    return at > 0 and occupied[at - 1].end > span.start


class _Judge:
    """Settles what a place means, if anything."""

    def __init__(
        self,
        passages: Sequence[Passage],
        used: Mapping[str, _Uses],
        members: Mapping[str, Collection[str]],
        readings: Mapping[str, Reading],
        weighing: Weighing,
        settings: MentionSettings,
    ) -> None:
        self._settings = settings
        self._readings = readings
        self._weighing = weighing
        self._centres: dict[str, Weights] = {}
        self._known_terms: dict[tuple[str, str], frozenset[str]] = {}
        self._members = {target: frozenset(ids) for target, ids in members.items()}
        sizes = Counter(passage.source for passage in passages if passage.source)
        self._sections = {passage.id for passage in passages if sizes[passage.source] > 1}
        """Passages that are parts of a longer source."""
        self._standing_for: dict[str, set[str]] = defaultdict(set)
        """For each passage the notes of its source that texts may name instead of it."""
        self._usage: Counter[str] = Counter()
        """How many passages use each name."""
        self._used = used
        speaking = [uses for uses in used.values() if uses.places]
        for uses in speaking:
            self._usage.update(uses.counts.keys())
        for target in {target for uses in speaking for target in uses.named if target in self._members}:
            for id_ in self._members[target]:
                self._standing_for[id_].add(target)

    def made_of(self, id_: str) -> tuple[object, ...]:
        """Return all that the choice of a passage's mentions depends on."""
        used = self._used[id_]
        spoken = [self._spoken_of(id_, place) for meant in used.places for place in meant]
        return self._settings, used, self._weighing.versions[id_], spoken

    def _spoken_of(self, id_: str, place: Place) -> tuple[object, ...]:
        target = place.spelling.name.target
        if not _of_note(place):
            return (id_ in self._members.get(target, ()),)
        behind = sorted(self._members.get(target, (target,)))
        return (
            target in self._standing_for.get(id_, ()),
            target in self._sections,
            _doublings(self._usage[place.spelling.folded]),
            self._mutual(id_, target),
            [(one, self._weighing.versions.get(one)) for one in behind],
        )

    def concept(self, passage: Passage, meant: Sequence[Place]) -> str | None:
        """Return the concept that a place names, if the passage is one that speaks of it."""
        language = self._readings[passage.id].language
        targets = [
            place.spelling.name.target
            for place in meant
            if not _of_note(place) and not place.alone and _same_words(passage.body, place, language)
        ]
        return min((target for target in targets if passage.id in self._members.get(target, ())), default=None)

    def note(self, passage: Passage, meant: Sequence[Place]) -> str | None:
        """Return the note that a place most likely names, `_SELF`, or None if no link should be made."""
        meant = [place for place in meant if _of_note(place)]
        targets = {place.spelling.name.target for place in meant}
        if passage.id in targets or not targets.isdisjoint(self._standing_for.get(passage.id, ())):
            return _SELF
        # What a whole note is called counts before what a part of some longer source is called.
        rivals = (targets - self._sections) or targets
        scored = [
            (-self._score(passage, place, len(rivals)), place.spelling.name.target)
            for place in meant
            if place.spelling.name.target in rivals and not place.alone
        ]
        score, target = min(scored, default=(inf, None))
        return target if -score > self._settings.threshold else None

    def _score(self, passage: Passage, place: Place, rivals: int) -> float:
        """Add up what speaks for a link."""
        settings, spelling = self._settings, place.spelling
        target = spelling.name.target
        forms = {Form.EXACT: settings.exact, Form.CASE: settings.case, Form.INFLECTED: settings.inflected}
        return (
            log2(self._similarity(passage, spelling) + _NO_SIMILARITY)
            + forms[spelling.form(passage.body[place.start : place.end])]
            + settings.word * min(spelling.length - 1, 2)
            + settings.capital * capital_in_sentence(passage.body, place.start)
            + settings.pointed * pointed_at(passage.body, place.start)
            - settings.opening * _labels(passage.body, place)
            + settings.repeat * _doublings(self._used[passage.id].counts[spelling.folded])
            + settings.mutual * self._mutual(passage.id, target)
            - settings.rarity * _doublings(self._usage[spelling.folded])
            - settings.ambiguity * _doublings(rivals)
            - settings.section * (target in self._sections)
        )

    def _similarity(self, passage: Passage, spelling: Spelling) -> float:
        """Return how near a passage is to what a name means by what they share besides the name itself."""
        target, language = spelling.name.target, self._readings[passage.id].language
        if (spelling.core, language) not in self._known_terms:
            self._known_terms[spelling.core, language] = frozenset(term for term, _ in terms(spelling.core, language))
        own_terms = self._known_terms[spelling.core, language]
        return similarity(self._weighing.vector(passage.id), self._meaning(target), without=own_terms)

    def _meaning(self, target: str) -> Weights:
        """Return what a target is about: what it says, or what lies in the middle of the passages behind it."""
        if target in self._weighing:
            return self._weighing.vector(target)
        if target not in self._centres:
            members = sorted(self._members.get(target, ()))
            self._centres[target] = centre([self._weighing.vector(id_) for id_ in members if id_ in self._weighing])
        return self._centres[target]

    def _mutual(self, passage: str, target: str) -> bool:
        """Whether the target, or a passage behind it, names the passage or its source."""
        own = {passage, *self._standing_for.get(passage, ())}
        behind = self._members.get(target, (target,))
        return any(not own.isdisjoint(self._used.get(id_, _NONE).named) for id_ in behind)


def _labels(body: str, place: Place) -> bool:
    """Whether a name says what its line is about, rather than leading to what it names, as an entry of a list does."""
    return opens_line(body, place.start) and not is_entry(body, place.start, place.end)


def _same_words(body: str, place: Place, language: str) -> bool:
    """Whether a concept's name is written in its own words, if in other forms: not new technological for technology."""
    said, name = words(body[place.start : place.end]), words(place.spelling.core)
    return [form_key(word.text, language) for word in said] == [form_key(word.text, language) for word in name]


def _of_note(place: Place) -> bool:
    return place.spelling.name.kind != "concept"


def _doublings(count: int) -> int:
    """Return how many times one must be doubled to come near `count`, which must be positive."""
    return level(count) - 1
