"""Rules 10 and 11: stops a run before it removes what may only be out of reach, or what links can't follow."""

from __future__ import annotations

from vaultsync.config import Config
from vaultsync.errors import Stopped
from vaultsync.model import Action, ActionKind, NoteKind, Plan
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.reading import SourcesRead

_GO_ON = "if the notes really are to go, run the same command with --yes"


def check_guard(config: Config, plan: Plan, sources: SourcesRead, seen: VaultSeen) -> None:
    """Raise Stopped if a root looks out of reach while notes would go, if too many would, or if links to them would."""
    _check_links(config, plan, seen)
    lost = [
        action
        for action in plan.actions
        if action.record is not None
        and action.record.state in ("gone", "orphan", "joined")
        and (before := seen.records.get(action.record.id)) is not None
        and before.state == "live"
    ]
    if not lost:
        return
    for root in sources.discovery.roots:
        if not root.exists or not root.readable or not root.complete:
            what = "is missing" if not root.exists else "could not be read whole"
            raise Stopped(
                f"the source folder {what}, and {len(lost)} notes would go with it",
                path=str(root.path),
                hint=f"mount or restore it; {_GO_ON}",
            )
        if root.empty:
            raise Stopped(
                f"the source folder is empty, and {len(lost)} notes would go with it",
                path=str(root.path),
                hint=f"is it mounted? {_GO_ON}",
            )
    trashed = sum(1 for action in lost if action.kind is ActionKind.TRASH)
    known = sum(1 for record in seen.records.values() if record.state == "live" and record.kind is not NoteKind.HOME)
    if trashed > config.guard.count and trashed > config.guard.share * known:
        raise Stopped(
            f"{trashed} of {known} notes would be moved to the trash",
            path=str(config.vault),
            hint=f"see which with --dry-run --yes; {_GO_ON}",
        )


def _check_links(config: Config, plan: Plan, seen: VaultSeen) -> None:
    """Raise Stopped if links in a note that may not be read could not follow notes that move (rule 11)."""
    unread = [path for path in seen.index.scan.unread if path in seen.foreign]
    if unread and config.links.mend_user_links and any(map(_moves, plan.actions)):
        raise Stopped(
            "may not be read, and notes that it may link to would be renamed",
            path=unread[0],
            hint="give yourself permission to read it; or run the same command with --yes, and mend its links yourself",
        )


def _moves(action: Action) -> bool:
    if action.kind is ActionKind.TRASH:
        return action.record is not None and action.record.heir is not None
    return action.kind is ActionKind.RENAME and action.source_path not in (None, action.path)
