"""Which faults of a vault leave no doubt: links that say an alias or a title, and properties that say nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from vaultsync.markup import frontmatter
from vaultsync.markup.headings import heading_key
from vaultsync.markup.link_text import fitted
from vaultsync.markup.note_properties import unquoted_link
from vaultsync.markup.words import fold
from vaultsync.model import Span, VaultPath
from vaultsync.notes.moved_parts import has_part, subpath_of
from vaultsync.vault.index import Link, VaultIndex


@dataclass(frozen=True, slots=True)
class Fix:
    """One edit of a note's text that leaves no doubt."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True)
class Mender:
    """Knows which note a link means that leads nowhere, where only one can be meant."""

    index: VaultIndex

    @cached_property
    def _named(self) -> Mapping[str, frozenset[VaultPath]]:
        """The notes by all that they are called, folded."""
        found: dict[str, set[VaultPath]] = defaultdict(set)
        for note in self.index.notes:
            stem = note.path.rpartition("/")[2][:-3]
            for name in (stem, note.title, *note.syntax.aliases):
                found[fold(name).strip()].add(note.path)
        return {name: frozenset(paths) for name, paths in found.items()}

    def of_unresolved(self, link: Link) -> Fix | None:
        """Lead a link to the one note that has its target as an alias or a title, or spells it in other marks."""
        name = link.raw.target
        name = name[:-3] if name[-3:].lower() == ".md" else name
        if link.raw.kind == "embed" or "/" in name or not _in_note(link):
            return None
        meant = self._named.get(fold(name).strip(), frozenset())
        if len(meant) != 1:
            return None
        (path,) = meant
        syntax = self.index.syntax(path)
        if link.raw.subpath and (syntax is None or not has_part(syntax, link.raw.subpath)):
            return None
        return self._fix(link, path, link.raw.subpath, link.raw.display or name)

    def of_dead_heading(self, link: Link) -> Fix | None:
        """Lead a link to the one heading that differs from what it says in quotes, dashes and the like only."""
        syntax = None if link.target is None else self.index.syntax(link.target)
        if syntax is None or link.target is None or not _in_note(link) or not link.raw.subpath:
            return None
        key = fold(heading_key(link.raw.subpath.rpartition("#")[2]))
        meant = [one for one in syntax.headings if fold(heading_key(one.text)) == key]
        if len(meant) != 1:
            return None
        return self._fix(link, link.target, subpath_of(syntax.headings, meant[0]), link.raw.display)

    def _fix(self, link: Link, path: VaultPath, subpath: str | None, display: str | None) -> Fix:
        raw, text = link.raw, self.index.text(link.note)
        new = self.index.resolver.retarget(raw, path, link.note, subpath)
        if raw.display is None and display and new.endswith("]]"):
            new = f"{new[:-2]}{_bar(text, link)}{display}]]"
        return Fix(raw.span, raw.raw, fitted(text, raw, new))


def _in_note(link: Link) -> bool:
    return link.note[-3:].lower() == ".md"


def _bar(text: str, link: Link) -> str:
    """Return the bar before a display text, escaped in a line that may be a table's row."""
    line = text.rfind("\n", 0, link.raw.span.start) + 1
    return "\\|" if link.property is None and "|" in text[line : link.raw.span.start] else "|"


def fixed(text: str, fixes: Iterable[Fix]) -> str:
    """Return a note's text with its links mended, and the properties that say nothing to Obsidian."""
    parts: list[str] = []
    at = 0
    for fix in sorted(fixes, key=lambda one: one.span):
        if fix.span.start >= at and text[fix.span.start : fix.span.end] == fix.old:
            parts += [text[at : fix.span.start], fix.new]
            at = fix.span.end
    return with_properties("".join((*parts, text[at:])))


def with_properties(text: str) -> str:
    """Quote links that YAML takes for lists, and make a list of tags that stand in one line."""
    changes: dict[str, object] = {}
    known = frontmatter.read(text)
    said = text[: known.body]
    for key, value in known.data.items():
        if key.lower() == "tags" and isinstance(value, str) and "," in value:
            changes[key] = [name for tag in value.split(",") if (name := tag.strip().lstrip("#"))]
        elif link := unquoted_link(value, said):
            changes[key] = link
        elif isinstance(value, list) and any(unquoted_link(one, said) for one in value):
            changes[key] = [unquoted_link(one, said) or one for one in value]
    return frontmatter.patch(text, changes) if changes else text
