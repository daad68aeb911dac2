"""The links that vaultsync makes itself: concepts, mentions and related notes, found over all atoms of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from vaultsync.linking import concepts as concept_stage
from vaultsync.linking import mentions as mention_stage
from vaultsync.linking import related as related_stage
from vaultsync.linking.reading import read_all
from vaultsync.memo import Remember, anew
from vaultsync.model import Concept, Mention, NoteId, Passage, Record, Related, SourceKey
from vaultsync.notes.drafts import AtomDraft, SourceDraft
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


def passages(sources: Sequence[SourceDraft]) -> tuple[Passage, ...]:
    """Return every atom as linking sees it."""
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
        for source in sources
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
    texts = passages(sources)
    readings = read_all(texts, remember)
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
    names = _names(sources, concepts) if settings.mentions else ()
    mentions = mention_stage.find(texts, names, members=members, readings=readings)
    neighbours: dict[str, frozenset[str]] = {atom.id: _neighbours(atom) for source in sources for atom in source.atoms}
    related = (
        related_stage.rank(texts, exclude=neighbours, readings=readings, remember=remember) if settings.related else {}
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


def _names(sources: Sequence[SourceDraft], concepts: Sequence[ConceptDraft]) -> tuple[mention_stage.Name, ...]:
    """List every name under which a text may speak of a note."""
    names: list[mention_stage.Name] = []
    for source in sources:
        hub = source.atoms[0].id if len(source.atoms) == 1 else None if source.deleted else source.id
        if hub is not None:
            names.append(mention_stage.Name(source.title, hub, "title"))
            names += [mention_stage.Name(alias, hub, "alias") for alias in source.aliases]
        for atom in source.atoms:
            names.append(mention_stage.Name(atom.title, atom.id, "title"))
            names += [mention_stage.Name(alias, atom.id, "alias") for alias in atom.aliases]
    for concept in concepts:
        names.append(mention_stage.Name(concept.name, concept.id, "concept"))
        names += [mention_stage.Name(alias, concept.id, "concept") for alias in concept.aliases]
    return tuple(dict.fromkeys(names))


def _neighbours(atom: AtomDraft) -> frozenset[str]:
    return frozenset(one for one in (atom.prev, atom.next, atom.parent, *atom.children) if one is not None)
