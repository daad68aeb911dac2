"""From what the vault holds to what it should: the decision table, one row a note.

| known | in the vault | in the target | what is done |
| --- | --- | --- | --- |
| no | no | yes | create |
| live | as written | yes | update, rename or nothing |
| live | edited | yes | merge: update, conflict or nothing (an edit never loses, rule 1) |
| live | gone | – | the user deleted it: remembered, never made again |
| live | as written | no | trash |
| live | edited | no | kept, marked as orphan (an edit beats a delete) |
| gone or orphan | yes | no | kept, until the user removes it |
| orphan | yes | yes | merged again, the mark taken off |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from vaultsync.markup import frontmatter
from vaultsync.markup.fingerprint import fingerprinted, is_as_generated, said_fingerprint, unix_text
from vaultsync.memo import Remember, anew, changes_in, never_equal
from vaultsync.model import Action, ActionKind, Digest, NoteId, NoteKind, Plan, Problem, Record, Target, VaultPath
from vaultsync.sync.carry import Pair, carry, parts
from vaultsync.sync.observed import Actual, Observed, digest_of, encoded, unlike_written
from vaultsync.sync.recalled import OWNED, cut, is_in_conflict, merged, reframed
from vaultsync.sync.resolve import find_conflicts
from vaultsync.sync.turns import Step, held_back, moving_first, needing, waits_of

ORPHAN = "orphan"
"""The property that marks an edited note whose passage is gone from its source."""

_NOTHING = Step()


class _Decided(NamedTuple):
    """A step, and whether a conflict waits in the note after it."""

    step: Step
    is_waiting: bool


def plan_notes(
    targets: Sequence[Target], final: Mapping[NoteId, VaultPath], observed: Observed, remember: Remember = anew
) -> tuple[Plan, tuple[VaultPath, ...]]:
    """Plan every note of the target and every known note that the target no longer holds.

    Returns the plan and the notes in which a conflict waits. Pure: the same inputs give the same plan (rule 2).
    """
    wanted = {target.id: target for target in targets}
    unlike = unlike_written(observed, remember)
    pairs = pairs_of(targets, observed, unlike, remember)
    held = {actual.path: actual.held for actual in observed.actual.values() if actual.held}
    waits = waits_of(pairs, observed)

    def decided(note: NoteId) -> _Decided:
        pair = pairs.get(note)
        present = _present(wanted[note], final[note], observed, pair, remember)
        step = held_back(needing(present, pair), held, waits.get(note))
        is_waiting = _is_conflicted(wanted[note], step.action, observed, remember)
        return _Decided(_NOTHING if step == _NOTHING else step, is_waiting)

    records, actual = observed.records, observed.actual
    doubtful = {note: never_equal() for note in unlike}
    told: tuple[Mapping[NoteId, object], ...] = (final, records, actual, waits, pairs, doubtful)
    decisions = remember.each(
        "steps",
        wanted,
        decided,
        made_of=lambda note: (wanted[note], *(table.get(note) for table in told)),
        by=told,
    )
    steps = [one.step for one in decisions.values()]
    absent = [record for record in observed.records.values() if record.id not in wanted]
    for record in sorted(absent, key=lambda one: (one.path, one.id)):
        pair = pairs.get(record.id)
        steps.append(held_back(needing(_absent(record, observed, pair), pair), held, waits.get(record.id)))
    actions = moving_first([step.action for step in steps if step.action is not None], observed)
    actions += _learnt(observed, {action.id for action in actions})
    plan = Plan(
        actions=tuple(actions),
        problems=tuple(step.problem for step in steps if step.problem is not None),
        unchanged=steps.count(_NOTHING),
        skipped=tuple(step.skipped for step in steps if step.skipped),
    )
    waiting = [final[note] for note, one in decisions.items() if one.is_waiting]
    return plan, tuple(sorted([*waiting, *_left_in_conflict(observed, [one.id for one in absent], actions)]))


def _learnt(observed: Observed, touched: Collection[NoteId | None]) -> list[Action]:
    """Remember what a run has learnt of notes about which nothing else is done."""
    return [
        Action(
            ActionKind.RECORD,
            record.path,
            "its source was moved" if note in observed.stored else "found in the vault",
            id=note,
            record=record,
        )
        for note in sorted(changes_in(observed.stored, observed.records))
        if note not in touched and (record := observed.records.get(note)) is not None
        if observed.stored.get(note) != record
    ]


def _is_conflicted(target: Target, action: Action | None, observed: Observed, remember: Remember) -> bool:
    """Say whether a conflict waits in what a note says after the run."""
    actual = observed.actual.get(target.id)
    if action is not None and action.data is not None:
        text = action.data.decode("utf-8", "surrogateescape")
    elif actual is None:
        return False
    else:
        text = target.text if actual.digest == digest_of(target.text) else actual.text
    return is_in_conflict(text, remember)


def _left_in_conflict(observed: Observed, absent: Collection[NoteId], actions: Sequence[Action]) -> list[VaultPath]:
    """Return the notes that no passage speaks for any more, that stay, and in which a conflict waits."""
    trashed = {action.id for action in actions if action.kind is ActionKind.TRASH}
    stay = (observed.actual[note] for note in absent if note in observed.actual and note not in trashed)
    return [actual.path for actual in stay if find_conflicts(actual.text)]


def pairs_of(
    targets: Sequence[Target], observed: Observed, unlike: Collection[NoteId], remember: Remember = anew
) -> dict[NoteId, Pair]:
    """Return what each edited note is merged from, its links to renamed notes redirected on both sides.

    `unlike` are the notes whose files hold other bytes than vaultsync last wrote.
    """
    if not unlike:
        return {}
    aims = {target.id: target for target in targets}
    edited: dict[NoteId, Pair] = {}
    for note in unlike:
        actual = observed.actual[note]
        base = _base_of(note, aims.get(note), observed)
        if base is not None and base != actual.text:
            written = observed.mend(base, actual.path)
            edited[note] = Pair(written, reframed(written, observed.mend(actual.text, actual.path), remember))
    if not edited:
        return {}
    sources = {
        note: record.source
        for note, record in observed.records.items()
        if record.source is not None and record.kind is NoteKind.ATOM
    }
    return carry(
        targets,
        sources,
        edited,
        lambda note: _base_of(note, aims.get(note), observed),
        observed.actual.__contains__,
        lambda target: has_news(target.id, target.signature, observed),
        {one.id: one.heir for one in observed.records.values() if one.heir is not None and one.state == "live"},
        OWNED,
        partial(cut, remember=remember),
    )


def has_news(note: NoteId, signature: str, observed: Observed) -> bool:
    """Say whether a note is to say what it does not say yet."""
    record = observed.records.get(note)
    return record is None or note not in observed.actual or record.signature != signature


def _base_of(note: NoteId, target: Target | None, observed: Observed) -> str | None:
    record = observed.records.get(note)
    base = observed.recovered.get(note)
    if base is None and record is not None:
        base = observed.base(record.base)
    actual = observed.actual.get(note)
    if base is not None or actual is None or target is None:
        return base
    return recovered_base(target, actual)


def recovered_bases(targets: Sequence[Target], observed: Observed) -> dict[NoteId, str]:
    """Regenerate the lost bases of notes that stand in the vault, as far as that was not done yet."""
    waiting = [one for one in targets if one.id in observed.actual and one.id not in observed.recovered]
    found = ((one.id, recovered_base(one, observed.actual[one.id])) for one in waiting)
    return {note: base for note, base in found if base is not None}


def _present(target: Target, path: VaultPath, observed: Observed, pair: Pair | None, remember: Remember) -> Step:
    record = observed.records.get(target.id)
    actual = observed.actual.get(target.id)
    if actual is None:
        return _create(target, path, pair, remember)
    is_known = pair is not None or observed.is_as_written(target.id)
    if not is_known and _base_of(target.id, target, observed) is None:
        return _unknown_base(actual)
    if pair is None or not pair.is_edited:
        return _write(target, path, record, actual, target.text, conflict=False)
    found = merged(pair.base, pair.mine, target.text, remember)
    return _write(target, path, record, actual, found.text, conflict=bool(found.conflicts))


def _create(target: Target, path: VaultPath, pair: Pair | None, remember: Remember) -> Step:
    text = merged(pair.base, pair.mine, target.text, remember).text if pair is not None else target.text
    return Step(
        Action(
            ActionKind.CREATE,
            path,
            "new in the source" if target.source else "new",
            id=target.id,
            data=encoded(text),
            record=_record(target, path, digest_of(target.text), digest_of(text)),
            base=target.text,
        )
    )


def recovered_base(target: Target, actual: Actual) -> str | None:
    """Regenerate a lost base: the file itself if its fingerprint says so, else what the source still says.

    What else may have changed meanwhile, the properties and the kept sections, is tried as the file has it.
    """
    if is_as_generated(actual.text):
        return unix_text(actual.text)
    said = said_fingerprint(actual.text)
    head, _, kept = parts(unix_text(actual.text))
    new_head, body, new_kept = parts(target.text)
    for properties in (new_head, head):
        for section in (new_kept, kept):
            candidate = fingerprinted(properties + body + section)
            if said_fingerprint(candidate) == said:
                return candidate
    return None


def _unknown_base(actual: Actual) -> Step:
    return Step(
        problem=Problem(
            actual.path,
            "was edited, and what vaultsync last wrote to it is lost together with the state",
            hint="it is left alone; settle it with `vaultsync resolve NOTE --mine` or `--theirs`",
            severity="warning",
        ),
        skipped=f"{actual.path}: edited, and its base is lost",
    )


def _write(target: Target, path: VaultPath, record: Record | None, actual: Actual, text: str, conflict: bool) -> Step:
    digest = digest_of(text)
    base = digest_of(target.text)
    new = _record(target, path, base, digest)
    keep_base = target.text if record is None or record.base != base else None
    if path != actual.path:
        return Step(
            Action(
                ActionKind.RENAME,
                path,
                "its title changed at the source",
                id=target.id,
                source_path=actual.path,
                expect=actual.digest,
                data=encoded(text) if digest != actual.digest else None,
                record=new,
                base=keep_base,
            )
        )
    if digest != actual.digest:
        return Step(
            Action(
                ActionKind.CONFLICT if conflict else ActionKind.UPDATE,
                path,
                "the source and you changed the same words" if conflict else "the source or a link changed",
                id=target.id,
                expect=actual.digest,
                data=encoded(text),
                record=new,
                base=keep_base,
            )
        )
    if new != record:
        return Step(
            Action(ActionKind.RECORD, path, _why_recorded(record, new), id=target.id, record=new, base=keep_base)
        )
    return Step()


def _why_recorded(old: Record | None, new: Record) -> str:
    if old is None:
        return "found in the vault"
    if old.path != new.path:
        return "you moved or renamed it"
    if old.file != new.file:
        return "you edited it"
    return "its place in the source changed"


def _record(target: Target, path: VaultPath, base: Digest, file: Digest) -> Record:
    return Record(
        id=target.id,
        kind=target.kind,
        path=path,
        target_path=target.path,
        title=target.title,
        base=base,
        file=file,
        source=target.source,
        signature=target.signature,
        heading=target.heading,
        order=target.order,
        aliases=target.aliases,
    )


def _absent(record: Record, observed: Observed, pair: Pair | None) -> Step:
    """Decide about a known note that the target doesn't hold: its passage is gone, or the user deleted the note."""
    actual = observed.actual.get(record.id)
    if actual is None:
        if record.state in ("deleted", "gone", "joined"):
            return Step()
        forgotten = replace(record, state="gone" if record.state == "orphan" else "deleted", file=None)
        return Step(Action(ActionKind.RECORD, record.path, "you deleted it", id=record.id, record=forgotten))
    base = actual.text if observed.is_as_written(record.id) else observed.base(record.base)
    if base is None and is_as_generated(actual.text):
        base = unix_text(actual.text)
    is_edited = actual.text != base and (pair is None or pair.is_edited)
    # What was kept or brought back on purpose goes only when the user removes it.
    if record.state == "live" and not is_edited:
        gone = replace(record, path=actual.path, state="joined" if record.heir else "gone", file=None)
        return Step(
            Action(
                ActionKind.TRASH,
                actual.path,
                "its passage is gone from the source",
                id=record.id,
                expect=actual.digest,
                record=gone,
            )
        )
    return _orphan(record, actual, base, pair.mine if pair is not None else actual.text)


def as_orphan(text: str) -> str:
    """Return a note marked as one whose passage is gone: its place in the source is no place any more."""
    return frontmatter.patch(text, {ORPHAN: True, "up": None, "prev": None, "next": None, "down": None})


def _orphan(record: Record, actual: Actual, base: str | None, mine: str) -> Step:
    """Keep an edited note, marked: base and file alike, so that a passage that returns takes the mark off."""
    text = as_orphan(mine)
    new_base = None if base is None else as_orphan(base)
    digest = digest_of(text)
    kept = replace(
        record,
        path=actual.path,
        state="orphan",
        file=digest,
        base=record.base if new_base is None else digest_of(new_base),
    )
    if digest != actual.digest:
        return Step(
            Action(
                ActionKind.UPDATE,
                actual.path,
                "its passage is gone from the source; your edits are kept",
                id=record.id,
                expect=actual.digest,
                data=encoded(text),
                record=kept,
                base=new_base,
            )
        )
    if kept != record:
        return Step(
            Action(ActionKind.RECORD, actual.path, "your edits are kept", id=record.id, record=kept, base=new_base)
        )
    return Step()
