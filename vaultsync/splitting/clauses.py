"""What a sentence says at its shortest: openings, attributions and side clauses taken off where clauses meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from vaultsync.markup.words import count, fold, tokens
from vaultsync.splitting import clause_marks as marks
from vaultsync.splitting import cues
from vaultsync.splitting.typography import MARKS, is_question, one_line, sentence_title
from vaultsync.splitting.verbs import has_verb, lacks_subject

LEAST_WORDS = 3
"""A shorter piece says nothing."""

_MOST_OPENINGS = 4
_MOST_CLAUSES = 3
_MOST_ENDS = 6
_REACH = 600
_LEAST_SOFT = 6
"""Fewer words than this are hardly more than a subject."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or what is left of it, that could stand as a title."""

    text: str
    """Without a stop; in the words of the author, with a capital where the script has them."""
    lead_cut: bool
    """Whether a clause before it was left out; a connective is no clause."""
    tail_cut: bool
    """Whether something was taken off its end."""


def clauses(sentence: str, language: str, most: int) -> Iterator[Clause]:
    """Yield the ways to say a sentence more shortly, the whole of it first, none longer than `most` words.

    Nothing is reworded; each piece ends where a clause does. A sentence that can't be had that short yields none.
    """
    whole = one_line(sentence)
    question = is_question(whole)
    seen: set[str] = set()
    for index, body in enumerate(_openings(whole, language)):
        for text, tail_cut in _bodies_to_ends(body, most):
            asks = question and not (tail_cut and _is_stated(text, body.text))
            if tail_cut and (asks or not _complete(text, body.text, language)):
                continue
            is_ended = not tail_cut and marks.ENDED.search(whole) is not None
            said = _said(text if count(text) <= most else marks.STRESS.sub("", text), asks, is_ended)
            if said.key in seen or not (LEAST_WORDS <= said.size <= most and said.stands):
                continue
            # What somebody says in quotes makes no sentence of the words around it.
            own = fold(marks.QUOTED.sub(" ", said.title)) if tail_cut else said.key
            if (index or tail_cut) and not has_verb(_no_nouns(tokens(own)), language):
                continue
            if language in ("en", "") and lacks_subject(tokens(said.key)):
                continue
            seen.add(said.key)
            yield Clause(said.title, body.lead_cut, tail_cut)


class _Body(NamedTuple):
    """A sentence, or what is left of it without its beginning."""

    text: str
    lead_cut: bool
    pieces: tuple[str, ...]
    """What is left of it when it ends where a clause does."""


class _Said(NamedTuple):
    """A piece of a sentence as a title."""

    title: str
    key: str
    size: int
    """In words."""
    stands: bool


# A passage asks for the same sentence in one length and then in another: most of the work is the same.
@lru_cache(maxsize=16)
def _openings(whole: str, language: str) -> tuple[_Body, ...]:
    bodies = _bodies(_without_asides(whole), language)
    return tuple(_Body(text, lead_cut, tuple(_pieces(text))) for text, lead_cut in bodies)


@lru_cache(maxsize=256)
def _said(text: str, question: bool, is_ended: bool) -> _Said:
    title = sentence_title(text, question=question)
    return _Said(title, fold(title), count(title), stands(title, is_ended=is_ended))


def _no_nouns(listed: list[str]) -> list[str]:
    """Return words without those that an article or "of" makes nouns: "the care of trees" states nothing."""
    return [word for before, word in pairwise(["", *listed]) if before not in marks.NOUN_NEXT]


def is_dependent(text: str, language: str) -> bool:
    """Whether a piece of a sentence can't stand without what follows: a subordinate clause, a verb without its end."""
    first = text.split(" ", 1)[0].lower().strip(MARKS + ",")
    subordinate = first in marks.SUBORDINATE or marks.SUBORDINATE_PHRASE.match(text) is not None
    return subordinate or _lacks_verb_end(text, language)


def _is_stated(text: str, body: str) -> bool:
    """Whether a piece of a sentence that asks states something, and what follows it asks: "Laws exist; shall we …?"."""
    return marks.PART.match(body, len(text)) is not None and marks.ASKS.match(text) is None


def _complete(text: str, body: str, language: str) -> bool:
    """Whether what is left of a body after a cut at its end is still a clause, and not half of one."""
    if is_dependent(text, language):
        return False
    rest = body[len(text) : len(text) + 24].lower()
    if marks.DENIES.match(rest) or (rest.startswith(" ") and marks.SINGLED_OUT.search(text)):
        return False
    return marks.HALF.search(text) is None or not re.match(r"\W*(?:but|than|as|that|or|to)\b", rest)


def _lacks_verb_end(text: str, language: str) -> bool:
    """Whether the cut took the verb that ends a German clause with a modal or a perfect: "kann … sehen"."""
    if language != "de":
        return False
    listed = text.split()
    framed = [word.lower() in marks.GERMAN_FRAMES for word in listed]
    return any(framed) and not framed[-1] and not marks.GERMAN_ENDS.search(listed[-1])


def stands(title: str, *, is_ended: bool = False) -> bool:
    """Whether a title can stand: no loose end, no unbalanced quotes or brackets.

    `is_ended` says that it ends where its author ended a sentence, which makes some loose ends none.
    """
    listed = tokens(fold(title))
    if not listed or listed[0] in marks.OPEN:
        return False
    is_whole = title.endswith("?") or (is_ended and marks.WHOLE_END.search(title) is not None)
    if listed[-1] in marks.DANGLING and not is_whole:
        return False
    if marks.SPOKEN.search(title) or marks.ADDRESS.fullmatch(title) or marks.SIGNED.fullmatch(title):
        return False
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("「", "」"), ("（", "）"), ("《", "》"))
    return all(title.count(a) == title.count(b) for a, b in pairs) and title.count('"') % 2 == 0


def _without_asides(text: str) -> str:
    return marks.AFTERTHOUGHT.sub("", marks.INTERRUPTION.sub("", marks.ASIDE.sub("", text)))


def _bodies(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """Yield a sentence without its connectives and attributions, then the main clauses further on in it."""
    start = 0
    for _ in range(_MOST_OPENINGS):
        step = _opening_end(text[start:], language)
        if not step:
            break
        start += step
    body = text[start:]
    yield body, False
    if bare := _without_middle(body, language):
        yield bare, False
    # German and Dutch put the verb after what opens a sentence, and what is left without that begins with it.
    side = None if language in ("de", "nl") else marks.LEADING.match(body)
    starts = [side.end()] if side else []
    starts += [place.end() for place in marks.NEXT_CLAUSE.finditer(body[:_REACH]) if place.end() not in starts]
    for place in starts[:_MOST_CLAUSES]:
        if marks.CONDITION.search(body, 0, place):
            return
        if marks.LAST_OF_SEVERAL.search(body, 0, place):
            continue
        main = body[place:]
        main = main[_led_up_to(main, language) :]
        first = main.split(" ", 1)[0].lower().strip(MARKS)
        closed = (marks.OPEN, marks.SUBJECTS, marks.SUBORDINATE, marks.HEADLESS)
        headless = (marks.HEADLESS_AFTER_ADVERB, marks.SUBORDINATE_PHRASE, marks.PARTICIPLE)
        if not any(first in words for words in closed) and not any(found.match(main) for found in headless):
            yield main, True


def _without_middle(body: str, language: str) -> str:
    """Return a sentence without what is inserted after its subject or into a German frame; nothing if there is none."""
    if language == "de":
        return _framed_together(body)
    found = marks.APPOSITION.match(body, 0, _REACH)
    if found is None or body.startswith(("'", "’")):
        return ""
    # What a dash ends is no item of a list.
    ends_in_comma = body[: found.end()].rstrip().endswith(",")
    if ends_in_comma and marks.LISTED.search(found["aside"]):
        return ""
    if ends_in_comma and "," in found["aside"] and marks.PLURAL.match(body, found.end()):
        return ""
    listed = tokens(fold(found["subject"]))
    if not listed or listed[0] in marks.SUBORDINATE or has_verb(_no_nouns(listed), language):
        return ""
    return f"{found['subject']} {body[found.end() :]}"


def _framed_together(body: str) -> str:
    """Put a German modal and the verb that closes its clause together, without what is inserted between them."""
    main = _MAIN.split(body[:_REACH], maxsplit=1)[0]
    first, *inserted = main.split(",")
    if len(inserted) < 2 or not _lacks_verb_end(first, "de"):
        return ""
    last = inserted[-1].split()
    if not last or last[0].lower() in marks.SUBORDINATE or not marks.GERMAN_ENDS.search(last[-1]):
        return ""
    return f"{first.rstrip()} {' '.join(last)}{body[len(main) :]}"


def _opening_end(text: str, language: str) -> int:
    found = cues.match(text, language)
    if found and found[0] in cues.CONNECTIVES:
        rest = text[found[1] :]
        comma = _COMMA.match(rest)
        if comma:
            return found[1] + comma.end()
        if language in cues.SPACELESS and found[1] > 1 and not _GOES_ON.match(rest):
            return found[1]
        if language not in cues.SPACELESS and fold(text[: found[1]]) in _BARE:
            return found[1] + len(rest) - len(rest.lstrip())
    attribution = marks.ATTRIBUTION.match(text) or marks.INTERJECTION.match(text) or marks.ANNOUNCED.match(text)
    return attribution.end() if attribution else _led_up_to(text, language)


def _led_up_to(text: str, language: str) -> int:
    """Return where the clause starts that a text only leads up to: "the truth is, nobody knows"."""
    found = marks.LED_UP_TO.match(text)
    if found is None:
        return 0
    clause = marks.CLAUSE_EDGE.split(text[found.end() :], maxsplit=1)[0]
    return found.end() if has_verb(_no_nouns(tokens(fold(clause))), language) else 0


_MAIN = re.compile(r"[;:.!?]")
_COMMA = re.compile(r"\s*(?:には|に|は|も)?[,，、:：،]\s*")
_GOES_ON = re.compile(r"[的地得之里中内後后前以年天是就]|[\u3041-\u3096]")
"""What makes a connective the beginning of a phrase, where words are not set apart: 今天的农场, 首先是…, 実際には."""

_BARE = frozenset(
    "and but so thus also therefore hence then yet luckily fortunately unfortunately admittedly "
    "und aber doch denn leider y pero et mais и но а".split()
)
"""Connectives that need no comma after them."""


def _bodies_to_ends(body: _Body, most: int) -> Iterator[tuple[str, bool]]:
    """Yield a body, then what is left of it when it ends where a clause does, the first such places first."""
    yield body.text, False
    yield from ((piece, True) for piece in body.pieces)
    if not any(LEAST_WORDS < count(piece) <= most for piece in [*body.pieces, body.text]):
        yield from ((piece, True) for piece in _soft(body.text, most))


def _pieces(body: str) -> Iterator[str]:
    ends = sorted({*_strong_ends(body), *_coordinate_ends(body)})[:_MOST_ENDS]
    return (piece for end in ends if not _is_undone(piece := body[:end].rstrip(","), body[end:]))


def _is_undone(piece: str, rest: str) -> bool:
    """Whether something is still to come after a piece; a particle is an end where the rest is only added."""
    if marks.PARTICLE.search(piece) and marks.ADDED.match(rest):
        return False
    return marks.UNDONE.search(piece) is not None


def _strong_ends(body: str) -> Iterator[int]:
    for pattern in (marks.BREAK, marks.TRAILING):
        yield from (place.start() for place in pattern.finditer(body[:_REACH]) if place.start() > 0)


def _coordinate_ends(body: str) -> Iterator[int]:
    """Yield the places before a second predicate; after an earlier comma it is likelier a list's last item."""
    for place in marks.COORDINATE.finditer(body[:_REACH]):
        if place.start() > 0 and "," not in body[: place.start()]:
            yield place.start()


def _soft(body: str, most: int) -> Iterator[str]:
    verb = marks.PLAIN_VERB.match(body)
    for place in reversed(list(marks.SOFT.finditer(body[: 40 * most]))) if verb else ():
        text = body[: place.start()]
        if count(text) < _LEAST_SOFT or verb is None or place.start() <= verb.end():
            return
        if marks.TOLD_OF.search(text) and marks.TELLS.match(body, place.start()):
            return
        if count(text) <= most and "," not in text and not (marks.UNDONE.search(text) or marks.HALF.search(text)):
            yield text
            return
