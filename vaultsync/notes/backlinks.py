"""Who links to a note, and the sentence in which it does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vaultsync.markup import fence
from vaultsync.markup.wikilinks import NoteSyntax, RawLink
from vaultsync.memo import changes_in
from vaultsync.model import NoteId, NoteKind, Span, VaultPath
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.quotes import quote_at

STRUCTURE = frozenset({"from", "up", "down", "prev", "next", "concepts", "mentions"})
"""Properties whose links are answered by the other note's own properties or list: they make no backlink."""

UNLINKED = 3
"""Rank of a note of the user's that speaks of a concept and doesn't link to it."""

LIMIT = 50
"""Entries of one Backlinks section; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One note's link to another."""

    path: VaultPath
    """The note that links."""
    quote: str
    """Its sentence, or why it is related."""
    rank: int
    """0 for a link that a person wrote, 1 for a derived one in the text, 2 for `related`, `UNLINKED`."""
    note: NoteId | None
    """The linking note's id; None for a user's own note."""


class Said(NamedTuple):
    """A link that a note's text makes, other than those that are answered elsewhere."""

    link: RawLink
    quote: str
    """The sentence it stands in; empty for one in a property."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A note as the others hear it: as it is after the run, but for its own backlinks."""

    path: VaultPath
    said: tuple[Said, ...]
    note: Composed | None
    """None for a user's own note."""


_ENTRY = re.compile(r"\s*[-*+] (?:\[\[|\[[^\[\]\n]*\]\()|>")
"""How a line starts that is an entry, edited or not, or a conflict's callout around one."""


def own_lines(text: str, kept: Sequence[Span], written: str) -> frozenset[str]:
    """Return the lines that the user wrote into the kept sections of a note: no entries, nor what `written` holds.

    `written` is what vaultsync last wrote there, by a template of any shape.
    """
    known = {line.strip() for line in written.split("\n")}
    lines = (line.removesuffix("\r") for span in kept for line in text[span.start : span.end].split("\n"))
    return frozenset(line for line in lines if "[" in line and not _ENTRY.match(line) and line.strip() not in known)


def said_in(text: str, syntax: NoteSyntax, own: frozenset[str] = frozenset()) -> tuple[Said, ...]:
    """Return the links of a note's text that may make backlinks.

    `own` are lines of the sections that vaultsync keeps which the user wrote there: their links are the user's.
    """
    block = fence.find(text) if syntax.links else None
    start = 0 if block is None else block.end
    body = text[start:]

    def quote(link: RawLink) -> str:
        if link.property is not None:
            return ""
        if link.span.start < start:  # what stands between two rules is no frontmatter
            return quote_at(text, Span(*link.span))
        return quote_at(body, Span(link.span.start - start, link.span.end - start))

    return tuple(
        Said(link, quote(link))
        for link in syntax.links
        if not (link.external or link.property in STRUCTURE or _is_kept(link, text, own))
    )


def heard(
    voice: Voice, meant: Callable[[RawLink, VaultPath], NoteId | None], reason: Callable[[NoteId, NoteId], str | None]
) -> Mapping[NoteId, Incoming]:
    """Return the entry that a note makes in each of those that it links to, of several the best.

    `meant` says which note a link leads to; `reason` why a note names another as related.
    """
    found: dict[NoteId, Incoming] = {}
    for said in voice.said:
        target = meant(said.link, voice.path)
        if target is None or (voice.note is not None and _is_own_business(voice.note, target)):
            continue
        entry = _entry(voice, said, target, reason)
        best = found.get(target)
        if best is None or entry.rank < best.rank:
            found[target] = entry
    return found


class Backlinks:
    """Who links to each note, ranked; kept up by what changes in the notes that link."""

    def __init__(self) -> None:
        self._told: Mapping[str, Mapping[NoteId, Incoming]] = {}
        self._entries: dict[NoteId, dict[str, Incoming]] = defaultdict(dict)
        """Of every note that is linked to, by who links to it."""
        self._ranked: dict[NoteId, tuple[Incoming, ...]] = {}

    def renew(self, told: Mapping[str, Mapping[NoteId, Incoming]]) -> Mapping[NoteId, tuple[Incoming, ...]]:
        """Take the entries that each note makes now; what is the very mapping of the last time has not changed."""
        stale: set[NoteId] = set()
        for voice in changes_in(self._told, told):
            for target in self._told.get(voice, ()):
                del self._entries[target][voice]
                stale.add(target)
            for target, entry in told.get(voice, {}).items():
                self._entries[target][voice] = entry
                stale.add(target)
        self._told = told
        for target in stale:
            if self._entries[target]:
                self._ranked[target] = _ranked(self._entries[target].values())
            else:
                del self._entries[target]
                self._ranked.pop(target, None)
        return {**self._ranked}


def _ranked(entries: Iterable[Incoming]) -> tuple[Incoming, ...]:
    return tuple(sorted(entries, key=lambda one: (one.rank, one.note is not None, one.path)))


def _is_kept(link: RawLink, text: str, own: frozenset[str]) -> bool:
    if not link.generated or not own:
        return link.generated
    start = max(text.rfind(end, 0, link.span.start) for end in "\n\r") + 1
    return text[start:].partition("\n")[0].partition("\r")[0] not in own


def _is_own_business(note: Composed, target: NoteId) -> bool:
    """Whether a link is to the note itself, or only a map listing what it is the map of."""
    return target == note.id or (note.kind is not NoteKind.ATOM and target in note.listed)


def _entry(voice: Voice, said: Said, target: NoteId, reason: Callable[[NoteId, NoteId], str | None]) -> Incoming:
    own = voice.note
    if said.link.property is not None:
        why = reason(own.id, target) if own is not None and said.link.property == "related" else None
        return Incoming(voice.path, why or "", 2, own.id if own else None)
    rank = 1 if own is not None and target in own.machine else 0
    return Incoming(voice.path, said.quote, rank, own.id if own else None)


def entries(note: Composed, found: tuple[Incoming, ...], linker: Linker) -> list[str]:
    """Write the lines of a note's Backlinks section; notes that it lists itself need no entry for being related."""
    wanted = [one for one in found if not _answered(note, one)]
    lines: list[str] = []
    for one in wanted[:LIMIT]:
        link = linker.resolver.link_to(one.path, linker.places.final[note.id], linker.settings)
        if one.rank == 2:
            lines.append(f"{link}: {one.quote}" if one.quote else link)
        else:
            lines.append(f"{link}: “{one.quote}”" if one.quote else link)
    if len(wanted) > LIMIT:
        lines.append(f"… and {len(wanted) - LIMIT} more")
    return lines


def _answered(note: Composed, one: Incoming) -> bool:
    return one.note is not None and one.note in note.listed and (one.rank == 2 or note.kind is NoteKind.CONCEPT)
