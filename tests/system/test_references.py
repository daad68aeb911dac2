"""What an author says of another source becomes a link to the note meant; what both show is attached once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run, put

KITCHEN = """# The arithmetic of kitchens

## Cooking teaches arithmetic

Whoever cooks for a household learns arithmetic twice, and the second time it is done with spoons. A larder is a
calendar that can be eaten, and its empty shelves say which month it is.

## Bread has its own clock

Bread rises by its own clock, and no baker ever hurried it. The dough that is left alone tastes of it, and an oven of
stone forgives the late.

![same](img/a.png)
"""
GARDEN = """---
url: https://example.org/garden
---
# What gardens remember

## Soil remembers its treatment

Soil keeps what was done to it longer than any archive does. A field that was limed once shows it for decades, and so
says SAID.

## Rain is a wage

Rain falls on the just and the unjust, and on both their roofs. A barrel under the spout is worth a day of carrying.

![other name](img/b.png)
"""
FOOT = "a book.[^1]\n\n[^1]: A. Miller, {}, Leipzig 1921, p. 4"
PICTURES = {"img/a.png": b"PNG", "img/b.png": b"PNG"}
MAP = "[[The arithmetic of kitchens]]"


@pytest.mark.parametrize(
    ("said", "linked"),
    [
        ("[he](kitchen.md#bread-has-its-own-clock)", "[[Bread has its own clock|he]]"),
        ("[[kitchen#Bread has its own clock|he]]", "[[Bread has its own clock|he]]"),
        ("[[kitchen]]", MAP),
        ("[[The arithmetic of kitchens]]", MAP),
        (FOOT.format("*The arithmetic of kitchens*"), FOOT.format(f"*{MAP}*")),
        (FOOT.format("“The Arithmetic of Kitchens”"), FOOT.format(f"“{MAP[:-2]}|The Arithmetic of Kitchens]]”")),
        (
            FOOT.format("“Bread has its own clock”, in: *The arithmetic of kitchens*"),
            FOOT.format(f"“[[Bread has its own clock]]”, in: *{MAP}*"),
        ),
        (
            FOOT.format("*The arithmetic of kitchens*: “no baker ever hurried it”"),
            FOOT.format("*[[Bread has its own clock|The arithmetic of kitchens]]*: “no baker ever hurried it”"),
        ),
        (
            FOOT.format("*The arithmetic of kitchens*: “nobody ever said this there”"),
            FOOT.format(f"*{MAP}*: “nobody ever said this there”"),
        ),
        (
            "`[^1]: The arithmetic of kitchens, Bread has its own clock`",
            "`[^1]: The arithmetic of kitchens, Bread has its own clock`",
        ),
    ],
)
def test_what_another_source_is_called_becomes_a_link(said: str, linked: str, run: Run, tmp_path: Path) -> None:
    put(tmp_path / "sources", {"kitchen.md": KITCHEN, "garden.md": GARDEN.replace("SAID", said), **PICTURES})
    assert run("rebuild", "--sources", "sources", "--vault", "vault").code == 0
    note = (tmp_path / "vault/Notes/What gardens remember/Soil remembers its treatment.md").read_text()
    assert f"says {linked}.\n" in note.replace("so\nsays", "so says")
    assert run("check", "--vault", "vault", "--json").json["counts"]["error"] == 0


def test_the_address_of_another_source_becomes_a_link(run: Run, tmp_path: Path) -> None:
    weather = KITCHEN.replace("Bread rises", "As https://example.org/garden has it, bread rises")
    put(tmp_path / "sources", {"kitchen.md": weather, "garden.md": GARDEN})
    assert run("rebuild", "--sources", "sources", "--vault", "vault").code == 0
    note = (tmp_path / "vault/Notes/The arithmetic of kitchens/Bread has its own clock.md").read_text()
    assert "As [[What gardens remember]] has it, bread rises" in note


def test_one_picture_under_two_names_is_attached_once(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "sources", {"kitchen.md": KITCHEN, "garden.md": GARDEN, **PICTURES})
    assert run("rebuild", "--sources", "sources", "--vault", "vault").code == 0
    pictures = [path.relative_to(tmp_path / "vault").as_posix() for path in (tmp_path / "vault").rglob("*.png")]
    assert pictures == ["Attachments/b.png"]
    notes = tmp_path / "vault/Notes"
    assert "![[b.png|other name]]" in (notes / "What gardens remember/Rain is a wage.md").read_text()
    assert "![[b.png|same]]" in (notes / "The arithmetic of kitchens/Bread has its own clock.md").read_text()
