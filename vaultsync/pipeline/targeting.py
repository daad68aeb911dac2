"""From sources and vault to the target: every note as it should be, every attachment, every mended link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vaultsync.config import Config
from vaultsync.markup.fingerprint import is_as_generated
from vaultsync.memo import Remember, anew, single
from vaultsync.model import Action, NoteId, NoteKind, Problem, Record, SourceKey, Target, VaultPath
from vaultsync.notes import target as stage
from vaultsync.notes.compose import Composed, Linker
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.identity import new_id
from vaultsync.notes.places import Folders, Places, place_notes
from vaultsync.notes.references import references
from vaultsync.notes.render import Templates
from vaultsync.notes.weave import LinkSettings, Weave, weave
from vaultsync.pipeline.attaching import Beside, attach, files_beside, files_wanted
from vaultsync.pipeline.hearing import hear
from vaultsync.pipeline.identify import identify
from vaultsync.pipeline.listening import unlinked
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.reading import SourcesRead
from vaultsync.sync.observed import Observed, unlike_written
from vaultsync.sync.plan import recovered_bases
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
    weave: Weave
    """All derived links."""
    beside: tuple[Beside, ...]
    """The files that the sources show or link to."""
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
    identified = identify(sources.inputs, sources.texts, seen.records, seen.deleted, sources.unread, remember)
    observed = replace(observed, records=identified.records)
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
    own = references(drafts, remember)
    wanted = files_wanted(drafts, own)
    attachments, copies, problems = attach(wanted, sources.roots, folder, config.vault, seen.foreign)
    taken_paths = frozenset((*seen.foreign, *(action.path for action in copies)))
    left = _left_alone(observed, remember)
    places = _placed(config, drafts, woven, home, taken_paths, seen, left, remember)
    resolver = single(
        remember, "resolver", (taken_paths, places), lambda: Resolver((*taken_paths, *places.final.values()))
    )
    linker = Linker(places, resolver, seen.index.settings, attachments)
    composed = stage.compose(drafts, woven, own, home, config.folders.home, linker, remember)
    while True:
        found = hear(composed, seen, observed, linker, templates, woven, remember)
        if config.links.unlinked_mentions:
            spoken = unlinked(woven.concepts, found, seen, remember)
            found = {**found, **{concept: (*found.get(concept, ()), *notes) for concept, notes in spoken.items()}}
        targets = stage.render(composed, found, linker, templates, remember)
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
        weave=woven,
        beside=files_beside(wanted, sources.roots),
        recovered=observed.recovered,
        problems=problems,
    )


def _placed(
    config: Config,
    drafts: Sequence[SourceDraft],
    woven: Weave,
    home: NoteId | None,
    taken: frozenset[VaultPath],
    seen: VaultSeen,
    left: Mapping[NoteId, VaultPath],
    remember: Remember,
) -> Places:
    """Give every note its file; where nothing that counts has changed, all are where they were."""
    own = config.folders
    folders = Folders(own.notes, own.sources, own.concepts, own.home)
    current, found = _standing(seen, remember), {**seen.recovered, **left}
    by_id = {one.id: one for one in drafts}
    titles = remember.each("titles", by_id, lambda note: _titles(by_id[note]))
    made_of = (
        [*titles.values()],
        [(one.id, one.name) for one in woven.concepts],
        (home, folders, taken, current, seen.moved, found),
    )
    return single(
        remember,
        "places",
        made_of,
        lambda: place_notes(
            drafts,
            woven.concepts,
            home,
            folders,
            taken=taken,
            current=current,
            moved=seen.moved,
            found=found,
            remember=remember,
        ),
    )


def _titles(draft: SourceDraft) -> tuple[object, ...]:
    """Return what of a source the names of its notes depend on."""
    atoms = tuple((atom.id, atom.title) for atom in draft.atoms)
    return draft.id, draft.key, draft.title, draft.deleted, atoms


def _standing(seen: VaultSeen, remember: Remember) -> dict[NoteId, VaultPath]:
    """Return the places that are kept for the notes that have them: a note that the user deleted frees its own."""

    def place(note: NoteId) -> VaultPath | None:
        record = seen.records[note]
        return record.target_path if record.state in ("live", "orphan") else None

    places = remember.each("standing", seen.records, place)
    return {note: path for note, path in places.items() if path is not None and note not in seen.deleted}


def _left_alone(observed: Observed, remember: Remember) -> dict[NoteId, VaultPath]:
    """Return the places of edited notes whose base is lost: as long as nothing is written to them, no link moves on."""
    standing = ((note, observed.actual[note]) for note in unlike_written(observed, remember))
    return {
        note: actual.path
        for note, actual in standing
        if observed.base(observed.records[note].base) is None and not is_as_generated(actual.text)
    }


def _home(seen: VaultSeen) -> NoteId | None:
    known = sorted(one.id for one in seen.records.values() if one.kind is NoteKind.HOME)
    note_id = known[0] if known else new_id(SourceKey("home"), "home", frozenset(seen.records))
    return None if note_id in seen.deleted else note_id


def _attachment_folder(seen: VaultSeen) -> str:
    folder = seen.index.settings.attachment_folder.strip("/")
    return "Attachments" if folder in ("", ".") or folder.startswith("./") else folder


def overridden_templates(folder: Path | None, packaged: Path, remember: Remember = anew) -> Templates:
    """Load the templates that come with vaultsync, each replaced by the vault's own of the same name."""
    texts: dict[str, tuple[str, str]] = {}
    for place in (packaged, folder):
        if place is None or not place.is_dir():
            continue
        for file in sorted(place.glob("*.md")):
            texts[file.name] = (str(file), file.read_text(encoding="utf-8"))
    return single(remember, "templates", texts, lambda: Templates(texts))


def packaged_templates() -> Path:
    """Return the folder of the templates that come with vaultsync: inside the wheel, or beside it in a checkout."""
    here = Path(__file__).resolve().parent.parent
    inside = here / "templates"
    return inside if inside.is_dir() else here.parent / "templates"
