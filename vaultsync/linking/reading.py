"""What linking reads in one passage: its terms, and its prose as a run of word keys.

Both are pure functions of the passage alone, so that a caller can keep them by the passage's digest.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from sys import intern

from vaultsync.markup.blocks import plain, prose
from vaultsync.markup.words import Word, fold, guess_language, stem, stop_words, words
from vaultsync.memo import Remember, anew, single
from vaultsync.model import Passage, Span

BREAK = ""
"""The key that stands where no phrase goes on: at a stop, a comma, a blank line, or markup that is not prose."""

_SAMPLED, _SAMPLE = 8, 800
"""Passages of a source, and characters of each, by which its language is told."""

_OFFSET = "I"
"""The kind of array that offsets in a text are kept in: four bytes each, as every passage of a vault has hundreds."""

_FENCED = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_TELLING = 300
"""Characters from which a passage's own text tells its language."""

_SURE = 0.16
"""The share of function words in it, then: of code and of lists of names a language is soon guessed, and wrongly."""

TITLE_WEIGHT = 4
"""How often a word of the title counts: a title says what the passage is about."""

_SPACELESS = re.compile("[\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f]")
"""A letter of a script written without spaces; `words` gives each of them as a word."""

_GAP = re.compile(r"[ \t\u00a0\u3000\-_/&*~'’\"“”„«»\u2010\u2011\u00b7]*\Z")
"""What may stand between two words of one phrase: space, joints, quotes and emphasis."""


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text as keys (folded stems) with the places they come from; `BREAK` where a phrase cannot go on.

    Equal to itself alone, like a reading: to compare what they hold would take longer than what is made of them.
    """

    keys: tuple[str, ...]
    starts: array[int] = field(repr=False)
    ends: array[int] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What linking knows of one passage by itself.

    Terms are stems, or pairs of letters where a script has no spaces; no stop words and no bare numbers.
    """

    language: str
    title: Mapping[str, int]
    """How often the title has each term."""
    body: Mapping[str, int]
    """How often the visible text of the body has each term."""
    tokens: Tokens
    """The prose of the body: where a link may be put."""
    surfaces: Mapping[str, str]
    """The form in which the passage has a term most often, for those terms of which it is another word."""

    @property
    def terms(self) -> Counter[str]:
        """How often the passage has each term, the title's counted `TITLE_WEIGHT` times."""
        counts = Counter(self.body)
        for term, count in self.title.items():
            counts[term] += TITLE_WEIGHT * count
        return counts

    def has_any(self, terms: Collection[str]) -> bool:
        """Whether the passage has one of some terms."""
        return any(term in self.body or term in self.title for term in terms)

    def surface(self, term: str) -> str:
        """Return the form in which the passage has one of its terms most often."""
        return self.surfaces.get(term, term)


def read(passage: Passage, language: str) -> Reading:
    """Return what linking needs to know of a passage in a language (`languages`)."""
    text = plain(passage.body)
    title, body = list(terms(passage.title, language)), list(terms(text, language))
    surfaces: dict[str, Counter[str]] = {}
    for term, surface in (*title, *body):
        surfaces.setdefault(term, Counter())[surface] += 1
    usual = ((term, max(found, key=lambda form: (found[form], form))) for term, found in surfaces.items())
    return Reading(
        language=language,
        title=dict(Counter(term for term, _ in title)),
        body=dict(Counter(term for term, _ in body)),
        tokens=tokens(passage.body, language, prose(passage.body)),
        surfaces={term: intern(form) for term, form in usual if form != term},
    )


def read_all(passages: Iterable[Passage], remember: Remember = anew) -> dict[str, Reading]:
    """Read passages, by id; each source for itself, so that it can be remembered."""
    sources = by_source(passages, remember)

    def read_source(source: str) -> dict[str, Reading]:
        parts = sources[source]
        readings = remember("reading", tuple(map(said, parts)), tuple, partial(_read_source, parts))
        return dict(zip((part.id for part in parts), readings, strict=True))

    found: dict[str, Reading] = {}
    for readings in remember.each("readings", sources, read_source).values():
        found.update(readings)
    return found


def _read_source(parts: Sequence[Passage]) -> tuple[Reading, ...]:
    spoken = languages(parts)
    return tuple(read(part, spoken[part.id]) for part in parts)


def by_source(passages: Iterable[Passage], remember: Remember = anew) -> Mapping[str, Sequence[Passage]]:
    """Return passages by their sources; one of no source is its own."""
    told = tuple(passages)
    sources = single(remember, "passages by source", told, lambda: _by_source(told))
    return remember.each("passages of sources", sources, sources.__getitem__)


def _by_source(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    sources: dict[str, list[Passage]] = {}
    for passage in passages:
        sources.setdefault(passage.source or f"\0{passage.id}", []).append(passage)
    return sources


def by_id(passages: Iterable[Passage], remember: Remember = anew) -> Mapping[str, Passage]:
    """Return passages by their ids."""
    told = tuple(passages)
    return single(remember, "passages by id", told, lambda: {passage.id: passage for passage in told})


def said(passage: Passage) -> tuple[str, str, str]:
    """Return all of a passage that its reading depends on, beside the others of its source."""
    return passage.title, passage.body, passage.language


def languages(passages: Iterable[Passage]) -> dict[str, str]:
    """Return the language of each passage: what it says, else what it seems to be.

    That is told from its own text, or from that of its whole source where its own is short, as few words mislead.
    """
    found: dict[str, str] = {}
    for parts in by_source(passages).values():
        sample = _FENCED.sub("", "\n".join(f"{part.title}\n{part.body[:_SAMPLE]}" for part in parts[:_SAMPLED]))
        guessed = guess_language(sample)
        for part in parts:
            sure = not part.language and len(part.body) >= _TELLING
            own = guess_language(plain(_FENCED.sub("", part.body[:_SAMPLE])), _SURE) if sure else ""
            found[part.id] = part.language or own or guessed
    return found


def tokens(text: str, language: str, spans: Sequence[Span] | None = None) -> Tokens:
    """Return the words of `text`, or of parts of it, as phrases are compared: folded, stemmed, hyphens opened."""
    keys: list[str] = []
    starts, ends = array(_OFFSET), array(_OFFSET)

    def add(key: str, start: int, end: int) -> None:
        keys.append(key)
        starts.append(start)
        ends.append(end)

    for start, end in [(0, len(text))] if spans is None else spans:
        last: int | None = None
        for word in words(text[start:end]):
            at = start + word.span.start
            if last is not None and at > last and not _GAP.match(text, last, at):
                add(BREAK, last, at)
            for piece, offset in _pieces(word.text):
                add(intern(stem(piece, language)), at + offset, at + offset + len(piece))
            last = start + word.span.end
        if last is not None:
            add(BREAK, end, end)
    return Tokens(tuple(keys), starts, ends)


def spaceless(text: str) -> bool:
    """Tell whether `text` starts with a letter of a script written without spaces."""
    return bool(_SPACELESS.match(text))


def _pieces(word: str) -> list[tuple[str, int]]:
    """Open a hyphenated word: `daily-notes` and `daily notes` are one phrase."""
    if "-" not in word and "\u2010" not in word and "\u2011" not in word:
        return [(word, 0)]
    return [(match.group(), match.start()) for match in re.finditer(r"[^-\u2010\u2011]+", word)]


def terms(text: str, language: str) -> Iterable[tuple[str, str]]:
    """List the terms of a text, each with its form there."""
    stops = stop_words(language)
    previous: Word | None = None
    for word in words(text):
        if spaceless(word.text):
            if previous is not None and previous.span.end == word.span.start:
                pair = intern(fold(previous.text + word.text))
                yield pair, pair
            previous = word
            continue
        previous = None
        folded = fold(word.text)
        if folded not in stops and len(folded) > 1 and not folded[0].isdigit():
            yield intern(stem(folded, language)), word.text
