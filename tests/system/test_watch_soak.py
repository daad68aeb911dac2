"""A small helping of `tools/watch_soak`; VAULTSYNC_SOAK sets how many operations."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools.watch_soak import soak


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the memory")
def test_nothing_typed_is_lost_and_a_rebuild_changes_nothing(tmp_path: Path) -> None:
    operations = int(os.environ.get("VAULTSYNC_SOAK", "60"))
    assert soak(tmp_path, operations, kills=2, seed=7, say=print) == []
