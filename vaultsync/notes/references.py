"""The author's own links: what `[text](other.md#section)` and `[[Other]]` in a source mean in the vault."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vaultsync.markup.headings import heading_subpath
from vaultsync.markup.wikilinks import RawLink, scan
from vaultsync.markup.words import fold
from vaultsync.memo import Remember, anew
from vaultsync.model import NoteId, SourceKey, Span
from vaultsync.notes.citations import Titles, citations, footnotes
from vaultsync.notes.drafts import AtomDraft, SourceDraft

_SOURCE_SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm")
_PAGE_SUFFIXES = ("", ".html", ".htm", ".md")
_INDEXES = ("index", "_index", "README")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]+")
_INNER_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One link of the author's that has a meaning in the vault."""

    span: Span
    """In the atom's body."""
    display: str | None
    """The text that the author shows for it."""
    embed: bool
    note: NoteId | None = None
    """The note meant; None where an attachment is."""
    subpath: str = ""
    """`#heading` or `#^block` within the note, or empty."""
    attachment: str = ""
    """The file meant, as a path below the source's root."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All sources of a run by the names under which an author may refer to them."""

    by_key: Mapping[str, SourceDraft] = field(default_factory=dict)
    by_name: Mapping[str, SourceDraft] = field(default_factory=dict)
    """By folded file name, stem, title and alias; the first source by key holds a name that several share."""
    by_url: Mapping[str, SourceDraft] = field(default_factory=dict)
    by_slug: Mapping[str, SourceDraft | None] = field(default_factory=dict)
    """By what a site calls its page; None where it may call several so."""


def directory(sources: Iterable[SourceDraft]) -> Directory:
    """Index sources by key, names and addresses."""
    by_key: dict[str, SourceDraft] = {}
    by_name: dict[str, SourceDraft] = {}
    by_url: dict[str, SourceDraft] = {}
    by_slug: dict[str, SourceDraft | None] = {}
    for source in sorted(sources, key=lambda one: one.key):
        by_key[source.key] = source
        name = posixpath.basename(source.key)
        for known in (name, posixpath.splitext(name)[0], source.title, *source.metadata.aliases):
            by_name.setdefault(fold(known), source)
        if source.metadata.url:
            by_url.setdefault(_address(source.metadata.url), source)
        slug = _page_of(source.key)
        by_slug[slug] = None if slug in by_slug else source
    return Directory(by_key, by_name, by_url, by_slug)


References = Mapping[NoteId, tuple[Reference, ...]]
"""The author's links by the notes of the atoms in which they stand, for those that have any."""


def references(sources: Sequence[SourceDraft], remember: Remember = anew) -> References:
    """Find the author's links in the atoms' bodies that mean another note of this run or a file beside the source."""
    atoms = {atom.id: atom for source in sources for atom in source.atoms}
    links = remember.each("own links", atoms, lambda note: _own_links(atoms[note]))
    linking = [note for note, found in links.items() if found]
    known = directory(sources) if linking else Directory()
    meant = {
        note: tuple(filter(None, (_meaning(link, atoms[note], known) for link in links[note]))) for note in linking
    }
    for note, found in _cited(sources, atoms, remember).items():
        links_there = meant.get(note, ())
        beside = (one for one in found if not any(_overlap(one.span, link.span) for link in links_there))
        meant[note] = (*links_there, *beside)
    return {note: found for note, found in meant.items() if found}


def _cited(
    sources: Sequence[SourceDraft], atoms: Mapping[NoteId, AtomDraft], remember: Remember
) -> Mapping[NoteId, tuple[Reference, ...]]:
    """Return the atoms of other sources that footnotes cite."""
    texts = remember.each("footnotes", atoms, lambda note: footnotes(atoms[note].body))
    citing = {note: found for note, found in texts.items() if found}
    titles = Titles(sources if citing else ())
    return {
        note: tuple(
            Reference(one.span, atom.body[one.span.start : one.span.end], embed=False, note=one.note)
            for one in citations(atom.body, found, atom.source, titles)
        )
        for note, found in citing.items()
        for atom in (atoms[note],)
    }


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _own_links(atom: AtomDraft) -> tuple[RawLink, ...]:
    if "](" not in atom.body and "[[" not in atom.body and "http" not in atom.body:
        return ()
    return scan(atom.body).links


def _meaning(link: RawLink, atom: AtomDraft, sources: Directory) -> Reference | None:
    embed = link.kind == "embed"
    if link.external:
        source = sources.by_url.get(_address(link.target))
        if source is None or source.key == atom.source or embed:
            return None
        return _to_source(link, source, sources.by_key.get(atom.source), atom, embed)
    path = below_root(atom.source, link.target)
    source = _source_meant(link, path, atom, sources)
    if source is not None:
        return _to_source(link, source, sources.by_key.get(atom.source), atom, embed)
    if path and posixpath.splitext(path)[1] and not path.lower().endswith(_SOURCE_SUFFIXES):
        return Reference(link.span, link.display, embed, subpath=link.subpath or "", attachment=path)
    return None


def _source_meant(link: RawLink, path: str, atom: AtomDraft, sources: Directory) -> SourceDraft | None:
    if not link.target:
        return sources.by_key.get(atom.source)
    for candidate in (path, *(path + suffix for suffix in _SOURCE_SUFFIXES)):
        if candidate in sources.by_key:
            return sources.by_key[candidate]
    if link.raw.startswith(("[[", "![[")):
        return sources.by_name.get(fold(link.target))
    stem, suffix = posixpath.splitext(link.target.partition("?")[0].rstrip("/"))
    is_page = link.target.startswith(("/", "../")) or link.target.endswith("/")
    return sources.by_slug.get(posixpath.basename(stem)) if is_page and suffix.lower() in _PAGE_SUFFIXES else None


def _page_of(key: str) -> str:
    """Return what site generators call the page that they make of a file.

    That is its name without a date before it, or where the file is the index of a folder, the folder's.
    """
    stem = posixpath.splitext(posixpath.basename(key))[0]
    return posixpath.basename(posixpath.dirname(key)) if stem in _INDEXES else _DATE.sub("", stem)


def _to_source(
    link: RawLink, source: SourceDraft, own: SourceDraft | None, atom: AtomDraft, embed: bool
) -> Reference | None:
    target, inner = _atom_meant(source, link.subpath or "")
    if target is None and link.subpath and source is own:
        return None
    if not source.atoms and source.deleted:
        return None
    note = target or (source.atoms[0].id if len(source.atoms) == 1 or source.deleted else source.id)
    if note == atom.id and not inner:
        return None
    return Reference(link.span, link.display, embed, note=note, subpath=inner)


def _atom_meant(source: SourceDraft, subpath: str) -> tuple[NoteId | None, str]:
    """Return the atom that holds a heading or block of the source, and the subpath that is still needed within it."""
    wanted = subpath.lstrip("#")
    if not wanted:
        return None, ""
    if wanted.startswith("^"):
        for atom in source.atoms:
            if re.search(rf"(?:^|\s){re.escape(wanted)}\s*$", atom.body, re.MULTILINE):
                return atom.id, f"#{wanted}"
        return None, ""
    key = _slug(wanted.rpartition("#")[2])
    for atom in source.atoms:
        if _slug(atom.heading) == key:
            return atom.id, ""
    for atom in source.atoms:
        for heading in _INNER_HEADING.findall(atom.body):
            if _slug(heading) == key:
                return atom.id, heading_subpath(heading)
    return None, ""


def below_root(source: SourceKey, target: str) -> str:
    """Return the path below the source's root that a relative link means; empty where it leads out of the root."""
    if not target or "\\" in target or "\x00" in target:
        return ""
    base = "" if target.startswith("/") else posixpath.dirname(source)
    joined = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
    return "" if joined.startswith("..") or joined in (".", "/") else joined


def _slug(heading: str) -> str:
    """Fold a heading as web anchors do, so that `#my-section` finds "My section"."""
    return _NOT_IN_SLUG.sub("", fold(heading).replace("-", " ")).strip().replace(" ", "-")


def _address(url: str) -> str:
    """Fold what does not tell two addresses apart: the scheme, a leading www, the fragment and a last slash."""
    bare = url.partition("#")[0].strip().rstrip("/")
    return re.sub(r"^https?://(?:www\.)?", "", bare)
