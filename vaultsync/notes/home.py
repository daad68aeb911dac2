"""The map of the vault: where a reader starts."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence

from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, NoteKind
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.weave import Weave

_MOST_NAMED = 5
"""Concepts named beside a source."""

_MOST_LINES = 40
"""Concepts that have a line each; more of them share one by their first letter."""


def compose_home(
    home: NoteId,
    title: str,
    sources: Sequence[SourceDraft],
    weave: Weave,
    linker: Linker,
    remember: Remember = anew,
) -> Composed:
    """Make the map of the vault: every source with what it speaks of most, and every concept, by name."""
    properties: dict[str, object] = {
        "id": home,
        "title": title,
        "aliases": [],
        "tags": [],
        "type": NoteKind.HOME.value,
    }
    final = linker.places.final
    maps = sorted((posixpath.basename(final[one.id]), one.id) for one in sources if not one.deleted)
    hubs = sorted((posixpath.basename(final[one.id]), one.id) for one in weave.concepts)
    names = {note_id: name for name, note_id in hubs}
    spoken = {one.id: tuple(weave.concepts_of.get(atom.id, ()) for atom in one.atoms) for one in sources}
    made_of = {
        note_id: (spoken[note_id], linker.ways(home, (note_id, *(one for said in spoken[note_id] for one in said))))
        for _, note_id in maps
    }
    listed = remember.each(
        "entries of home", made_of, lambda one: _entry(one, _most_spoken_of(spoken[one], names), home, linker)
    )
    links = remember.each(
        "concepts of home",
        {note_id: linker.ways(home, (note_id,)) for _, note_id in hubs},
        lambda one: linker.text(one, home),
    )
    return Composed(
        id=home,
        kind=NoteKind.HOME,
        title=title,
        properties=properties,
        context={
            "sources": list(listed.values()),
            "concepts": shelved(list(links.values()), [name for name, _ in hubs]),
        },
        heading="home",
        listed=frozenset(note_id for _, note_id in (*maps, *hubs)),
    )


def outline(source: SourceDraft) -> tuple[NoteId, bool, tuple[NoteId, ...]]:
    """Return all of a source itself that the map of the vault depends on."""
    return source.id, source.deleted, tuple(atom.id for atom in source.atoms)


def _most_spoken_of(spoken: Sequence[Sequence[NoteId]], names: Mapping[NoteId, str]) -> tuple[NoteId, ...]:
    """Return the concepts that most of a source's atoms speak of."""
    counts = Counter(concept for concepts in spoken for concept in concepts)
    return tuple(sorted(counts, key=lambda one: (-counts[one], names[one]))[:_MOST_NAMED])


def _entry(source: NoteId, concepts: Sequence[NoteId], home: NoteId, linker: Linker) -> str:
    links = " · ".join(linker.text(concept, home) for concept in concepts)
    return f"{linker.text(source, home)}: {links}" if links else linker.text(source, home)


def shelved(links: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return a line for each link, or where they are many for each letter that their names start with."""
    if len(links) <= _MOST_LINES:
        return list(links)
    shelves: dict[str, list[str]] = {}
    for link, name in zip(links, names, strict=True):
        shelves.setdefault(name[:1].upper(), []).append(link)
    return [" · ".join(shelf) for _, shelf in sorted(shelves.items())]
