"""`undo`: takes one run back, the latest or any other, whatever happened since; itself a run that can be undone.

An undo takes back what the run did in the vault and what it remembered. It doesn't change the sources: while they say
what they said, the next sync does the same again, unless they or the settings are changed first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vaultsync.config import Config
from vaultsync.errors import ConfigError
from vaultsync.model import NoteId, Plan, RunResult
from vaultsync.pipeline.mending import mend_user_notes
from vaultsync.pipeline.moving import mending_of
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.restoring import last_text
from vaultsync.pipeline.reversal import Now, Turn, changes_anything, reverse, turns
from vaultsync.pipeline.session import Session, opened
from vaultsync.sync.store import Store

_BEGUN = "undo"
"""Under which the store remembers an undo until it is done, so that one that was killed is finished, not undone."""


@dataclass(frozen=True, slots=True)
class _Undo:
    target: str
    """The run that is taken back."""
    run: str
    """The undo's own name."""
    newest: str
    """The newest run when it began."""

    def __str__(self) -> str:
        return " ".join((self.target, self.run, self.newest))


def undo(config: Config, run: str | None, *, dry_run: bool = False) -> tuple[str, RunResult]:
    """Take a run back, by default the latest that changed anything; return its name and what was done.

    Raises ConfigError where there is no such run.
    """
    with opened(config, dry_run=dry_run) as session:
        store = session.store
        work = _begun(store, run) or _Undo(_chosen(store, run), session.name_run("undo"), store.runs()[-1].run)
        taken_back = turns(store.changes(work.target))

        def planned(seen: VaultSeen) -> Plan:
            plan = _plan(taken_back, session, seen)
            if not dry_run and not plan.empty:
                store.remember(_BEGUN, str(work))
            return plan

        result = session.carry_out(planned, work.run)
        if not dry_run and store.meta(_BEGUN) is not None:
            store.remember(_BEGUN, "")
        return work.target, result


def _plan(run: Sequence[Turn], session: Session, seen: VaultSeen) -> Plan:
    """Turn a run round; links to notes that are renamed by that are redirected, as they are by a sync."""
    reversal = reverse(run, _now(session, seen))
    final = {note_id: actual.path for note_id, actual in seen.actual.items()} | reversal.moved
    mending = mending_of(seen, final, reversal.plan(lambda text, path: text), reversal.renamed)
    # A name that comes back was there before, and links that it makes ambiguous again were ambiguous then.
    mending = replace(mending, guards_names=False)
    if not session.config.links.mend_user_links:
        mending = replace(mending, untouched=seen.foreign)
    plan = reversal.plan(mending.mend)
    planned = {action.path for action in plan.actions}
    mended = [action for action in mend_user_notes(mending, seen) if action.path not in planned]
    return replace(plan, actions=(*plan.actions, *mended))


def _now(session: Session, seen: VaultSeen) -> Now:
    def found(note_id: NoteId) -> bytes | None:
        return last_text(note_id, seen.records[note_id], session.store, session.config.vault)

    return Now(
        records=seen.records,
        actual=seen.actual,
        base=session.store.base,
        read=session.writer.read,
        last_text=found,
        taken=seen.index.paths,
    )


def _begun(store: Store, wanted: str | None) -> _Undo | None:
    """Return an undo that was interrupted, if it is the one that is asked for and no run came after it."""
    values = (store.meta(_BEGUN) or "").split(" ")
    if len(values) != 3:
        return None
    begun = _Undo(*values)
    runs = store.runs()
    is_last = bool(runs) and runs[-1].run in (begun.run, begun.newest)
    return begun if is_last and wanted in (None, begun.target) else None


def _chosen(store: Store, wanted: str | None) -> str:
    runs = [entry.run for entry in store.runs()]
    if wanted is not None:
        if wanted not in runs:
            raise ConfigError(f"there is no run {wanted!r}", hint="`vaultsync history` lists those that can be undone")
        return wanted
    for run in reversed(runs):
        if changes_anything(store.changes(run)):
            return run
    raise ConfigError("there is no run to undo", hint="no run that is still remembered has changed anything")
