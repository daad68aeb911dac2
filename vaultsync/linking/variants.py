"""Phrases that say the same in other words: names of one field, and pairs that are clear with what they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from vaultsync.linking import vocabulary
from vaultsync.linking.phrase_search import Candidate


def idea_of(key: str, language: str) -> str:
    """Return what all names of an idea have in common: a phrase's key, or for names of a field what they share."""
    rest, _, last = key.rpartition(" ")
    return f"{rest} *" if rest and vocabulary.is_field(last, language) else key


def one_a_field(found: Iterable[Candidate], language: str) -> list[Candidate]:
    """Join phrases that name the same field (the mining sector, the mining industry) under the most frequent one."""
    taken: dict[str, Candidate] = {}
    for one in sorted(found, key=lambda one: (-one.count, one.key)):
        idea = idea_of(one.key, language)
        taken[idea] = _both(taken[idea], one) if idea in taken else one
    return list(taken.values())


def _both(one: Candidate, other: Candidate) -> Candidate:
    counts = Counter(one.counts) + Counter(other.counts)
    return replace(
        one,
        forms=one.forms + other.forms,
        counts=dict(counts),
        abbreviations=one.abbreviations + other.abbreviations,
        titled=one.titled | other.titled,
        capitals=one.capitals + other.capitals,
        after_verb_marks=one.after_verb_marks + other.after_verb_marks,
        after_state_marks=one.after_state_marks + other.after_state_marks,
        goes_on=one.goes_on + other.goes_on,
        followed=one.followed + other.followed,
        ends=one.ends + other.ends,
        first=min(one.first, other.first),
    )


def in_full(taken: Sequence[Candidate], found: Sequence[Candidate], language: str) -> list[Candidate]:
    """Name pairs by what they are of, where the texts do so more than once: processes and links *of finance*."""
    joints = vocabulary.joints(language)
    return [_longest_name(one, found, joints) if joints.intersection(one.key.split(" ")) else one for one in taken]


def _longest_name(one: Candidate, found: Sequence[Candidate], joints: frozenset[str]) -> Candidate:
    longer = [
        other
        for other in found
        if other.count > 1
        and 2 * other.ends > other.count  # else it stops short: functions of the financial
        and other.key.startswith(f"{one.key} ")
        and other.key.removeprefix(f"{one.key} ").partition(" ")[0] in joints
    ]
    if not longer:
        return one
    best = min(longer, key=lambda other: (-other.count, other.size, other.key))
    return replace(one, forms=Counter({best.form: one.forms.total() + 1}) + one.forms)
