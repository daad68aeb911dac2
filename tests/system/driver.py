"""A process that syncs a vault as `tests/contract/test_crash.py` has it, and may kill itself: `driver ROOT CASE AT`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.contract.faults import FaultyDisk
from tests.contract.test_crash import AFTER
from tests.contract.toy import sync


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(root: str, case: str, at: str) -> None:
    disk = FaultyDisk(die, int(at))
    sync(Path(root) / "vault", Path(root) / "state", AFTER[case], disk=disk)
    print(len(disk.calls))


if __name__ == "__main__":
    main(*sys.argv[1:])
