"""Which of the two sets of calls the system that we run on has."""

from __future__ import annotations

import sys

from vaultsync.vault.disk import Disk


def this_disk() -> Disk:
    """Return the calls of the system we run on."""
    if sys.platform == "win32":
        from vaultsync.vault.windows import WindowsDisk

        disk: Disk = WindowsDisk()
    else:
        disk = Disk()
    return disk
