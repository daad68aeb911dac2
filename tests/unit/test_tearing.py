"""Where lists may be cut: between the groups and the paragraphs of their author, whatever the line endings."""

from __future__ import annotations

import pytest

from vaultsync.markup.blocks import parse
from vaultsync.splitting.tearing import loosen

_ITEM = "- " + "A long item says what a paragraph would say of bread and of those who bake it. " * 5


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("between", "pieces"), [("\n", 1), ("\n\n", 8)], ids=["close together", "apart"])
def test_long_items_are_cut_only_where_they_stand_apart(ending: str, between: str, pieces: int) -> None:
    text = between.join([_ITEM.strip()] * 8).replace("\n", ending) + ending
    assert len(loosen(parse(text), text)) == pieces
