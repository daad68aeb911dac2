"""Links to notes that a run renames, splits or joins, redirected in the user's text by the smallest edit (rule 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vaultsync.markup.canvas import path_on_canvas, scan_canvas, subpath_on_canvas, text_on_canvas
from vaultsync.markup.link_text import fitted
from vaultsync.markup.note_syntax import RawLink
from vaultsync.markup.wikilinks import scan
from vaultsync.model import Action, ActionKind, Plan, Problem, Span, VaultPath
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.sync.observed import digest_of, encoded
from vaultsync.vault.resolve import Resolution, Resolver, Status

WHY = "a note that it links to was renamed"
"""Why a file of the user's is changed."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a link leads."""

    path: VaultPath
    subpath: str | None


@dataclass(frozen=True, slots=True)
class Mending:
    """What a run does to the places that links lead to, and how each link is redirected."""

    moved: Mapping[VaultPath, End] = field(default_factory=dict)
    """Old place of each renamed or joined note, to where links to it lead now."""
    parts: Mapping[End, End | None] = field(default_factory=dict)
    """Headings and blocks that no longer stand where they stood, to where they stand now; None: nowhere."""
    before: Resolver = field(default_factory=lambda: Resolver(()))
    after: Resolver = field(default_factory=lambda: Resolver(()))
    untouched: frozenset[VaultPath] = frozenset()
    """The user's own files in which no link leads to any of these."""
    guards_names: bool = True
    """Whether a link that only leads elsewhere because another note got its name is written out as well."""

    @property
    def is_empty(self) -> bool:
        """Whether every link leads where it led."""
        return not self.moved and not self.parts

    def mend(self, text: str, note: VaultPath) -> str:
        """Return the text of a note or canvas with its links redirected; every other character stays."""
        if self.is_empty or note in self.untouched:
            return text
        parts: list[str] = []
        at = 0
        for span, new in sorted(self._edits(text, note)):
            if span.start >= at:
                parts += [text[at : span.start], new]
                at = span.end
        return "".join((*parts, text[at:]))

    def redirected(self, link: RawLink, note: VaultPath) -> End | None:
        """Return where a link of `note` leads now; None if that is what it says already."""
        old = resolved(link, note, self.before) if link.target or link.subpath else NOWHERE
        if old.path is None:
            return None
        whole = self.moved.get(old.path, End(old.path, None))
        part = self.parts.get(End(old.path, link.subpath))
        new = whole if link.subpath is None else part or End(whole.path, link.subpath)
        now = resolved(link, self._place_of(note), self.after)
        stays = now.path == new.path and now.status in (Status.RESOLVED, old.status)
        if new == End(old.path, link.subpath) and (old.status is Status.AMBIGUOUS or not self.guards_names):
            # Which of them was meant is not known, so a name less or more among them is no reason to write one down.
            stays = True
        return None if stays and link.subpath == new.subpath else new

    def _edits(self, text: str, note: VaultPath) -> Iterator[tuple[Span, str]]:
        on_canvas = is_canvas(note)
        for link in (scan_canvas(text) if on_canvas else scan(text)).links:
            end = self.redirected(link, note)
            if end is None:
                continue
            if link.is_path:
                yield from _on_canvas(text, link, end)
            elif on_canvas:
                said = link._replace(raw=text_on_canvas(link.raw))
                yield link.span, path_on_canvas(fitted(text, said, self._written(said, end, note)))
            else:
                yield link.span, fitted(text, link, self._written(link, end, note))

    def _written(self, link: RawLink, end: End, note: VaultPath) -> str:
        return self.after.retarget(link, end.path, self._place_of(note), end.subpath)

    def _place_of(self, note: VaultPath) -> VaultPath:
        return self.moved[note].path if note in self.moved else note


NOWHERE = Resolution(None, Status.UNRESOLVED)


def resolved(link: RawLink, note: VaultPath, resolver: Resolver) -> Resolution:
    """Return what a link of `note` means; one out of the vault leads nowhere in it."""
    if link.external:
        return NOWHERE
    return resolver.exact(link.target) if link.is_path else resolver.resolve(link.target, note)


def target_of(link: RawLink, note: VaultPath, resolver: Resolver) -> VaultPath | None:
    """Return the file that a link of `note` leads to."""
    return resolved(link, note, resolver).path


def is_canvas(path: VaultPath) -> bool:
    """Say whether a path is that of a canvas."""
    return path[-7:].lower() == ".canvas"


def _on_canvas(text: str, link: RawLink, end: End) -> Iterator[tuple[Span, str]]:
    if link.target != end.path:
        yield link.span, path_on_canvas(end.path)
    if link.subpath != end.subpath and (place := subpath_on_canvas(text, link)) is not None:
        yield place, path_on_canvas(end.subpath or "")


def user_links(seen: VaultSeen) -> Iterator[tuple[VaultPath, RawLink]]:
    """Yield every link of the files that are the user's own."""
    for path in sorted(seen.foreign):
        syntax = seen.index.syntax(path)
        yield from ((path, link) for link in syntax.links) if syntax is not None else ()


def mend_user_notes(mending: Mending, seen: VaultSeen) -> tuple[Action, ...]:
    """Plan the redirected links in the notes and canvases that are the user's own."""
    actions: list[Action] = []
    for path in _touched(mending, seen):
        text = seen.index.text(path)
        mended = mending.mend(text, path)
        if mended != text and encoded(text) != encoded(mended):
            actions.append(Action(ActionKind.UPDATE, path, WHY, expect=digest_of(text), data=encoded(mended)))
    return tuple(actions)


def _touched(mending: Mending, seen: VaultSeen) -> list[VaultPath]:
    if mending.is_empty:
        return []
    return [path for path in sorted(seen.foreign - mending.untouched) if seen.index.syntax(path) is not None]


def left_as_they_are(mending: Mending, seen: VaultSeen) -> tuple[Problem, ...]:
    """Name the links of the user's that would be redirected, where the configuration forbids it."""
    if mending.is_empty:
        return ()
    return tuple(
        Problem(
            path,
            f"{link.raw} leads to what is now {end.path}{end.subpath or ''}",
            link.line,
            "redirect it, or allow it with `links.mend_user_links`",
            severity="warning",
        )
        for path, link in user_links(seen)
        if (end := mending.redirected(link, path)) is not None
    )


def left_hanging(mending: Mending, plan: Plan, seen: VaultSeen) -> tuple[Problem, ...]:
    """Name the user's own links to notes, headings and blocks that a run takes away."""
    trashed = {action.path for action in plan.actions if action.kind is ActionKind.TRASH} - set(mending.moved)
    lost = {end for end, new in mending.parts.items() if new is None}
    if not trashed and not lost:
        return ()
    problems: list[Problem] = []
    for path, link in user_links(seen):
        target = target_of(link, path, seen.index.resolver)
        if target in trashed:
            message = f"links to {target}, which goes to the trash because its source no longer has it"
            hint = "take the link out, or keep the note with `vaultsync undo`"
        elif target is not None and link.subpath and End(target, link.subpath) in lost:
            message = f"links to {target}{link.subpath}, which its source no longer has"
            hint = "mend the link, or take it out"
        else:
            continue
        problems.append(Problem(path, message, link.line, hint, severity="warning"))
    return tuple(problems)
