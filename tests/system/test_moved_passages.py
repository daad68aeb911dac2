"""A passage that is cut out of one source and pasted into another keeps its note (rule 7)."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import put
from tests.contract.faults import Killed
from tests.system.driven import ESSAY, LONGER, SCREWS, SHORTER, WHEELS, Vault
from vaultsync.sync.execute import Execution
from vaultsync.vault.refusal import Failed
from vaultsync.vault.write import VaultWriter

SECTION = ESSAY[ESSAY.index("## Screws") :]
REST = LONGER[LONGER.index("## Pulleys") :]
MOVED = "Notes/Joints/Screws hold things together.md"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, monkeypatch)
    put(tmp_path, {"sources/joints.md": f"# Joints\n\n{REST}"})
    made.call("sync")
    return made


def identity(text: str) -> str:
    return next(line for line in text.split("\n") if line.startswith("id: "))


@pytest.mark.parametrize("new", [SECTION, SECTION.replace("Wood takes it well.", "Oak takes it well.")])
def test_it_keeps_its_id_its_edits_and_the_links_to_it(vault: Vault, new: str) -> None:
    was = identity(vault.read(SCREWS))
    vault.edit(SCREWS, "A nail goes in faster", "A nail, they say, goes in faster")
    put(vault.vault, {"Mine.md": "See [[Screws hold things together]].\n"})
    vault.says(SHORTER)
    put(vault.folder, {"sources/joints.md": f"# Joints\n\n{REST}\n{new}"})
    done = vault.json("sync")
    assert done["counts"]["trashed"] == 0
    text = vault.read(MOVED)
    assert identity(text) == was
    assert "A nail, they say, goes in faster" in text
    assert ("Oak" in text) == ("Oak" in new)
    assert 'from: "[[Joints]]"' in text
    vault.call("check")
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


def test_a_note_that_the_user_deleted_stays_deleted(vault: Vault) -> None:
    (vault.vault / SCREWS).unlink()
    vault.says(SHORTER)
    put(vault.folder, {"sources/joints.md": f"# Joints\n\n{REST}\n{SECTION}"})
    vault.call("sync")
    assert not (vault.vault / SCREWS).exists()
    assert not (vault.vault / MOVED).exists()


def test_a_source_comes_apart_into_several(vault: Vault) -> None:
    was = {path: identity(vault.read(path)) for path in (WHEELS, SCREWS)}
    (vault.folder / "sources/machines.md").unlink()
    parts = ESSAY.split("\n## ")[1:]
    put(
        vault.folder,
        {f"sources/part {number}.md": f"# Part {number}\n\n## {part}" for number, part in enumerate(parts)},
    )
    vault.call("sync", "--yes")
    found = {identity(path.read_text(encoding="utf-8")) for path in (vault.vault / "Notes").rglob("*.md")}
    assert set(was.values()) <= found


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(None, marks=pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")),
        b"\0\1\2" * 400,
    ],
)
def test_a_copy_takes_nothing_from_a_source_that_can_not_be_read_for_now(vault: Vault, hidden: bytes | None) -> None:
    was = identity(vault.read(SCREWS))
    source = vault.folder / "sources/machines.md"
    put(vault.folder, {"sources/copy.md": ESSAY.replace("# Machines", "# A copy")})
    if hidden is None:
        source.chmod(0)
    else:
        source.write_bytes(hidden)
    assert vault.run("sync").code == 4
    assert identity(vault.read(SCREWS)) == was
    assert 'from: "[[Machines]]"' in vault.read(SCREWS)


def test_words_go_along_to_a_new_note_that_takes_the_name_of_the_old_one(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a section cut in two the larger part keeps the note, and the smaller one the heading, name and edit."""
    roads = "Roads were there long before anything rolled on them. Deer made the first ones on their way to the water. "
    roads += (
        "Shepherds followed the deer, and pedlars the shepherds. So say some. A path that many walk needs no builder."
    )
    heading = "## Wheels roll over the ground\n"
    text = LONGER.replace(heading, f"{heading}\n{roads}\n")
    vault.says(text)
    vault.call("sync")
    was = identity(vault.read(WHEELS))
    vault.edit(WHEELS, "So say some.", "So say some, and TYPED it.")
    vault.says(text.replace("needs no builder.\n", "needs no builder.\n\n## Carts have wheels\n"))
    refused = Refusing(monkeypatch, "Wheels")
    assert vault.run("sync").code == 4
    assert refused.places
    assert [*saying(vault)] == ["Notes/Machines/Carts have wheels.md"]
    refused.is_over = True
    vault.call("sync")
    assert identity(vault.read("Notes/Machines/Carts have wheels.md")) == was
    assert "TYPED" in vault.read(WHEELS)
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


def test_and_not_before_the_old_one_has_moved(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fails at the move, what was not reached is finished by the next run as it was planned."""

    def full(writer: VaultWriter, path: str, *_: object) -> None:
        raise Failed(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    vault.edit(SCREWS, "A screw is a ramp", "A TYPED screw is a ramp")
    vault.says(ESSAY.replace(CUT, f"\n\n## Nails hold for a while\n\n{CUT}"))
    with monkeypatch.context() as patch:
        patch.setattr(VaultWriter, "move", full)
        assert vault.run("sync").code == 4
    assert [*saying(vault)] == [SCREWS]
    vault.call("sync")
    [(path, text)] = saying(vault).items()
    assert path == SCREWS
    assert "A nail" not in text
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


CUT = "A nail goes in faster"
JOINERS = "Joiners drill"
THIRD = "Nobody is in a hurry who builds a boat. Masts are held by wedges, and wedges come out when they are struck."
EDITS = {
    "in the first part": ("It holds by friction", "It holds by TYPED friction"),
    "in the second part": ("so that the plank does not split", "so that the TYPED plank does not split"),
    "before the cut": ("Wood takes it well.", "Wood takes it well. TYPED, I say."),
    "behind the cut": ("A nail goes in faster", "A TYPED nail goes in faster"),
}
CUTS = {
    "in two": lambda text: text.replace(CUT, f"\n\n## Nails\n\n{CUT}"),
    "in two, the larger part second": lambda text: text.replace("It holds", "\n\n## Screws have ridges\n\nIt holds"),
    "in three": lambda text: text.replace(CUT, f"\n\n## Nails\n\n{CUT}").replace(
        JOINERS, f"\n\n## Drills\n\n{JOINERS}"
    ),
    "in two, and a word changed": lambda text: text.replace(CUT, f"\n\n## Nails\n\n{CUT}").replace(
        "as a man", "as men"
    ),
    "and pasted into another source": lambda text: text[: text.index("## Screws")],
}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_stands_in_the_note_that_shows_the_passage(vault: Vault, edit: str, cut: str) -> None:
    old, new = EDITS[edit]
    vault.edit(SCREWS, old, new)
    vault.edit(SCREWS, "type: atom", "mood: calm\ntype: atom")
    was = identity(vault.read(SCREWS))
    text = CUTS[cut](ESSAY)
    vault.says(text)
    if "## Screws hold" not in text:
        put(vault.folder, {"sources/joints.md": f"# Joints\n\n{REST}\n{SECTION}\n\n{THIRD}\n"})
    vault.call("sync", "--yes")
    texts = [path.read_text(encoding="utf-8") for path in (vault.vault / "Notes").rglob("*.md")]
    assert "".join(texts).count("TYPED") == 1
    assert "".join(texts).count(new) == 1
    assert [identity(one) for one in texts if "mood: calm" in one] == [was]
    assert not any("[!" in one or "orphan" in one for one in texts)
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


def test_two_edited_notes_are_joined(vault: Vault) -> None:
    vault.edit(WHEELS, "Carts had them first.", "Carts, TYPED, had them first.")
    vault.edit(SCREWS, "Wood takes it well.", "Wood, SAID, takes it well.")
    vault.says(ESSAY.replace("## Screws hold things together\n\n", ""))
    vault.call("sync", "--yes")
    [text] = [
        text for path in (vault.vault / "Notes").rglob("*.md") if "TYPED" in (text := path.read_text(encoding="utf-8"))
    ]
    assert "Wood, SAID, takes it well." in text
    assert "[!" not in text
    assert len([*(vault.vault / "Notes/Machines").glob("*.md")]) == 2
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


LONG = ESSAY.replace(CUT, f"{THIRD} So a boat is held by what comes out of it, which its builder knows. {CUT}")


def saying(vault: Vault) -> dict[str, str]:
    """The notes, by path, that hold what was typed."""
    texts = {path: data.decode() for path, data in vault.tree().items() if path.startswith("Notes/")}
    return {path: text for path, text in texts.items() if "TYPED" in text}


def kill(*_: object) -> None:
    raise Killed


class Refusing:
    """Lets the system refuse every change to the notes whose path has a word in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
        self.word, self.places, self.is_over = word, list[str](), False
        for name in ("create", "replace", "rewrite", "trash"):
            monkeypatch.setattr(VaultWriter, name, self._guarding(getattr(VaultWriter, name)))

    def _guarding(self, method: Callable[..., object]) -> Callable[..., object]:
        def guarded(writer: VaultWriter, path: str, *arguments: object, **options: object) -> object:
            if self.word in path and not self.is_over:
                self.places.append(path)
                raise Failed(path, OSError(errno.EACCES, os.strerror(errno.EACCES)))
            return method(writer, path, *arguments, **options)

        return guarded


CHANGES = {
    "cut in two": (LONG, LONG.replace(JOINERS, f"\n\n## Drills\n\n{JOINERS}"), "Drills"),
    "joined": (ESSAY, ESSAY.replace("## Screws hold things together\n\n", ""), "Wheels"),
}
"""What a source says before and after, and a word of the name of the note that then takes words in."""


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("cut_short", [False, True])
def test_no_word_leaves_a_note_while_the_one_that_is_to_take_it_in_can_not_be_written(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, change: str, cut_short: bool
) -> None:
    before, text, receiving = CHANGES[change]
    vault.says(before)
    vault.call("sync")
    vault.edit(SCREWS, "so that the plank does not split", "so that the TYPED plank does not split")
    vault.says(text)
    refused = Refusing(monkeypatch, receiving)
    if cut_short:
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(Execution, "run", kill)
            vault.run("sync", "--yes")
    assert vault.run("sync", "--yes").code == 4
    assert refused.places
    assert [*saying(vault)] == [SCREWS]
    refused.is_over = True
    vault.call("sync", "--yes")
    [(path, text)] = saying(vault).items()
    assert receiving in path
    assert text.count("TYPED") == 1
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


@pytest.mark.parametrize("edits", [("so that the plank does not split",), ("so that the", "along the grain")])
@pytest.mark.parametrize("change", CHANGES)
def test_words_that_have_gone_over_already_are_in_no_conflict_with_the_note_that_could_not_be_written(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, change: str, edits: tuple[str, ...]
) -> None:
    before, text, receiving = CHANGES[change]
    vault.says(before)
    vault.call("sync")
    for edit in edits:
        vault.edit(SCREWS, edit, f"TYPED {edit}")
    vault.says(text)
    refused = Refusing(monkeypatch, "Screws")
    assert vault.run("sync", "--yes").code == 4
    assert len(saying(vault)) == 2
    refused.is_over = True
    vault.call("sync", "--yes")
    [(path, said)] = saying(vault).items()
    assert receiving in path
    assert said.count("TYPED") == len(edits)
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


def joined(vault: Vault) -> dict[str, str]:
    """Join the section about screws with the one about wheels; return what is left of their notes, by path."""
    vault.says(ESSAY.replace("## Screws hold things together\n\n", ""))
    vault.call("sync", "--yes")
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []
    return {path: vault.read(path) for path in (WHEELS, SCREWS) if (vault.vault / path).exists()}


@pytest.mark.parametrize("body", ["edited", "not edited"])
@pytest.mark.parametrize(
    ("heirs", "typed", "expected"),
    [
        ("", "mood: calm # MINE\n", "mood: calm # MINE\n"),
        ("", "# MINE\nmood:\n  deep: [1, 2]\n", "# MINE\nmood:\n  deep: [1, 2]\n"),
        ("", "seen: [[Mine]]\n", "seen: [[Mine]]\n"),
        ("", 'seen: "[[Mine]]"\n', 'seen: "[[Mine]]"\n'),
        ("mood: calm\n", "mood: calm\n", "mood: calm\n"),
        ("mood:\n", "mood: calm\n", "mood: calm\n"),
        ("seen: [one, two]\n", "seen: [two, three]\n", "seen: [one, two, three]\n"),
        ("seen: [one]\n", "seen: two\nmood: calm\n", "seen: [one, two]\n"),
    ],
)
def test_what_the_user_wrote_into_the_properties_goes_to_the_note_that_lives_on(
    vault: Vault, heirs: str, typed: str, expected: str, body: str
) -> None:
    put(vault.vault, {"Mine.md": "My own.\n"})
    vault.edit(WHEELS, "type: atom\n", f"{heirs}type: atom\n")
    vault.edit(SCREWS, "type: atom\n", f"{typed}type: atom\n")
    if body == "edited":
        vault.edit(SCREWS, "Wood takes it well.", "Wood, SAID, takes it well.")
    [(path, text)] = joined(vault).items()
    assert path == WHEELS
    assert expected in text
    assert text.count("calm") == typed.count("calm")
    assert ("SAID" in text) == (body == "edited")
    assert "orphan" not in text


def test_tags_and_aliases_of_the_user_go_to_the_note_that_lives_on(vault: Vault) -> None:
    vault.edit(WHEELS, "tags: []", "tags: [carts]")
    vault.edit(SCREWS, "tags: []", "tags: [carts, joinery]")
    vault.edit(SCREWS, "aliases: []", "aliases: [Bolts]")
    [text] = joined(vault).values()
    assert "tags: [carts, joinery]" in text
    assert "aliases: [Screws hold things together, Bolts]" in text


@pytest.mark.parametrize("body", ["edited", "not edited"])
@pytest.mark.parametrize(
    ("heirs", "typed"),
    [
        ("mood: wild\n", "mood: calm\n"),
        ("mood: calm\n", "mood: calm # TYPED\n"),
        ("mood: [wild]\n", "mood: {calm: 1}\n"),
        ("", "mood: [calm\n"),
        ("", "# TYPED at the end, calm\n"),
    ],
)
def test_properties_that_the_other_note_can_not_take_stay_in_a_note_that_can_be_read(
    vault: Vault, heirs: str, typed: str, body: str
) -> None:
    vault.edit(WHEELS, "type: atom\n", f"{heirs}type: atom\n")
    vault.edit(SCREWS, "vaultsync: ", f"{typed}vaultsync: ")
    if body == "edited":
        vault.edit(SCREWS, "Wood takes it well.", "Wood, SAID, takes it well.")
    texts = joined(vault)
    assert typed in texts[SCREWS]
    assert "orphan: true" in texts[SCREWS]
    assert "A nail goes in faster" in texts[SCREWS]
    assert heirs in texts[WHEELS]
    assert "".join(texts.values()).count("SAID") == (body == "edited")
    assert ("SAID" in texts[WHEELS]) == (body == "edited")


@pytest.mark.parametrize("heirs", ["", "mood: wild\n"])
def test_what_was_joined_comes_apart_again(vault: Vault, heirs: str) -> None:
    vault.edit(WHEELS, "type: atom\n", f"{heirs}type: atom\n")
    vault.edit(SCREWS, "type: atom\n", "mood: calm\ntype: atom\n")
    vault.edit(SCREWS, "Wood takes it well.", "Wood, SAID, takes it well.")
    joined(vault)
    vault.says(ESSAY)
    vault.run("sync", "--yes")
    texts = [path.read_text(encoding="utf-8") for path in (vault.vault / "Notes").rglob("*.md")]
    assert "mood: calm" in "".join(texts)
    assert "".join(texts).count("SAID") == 1
    assert "A nail goes in faster" in vault.read(SCREWS)
    assert "orphan" not in "".join(texts)
    assert vault.run("sync").code == vault.run("rebuild").code
    assert vault.json("sync", code=vault.run("sync").code)["actions"] == []
