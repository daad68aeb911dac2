from __future__ import annotations

import pytest

from vaultsync.markup.headings import find_block, find_heading, heading_key, heading_subpath, is_block_subpath
from vaultsync.markup.wikilinks import scan

NOTE = scan("# Top\n## One: two\n### Same\ntext ^Ab-1\n## C# & [[x]]\n### Same\n# Other\n## One: two\n### Last\n")


@pytest.mark.parametrize(
    ("subpath", "line"),
    [
        ("#Top", 1),
        ("#top", 1),
        ("#  TOP ", 1),
        ("#One two", 2),
        ("#One:  two", 2),
        ("#Same", 3),
        ("#C & x", 5),
        ("#C x", 5),
        ("#One two#Same", 3),
        ("#C x#Same", 6),
        ("#Top#C x#Same", 6),
        ("#Other#One two", 8),
        ("#Other#Last", 9),
        ("##Top", 1),
        ("#Same#Top", None),
        ("#None", None),
        ("#", None),
        ("#Top#None", None),
    ],
)
def test_headings_are_found_as_obsidian_compares_them(subpath: str, line: int | None) -> None:
    found = find_heading(NOTE.headings, subpath)
    assert (found.line if found else None) == line


def test_every_heading_is_found_by_what_is_written_for_it() -> None:
    for heading in NOTE.headings:
        found = find_heading(NOTE.headings, heading_subpath(heading.text))
        assert found is not None
        assert heading_key(found.text) == heading_key(heading.text)
    assert heading_subpath("A: b|c", "D #e") == "#A b c#D e"


def test_blocks() -> None:
    assert is_block_subpath("#^ab")
    assert is_block_subpath("#h#^ab")
    assert not is_block_subpath("#h")
    found = find_block(NOTE.blocks, "#^AB-1")
    assert found is not None
    assert found.line == 4
    assert find_block(NOTE.blocks, "#^ab") is None
