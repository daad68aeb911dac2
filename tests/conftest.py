from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# The same examples in every run, so that a red suite tells of the change; VAULTSYNC_SEARCH=1 looks for new ones.
hypothesis.settings.register_profile("suite", derandomize="VAULTSYNC_SEARCH" not in os.environ)
hypothesis.settings.load_profile("suite")

ROOT = Path(__file__).resolve().parent.parent

_HANG = 600
"""Seconds of processor time after which a test is taken to hang: hostile texts take one or two, or hours."""


@pytest.fixture(autouse=True)
def _no_test_hangs() -> Iterator[None]:
    """End a test whose work grows out of all bounds, whatever else the machine is doing."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        pytest.fail(f"it took more than {_HANG} seconds of processor time: something is not linear")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program as a user would, with a state folder of its own."""

    def call(*arguments: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("VAULTSYNC_")}
        environment |= {"VAULTSYNC_STATE_DIR": str(tmp_path / "state"), "PYTHONWARNINGS": "error"}
        done = subprocess.run(
            [sys.executable, "-m", "vaultsync", *map(str, arguments)],
            capture_output=True,
            cwd=cwd or tmp_path,
            env=environment | (env or {}),
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace"))

    return call


@pytest.fixture
def seeds() -> Path:
    return ROOT / "seeds"


def tree(folder: Path, *, hidden: bool = False) -> dict[str, bytes]:
    """Return every file below a folder by its path, without the hidden ones."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (hidden or not any(part.startswith(".") for part in path.relative_to(folder).parts))
    }


def put(folder: Path, files: dict[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def names(paths: Sequence[str]) -> set[str]:
    return {path.rpartition("/")[2].removesuffix(".md") for path in paths}
