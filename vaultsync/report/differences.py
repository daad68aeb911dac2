"""Changes to files, each with its reason and its unified diff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vaultsync.model import ActionKind, Problem, SourceKey, VaultPath
from vaultsync.report.runs import problem_json, unified

Version = tuple[VaultPath, bytes | None]
"""Where a file stands and what it holds; None: there is no file."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file's change."""

    kind: ActionKind
    path: VaultPath
    old_path: VaultPath
    reason: str
    source: SourceKey | None
    diff: str
    """Unified; empty where only the name changes, or where the file is no text."""


def difference(kind: ActionKind, reason: str, old: Version, new: Version, source: SourceKey | None) -> Difference:
    """Compare a file before a change with the file after it."""
    (old_path, before), (path, after) = old, new
    lines: list[str] = []
    if before != after and b"\0" not in (before or b"") + (after or b""):
        lines = unified(
            _text(before),
            _text(after),
            "/dev/null" if before is None else old_path,
            "/dev/null" if after is None else path,
        )
    return Difference(kind, path, old_path, reason, source, "".join(lines))


def differences_text(found: Sequence[Difference]) -> str:
    """Return changes as a person reads them: what and why, then the lines; every line ended."""
    parts: list[str] = []
    for one in found:
        name = one.path if one.old_path == one.path else f"{one.old_path} → {one.path}"
        parts.append(f"{one.kind.value} {name} ({one.reason})\n{one.diff}")
    return "\n".join(parts)


def differences_json(found: Sequence[Difference], problems: Sequence[Problem] = ()) -> dict[str, object]:
    """Return changes as JSON."""
    return {
        "version": 1,
        "changes": [
            {
                "action": one.kind.value,
                "path": one.path,
                "from": None if one.old_path == one.path else one.old_path,
                "reason": one.reason,
                "source": one.source,
                "diff": one.diff,
            }
            for one in found
        ],
        "problems": [problem_json(problem) for problem in problems],
    }


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")
