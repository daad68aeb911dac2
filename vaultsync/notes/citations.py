"""Footnotes that cite a passage of another source: its title, and in it a section's title or words that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vaultsync.markup.prose import prose
from vaultsync.markup.words import fold, words
from vaultsync.model import NoteId, SourceKey, Span
from vaultsync.notes.drafts import SourceDraft

_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s]{1,200}\]:(?P<said>.*(?:\n(?![ \t]*(?:\n|\[\^)).+)*)", re.MULTILINE)
_QUOTED = re.compile(r"[“„«\"]([^“”„«»\"]{1,500})[”“»\"]")
_LEAST_NAMED = 3
"""Words of a source's and a section's title together: "Time" and "Money" are too common to be meant."""
_LEAST_QUOTED = 4
"""Words of a quotation."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a footnote that means an atom of another source."""

    span: Span
    note: NoteId


@dataclass(frozen=True, slots=True)
class _Said:
    """A footnote's words, and where they stand in the body."""

    folded: tuple[str, ...]
    spans: tuple[Span, ...]

    def find(self, wanted: Sequence[str], beside: range = range(0)) -> range | None:
        """Return the first run of words that are the wanted ones and none of those `beside`."""
        size = len(wanted)
        for at in range(len(self.folded) - size + 1 if size else 0):
            if self.folded[at : at + size] == tuple(wanted) and (at + size <= beside.start or at >= beside.stop):
                return range(at, at + size)
        return None

    def place(self, run: range) -> Span:
        """Return where a run of words stands."""
        return Span(self.spans[run.start].start, self.spans[run.stop - 1].end)


class Titles:
    """Sources by the words of their titles."""

    def __init__(self, sources: Iterable[SourceDraft]) -> None:
        """Index sources; the first by key holds a title that several share."""
        self._known: dict[tuple[str, ...], SourceDraft] = {}
        for source in sorted(sources, key=lambda one: one.key):
            for title in (source.title, *source.aliases):
                self._known.setdefault(_folded(title), source)
        self._sizes = sorted({len(title) for title in self._known if title}, reverse=True)

    def cited(self, said: _Said, own: SourceKey) -> tuple[SourceDraft, range] | None:
        """Return the other source that a footnote names, by the longest title, and where."""
        for size in self._sizes:
            for at in range(len(said.folded) - size + 1):
                source = self._known.get(said.folded[at : at + size])
                if source is not None and source.key != own:
                    return source, range(at, at + size)
        return None


def footnotes(body: str) -> tuple[Span, ...]:
    """Return where the texts of a body's footnotes stand, as far as a link may be put there."""
    if "]:" not in body or "[^" not in body:
        return ()
    texts = [Span(*found.span("said")) for found in _FOOTNOTE.finditer(body)]
    open_to_links = prose(body) if texts else ()
    return tuple(text for text in texts if any(one.start < text.end and text.start < one.end for one in open_to_links))


def citations(body: str, texts: Sequence[Span], own: SourceKey, titles: Titles) -> tuple[Citation, ...]:
    """Return what a body's footnotes cite, where that is one atom; a source as a whole is a mention like any other."""
    open_to_links = prose(body)
    found = (_citation(body, text, own, titles) for text in texts)
    return tuple(
        one
        for one in found
        if one is not None and any(free.start <= one.span.start and one.span.end <= free.end for free in open_to_links)
    )


def _citation(body: str, text: Span, own: SourceKey, titles: Titles) -> Citation | None:
    placed = words(body[text.start : text.end])
    said = _Said(
        tuple(fold(word.text) for word in placed),
        tuple(Span(text.start + word.span.start, text.start + word.span.end) for word in placed),
    )
    cited = titles.cited(said, own)
    if cited is None:
        return None
    source, title = cited
    sections = {atom.id: _folded(atom.heading) for atom in reversed(source.atoms)}
    named = _longest_named(said, title, sections)
    if named is not None:
        return Citation(said.place(named[1]), named[0])
    quoted = [_folded(one) for one in _QUOTED.findall(body[text.start : text.end])]
    wanted = [f" {' '.join(one)} " for one in quoted if len(one) >= _LEAST_QUOTED]
    holding = [
        atom.id
        for atom in (source.atoms if wanted else ())
        if any(one in f" {' '.join(_folded(atom.signature))} " for one in wanted)
    ]
    return Citation(said.place(title), holding[0]) if len(holding) == 1 else None


def _longest_named(
    said: _Said, title: range, sections: Mapping[NoteId, tuple[str, ...]]
) -> tuple[NoteId, range] | None:
    named = ((note, said.find(section, title)) for note, section in sections.items())
    found = [(note, run) for note, run in named if run is not None and len(run) + len(title) >= _LEAST_NAMED]
    return max(found, key=lambda one: len(one[1]), default=None)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word.text) for word in words(text))
