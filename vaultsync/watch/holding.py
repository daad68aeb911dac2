"""Which files a run must leave alone for now: notes that are being typed in, files that are still being written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vaultsync.model import VaultPath
from vaultsync.vault.index import VaultIndex
from vaultsync.watch.ledger import Ledger

REASON = "was changed a moment ago, so it is left to its editor"


@dataclass
class Holding:
    """Holds back notes that somebody else changed in the last `seconds`, as an editor may have them open."""

    seconds: float
    ledger: Ledger
    now: Callable[[], float] = time.time
    release: float | None = field(default=None, init=False)
    """Seconds, counted from the last look, until the first of the held notes is let go."""

    def __call__(self, index: VaultIndex) -> Mapping[VaultPath, str]:
        """Return the notes to hold back; tells the ledger on the way what the run sees of the vault."""
        self.ledger.saw(index.scan.files)
        now = self.now()
        held: dict[VaultPath, str] = {}
        youngest, oldest = int((now - self.seconds) * 1e9), int((now + self.seconds) * 1e9)
        ages: list[float] = []
        for path, file in index.scan.files.items():
            # A time far ahead is a clock that was set back, and no typist.
            if youngest < file.mtime_ns < oldest and file.is_note and not self.ledger.wrote(file.digest):
                held[path] = REASON
                ages.append(now - file.mtime_ns / 1e9)
        self.release = self.seconds - max(ages) if ages else None
        return held


def is_emptied(size: int, before: int, mtime_ns: int, now: float, patience: float) -> bool:
    """Say whether a file has just lost all it held: an editor that cuts a file short before it writes."""
    return size == 0 and before > 0 and abs(now - mtime_ns / 1e9) < patience
