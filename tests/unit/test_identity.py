from __future__ import annotations

import re

import pytest

from vaultsync.model import NoteId, SourceKey
from vaultsync.notes.identity import Candidate, Known, Matching, match, match_sources, new_id

SOURCE = SourceKey("essay.md")

WATER = (
    "water finds the lowest place and asks for nothing. it carves valleys out of stone by returning every day. the "
    "river that seems to give way is the one that shapes the land in the end, long after the rock has been forgotten."
)
FIRE = (
    "fire is quick to come and quick to leave. whoever keeps one alive must feed it before it is hungry. a village "
    "that shares its embers never goes cold, while the proud house with its own flint sits in the dark at dawn."
)
TRADE = (
    "merchants learned early that trust travels faster than goods. a letter of credit from a known family opened every "
    "harbour on the coast, and its forger was hunted with more zeal than any pirate of that century."
)
MEMORY = (
    "what we remember is not the past but our last telling of it. each recollection rewrites the record a little, as a "
    "scribe who copies from his own copy. accuracy fades and meaning grows in equal measure over many years."
)
TEXTS = {"Water": WATER, "Fire": FIRE, "Trade": TRADE, "Memory": MEMORY}


def known(*notes: tuple[str, str], dead: tuple[int, ...] = ()) -> list[Known]:
    return [
        Known(NoteId(f"id{order}"), heading, text, order, SOURCE, order not in dead)
        for order, (heading, text) in enumerate(notes)
    ]


def atoms(*pieces: tuple[str, str]) -> list[Candidate]:
    return [Candidate(index, heading, text, index, SOURCE) for index, (heading, text) in enumerate(pieces)]


def ids(matching: Matching) -> dict[int, str]:
    return dict(matching.ids)


ALL = known(*TEXTS.items())


def test_nothing_known_or_nothing_there() -> None:
    assert match([], []) == Matching({})
    assert ids(match([], atoms(("Water", WATER)))) == {}
    assert match(ALL, []).gone == ("id0", "id1", "id2", "id3")


def test_the_same_text_is_the_same_note_whatever_its_heading_and_place() -> None:
    found = match(ALL, atoms(("Recall", MEMORY), ("Commerce", TRADE), ("Fire", FIRE), ("Flow", WATER)))
    assert ids(found) == {0: "id3", 1: "id2", 2: "id1", 3: "id0"}
    assert not found.gone
    assert not found.joined


def test_exchanged_headings_do_not_exchange_notes() -> None:
    changed = atoms(("Fire", WATER.replace("stone", "granite")), ("Water", FIRE.replace("quick", "swift")))
    assert ids(match(known(("Water", WATER), ("Fire", FIRE)), changed)) == {0: "id0", 1: "id1"}


def test_a_reworded_text_under_a_new_heading_is_the_same_note() -> None:
    reworded = WATER.replace("finds", "seeks").replace("asks for nothing", "wants nothing").replace("stone", "granite")
    found = match(ALL, atoms(("Rivers", reworded), ("Fire", FIRE), ("Trade", TRADE), ("Memory", MEMORY)))
    assert ids(found)[0] == "id0"


def test_a_new_text_under_a_known_heading_is_the_same_note() -> None:
    found = match(known(("Water", WATER)), atoms(("  WATER ", TRADE)))
    assert ids(found) == {0: "id0"}


def test_a_new_text_under_a_new_heading_is_a_new_note() -> None:
    found = match(known(("Water", WATER)), atoms(("Trade", TRADE)))
    assert ids(found) == {}
    assert found.gone == ("id0",)


def test_a_short_text_rewritten_between_the_same_neighbours_is_the_same_note() -> None:
    before = known(("Water", WATER), ("A", "the plan needs more time and money"), ("Fire", FIRE))
    after = atoms(("Water", WATER), ("B", "the plan was as always short of money"), ("Fire", FIRE))
    assert ids(match(before, after)) == {0: "id0", 1: "id1", 2: "id2"}
    moved = atoms(("B", "the plan was as always short of money"), ("Water", WATER), ("Fire", FIRE))
    assert ids(match(before, moved)) == {1: "id0", 2: "id2"}


@pytest.mark.parametrize("larger_first", [True, False])
def test_of_a_split_note_the_larger_part_keeps_the_id(larger_first: bool) -> None:
    before = known(("Both", f"{WATER} {FIRE} {TRADE}"))
    parts = [f"{WATER} {FIRE}", TRADE] if larger_first else [WATER, f"{FIRE} {TRADE}"]
    found = match(before, atoms(("Both", parts[0]), ("Other", parts[1])))
    larger = 0 if larger_first else 1
    assert ids(found) == {larger: "id0"}
    assert found.origins == {1 - larger: "id0"}


def test_of_two_equal_parts_the_heading_decides() -> None:
    before = known(("Both", f"{WATER} {WATER.replace('water', 'rain').replace('river', 'stream')}"))
    halves = [WATER, WATER.replace("water", "rain").replace("river", "stream")]
    assert ids(match(before, atoms(("Other", halves[0]), ("Both", halves[1])))) == {1: "id0"}


def test_a_note_split_into_many_parts_lives_on_in_one() -> None:
    sentences = " ".join(TEXTS.values()).split(". ")
    found = match(
        known(("All", " ".join(TEXTS.values()))), atoms(*((f"P{n}", text) for n, text in enumerate(sentences)))
    )
    assert list(ids(found).values()) == ["id0"]
    assert len(found.origins) >= len(sentences) // 2


def test_of_joined_notes_the_larger_one_lives_on_and_inherits_the_other() -> None:
    before = known(("Water", WATER), ("Fire", f"{FIRE} {TRADE}"), ("Memory", MEMORY))
    found = match(before, atoms(("Elements", f"{WATER} {FIRE} {TRADE}"), ("Memory", MEMORY)))
    assert ids(found) == {0: "id1", 1: "id2"}
    assert found.joined == {"id0": "id1"}
    assert found.gone == ()


def test_a_note_was_joined_though_the_other_one_has_its_text_since_a_run_before() -> None:
    before = known(("Water", WATER), ("Elements", f"{WATER} {FIRE} {TRADE}"), ("Memory", MEMORY))
    found = match(before, atoms(("Elements", f"{WATER} {FIRE} {TRADE}"), ("Memory", MEMORY)))
    assert found.joined == {"id0": "id1"}
    assert found.gone == ()


def test_a_removed_passage_is_gone_and_its_neighbours_stay() -> None:
    found = match(ALL, atoms(("Water", WATER), ("Trade", TRADE), ("Memory", MEMORY)))
    assert ids(found) == {0: "id0", 1: "id2", 2: "id3"}
    assert found.gone == ("id1",)


def test_equal_texts_are_told_apart_by_heading_then_by_order() -> None:
    before = known(("One", "see above."), ("Two", "see above."), ("Three", "see above."))
    assert ids(match(before, atoms(("Two", "see above."), ("New", "see above.")))) == {0: "id1", 1: "id0"}
    assert match(before, atoms(("Two", "see above."), ("New", "see above."))).gone == ("id2",)


def test_atoms_without_text_are_known_by_their_headings() -> None:
    before = known(("Part one", ""), ("Part two", ""))
    assert ids(match(before, atoms(("Part two", ""), ("Part three", "")))) == {0: "id1"}


def test_an_edited_passage_of_a_deleted_note_stays_that_note() -> None:
    """Rule 7 for a note that the user deleted: it must not come back as a new one."""
    before = known(("Water", WATER), ("Fire", FIRE), dead=(0,))
    found = match(before, atoms(("Water", WATER.replace("stone", "granite")), ("Fire", FIRE)))
    assert ids(found) == {0: "id0", 1: "id1"}


def test_a_dead_note_does_not_return_for_its_heading_alone() -> None:
    assert ids(match(known(("Introduction", WATER), dead=(0,)), atoms(("Introduction", TRADE)))) == {}


def test_a_living_note_is_preferred_to_a_dead_one_of_the_same_text() -> None:
    before = known(("Water", WATER), ("Water", WATER), dead=(0,))
    assert ids(match(before, atoms(("Water", WATER)))) == {0: "id1"}
    assert ids(match(before, atoms(("Water", WATER), ("Water", WATER)))) == {0: "id0", 1: "id1"}


def test_what_is_joined_goes_on_in_the_note_that_is_there() -> None:
    before = known(("Water", WATER), ("Fire", FIRE), dead=(0,))
    assert ids(match(before, atoms(("Water", f"{WATER} {FIRE}")))) == {0: "id1"}


def test_dead_notes_are_neither_gone_nor_joined() -> None:
    found = match(known(("Water", WATER), ("Fire", FIRE), dead=(0,)), atoms(("Both", f"{FIRE} {WATER[:80]}")))
    assert found.gone == ()
    assert found.joined == {}


def test_chinese_is_matched_by_its_characters() -> None:
    before = known(
        ("一", "互联网金融遇到监管的那一刻，整个行业开始寻找新的组合。"),
        ("二", "水总是流向最低的地方，从不要求什么回报。"),
    )
    after = atoms(
        ("三", "水总是流向低处，从不要求什么回报。"), ("四", "互联网金融碰到监管的那一刻，整个行业开始寻找新组合。")
    )
    assert ids(match(before, after)) == {0: "id1", 1: "id0"}


def test_pages_from_one_template_keep_their_ids() -> None:
    def page(number: int, word: str) -> str:
        return f"{WATER} entry number {number} is {word}. {FIRE}"

    before = known(*((f"H{n}", page(n, "good")) for n in range(60)))
    after = atoms(*((f"K{n}", page(n, "fine")) for n in range(60)))
    assert ids(match(before, after)) == {n: f"id{n}" for n in range(60)}


def test_a_thousand_notes_are_matched_with_a_thousand_changed_atoms() -> None:
    words = [f"word{number}" for number in range(5000)]

    def text(number: int, edited: int) -> str:
        chosen = [words[(number * 37 + place * 101 + place * place * number) % 5000] for place in range(180)]
        chosen[edited] = "edited"
        return " ".join(chosen)

    before = known(*((f"H{n}", text(n, 3)) for n in range(1000)))
    after = atoms(*((f"K{n}", text(999 - n, 90)) for n in range(1000)))
    found = match(before, after)
    assert ids(found) == {n: f"id{999 - n}" for n in range(1000)}


# --- new ids ---


def test_an_id_depends_on_source_and_text_alone() -> None:
    one = new_id(SOURCE, WATER, ())
    assert one == new_id(SOURCE, WATER, {NoteId("other000")})
    assert one != new_id(SOURCE, FIRE, ())
    assert one != new_id(SourceKey("other.md"), WATER, ())
    assert re.fullmatch(r"[abcdefghjkmnpqrstvwxyz][0-9abcdefghjkmnpqrstvwxyz]{7}", one)


def test_ids_outlive_releases() -> None:
    """A changed value here would orphan every vault whose state was lost (rule 9)."""
    assert new_id(SourceKey("essay.md"), "water finds the lowest place", ()) == "w476rakw"


def test_an_id_that_was_given_is_not_given_again() -> None:
    taken: set[NoteId] = set()
    for _ in range(50):
        taken.add(new_id(SOURCE, WATER, taken))
    assert len(taken) == 50


# --- moved sources ---


def keys(**sources: list[str]) -> dict[SourceKey, list[str]]:
    return {SourceKey(key.replace("_", "/") + ".md"): texts for key, texts in sources.items()}


def test_a_renamed_source_is_recognised_by_what_it_says() -> None:
    assert match_sources(keys(old=[WATER, FIRE]), keys(new=[FIRE, WATER], other=[TRADE])) == {"new.md": "old.md"}


def test_a_source_that_was_moved_and_edited_is_recognised() -> None:
    edited = [WATER.replace("stone", "granite"), FIRE, MEMORY]
    assert match_sources(keys(old=[WATER, FIRE], x=[TRADE]), keys(a_old=edited, b=[TRADE])) == {
        "a/old.md": "old.md",
        "b.md": "x.md",
    }


def test_a_source_that_says_something_else_is_another() -> None:
    assert match_sources(keys(same=[WATER]), keys(a_same=[TRADE])) == {}


def test_sources_of_the_same_text_are_told_apart_by_name() -> None:
    before = keys(a_one=[WATER], a_two=[WATER], a_three=[WATER])
    after = keys(b_two=[WATER], b_three=[WATER], b_one=[WATER])
    assert match_sources(before, after) == {"b/one.md": "a/one.md", "b/two.md": "a/two.md", "b/three.md": "a/three.md"}


def test_sources_without_text_are_nobody() -> None:
    assert match_sources(keys(a=[]), keys(b=[])) == {}
    assert match_sources(keys(a=[""]), keys(b=["", ""])) == {}


def test_a_source_is_matched_once() -> None:
    assert match_sources(keys(a=[WATER, FIRE]), keys(b=[WATER, FIRE], c=[WATER, FIRE])) == {"b.md": "a.md"}


def test_a_whole_root_that_moved_is_recognised() -> None:
    before = {SourceKey(f"old/{n}.md"): [f"{WATER} {n}", f"{FIRE} {n * n}"] for n in range(2000)}
    after = {SourceKey(f"new/deep/{n}.md"): texts for n, texts in enumerate(before.values())}
    assert match_sources(before, after) == {f"new/deep/{n}.md": f"old/{n}.md" for n in range(2000)}
