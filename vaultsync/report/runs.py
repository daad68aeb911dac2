"""A run as people and programs are shown it: the closing summary, the JSON and the diff."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence

from vaultsync.model import Action, ActionKind, Problem, RunResult, VaultPath

_MOST_LISTED = 12
"""Lines of one kind that the summary names before it counts."""

_VERBS = {
    ActionKind.CREATE: ("made", "would make"),
    ActionKind.UPDATE: ("updated", "would update"),
    ActionKind.RENAME: ("renamed", "would rename"),
    ActionKind.TRASH: ("moved to the trash", "would move to the trash"),
    ActionKind.CONFLICT: ("in conflict", "would be in conflict"),
}


def run_json(result: RunResult, counts: Mapping[str, int]) -> dict[str, object]:
    """Return a run as its JSON."""
    return {
        "version": 1,
        "run": result.run,
        "dry_run": result.dry_run,
        "counts": dict(counts),
        "actions": [_action_json(action) for action in result.plan.actions],
        "problems": [problem_json(problem) for problem in result.plan.problems],
        "conflicts": list(result.conflicts),
        "skipped": list(result.plan.skipped),
        "seconds": round(result.seconds, 3),
    }


def _action_json(action: Action) -> dict[str, object]:
    return {
        "action": action.kind.value,
        "id": action.id,
        "path": action.path,
        "from": action.source_path,
        "reason": action.reason,
    }


def problem_json(problem: Problem) -> dict[str, object]:
    """Return a problem as JSON."""
    return {
        "path": problem.path,
        "line": problem.line,
        "message": problem.message,
        "hint": problem.hint,
        "severity": problem.severity,
    }


def summary(result: RunResult, vault: str, *, verbose: bool = False) -> str:
    """Return what a person reads when a run is over: what was made, what was left out, where to look."""
    figures = result.summary
    head = (
        f"{_number(figures.get('sources', 0), 'source')} → {_number(figures.get('atoms', 0), 'note')}, "
        f"{_number(figures.get('concepts', 0), 'concept')}"
    )
    left = figures.get("left_out", 0)
    if left:
        head += f"; {_number(left, 'passage')} left out (shown in the source maps)"
    lines = [head]
    lines += done_lines(result, verbose=verbose)
    if not any(action.kind is not ActionKind.RECORD for action in result.plan.actions):
        lines.append("Nothing to do: the vault is up to date." if not result.plan.skipped else "Nothing written.")
    lines += [f"  left alone: {line}" for line in _some(result.plan.skipped, verbose)]
    if result.conflicts:
        lines.append(f"{_number(len(result.conflicts), 'conflict')} to settle (see `vaultsync resolve --help`):")
        lines += [f"  {path}" for path in _some(result.conflicts, verbose)]
    if result.dry_run:
        lines.append("Dry run: nothing was written.")
    else:
        lines.append(f"Vault: {vault} – start at Home.md")
    return "\n".join(lines)


def done_lines(result: RunResult, *, verbose: bool) -> list[str]:
    """Return what a run did to the files, a line each; many are only counted unless `verbose`."""
    lines: list[str] = []
    for kind, (past, future) in _VERBS.items():
        actions = [action for action in result.plan.actions if action.kind is kind]
        if not actions:
            continue
        verb = future if result.dry_run else past
        lines.append(f"  {verb}: {len(actions)}")
        few = kind is not ActionKind.CREATE and len(actions) <= _MOST_LISTED
        if verbose or few:
            lines += [f"    {_named(action)}" for action in actions]
    return lines


def _named(action: Action) -> str:
    if action.source_path is not None and action.source_path != action.path:
        return f"{action.source_path} → {action.path}"
    return f"{action.path} ({action.reason})"


def _some(lines: Sequence[str], verbose: bool) -> list[str]:
    if verbose or len(lines) <= _MOST_LISTED:
        return list(lines)
    return [*lines[:_MOST_LISTED], f"… and {len(lines) - _MOST_LISTED} more (--verbose lists them)"]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def diff(actions: Sequence[Action], read: Callable[[VaultPath], str]) -> str:
    """Return what the actions change as one unified diff; `read` gives a file's text as it stands, or an empty one."""
    parts: list[str] = []
    moved: dict[VaultPath, VaultPath] = {}
    for action in actions:
        if action.kind is ActionKind.RECORD:
            continue
        before_path = action.source_path or moved.get(action.path, action.path)
        before = "" if action.kind is ActionKind.CREATE else read(before_path)
        if action.kind is ActionKind.TRASH:
            after, after_path = "", "/dev/null"
        else:
            after = before if action.data is None else _text(action.data)
            after_path = action.path
        if before == after and before_path != after_path:
            parts.append(f"rename {before_path} → {after_path}\n")
            moved[action.path] = before_path
            continue
        parts += unified(before, after, "/dev/null" if action.kind is ActionKind.CREATE else before_path, after_path)
    return "".join(parts)


def _text(data: bytes) -> str:
    return "(binary)\n" if b"\x00" in data else data.decode("utf-8", "replace")


def unified(before: str, after: str, before_path: str, after_path: str) -> list[str]:
    """Return the unified diff of two texts, line by line; `patch` takes it."""
    lines = difflib.unified_diff(_lines(before), _lines(after), fromfile=before_path, tofile=after_path)
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
