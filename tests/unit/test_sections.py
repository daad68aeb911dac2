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
