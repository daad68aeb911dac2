"""What a source's notes are before they have names and links: identities, outline and bodies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from vaultsync.model import Atom, Exclusion, Metadata, NoteId, SourceKey, Split
from vaultsync.notes.body import bodies, signature


@dataclass(frozen=True, slots=True)
class SourceInput:
    """A source as the target is computed from it."""

    key: SourceKey
    metadata: Metadata
    split: Split
    format: str
    """`markdown`, `text` or `html`."""


@dataclass(frozen=True, slots=True)
class AtomText:
    """What is known of an atom before it has an identity."""

    atom: Atom
    body: str
    """The Markdown of the note below its frontmatter, with the author's links as the source has them."""
    signature: str
    """Its visible text, folded: what it is known by when the source changes."""


@dataclass(frozen=True, slots=True)
class AtomDraft:
    """An atom's note before names and links."""

    id: NoteId
    source: SourceKey
    title: str
    heading: str
    """The title that the split gave it: what it is matched by when the source changes."""
    body: str
    signature: str
    order: int
    level: int
    """Depth in the outline of the source map, from 1."""
    parent: NoteId | None
    prev: NoteId | None
    next: NoteId | None
    children: tuple[NoteId, ...]
    aliases: tuple[str, ...]
    """Titles it had before, and those that the ideas it absorbed had."""
    tags: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source's map before names and links."""

    id: NoteId
    key: SourceKey
    title: str
    metadata: Metadata
    atoms: tuple[AtomDraft, ...]
    exclusions: tuple[Exclusion, ...]
    aliases: tuple[str, ...]
    deleted: bool = False
    """Whether the user deleted the map: the atoms go on without it."""


def atom_texts(source: SourceInput) -> tuple[AtomText, ...]:
    """Return what the notes of a source's atoms will say, in source order."""
    atoms = source.split.atoms
    return tuple(
        AtomText(atom, body, signature(body)) for atom, body in zip(atoms, bodies(atoms, source.format), strict=True)
    )


def draft_source(
    source: SourceInput,
    texts: Sequence[AtomText],
    ids: Sequence[NoteId],
    map_id: NoteId,
    *,
    deleted: Collection[NoteId],
    aliases: Mapping[NoteId, tuple[str, ...]],
) -> SourceDraft:
    """Lay a source's atoms out under their ids; what the user deleted is left out and its neighbours close the gap."""
    kept = [index for index, note_id in enumerate(ids) if note_id not in deleted]
    parents = {index: _living_parent(texts, index, set(kept)) for index in kept}
    children: dict[int, list[NoteId]] = {index: [] for index in kept}
    for index, parent in parents.items():
        if parent is not None:
            children[parent].append(ids[index])
    depths: dict[int, int] = {}
    drafts: list[AtomDraft] = []
    for place, index in enumerate(kept):
        parent = parents[index]
        depths[index] = 1 if parent is None else depths[parent] + 1
        title = texts[index].atom.title
        drafts.append(
            AtomDraft(
                id=ids[index],
                source=source.key,
                title=title,
                heading=title,
                body=texts[index].body,
                signature=texts[index].signature,
                order=index,
                level=depths[index],
                parent=None if parent is None else ids[parent],
                prev=ids[kept[place - 1]] if place else None,
                next=ids[kept[place + 1]] if place + 1 < len(kept) else None,
                children=tuple(children[index]),
                aliases=tuple(alias for alias in aliases.get(ids[index], ()) if alias != title),
                tags=source.metadata.tags,
                language=source.metadata.language,
            )
        )
    return SourceDraft(
        id=map_id,
        key=source.key,
        title=source.split.title,
        metadata=source.metadata,
        atoms=tuple(drafts),
        exclusions=source.split.exclusions,
        aliases=tuple(dict.fromkeys((*source.metadata.aliases, *aliases.get(map_id, ())))),
        deleted=map_id in deleted,
    )


def _living_parent(texts: Sequence[AtomText], index: int, kept: set[int]) -> int | None:
    parent = texts[index].atom.parent
    while parent is not None and parent not in kept:
        parent = texts[parent].atom.parent
    return parent
