from __future__ import annotations

import posixpath
from collections.abc import Sequence

import pytest

from tests.unit.odd_titles import ODD_TITLES
from vaultsync.model import NoteId, VaultPath
from vaultsync.notes.naming import Wanted, assign, file_name, fold_key


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The windfall falls: the opening", "The windfall falls – the opening"),
        ("A / B", "A – B"),
        ("and/or", "and-or"),
        ("At 12:30", "At 12.30"),
        ("std::string", "std-string"),
        ("Why is it so?", "Why is it so"),
        ("Why? Because!", "Why – Because!"),
        ('He said "hi" to "me"', "He said “hi” to “me”"),
        ("C# in depth", "C sharp in depth"),
        ("#1 rule", "1 rule"),
        ("E = mc^2", "E = mc²"),
        ("[[Link|Text]]", "(Link-Text)"),
        ("a -> b <= c", "a → b ≤ c"),
        ("2*3 * 4 **bold**", "2×3 × 4 bold"),
        ("100%% sure", "100% sure"),
        ("  spaced \t\r\n out\u00a0\u2028 ", "spaced out"),
        ("Etc.", "Etc"),
        ("...and then", "and then"),
        ("a\u202eb\u200bc\u00ad", "abc"),
        ("u\u0308ber", "über"),
        ("می\u200cشود", "می\u200cشود"),
        ("plain\u200cwords", "plainwords"),
        ("CON", "CON_"),
        ("nul.md", "nul_"),
        ("Con. Air", "Con_. Air"),
        ("com1.txt", "com1_.txt"),
        ("LPT³", "LPT³_"),
        ("Console", "Console"),
        ("README.md", "README"),
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        (".obsidian/app", "obsidian-app"),
        ("~/.ssh", "ssh"),
        ("a\x00b\x1b[31m", "ab(31m"),
        ("\ud800lone", "lone"),
        ("👍", "👍"),
    ],
)
def test_file_name(title: str, name: str) -> None:
    assert file_name(title, fallback="7f3k9q2m") == name


@pytest.mark.parametrize(
    "title",
    ["", " ", "..", ".", "~", "?", "***", "%%", "\u200b\u200d", "\u202e", "\u3164", "\u0301", "---", "\x00", "\ufe0f"],
)
def test_a_title_without_anything_to_read_falls_back(title: str) -> None:
    assert file_name(title, fallback="7f3k9q2m") == "untitled-7f3k9q2m"


def test_a_long_title_is_cut_at_a_word() -> None:
    name = file_name("word " * 100, fallback="x")
    assert name == " ".join(["word"] * 48) + "…"


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("é" * 300, "é"),
        ("漢" * 300, "漢"),
        ("🇩🇪" * 100, "🇩🇪"),
        ("👨\u200d👩" * 100, "👨\u200d👩"),
        ("👍🏽" * 100, "👍🏽"),
        ("क्षि" * 90, "क्षि"),
    ],
)
def test_a_cut_falls_between_characters(title: str, whole: str) -> None:
    name = file_name(title, fallback="x").removesuffix("…")
    assert len(name) > 40
    assert name == whole * (len(name) // len(whole)) or whole == "क्षि"


def test_odd_titles_get_names_that_are_distinct_legal_and_inside() -> None:
    """Rows 30 to 38 of the fault model: 300 titles, one vault."""
    assert len(set(ODD_TITLES)) >= 300
    wanted = [
        Wanted(NoteId(f"n{number:07}"), "Notes", file_name(title, fallback=f"n{number:07}"))
        for number, title in enumerate(ODD_TITLES)
    ]
    paths = assign(wanted, (), {})
    assert len({fold_key(path) for path in paths.values()}) == len(ODD_TITLES)
    for path in paths.values():
        folder, name = posixpath.split(path)
        assert folder == "Notes"
        assert_legal(name)


def assert_legal(name: str) -> None:
    stem = name.removesuffix(".md")
    assert name != stem
    assert not set(name) & set('*"\\/<>:|?#^[]\x7f') and name.isprintable() | ("\u200c" in name) | ("\u200d" in name)
    assert "%%" not in name
    assert len(name) <= 245
    assert len(name.encode("utf-8")) <= 255
    assert stem == stem.strip(" .")
    assert stem.split(".")[0].rstrip().casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9", "com¹"}


A, B, C = NoteId("aaaaaaaa"), NoteId("bbbbbbbb"), NoteId("cccccccc")


def paths(*texts: str) -> list[VaultPath]:
    return [VaultPath(text) for text in texts]


def test_a_name_is_unique_in_the_whole_vault() -> None:
    wanted = [Wanted(A, "Notes/One", "Money"), Wanted(B, "Notes/Two", "money"), Wanted(C, "Concepts", "Money")]
    assert assign(wanted, paths("Mine/MONEY.md"), {}) == {
        C: "Concepts/Money 2.md",
        A: "Notes/One/Money 3.md",
        B: "Notes/Two/money 4.md",
    }


def test_composed_and_decomposed_names_are_one() -> None:
    assert assign([Wanted(A, "", "U\u0308ber")], paths("x/über.md"), {}) == {A: "U\u0308ber 2.md"}


def test_a_file_of_another_kind_takes_no_name() -> None:
    assert assign([Wanted(A, "", "Money")], paths("Money.png", "Money.base"), {}) == {A: "Money.md"}


def test_an_empty_folder_is_the_root() -> None:
    assert assign([Wanted(A, "", "Home")], (), {}) == {A: "Home.md"}


def test_a_note_keeps_its_name_whatever_comes() -> None:
    wanted = [Wanted(A, "a", "Money"), Wanted(B, "b", "Money")]
    assert assign(wanted, (), {B: VaultPath("b/Money.md")}) == {A: "a/Money 2.md", B: "b/Money.md"}


def test_a_note_keeps_its_number_when_the_first_one_goes() -> None:
    assert assign([Wanted(B, "b", "Money")], (), {B: VaultPath("b/Money 2.md")}) == {B: "b/Money 2.md"}


def test_a_note_keeps_its_number_when_its_folder_changes() -> None:
    current = {B: VaultPath("b/Money 2.md")}
    assert assign([Wanted(B, "c", "Money")], paths("x/Money.md"), current) == {B: "c/Money 2.md"}


def test_a_note_keeps_its_name_when_the_user_takes_it_elsewhere() -> None:
    current = {A: VaultPath("a/Money.md")}
    assert assign([Wanted(A, "a", "Money")], paths("Mine/Money.md"), current) == {A: "a/Money.md"}


def test_a_note_gives_way_when_the_user_takes_its_very_place() -> None:
    current = {A: VaultPath("a/Money.md")}
    assert assign([Wanted(A, "a", "Money")], paths("a/money.md"), current) == {A: "a/Money 2.md"}


def test_a_change_of_case_is_followed() -> None:
    assert assign([Wanted(A, "a", "Money")], (), {A: VaultPath("a/money.md")}) == {A: "a/Money.md"}


def test_names_may_be_exchanged() -> None:
    current = {A: VaultPath("One.md"), B: VaultPath("Two.md")}
    assert assign([Wanted(A, "", "Two"), Wanted(B, "", "One")], (), current) == {A: "Two.md", B: "One.md"}


def test_what_wants_no_place_any_more_keeps_its_own() -> None:
    assert assign([Wanted(A, "", "One")], (), {B: VaultPath("One.md")}) == {A: "One 2.md"}


def test_a_title_with_a_number_of_its_own() -> None:
    wanted = [Wanted(A, "", "Chapter"), Wanted(B, "", "Chapter"), Wanted(C, "", "Chapter 2")]
    assert sorted(assign(wanted, (), {}).values()) == ["Chapter 2 2.md", "Chapter 2.md", "Chapter.md"]


def test_a_number_fits_a_name_of_the_full_length() -> None:
    name = file_name("é" * 300, fallback="x")
    found = assign([Wanted(A, "", name), Wanted(B, "", name)], (), {})
    assert all(len(path.encode()) <= 255 for path in found.values())
    assert len(set(found.values())) == 2
    assert assign([Wanted(A, "", name), Wanted(B, "", name)], (), found) == found


def test_thousands_of_one_name_take_linear_time() -> None:
    wanted: Sequence[Wanted] = [Wanted(NoteId(f"{n:08}"), "Notes", "Introduction") for n in range(20_000)]
    assert len(set(assign(wanted, (), {}).values())) == 20_000
