"""Looking without touching: the link index of a vault, what a run would do, what past runs did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vaultsync.config import Config
from vaultsync.pipeline.run import Outlook, RunOptions, Watcher, look_ahead, open_store
from vaultsync.sync.history import RunEntry
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import scan_vault
from vaultsync.vault.write import VaultWriter


def open_index(vault: Path) -> VaultIndex:
    """Return the link index of any vault."""
    return VaultIndex(scan_vault(vault))


def look(config: Config, progress: Callable[[str, int, int], None]) -> Outlook:
    """Return what a sync would do now, and what it goes by."""
    with VaultWriter(config.vault) as writer, open_store(config, writer, readonly=True) as store:
        return look_ahead(config, store, RunOptions(dry_run=True), Watcher(progress=progress))


def past_runs(config: Config) -> tuple[RunEntry, ...]:
    """Return the runs that changed something, the newest first."""
    with VaultWriter(config.vault) as writer, open_store(config, writer, readonly=True) as store:
        return store.runs()
