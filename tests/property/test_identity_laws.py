from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.model import NoteId, SourceKey
from vaultsync.notes.identity import Candidate, Known, match, match_sources, new_id

SOURCE = SourceKey("essay.md")
WORDS = [
    f"{first}{last}" for first in ("ka", "lo", "mi", "nu", "re", "so") for last in ("bar", "dun", "fel", "gim", "tos")
]

HEADINGS = st.sampled_from(["", "Intro", "intro", "Notes", "A", "B"])
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
NOTES = st.lists(st.tuples(HEADINGS, TEXTS, st.booleans()), max_size=8).map(
    lambda rows: [Known(NoteId(f"id{at}"), *row[:2], at, SOURCE, row[2]) for at, row in enumerate(rows)]
)
ATOMS = st.lists(st.tuples(HEADINGS, TEXTS), max_size=8).map(
    lambda rows: [Candidate(at, *row, at, SOURCE) for at, row in enumerate(rows)]
)
CHANCE = st.integers(0, 1 << 32).map(random.Random)


@st.composite
def distinct_texts(draw: st.DrawFn) -> list[str]:
    chance = draw(CHANCE)
    return [" ".join(chance.choices(WORDS, k=40)) for _ in range(draw(st.integers(1, 8)))]


def notes_of(texts: list[str]) -> list[Known]:
    return [Known(NoteId(f"id{at}"), f"H{at}", text, at, SOURCE) for at, text in enumerate(texts)]


@given(NOTES, ATOMS)
def test_no_two_atoms_are_one_note_and_every_note_is_accounted_for(known: list[Known], atoms: list[Candidate]) -> None:
    found = match(known, atoms)
    given_ids = list(found.ids.values())
    assert len(set(given_ids)) == len(given_ids)
    assert set(found.ids) <= {atom.index for atom in atoms}
    live = {one.id for one in known if one.live}
    assert set(given_ids) <= {one.id for one in known}
    assert sorted([*(set(given_ids) & live), *found.joined, *found.gone]) == sorted(live)
    assert set(found.joined.values()) <= set(given_ids) & live
    assert not set(found.origins) & set(found.ids)


@given(NOTES, ATOMS, CHANCE)
def test_the_order_of_the_arguments_does_not_matter(
    known: list[Known], atoms: list[Candidate], chance: random.Random
) -> None:
    assert match(chance.sample(known, len(known)), chance.sample(atoms, len(atoms))) == match(known, atoms)


@given(NOTES)
def test_what_did_not_change_is_what_it_was(known: list[Known]) -> None:
    atoms = [Candidate(at, one.heading, one.text, one.order, SOURCE) for at, one in enumerate(known)]
    assert dict(match(known, atoms).ids) == {at: one.id for at, one in enumerate(known)}


@given(distinct_texts(), CHANCE)
def test_a_permutation_keeps_every_id(texts: list[str], chance: random.Random) -> None:
    """Rule 7."""
    order = chance.sample(range(len(texts)), len(texts))
    atoms = [Candidate(place, f"new {place}", texts[at], place, SOURCE) for place, at in enumerate(order)]
    found = match(notes_of(texts), atoms)
    assert {place: texts[int(note_id[2:])] for place, note_id in found.ids.items()} == {
        place: texts[at] for place, at in enumerate(order)
    }


@given(distinct_texts(), CHANCE)
def test_small_edits_keep_every_id(texts: list[str], chance: random.Random) -> None:
    """Rule 7: every note moved, retitled, and a tenth of its words replaced."""
    order = chance.sample(range(len(texts)), len(texts))
    atoms = []
    for place, at in enumerate(order):
        edited = texts[at].split()
        for word in chance.sample(range(len(edited)), len(edited) // 10):
            edited[word] = chance.choice(WORDS)
        atoms.append(Candidate(place, f"new {place}", " ".join(edited), place, SOURCE))
    assert {place: int(note_id[2:]) for place, note_id in match(notes_of(texts), atoms).ids.items()} == dict(
        enumerate(order)
    )


@given(distinct_texts(), st.integers(0, 7))
def test_a_split_gives_the_id_to_one_of_the_parts(texts: list[str], which: int) -> None:
    at = which % len(texts)
    words = texts[at].split()
    pieces = [*texts[:at], " ".join(words[:26]), " ".join(words[26:]), *texts[at + 1 :]]
    atoms = [Candidate(place, f"new {place}", text, place, SOURCE) for place, text in enumerate(pieces)]
    found = match(notes_of(texts), atoms)
    assert found.ids[at] == f"id{at}"
    assert at + 1 not in found.ids
    assert found.gone == ()


@given(distinct_texts(), st.integers(0, 7))
def test_a_join_keeps_one_id_and_names_it_the_heir_of_the_other(texts: list[str], which: int) -> None:
    if len(texts) < 2:
        return
    at = which % (len(texts) - 1)
    pieces = [*texts[:at], f"{texts[at]} {texts[at + 1]}", *texts[at + 2 :]]
    atoms = [Candidate(place, f"new {place}", text, place, SOURCE) for place, text in enumerate(pieces)]
    found = match(notes_of(texts), atoms)
    pair = {f"id{at}", f"id{at + 1}"}
    assert found.ids[at] in pair
    assert {*found.joined.items()} == {((pair - {found.ids[at]}).pop(), found.ids[at])}
    assert found.gone == ()


@given(st.lists(st.tuples(st.sampled_from(["a.md", "b.md"]), TEXTS), max_size=20))
@settings(max_examples=50)
def test_no_id_is_given_twice(rows: list[tuple[str, str]]) -> None:
    """Rule 7: dead ids count as given."""
    taken: list[NoteId] = []
    for source, text in [*rows, *rows]:
        taken.append(new_id(SourceKey(source), text, taken))
    assert len(set(taken)) == len(taken)


SOURCES = st.dictionaries(
    st.sampled_from(["a.md", "b.md", "x/a.md", "y/b.md"]).map(SourceKey), st.lists(TEXTS, max_size=3), max_size=4
)


@given(SOURCES, SOURCES)
def test_moved_sources_are_matched_one_to_one(
    known: dict[SourceKey, list[str]], found: dict[SourceKey, list[str]]
) -> None:
    same = match_sources(known, found)
    assert set(same) <= set(found)
    assert set(same.values()) <= set(known)
    assert len(set(same.values())) == len(same)
    assert match_sources(dict(reversed(known.items())), dict(reversed(found.items()))) == same
