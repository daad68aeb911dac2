"""Hears every note as it is after a run, so that each is told who links to it: the text that really stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from vaultsync.markup.fingerprint import is_as_generated
from vaultsync.markup.wikilinks import RawLink, scan
from vaultsync.memo import Remember, never_equal, single
from vaultsync.model import NoteId, Target, VaultPath
from vaultsync.notes import target as stage
from vaultsync.notes.backlinks import Incoming, Said, Voice, heard, incoming, own_lines, said_in
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.places import Places
from vaultsync.notes.render import Templates
from vaultsync.notes.weave import Weave
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.sync.carry import Pair, parts
from vaultsync.sync.merge import merge
from vaultsync.sync.observed import Observed
from vaultsync.sync.plan import OWNED, has_news, pairs_of
from vaultsync.vault.resolve import Resolver


def hear(
    composed: Sequence[Composed],
    seen: VaultSeen,
    observed: Observed,
    linker: Linker,
    templates: Templates,
    weave: Weave,
    remember: Remember,
) -> Mapping[NoteId, tuple[Incoming, ...]]:
    """Return who links to each note: ours as the merge will leave them, the user's as they stand."""
    own = _own_voices(composed, observed, linker, templates, remember)
    voices: dict[str, Voice] = {voice.path: voice for voice in (*own, *_user_voices(seen, observed, linker, remember))}
    resolver, places = linker.resolver, linker.places
    meaning = single(remember, "meaning", (resolver, places), lambda: _Meaning(resolver, places))
    made_of = {
        path: (voice.path, voice.said, voice.note, meaning, weave.related.get(voice.note.id) if voice.note else None)
        for path, voice in voices.items()
    }
    told = remember.each("heard", made_of, lambda path: heard(voices[path], meaning, partial(stage.reason, weave)))
    return incoming(told.values(), remember)


class _Meaning:
    """Which of our notes a link leads to after the run."""

    def __init__(self, resolver: Resolver, places: Places) -> None:
        self._resolver = resolver
        self._ids = {path: note_id for note_id, path in places.final.items()}

    def __call__(self, link: RawLink, note: VaultPath) -> NoteId | None:
        path = self._resolver.resolve(link.target, note).path
        return None if path is None else self._ids.get(path)


def _own_voices(
    composed: Sequence[Composed], observed: Observed, linker: Linker, templates: Templates, remember: Remember
) -> list[Voice]:
    """Hear our own notes; what a note says by itself is rendered only to be read, and not kept."""
    by_id = {note.id: note for note in composed}
    unlike = {note for note in observed.actual if not observed.is_as_written(note)}
    affected = {record.source for note in unlike if (record := observed.records.get(note)) is not None}
    affected.discard(None)
    bare = {
        note.id: stage.bare(note, linker, templates)
        for note in composed
        if note.id in unlike
        or note.source in affected
        or (unlike and note.signature and has_news(note.id, note.signature, observed))
    }
    pairs = pairs_of(list(bare.values()), observed) if bare else {}

    def said(note: NoteId) -> tuple[Said, ...]:
        target = bare.get(note) or stage.bare(by_id[note], linker, templates)
        pair = pairs.get(note)
        text = _said(target, pair, observed)
        syntax = scan(text)
        if text == target.text:
            return said_in(text, syntax)
        return said_in(text, syntax, own_lines(text, syntax.kept, "" if pair is None else parts(pair.base).kept))

    made_of = {
        note.id: (note, templates.digest, pairs.get(note.id), never_equal() if note.id in unlike else None)
        for note in composed
    }
    found = remember.each("said", made_of, said)
    return [Voice(linker.places.final[note], found[note], by_id[note]) for note in found]


def _said(target: Target, pair: Pair | None, observed: Observed) -> str:
    """Return a note's text after the merge, but for its backlinks: only an edited note needs the merge to know.

    There the kept sections stay as they are, so that what stands in them is told from what the user wrote elsewhere.
    """
    if pair is not None:
        if not pair.is_edited:
            return target.text
        return merge(pair.base, pair.mine, target.text + parts(pair.base).kept, owned=OWNED).text
    actual = observed.actual.get(target.id)
    record = observed.records.get(target.id)
    if actual is None or observed.is_as_written(target.id):
        return target.text
    if record is not None and observed.base(record.base) is not None:
        return target.text
    return target.text if is_as_generated(actual.text) else actual.text


def _user_voices(seen: VaultSeen, observed: Observed, linker: Linker, remember: Remember) -> list[Voice]:
    ours = set(linker.places.final.values())
    others = seen.index.notes_among(sorted(seen.foreign - ours))
    users = {one.path: one for one in others if one.syntax.links}

    def said(path: VaultPath) -> tuple[Said, ...]:
        text = seen.index.text(path)
        mended = observed.mend(text, path)
        return said_in(mended, users[path].syntax if mended == text else scan(mended))

    made_of = {path: (seen.index.digest(path), observed.mend) for path in users}
    return [Voice(path, found, None) for path, found in remember.each("said by users", made_of, said).items()]
