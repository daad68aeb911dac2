"""What the vault should hold: from drafts to whole notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.memo import Remember, anew, single
from vaultsync.model import NoteId, Target
from vaultsync.notes.backlinks import UNLINKED, Incoming, entries
from vaultsync.notes.compose import Composed, Linker, compose_atom, compose_concept, compose_source
from vaultsync.notes.drafts import AtomDraft, SourceDraft
from vaultsync.notes.home import compose_home, outline
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
        shown,
        lambda note: compose_source(shown[note], home, linker),
        made_of=lambda note: (shown[note], home, linker.ways(note, (home, *(one.id for one in shown[note].atoms)))),
        given=(home, linker),
    )
    concepts = {concept.id: concept for concept in weave.concepts}

    def hub(note: NoteId) -> Composed:
        concept = concepts[note]
        return compose_concept(
            concept, {atom: (atoms[atom].body, atoms[atom].mentions.get(note)) for atom in concept.atoms}, home, linker
        )

    made_of = {note: _made_of_hub(one, atoms, home, linker) for note, one in concepts.items()}
    hubs = remember.each("composed concepts", made_of, hub)
    homes = [] if home is None else [_home(home, home_title, sources, weave, linker, remember)]
    return (*atoms.values(), *maps.values(), *hubs.values(), *homes)


def _home(
    home: NoteId, title: str, sources: Sequence[SourceDraft], weave: Weave, linker: Linker, remember: Remember
) -> Composed:
    by_id = {source.id: source for source in sources}
    outlines = remember.each("outlines", by_id, lambda note: outline(by_id[note]))
    hubs = [(concept.id, concept.name) for concept in weave.concepts]
    made_of = (home, title, [*outlines.values()], hubs, weave.concepts_of, linker)
    return single(remember, "home", made_of, lambda: compose_home(home, title, sources, weave, linker, remember))


def _atoms(
    sources: Sequence[SourceDraft], weave: Weave, references: References, linker: Linker, remember: Remember
) -> Mapping[NoteId, Composed]:
    atoms = {atom.id: atom for one in sources for atom in one.atoms}
    maps = {atom.id: None if one.deleted else one.id for one in sources for atom in one.atoms}

    def atom(note: NoteId) -> Composed:
        return compose_atom(atoms[note], maps[note], weave, references.get(note, ()), linker)

    return remember.each(
        "composed atoms",
        atoms,
        atom,
        made_of=lambda note: made_of_atom(atoms[note], maps[note], weave, references, linker),
        by=(maps, weave.mentions, weave.related, weave.concepts_of, references),
        given=linker,
    )


def made_of_atom(
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

    def made_of(note: NoteId) -> tuple[object, ...]:
        heard = found.get(note, ())
        return by_id[note], heard, _ways(note, heard, linker), templates.digest

    rendered = remember.each(
        "notes",
        by_id,
        lambda note: _rendered(by_id[note], found.get(note, ()), linker, templates),
        made_of=made_of,
        by=(found,),
        given=(linker, templates.digest),
    )
    return tuple(rendered.values())


def _ways(note: NoteId, heard: Sequence[Incoming], linker: Linker) -> tuple[object, ...]:
    ways = [linker.resolver.way_to(one.path) for one in heard]
    return linker.settings, linker.places.final[note], linker.places.wanted[note], ways


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
