"""Images and other files beside the sources: copied into the vault's attachment folder, once each."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from vaultsync.errors import Unreadable
from vaultsync.model import Action, ActionKind, Digest, Problem, SourceKey, VaultPath
from vaultsync.notes.drafts import SourceDraft
from vaultsync.notes.naming import file_name, fold_key
from vaultsync.notes.references import References
from vaultsync.sources.read import read_regular
from vaultsync.vault.files import stamp_at

LARGEST = 100_000_000
"""Bytes; a larger file stays where it is, and the link is left as the author wrote it."""


class Beside(NamedTuple):
    """A file beside a source."""

    root: str
    path: str
    """Below the root."""


def attach(
    wanted_files: Sequence[tuple[SourceKey, str]],
    roots: Mapping[SourceKey, Path],
    folder: str,
    vault: Path,
    taken: Collection[VaultPath],
) -> tuple[dict[tuple[SourceKey, str], VaultPath], tuple[Action, ...], tuple[Problem, ...]]:
    """Find the files that the sources' texts show or link to (`wanted`), and plan a copy of each into `folder`.

    Files of the same content are one attachment; a copy that is there already, by name and content, is used.
    """
    places: dict[tuple[SourceKey, str], VaultPath] = {}
    actions: list[Action] = []
    problems: list[Problem] = []
    by_digest: dict[Digest, VaultPath] = {}
    used = {fold_key(posixpath.basename(path)) for path in taken} if wanted_files else set()
    present = {fold_key(path): path for path in taken} if wanted_files else {}
    for source, wanted in wanted_files:
        root = roots.get(source)
        if root is None:
            continue
        own = _in_vault(root / wanted, vault, taken)
        if own is not None:
            places[source, wanted] = own
            continue
        data = read_regular(root / wanted, root, LARGEST)
        if isinstance(data, Problem):
            problems.append(data)
            continue
        if data is None:
            continue
        digest = Digest(hashlib.sha256(data).hexdigest())
        if digest not in by_digest:
            path, is_new = _place(posixpath.basename(wanted), data, digest, folder, vault, present, used)
            by_digest[digest] = path
            if is_new:
                used.add(fold_key(posixpath.basename(path)))
                actions.append(Action(ActionKind.CREATE, path, "shown in a source", data=data))
        places[source, wanted] = by_digest[digest]
    return places, tuple(actions), tuple(problems)


def files_wanted(drafts: Sequence[SourceDraft], found: References) -> list[tuple[SourceKey, str]]:
    """Return the files that the sources' texts show or link to, as paths below the sources' roots, in order."""
    sources = {atom.id: draft.key for draft in drafts for atom in draft.atoms} if found else {}
    return sorted(
        {(sources[note], one.attachment) for note, references in found.items() for one in references if one.attachment}
    )


def files_beside(wanted: Sequence[tuple[SourceKey, str]], roots: Mapping[SourceKey, Path]) -> tuple[Beside, ...]:
    """Return where the files lie that the sources' texts show or link to, whether they are there or not."""
    return tuple(Beside(str(roots[source]), path) for source, path in wanted if source in roots)


def digests_of(files: Iterable[Beside]) -> tuple[str, ...]:
    """Return what each file holds, by digest, or why it can't be read."""
    found = (read_regular(Path(one.root) / one.path, Path(one.root), LARGEST) for one in files)
    return tuple(hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else repr(data) for data in found)


def _in_vault(file: Path, vault: Path, taken: Collection[VaultPath]) -> VaultPath | None:
    """Return the place of a file that the vault holds already, beside a note that is a source."""
    if not file.is_relative_to(vault):
        return None
    path = VaultPath(file.relative_to(vault).as_posix())
    return path if path in taken else None


def _place(
    name: str,
    data: bytes,
    digest: Digest,
    folder: str,
    vault: Path,
    present: Mapping[str, VaultPath],
    used: Collection[str],
) -> tuple[VaultPath, bool]:
    """Return where a file goes, and whether it has to be copied there."""
    stem, suffix = posixpath.splitext(name)
    stem = file_name(stem, fallback=digest[:8])
    for count in range(1, 1_000_000):
        wanted = f"{stem}{suffix}" if count == 1 else f"{stem} {count}{suffix}"
        path = VaultPath(posixpath.join(folder, wanted))
        there = present.get(fold_key(path))
        if there is not None and _holds(vault, there, data):
            return there, False
        if fold_key(wanted) not in used:
            return path, True
    raise AssertionError("a million attachments of one name")


def _holds(vault: Path, path: VaultPath, data: bytes) -> bool:
    """Whether an attachment holds these bytes; Unreadable where it may and that can't be seen: it would get a copy."""
    place = vault / path
    stamp = stamp_at(place)
    if stamp is not None and stamp[0] != len(data):
        return False
    found = read_regular(place, place.parent, LARGEST)
    if isinstance(found, Problem) and not place.is_symlink():
        raise Unreadable(found.message, path=path, hint=found.hint)
    return found == data
