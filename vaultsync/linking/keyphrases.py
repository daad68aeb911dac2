"""The phrases that texts repeat, head or capitalise: what they are about, in their own words.

Candidates are found level by level, as in Apriori: a longer phrase is looked for only where a shorter one repeats, so
that the work stays in proportion to the text. What a phrase is worth beside longer ones that hold it is judged as by
the C-value (Frantzi, Ananiadou and Mima, 2000).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from vaultsync.linking import vocabulary
from vaultsync.linking.abbreviations import abbreviations
from vaultsync.linking.names import capital_in_sentence, inside_word
from vaultsync.linking.reading import spaceless
from vaultsync.markup.blocks import parse, plain
from vaultsync.markup.words import Word, fold, words
from vaultsync.model import BlockKind

_LONGEST = 6
"""Words of the longest phrase, those that only join (and, of) included."""

_LONGEST_SOLID = 4
"""Words of the longest phrase without such a word."""

_MOST_JOINTS = 3

_LONGEST_SPACELESS = 8
"""Letters of the longest phrase in a script without spaces."""

_GAP = re.compile(r"[ \t\u00a0\-'’&]*+\Z")
_HARD_WRAP = 40
"""A line at least so long may have been broken by an editor: a phrase can go on in the next."""

_EXPLAINED = 0.75
"""The share of a phrase's occurrences within one longer phrase from which it is only a piece of that."""

_PIECE = 0.5
"""The share of a phrase's occurrences within a longer one that was taken from which it adds nothing."""

_TITLE_FORM = 3

_ACRONYM = 5
"""Letters of the longest word that is taken for an acronym though it would be a stop word."""

_UNSPOKEN = frozenset([BlockKind.CODE, BlockKind.MATH, BlockKind.HTML, BlockKind.COMMENT])
_MATH = re.compile(r"\$(?! )[^$\n]{1,200}(?<! )\$(?!\d)")

_HIRAGANA = re.compile("[\u3041-\u309f]")


class Text(NamedTuple):
    """A text to look for phrases in."""

    body: str
    """Visible text, without markup."""
    title: str = ""


@dataclass(slots=True)
class Candidate:
    """A phrase with what speaks for it."""

    key: str
    """Its words' forms (`vocabulary.form_key`), joined by spaces."""
    size: int
    """In tokens: words, or letters in a script without spaces."""
    forms: Counter[str]
    """How the texts write it; titles count `_TITLE_FORM` times, as they have plain forms rather than oblique cases."""
    counts: dict[int, int]
    """How often each text has it, by the text's index; a title counts like a sentence."""
    abbreviations: Counter[str]
    """Short forms that the texts explain; they count as it, but never name it."""
    titled: set[int]
    """The texts whose title has it."""
    capitals: int = 0
    """How often it starts with a capital in mid-sentence."""
    after_verb_marks: int = 0
    """How often a word stands before it that verbs follow."""
    ends: int = 0
    """How often no further word of a term follows it: what seldom ends a term is an adjective."""
    first: float = 0.0
    """Where the texts have it first, from 0 to 1."""

    @property
    def words(self) -> int:
        """How many words a reader counts in it: fewer than four letters make one where there are no spaces."""
        return max(1, self.size // 2) if spaceless(self.key) else self.size

    @property
    def count(self) -> int:
        """How often the texts have it."""
        return sum(self.counts.values())

    @property
    def written_out(self) -> int:
        """How often the texts have it in full."""
        return self.count - self.abbreviations.total()

    @property
    def form(self) -> str:
        """How the texts write it most often."""
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    @property
    def shown(self) -> str:
        """How the texts write it most often, abbreviations included."""
        short = max(self.abbreviations, key=lambda form: (self.abbreviations[form], form), default="")
        return short if self.abbreviations[short] > self.forms[self.form] else self.form


class _Token(NamedTuple):
    key: str
    folded: str
    start: int
    end: int
    stop: bool
    """Whether no phrase starts or ends with it."""
    joint: bool
    """Whether it may stand inside a phrase all the same."""
    glued: bool
    """Whether the next token may follow in the same phrase."""


def spoken(markdown: str) -> str:
    """Return the visible text of Markdown without code and formulas, which have words, but not of a language."""
    if "```" in markdown or "~~~" in markdown or "$" in markdown or "    " in markdown:
        kept = [block.markdown for block in parse(markdown) if block.kind not in _UNSPOKEN]
        markdown = _MATH.sub(" ; ", "\n\n".join(kept))
    return plain(markdown)


def candidates(texts: Sequence[Text], language: str) -> list[Candidate]:
    """Return the single words of texts and the phrases that they repeat, or write as names."""
    found = {one.key: one for one in _Search(texts, language).candidates()}
    for text in texts:
        for short, long in abbreviations(text.body).items():
            _join(found, short, long, language)
    return list(found.values())


def _join(found: dict[str, Candidate], short: str, long: str, language: str) -> None:
    """Count an abbreviation as what it stands for."""
    abbreviated = found.pop(vocabulary.form_key(short, language), None)
    if abbreviated is None:
        return
    parts = [vocabulary.form_key(word.text, language) for word in words(long)]
    key = " ".join(parts)
    if key not in found:
        found[key] = replace(abbreviated, key=key, size=len(parts), forms=Counter([long]), abbreviations=Counter())
    else:
        for index, count in abbreviated.counts.items():
            found[key].counts[index] = found[key].counts.get(index, 0) + count
        found[key].titled |= abbreviated.titled
        found[key].ends += abbreviated.ends
    found[key].abbreviations += abbreviated.forms


class _Search:
    def __init__(self, texts: Sequence[Text], language: str) -> None:
        self._language = language
        self._stops = vocabulary.breaks(language)
        self._articles = vocabulary.articles(language)
        self._verb_marks = vocabulary.before_verbs(language)
        self._parts: list[tuple[int, str, bool]] = []
        """Text index, string, and whether it is a title."""
        self._tokens: list[_Token] = []
        self._owners: list[int] = []
        """For each token the index of its part."""
        for index, text in enumerate(texts):
            for string, is_title in ((text.title, True), (text.body, False)):
                if string:
                    part = len(self._parts)
                    self._parts.append((index, string, is_title))
                    found = list(_tokens(string, language, self._stops))
                    self._tokens += found
                    self._owners += [part] * len(found)

    def candidates(self) -> list[Candidate]:
        grams: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(self._tokens):
            if not token.stop:
                grams[token.key].append(at)
        found: list[Candidate] = []
        size = 1
        while grams:
            found += [
                self._candidate(key, size, places) for key, places in grams.items() if self._stands(places[0], size)
            ]
            grams = self._longer(grams, size)
            size += 1
        return found

    def _longer(self, grams: Mapping[str, Sequence[int]], size: int) -> dict[str, list[int]]:
        """Extend phrases that repeat, or that are names, by the word that follows."""
        longer: dict[str, list[int]] = defaultdict(list)
        for key, places in grams.items():
            for at in places if len(places) > 1 else [at for at in places if self._named(at, size + 1)]:
                if self._goes_on(at, size):
                    longer[f"{key} {self._tokens[at + size].key}"].append(at)
        return {key: places for key, places in longer.items() if len(places) > 1 or self._named(places[0], size + 1)}

    def _goes_on(self, at: int, size: int) -> bool:
        if not self._tokens[at + size - 1].glued:
            return False
        run = self._tokens[at : at + size + 1]
        if spaceless(run[0].folded):
            return size < _LONGEST_SPACELESS and spaceless(run[-1].folded)
        joining = sum(token.stop for token in run)
        return (
            size < (_LONGEST if joining else _LONGEST_SOLID)
            and joining <= _MOST_JOINTS
            and (not run[-1].stop or run[-1].joint or (run[-2].joint and run[-1].folded in self._articles))
        )

    def _named(self, at: int, size: int) -> bool:
        """Whether a run of words is all capitals where no sentence starts."""
        run = self._tokens[at : at + size]
        body = self._parts[self._owners[at]][1]
        return (
            1 < len(run) == size
            and all(token.glued for token in run[:-1])
            and all(body[token.start].isupper() for token in run)
            and capital_in_sentence(body, run[0].start)
        )

    def _stands(self, at: int, size: int) -> bool:
        """Whether a phrase can stand by itself: it ends like a term and is none of the stop words."""
        run = self._tokens[at : at + size]
        if run[-1].stop:
            return False
        if not spaceless(run[0].folded):
            return len(run[0].folded) > 1 and not (size == 1 and run[0].folded[0].isdigit())
        string = self._parts[self._owners[at]][1]
        if inside_word(string, run[0].start) or inside_word(string, run[-1].end):
            return False
        folded = "".join(token.folded for token in run)
        edges = {folded[:2], folded[-2:], folded[:3], folded[-3:], folded}
        return size > 1 and not edges & self._stops

    def _candidate(self, key: str, size: int, places: Sequence[int]) -> Candidate:
        candidate = Candidate(key, size, Counter(), {}, Counter(), set(), first=places[0] / len(self._tokens))
        for at in places:
            part = self._owners[at]
            index, string, is_title = self._parts[part]
            start, end = self._tokens[at].start, self._tokens[at + size - 1].end
            candidate.counts[index] = candidate.counts.get(index, 0) + 1
            if is_title:
                candidate.titled.add(index)
            candidate.forms[re.sub(r"\s+", " ", string[start:end])] += _TITLE_FORM if is_title else 1
            candidate.ends += not self._tokens[at + size - 1].glued or self._tokens[at + size].stop
            candidate.capitals += capital_in_sentence(string, start)
            if at and self._owners[at - 1] == part and self._tokens[at - 1].glued:
                candidate.after_verb_marks += self._tokens[at - 1].folded in self._verb_marks
        return candidate


def _tokens(text: str, language: str, stops: frozenset[str]) -> Iterator[_Token]:
    joints = vocabulary.joints(language)
    found = words(text)
    for at, word in enumerate(found):
        start, end = word.span
        folded = fold(word.text)
        following = found[at + 1].span.start if at + 1 < len(found) else end
        glued = at + 1 < len(found) and _glued(text, end, following)
        if spaceless(folded):
            stop = folded in stops or bool(_HIRAGANA.match(folded))
            yield _Token(folded, folded, start, end, stop, False, glued and not stop and end == following)
        else:
            stop = (folded in stops or vocabulary.adverb(folded, language)) and not _acronym(found, at)
            shown = end - 2 if folded.endswith("'s") else end
            key = vocabulary.form_key(folded, language)
            yield _Token(key, folded, start, shown, stop, folded in joints, glued and shown == end)


def _acronym(found: Sequence[Word], at: int) -> bool:
    """Whether a word is all capitals among words that are not: US, IT or AI rather than us, it or a shouted line."""
    beside = [found[index].text for index in (at - 1, at + 1) if 0 <= index < len(found)]
    return (
        1 < len(found[at].text) <= _ACRONYM
        and found[at].text.isupper()
        and not any(len(text) > 1 and text.isupper() for text in beside)
    )


def _glued(text: str, end: int, start: int) -> bool:
    """Whether two words may belong to one phrase: nothing but space or a joint between them, on one line or wrapped."""
    if _GAP.match(text, end, start):
        return True
    gap = text[end:start]
    if gap.count("\n") != 1 or gap.strip() or not text[start].islower():
        return False
    return end - (text.rfind("\n", 0, end) + 1) >= _HARD_WRAP


def score(found: Sequence[Candidate], language: str) -> dict[str, float]:
    """Weigh phrases of the same texts, by key: how often they are written, and how much they are like ideas' names."""
    inside = counts_inside(found)
    return {one.key: _frequency(one, inside.get(one.key, 0)) * _likeness(one, language) for one in found}


def distinct(ranked: Iterable[Candidate], limit: int) -> list[Candidate]:
    """Take the first that do not say the same; of phrases within each other the first that explains enough of both."""
    taken: list[Candidate] = []
    for one in ranked:
        if len(taken) == limit:
            break
        if not any(_same(one, other) for other in taken):
            taken.append(one)
    return taken


def counts_inside(found: Iterable[Candidate]) -> dict[str, int]:
    """Return for each phrase how often the most frequent longer phrase around it is written."""
    inside: dict[str, int] = {}
    for one in found:
        parts = one.key.split(" ")
        for size in range(1, len(parts)):
            for at in range(len(parts) - size + 1):
                part = " ".join(parts[at : at + size])
                inside[part] = max(inside.get(part, 0), one.written_out)
    return inside


def _frequency(one: Candidate, inside: int) -> float:
    """Return how often a phrase is written, less what a longer phrase around it explains."""
    if inside > _EXPLAINED * one.count:
        return max(one.count - inside, 0.01)
    return one.count - 0.25 * inside


def _likeness(one: Candidate, language: str) -> float:
    """Return how much a phrase is like the name of an idea, around one."""
    like = 1.5 - 0.5 * one.first
    common = vocabulary.light(language)
    lower, last = fold(one.form), fold(one.form.rpartition(" ")[2])
    if one.size > 1:
        like *= 1.0 if all(part in common for part in one.key.split(" ")) else 1.3
    else:
        like *= (
            0.02 if lower in vocabulary.never_alone(language) else 0.3 if lower in common or one.key in common else 1.0
        )
        like *= 1 + 0.4 * one.capitals / one.count
        like *= 0.2 if one.ends < 0.1 * one.count else 1.0
    if one.after_verb_marks > one.count / 3:
        like *= 0.3
    if vocabulary.abstract(last, language):
        like *= 1.25
    if any(character.isdigit() for character in one.form):
        like *= 0.6
    return like


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether a phrase adds nothing to one taken before: it is a longer one, or little more than a piece of it."""
    if one.size > other.size:
        return f" {other.key} " in f" {one.key} " and 2 * one.written_out >= one.count
    return f" {one.key} " in f" {other.key} " and other.written_out >= _PIECE * one.count
