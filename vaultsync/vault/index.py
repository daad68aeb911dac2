"""The links of a whole vault, resolved: what each note is, where its links lead, and who links to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from vaultsync.markup.note_syntax import NoteSyntax, RawLink
from vaultsync.memo import Remember, anew, single
from vaultsync.model import Digest, NoteKind, Problem, VaultPath
from vaultsync.vault.resolve import Resolution, Resolver, Status
from vaultsync.vault.scan import VaultScan, without_collecting
from vaultsync.vault.settings import VaultSettings

_KINDS = {kind.value: kind for kind in NoteKind if kind is not NoteKind.USER}
_EXTERNAL = Resolution(None, Status.EXTERNAL)


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """One note of the vault, ours or the user's."""

    path: VaultPath
    kind: NoteKind
    """What the note says it is; `user` unless it has an id as well."""
    syntax: NoteSyntax

    @property
    def id(self) -> str | None:
        """The property `id`."""
        return self.syntax.id

    @property
    def title(self) -> str:
        """The property `title`, or else the file's name."""
        return self.syntax.title or self.path.rpartition("/")[2][:-3]


class Link(NamedTuple):
    """One link of a note or canvas, and where it leads."""

    note: VaultPath
    """The file that it stands in."""
    raw: RawLink
    resolution: Resolution

    @property
    def target(self) -> VaultPath | None:
        """The file that it leads to."""
        return self.resolution.path

    @property
    def status(self) -> Status:
        """What became of it."""
        return self.resolution.status

    @property
    def generated(self) -> bool:
        """Whether it stands in a section that vaultsync keeps."""
        return self.raw.generated

    @property
    def property(self) -> str | None:
        """The frontmatter key that it stands under."""
        return self.raw.property


class VaultIndex:
    """A scanned vault with its links resolved; whatever takes time is computed when it is first asked for."""

    def __init__(self, scan: VaultScan, remember: Remember = anew) -> None:
        self.scan = scan
        self._remember = remember

    @property
    def settings(self) -> VaultSettings:
        """The vault's own settings."""
        return self.scan.settings

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return self.scan.problems

    @property
    def paths(self) -> tuple[VaultPath, ...]:
        """Every file of the vault, in order."""
        return tuple(self.scan.files)

    @cached_property
    def resolver(self) -> Resolver:
        """Resolves links over the vault's files."""
        paths = self.paths
        return single(self._remember, "resolver of files", paths, lambda: Resolver(paths))

    @cached_property
    def notes(self) -> tuple[IndexedNote, ...]:
        """Every note that could be read, in order of the paths."""
        return self.notes_among(self.scan.files)

    def notes_among(self, paths: Iterable[VaultPath]) -> tuple[IndexedNote, ...]:
        """Return those of some files that are notes and could be read, in the files' order."""
        return tuple(
            IndexedNote(file.path, _kind_of(file.syntax), file.syntax)
            for file in map(self.scan.files.__getitem__, paths)
            if file.is_note and file.syntax is not None
        )

    @cached_property
    def _links_by_file(self) -> Mapping[VaultPath, tuple[Link, ...]]:
        with without_collecting():
            return {
                file.path: tuple(Link(file.path, raw, self._resolve(raw, file.path)) for raw in file.syntax.links)
                for file in self.scan.files.values()
                if file.syntax is not None
            }

    @property
    def links_by_file(self) -> Iterable[tuple[Link, ...]]:
        """The links of every note and canvas, in order of the paths."""
        return self._links_by_file.values()

    @property
    def links(self) -> Iterator[Link]:
        """Every link of every note and canvas, in order of paths and places."""
        return (link for links in self.links_by_file for link in links)

    def links_from(self, path: VaultPath) -> tuple[Link, ...]:
        """Return the links of one note or canvas, properties first, then in order."""
        return self._links_by_file.get(path, ())

    def _resolve(self, link: RawLink, note: VaultPath) -> Resolution:
        if link.external:
            return _EXTERNAL
        if link.is_path:
            return self.resolver.exact(link.target)
        return self.resolver.resolve(link.target, note)

    @cached_property
    def linked(self) -> Mapping[VaultPath, tuple[VaultPath, ...]]:
        """Every file that is linked to, with the files that link to it, itself included if it does; in order."""
        found: dict[VaultPath, dict[VaultPath, None]] = defaultdict(dict)
        for link in self.links:
            if link.target is not None:
                found[link.target][link.note] = None
        return {path: tuple(found[path]) for path in sorted(found)}

    def backlinks(self, path: VaultPath) -> tuple[VaultPath, ...]:
        """Return the files that link to a file, in order."""
        return self.linked.get(path, ())

    @cached_property
    def by_id(self) -> Mapping[str, tuple[VaultPath, ...]]:
        """The notes that vaultsync has made, by id; more than one where a note was copied."""
        found: dict[str, list[VaultPath]] = defaultdict(list)
        for note in self.notes:
            if note.kind is not NoteKind.USER and note.id:
                found[note.id].append(note.path)
        return {note_id: tuple(found[note_id]) for note_id in sorted(found)}

    def has(self, path: VaultPath) -> bool:
        """Say whether the vault has a file."""
        return path in self.scan.files

    def syntax(self, path: VaultPath) -> NoteSyntax | None:
        """Return what a note or canvas says; None for any other file, and for one that couldn't be read."""
        file = self.scan.files.get(path)
        return None if file is None else file.syntax

    def text(self, path: VaultPath) -> str:
        """Read a note anew; raises Changed if it can't be read any more."""
        return self.scan.text(path)

    def claim(self, path: VaultPath) -> tuple[str, NoteKind] | None:
        """Return which note a file says to be; None where it is none of ours by what it says."""
        file = self.scan.files[path]
        if not file.is_note or file.syntax is None or not file.syntax.id:
            return None
        kind = _kind_of(file.syntax)
        return None if kind is NoteKind.USER else (file.syntax.id, kind)

    def digest(self, path: VaultPath) -> Digest:
        """Return the digest of a note's bytes as it was scanned."""
        digest = self.scan.files[path].digest
        return Digest("") if digest is None else digest

    def source(self, path: VaultPath) -> str | None:
        """Return the key of the source that a note comes from: an atom's by its `from`, a source map's own."""
        syntax = self.syntax(path)
        if syntax is None:
            return None
        match _kind_of(syntax):
            case NoteKind.SOURCE:
                return syntax.source_file
            case NoteKind.ATOM:
                return self._source_of_map(syntax, path)
            case _:
                return None

    def _source_of_map(self, syntax: NoteSyntax, path: VaultPath) -> str | None:
        link = next((link for link in syntax.links if link.property == "from"), None)
        target = None if link is None else self.resolver.resolve(link.target, path).path
        found = None if target is None else self.syntax(target)
        return None if found is None else found.source_file


def _kind_of(syntax: NoteSyntax) -> NoteKind:
    return _KINDS.get(syntax.type or "", NoteKind.USER) if syntax.id else NoteKind.USER
