"""Where each note stands: file names that every file system takes and every bare link finds."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, VaultPath
from vaultsync.notes.drafts import AtomDraft, SourceDraft
from vaultsync.notes.naming import Wanted, assign, file_name, fold_key, with_suffix
from vaultsync.notes.weave import ConceptDraft

UNKNOWN = VaultPath("")
"""Where vaultsync wanted a note whose place is the user's choice since before anything is remembered."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the kinds of notes go, as vault paths; an empty folder is the vault's root."""

    notes: str = "Notes"
    sources: str = "Sources"
    concepts: str = "Concepts"
    home: str = "Home"
    """Name of the map of the vault, without `.md`."""


@dataclass(frozen=True, slots=True)
class Places:
    """The notes' files after the run."""

    wanted: Mapping[NoteId, VaultPath]
    """Where vaultsync puts each note."""
    final: Mapping[NoteId, VaultPath]
    """Where each note really stands: at the user's own place, if the user moved or renamed it (rule 7)."""


def place_notes(
    sources: Sequence[SourceDraft],
    concepts: Sequence[ConceptDraft],
    home: NoteId | None,
    folders: Folders,
    *,
    taken: Collection[VaultPath],
    current: Mapping[NoteId, VaultPath],
    moved: Mapping[NoteId, VaultPath],
    found: Mapping[NoteId, VaultPath],
    remember: Remember = anew,
) -> Places:
    """Give every note its file.

    `taken` are the vault's other files, `current` where vaultsync put its notes before, `moved` the notes that stand
    where the user put them. Of the notes in `found` it isn't known who put them there (the state was lost): one that
    stands where vaultsync would not put it is the user's doing.
    """
    # Such a note goes on holding the name that it was found under, as it did in the run that found it.
    held = {note: moved.get(note, path) if path == UNKNOWN else path for note, path in current.items()}
    ideas = {one.id: file_name(one.name, fallback=one.id) for one in concepts}
    ours = frozenset(map(fold_key, ideas.values()))
    titles = _atom_names(sources, held, ours, remember)
    atom_keys = {fold_key(name) for name in titles.values()}
    source_keys: set[str] = set()
    wanted: list[Wanted] = []
    for source in sources:
        name = file_name(source.title, fallback=source.id)
        folder = posixpath.join(folders.notes, name)
        wanted += [Wanted(atom.id, folder, titles[atom.id]) for atom in source.atoms]
        if not source.deleted:
            key = fold_key(name)
            shared = key in atom_keys or (key in ours and not _holds(key, held.get(source.id)))
            place = with_suffix(name, " (source)") if shared else name
            wanted.append(Wanted(source.id, folders.sources, place))
            source_keys.add(fold_key(place))
    for id_, name in ideas.items():
        shared = fold_key(name) in atom_keys or fold_key(name) in source_keys
        wanted.append(Wanted(id_, folders.concepts, with_suffix(name, " (concept)") if shared else name))
    if home is not None:
        wanted.append(Wanted(home, "", folders.home))
    places = _assigned(wanted, taken, current, moved)
    strayed = {note_id: path for note_id, path in found.items() if places.wanted.get(note_id, path) != path}
    if not strayed:
        return places
    placed = _assigned(wanted, taken, current, {**moved, **strayed})
    return Places(wanted={**placed.wanted, **dict.fromkeys(strayed, UNKNOWN)}, final=placed.final)


def _assigned(
    wanted: Sequence[Wanted],
    taken: Collection[VaultPath],
    current: Mapping[NoteId, VaultPath],
    moved: Mapping[NoteId, VaultPath],
) -> Places:
    free = [one for one in wanted if one.id not in moved]
    stay = {one.id: moved[one.id] for one in wanted if one.id in moved}
    assigned = assign(free, [*taken, *stay.values()], current)
    kept = {note_id: current.get(note_id, UNKNOWN) for note_id in stay}
    return Places(wanted={**assigned, **kept}, final={**assigned, **stay})


def _atom_names(
    sources: Sequence[SourceDraft], held: Mapping[NoteId, VaultPath], concepts: frozenset[str], remember: Remember
) -> dict[NoteId, str]:
    """Name atoms by their titles; where several share one, all but its holder add their source's title.

    `concepts` are the keys of names that concepts would like: an atom gives way to a concept unless it holds the name.
    """
    atom_titles = {atom.id: atom.title for source in sources for atom in source.atoms}
    plain = {**remember.each("file names", atom_titles, lambda note: file_name(atom_titles[note], fallback=note))}
    sharing: dict[str, list[AtomDraft]] = defaultdict(list)
    title_of = {source.key: source.title for source in sources}
    for source in sources:
        for atom in source.atoms:
            sharing[fold_key(plain[atom.id])].append(atom)
    for key, atoms in sharing.items():
        if len(atoms) == 1 and key not in concepts:
            continue
        first = None if key in concepts else atoms[0]
        holder = next((atom for atom in atoms if _holds(key, held.get(atom.id))), first)
        for atom in atoms:
            if atom is not holder and fold_key(atom.title) != fold_key(title_of[atom.source]):
                plain[atom.id] = file_name(f"{atom.title} ({title_of[atom.source]})", fallback=atom.id)
    return plain


def _holds(key: str, path: VaultPath | None) -> bool:
    return path is not None and fold_key(posixpath.basename(path).removesuffix(".md")) == key
