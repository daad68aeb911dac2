"""Hears every note as it is after a run, so that each is told who links to it: the text that really stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from vaultsync.markup.fingerprint import is_as_generated
from vaultsync.markup.wikilinks import RawLink, scan
from vaultsync.memo import Remember, never_equal, single
from vaultsync.model import NoteId, Target, VaultPath
from vaultsync.notes import target as stage
from vaultsync.notes.backlinks import Backlinks, Incoming, Said, Voice, heard, own_lines, said_in
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.places import Places
from vaultsync.notes.render import Templates
from vaultsync.notes.weave import Weave
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.sync.carry import Pair
from vaultsync.sync.observed import Observed, unlike_written
from vaultsync.sync.plan import has_news, pairs_of
from vaultsync.sync.recalled import cut, merged
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
    users = _user_voices(seen, observed, linker, remember)
    resolver, places = linker.resolver, linker.places
    meaning = single(remember, "meaning", (resolver, places), lambda: _Meaning(resolver, places))
    reason = partial(stage.reason, weave)
    told = remember.each(
        "heard",
        own,
        lambda note: heard(own[note], meaning, reason),
        made_of=lambda note: (own[note], meaning, weave.related.get(note)),
        by=(weave.related,),
        given=meaning,
    )
    told_by_users = remember.each(
        "heard of users",
        users,
        lambda path: heard(users[path], meaning, reason),
        made_of=lambda path: (users[path], meaning),
        given=meaning,
    )
    everybody: dict[str, Mapping[NoteId, Incoming]] = dict(chain(told.items(), told_by_users.items()))
    return remember.state("backlinks", Backlinks).renew(everybody)


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
) -> Mapping[NoteId, Voice]:
    """Hear our own notes; what a note says by itself is rendered only to be read, and not kept."""
    by_id = {note.id: note for note in composed}
    unlike = unlike_written(observed, remember)
    affected = {record.source for note in unlike if (record := observed.records.get(note)) is not None}
    affected.discard(None)
    reading = {
        note.id: note
        for note in (composed if unlike else ())
        if note.id in unlike
        or note.source in affected
        or (note.signature and has_news(note.id, note.signature, observed))
    }
    wanted = linker.places.wanted
    bare = remember.each(
        "bare",
        reading,
        lambda note: stage.bare(reading[note], linker, templates),
        made_of=lambda note: (reading[note], wanted[note], templates.digest),
        given=(linker.places, templates.digest),
    )
    pairs = pairs_of([*bare.values()], observed, unlike, remember) if bare else {}
    doubtful = {note: never_equal() for note in unlike}

    def said(note: NoteId) -> tuple[Said, ...]:
        target = bare.get(note) or stage.bare(by_id[note], linker, templates)
        pair = pairs.get(note)
        text = _said(target, pair, observed, remember)
        if text == target.text:
            return said_in(text, scan(text))
        kept = "" if pair is None else cut(pair.base, remember).kept
        return remember("said of an edited note", (text, kept), tuple, partial(_said_beside, text, kept), lasting=False)

    found = remember.each(
        "said",
        by_id,
        said,
        made_of=lambda note: (by_id[note], templates.digest, pairs.get(note), doubtful.get(note)),
        by=(pairs, doubtful),
        given=templates.digest,
    )
    final = linker.places.final
    return remember.each(
        "voices",
        by_id,
        lambda note: Voice(final[note], found[note], by_id[note]),
        made_of=lambda note: (final[note], found[note], by_id[note]),
        by=(found,),
        given=linker.places,
    )


def _said_beside(text: str, kept: str) -> tuple[Said, ...]:
    """Return the links of a note in whose kept sections, last written as `kept`, the user may have written."""
    syntax = scan(text)
    return said_in(text, syntax, own_lines(text, syntax.kept, kept))


def _said(target: Target, pair: Pair | None, observed: Observed, remember: Remember) -> str:
    """Return a note's text after the merge, but for its backlinks: only an edited note needs the merge to know.

    There the kept sections stay as they are, so that what stands in them is told from what the user wrote elsewhere.
    """
    if pair is not None:
        if not pair.is_edited:
            return target.text
        return merged(pair.base, pair.mine, target.text + cut(pair.base, remember).kept, remember).text
    actual = observed.actual.get(target.id)
    record = observed.records.get(target.id)
    if actual is None or observed.is_as_written(target.id):
        return target.text
    if record is not None and observed.base(record.base) is not None:
        return target.text
    return target.text if is_as_generated(actual.text) else actual.text


def _user_voices(seen: VaultSeen, observed: Observed, linker: Linker, remember: Remember) -> dict[VaultPath, Voice]:
    ours = set(linker.places.final.values())
    others = seen.index.notes_among(sorted(seen.foreign - ours))
    users = {one.path: one for one in others if one.syntax.links}

    def said(path: VaultPath) -> tuple[Said, ...]:
        text = seen.index.text(path)
        mended = observed.mend(text, path)
        return said_in(mended, users[path].syntax if mended == text else scan(mended))

    made_of = {path: (seen.index.digest(path), observed.mend) for path in users}
    found = remember.each("said by users", made_of, said)
    return {**remember.each("voices of users", found, lambda path: Voice(path, found[path], None))}
