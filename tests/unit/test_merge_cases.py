from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from vaultsync.sync.merge import find_conflicts, merge, resolve_mine, resolve_theirs

OWNED = frozenset({"id", "type", "vaultsync"})
FILES = sorted((Path(__file__).parent.parent / "cases" / "merge").glob("*.md"))


class Case(NamedTuple):
    name: str
    base: str = ""
    mine: str = ""
    theirs: str = ""
    merged: str = ""
    conflicts: int = 0


def cases(file: Path) -> list[Case]:
    """Read `## name`, texts fenced by ````` ````kind `````, and `Conflicts: n`."""
    found: list[Case] = []
    kind = ""
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("````"):
            kind = "" if kind else line[4:].strip()
        elif kind:
            found[-1] = found[-1]._replace(**{kind: getattr(found[-1], kind) + line})
        elif line.startswith("## "):
            found.append(Case(line[3:].strip()))
        elif line.startswith("Conflicts: "):
            found[-1] = found[-1]._replace(conflicts=int(line[11:]))
    return found


CASES = [pytest.param(case, id=f"{file.stem}: {case.name}") for file in FILES for case in cases(file)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CASES)
def test_merges_as_the_case_says(case: Case, newline: str) -> None:
    mine = case.mine.replace("\n", newline)
    merged = merge(case.base, mine, case.theirs, owned=OWNED)
    assert merged.text == case.merged.replace("\n", newline)
    assert len(merged.conflicts) == case.conflicts
    assert merge(case.theirs, merged.text, case.theirs, owned=OWNED).text == merged.text
    assert merge(case.base, "\ufeff" + mine, case.theirs, owned=OWNED).text == "\ufeff" + merged.text


@pytest.mark.parametrize("case", CASES)
def test_resolving_leaves_no_conflict(case: Case) -> None:
    assert find_conflicts(resolve_mine(case.merged)) == ()
    for base in (case.theirs, ""):
        resolved = resolve_theirs(case.merged, base)
        assert find_conflicts(resolved) == ()
    if not find_conflicts(case.merged):
        assert resolve_mine(case.merged) == resolve_theirs(case.merged, case.theirs) == case.merged


def test_the_cases_are_found() -> None:
    assert len(CASES) >= 50
