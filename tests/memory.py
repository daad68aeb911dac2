"""A fixture of the tests that flush to the device some ten thousand times."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where flushing costs nothing, if the system has one."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    path = Path(tempfile.mkdtemp(prefix="vaultsync-", dir=MEMORY))
    yield path
    shutil.rmtree(path, ignore_errors=True)
