"""Where lists may be cut: between the groups and the paragraphs of their author, whatever the line endings."""

from __future__ import annotations

import pytest

from vaultsync.markup.blocks import parse
from vaultsync.model import BlockKind
from vaultsync.splitting.tearing import loosen, tear

_ITEM = "- " + "A long item says what a paragraph would say of bread and of those who bake it. " * 5


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("between", "pieces"), [("\n", 1), ("\n\n", 8)], ids=["close together", "apart"])
def test_long_items_are_cut_only_where_they_stand_apart(ending: str, between: str, pieces: int) -> None:
    text = between.join([_ITEM.strip()] * 8).replace("\n", ending) + ending
    assert len(loosen(parse(text), text)) == pieces


@pytest.mark.parametrize("mark", ["-", "*", "{}."])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_list_longer_than_a_note_is_torn_at_its_items_if_they_are_long(mark: str, ending: str) -> None:
    said = " ".join(["Good soil is made slowly, by many hands, and by worms, which do the work."] * 2)
    lines = [
        line for number in range(1, 31) for line in (f"{mark.format(number)} {said}", f"    - Seen in {number} places.")
    ]
    text = ending.join(lines) + ending
    (block,) = (one for one in parse(text) if one.kind == BlockKind.LIST)
    pieces = tear(block, text, 400)
    assert len(pieces) == 30
    assert "".join(piece.markdown for piece in pieces) == block.markdown
    assert [text[piece.span.start : piece.span.end] for piece in pieces] == [
        f"{above}{ending}{below}{ending}" for above, below in zip(lines[::2], lines[1::2], strict=True)
    ]


def test_a_list_of_short_items_stays_whole_however_long() -> None:
    text = "".join(f"- Item number {number} of a long list\n" for number in range(300))
    (block,) = (one for one in parse(text) if one.kind == BlockKind.LIST)
    assert tear(block, text, 400) == (block,)
