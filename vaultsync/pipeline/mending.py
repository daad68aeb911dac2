"""Links to notes that a run renames: redirected in the user's own text by the smallest edit (rule 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vaultsync.markup.link_text import fitted
from vaultsync.markup.wikilinks import RawLink, scan
from vaultsync.model import Action, ActionKind, Plan, Problem, VaultPath
from vaultsync.notes.places import Places
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.sync.plan import digest_of, encoded
from vaultsync.vault.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Mending:
    """Which files this run renames, and how a link to one of them is redirected."""

    renamed: Mapping[VaultPath, VaultPath] = field(default_factory=dict)
    """Old place of each renamed note, to its new one."""
    before: Resolver = field(default_factory=lambda: Resolver(()))
    after: Resolver = field(default_factory=lambda: Resolver(()))

    @classmethod
    def none(cls) -> Mending:
        """Return a mending that leaves every link as it is."""
        return cls()

    @classmethod
    def of(cls, seen: VaultSeen, places: Places) -> Mending:
        """Compare where the notes stood, and stand, with where they will; outside of the app nobody mends links."""
        renamed: dict[VaultPath, VaultPath] = {}
        for note_id, actual in seen.actual.items():
            new = places.final.get(note_id, actual.path)
            old = seen.records[note_id].path
            renamed[actual.path] = new
            if not seen.index.has(old):
                renamed[old] = new
        renamed = {old: new for old, new in renamed.items() if old != new}
        before = seen.index.resolver.with_changes(added=[old for old in renamed if not seen.index.has(old)])
        return cls(renamed, before, Resolver((*seen.foreign, *places.final.values())))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is renamed."""
        return not self.renamed

    def mend(self, text: str, note: VaultPath) -> str:
        """Return a note's text with its links to renamed notes redirected; every other character stays."""
        if not self.renamed or ("[[" not in text and "](" not in text):
            return text
        parts: list[str] = []
        at = 0
        for link in scan(text).links:
            new = self._redirected(link, note)
            if new is not None and link.span[0] >= at:
                parts += [text[at : link.span[0]], fitted(text, link, new)]
                at = link.span[1]
        return "".join((*parts, text[at:]))

    def _redirected(self, link: RawLink, note: VaultPath) -> str | None:
        if link.external or not link.target:
            return None
        old = self.before.resolve(link.target, note).path
        if old is None or old not in self.renamed:
            return None
        new = self.renamed[old]
        here = self.renamed.get(note, note)
        if self.after.resolve(link.target, here).path == new:
            return None
        return self.after.retarget(link, new, here)


def mend_user_notes(mending: Mending, seen: VaultSeen, places: Places) -> tuple[Action, ...]:
    """Plan the redirected links in the notes that are the user's own."""
    if mending.is_empty:
        return ()
    ours = {actual.path for actual in seen.actual.values()} | set(places.final.values())
    actions: list[Action] = []
    for note in seen.index.notes:
        if note.path in ours or not note.syntax.links:
            continue
        text = seen.index.text(note.path)
        mended = mending.mend(text, note.path)
        if mended != text and encoded(text) != encoded(mended):
            actions.append(
                Action(
                    ActionKind.UPDATE,
                    note.path,
                    "a note that it links to was renamed",
                    expect=digest_of(text),
                    data=encoded(mended),
                )
            )
    return tuple(actions)


def left_hanging(plan: Plan, seen: VaultSeen) -> tuple[Problem, ...]:
    """Name the user's own notes that link to a note which goes to the trash."""
    ours = {actual.path for actual in seen.actual.values()}
    return tuple(
        Problem(
            note,
            f"links to {action.path}, which goes to the trash because its source no longer has it",
            hint="take the link out, or keep the note with `vaultsync undo`",
            severity="warning",
        )
        for action in plan.actions
        if action.kind is ActionKind.TRASH
        for note in seen.index.backlinks(action.path)
        if note not in ours
    )
