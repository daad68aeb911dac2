"""What a person reads after an undo, a restored note or a settled conflict."""

from __future__ import annotations

from vaultsync.model import ActionKind, RunResult
from vaultsync.report.runs import done_lines


def amendment_text(result: RunResult, head: str, nothing: str, hint: str = "", *, verbose: bool = False) -> str:
    """Return what was done under `head` and what to do next, or `nothing` where there was nothing to do."""
    lines = [head] if result.plan.actions else [nothing]
    lines += done_lines(result, verbose=verbose)
    lines += [f"  {one.path}: {one.reason}" for one in result.plan.actions if one.kind is ActionKind.RECORD and verbose]
    lines += [f"  left alone: {line}" for line in result.plan.skipped]
    if result.conflicts:
        lines.append("In conflict (see `vaultsync resolve --help`):")
        lines += [f"  {path}" for path in result.conflicts]
    if result.dry_run:
        lines.append("Dry run: nothing was written.")
    elif result.plan.actions and hint:
        lines.append(hint)
    return "\n".join(lines)
