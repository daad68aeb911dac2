"""What waits: changed sources, edited notes, conflicts, orphans; and what past runs did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaultsync.model import Action, ActionKind, Problem
from vaultsync.report.runs import problem_json


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a vault against its sources."""

    waiting: tuple[Action, ...]
    """What a sync would do."""
    edited: tuple[str, ...]
    moved: tuple[str, ...]
    deleted: tuple[str, ...]
    """Titles of notes that the user deleted and that stay deleted."""
    conflicts: tuple[str, ...]
    orphans: tuple[str, ...]
    problems: tuple[Problem, ...]


def status_json(status: Status) -> dict[str, object]:
    """Return a status as its JSON."""
    return {
        "version": 1,
        "waiting": [
            {"action": one.kind.value, "path": one.path, "reason": one.reason}
            for one in status.waiting
            if one.kind is not ActionKind.RECORD
        ],
        "edited": list(status.edited),
        "moved": list(status.moved),
        "deleted": list(status.deleted),
        "conflicts": list(status.conflicts),
        "orphans": list(status.orphans),
        "problems": [problem_json(problem) for problem in status.problems],
    }


def status_text(status: Status) -> str:
    """Return a status as a person reads it."""
    waiting = [f"{one.kind.value}: {one.path}" for one in status.waiting if one.kind is not ActionKind.RECORD]
    parts = [
        ("waiting for `vaultsync sync`", waiting),
        ("edited by you", status.edited),
        ("moved or renamed by you", status.moved),
        ("deleted by you", status.deleted),
        ("in conflict", status.conflicts),
        ("kept although their source no longer says them", status.orphans),
    ]
    lines: list[str] = []
    for title, names in parts:
        if names:
            lines += [f"{title}: {len(names)}", *(f"  {name}" for name in names)]
    return "\n".join(lines) if lines else "The vault is up to date; nothing is edited, nothing waits."


def history_json(runs: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Return past runs as JSON, the newest first."""
    return {"version": 1, "runs": [dict(one) for one in runs]}


def history_text(runs: Sequence[Mapping[str, object]]) -> str:
    """Return past runs as a person reads them, the newest first."""
    if not runs:
        return "No run has changed anything yet."
    return "\n".join(f"{one['run']}  {one['started']}  {one['changes']} changes" for one in runs)
