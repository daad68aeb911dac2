"""Ideas that several passages speak of, in the texts' own words.

Each source proposes ideas from its own passages alone, and a passage belongs to an idea only if its own source proposes
it: so a new source changes what it shares ideas with, and nothing else (rule 8).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from vaultsync.linking import variants, vocabulary
from vaultsync.linking.keyphrases import candidates, counts_inside, distinct, score, spoken
from vaultsync.linking.names import FURNITURE
from vaultsync.linking.phrase_search import Candidate, Text
from vaultsync.linking.reading import by_source, languages, said, spaceless
from vaultsync.markup.words import fold, guess_language, stem, tokens, words
from vaultsync.memo import Remember, anew
from vaultsync.model import Concept, Passage

__all__ = ["ConceptSettings", "key_of", "keyphrases", "propose", "shared_keyphrases"]

_MOST_ALIASES = 5
_TELLING = 0.1
"""What a key phrase weighs at least: one that stands only within a longer phrase says nothing by itself."""


_NUMERAL = re.compile(r"[IVXLC]+|(?:\w[-'’])+\w")
"""A Roman number, or letters that joints hold together: no name by itself."""

_USUAL = 3.0
"""How much more often than with a word that judges it something must be spoken of, for the word to name nothing."""
_AS_OFTEN = 1.5
"""The same where only a few passages of one source speak of it."""
_FEW = 2


@dataclass(frozen=True, slots=True)
class ConceptSettings:
    """How many ideas a source may propose, and how strong they must be."""

    passages_each: float = 2.0
    """A source proposes at most one idea for so many of its passages."""
    least: int = 2
    """It may propose at least so many, which only count if another source proposes them too, or several passages do."""
    most: int = 12
    """It proposes at most so many."""
    worth: float = 6.0
    """How much an idea weighs at least: about how often it is written, more in titles, passages and several words."""
    worth_alone: float = 9.0
    """How much one weighs at least that a single source proposes, and says in no two titles."""
    worth_of_two: float = 10.0
    """The same of one that only two passages speak of."""
    count: int = 3
    """How often its passages write an idea, at least."""


def key_of(name: str) -> str:
    """Return what a concept is known by: the forms of its name's words, plurals undone."""
    return " ".join(vocabulary.form_key(word.text, "en") for word in words(name))


def keyphrases(text: str, language: str = "", limit: int = 10) -> tuple[str, ...]:
    """Return the phrases that say best what one text (Markdown) is about, the best first, as the text writes them."""
    return tuple(one.shown for one in _keyphrases([text], language, limit))


def shared_keyphrases(texts: Sequence[str], language: str = "", limit: int = 10) -> tuple[tuple[str, ...], ...]:
    """Return for each part of one document those of the whole document's key phrases that it has, the best first."""
    found = _keyphrases(texts, language, limit)
    return tuple(tuple(one.shown for one in found if index in one.counts) for index in range(len(texts)))


def propose(
    passages: Sequence[Passage], settings: ConceptSettings | None = None, remember: Remember = anew
) -> tuple[Concept, ...]:
    """Return the ideas that at least two passages speak of, by key; few, in proportion to what each source holds."""
    settings = settings or ConceptSettings()
    proposals: dict[str, list[tuple[_Proposal, Sequence[Passage]]]] = defaultdict(list)
    sources = by_source(passages, remember)

    def proposed(source: str) -> tuple[_Proposal, ...]:
        parts = sources[source]
        return remember("concepts", (settings, *map(said, parts)), tuple, partial(_proposals, parts, settings))

    found_in = remember.each(
        "concepts of sources",
        sources,
        proposed,
        made_of=lambda source: (sources[source], settings),
        given=settings,
    )
    for source, proposed_there in found_in.items():
        for proposal in proposed_there:
            proposals[proposal.idea].append((proposal, sources[source]))
    _join_abbreviations(proposals)
    order = {passage.id: index for index, passage in enumerate(passages)}
    concepts: dict[str, Concept] = {}
    for _, found in sorted(proposals.items()):
        ids = sorted({source[at].id for one, source in found for at in one.passages}, key=order.__getitem__)
        if len(ids) > 1 and (len(found) > 1 or found[0][0].strong):
            concept = _concept([one for one, _ in found], ids)
            concepts.setdefault(concept.key, concept)
    return tuple(concept for _, concept in sorted(concepts.items()))


def _join_abbreviations(proposals: dict[str, list[tuple[_Proposal, Sequence[Passage]]]]) -> None:
    """Put what sources say that write only an abbreviation to the one idea that others explain it as, in place."""
    explained: dict[str, set[str]] = defaultdict(set)
    for idea, found in proposals.items():
        for one, _ in found:
            for short in one.abbreviations:
                explained[key_of(short)].add(idea)
    for short, ideas in sorted(explained.items()):
        if len(ideas) == 1 and short in proposals and short not in ideas:
            (idea,) = ideas
            proposals[idea] += [(one.abbreviated(), source) for one, source in proposals.pop(short)]


@dataclass(frozen=True, slots=True)
class _Proposal:
    """An idea as one source has it."""

    idea: str
    """What its forms have in common."""
    forms: Mapping[str, int]
    abbreviations: Mapping[str, int]
    passages: tuple[int, ...]
    """Indexes of the source's passages that speak of it."""
    strong: bool
    """Whether it makes a note though no other source proposes it."""

    def abbreviated(self) -> _Proposal:
        """Return the same of a source that writes nothing but an abbreviation: its forms name no idea."""
        return replace(self, forms={}, abbreviations=self.forms)


def _proposals(source: Sequence[Passage], settings: ConceptSettings) -> tuple[_Proposal, ...]:
    """Return what one source proposes, the best of each language first: a pure function of its passages."""
    spoken_in = languages(source)
    texts = [Text(spoken(passage.body), passage.title) for passage in source]
    proposed: list[_Proposal] = []
    for language in sorted(set(spoken_in.values())):
        own = [
            text if spoken_in[passage.id] == language else _OTHER for passage, text in zip(source, texts, strict=True)
        ]
        proposed += _proposed_in(own, language, settings)
    return tuple(proposed)


_OTHER = Text("")
"""Stands for a text of another language, so that the others keep their indexes."""


def _proposed_in(texts: Sequence[Text], language: str, settings: ConceptSettings) -> Iterator[_Proposal]:
    """Yield what the texts of one language propose, the best first."""
    found = variants.one_a_field(candidates(texts, language), language)
    worth = score(found, language)
    inside = counts_inside(found)
    counts = {one.key: one.count for one in found}
    worth = {
        one.key: worth[one.key] * _weight(one, language)
        for one in found
        if _fits(one, inside.get(one.key, 0), language, settings) and not _only_judges(one, counts, language, _USUAL)
    }
    fit = [one for one in found if worth.get(one.key, 0) >= settings.worth]
    fit.sort(key=lambda one: (-worth[one.key], one.key))
    many = sum(text is not _OTHER for text in texts)
    limit = min(settings.most, max(settings.least, round(many / settings.passages_each)))
    chosen = _chosen(fit, limit, language)
    for one, full in zip(chosen, variants.in_full(chosen, found, language), strict=True):
        speaking = tuple(_speaking(full, language))
        strong = _is_strong(full, worth[one.key], len(speaking), settings)
        if len(speaking) == _FEW and _only_judges(one, counts, language, _AS_OFTEN):
            strong = False
        yield _Proposal(variants.idea_of(full.key, language), full.forms, full.abbreviations, speaking, strong)


def _is_strong(one: Candidate, worth: float, many: int, settings: ConceptSettings) -> bool:
    """Whether an idea makes a note though only one source proposes it, of which so many passages speak of it."""
    if many > _FEW:
        return worth >= settings.worth_alone or len(one.titled) > 1
    return worth >= settings.worth_of_two


def _chosen(fit: Sequence[Candidate], limit: int, language: str) -> list[Candidate]:
    """Take the best; what only one passage speaks of, and is no note unless other sources share it, takes no place."""
    best = distinct(fit, limit)
    alone = {one.key for one in best if len(_speaking(one, language)) < 2}
    standing = distinct([one for one in fit if len(_speaking(one, language)) > 1], limit) if alone else best
    taken = alone.union(one.key for one in standing)
    return [one for one in fit if one.key in taken]


def _fits(one: Candidate, inside: int, language: str, settings: ConceptSettings) -> bool:
    """Whether a phrase may be an idea's name: not rare, no verb, no number; a word also neither common nor a piece."""
    if one.count < settings.count or one.after_verb_marks > one.count / 3:
        return False
    if one.words > 1:
        return _names_something(one, language)
    if one.key in FURNITURE or _NUMERAL.fullmatch(one.form):
        return False
    if 3 * one.after_state_marks > one.count and not _named(one, language):
        return False
    capitals = sum(count for form, count in one.forms.items() if form[0].isupper())
    if vocabulary.nouns_have_capitals(language) and capitals < 0.8 * one.count:
        return False
    return (
        one.count >= settings.count * (1 if _named(one, language) else 2)
        and (one.ends >= one.count / 2 or not vocabulary.has_spaces(language))
        and inside < 0.4 * one.count
        and not vocabulary.light(language).intersection((one.key, fold(one.form)))
        and (_named(one, language) or not vocabulary.judging(one.key, language))
    )


def _names_something(one: Candidate, language: str) -> bool:
    """Whether several words are a whole name, of more than any text has; what several titles say says enough."""
    parts = one.key.split(" ")
    if any(part[0].isdigit() for part in parts):
        return False
    if spaceless(one.key):
        return True
    written = tokens(fold(one.form))
    if (
        vocabulary.measuring(parts, language)
        or vocabulary.unfinished(written, language)
        or 4 * one.goes_on >= 3 * one.count
    ):
        return False
    return len(one.titled) > 1 or not (
        vocabulary.vague(parts, language)
        or (vocabulary.doing(written, language) and 2 * one.followed > one.count)
        or 2 * one.after_state_marks > one.count
    )


def _only_judges(one: Candidate, counts: Mapping[str, int], language: str, usual: float) -> bool:
    """Whether a phrase says of something how it is, and the texts speak of that much more often: our new office."""
    first, _, rest = one.key.partition(" ")
    return (
        vocabulary.judging(first, language)
        and counts.get(rest, 0) > usual * one.count
        and 2 * one.capitals <= one.count
    )


def _named(one: Candidate, language: str) -> bool:
    """Whether a word is written like a name: with capitals in mid-sentence, or with more than the first."""
    if vocabulary.stressed(one.form, language):
        return False
    return one.capitals >= 0.4 * one.count or any(letter.isupper() for letter in one.form[1:])


def _speaking(one: Candidate, language: str) -> list[int]:
    """Return the texts that speak of an idea and don't just use its word."""
    if one.words > 1 or _named(one, language):
        return sorted(one.counts)
    return sorted(index for index, count in one.counts.items() if count > 1 or index in one.titled)


def _weight(one: Candidate, language: str) -> float:
    """Return how much more a phrase says than its count: in titles, over several passages, in several words."""
    spread = len(one.counts) / one.count
    return (
        (1 + 0.5 * min(len(one.titled), 2))
        * (0.5 + spread)
        * (0.2 if one.words == 1 and not _named(one, language) else 1.0)
    )


def _concept(found: Sequence[_Proposal], ids: Sequence[str]) -> Concept:
    names = _usual_forms(one.forms for one in found)
    short = _usual_forms(one.abbreviations for one in found)
    return Concept(key_of(names[0]), _sentence_case(names[0]), (*short, *names[1:])[:_MOST_ALIASES], tuple(ids))


def _usual_forms(counted: Iterable[Mapping[str, int]]) -> list[str]:
    """Return the forms that differ in more than case, the most usual first, each as it is usually written."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for forms in counted:
        for form, count in forms.items():
            spellings[fold(form)][form] += count
    folded = sorted(spellings, key=lambda one: (-spellings[one].total(), one))
    return [min(spellings[one], key=lambda form: (-spellings[one][form], form)) for one in folded]


def _sentence_case(name: str) -> str:
    first = name.partition(" ")[0]
    return name if any(letter.isupper() for letter in first) else name[:1].upper() + name[1:]


def _keyphrases(texts: Sequence[str], language: str, limit: int) -> list[Candidate]:
    shown = [spoken(text) for text in texts]
    language = language or guess_language("\n".join(shown))
    found = candidates([Text(text) for text in shown], language)
    worth = score(found, language)
    telling = [one for one in found if worth[one.key] >= _TELLING]
    best = sorted(telling, key=lambda one: (-worth[one.key], one.key))
    return distinct(_one_a_stem(best, language), limit)


def _one_a_stem(ranked: Iterable[Candidate], language: str) -> Iterator[Candidate]:
    seen: set[str] = set()
    for one in ranked:
        stemmed = " ".join(stem(part, language) for part in one.key.split(" "))
        if stemmed not in seen:
            seen.add(stemmed)
            yield one
