"""Who links to a note, and the sentence in which it does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from vaultsync.markup.wikilinks import NoteSyntax, RawLink
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


@dataclass(frozen=True, slots=True)
class Voice:
    """A note as the others hear it: its text after the run, but for its own backlinks."""

    path: VaultPath
    text: str
    syntax: NoteSyntax
    note: Composed | None
    """None for a user's own note."""
    own: frozenset[str] = frozenset()
    """Lines of the sections that vaultsync keeps which the user wrote there: their links are the user's."""


_ENTRY = re.compile(r"\s*[-*+] (?:\[\[|\[[^\[\]\n]*\]\()|>")
"""How a line starts that is an entry, edited or not, or a conflict's callout around one."""


def own_lines(text: str, kept: Sequence[Span], written: str) -> frozenset[str]:
    """Return the lines that the user wrote into the kept sections of a note: no entries, nor what `written` holds.

    `written` is what vaultsync last wrote there, by a template of any shape.
    """
    known = {line.strip() for line in written.split("\n")}
    lines = (line.removesuffix("\r") for span in kept for line in text[span.start : span.end].split("\n"))
    return frozenset(line for line in lines if "[" in line and not _ENTRY.match(line) and line.strip() not in known)


def incoming(
    voices: Iterable[Voice],
    meant: Callable[[RawLink, VaultPath], NoteId | None],
    reasons: Mapping[tuple[NoteId, NoteId], str],
) -> dict[NoteId, tuple[Incoming, ...]]:
    """Gather the backlinks of every note that is linked to, one entry for each note that links, ranked.

    `meant` says which note a link leads to; `reasons` why a note names another as related.
    """
    found: dict[NoteId, dict[VaultPath, Incoming]] = defaultdict(dict)
    for voice in voices:
        for link in voice.syntax.links:
            if link.external or link.property in STRUCTURE or _is_kept(link, voice):
                continue
            target = meant(link, voice.path)
            if target is None or (voice.note is not None and _is_own_business(voice.note, target)):
                continue
            entry = _entry(voice, link, target, reasons)
            best = found[target].get(voice.path)
            if best is None or entry.rank < best.rank:
                found[target][voice.path] = entry
    return {
        target: tuple(sorted(entries.values(), key=lambda one: (one.rank, one.note is not None, one.path)))
        for target, entries in found.items()
    }


def _is_kept(link: RawLink, voice: Voice) -> bool:
    if not link.generated or not voice.own:
        return link.generated
    start = max(voice.text.rfind(end, 0, link.span.start) for end in "\n\r") + 1
    return voice.text[start:].partition("\n")[0].partition("\r")[0] not in voice.own


def _is_own_business(note: Composed, target: NoteId) -> bool:
    """Whether a link is to the note itself, or only a map listing what it is the map of."""
    return target == note.id or (note.kind is not NoteKind.ATOM and target in note.listed)


def _entry(voice: Voice, link: RawLink, target: NoteId, reasons: Mapping[tuple[NoteId, NoteId], str]) -> Incoming:
    own = voice.note
    if link.property is not None:
        reason = reasons.get((own.id, target), "") if own is not None and link.property == "related" else ""
        return Incoming(voice.path, reason, 2, own.id if own else None)
    rank = 1 if own is not None and target in own.machine else 0
    return Incoming(voice.path, quote_at(voice.text, Span(*link.span)), rank, own.id if own else None)


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
