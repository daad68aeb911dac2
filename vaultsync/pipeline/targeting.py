"""From sources and vault to the target: every note as it should be, every attachment, every mended link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from vaultsync.config import Config
from vaultsync.markup.fingerprint import is_as_generated
from vaultsync.markup.wikilinks import NoteSyntax, RawLink, scan
from vaultsync.memo import Remember, anew
from vaultsync.model import Action, NoteId, NoteKind, Problem, Record, SourceKey, Target, VaultPath
from vaultsync.notes import target as stage
from vaultsync.notes.backlinks import Voice, incoming, own_lines
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.identity import new_id
from vaultsync.notes.places import Folders, Places, place_notes
from vaultsync.notes.render import Templates
from vaultsync.notes.weave import LinkSettings, weave
from vaultsync.pipeline.attaching import attach
from vaultsync.pipeline.identify import identify
from vaultsync.pipeline.listening import unlinked
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.reading import SourcesRead
from vaultsync.sync.carry import Pair, parts
from vaultsync.sync.merge import merge
from vaultsync.sync.plan import OWNED, Observed, pairs_of, recovered_bases
from vaultsync.vault.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Aim:
    """What a run aims at."""

    targets: tuple[Target, ...]
    places: Places
    records: Mapping[NoteId, Record]
    attachments: tuple[Action, ...]
    drafts: tuple[SourceDraft, ...]
    composed: tuple[Composed, ...]
    reasons: Mapping[tuple[NoteId, NoteId], str]
    """Why one note names another as related."""
    recovered: Mapping[NoteId, str]
    """Lost bases that were regenerated."""
    problems: tuple[Problem, ...]


def aim(
    config: Config,
    sources: SourcesRead,
    seen: VaultSeen,
    templates: Templates,
    observed: Observed,
    remember: Remember = anew,
) -> Aim:
    """Compute the whole target. Pure but for reading the files beside the sources, and the user's notes."""
    identified = identify(sources.inputs, sources.texts, seen.records, seen.deleted, sources.unread)
    drafts = identified.drafts
    taken = (
        frozenset(seen.records) | {draft.id for draft in drafts} | {one.id for draft in drafts for one in draft.atoms}
    )
    woven = weave(
        drafts,
        LinkSettings(config.links.concepts, config.links.mentions, config.links.related),
        known_concepts={one.heading: one for one in seen.records.values() if one.kind is NoteKind.CONCEPT},
        deleted=seen.deleted,
        taken=taken,
        remember=remember,
    )
    home = _home(seen) if drafts else None
    folder = config.folders.attachments or _attachment_folder(seen)
    attachments, copies, problems = attach(drafts, sources.roots, folder, config.vault, seen.foreign)
    left = _left_alone(observed)
    places = place_notes(
        drafts,
        woven.concepts,
        home,
        Folders(config.folders.notes, config.folders.sources, config.folders.concepts, config.folders.home),
        taken=(*seen.foreign, *(action.path for action in copies)),
        current=_standing(seen),
        moved=seen.moved,
        found={**seen.recovered, **left},
    )
    resolver = Resolver((*seen.foreign, *(action.path for action in copies), *places.final.values()))
    linker = Linker(places, resolver, seen.index.settings, attachments)
    composed = stage.compose(drafts, woven, home, config.folders.home, linker)
    reasons = stage.reasons(woven)
    while True:
        voices = _voices(composed, seen, observed, linker, templates, remember)
        found = incoming(voices, _Meaning(resolver, places), reasons)
        if config.links.unlinked_mentions:
            spoken = unlinked(woven.concepts, found, seen, remember)
            found |= {concept: (*found.get(concept, ()), *notes) for concept, notes in spoken.items()}
        targets = tuple(stage.render(note, found, linker, templates, remember) for note in composed)
        late = recovered_bases([target for target in targets if target.id in left], observed)
        if not late:
            break
        # Notes are heard again as they will be merged from what was found to be their base only now.
        observed = replace(observed, recovered={**observed.recovered, **late})
    return Aim(
        targets=targets,
        places=places,
        records=identified.records,
        attachments=copies,
        drafts=drafts,
        composed=composed,
        reasons=reasons,
        recovered=observed.recovered,
        problems=problems,
    )


def _standing(seen: VaultSeen) -> dict[NoteId, VaultPath]:
    """Return the places that are kept for the notes that have them: a note that the user deleted frees its own."""
    return {
        one.id: one.target_path
        for one in seen.records.values()
        if one.state in ("live", "orphan") and one.id not in seen.deleted
    }


def _left_alone(observed: Observed) -> dict[NoteId, VaultPath]:
    """Return the places of edited notes whose base is lost: as long as nothing is written to them, no link moves on."""
    return {
        note: actual.path
        for note, actual in observed.actual.items()
        if observed.records[note].base != actual.digest
        and observed.base(observed.records[note].base) is None
        and not is_as_generated(actual.text)
    }


def _home(seen: VaultSeen) -> NoteId | None:
    known = sorted(one.id for one in seen.records.values() if one.kind is NoteKind.HOME)
    note_id = known[0] if known else new_id(SourceKey("home"), "home", frozenset(seen.records))
    return None if note_id in seen.deleted else note_id


def _attachment_folder(seen: VaultSeen) -> str:
    folder = seen.index.settings.attachment_folder.strip("/")
    return "Attachments" if folder in ("", ".") or folder.startswith("./") else folder


class _Meaning:
    """Which of our notes a link leads to after the run."""

    def __init__(self, resolver: Resolver, places: Places) -> None:
        self._resolver = resolver
        self._ids = {path: note_id for note_id, path in places.final.items()}

    def __call__(self, link: RawLink, note: VaultPath) -> NoteId | None:
        path = self._resolver.resolve(link.target, note).path
        return None if path is None else self._ids.get(path)


def _voices(
    composed: Sequence[Composed],
    seen: VaultSeen,
    observed: Observed,
    linker: Linker,
    templates: Templates,
    remember: Remember,
) -> list[Voice]:
    """Hear every note: ours as the merge will leave them, the user's as they stand."""
    bare = [stage.render(note, None, linker, templates, remember) for note in composed]
    pairs = pairs_of(bare, observed)
    voices: list[Voice] = []
    for note, target in zip(composed, bare, strict=True):
        pair = pairs.get(note.id)
        text = _said(target, pair, observed)
        syntax = remember("voice", (text,), NoteSyntax, partial(scan, text), lasting=False)
        written = "" if pair is None else parts(pair.base).kept
        own = frozenset() if text == target.text else own_lines(text, syntax.kept, written)
        voices.append(Voice(linker.places.final[note.id], text, syntax, note, own))
    ours = set(linker.places.final.values()) | {actual.path for actual in seen.actual.values()}
    for user in seen.index.notes:
        if user.path in ours or not user.syntax.links:
            continue
        text = seen.index.text(user.path)
        mended = observed.mend(text, user.path)
        voices.append(Voice(user.path, mended, user.syntax if mended == text else scan(mended), None))
    return voices


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
    if actual is None or (record is not None and observed.base(record.base) is not None):
        return target.text
    return target.text if is_as_generated(actual.text) else actual.text


def overridden_templates(folder: Path | None, packaged: Path) -> Templates:
    """Load the templates that come with vaultsync, each replaced by the vault's own of the same name."""
    texts: dict[str, tuple[str, str]] = {}
    for place in (packaged, folder):
        if place is None or not place.is_dir():
            continue
        for file in sorted(place.glob("*.md")):
            texts[file.name] = (str(file), file.read_text(encoding="utf-8"))
    return Templates(texts)


def packaged_templates() -> Path:
    """Return the folder of the templates that come with vaultsync: inside the wheel, or beside it in a checkout."""
    here = Path(__file__).resolve().parent.parent
    inside = here / "templates"
    return inside if inside.is_dir() else here.parent / "templates"
