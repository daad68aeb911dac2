"""Seed each bug of tests/seeded_bugs into a copy of the code, and show that the tests it names catch it.

Run as `python -m tools.seeded_bugs [NAME]…`, or by `make seeded-bugs`. Exits 1 if a bug passed unseen, or if one of the
tests fails without it.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "seeded_bugs"

_CODE = ("vaultsync", "tests", "tools", "templates", "seeds", "docs", "pyproject.toml", "README.md", "Makefile")
_MEMORY = Path("/dev/shm")
_PATIENCE = 600.0
"""Seconds after which a test is taken for hung."""
_PASSED, _FAILED = 0, 1
"""Exit statuses of pytest; all others say that it could not test."""


@dataclass(frozen=True, slots=True)
class Bug:
    """A change to the code that the tests must not let pass."""

    patch: Path
    breaks: str
    """What it breaks, in one line."""
    tests: tuple[str, ...]
    """What pytest is told to run."""

    @property
    def name(self) -> str:
        return self.patch.stem


def read_bug(patch: Path) -> Bug:
    """Read what a patch says above its first file."""
    head = patch.read_text(encoding="utf-8").partition("\n--- ")[0]
    said = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return Bug(patch, said["Breaks"], tuple(shlex.split(said["Shown by"])))


def bugs() -> list[Bug]:
    """Return all bugs, by name."""
    return [read_bug(patch) for patch in sorted(FOLDER.glob("*.patch"))]


def _copy(folder: Path) -> Path:
    copy = folder / "code"
    copy.mkdir()
    for name in _CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


def _test(copy: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    quiet = ("-q", "-x", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no")
    # The copy stands before what is installed: its own folder is the first that Python looks in.
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


def seed(bug: Bug) -> str:
    """Return what is wrong with the tests of a bug; nothing if they pass without it and fail with it."""
    with tempfile.TemporaryDirectory(prefix="vaultsync-seeded-", dir=_MEMORY if _MEMORY.is_dir() else None) as scratch:
        copy = _copy(Path(scratch))
        sound = _test(copy, bug.tests)
        if sound.returncode != _PASSED:
            return f"the tests don't pass without it:\n{sound.stdout}{sound.stderr}"
        applied = subprocess.run(
            ["git", "apply", str(bug.patch)],
            cwd=copy,
            env=os.environ | {"GIT_CEILING_DIRECTORIES": scratch},
            capture_output=True,
            text=True,
            check=False,
        )
        if applied.returncode:
            return f"can't be applied: {applied.stderr.strip()}"
        found = _test(copy, bug.tests)
        return "" if found.returncode == _FAILED else f"NOT CAUGHT ({found.stdout.strip().splitlines()[-1:]})"


def main() -> int:
    """Seed the bugs, print a line for each and the sum; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.seeded_bugs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these bugs")
    parser.add_argument("--jobs", type=int, default=2, help="bugs at once")
    options = parser.parse_args()
    chosen = [bug for bug in bugs() if not options.names or bug.name in options.names]
    started = time.monotonic()
    missed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for bug, wrong in zip(chosen, pool.map(seed, chosen), strict=True):
            missed += bool(wrong)
            print(f"{bug.name:26} {wrong or 'caught'}  ({bug.breaks})", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} seeded bugs caught, {time.monotonic() - started:.0f} s")
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
