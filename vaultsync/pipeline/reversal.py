"""The plan that takes a run back: its changes turned round, and merged with whatever happened since (rule 1).

| the run | the file now | what is done |
| --- | --- | --- |
| made it | as vaultsync wrote it | to the trash |
| made it | edited | kept |
| changed it | as the run left it | holds again what it held before |
| changed it | changed since | merged: the run's change goes, what came later stays |
| renamed it | where the run put it | has its old name again, unless another file has taken it |
| renamed it | moved since | stays where it is |
| removed it | – | made again, never in the place of another file |
| noted that the user deleted it | – | made again, as it was last known |

What is remembered of the notes goes back with the files, so the next sync sees what the run saw.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from vaultsync.markup.fingerprint import is_as_generated, unix_text
from vaultsync.model import Action, ActionKind, Digest, NoteId, Plan, Problem, Record, VaultPath
from vaultsync.notes.naming import fold_key
from vaultsync.pipeline.finding import free_path
from vaultsync.sync.history import Change
from vaultsync.sync.merge import merge
from vaultsync.sync.observed import Actual, encoded
from vaultsync.sync.recalled import OWNED
from vaultsync.vault.disk import digest_of
from vaultsync.vault.files import is_note

_GONE = ("gone", "joined", "deleted")
_ORDER = (ActionKind.TRASH, ActionKind.RENAME, ActionKind.UPDATE, ActionKind.CREATE, ActionKind.RECORD)
"""What makes room comes before what needs it."""

_FACTS = frozenset({"id", "kind", "path", "file", "base"})
"""Fields of a record that follow from the file, or are found in a way of their own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """All that one run did to one file, or to what is remembered of one note."""

    id: NoteId | None
    path: VaultPath
    old: VaultPath | None
    """Where the file stood before; None where the run made it."""
    new: VaultPath | None
    """Where the run left it; None where it removed it."""
    before: bytes | None
    after: bytes | None
    record_before: Record | None
    record_after: Record | None
    touched: bool
    """Whether the run touched a file at all."""

    @property
    def forgot(self) -> bool:
        """Whether the run noted that the user had deleted the note."""
        before, after = self.record_before, self.record_after
        return not self.touched and before is not None and after is not None and _is_loss(before, after)


@dataclass(frozen=True, slots=True)
class Now:
    """The vault and the store as they are when a run is taken back."""

    records: Mapping[NoteId, Record]
    actual: Mapping[NoteId, Actual]
    base: Callable[[Digest], str | None]
    read: Callable[[VaultPath], bytes | None]
    """Any file of the vault."""
    last_text: Callable[[NoteId], bytes | None]
    """What a note that is gone held when it was last known."""
    taken: Collection[VaultPath]
    """Every file of the vault."""


@dataclass(frozen=True, slots=True)
class _Back:
    """One file on its way back."""

    turn: Turn
    at: VaultPath | None = None
    """Where it stands; None: it is made again."""
    expect: Digest | None = None
    to: VaultPath | None = None
    """Where it should stand; None: in the trash."""
    data: bytes | None = None
    """What it should hold; None: what it holds."""
    is_merged: bool = False
    """Whether that was put together from what the run left and what was written since."""
    skipped: str = ""
    problem: Problem | None = None

    @property
    def moves(self) -> bool:
        """Whether it leaves its name."""
        return self.at is not None and (self.to is None or fold_key(self.to) != fold_key(self.at))


def turns(changes: Sequence[Change]) -> tuple[Turn, ...]:
    """Gather a run's changes, which may be several to one file, by what they were made to."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.id or f"/{change.path}", []).append(change)
    return tuple(_turn(group) for group in groups.values())


def changes_anything(changes: Sequence[Change]) -> bool:
    """Say whether there is anything in a run to take back, rather than only what it saw the user do."""
    return any(change.kind is not ActionKind.RECORD for change in changes) or any(one.forgot for one in turns(changes))


@dataclass(frozen=True, slots=True)
class Reversal:
    """A run turned round: where every file goes, before the links between them are looked at."""

    run: tuple[Turn, ...]
    now: Now
    backs: tuple[_Back, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]

    @property
    def moved(self) -> dict[NoteId, VaultPath]:
        """Where the notes that are renamed will stand."""
        return {one.turn.id: one.to for one in self.backs if one.turn.id and one.at and one.to and one.to != one.at}

    @property
    def renamed(self) -> dict[VaultPath, VaultPath]:
        """Where the user's own files go that are renamed, by their places now."""
        return {one.at: one.to for one in self.backs if not one.turn.id and one.at and one.to and one.to != one.at}

    def plan(self, mend: Callable[[str, VaultPath], str]) -> Plan:
        """Return the plan; `mend` redirects links to renamed notes in what was written since the run."""
        actions = [_action(back, self.now, mend) for back in self.backs]
        busy = {back.turn.id for back in self.backs}
        actions += [_record_only(turn, self.now) for turn in self.run if turn.id not in busy]
        done = [action for action in actions if action is not None]
        return Plan(
            actions=tuple(sorted(done, key=lambda action: (_ORDER.index(action.kind), action.path, action.id or ""))),
            problems=self.problems,
            skipped=self.skipped,
        )


def reverse(run: Sequence[Turn], now: Now) -> Reversal:
    """Turn a run round; pure but for what `now` reads."""
    backs = [back for turn in run if (back := _back(turn, now)) is not None]
    return Reversal(
        run=tuple(run),
        now=now,
        backs=tuple(_placed([back for back in backs if not back.skipped and back.problem is None], now.taken)),
        problems=tuple(back.problem for back in backs if back.problem is not None),
        skipped=tuple(back.skipped for back in backs if back.skipped),
    )


def _turn(changes: Sequence[Change]) -> Turn:
    files = [change for change in changes if change.kind is not ActionKind.RECORD]
    start, end = (files or changes)[0], (files or changes)[-1]
    return Turn(
        id=start.id,
        path=end.path,
        old=None if not files or start.kind is ActionKind.CREATE else start.from_path or start.path,
        new=None if not files or end.kind is ActionKind.TRASH else end.path,
        before=start.before,
        after=end.after,
        record_before=changes[0].record_before,
        record_after=changes[-1].record_after,
        touched=bool(files),
    )


def _is_loss(before: Record, after: Record) -> bool:
    return before.state in ("live", "orphan") and after.state in ("deleted", "gone") and after.file is None


def _back(turn: Turn, now: Now) -> _Back | None:
    """Decide what becomes of one file; None: nothing."""
    at, held = _stands(turn, now)
    if turn.forgot or (turn.touched and turn.new is None and turn.old is not None):
        return _made_again(turn, at, held, now)
    if not turn.touched or turn.new is None or at is None or held is None:
        return None
    if turn.old is None:
        return _taken_away(turn, at, held, now)
    if turn.before is None or turn.after is None:
        return _Back(turn, problem=Problem(at, "can't be taken back: what it held before the run is lost"))
    to = turn.old if at == turn.new else at
    if held == turn.after:
        return _Back(turn, at, digest_of(held), to, turn.before)
    if not is_note(at):
        return None if held == turn.before else _Back(turn, skipped=f"{at}: was changed since")
    merged = merge(_text(turn.after), _text(held), _text(turn.before), owned=OWNED if turn.id else frozenset())
    if turn.id is None and merged.conflicts:
        # In the user's own notes a run only redirects links, and so will this one.
        return None
    return _Back(turn, at, digest_of(held), to, encoded(merged.text), is_merged=True)


def _stands(turn: Turn, now: Now) -> tuple[VaultPath | None, bytes | None]:
    """Return where the file is now and what it holds: a note of ours by its id, any other by its path."""
    if turn.id is not None:
        actual = now.actual.get(turn.id)
        return (None, None) if actual is None else (actual.path, encoded(actual.text))
    path = turn.new or turn.old or turn.path
    held = now.read(path)
    return (None, None) if held is None else (path, held)


def _made_again(turn: Turn, at: VaultPath | None, held: bytes | None, now: Now) -> _Back | None:
    if at is not None:
        is_other = turn.id is None and held != turn.before
        return _Back(turn, skipped=f"{at}: another file has taken its place") if is_other else None
    data = turn.before
    if turn.forgot and turn.id is not None:
        data = now.last_text(turn.id)
    if data is None:
        return _Back(turn, problem=Problem(turn.path, "can't be made again: what it held is lost"))
    return _Back(turn, to=turn.old or turn.path, data=data)


def _taken_away(turn: Turn, at: VaultPath, held: bytes, now: Now) -> _Back:
    record = now.records.get(turn.id) if turn.id is not None else None
    written = None if record is None else now.base(record.base)
    if held == turn.after or (written is not None and held == encoded(written)):
        return _Back(turn, at, digest_of(held))
    return _Back(turn, skipped=f"{at}: kept, since it was changed after the run had made it")


def _placed(backs: Sequence[_Back], taken: Collection[VaultPath]) -> list[_Back]:
    """Give every file its place: none takes another's, so some keep their names and some get a number."""
    staying: set[int] = set()
    while True:
        leaving = {fold_key(one.at) for i, one in enumerate(backs) if one.at and one.moves and i not in staying}
        occupied = {fold_key(path) for path in taken} - leaving
        blocked = {
            i
            for i, one in enumerate(backs)
            if one.at and one.to and one.moves and i not in staying and fold_key(one.to) in occupied
        }
        if not blocked:
            break
        staying |= blocked
    placed = [replace(one, to=one.at) if i in staying else one for i, one in enumerate(backs)]
    occupied |= {fold_key(one.to) for one in placed if one.at and one.to}
    for i, one in enumerate(placed):
        if one.at is None and one.to is not None:
            placed[i] = replace(one, to=free_path(one.to, occupied))
            occupied.add(fold_key(placed[i].to or ""))
    return placed


def _action(back: _Back, now: Now, mend: Callable[[str, VaultPath], str]) -> Action | None:
    turn = back.turn
    if back.is_merged and back.data is not None and back.at is not None:
        back = replace(back, data=encoded(mend(_text(back.data), back.at)))
    data = None if back.data is None or digest_of(back.data) == back.expect else back.data
    record, base = _record_back(back, now)
    if back.to is None:
        kind, why = ActionKind.TRASH, "the run had made it"
    elif back.at is None:
        kind, why = ActionKind.CREATE, "you had deleted it" if turn.forgot else "the run had removed it"
    elif back.to != back.at:
        kind, why = ActionKind.RENAME, "the run had renamed it"
    elif data is not None:
        kind, why = ActionKind.UPDATE, "the run had changed it"
    elif record is not None and turn.id is not None and record != now.records[turn.id]:
        kind, why = ActionKind.RECORD, "as before the run"
    else:
        return None
    return Action(
        kind,
        back.to or back.at or turn.path,
        why,
        id=turn.id,
        source_path=back.at if kind is ActionKind.RENAME else None,
        expect=back.expect if kind is not ActionKind.RECORD else None,
        data=data,
        record=record,
        base=base,
    )


def _record_only(turn: Turn, now: Now) -> Action | None:
    """Put back what is remembered of a note whose file is left alone, unless its file was lost or made."""
    record = now.records.get(turn.id) if turn.id is not None else None
    actual = now.actual.get(turn.id) if turn.id is not None else None
    if turn.id is None or record is None or actual is None or turn.touched or turn.forgot:
        return None
    new, base = _merged_record(turn, record, now)
    if new == record:
        return None
    return Action(ActionKind.RECORD, actual.path, "as before the run", id=turn.id, record=new, base=base)


def _record_back(back: _Back, now: Now) -> tuple[Record | None, str | None]:
    """Return what is to be remembered of a note, and its base where that is a new text."""
    turn = back.turn
    record = (now.records.get(turn.id) or turn.record_after) if turn.id is not None else None
    if record is None:
        return None, None
    new, base = _merged_record(turn, record, now)
    if back.to is None:
        state = new.state if new.state in _GONE else "gone"
        return replace(new, path=back.at or record.path, file=None, state=state), base
    if back.at is not None and back.to == back.at and turn.old != turn.new:
        new = replace(new, target_path=record.target_path)
    return replace(new, path=back.to, file=back.expect if back.data is None else digest_of(back.data)), base


def _merged_record(turn: Turn, now_record: Record, now: Now) -> tuple[Record, str | None]:
    """Take back, field by field, what the run noted and no later run changed."""
    after, base = turn.record_after, _base_before(turn, now)
    if after is None:
        return now_record, None
    # What was known of a note that stood as it was written is no secret, though the state was lost before the run.
    before = turn.record_before or (after if base is None else replace(after, state="live", heir=None))
    noted = {
        name: getattr(before, name)
        for name in (field.name for field in fields(Record) if field.name not in _FACTS)
        if getattr(now_record, name) == getattr(after, name)
    }
    digest, text = _base_back(base, after.base, now_record.base, now)
    return replace(now_record, base=digest, **noted), text


def _base_before(turn: Turn, now: Now) -> str | None:
    """Return the base that the run found; of a lost one the file as it was, if nobody had edited that."""
    known = None if turn.record_before is None else now.base(turn.record_before.base)
    if known is not None or turn.before is None or turn.id is None:
        return known
    text = _text(turn.before)
    return unix_text(text) if is_as_generated(text) else None


def _base_back(before: str | None, after: Digest, current: Digest, now: Now) -> tuple[Digest, str | None]:
    """Return the ancestor of the next merge: what vaultsync would have written without the run."""
    if before is None:
        return current, None
    digest = digest_of(encoded(before))
    if digest == after:
        return current, None
    if current == after:
        return digest, before
    texts = now.base(after), now.base(current)
    if texts[0] is None or texts[1] is None:
        return current, None
    text = merge(texts[0], texts[1], before, owned=OWNED).text
    return digest_of(encoded(text)), text


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
