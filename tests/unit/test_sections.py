"""How many words a section must have to be a note of its own."""

from __future__ import annotations

import pytest

from vaultsync.markup.blocks import parse
from vaultsync.model import Document, Metadata, SourceKey
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
