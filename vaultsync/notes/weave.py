"""The links that vaultsync makes itself: concepts, mentions and related notes, found over all atoms of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from vaultsync.linking import concepts as concept_stage
from vaultsync.linking import mentions as mention_stage
from vaultsync.linking import related as related_stage
from vaultsync.linking.reading import read_all
from vaultsync.linking.similarity import Weighing
from vaultsync.memo import Remember, anew
from vaultsync.model import Concept, Mention, NoteId, Passage, Record, Related, SourceKey
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.identity import new_id


@dataclass(frozen=True, slots=True)
class ConceptDraft:
    """A concept's note before names and links."""

    id: NoteId
    key: str
    name: str
    aliases: tuple[str, ...]
    atoms: tuple[NoteId, ...]
    """The atoms that speak of it, in the order of their sources."""


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Which links vaultsync makes."""

    concepts: bool = True
    mentions: bool = True
    related: bool = True


@dataclass(frozen=True, slots=True)
class Weave:
    """All derived links of a run, by note."""

    concepts: tuple[ConceptDraft, ...]
    concepts_of: Mapping[NoteId, tuple[NoteId, ...]]
    mentions: Mapping[NoteId, tuple[Mention, ...]]
    """Spans in `AtomDraft.body`, targets are note ids."""
    related: Mapping[NoteId, tuple[Related, ...]]


def passages(sources: Sequence[SourceDraft], remember: Remember = anew) -> tuple[Passage, ...]:
    """Return every atom as linking sees it."""
    found = remember.each(
        "passages", {source.id: source for source in sources}, partial(_passages, {one.id: one for one in sources})
    )
    return tuple(passage for parts in found.values() for passage in parts)


def _passages(sources: Mapping[NoteId, SourceDraft], source_id: NoteId) -> tuple[Passage, ...]:
    source = sources[source_id]
    return tuple(
        Passage(
            id=atom.id,
            title=atom.title,
            body=atom.body,
            aliases=atom.aliases,
            source=atom.source,
            language=atom.language,
            names=(source.title, *source.aliases),
        )
        for atom in source.atoms
    )


def weave(
    sources: Sequence[SourceDraft],
    settings: LinkSettings,
    *,
    known_concepts: Mapping[str, Record],
    deleted: Collection[NoteId],
    taken: Collection[NoteId],
    remember: Remember = anew,
) -> Weave:
    """Find concepts, mentions and related notes; `known_concepts` are records of concept notes by key."""
    texts = passages(sources, remember)
    readings = read_all(texts, remember)
    weighing = remember.state("weighing", Weighing)
    weighing.renew(readings)
    found = concept_stage.propose(texts, remember=remember) if settings.concepts else ()
    ids = dict(_concept_ids(found, known_concepts, taken))
    concepts = tuple(
        ConceptDraft(ids[one.key], one.key, one.name, one.aliases, tuple(NoteId(p) for p in one.passages))
        for one in found
        if ids[one.key] not in deleted
    )
    concepts_of: dict[NoteId, list[NoteId]] = defaultdict(list)
    for concept in concepts:
        for atom in concept.atoms:
            concepts_of[atom].append(concept.id)
    members: dict[str, tuple[str, ...]] = {source.id: tuple(atom.id for atom in source.atoms) for source in sources}
    members |= {concept.id: concept.atoms for concept in concepts}
    names = _names(sources, concepts, remember) if settings.mentions else ()
    mentions = mention_stage.find(
        texts, names, members=members, readings=readings, weighing=weighing, remember=remember
    )
    related = (
        related_stage.rank(texts, readings=readings, weighing=weighing, remember=remember) if settings.related else {}
    )
    return Weave(
        concepts=concepts,
        concepts_of={atom: tuple(ids) for atom, ids in concepts_of.items()},
        mentions={NoteId(note): found for note, found in mentions.items()},
        related={NoteId(note): ties for note, ties in related.items()},
    )


def _concept_ids(
    found: Sequence[Concept], known: Mapping[str, Record], taken: Collection[NoteId]
) -> list[tuple[str, NoteId]]:
    used = set(taken)
    pairs: list[tuple[str, NoteId]] = []
    for concept in found:
        record = known.get(concept.key)
        note_id = record.id if record else new_id(SourceKey("concept"), concept.key, used)
        used.add(note_id)
        pairs.append((concept.key, note_id))
    return pairs


def _names(
    sources: Sequence[SourceDraft], concepts: Sequence[ConceptDraft], remember: Remember
) -> tuple[mention_stage.Name, ...]:
    """List every name under which a text may speak of a note."""
    by_id: dict[NoteId, SourceDraft | ConceptDraft] = {one.id: one for one in sources}
    by_id.update((one.id, one) for one in concepts)
    found = remember.each("names of notes", by_id, lambda note: _names_of(by_id[note]))
    return tuple(name for names in found.values() for name in names)


def _names_of(note: SourceDraft | ConceptDraft) -> tuple[mention_stage.Name, ...]:
    if isinstance(note, ConceptDraft):
        return _called((note.name, *note.aliases), note.id, "concept", "concept")
    hub = note.atoms[0].id if len(note.atoms) == 1 else None if note.deleted else note.id
    names = _called((note.title, *note.aliases), hub, "title", "alias") if hub is not None else ()
    of_atoms = (name for atom in note.atoms for name in _called((atom.title, *atom.aliases), atom.id, "title", "alias"))
    return (*names, *of_atoms)


def _called(texts: Sequence[str], target: NoteId, title: str, alias: str) -> tuple[mention_stage.Name, ...]:
    return tuple(mention_stage.Name(text, target, alias if at else title) for at, text in enumerate(texts))
