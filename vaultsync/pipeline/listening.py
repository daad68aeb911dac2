"""What the user's own notes say of the concepts of a run, without a link."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from vaultsync.errors import Changed
from vaultsync.memo import Remember
from vaultsync.model import NoteId, VaultPath
from vaultsync.notes.backlinks import UNLINKED, Incoming
from vaultsync.notes.unlinked import Listener, Spoken
from vaultsync.notes.weave import ConceptDraft
from vaultsync.pipeline.observing import VaultSeen


def unlinked(
    concepts: Sequence[ConceptDraft],
    linked: Mapping[NoteId, Sequence[Incoming]],
    seen: VaultSeen,
    remember: Remember,
) -> dict[NoteId, tuple[Incoming, ...]]:
    """Find the user's notes that speak of a concept and don't link to it; remembered by what each note says.

    `linked` holds the notes that link to it. Notes that Obsidian's search passes over are passed over here.
    """
    listener = Listener(concepts)
    if not listener.names:
        return {}
    names = hashlib.sha256(repr(listener.names).encode()).hexdigest()
    found: dict[NoteId, list[Incoming]] = defaultdict(list)
    for note in seen.index.notes_among(sorted(seen.foreign)):
        if seen.index.settings.ignores(note.path):
            continue
        heard = partial(_heard, note.path, listener, seen)
        for one in remember("unlinked", (seen.index.digest(note.path), names), tuple, heard):
            if all(entry.path != note.path for entry in linked.get(one.concept, ())):
                found[one.concept].append(Incoming(note.path, one.quote, UNLINKED, None))
    return {concept: tuple(entries) for concept, entries in found.items()}


def _heard(path: VaultPath, listener: Listener, seen: VaultSeen) -> tuple[Spoken, ...]:
    try:
        return listener.spoken(seen.index.text(path))
    except Changed:
        return ()
