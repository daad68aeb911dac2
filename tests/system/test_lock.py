from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vaultsync.errors import Stopped, VaultsyncError
from vaultsync.sync.lock import hold

HOLDER = """
import sys
from pathlib import Path
from vaultsync.sync.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "vault" / ".vaultsync" / "lock"
    path.parent.mkdir(parents=True)
    path.touch()
    return path


def start(lock: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    process.communicate(timeout=30)


def test_the_second_is_told_who_is_first(lock: Path) -> None:
    process = start(lock)
    try:
        with pytest.raises(Stopped) as caught, hold(lock):
            pass
    finally:
        end(process)
    assert caught.value.exit_code == 5
    assert caught.value.path == str(lock.parent.parent)
    if sys.platform == "linux":
        assert f"process {process.pid}: {sys.executable}" in str(caught.value)
    with hold(lock):
        pass


def test_a_killed_holder_holds_nothing(lock: Path) -> None:
    process = start(lock)
    process.send_signal(signal.SIGKILL)
    end(process)
    with hold(lock):
        pass


def test_one_process_does_not_hold_it_twice(lock: Path) -> None:
    with hold(lock), pytest.raises(Stopped), hold(lock):
        pass


def test_holding_writes_nothing(lock: Path) -> None:
    """Rule 4."""
    os.utime(lock, ns=(1, 1))
    with hold(lock):
        pass
    found = lock.stat()
    assert (found.st_size, found.st_mtime_ns) == (0, 1)


def test_a_link_is_not_locked(lock: Path, tmp_path: Path) -> None:
    lock.unlink()
    lock.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").touch()
    with pytest.raises(VaultsyncError, match="can't be locked"), hold(lock):
        pass


def test_a_missing_lock_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(VaultsyncError), hold(tmp_path / "lock"):
        pass
    assert list(tmp_path.iterdir()) == []
