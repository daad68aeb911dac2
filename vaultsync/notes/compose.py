"""A note's own part: its properties and its text with every link in place, before backlinks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vaultsync.model import FRONTMATTER_REASON, TITLE_REASON, Mention, NoteId, NoteKind, SourceKey, Span, VaultPath
from vaultsync.notes.drafts import AtomDraft, SourceDraft
from vaultsync.notes.places import Places
from vaultsync.notes.quotes import DEFINES, quote_about, quote_at
from vaultsync.notes.references import Reference
from vaultsync.notes.weave import ConceptDraft, Weave
from vaultsync.vault.resolve import Resolver
from vaultsync.vault.settings import VaultSettings

_LONGEST_EXCLUSION = 200
"""Lines of an exclusion that the source map shows; the source itself has the rest."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A note ready for its backlinks."""

    id: NoteId
    kind: NoteKind
    title: str
    properties: Mapping[str, object]
    context: Mapping[str, object]
    """What the template of its kind is given, apart from the properties and the backlinks."""
    body: str = ""
    """An atom's text with its links; empty for the other kinds."""
    source: SourceKey | None = None
    signature: str = ""
    heading: str = ""
    order: int = 0
    aliases: tuple[str, ...] = ()
    machine: frozenset[NoteId] = frozenset()
    """The notes that only derived links in the text lead to."""
    mentions: Mapping[NoteId, Span] = field(default_factory=dict)
    """Where in the body each derived link of an atom stands."""
    listed: frozenset[NoteId] = frozenset()
    """The notes that this one lists in its own part, so that they need no backlink besides."""


@dataclass(frozen=True)
class Linker:
    """Writes links that resolve, by Obsidian's rules and the vault's own settings."""

    places: Places
    resolver: Resolver
    """Over all files as they stand after the run."""
    settings: VaultSettings
    attachments: Mapping[tuple[SourceKey, str], VaultPath] = field(default_factory=dict)
    """Where the files beside the sources lie in the vault, by source and path below its root."""

    @cached_property
    def _for_properties(self) -> VaultSettings:
        return self.settings.as_wikilinks()

    def ways(self, note: NoteId, targets: Iterable[str | None]) -> tuple[object, ...]:
        """Return all that links from a note to others depend on, beside what they show."""
        final, way_to = self.places.final, self.resolver.way_to
        found = [way_to(final[NoteId(one)]) if one in final else None for one in targets if one is not None]
        return self.settings, final[note], found

    def text(self, target: NoteId, note: NoteId, display: str | None = None, subpath: str = "") -> str:
        """Return a link for running text from `note` to `target`."""
        return self.resolver.link_to(
            self.places.final[target], self.places.final[note], self.settings, display=display, subpath=subpath or None
        )

    def property(self, target: NoteId, note: NoteId) -> str:
        """Return a link for a property, where only whole wikilinks count."""
        return self.resolver.link_to(self.places.final[target], self.places.final[note], self._for_properties)

    def file(self, target: VaultPath, note: NoteId, display: str | None, subpath: str, embed: bool) -> str:
        """Return a link or an embed of an attachment."""
        link = self.resolver.link_to(
            target, self.places.final[note], self.settings, display=display, subpath=subpath or None
        )
        return f"!{link}" if embed else link


def compose_atom(
    atom: AtomDraft, own_map: NoteId | None, weave: Weave, found: Sequence[Reference], linker: Linker
) -> Composed:
    """Put the author's links (`found`) and the derived ones into an atom's text, and name its place among others."""
    mentions = _beside(weave.mentions.get(atom.id, ()), found)
    mentions = tuple(one for one in mentions if one.target in linker.places.final)
    concepts = weave.concepts_of.get(atom.id, ())
    related = [one for one in weave.related.get(atom.id, ()) if one.target in linker.places.final]
    written = {reference.note for reference in found if reference.note is not None}
    mentioned = {NoteId(mention.target) for mention in mentions}

    def link(target: NoteId) -> str:
        return linker.property(target, atom.id)

    properties: dict[str, object] = {
        "id": atom.id,
        "title": atom.title,
        "aliases": list(atom.aliases),
        "tags": list(atom.tags),
        "type": NoteKind.ATOM.value,
    }
    up = atom.parent or own_map
    structure = {"from": own_map, "up": up, "prev": atom.prev, "next": atom.next}
    properties |= {key: link(target) for key, target in structure.items() if target is not None}
    lists = {
        "down": atom.children,
        "concepts": concepts,
        "related": [NoteId(one.target) for one in related],
        "mentions": _named_only(mentions, written, concepts),
    }
    properties |= {key: [link(target) for target in targets] for key, targets in lists.items() if targets}
    body, placed = _with_links(atom, found, mentions, linker)
    return Composed(
        id=atom.id,
        kind=NoteKind.ATOM,
        title=atom.title,
        properties=properties,
        context={"body": body},
        body=body,
        source=atom.source,
        signature=atom.signature,
        heading=atom.heading,
        order=atom.order,
        aliases=atom.aliases,
        machine=frozenset(mentioned - written),
        mentions=placed,
        listed=frozenset(target for key in ("down", "related") for target in lists[key])
        | frozenset(target for target in structure.values() if target is not None),
    )


def _named_only(mentions: Sequence[Mention], written: Collection[NoteId], concepts: Collection[NoteId]) -> list[NoteId]:
    """Return the notes that only derived links in the text lead to, concepts apart: so these are told from others."""
    named = dict.fromkeys(NoteId(mention.target) for mention in mentions)
    return [note for note in named if note not in written and note not in concepts]


def _beside(mentions: Sequence[Mention], found: Sequence[Reference]) -> tuple[Mention, ...]:
    """Leave out mentions where the author has a link already, to the same note or in the same place."""
    linked = {reference.note for reference in found}
    return tuple(
        mention
        for mention in mentions
        if mention.target not in linked
        and not any(mention.span.start < one.span.end and one.span.start < mention.span.end for one in found)
    )


def _with_links(
    atom: AtomDraft, found: Sequence[Reference], mentions: Sequence[Mention], linker: Linker
) -> tuple[str, dict[NoteId, Span]]:
    """Return the body with its links written, and where each mention's link stands in it."""
    edits: list[tuple[Span, str, NoteId | None]] = []
    for reference in found:
        text = _reference_text(atom, reference, linker)
        if text is not None:
            edits.append((reference.span, text, None))
    for mention in mentions:
        said = atom.body[mention.span.start : mention.span.end]
        target = NoteId(mention.target)
        edits.append((mention.span, linker.text(target, atom.id, display=said), target))
    parts: list[str] = []
    placed: dict[NoteId, Span] = {}
    at = size = 0
    for span, text, leads_to in sorted(edits, key=lambda edit: edit[0]):
        between = atom.body[at : span.start]
        parts += [between, text]
        size += len(between) + len(text)
        at = span.end
        if leads_to is not None:
            placed[leads_to] = Span(size - len(text), size)
    return "".join((*parts, atom.body[at:])), placed


def _reference_text(atom: AtomDraft, reference: Reference, linker: Linker) -> str | None:
    if reference.attachment:
        place = linker.attachments.get((atom.source, reference.attachment))
        if place is None:
            return None
        text = linker.file(place, atom.id, reference.display, reference.subpath, reference.embed)
    else:
        if reference.note is None or reference.note not in linker.places.final:
            return None
        text = linker.text(reference.note, atom.id, display=reference.display, subpath=reference.subpath)
        text = f"!{text}" if reference.embed else text
    line = atom.body.rfind("\n", 0, reference.span.start) + 1
    in_table = atom.body[line : reference.span.start].lstrip().startswith("|")
    return text.replace("|", "\\|") if in_table else text


def compose_source(source: SourceDraft, home: NoteId | None, linker: Linker) -> Composed:
    """Make the map of one source: what it says of itself, its ideas in order, and what was left out."""
    told = source.metadata
    properties: dict[str, object] = {
        "id": source.id,
        "title": source.title,
        "aliases": [alias for alias in source.aliases if alias != source.title],
        "tags": list(told.tags),
        "type": NoteKind.SOURCE.value,
    }
    said = {"source": told.url, "author": told.author, "published": told.date}
    properties |= {key: value for key, value in said.items() if value}
    properties["source_file"] = source.key
    if home is not None:
        properties["up"] = linker.property(home, source.id)
    outline = [
        {"indent": "\t" * (atom.level - 1), "link": linker.text(atom.id, source.id), "title": atom.title}
        for atom in source.atoms
    ]
    exclusions = [
        {"reason": one.reason, "lines": _quoted(one.markdown)}
        for one in source.exclusions
        if one.markdown.strip() and one.reason not in (FRONTMATTER_REASON, TITLE_REASON)
    ]
    byline = " · ".join(part for part in (told.author, told.date, _web_link(told.url)) if part)
    return Composed(
        id=source.id,
        kind=NoteKind.SOURCE,
        title=source.title,
        properties=properties,
        context={"outline": outline, "exclusions": exclusions, "byline": byline},
        source=source.key,
        heading=source.title,
        aliases=source.aliases,
        listed=frozenset(atom.id for atom in source.atoms) | frozenset([home] if home else []),
    )


def _web_link(url: str) -> str:
    return f"<{url}>" if url.startswith(("http://", "https://")) and not set(url) & set("<> \n") else ""


def _quoted(markdown: str) -> list[str]:
    """Show a passage so that none of its links, tags or embeds counts as the vault's: as code, line by line."""
    lines = markdown.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    shown = lines[:_LONGEST_EXCLUSION] + (["…"] if len(lines) > _LONGEST_EXCLUSION else [])
    fence = "```"
    while any(fence in line for line in shown):
        fence += "`"
    return [f"{fence}text", *shown, fence]


def compose_concept(
    concept: ConceptDraft, bodies: Mapping[NoteId, tuple[str, Span | None]], home: NoteId | None, linker: Linker
) -> Composed:
    """Make the hub of one idea: every atom that speaks of it, with the sentence that says most of it, first what it is.

    `bodies` holds each atom's text with its links, and where in it the concept is linked.
    """
    properties: dict[str, object] = {
        "id": concept.id,
        "title": concept.name,
        "aliases": list(concept.aliases),
        "tags": [],
        "type": NoteKind.CONCEPT.value,
    }
    if home is not None:
        properties["up"] = linker.property(home, concept.id)
    defining: list[str] = []
    mentions: list[str] = []
    for atom in concept.atoms:
        text, place = bodies[atom]
        quote, much = quote_about(text, (concept.name, *concept.aliases))
        if not quote and place:
            quote = quote_at(text, place)
        link = linker.text(atom, concept.id)
        (defining if much == DEFINES else mentions).append(f"{link}: “{quote}”" if quote else link)
    return Composed(
        id=concept.id,
        kind=NoteKind.CONCEPT,
        title=concept.name,
        properties=properties,
        context={"mentions": [*defining, *mentions]},
        heading=concept.key,
        aliases=concept.aliases,
        listed=frozenset(concept.atoms) | frozenset([home] if home else []),
    )
