"""The map of the vault stays readable when there is much to list."""

from __future__ import annotations

from vaultsync.notes.home import shelved


def test_few_concepts_have_a_line_each() -> None:
    assert shelved(["[[Bread]]", "[[Butter]]"], ["Bread", "Butter"]) == ["[[Bread]]", "[[Butter]]"]


def test_many_concepts_share_a_line_by_their_first_letter() -> None:
    names = sorted([*(f"Bread {number:02}" for number in range(40)), "apples", "Ash"], key=str.casefold)
    lines = shelved([f"[[{name}]]" for name in names], names)
    assert lines[0] == "[[apples]] · [[Ash]]"
    assert lines[1].startswith("[[Bread 00]] · [[Bread 01]]")
    assert len(lines) == 2
