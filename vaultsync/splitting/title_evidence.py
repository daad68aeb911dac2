"""What speaks for a clause or a topic as the title of its passage, as numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log

from vaultsync.markup.blocks import plain
from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import count, stop_words
from vaultsync.model import BlockKind
from vaultsync.splitting import cues
from vaultsync.splitting.clauses import Clause, clauses
from vaultsync.splitting.reading import Unit, terms_of, without_fields
from vaultsync.splitting.tearing import items
from vaultsync.splitting.topics import NEAR, Topic, topics
from vaultsync.splitting.typography import is_question, one_line
from vaultsync.splitting.verbs import has_verb, is_verb_form

MOST_WORDS = 12
SENTENCES = 10
"""Sentences of a passage that are looked at: what it claims, it seldom claims later."""

PROSE = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.CALLOUT)
_SPEAKERS = frozenset("i we our my us me i'm we're we've i've let's".split())
_ONE_SPEAKER = frozenset("i my me mine myself i'm i've i'd i'll".split())
_READERS = frozenset("you your you're you'll".split())
_DEMONSTRATIVE = frozenset("this these those such same".split())
_PRONOUN = frozenset(
    """
    it they he she his her hers its their theirs them him it's they're he's she's they've they'll itself themselves
    """.split()
)
_POINTING = _DEMONSTRATIVE | _PRONOUN | {"that", "that's"}
EXPLETIVE = re.compile(
    r"it(?:['’]s| is| was| will be| can be| may be)\s(?!\w+ing\b)(?:[\w’'-]+\s){1,4}?(?:to|that|when|if)\b",
    re.IGNORECASE,
)
"""An "it" that stands for what follows: "it is so easy to be solemn"."""
_ANNOUNCES = re.compile(
    r"[:：]\s*\Z|\b(?:following|as follows)\b|\Ahere(?: are| is|['’]s|['’]re)\b"
    r"|\A(?:you|one|we|i|they|people)(?:['’]d| would| might| could) (?:think|say|expect|suppose)(?: so)?\W*\Z",
    re.IGNORECASE,
)
_SUBORDINATE = frozenset(
    {"if", "whether", "although", "though", "when", "while", "because", "since", "unless", "until", "as", "whereas"}
)
_MODAL = frozenset(
    "should must need needs cannot can't never always only key important best better most essential".split()
)
_CALLS = frozenset(
    """
    please check compare see click visit note read download contact imagine let's thanks look email sign subscribe
    try hark
    """.split()
)
"""Words that open a call to the reader."""
_QUOTES = frozenset('"“')
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|\.(?:com|org|gov|net)\b|`|[{}<>|\\]")
_TIME = re.compile(
    r"\b(?:currently|recently|today|now|yesterday|this (?:week|month|year)|(?:19|20)\d\d|\d+:\d\d)\b", re.I
)
_PREPOSITIONS = frozenset(
    "after as at before by during for from in of on since through to under until with within".split()
)
_AS_LONG = 2
"""Words of content after a preposition that explain no pronoun: "in olden days it was understood"."""
_SHARE = re.compile(
    r"(?:(?:a|the|not|so|too|only|just|how|very|perhaps|maybe) )*"
    r"(?:all|any|both|each|either|few|half|lots?|many|more|most|much|neither|none|one|parts?|rest|several|some|little)"
    r" of (?:it|them|that|this|these|those)\b(?! who\b| which\b)",
    re.IGNORECASE,
)
"""A share of what stood before: "much of it", "part of that"."""
_SUCH = re.compile(
    r"\b(?:about|by|for|from|like|of|than|with) that(?=\s+(?:is|was|can|will|would|has|had|may|should)\b|\Z)"
)
_ONE_OF_SEVERAL = re.compile(
    r"(?:(?:perhaps|maybe|arguably|probably) )?(?:the (?:latter|former)\b"
    r"|(?:the|an?|another|one)(?: [\w’'-]+){1,4} ones?(?= (?:is|are|was|were|can|will|would|may|has|have)\b)"
    r"|here (?:the|it|we|they|you|i)\b)",
    re.IGNORECASE,
)
"""One of what stood before, or its place: "the most obvious one is", "the latter"."""
_ADVERB = re.compile(r"\w{4,}ly\Z")
"""What explains no pronoun after it: "comparatively, he is strong"."""
_LEAST_SPREAD = 4
_EVERYWHERE = 0.35
"""Of the units with the most frequent term, the share from which a topic is the document's, not a passage's."""

_TELLING = re.compile(r"\b(?:is|are|means)\s+(?:a|an|the|not|about)\b", re.IGNORECASE)


_NAMES = (
    "first", "second", "third", "log place", "opens a unit", "log words", "words over seven", "lead cut", "tail cut",
    "question", "mean count of terms", "mean weight of terms", "share of terms that return", "share of terms of first",
    "terms", "points back", "opens pointing back", "speaker", "reader", "digits", "modal", "verb", "tells what is",
    "colon", "quote", "there is", "opens with connective", "opens with condition", "opens with question", "gerund",
    "capitals", "address", "call", "time", "kept", "announces", "one speaker",
)  # fmt: skip


_TOPIC_NAMES = [
    "topic", "topic's count", "topic's length", "topic named", "topic bare", "topic opens",
    "topic's offset", "topic's place", "topic returns",
]  # fmt: skip

_NO_TOPIC = (0.0,) * len(_TOPIC_NAMES)

NAMES = (*_NAMES, *_TOPIC_NAMES)
"""What each of `Candidate.values` is."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far terms are spread over a document."""

    units: Mapping[str, int]
    """In how many of its units each stands."""
    most: int
    """In how many the most frequent one."""

    @classmethod
    def of(cls, units: Sequence[Unit]) -> Spread:
        """Count the terms of a document's units."""
        found = Counter(term for unit in units for term in {term for terms in unit.terms for term in terms})
        return cls(found, max(found.values(), default=0))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause or a topic, and what speaks for it."""

    text: str
    topic: bool
    """Whether it is no clause, but names what the passage is about."""
    place: int
    """Index of its sentence in the passage."""
    values: tuple[float, ...]
    quoted: bool = False
    """Whether somebody else says it."""


def candidates(units: Sequence[Unit], spread: Spread, language: str, *lengths: int) -> list[list[Candidate]]:
    """Return, for each of `lengths`, what a passage could be called in so many words at most.

    That is the clauses of its first sentences and its topics, with the evidence in the order of `NAMES`.
    """
    passage = _Passage.of(units, spread, language)
    known: dict[tuple[int, Clause], Candidate] = {}
    found: list[list[Candidate]] = [[] for _ in lengths]
    for place, (sentence, opens) in enumerate(passage.told[:SENTENCES]):
        for listed, most in zip(found, lengths, strict=True):
            for clause in clauses(sentence, language, most):
                if (place, clause) not in known:
                    known[place, clause] = _claim(passage, place, sentence, opens, clause)
                listed.append(known[place, clause])
    named = [
        _about(passage, one) for one in topics(units, language) if not is_everywhere(one.text, spread, passage.stops)
    ]
    return [listed + named for listed in found]


def _claim(passage: _Passage, place: int, sentence: str, opens: bool, clause: Clause) -> Candidate:
    listed, known = passage.word_values(clause.text)
    values = (
        *passage.place_values(place, opens),
        *_clause_values(clause),
        *known,
        count(clause.text) / (count(sentence) or 1),
        _ANNOUNCES.search(sentence) is not None,
        not _ONE_SPEAKER.isdisjoint(listed),
        *_NO_TOPIC,
    )
    quoted = sentence.lstrip("*_ ")[:1] in _QUOTES and _QUOTES.isdisjoint(clause.text)
    return Candidate(clause.text, False, place, tuple(map(float, values)), quoted)


def _about(passage: _Passage, topic: Topic) -> Candidate:
    values = (
        *passage.place_values(topic.place, False),
        *_clause_values(Clause(topic.text, False, False)),
        *passage.word_values(topic.text)[1],
        1.0,
        0.0,
        0.0,
        *_topic_values(topic),
    )
    return Candidate(topic.text, True, topic.place, tuple(map(float, values)))


def points_back(text: str, listed: Sequence[str]) -> bool:
    """Whether a title speaks of what only the text before it names: a pronoun before any word of content."""
    if not _DEMONSTRATIVE.isdisjoint(listed) or _points_at(text) or _SUCH.search(text):
        return True
    if EXPLETIVE.match(text):
        listed = listed[1:]
    stops = stop_words("en")
    passed = _AS_LONG if listed and listed[0] in _PREPOSITIONS else 0
    for word in listed:
        if word in _PRONOUN:
            return True
        if word not in stops and not is_verb_form(word) and not _ADVERB.match(word):
            passed -= 1
            if passed < 0:
                return False
    return False


def _points_at(text: str) -> bool:
    return _SHARE.match(text) is not None or _ONE_OF_SEVERAL.match(text) is not None


def is_everywhere(text: str, spread: Spread, stops: frozenset[str]) -> bool:
    """Whether most of the document speaks of it, so that it tells no passage from another."""
    if spread.most < _LEAST_SPREAD:
        return False
    found = [spread.units.get(term, 0) for term in terms_of(text, stops)[1]]
    return min(found, default=0) >= _EVERYWHERE * spread.most


@dataclass(frozen=True, slots=True)
class _Passage:
    """What is computed once for a passage."""

    told: Sequence[tuple[str, bool]]
    """Its sentences, and whether each opens a unit."""
    bag: Counter[str]
    opening: frozenset[str]
    """The terms of its first sentence."""
    spread: Spread
    language: str
    stops: frozenset[str]

    @classmethod
    def of(cls, units: Sequence[Unit], spread: Spread, language: str) -> _Passage:
        prose = [unit for unit in units if unit.kind in PROSE]
        told = [(sentence, not index) for unit in prose for index, sentence in enumerate(unit.sentences)]
        if not told:
            told = [(item, not index) for unit in units for index, item in enumerate(_items(unit, language))]
        stops = stop_words(language)
        opening = frozenset(terms_of(told[0][0], stops)[1]) if told else frozenset()
        bag = Counter(term for unit in units for terms in unit.terms for term in terms)
        return cls(told, bag, opening, spread, language, stops)

    def place_values(self, place: int, opens: bool) -> list[float]:
        return [*(float(place == index) for index in range(3)), log(1 + place), float(opens)]

    def word_values(self, text: str) -> tuple[Sequence[str], list[float]]:
        """Return the folded words of a text, and what they say."""
        listed, terms = terms_of(text, self.stops)
        units = self.spread.units
        shared = _term_values(terms, self.bag, units, self.opening, len(units) + 1)
        return listed, [*shared, *_word_values(text, listed, self.language)]


def _items(unit: Unit, language: str) -> list[str]:
    """Return what the items of a list state: first what each opens with, then what else they say."""
    if unit.kind != BlockKind.LIST:
        return []
    listed = without_fields(unit.said.markdown)
    firsts: list[str] = []
    others: list[str] = []
    for start, end in islice(pairwise((0, *items(listed), len(listed))), SENTENCES):
        text = one_line(plain(listed[start:end]))
        said = [text[span.start : span.end].strip() for span in sentences(text)]
        firsts += said[:1]
        others += said[1:]
    return [one for one in (*firsts, *others) if has_verb(terms_of(one, frozenset())[0], language)]


def _topic_values(topic: Topic) -> list[float]:
    return [
        1.0,
        log(topic.count),
        topic.length,
        topic.named,
        topic.bare,
        topic.place == 0 and topic.offset <= NEAR,
        log(1 + topic.offset),
        log(1 + topic.place),
        topic.count > 1,
    ]


def _clause_values(clause: Clause) -> list[float]:
    size = count(clause.text)
    return [log(size), max(0, size - 7), clause.lead_cut, clause.tail_cut, is_question(clause.text)]


def _term_values(
    terms: Sequence[str], bag: Counter[str], spread: Mapping[str, int], opening: frozenset[str], total: int
) -> list[float]:
    own = frozenset(terms)
    size = len(own) or 1
    return [
        sum(log(1 + bag[term]) for term in own) / size,
        sum(log(total / (1 + spread.get(term, 0))) for term in own) / size,
        sum(bag[term] > 1 for term in own) / size,
        len(own & opening) / size,
        log(1 + len(own)),
    ]


def _word_values(text: str, listed: Sequence[str], language: str) -> list[float]:
    opening = cues.opening(text, language)
    first = listed[0] if listed else ""
    spoken_of = next((word for word in listed if not _ADVERB.match(word)), "")
    return [
        points_back(text, listed),
        (spoken_of in _POINTING and not EXPLETIVE.match(text)) or opening == "anaphor" or _points_at(text),
        not _SPEAKERS.isdisjoint(listed),
        not _READERS.isdisjoint(listed),
        any(letter.isdigit() for letter in text),
        not _MODAL.isdisjoint(listed),
        # Of other languages only the auxiliaries are known.
        language not in ("en", "") or has_verb(listed, language),
        _TELLING.search(text) is not None,
        ":" in text,
        not _QUOTES.isdisjoint(text),
        first in ("there", "here"),
        opening in cues.CONNECTIVES,
        opening == "condition",
        opening == "question",
        first.endswith("ing"),
        sum(word[:1].isupper() for word in text.split()[1:]) / (len(text.split()) or 1),
        _ADDRESS.search(text) is not None,
        first in _CALLS,
        _TIME.search(text) is not None,
    ]
