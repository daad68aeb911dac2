"""What a passage is about, in two to four of its own words: the noun phrases that it names first or again and again.

English only: a phrase is known by the articles and prepositions around it, and other languages inflect what is taken
out of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vaultsync.markup.words import Word, fold, stop_words, words
from vaultsync.model import BlockKind
from vaultsync.splitting.reading import Unit
from vaultsync.splitting.typography import capital
from vaultsync.splitting.verbs import is_verb_form

_UNITS = 3
_SENTENCES = 3
_MOST_WORDS = 5
_OFTEN = 2
"""How often a passage must have a phrase that does not open it."""
NEAR = 2
"""Words of a sentence before its subject at most."""

_DETERMINERS = frozenset("a an the your our their its his her my each every any some no this these".split())
_BEFORE = _DETERMINERS | frozenset("of for in on with from about by as between through into and or via using".split())
"""Words after which a noun phrase starts."""
_MAKES_NOUNS = _DETERMINERS | {"of"}
_INNER = frozenset("of for and in the".split())
"""Words that may stand within one."""
_VAGUE = frozenset(
    """
    thing things way ways lot lots bit bunch piece pieces couple handful group people person time times day days week
    weeks month months year years today part parts kind kinds sort sorts type types form forms level levels number
    numbers example examples case cases place places fact point points end start something anything everything someone
    anyone everyone everything one ones first second third last next previous following new old good great best better
    big small many different several various important main key same other post article section page chapter paragraph
    essay blog question questions answer answers reason reasons
    """.split()
)
_RELATIONS = frozenset(
    """
    absence behalf case context course event face favor favour front lieu light middle midst spite terms view wake
    """.split()
)
"""What is said "in … of" something, and names nothing: in the light of, in terms of."""
_VAGUE_ENDS = _VAGUE - {"people"}
_MEANT = frozenset(
    """
    open opening information research system systems group groups member members website webpage homepage problem
    computer problems value work working public general world state states changes index interest interests
    order goods microsoft
    """.split()
)
"""Words in the lists of stop words that carry a subject all the same."""
_ADVERB = re.compile(r"\w{2,}ly\Z")
_ADJECTIVE = re.compile(r"\w{3,}(?:able|al|ful|ible|ic|ive|less|ous)\Z")
"""What before a comma likely waits for its noun: "ideas of conversational, conflict-driven"."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*\Z")


@dataclass(frozen=True, slots=True)
class Topic:
    """A noun phrase and where it stands."""

    text: str
    """As the text has it, with a capital."""
    place: int
    """Index of the sentence in the passage that has it first."""
    offset: int
    """Words before it in that sentence."""
    count: int
    """How often the passage has it."""
    length: int
    """In words."""
    bare: bool
    """Whether no article or preposition stands before it where it is first found."""
    named: bool
    """Whether it is written as a name."""


def topics(units: Sequence[Unit], language: str, *, named: bool = False) -> Iterator[Topic]:
    """Yield the noun phrases that a passage may be about, in the order in which it names them.

    With `named` all that it names, else those that open it or return in it.
    """
    if language not in ("en", ""):
        return
    stops = stop_words("en") - _MEANT
    text = " " + " ".join(" ".join(listed) for unit in units for listed in unit.words) + " "
    seen: set[str] = set()
    place = 0
    for unit in units[:_UNITS]:
        if unit.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.MATH, BlockKind.HTML, BlockKind.FIELD):
            continue
        for sentence in unit.sentences[:_SENTENCES]:
            listed = words(sentence)
            folded = [fold(word.text) for word in listed]
            for start, end in _phrases(sentence, listed, folded, stops):
                key = " ".join(folded[start:end])
                if key in seen:
                    continue
                seen.add(key)
                times = max(1, text.count(f" {key} "))
                if not (named or times >= _OFTEN or (place == 0 and start <= NEAR)):
                    continue
                found = _topic(sentence, listed, folded, start, end, place, times)
                longer = text.count(f" {folded[start - 1]} {key} ") if found.bare else 0
                # Else it is only the end of a longer one.
                if not found.bare or times > longer:
                    yield found
            place += 1


def _topic(
    sentence: str, listed: Sequence[Word], folded: Sequence[str], start: int, end: int, place: int, times: int
) -> Topic:
    shown = sentence[listed[start].span.start : listed[end - 1].span.end]
    inside = [word.text for word in listed[start:end] if fold(word.text) not in _INNER]
    named = all(word[:1].isupper() for word in inside) and (start > 0 or any(map(_is_shouted, inside)))
    bare = start > 0 and folded[start - 1] not in _BEFORE
    return Topic(capital(shown), place, start, times, end - start, bare, named)


def _is_shouted(word: str) -> bool:
    return sum(letter.isupper() for letter in word) > 1


def _phrases(
    sentence: str, listed: Sequence[Word], folded: Sequence[str], stops: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the runs of words, two or more, that could be noun phrases: no verb in them, content at both ends."""
    content = [_is_content(word, bare, stops) for word, bare in zip(listed, folded, strict=True)]
    verb = [is_content and _verb_here(folded, at) for at, is_content in enumerate(content)]
    gaps = [sentence[one.span.end : other.span.start] for one, other in pairwise(listed)]
    closes: dict[int, bool] = {}
    for start, word in enumerate(listed):
        if not content[start] or verb[start]:
            continue
        if start and not gaps[start - 1].isspace() and word.span.start:
            opened = sentence[word.span.start - 1] in " \"'“‘(["
            if not opened:
                continue
        for end in range(start + 2, min(start + _MOST_WORDS, len(listed)) + 1):
            last = end - 1
            if gaps[last - 1] not in (" ", "-", "/"):
                break
            if folded[last] in _INNER:
                continue
            if not content[last] or verb[last]:
                break
            if end not in closes:
                closes[end] = _ends_phrase(gaps, folded, end, stops)
            if closes[end] and _says_something(folded[start:end]):
                yield start, end


def _is_content(word: Word, folded: str, stops: frozenset[str]) -> bool:
    return folded not in stops and len(folded) > 1 and _WORD.match(word.text) is not None


def _verb_here(folded: Sequence[str], at: int) -> bool:
    """Whether a word is likely a verb where it stands, or an adverb."""
    word = folded[at]
    if _ADVERB.match(word):
        return True
    if word in _MEANT or (at and folded[at - 1] in _MAKES_NOUNS):
        return False
    return is_verb_form(word) or word.endswith("ing")


def _ends_phrase(gaps: Sequence[str], folded: Sequence[str], end: int, stops: frozenset[str]) -> bool:
    """Whether a phrase may end before the word `end`: at a mark, a function word or a verb."""
    if end == len(folded):
        return True
    gap = gaps[end - 1]
    if gap.startswith(",") and _ADJECTIVE.search(folded[end - 1]):
        return False
    if gap != " " or folded[end] in stops:
        return True
    return not folded[end - 1].endswith("ing") and folded[end] not in _MEANT and is_verb_form(folded[end])


def _says_something(folded: Sequence[str]) -> bool:
    inside = [word for word in folded if word not in _INNER]
    if folded[-1].endswith(("'s", "’s")):
        return False
    if len(folded) > 1 and folded[-1].endswith("ing") and folded[-2] == "of":
        # "mode of treating" waits for what is treated.
        return False
    if folded[0] in _RELATIONS and folded[1] == "of":
        return False
    return folded[0] not in _VAGUE and folded[-1] not in _VAGUE_ENDS and not _VAGUE.issuperset(inside)
