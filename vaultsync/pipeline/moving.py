"""Where the notes, headings and blocks that links lead to go in a run: what `mending` redirects links by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from vaultsync.markup.headings import heading_key
from vaultsync.markup.wikilinks import RawLink, scan
from vaultsync.memo import Remember, anew
from vaultsync.model import Action, ActionKind, NoteId, NoteKind, Plan, Record, VaultPath
from vaultsync.notes.moved_parts import NoteText, Place, find_part, has_part, subpath_of
from vaultsync.pipeline.mending import End, Mending, resolved
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.sync.store import Store
from vaultsync.vault.resolve import Resolver, link_key


def mending_of(
    seen: VaultSeen,
    final: Mapping[NoteId, VaultPath],
    plan: Plan,
    begun: Mapping[VaultPath, VaultPath] | None = None,
    remember: Remember = anew,
) -> Mending:
    """Compare where the notes stand, and what stands in them, with what a plan makes of them.

    Outside of the app nobody mends links. `begun` holds renames of the user's own notes, old place to new: those that
    the plan holds, and those that an interrupted run left behind.
    """
    change = _Change(seen, final, plan)
    begun = {old: new for old, new in (begun or {}).items() if _stands(old, new, seen, plan)}
    moved = {**change.moved(), **{old: End(new, None) for old, new in begun.items()}}
    if not moved and not change.rewritten:
        return Mending()
    left = [old for old in moved if not seen.index.has(old)]
    before = seen.index.resolver.with_changes(added=left) if left else seen.index.resolver
    paths = change.paths_after(begun) if moved else {}
    after = Resolver(paths) if moved else before
    # What a link means hangs on the files of one name alone.
    names = _names_of({*moved, *{*seen.index.scan.files, *left}.symmetric_difference(paths)}) if moved else ()
    parts: dict[End, End | None] = {}
    touched: set[VaultPath] = set()
    for path, links in _links_that_may_change(seen, names, moved, remember):
        for link in links:
            leads = resolved(link, path, before)
            if leads.path is None:
                continue
            end = End(leads.path, link.subpath)
            if end not in parts and change.has_lost(end):
                parts[end] = change.found(end)
            if end.path in moved or end in parts or (moved and resolved(link, path, after) != leads):
                touched.add(path)
    if not moved and not parts:
        return Mending()
    if not moved:
        after = Resolver(change.paths_after(begun))
    return Mending(moved, parts, before, after, untouched=seen.foreign - touched)


def _links_that_may_change(
    seen: VaultSeen, names: Collection[str], moved: Collection[VaultPath], remember: Remember
) -> Iterator[tuple[VaultPath, Sequence[RawLink]]]:
    """Yield the links of every note and canvas that has one to a file of some names, or to a part of a note."""
    files = seen.index.scan.files

    def said(path: VaultPath) -> tuple[frozenset[str], tuple[RawLink, ...]]:
        links = syntax.links if (syntax := files[path].syntax) is not None else ()
        return frozenset(_name_of(link.target) for link in links), tuple(link for link in links if link.subpath)

    for path, (linked, to_parts) in remember.each("names linked to", files, said).items():
        syntax = files[path].syntax
        if syntax is not None and (path in moved or not linked.isdisjoint(names)):
            yield path, syntax.links
        elif to_parts:
            yield path, to_parts


def _names_of(paths: Iterable[VaultPath]) -> frozenset[str]:
    """Return the names by which links may mean some files."""
    names = frozenset(map(_name_of, paths))
    return names | {name.removesuffix(".md") for name in names}


def _name_of(path: str) -> str:
    key = link_key(path)
    return key[key.rfind("/") + 1 :]


def _stands(old: VaultPath, new: VaultPath, seen: VaultSeen, plan: Plan) -> bool:
    """Say whether a note that is renamed stands at its new place, or will."""
    is_planned = any(action.kind is ActionKind.RENAME and action.path == new for action in plan.actions)
    return is_planned or (seen.index.has(new) and not seen.index.has(old))


_BEGUN = "rename"
"""Under which the store remembers renames of the user's own notes until every link follows them."""


def begun_renames(store: Store) -> dict[VaultPath, VaultPath]:
    """Return the renames of the user's own notes that an interrupted run left behind, old place to new."""
    lines = (store.meta(_BEGUN) or "").split("\n")
    return {VaultPath(old): VaultPath(new) for old, new in zip(lines[::2], lines[1::2], strict=False)}


def remember_rename(store: Store, old: VaultPath, new: VaultPath) -> None:
    """Note a rename that is about to be done, so that a run after a crash redirects the links that are left."""
    store.remember(_BEGUN, f"{old}\n{new}")


def forget_renames(store: Store) -> None:
    """Note that every link follows the renames there were."""
    if store.meta(_BEGUN):
        store.remember(_BEGUN, "")


@dataclass(frozen=True)
class _Change:
    """What a plan does to the notes that vaultsync knows."""

    seen: VaultSeen
    final: Mapping[NoteId, VaultPath]
    plan: Plan

    @cached_property
    def actions(self) -> Mapping[NoteId, Action]:
        """What is done to each note."""
        return {action.id: action for action in self.plan.actions if action.id is not None}

    @cached_property
    def rewritten(self) -> frozenset[NoteId]:
        """The notes in the vault that will say something else, or become part of another."""
        changed = (note for note, action in self.actions.items() if action.data is not None or self._heir(note))
        return frozenset(note for note in changed if note in self.seen.actual)

    @cached_property
    def _ids(self) -> Mapping[VaultPath, NoteId]:
        """Whose place each path is, or was before the user moved the note, of the notes of which something changes."""
        records, actions, final = self.seen.records, self.actions, self.final
        places = {
            note: actual.path
            for note, actual in self.seen.actual.items()
            if note in actions or final.get(note) != actual.path or records[note].path != actual.path
        }
        left = {path: note for note in places if not self.seen.index.has(path := records[note].path)}
        return left | {path: note for note, path in places.items()}

    def paths_after(self, begun: Mapping[VaultPath, VaultPath]) -> Mapping[VaultPath, None]:
        """Return the files that a run leaves behind, as keys: the user's, the notes that stay, and new ones."""
        moved = self.moved().keys() | begun.keys()
        stay = sorted(self.seen.foreign - moved)
        made = [action.path for action in self.plan.actions if action.kind is ActionKind.CREATE]
        ours = [self._place(note) for note in self.seen.actual if not self._goes(note)]
        return dict.fromkeys((*stay, *ours, *made, *begun.values()))

    def moved(self) -> dict[VaultPath, End]:
        """Return where the notes go that are renamed or become part of others, by their old places."""
        found: dict[VaultPath, End] = {}
        for path, note in self._ids.items():
            heir = self._heir(note)
            end = End(self._place(note), None) if heir is None else self._joined(note, heir)
            if end != End(path, None):
                found[path] = end
        return found

    def has_lost(self, end: End) -> bool:
        """Say whether a heading or block that a link leads to won't be where it was."""
        note = self._ids.get(end.path)
        if not end.subpath or note is None or note not in self.rewritten:
            return False
        if not has_part(self._before(note).syntax, end.subpath):
            return False
        after = self._after(note)
        return after is None or not has_part(after.syntax, end.subpath)

    def found(self, end: End) -> End | None:
        """Find where a heading or block stands that is not where it was; None where it is nowhere."""
        note = self._ids[end.path]
        part = find_part(self._before(note), end.subpath or "", self._places(note))
        return None if part is None else End(self._place(part.note), part.subpath)

    def _heir(self, note: NoteId) -> NoteId | None:
        """Return the note that another becomes part of, if that is what happens to it."""
        heir: NoteId | None = None
        while (action := self.actions.get(note)) is not None and action.kind is ActionKind.TRASH:
            if action.record is None or action.record.heir is None:
                return None
            heir = note = action.record.heir
        return heir

    def _goes(self, note: NoteId) -> bool:
        action = self.actions.get(note)
        return action is not None and action.kind is ActionKind.TRASH

    def _joined(self, note: NoteId, heir: NoteId) -> End:
        """Return where a note's text stands in another: below the heading that was its title, if that is there."""
        after = self._after(heir)
        headings = after.syntax.headings if after is not None else ()
        keys = {heading_key(self.seen.records[note].heading), heading_key(self.seen.records[note].title)}
        own = next((one for one in headings if heading_key(one.text) in keys), None)
        return End(self._place(heir), None if own is None else subpath_of(headings, own))

    def _place(self, note: NoteId) -> VaultPath:
        if note in self.final:
            return self.final[note]
        actual = self.seen.actual.get(note)
        return self.actions[note].path if actual is None else actual.path

    def _places(self, note: NoteId) -> list[Place]:
        """Return the notes in which a part of a note may stand now: itself, its heir, and what changes beside it."""
        source = self.seen.records[note].source
        beside = {
            one: action.record
            for one, action in self.actions.items()
            if action.record is not None and action.record.kind is NoteKind.ATOM and action.record.source == source
        }
        order = sorted(beside, key=lambda one: (one != note, one != self._heir(note), beside[one].order, one))
        found = []
        for one in order:
            after = self._after(one)
            if after is not None:
                before = self._before(one) if one in self.seen.actual else None
                found.append(Place(one, self._title(beside[one]), after, before))
        return found

    @staticmethod
    def _title(record: Record) -> str:
        return record.heading or record.title

    def _before(self, note: NoteId) -> NoteText:
        actual = self.seen.actual[note]
        return NoteText(actual.text, self.seen.index.syntax(actual.path) or scan(actual.text))

    def _after(self, note: NoteId) -> NoteText | None:
        """Return what a note says after the run; None where it is gone."""
        action = self.actions.get(note)
        if action is not None and action.kind is ActionKind.TRASH:
            return None
        if action is None or action.data is None:
            return self._before(note) if note in self.seen.actual else None
        text = action.data.decode("utf-8", "surrogateescape")
        return NoteText(text, scan(text))
