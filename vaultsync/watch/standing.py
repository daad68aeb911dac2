"""What `status` learns of a watcher: whether one runs, and how well it sees; a file in the vault's state folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vaultsync.config import Config
from vaultsync.model import Problem
from vaultsync.report.runs import problem_json
from vaultsync.sync.lock import holder
from vaultsync.sync.roots import default_state_root
from vaultsync.vault.write import VaultWriter

_FILE = "watch.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """A watcher that runs."""

    who: str
    """Its process, as a person is told."""
    is_polling: bool = False
    problems: tuple[Problem, ...] = ()
    """How its sight is impaired."""


def publish(folder: Path, problems: Sequence[Problem], *, is_polling: bool) -> None:
    """Write down how well the watcher sees; without this file it sees well."""
    place = folder / _FILE
    if not problems and not is_polling:
        retract(folder)
        return
    value = {"version": 1, "polling": is_polling, "problems": [problem_json(one) for one in problems]}
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".part")
        draft.write_text(json.dumps(value), encoding="utf-8")
        draft.replace(place)


def retract(folder: Path) -> None:
    """Remove what was written down."""
    with suppress(OSError):
        (folder / _FILE).unlink(missing_ok=True)


def state_folder(config: Config, vault_id: str) -> Path:
    """Return where a vault's state lies."""
    return (config.state_dir or default_state_root()) / vault_id


def find_standing(config: Config) -> Standing | None:
    """Return the watcher of a vault, or None if none runs."""
    with VaultWriter(config.vault) as writer:
        vault_id = writer.identity()
        who = holder(writer.watch_lock_path)
    if vault_id is None or who is None:
        return None
    found = _read(state_folder(config, vault_id) / _FILE)
    problems = found.get("problems")
    return Standing(
        who,
        found.get("polling") is True,
        tuple(_problem(one) for one in problems if isinstance(one, dict)) if isinstance(problems, list) else (),
    )


def _read(place: Path) -> Mapping[str, object]:
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _problem(found: Mapping[str, object]) -> Problem:
    return Problem(
        str(found.get("path") or ""),
        str(found.get("message") or ""),
        hint=str(found.get("hint") or ""),
        severity="warning",
    )


def standing_json(standing: Standing | None) -> dict[str, object] | None:
    """Return a watcher as `status --json` shows it."""
    if standing is None:
        return None
    return {
        "process": standing.who,
        "polling": standing.is_polling,
        "problems": [problem_json(problem) for problem in standing.problems],
    }


def standing_text(standing: Standing | None) -> str:
    """Return a watcher as a person reads it."""
    if standing is None:
        return "no watcher runs (`vaultsync watch`)"
    how = ", looking instead of listening" if standing.is_polling else ""
    return f"watched by {standing.who}{how}"
