"""What the vault should hold: from drafts to whole notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, Target
from vaultsync.notes.backlinks import UNLINKED, Incoming, entries
from vaultsync.notes.compose import Composed, Linker, compose_atom, compose_concept, compose_source
from vaultsync.notes.drafts import AtomDraft, SourceDraft
from vaultsync.notes.home import compose_home
from vaultsync.notes.references import References
from vaultsync.notes.render import Templates
from vaultsync.notes.weave import ConceptDraft, Weave


def compose(
    sources: Sequence[SourceDraft],
    weave: Weave,
    references: References,
    home: NoteId | None,
    home_title: str,
    linker: Linker,
    remember: Remember = anew,
) -> tuple[Composed, ...]:
    """Compose every note of a run: atoms by source, then source maps, concepts and the map of the vault."""
    atoms = _atoms(sources, weave, references, linker, remember)
    shown = {source.id: source for source in sources if not source.deleted}
    maps = remember.each(
        "composed maps",
        {note: (one, home, linker.ways(note, (home, *(atom.id for atom in one.atoms)))) for note, one in shown.items()},
        lambda note: compose_source(shown[note], home, linker),
    )
    concepts = {concept.id: concept for concept in weave.concepts}

    def hub(note: NoteId) -> Composed:
        concept = concepts[note]
        return compose_concept(
            concept, {atom: (atoms[atom].body, atoms[atom].mentions.get(note)) for atom in concept.atoms}, home, linker
        )

    made_of = {note: _made_of_hub(one, atoms, home, linker) for note, one in concepts.items()}
    hubs = remember.each("composed concepts", made_of, hub)
    homes = [compose_home(home, home_title, sources, weave, linker, remember)] if home is not None else []
    return (*atoms.values(), *maps.values(), *hubs.values(), *homes)


def _atoms(
    sources: Sequence[SourceDraft], weave: Weave, references: References, linker: Linker, remember: Remember
) -> Mapping[NoteId, Composed]:
    atoms = {atom.id: (atom, None if one.deleted else one.id) for one in sources for atom in one.atoms}

    def atom(note: NoteId) -> Composed:
        return compose_atom(*atoms[note], weave, references.get(note, ()), linker)

    made_of = {note: _made_of_atom(*one, weave, references, linker) for note, one in atoms.items()}
    return remember.each("composed atoms", made_of, atom)


def _made_of_atom(
    atom: AtomDraft, own_map: NoteId | None, weave: Weave, references: References, linker: Linker
) -> tuple[object, ...]:
    """Return all that an atom's note depends on, but for its backlinks."""
    note = atom.id
    found = references.get(note, ())
    mentions, related = weave.mentions.get(note, ()), weave.related.get(note, ())
    concepts = weave.concepts_of.get(note, ())
    told = [*(one.target for one in mentions), *(one.target for one in related), *(one.note for one in found)]
    ways = linker.ways(note, (own_map, atom.parent, atom.prev, atom.next, *atom.children, *concepts, *told))
    attached = [linker.attachments.get((atom.source, one.attachment)) for one in found if one.attachment]
    beside = [None if one is None else linker.resolver.way_to(one) for one in attached]
    return atom, own_map, mentions, related, concepts, found, ways, beside


def _made_of_hub(
    concept: ConceptDraft, atoms: Mapping[NoteId, Composed], home: NoteId | None, linker: Linker
) -> tuple[object, ...]:
    said = [(atoms[atom].body, atoms[atom].mentions.get(concept.id)) for atom in concept.atoms]
    return concept, home, said, linker.ways(concept.id, (home, *concept.atoms))


def reason(weave: Weave, note: NoteId, target: NoteId) -> str | None:
    """Say why a note names another as related: the terms that both speak of; None where it doesn't."""
    tie = next((one for one in weave.related.get(note, ()) if one.target == target), None)
    if tie is None:
        return None
    return f"also speaks of {', '.join(tie.terms[:4])}" if tie.terms else ""


def bare(note: Composed, linker: Linker, templates: Templates) -> Target:
    """Render a note without its backlinks: what it says by itself."""
    return _rendered(note, (), linker, templates)


def render(
    notes: Sequence[Composed],
    found: Mapping[NoteId, tuple[Incoming, ...]],
    linker: Linker,
    templates: Templates,
    remember: Remember = anew,
) -> tuple[Target, ...]:
    """Render the notes whole, each with those that were found to link to it."""
    by_id = {note.id: note for note in notes}
    made_of = {
        note.id: (note, heard := found.get(note.id, ()), _ways(note, heard, linker), templates.digest) for note in notes
    }

    def rendered(note: NoteId) -> Target:
        return _rendered(by_id[note], found.get(note, ()), linker, templates)

    return tuple(remember.each("notes", made_of, rendered).values())


def _ways(note: Composed, heard: Sequence[Incoming], linker: Linker) -> tuple[object, ...]:
    ways = [linker.resolver.way_to(one.path) for one in heard]
    return linker.settings, linker.places.final[note.id], linker.places.wanted[note.id], ways


def _rendered(note: Composed, heard: Sequence[Incoming], linker: Linker, templates: Templates) -> Target:
    lines = entries(note, tuple(one for one in heard if one.rank != UNLINKED), linker)
    spoken = entries(note, tuple(one for one in heard if one.rank == UNLINKED), linker)
    return Target(
        id=note.id,
        kind=note.kind,
        path=linker.places.wanted[note.id],
        title=note.title,
        text=templates.render(note.kind, note.properties, {**note.context, "backlinks": lines, "unlinked": spoken}),
        source=note.source,
        signature=note.signature,
        heading=note.heading,
        order=note.order,
        aliases=note.aliases,
    )
