"""What the system is to run: the watcher of one vault, told everything by absolute paths; no file is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from vaultsync.config import Config

_GIVEN = "command line"
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Job:
    """One watcher as a service."""

    name: str
    """The same for the same vault, another one for any other."""
    vault: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    """Where it runs."""


def job_of(config: Config, python: str, env: Mapping[str, str], folder: str, *, poll: bool) -> Job:
    """Return the watcher of a configuration, to be run by `python`; `env` and `folder` are those of this moment."""
    arguments: list[str] = []
    if config.file is not None:
        arguments += ["--config", str(config.file.absolute())]
    if _is_given(config, "sources"):
        for source in config.sources:
            arguments += ["--sources", str(source)]
    if _is_given(config, "vault"):
        arguments += ["--vault", str(config.vault)]
    if poll:
        arguments.append("--poll")
    kept = {key: value for key, value in env.items() if key.startswith("VAULTSYNC_")}
    for key in ("VAULTSYNC_SOURCES", "VAULTSYNC_VAULT"):
        kept.pop(key, None)
    if "VAULTSYNC_STATE_DIR" in kept and config.state_dir is not None:
        kept["VAULTSYNC_STATE_DIR"] = str(config.state_dir)
    if "VAULTSYNC_TEMPLATES" in kept and config.templates is not None:
        kept["VAULTSYNC_TEMPLATES"] = str(config.templates)
    return Job(
        name=name_of(str(config.vault)),
        vault=str(config.vault),
        command=(python, "-m", "vaultsync", "watch", *arguments),
        environment=dict(sorted(kept.items())),
        folder=folder,
    )


def _is_given(config: Config, key: str) -> bool:
    """Say whether a setting stands in no file that the service would find by itself."""
    return config.origins[key] == _GIVEN or config.origins[key].startswith("VAULTSYNC_")


def name_of(vault: str) -> str:
    """Return the name of a vault's service: readable, plain, and no other vault's."""
    readable = re.sub(r"[^a-z0-9]+", "-", PurePath(vault).name.lower())[:_LONGEST_NAME].strip("-")
    return "-".join(part for part in ("vaultsync", readable, sha256(vault.encode()).hexdigest()[:8]) if part)
