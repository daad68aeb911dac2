"""How many words a section must have to be a note of its own."""

from __future__ import annotations

import pytest

from vaultsync.markup.blocks import parse
from vaultsync.model import Document, Metadata, SourceKey
from vaultsync.sources.read import parse_source
from vaultsync.splitting.settings import SplitSettings
from vaultsync.splitting.split import split

_TEXT = """## Worms plough

Worms are the ploughs of nature, and the soil is alive because of them alone.

## Heaps breathe

Heaps need air and water. One that smells of anything but earth lacks the air.

## Rain pays

Rain that is caught in June waters the beans of August and costs nothing at all.
"""


@pytest.mark.parametrize(("least", "atoms"), [(0, 3), (12, 3), (40, 1)])
def test_short_sections_are_joined_as_the_settings_say(least: int, atoms: int) -> None:
    document = Document(SourceKey("a.md"), _TEXT, parse(_TEXT), Metadata(), "markdown")
    assert len(split(document, SplitSettings(min_words=least)).atoms) == atoms


@pytest.mark.parametrize(
    "echo",
    ["The same is true of the fields in the north. ", "Likewise, the same holds for the fields in the north. "],
)
def test_what_only_says_that_the_same_holds_elsewhere_is_not_cut_off(echo: str) -> None:
    harbours = "Harbours live on depth, and every harbour that silts up loses its ships within a year. " * 9
    fields = "Farmers count the rain of May, sow barley, and mend their fences before the harvest begins. " * 9
    texts = [harbours + "\n\n" + opening + fields for opening in ("", echo)]
    apart, together = (split(parse_source(SourceKey("a.txt"), text, ".txt")[0]).atoms for text in texts)
    assert len(apart) == 2
    assert len(together) == 1


_SOIL = "Harbours live on depth, and every harbour that silts up loses its ships within a year. " * 6
_FIELDS = "Farmers count the rain of May, sow barley, and mend their fences before the harvest begins. " * 6


def _titles(text: str) -> list[str]:
    return [atom.title for atom in split(Document(SourceKey("a.md"), text, parse(text), Metadata(), "markdown")).atoms]


def test_a_sentence_that_begins_in_bold_has_no_heading() -> None:
    text = f"**Harbours** are old. {_SOIL}\n\n{_SOIL}\n\n**Fields** are older. {_FIELDS}\n\n{_FIELDS}"
    text += "\n\n**Thanks** to Ann Lee and Ben Roy, who have read all of this and mended half of it."
    assert not {"Harbours", "Fields", "Thanks"}.intersection(_titles(text))


def test_a_bold_opening_with_a_stop_is_a_heading() -> None:
    text = f"**Harbours.** {_SOIL}\n\n**Fields.** {_FIELDS}"
    assert _titles(text) == ["Harbours", "Fields"]


def test_an_image_before_the_first_heading_is_no_note_of_its_own() -> None:
    text = f"![](line.gif)\n\n![On soil](soil.gif)\n\n## Harbours\n\n{_SOIL * 4}\n\n## Fields\n\n{_FIELDS}"
    assert _titles(text) == ["Harbours", "Fields"]


@pytest.mark.parametrize("heading", ["References", "Literatur", "Works cited", "参考文献"])
def test_a_list_of_references_is_one_note(heading: str) -> None:
    names = "Kathleen Lock Bertrand Mill Evan Ferry Leonard Canal".split()
    books = [
        f"{one} {other}: {subject} of the {one.lower()}s and what came after them. University Press, {1990 + at}"
        for one in names
        for at, (other, subject) in enumerate(zip(names[::-1], ["History", "Science", "Theory"] * 3, strict=False))
    ]
    addresses = [f"https://example.org/wiki/{name}_of_England" for name in names]
    text = f"# Canals\n\n## Locks\n\n{_SOIL}\n\n## {heading}\n\n" + "\n\n".join(books + addresses) + "\n"
    assert _titles(text)[-1] == heading
    assert len(_titles(text)) == 2


def test_prose_under_such_a_heading_is_cut_as_any() -> None:
    said = "\n\n".join(f"{one * 3}" for one in (_SOIL, _FIELDS, _SOIL, _FIELDS))
    assert len(_titles(f"# Arts\n\n## Literature\n\n{said}\n")) > 1


def test_style_sheets_and_scripts_are_left_out() -> None:
    text = f"<style>\n.wrap {{ width: 9px; }}\n\n/* wide */\n</style>\n\n{_SOIL}\n\n<script>\nrun();\n</script>\n"
    found = split(Document(SourceKey("a.md"), text, parse(text), Metadata(), "markdown"))
    assert [one.reason for one in found.exclusions if one.reason != "blank"] == ["style", "script"]
    assert "wrap" not in "".join(block.markdown for atom in found.atoms for block in atom.blocks)


def test_code_stays_with_what_announces_it() -> None:
    code = (
        "```python\n" + "".join(f"def gate_{at}(water, boat): return water - boat * {at}\n" for at in range(60)) + "```"
    )
    text = f"# Locks\n\n{_SOIL}\n\nThis is how a lock is told to open:\n\n{code}\n\n{_FIELDS}\n"
    document = Document(SourceKey("a.md"), text, parse(text), Metadata(), "markdown")
    (told,) = [atom for atom in split(document).atoms if any("gate_1" in block.markdown for block in atom.blocks)]
    assert any("how a lock is told" in block.markdown for block in told.blocks)


def test_the_longest_of_several_lines_over_paragraphs_is_a_heading_as_the_others_are() -> None:
    lines = [
        "Harbours silt up",
        "Fields lie fallow in the north",
        "Ferries cross where no bridge stands",
        "Mills grind",
    ]
    text = "\n\n".join(f"{line}\n{(_SOIL, _FIELDS)[at % 2].strip()}" for at, line in enumerate(lines)) + "\n"
    assert _titles(text) == lines
