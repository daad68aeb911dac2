"""Which note a person means, by its path, its id, its name, its title or an alias; and where there is room for one."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from vaultsync.errors import ConfigError
from vaultsync.model import Record, VaultPath
from vaultsync.notes.naming import fold_key
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.trash import names


class Named(NamedTuple):
    """A note and what it may be called."""

    path: VaultPath
    id: str
    title: str
    aliases: tuple[str, ...] = ()


def find_note(name: str, vault: Path, index: VaultIndex) -> VaultPath:
    """Return the note of the vault that `name` means; raises ConfigError where there is none, or more than one."""
    known = (Named(note.path, note.id or "", note.title, tuple(note.syntax.aliases)) for note in index.notes)
    found = matching(name, vault, known)
    if not found:
        raise ConfigError(f"there is no note {name!r} in the vault", path=str(vault), hint="give its path or its title")
    return one_of(name, found).path


def named_record(record: Record) -> Named:
    """Return what the note of a record may be called."""
    return Named(record.path, record.id, record.title, record.aliases)


def matching(name: str, vault: Path, known: Iterable[Named]) -> list[Named]:
    """Return the notes that `name` means by the surest way in which it means any: a path is surer than an alias."""
    wanted = unicodedata.normalize("NFC", name)
    paths = {wanted, f"{wanted}.md"} | set(_below(wanted, vault))
    ranks: tuple[list[Named], ...] = ([], [], [], [])
    for note in known:
        stem = note.path.rpartition("/")[2].removesuffix(".md")
        for rank, fits in enumerate(
            (note.path in paths, note.id == wanted, wanted in (stem, note.title), wanted in note.aliases)
        ):
            if fits:
                ranks[rank].append(note)
                break
    return next((found for found in ranks if found), [])


def one_of(name: str, found: list[Named]) -> Named:
    """Return the only note of those found; raises ConfigError where there are several."""
    if len(found) > 1:
        paths = ", ".join(sorted(note.path for note in found)[:4])
        raise ConfigError(f"{len(found)} notes are called {name!r}", hint=f"give the path of the one you mean: {paths}")
    return found[0]


def free_path(path: VaultPath, occupied: Collection[str]) -> VaultPath:
    """Return the path, or its first number that isn't taken; `occupied` holds folded paths (`naming.fold_key`)."""
    folder, slash, name = path.rpartition("/")
    return next(VaultPath(free) for one in names(name) if fold_key(free := folder + slash + one) not in occupied)


def _below(name: str, vault: Path) -> list[str]:
    """Return what a path from the current folder is below the vault, with and without its ending."""
    if not name:
        return []
    place = Path(os.path.normpath(Path.cwd() / name))
    for root in (Path(os.path.normpath(vault.absolute())), vault.resolve()):
        if place.is_relative_to(root) and place != root:
            below = unicodedata.normalize("NFC", place.relative_to(root).as_posix())
            return [below, f"{below}.md"]
    return []
