"""What the properties of a note that goes come to in the note that it was joined into."""

from __future__ import annotations

import pytest

from vaultsync.sync.inherit import Heir, inherit

OWNED = frozenset({"id"})


def block(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", ""])


BASE = block("id: a", "title: A", "tags: [x]")
HEIR = block("id: b", "title: B", "tags: [x]")


def inherited(mine: str, heir: str = HEIR, theirs: str = HEIR) -> str | None:
    return inherit(BASE, mine, Heir(heir, theirs), owned=OWNED)


def test_a_key_that_the_heir_lacks_comes_with_its_comments() -> None:
    mine = block("id: a", "title: A", "# Why?", "mood: calm # so", "tags: [x]")
    assert inherited(mine) == block("id: b", "title: B", "tags: [x]", "# Why?", "mood: calm # so")


def test_line_ends_are_those_of_the_heir() -> None:
    mine = block("id: a", "title: A", "tags: [x]", "mood: calm")
    expected = block("id: b", "title: B", "tags: [x]", "mood: calm").replace("\n", "\r\n")
    assert inherited(mine, HEIR.replace("\n", "\r\n")) == expected
    assert inherited(mine.replace("\n", "\r\n")) == expected.replace("\r\n", "\n")


def test_lists_are_merged_by_item() -> None:
    mine = block("id: a", "title: A", "tags: [new, x, z]")
    heir = block("id: b", "title: B", "tags: [z, x]")
    assert inherited(mine, heir) == block("id: b", "title: B", "tags: [z, x, new]")


@pytest.mark.parametrize(
    "mine",
    [
        BASE,
        block("tags:", "  - x", 'title: "A"', "id: a"),
        block("id: a", "title: A", "tags: []"),
        block("id: a", "tags: [x]"),
    ],
)
def test_what_is_only_written_otherwise_or_taken_out_changes_nothing(mine: str) -> None:
    assert inherited(mine) == HEIR


@pytest.mark.parametrize("key", ["mood: wild", "mood: [wild, 1]", "mood: {wild: 1}", "mood: 1"])
def test_two_values_do_not_fit(key: str) -> None:
    mine = block("id: a", "title: A", "mood: calm", "tags: [x]")
    heir = block("id: b", "title: B", "tags: [x]", key)
    found = inherited(mine, heir)
    assert found == (block("id: b", "title: B", "tags: [x]", "mood: [wild, 1, calm]") if "[" in key else None)


def test_a_value_that_the_source_is_about_to_give_the_heir_is_not_overruled() -> None:
    mine = block("id: a", "title: A", "mood: calm", "tags: [x]")
    assert inherited(mine, theirs=block("id: b", "title: B", "mood: wild", "tags: [x]")) is None


@pytest.mark.parametrize(
    "mine",
    [
        "",
        "Mine, and no block.\n",
        block("id: mine", "title: A", "tags: [x]"),
        block("id: a", "title: Mine", "tags: [x]"),
        block("id: a", "title: A # mine", "tags: [x]"),
        block("id: a", "title: A", "tags: [x]", "# mine"),
        block("id: a", "title: A", "tags: [x]", "mood: [mine"),
        block("id: a", "title: A", "tags: [x]", "mood: mine", "mood: yours"),
    ],
)
def test_what_has_no_place_in_the_heir_is_not_handed_on(mine: str) -> None:
    assert inherited(mine) is None


def test_a_heir_without_properties_inherits_none() -> None:
    assert inherited(block("id: a", "title: A", "mood: calm", "tags: [x]"), "No block.\n") is None
