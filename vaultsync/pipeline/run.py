"""`rebuild` and `sync`: one way from what is to what should be; they differ only in whether anything is remembered."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

from vaultsync.config import Config
from vaultsync.errors import Changed, Diverged, StateLost
from vaultsync.model import Action, ActionKind, NoteKind, Plan, Problem, Record, RunResult, SourceKey, VaultPath
from vaultsync.pipeline import settled
from vaultsync.pipeline.guard import check_guard
from vaultsync.pipeline.memo import Memo, Memory
from vaultsync.pipeline.mending import left_as_they_are, left_hanging, mend_user_notes
from vaultsync.pipeline.moving import begun_renames, forget_renames, mending_of
from vaultsync.pipeline.observing import VaultSeen, check_readable, look_at, see
from vaultsync.pipeline.reading import SourcesRead, read_sources
from vaultsync.pipeline.settled import Forecast, Observation
from vaultsync.pipeline.targeting import Aim, aim, overridden_templates, packaged_templates
from vaultsync.report.runs import diff as changes
from vaultsync.sync.apply import apply
from vaultsync.sync.history import Limits
from vaultsync.sync.lock import hold, holder
from vaultsync.sync.observed import Observed
from vaultsync.sync.plan import plan_notes
from vaultsync.sync.recover import Recovery, recover
from vaultsync.sync.roots import default_state_root
from vaultsync.sync.store import Loaded, Store
from vaultsync.vault.files import names_below
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import Named, without_collecting
from vaultsync.vault.settings import TrashOption, read_settings
from vaultsync.vault.write import VaultWriter

T = TypeVar("T")

_ROUNDS = 5
"""How often a run plans again because files changed under it, before it leaves the rest to the next run."""

WHOLE_ROUNDS = 2
"""How often all of it is planned again if any file has changed; after that, only what has changed."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run goes about it."""

    fresh: bool = False
    """Compute everything anew, whatever is remembered (`rebuild`)."""
    dry_run: bool = False
    allow_mass_delete: bool = False
    """Go on where rule 10 would stop."""
    paranoid: bool = False
    """Compute everything anew once it is done, and raise Diverged if that would change anything (rule 5)."""
    held: Callable[[VaultIndex], Mapping[VaultPath, str]] = lambda index: {}
    """Which notes must not be written now, and why."""
    restless: Callable[[Path], bool] = lambda path: False
    """Which sources are just being written, and so not to be read now."""
    named: frozenset[str] | None = None
    """All files, by absolute path with links resolved, that others may have changed since the last run with the same
    memory; None: any, as far as anybody knows."""
    patience: float = 60.0
    """Seconds to wait for a watcher that is just writing to the vault; anybody else is not waited for."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Whom a run tells what it is doing; every part may be left out."""

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    stop: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Outlook:
    """A run planned and not applied: what `status` and `diff` show as well."""

    plan: Plan
    conflicts: tuple[VaultPath, ...]
    sources: SourcesRead
    seen: VaultSeen
    aim: Aim
    problems: tuple[Problem, ...] = field(default=())


def open_store(config: Config, writer: VaultWriter, *, readonly: bool, loaded: Loaded | None = None) -> Store:
    """Open the vault's memory where the configuration says."""
    identity = writer.identity() if readonly else writer.prepare()
    return Store.open(
        config.state_dir or default_state_root(),
        identity,
        readonly=readonly,
        limits=Limits(days=config.history.days, megabytes=config.history.megabytes),
        loaded=loaded,
    )


def hold_vault(writer: VaultWriter, patience: float = 60.0) -> AbstractContextManager[None]:
    """Return the lock of a vault, held in a `with` statement: Busy if another process is at work in it.

    A watcher is at work for moments only, so it is waited for.
    """
    is_watched = patience > 0 and holder(writer.watch_lock_path) is not None
    return hold(writer.lock_path, patience=patience if is_watched else 0.0)


def finish_interrupted(config: Config, writer: VaultWriter, store: Store, watcher: Watcher | None = None) -> Recovery:
    """Finish what an interrupted run had begun, as that run would have; nothing may be planned before."""
    watcher = watcher or Watcher()
    settings, problems = read_settings(config.vault)
    check_readable(problems)
    return recover(
        writer,
        store,
        progress=lambda count, total: watcher.progress("Writing", count, total),
        stop=watcher.stop,
        system_trash=settings.trash is TrashOption.SYSTEM,
    )


def begun(store: Store) -> tuple[Problem, ...]:
    """Say so where an interrupted run has left something to be finished: what is planned before that may differ."""
    files = [intent for intent in store.intents() if intent.touches_file]
    if not files:
        return ()
    message = f"an interrupted run has begun to change {len(files)} files, {files[0].action.path} among them"
    hint = "the next run finishes that first, so what is shown here may differ from what it will do"
    return (Problem("", message, hint=hint, severity="warning"),)


def name_run(store: Store, kind: str = "") -> str:
    """Return a name for the history that no other run has: the time, and what kind of run it is if it is no sync."""
    name = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()) + kind
    names = chain((name,), (f"{name}-{number}" for number in count(2)))
    return next(one for one in names if not store.has_run(one))


def look_ahead(config: Config, store: Store, options: RunOptions, watcher: Watcher) -> Outlook:
    """Observe sources and vault and plan the run; changes nothing (rule 2)."""
    memo = Memo(None if options.fresh else store)

    def look(options: RunOptions) -> Outlook:
        return _planned(_observe(config, store, options, watcher, memo), store, watcher, memo)

    return _looking_again(look, options)


def _looking_again(look: Callable[[RunOptions], T], options: RunOptions) -> T:
    """Look and plan; where a file went while it was looked at, which somebody else renamed or saved, look at all again.

    Raises Changed where that goes on and on.
    """
    for _ in range(_ROUNDS):
        try:
            return look(options)
        except Changed:
            options = replace(options, named=None)
    return look(options)


def _observe(config: Config, store: Store, options: RunOptions, watcher: Watcher, memo: Memo) -> Observation:
    templates = overridden_templates(config.templates, packaged_templates(), memo)
    sources = read_sources(
        config, memo, lambda done, total: watcher.progress("Reading", done, total), options.restless, options.named
    )
    watcher.progress("Looking at the vault", 0, 0)
    own = memo.state("own writes", dict[VaultPath, bool])
    told = None if options.named is None else Named(names_below(config.vault, options.named), own)
    records = store.records()
    index = look_at(config.vault, records, memo, told)
    own.clear()
    held = options.held(index)
    seen = see(index, records, held, memo)
    return Observation(config, templates, sources, seen, held, begun_renames(store), options.allow_mass_delete)


def _planned(observation: Observation, store: Store, watcher: Watcher, memo: Memo) -> Outlook:
    config, sources, seen = observation.config, observation.sources, observation.seen
    spare_more = not observation.allow_mass_delete
    bare = Observed(seen.records, seen.actual, store.base)
    watcher.progress("Linking", 0, 0)
    aimed = aim(config, sources, seen, observation.templates, bare, memo)
    observed = replace(bare, records=aimed.records, stored=seen.stored, recovered=aimed.recovered)
    plan, conflicts = plan_notes(aimed.targets, aimed.places.final, observed, memo)
    plan = _spare_unread(plan, sources, seen.records.values(), spare_more=spare_more)
    mending = mending_of(seen, aimed.places.final, plan, observation.begun, memo)
    left: tuple[Problem, ...] = ()
    if not config.links.mend_user_links:
        left = left_as_they_are(mending, seen)
        mending = replace(mending, untouched=seen.foreign)
    if not mending.is_empty:
        observed = replace(observed, mend=mending.mend)
        aimed = aim(config, sources, seen, observation.templates, observed, memo)
        plan, conflicts = plan_notes(aimed.targets, aimed.places.final, observed, memo)
        plan = _spare_unread(plan, sources, seen.records.values(), spare_more=spare_more)
    memo.memory.turn()
    actions = (*aimed.attachments, *mend_user_notes(mending, seen), *plan.actions)
    hanging = (*left, *left_hanging(mending, plan, seen))
    problems = (*sources.problems, *seen.index.problems, *seen.problems, *aimed.problems, *hanging)
    return Outlook(replace(plan, actions=actions), conflicts, sources, seen, aimed, problems)


def _forecast(observation: Observation, store: Store, watcher: Watcher, memo: Memo) -> Forecast:
    """Plan a run, unless it is known that nothing is to be done where everything is as it is.

    To find that out takes longer than to plan once a plan is remembered to begin from.
    """
    if memo.is_kept and memo.memory.has_planned:
        return _foreseen(_planned(observation, store, watcher, memo))
    key = observation.key()
    known = settled.recall(memo, key)
    if known is not None:
        return known
    forecast = _foreseen(_planned(observation, store, watcher, memo))
    settled.keep(memo, key, forecast)
    return forecast


def _foreseen(outlook: Outlook) -> Forecast:
    return Forecast(outlook.plan, outlook.conflicts, outlook.problems, _summary(outlook), outlook.aim.beside)


def _spare_unread(plan: Plan, sources: SourcesRead, known: Collection[Record], *, spare_more: bool) -> Plan:
    """Leave the notes of a source as they are that is there but can't be read (rule 10).

    With `spare_more` also those of a source that says nothing any more, and of one that is gone while another is there
    that was never seen before and whose bytes can't be had: it may have moved there.
    """
    of_notes = {one.source for one in known}
    unseen = [key for key in sources.unread if sources.digests[key] is None and key not in of_notes]
    hiding = sorted(unseen) if spare_more else []
    blank = sources.blank if spare_more else frozenset()
    problems: dict[SourceKey, Problem] = {}
    kept: list[Action] = []
    for action in plan.actions:
        key = action.record.source if _is_loss(action) and action.record is not None else None
        if key is None or not (key in sources.unread or key in blank or (hiding and key not in sources.paths)):
            kept.append(action)
        elif key in blank:
            problems[key] = _left(str(sources.paths[key]), "is empty now, but its notes are not")
        elif key not in sources.paths:
            problems[key] = _left(key, f"is gone, but may be {sources.paths[hiding[0]]}, which can't be read")
    return replace(plan, actions=tuple(kept), problems=(*plan.problems, *(problems[key] for key in sorted(problems))))


def _left(path: str, message: str) -> Problem:
    hint = "its notes stay as they are; if they are to go, run the same command with --yes"
    return Problem(path, message, hint=hint, severity="warning")


def _is_loss(action: Action) -> bool:
    return action.record is not None and action.record.state in ("gone", "orphan", "joined")


def run(
    config: Config,
    options: RunOptions,
    watcher: Watcher | None = None,
    run_id: str | None = None,
    memory: Memory | None = None,
) -> RunResult:
    """Bring the vault up to date, or with `dry_run` say what would be done.

    `memory` is what a process that makes several runs of one vault keeps between them: it saves time, no more.

    Raises Stopped where rule 10 or another process's lock forbids to go on, Diverged, TemplateError and ConfigError.
    """
    watcher = watcher or Watcher()
    # What is kept is no garbage, and to look through all of it would take longer than to plan an edit.
    with without_collecting() if memory is not None and memory.has_planned else nullcontext():
        return _run_or_recover(config, options, watcher, run_id, memory)


def _run_or_recover(
    config: Config, options: RunOptions, watcher: Watcher, run_id: str | None, memory: Memory | None
) -> RunResult:
    try:
        return _run(config, options, watcher, run_id, memory)
    except StateLost as error:
        if options.dry_run:
            raise
        done = _run(config, options, watcher, run_id, memory)
        told = Problem(error.path, error.message, hint="the notes are recognised by their ids", severity="warning")
        return replace(done, plan=replace(done.plan, problems=(told, *done.plan.problems)))


def _run(config: Config, options: RunOptions, watcher: Watcher, run_id: str | None, memory: Memory | None) -> RunResult:
    started = watcher.clock()
    with ExitStack() as stack:
        writer = stack.enter_context(VaultWriter(config.vault))
        if not options.dry_run:
            writer.prepare()
            stack.enter_context(hold_vault(writer, options.patience))
        loaded = None if memory is None else memory.state("store", Loaded)
        store = stack.enter_context(open_store(config, writer, readonly=options.dry_run, loaded=loaded))
        problems = [*writer.problems, *store.problems]
        if options.dry_run:
            problems += begun(store)
        else:
            if store.intents():
                options = replace(options, named=None)
            recovery = finish_interrupted(config, writer, store, watcher)
            problems += recovery.problems
            if recovery.stopped:
                return RunResult(run_id or name_run(store), False, Plan((), tuple(problems)), watcher.clock() - started)
        name = run_id or name_run(store)
        memo = Memo(store, None if options.fresh else memory, anew=options.fresh)
        outlook, done, later = _rounds(config, options, watcher, writer, store, name, memo)
        problems += [*outlook.problems, *outlook.plan.problems, *later]
        if not options.dry_run:
            forget_renames(store)
            if done and not later and memory is None and not watcher.stop():
                # Remembers what was written, and that it is settled, so that the next run has nothing to note (rule 4).
                _looked_and_planned(config, store, options, watcher, memo)
            if options.paranoid and not later and not watcher.stop():
                _prove(config, options, watcher, store)
        return RunResult(
            run=name,
            dry_run=options.dry_run,
            plan=replace(outlook.plan, actions=done, problems=tuple(dict.fromkeys(problems))),
            seconds=watcher.clock() - started,
            conflicts=outlook.conflicts,
            summary=outlook.summary,
        )


def _rounds(
    config: Config, options: RunOptions, watcher: Watcher, writer: VaultWriter, store: Store, name: str, memo: Memo
) -> tuple[Forecast, tuple[Action, ...], list[Problem]]:
    """Plan and apply until nothing changed under the plan."""
    done: list[Action] = []
    problems: list[Problem] = []
    for attempt in range(_ROUNDS):
        options = replace(options, named=None) if attempt else options
        observation, outlook = _looked_and_planned(config, store, options, watcher, memo)
        if not options.allow_mass_delete:
            check_guard(config, outlook.plan, observation.sources, observation.seen)
        if options.dry_run or outlook.plan.empty:
            return outlook, outlook.plan.actions if options.dry_run else tuple(done), problems
        applied = apply(
            outlook.plan,
            writer,
            store,
            run_id=name,
            progress=lambda count, total: watcher.progress("Writing", count, total),
            stop=watcher.stop,
            system_trash=observation.seen.index.settings.trash is TrashOption.SYSTEM,
            whole=attempt < WHOLE_ROUNDS,
        )
        done += applied.done
        memo.state("own writes", dict[VaultPath, bool]).update(_left_by(applied.done))
        problems += applied.problems
        if applied.stopped or not applied.changed:
            return outlook, tuple(done), problems
    waiting = ", ".join(sorted(action.path for action in applied.changed)[:3])
    problems.append(
        Problem(waiting, "kept changing while it was to be written", hint="the next run goes on", severity="warning")
    )
    return outlook, tuple(done), problems


def _looked_and_planned(
    config: Config, store: Store, options: RunOptions, watcher: Watcher, memo: Memo
) -> tuple[Observation, Forecast]:
    def look(options: RunOptions) -> tuple[Observation, Forecast]:
        observation = _observe(config, store, options, watcher, memo)
        return observation, _forecast(observation, store, watcher, memo)

    return _looking_again(look, options)


def _left_by(done: Sequence[Action]) -> dict[VaultPath, bool]:
    """Return the paths of the vault that actions touched, and whether a file stands there after them."""
    touched = [action for action in done if action.kind is not ActionKind.RECORD]
    left = dict.fromkeys((action.source_path or action.path for action in touched), False)
    return left | {action.path: True for action in touched if action.kind is not ActionKind.TRASH}


def _prove(config: Config, options: RunOptions, watcher: Watcher, store: Store) -> None:
    """Raise Diverged if a rebuild would change what now stands (rules 4 and 5)."""
    plan = look_ahead(config, store, replace(options, fresh=True), watcher).plan
    if plan.empty:
        return
    recorded = [f"{one.path}: {one.reason}\n" for one in plan.actions if one.kind is ActionKind.RECORD]
    raise Diverged(
        "a rebuild would change what this run has left",
        path=str(config.vault),
        hint="if nobody changed a file meanwhile, this is a fault in vaultsync: please report it, with these lines",
        diff=changes(plan.actions, partial(text_at, config.vault)) + "".join(recorded),
    )


def text_at(vault: Path, path: str) -> str:
    """Return a file's text as it stands, or an empty one where there is none."""
    try:
        return (vault / path).read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _summary(outlook: Outlook) -> dict[str, int]:
    targets = outlook.aim.targets
    left_out = sum(len(source.exclusions) for source in outlook.aim.drafts)
    return {
        "sources": len(outlook.sources.inputs),
        "atoms": sum(1 for one in targets if one.kind is NoteKind.ATOM),
        "concepts": sum(1 for one in targets if one.kind is NoteKind.CONCEPT),
        "left_out": left_out,
        "unchanged": outlook.plan.unchanged,
    }


def counts(result: RunResult) -> dict[str, int]:
    """Count what a run did, as its JSON says it."""
    by_kind: dict[ActionKind, int] = dict.fromkeys(ActionKind, 0)
    for action in result.plan.actions:
        by_kind[action.kind] += 1
    return {
        "created": by_kind[ActionKind.CREATE],
        "updated": by_kind[ActionKind.UPDATE],
        "renamed": by_kind[ActionKind.RENAME],
        "trashed": by_kind[ActionKind.TRASH],
        "unchanged": result.plan.unchanged,
        "conflicts": len(result.conflicts),
        "skipped": len(result.plan.skipped),
    }
