"""What texts are about, in their own words: the phrases that they repeat, weighed.

What a phrase is worth beside longer ones that hold it is judged as by the C-value (Frantzi, Ananiadou and Mima, 2000).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from vaultsync.linking import vocabulary
from vaultsync.linking.abbreviations import abbreviations
from vaultsync.linking.phrase_search import Candidate, Text, search
from vaultsync.markup.blocks import parse, plain
from vaultsync.markup.words import fold, words
from vaultsync.model import BlockKind

_EXPLAINED = 0.75
"""The share of a phrase's occurrences within one longer phrase from which it is only a piece of that."""

_PIECE = 0.5
"""The share of a phrase's occurrences within a longer one that was taken from which it adds nothing."""

_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_FEW_LETTERS = 2
"""So few letters are the first ones of many phrases: they must stand for a name."""

_UNSPOKEN = frozenset([BlockKind.CODE, BlockKind.MATH, BlockKind.HTML, BlockKind.COMMENT, BlockKind.FIELD])
_SIGNS = ("```", "~~~", "$", "    ", "::")
"""One of them stands in any Markdown that has such a block."""
_TEMPLATE = re.compile(r"\{%[^{}%]{0,2000}%\}")
"""What Jekyll and its like put something else for: `{% include note.html %}`."""
_MATH = re.compile(r"\$(?! )[^$\n]{1,200}(?<! )\$(?!\d)")


def spoken(markdown: str) -> str:
    """Return the visible text of Markdown without code, formulas, fields and tags of templates, which say nothing."""
    if any(sign in markdown for sign in _SIGNS):
        kept = [block.markdown for block in parse(markdown) if block.kind not in _UNSPOKEN]
        markdown = _MATH.sub(" ; ", "\n\n".join(kept))
    return plain(_TEMPLATE.sub(" ; ", markdown) if "{%" in markdown else markdown)


def candidates(texts: Sequence[Text], language: str) -> list[Candidate]:
    """Return the single words of texts and the phrases that they repeat, or write as names."""
    found = {one.key: one for one in search(texts, language)}
    for text in texts:
        for short, long in abbreviations(text.body).items():
            _join(found, short, long, language)
    for short, long in _initials(list(found.values())):
        _join(found, short, long, language)
    return list(found.values())


def _initials(found: Sequence[Candidate]) -> Iterator[tuple[str, str]]:
    """Yield acronyms that nobody explains, with the one phrase of the texts that they are the first letters of.

    Two letters are those of many phrases: they must stand for a name (YC: Y Combinator).
    """
    shorts = {one.form.removesuffix("s"): one.form for one in found if one.size == 1 and _ACRONYM.fullmatch(one.form)}
    long: dict[str, list[str]] = defaultdict(list)
    for one in found if shorts else ():
        if one.size > 1 and one.written_out > 1:
            parts = one.form.replace("-", " ").split()
            letters = "".join(part[0] for part in parts).upper()
            if letters in shorts and (len(letters) > _FEW_LETTERS or all(part[0].isupper() for part in parts)):
                long[letters].append(one.form)
    yield from ((shorts[letters], forms[0]) for letters, forms in sorted(long.items()) if len(forms) == 1)


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
        like *= 0.2 if one.ends < 0.1 * one.count and vocabulary.has_spaces(language) else 1.0
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
