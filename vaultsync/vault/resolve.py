"""Which file a link means: Obsidian's rules, over the paths of a vault's files."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from vaultsync.markup.canvas import path_on_canvas
from vaultsync.markup.link_text import markdown_link, wikilink, with_target
from vaultsync.markup.note_syntax import RawLink
from vaultsync.model import VaultPath
from vaultsync.vault.settings import LinkFormat, VaultSettings

_SPACES = {0xA0: " ", 0x202F: " "}


class Status(StrEnum):
    """What became of a link."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    EXTERNAL = "external"
    AMBIGUOUS = "ambiguous"
    """It leads to `path`, but another file fits as well, and Obsidian doesn't say which of them it takes."""


class Resolution(NamedTuple):
    """The file that a link means."""

    path: VaultPath | None
    status: Status
    candidates: tuple[VaultPath, ...] = ()
    """Of an ambiguous link, all files that fit equally well, `path` first."""


class _File(NamedTuple):
    key: str
    path: VaultPath


Way = tuple[VaultPath | tuple[_File, ...], ...]
"""A path, and the files whose names links to it could be taken for."""

_UNRESOLVED = Resolution(None, Status.UNRESOLVED)


class Resolver:
    """Resolves links over one set of files."""

    def __init__(self, paths: Iterable[VaultPath]) -> None:
        self._names: dict[str, tuple[_File, ...]] = {}
        self._known: dict[str, Resolution] = {}
        """What bare names mean, as far as they were asked for and mean the same in every note."""
        self._ways: dict[VaultPath, Way] = {}
        self._add(paths)

    def _add(self, paths: Iterable[VaultPath]) -> None:
        for path in paths:
            key = link_key(path)
            name = key[key.rfind("/") + 1 :]
            self._names[name] = (*self._names.get(name, ()), _File(key, path))

    def with_changes(self, added: Iterable[VaultPath] = (), removed: Iterable[VaultPath] = ()) -> Resolver:
        """Return a resolver for the files with some more and some less."""
        changed = Resolver(())
        changed._names = dict(self._names)
        for path in removed:
            key = link_key(path)
            name = key[key.rfind("/") + 1 :]
            left = tuple(file for file in changed._names.get(name, ()) if file.path != path)
            if left:
                changed._names[name] = left
            else:
                changed._names.pop(name, None)
        changed._add(added)
        return changed

    def resolve(self, target: str, note: VaultPath) -> Resolution:
        """Find the file that a link without its subpath means in `note`; an empty one means the note itself."""
        if not target:
            return Resolution(note, Status.RESOLVED)
        known = self._known.get(target)
        if known is not None:
            return known
        key = link_key(target)
        name = key[key.rfind("/") + 1 :]
        files = self._names.get(name)
        if files is None:
            files = self._names.get(f"{name}.md")
            if files is None:
                return _UNRESOLVED
            key = f"{key}.md"
        if len(files) == 1 and "/" not in key:
            known = self._known[target] = Resolution(files[0].path, Status.RESOLVED)
            return known
        return self._by_path(key, files, link_key(note.rpartition("/")[0]))

    def exact(self, path: str) -> Resolution:
        """Find the file that a full path means, as on a canvas."""
        key = link_key(path)
        return _exact(self._names.get(key[key.rfind("/") + 1 :], ()), key) or _UNRESOLVED

    def _by_path(self, key: str, files: tuple[_File, ...], folder: str) -> Resolution:
        """Choose among files with the name that is linked to."""
        if key.startswith(("./", "../")):
            joined, key = _joined(folder, key)
            exact = _exact(files, joined)
            if exact is not None:
                return exact
        rooted = key.startswith("/")
        exact = _exact(files, key[1:] if rooted else key)
        if exact is not None or rooted:
            return exact or _UNRESOLVED
        below = f"{folder}/" if folder else ""
        ranked = sorted(
            (not file.key.startswith(below), len(file.key), file.path)
            for file in files
            if file.key == key or file.key.endswith(f"/{key}")
        )
        if not ranked:
            return _UNRESOLVED
        equal = tuple(path for *rank, path in ranked if rank == [*ranked[0][:2]])
        if len(equal) > 1:
            return Resolution(equal[0], Status.AMBIGUOUS, equal)
        return Resolution(equal[0], Status.RESOLVED)

    # --- writing ---

    def way_to(self, path: VaultPath) -> Way:
        """Return all that a link to a file depends on, beside the note that it is written in and the settings."""
        way = self._ways.get(path)
        if way is None:
            name = link_key(path[path.rfind("/") + 1 :])
            stem = _without_suffix(name)
            names = dict.fromkeys((stem, f"{stem}.md", name, f"{name}.md"))
            way = self._ways[path] = (path, *(self._names.get(one, ()) for one in names))
        return way

    def link_to(
        self,
        path: VaultPath,
        note: VaultPath,
        settings: VaultSettings,
        display: str | None = None,
        subpath: str | None = None,
    ) -> str:
        """Write a link from `note` to a file that surely leads there, in the form that the vault's settings ask for.

        A name that several files have is written with its whole path. Where no wikilink can be written, because of the
        name or of the display text, it is a Markdown link.
        """
        subpath = subpath or ""
        name = path.rpartition("/")[2]
        stem = _without_suffix(name)
        if not settings.markdown_links:
            target = "" if path == note and subpath else self.name_of(path, note, settings.link_format)
            shown = stem if display is None and "/" in target and stem != name else display
            text = wikilink(target, subpath, shown)
            if text is not None:
                return text
        target = "" if path == note and subpath else self.name_of(path, note, settings.link_format, suffix=True)
        return markdown_link(target, subpath, stem if display is None else display)

    def name_of(self, path: VaultPath, note: VaultPath, form: LinkFormat, *, suffix: bool = False) -> str:
        """Return the shortest target that leads from `note` to a file, among those of a form; `suffix` keeps `.md`."""
        shown = path if suffix else _without_suffix(path)
        for target in self._targets(shown, note, form):
            if self.resolve(target, note) == Resolution(path, Status.RESOLVED):
                return target
        return path if self.resolve(shown, note).path != path else shown

    def _targets(self, path: str, note: VaultPath, form: LinkFormat) -> Iterator[str]:
        name = path.rpartition("/")[2]
        if form is LinkFormat.SHORTEST and len(self._names.get(link_key(name), ())) + self._notes_named(name) == 1:
            yield name
        if form is LinkFormat.RELATIVE:
            relative = posixpath.relpath(f"/{path}", f"/{note.rpartition('/')[0]}")
            yield relative
            if not relative.startswith("../"):
                yield f"./{relative}"
        yield path

    def _notes_named(self, name: str) -> int:
        return len(self._names.get(f"{link_key(name)}.md", ()))

    def retarget(self, link: RawLink, path: VaultPath, note: VaultPath, subpath: str | None) -> str:
        """Return a link of `note` redirected to another place by the smallest edit: form and display text kept."""
        if link.is_path:
            return path_on_canvas(path)
        suffix = link.target[-3:].lower() == ".md"
        if link.target.startswith(("./", "../")):
            form = LinkFormat.RELATIVE
        else:
            form = LinkFormat.ABSOLUTE if "/" in link.target else LinkFormat.SHORTEST
        stays = self.resolve(link.target, note) == Resolution(path, Status.RESOLVED) and (link.target or subpath)
        target = link.target if stays else self.name_of(path, note, form, suffix=suffix)
        if not stays and link.target.startswith("/"):
            rooted = (f"/{path if suffix else _without_suffix(path)}", f"/{path}")
            target = next((one for one in rooted if self.resolve(one, note).path == path), target)
        text = with_target(link, target, subpath)
        if text is not None:
            return text
        written = self.link_to(path, note, VaultSettings(form), link.display, subpath)
        return f"!{written}" if link.kind == "embed" else written


def _exact(files: tuple[_File, ...], key: str) -> Resolution | None:
    fitting = tuple(sorted(file.path for file in files if file.key == key))
    if not fitting:
        return None
    if len(fitting) > 1:
        return Resolution(fitting[0], Status.AMBIGUOUS, fitting)
    return Resolution(fitting[0], Status.RESOLVED)


def _joined(folder: str, key: str) -> tuple[str, str]:
    """Join a relative link to a folder; return that and what is left of it without its dots."""
    segments = folder.split("/") if folder else []
    while key.startswith(("./", "../")):
        dots, _, key = key.partition("/")
        if dots == ".." and segments:
            segments.pop()
    return "/".join([*segments, key]), key


def link_key(text: str) -> str:
    """Return what is equal for a link and the path that it means: lower case, plain spaces, NFC."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.lower().translate(_SPACES))


def _without_suffix(path: str) -> str:
    return path[:-3] if path[-3:].lower() == ".md" else path
