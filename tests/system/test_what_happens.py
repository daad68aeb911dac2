"""Every kind of change to a note against every kind of change to its source, run for real (rules 1, 4, 5 and 7).

`VAULTSYNC_UPDATE=1` writes docs/what-happens.md anew; a stale page fails.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.system.matrix import NOTE_SIDE, SOURCE_SIDE, Outcome, play, table

PAGE = ROOT / "docs" / "what-happens.md"
_MARK = "<!-- made by tests/system/test_what_happens.py -->\n"


@pytest.mark.timeout(600)
def test_every_cell_keeps_what_was_typed_settles_and_is_told_in_the_docs(quick_path: Path) -> None:
    cells = [(note_side, source_side) for note_side in NOTE_SIDE for source_side in SOURCE_SIDE]
    outcomes: dict[tuple[str, str], Outcome] = {
        (note_side, source_side): play(quick_path / str(number), note_side, source_side)
        for number, (note_side, source_side) in enumerate(cells)
    }
    assert [cell for cell, outcome in outcomes.items() if not outcome.kept] == []
    assert [cell for cell, outcome in outcomes.items() if not outcome.settled] == []
    told = PAGE.read_text(encoding="utf-8")
    head, _, _ = told.partition(_MARK)
    page = f"{head}{_MARK}\n{table(outcomes)}"
    if os.environ.get("VAULTSYNC_UPDATE"):
        PAGE.write_text(page, encoding="utf-8")
    else:
        assert told == page
