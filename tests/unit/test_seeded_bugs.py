"""The seeded bugs can be seeded, so that `make seeded-bugs` shows what the tests are worth."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.conftest import ROOT
from tools.seeded_bugs import Bug, bugs

BUGS = bugs()


def test_there_are_enough() -> None:
    assert len(BUGS) >= 15


@pytest.mark.skipif(shutil.which("git") is None, reason="patches are applied by git")
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_still_applies(bug: Bug) -> None:
    """One that doesn't is to be made again: seed the bug by hand, put `git diff` below the patch's first two lines."""
    checked = subprocess.run(["git", "apply", "--check", str(bug.patch)], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_is_in_the_program_and_names_tests_that_exist(bug: Bug) -> None:
    changed = re.findall(r"^\+\+\+ b/(.*)$", bug.patch.read_text(encoding="utf-8"), re.MULTILINE)
    assert changed and all(name.startswith("vaultsync/") for name in changed)
    files = [word for word in bug.tests if word.startswith("tests/")]
    assert files and all((ROOT / name.partition("::")[0]).is_file() for name in files)
    assert bug.breaks.endswith(".")
