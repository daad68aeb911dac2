"""`rename`: gives a note another name, as Obsidian's own rename does, every link in the vault following it."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from vaultsync.config import Config
from vaultsync.errors import ConfigError
from vaultsync.markup import frontmatter
from vaultsync.markup.fingerprint import PROPERTY, fingerprinted, said_fingerprint
from vaultsync.model import Action, ActionKind, NoteId, Plan, Problem, RunResult, VaultPath
from vaultsync.notes.naming import file_name, fold_key
from vaultsync.pipeline.finding import find_note
from vaultsync.pipeline.mending import WHY, Mending, left_as_they_are, mend_user_notes
from vaultsync.pipeline.moving import begun_renames, forget_renames, mending_of, remember_rename
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.session import Session, opened
from vaultsync.sync.observed import Actual, digest_of, encoded

_REASON = "you gave it another name"


def rename(config: Config, name: str, title: str, *, dry_run: bool = False) -> RunResult:
    """Rename a note within its folder and redirect every link to it; does nothing where it has that name.

    What vaultsync has made keeps the new name and title from then on, and its old title as an alias. Raises
    ConfigError where there is no such note, the title leaves no name, or the name is taken.
    """
    with opened(config, dry_run=dry_run, new_too=True) as session:
        wanted = _wanted(title)
        old = next((old for old, new in begun_renames(session.store).items() if name in (old, _stem(old))), None)

        def planned(seen: VaultSeen) -> Plan:
            is_begun = old is not None and not seen.index.has(old)
            path = old if is_begun and old is not None else find_note(name, config.vault, seen.index)
            new = VaultPath(posixpath.join(posixpath.dirname(path), f"{wanted}.md"))
            if not is_begun:
                _check_free(path, new, seen)
            plan = _plan(path, new, title.strip(), seen, session)
            if not dry_run and not plan.empty and path != new:
                remember_rename(session.store, path, new)
            return plan

        result = session.carry_out(planned, session.name_run("rename"))
        if not dry_run and not any(one.severity == "error" for one in result.plan.problems):
            forget_renames(session.store)
        return result


def _wanted(title: str) -> str:
    name = file_name(title, fallback="")
    if name == "untitled-":
        raise ConfigError(f"{title!r} leaves no name for a file", hint="give a title with letters or digits")
    return name


def _stem(path: VaultPath) -> str:
    return posixpath.basename(path).removesuffix(".md")


def _check_free(path: VaultPath, new: VaultPath, seen: VaultSeen) -> None:
    """Refuse a name that another file of the folder has; one taken elsewhere makes links to it name their folder."""
    holder = next((one for one in seen.index.paths if fold_key(one) == fold_key(new) and one != path), None)
    if holder is not None:
        raise ConfigError("is there already", path=holder, hint="give another title, or rename that note first")


def _plan(path: VaultPath, new: VaultPath, title: str, seen: VaultSeen, session: Session) -> Plan:
    ours = {actual.path: note for note, actual in seen.actual.items()}
    final = {note: actual.path for note, actual in seen.actual.items()}
    note = ours.get(path)
    if note is not None:
        final[note] = new
    action = _renamed(path, new, title, seen) if seen.index.has(path) else None
    renamed = {path: new} if path != new and note is None else {}
    mending = mending_of(seen, final, Plan(() if action is None else (action,)), renamed)
    problems: tuple[Problem, ...] = ()
    if not session.config.links.mend_user_links:
        problems = left_as_they_are(mending, seen)
        mending = replace(mending, untouched=seen.foreign)
    actions = [_of_ours(one, final[one], title if one == note else "", mending, seen, session) for one in seen.actual]
    own = [] if note is not None or action is None else [_mended(action, path, mending, seen)]
    mended = [one for one in mend_user_notes(mending, seen) if one.path != path]
    return Plan((*own, *(one for one in actions if one is not None), *mended), problems)


def _renamed(path: VaultPath, new: VaultPath, title: str, seen: VaultSeen) -> Action | None:
    """Rename a file; its property `title` follows where it said the old name."""
    text = seen.index.text(path)
    said = frontmatter.read(text).data.get("title")
    told = frontmatter.patch(text, {"title": title}) if isinstance(said, str) and said != title else text
    if path == new and told == text:
        return None
    kind = ActionKind.UPDATE if path == new else ActionKind.RENAME
    data = None if told == text else encoded(told)
    return Action(kind, new, _REASON, source_path=path, expect=digest_of(text), data=data)


def _mended(action: Action, path: VaultPath, mending: Mending, seen: VaultSeen) -> Action:
    """Redirect the links of the renamed note to itself, too."""
    before = seen.index.text(path)
    told = before if action.data is None else action.data.decode("utf-8", "surrogateescape")
    text = mending.mend(told, path)
    return action if text == before else replace(action, data=encoded(text))


def _of_ours(
    note: NoteId, path: VaultPath, title: str, mending: Mending, seen: VaultSeen, session: Session
) -> Action | None:
    """Redirect the links of a note that vaultsync made: in the file and in what it is merged from, alike."""
    actual, record = seen.actual[note], seen.records[note]
    base = session.store.base(record.base)
    new_base = None if base is None else mending.mend(base, actual.path)
    if new_base is not None and new_base != base:
        new_base = fingerprinted(new_base)
    text = mending.mend(actual.text, actual.path)
    if new_base is not None and said_fingerprint(text):
        text = frontmatter.patch(text, {PROPERTY: said_fingerprint(new_base)})
    text = _titled(text, title, actual) if title else text
    if text == actual.text and path == actual.path:
        return None
    kind = ActionKind.UPDATE if path == actual.path else ActionKind.RENAME
    return Action(
        kind,
        path,
        _REASON if title else WHY,
        id=note,
        source_path=actual.path if kind is ActionKind.RENAME else None,
        expect=actual.digest,
        data=None if text == actual.text else encoded(text),
        record=replace(
            record,
            path=path,
            file=digest_of(text),
            base=record.base if new_base is None else digest_of(new_base),
        ),
        base=new_base,
    )


def _titled(text: str, title: str, actual: Actual) -> str:
    """Give a note its title, and the old one as an alias."""
    data = frontmatter.read(text).data
    old, aliases = data.get("title"), data.get("aliases")
    if not isinstance(old, str) or old == title:
        return text
    known = [one for one in aliases if one != title] if isinstance(aliases, list) else []
    return frontmatter.patch(text, {"title": title, "aliases": list(dict.fromkeys([*known, old]))})
