"""What the vault should hold: from drafts to whole notes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial

from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, Target
from vaultsync.notes.backlinks import UNLINKED, Incoming, entries
from vaultsync.notes.compose import Composed, Linker, compose_atom, compose_concept, compose_source
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.home import compose_home
from vaultsync.notes.references import directory
from vaultsync.notes.render import Templates
from vaultsync.notes.weave import Weave


def compose(
    sources: Sequence[SourceDraft], weave: Weave, home: NoteId | None, home_title: str, linker: Linker
) -> tuple[Composed, ...]:
    """Compose every note of a run: atoms by source, then source maps, concepts and the map of the vault."""
    known = directory(sources)
    atoms = [
        compose_atom(atom, None if source.deleted else source.id, weave, known, linker)
        for source in sources
        for atom in source.atoms
    ]
    maps = [compose_source(source, home, linker) for source in sources if not source.deleted]
    by_id = {atom.id: atom for atom in atoms}
    hubs = [
        compose_concept(
            concept,
            {atom: (by_id[atom].body, by_id[atom].mentions.get(concept.id)) for atom in concept.atoms},
            home,
            linker,
        )
        for concept in weave.concepts
    ]
    homes = [compose_home(home, home_title, sources, weave, linker)] if home is not None else []
    return (*atoms, *maps, *hubs, *homes)


def reasons(weave: Weave) -> dict[tuple[NoteId, NoteId], str]:
    """Say why a note names another as related: the terms that both speak of."""
    return {
        (note, NoteId(tie.target)): f"also speaks of {', '.join(tie.terms[:4])}" if tie.terms else ""
        for note, ties in weave.related.items()
        for tie in ties
    }


def render(
    note: Composed,
    found: Mapping[NoteId, tuple[Incoming, ...]] | None,
    linker: Linker,
    templates: Templates,
    remember: Remember = anew,
) -> Target:
    """Render one note; `found` None leaves the backlinks out (to hear what the note itself says)."""
    heard = found.get(note.id, ()) if found is not None else ()
    lines = entries(note, tuple(one for one in heard if one.rank != UNLINKED), linker)
    spoken = entries(note, tuple(one for one in heard if one.rank == UNLINKED), linker)
    context = {**note.context, "backlinks": lines, "unlinked": spoken}
    shown = hashlib.sha256(repr((note.properties, context)).encode("utf-8", "surrogatepass")).digest()
    return Target(
        id=note.id,
        kind=note.kind,
        path=linker.places.wanted[note.id],
        title=note.title,
        text=remember(
            "note",
            (templates.digest, note.kind, shown),
            str,
            partial(templates.render, note.kind, note.properties, context),
            lasting=False,
        ),
        source=note.source,
        signature=note.signature,
        heading=note.heading,
        order=note.order,
        aliases=note.aliases,
    )
