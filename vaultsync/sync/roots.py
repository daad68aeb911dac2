"""Where the system keeps what vaultsync remembers, outside every vault."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def default_state_root() -> Path:
    """Return the platform's folder for state, where each vault has a folder of its own."""
    return Path(platformdirs.user_state_dir("vaultsync", appauthor=False))


def default_cache_root() -> Path:
    """Return the platform's folder for caches, for vaults that vaultsync never wrote to."""
    return Path(platformdirs.user_cache_dir("vaultsync", appauthor=False))
