"""Rule 4 with real processes: what dies by SIGKILL leaves what an uninterrupted run would have made of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.test_crash import AFTER, World, needles
from tests.contract.toy import visible


def drive(world: World, case: str, at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.system.driver", str(world.root), case, str(at)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("case", ["rename and edit", "swap"])
def test_a_killed_process_leaves_nothing_behind(quick_path: Path, case: str) -> None:
    world = World(quick_path, exchange=True)
    expected = world.result(AFTER[case])
    world.restart()
    calls = int(drive(world, case, 0).stdout)
    for at in range(calls // 3, calls, calls // 3):
        world.restart()
        assert drive(world, case, at).returncode == -signal.SIGKILL
        assert len(needles(visible(world.vault))) == 3
        again = drive(world, case, 0)
        assert (again.returncode, again.stderr) == (0, "")
        assert visible(world.vault) == expected
        assert drive(world, case, 0).stdout == "0\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to be held back")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_end_finishes_the_file_in_hand(quick_path: Path, number: signal.Signals) -> None:
    world = World(quick_path, exchange=True)
    world.restart()
    script = f"""
import os
import signal
from pathlib import Path
from tests.contract.test_crash import AFTER
from tests.contract.toy import sync
from vaultsync.vault.disk import Disk

# Where the tests run behind a shell's back, it has told them to ignore Ctrl-C.
signal.signal({int(number)}, signal.default_int_handler if {number is signal.SIGINT} else signal.SIG_DFL)

class Asked(Disk):
    def exchange(self, *arguments):
        os.kill(os.getpid(), {int(number)})
        super().exchange(*arguments)

sync(Path({str(world.vault)!r}), Path({str(world.state)!r}), AFTER["update"], disk=Asked())
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ended.returncode in (-number, 1)
    assert number is signal.SIGINT or ended.returncode == -number
    before = visible(world.root / "start" / "vault")
    changed = [path for path, data in visible(world.vault).items() if before[path] != data]
    assert len(changed) == 1
    assert not list((world.vault / ".vaultsync/tmp").iterdir())
    disk = world.run(AFTER["update"])
    assert visible(world.vault) == world.result(AFTER["update"])
    assert disk.calls.count("exchange") == 3
