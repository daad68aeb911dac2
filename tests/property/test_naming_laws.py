from __future__ import annotations

import random
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.odd_titles import ODD_TITLES
from tests.unit.test_naming import assert_legal
from vaultsync.model import NoteId, VaultPath
from vaultsync.notes.naming import Wanted, assign, file_name, fold_key

TITLES = st.text(max_size=400) | st.lists(st.sampled_from(ODD_TITLES), min_size=1, max_size=4).map("".join)
NAMES = st.sampled_from(["Money", "money", "Money 2", "Money 2 2", "U\u0308ber", "über", "é" * 125, "Home"])
FOLDERS = st.sampled_from(["", "Notes", "Notes/A", "Notes/B"])
WANTED = st.lists(st.tuples(FOLDERS, NAMES), max_size=8).map(
    lambda pairs: [Wanted(NoteId(f"id{at}"), folder, name) for at, (folder, name) in enumerate(pairs)]
)
TAKEN = st.lists(
    st.sampled_from(["x/Money.md", "MONEY 2.md", "Notes/A/Money.md", "Home.md", "y/Über.md"]).map(VaultPath), max_size=3
)


@given(TITLES)
def test_every_name_is_legal(title: str) -> None:
    name = file_name(title, fallback="7f3k9q2m")
    assert_legal(f"{name}.md")
    assert unicodedata.is_normalized("NFC", name)


@given(TITLES)
def test_naming_is_idempotent(title: str) -> None:
    name = file_name(title, fallback="7f3k9q2m")
    assert file_name(name, fallback="other") == name


@given(TITLES)
def test_equal_keys_are_stable(title: str) -> None:
    assert fold_key(fold_key(title)) == fold_key(title)
    assert fold_key(unicodedata.normalize("NFD", title)) == fold_key(unicodedata.normalize("NFC", title))


@given(WANTED, TAKEN, st.randoms(use_true_random=False))
def test_places_are_unique_and_independent_of_the_order(
    wanted: list[Wanted], taken: list[VaultPath], chance: random.Random
) -> None:
    places = assign(wanted, taken, {})
    names = [fold_key(path.rpartition("/")[2]) for path in (*places.values(), *dict.fromkeys(taken))]
    ours = names[: len(places)]
    assert len(set(ours)) == len(wanted)
    assert not set(ours) & set(names[len(places) :])
    shuffled = list(wanted)
    chance.shuffle(shuffled)
    assert assign(shuffled, taken, {}) == places


@given(WANTED, WANTED, TAKEN)
def test_adding_notes_renames_no_other(before: list[Wanted], added: list[Wanted], taken: list[VaultPath]) -> None:
    """Rule 8, for names."""
    first = assign(before, taken, {})
    later = [*before, *(Wanted(NoteId(f"new{one.id}"), one.folder, one.name) for one in added)]
    second = assign(later, taken, first)
    assert {note_id: second[note_id] for note_id in first} == first


@given(WANTED, WANTED, TAKEN)
@settings(max_examples=50)
def test_assigning_again_changes_nothing(before: list[Wanted], wanted: list[Wanted], taken: list[VaultPath]) -> None:
    """Rule 4, for names: whatever stood there before."""
    places = assign(wanted, taken, assign(before, taken, {}))
    gone = {one.id for one in before} - {one.id for one in wanted}
    kept = [path for note_id, path in assign(before, taken, {}).items() if note_id in gone]
    assert assign(wanted, [*taken, *kept], places) == places
