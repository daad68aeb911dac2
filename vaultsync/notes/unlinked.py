"""Where the user's own notes speak of a concept without a link: listed in the concept's note, never written there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from vaultsync.markup import frontmatter
from vaultsync.markup.blocks import prose
from vaultsync.model import NoteId, Span
from vaultsync.notes.quotes import quote_at
from vaultsync.notes.weave import ConceptDraft

_SHORTEST = 3
"""Characters of a name that is looked for."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence of a note that speaks of a concept."""

    concept: NoteId
    quote: str


class Listener:
    """Hears the names of a run's concepts in any text."""

    def __init__(self, concepts: Sequence[ConceptDraft]) -> None:
        named = {
            (name.casefold(), concept.id)
            for concept in concepts
            for name in (concept.name, *concept.aliases)
            if len(name) >= _SHORTEST
        }
        self.names: tuple[tuple[str, NoteId], ...] = tuple(sorted(named))
        """Every name, folded, with the concept that it is of."""
        self._found = AhoCorasick([name for name, _ in self.names])

    def spoken(self, text: str) -> tuple[Spoken, ...]:
        """Return the first sentence in which a note's prose speaks of each concept, by the concepts' ids."""
        hits = {index for index, _, _ in self._found.find_matches_as_indexes(text.casefold(), overlapping=True)}
        if not hits:
            return ()
        start = frontmatter.read(text).body
        body = text[start:]
        spans = prose(body)
        places: dict[NoteId, Span] = {}
        for index in sorted(hits):
            name, concept = self.names[index]
            place = _first(body, name, spans)
            if place is not None and (concept not in places or place < places[concept]):
                places[concept] = place
        return tuple(Spoken(concept, quote_at(body, place)) for concept, place in sorted(places.items()))


def _first(body: str, name: str, spans: Sequence[Span]) -> Span | None:
    """Return where a name first stands as words of their own in the prose of a text."""
    wanted = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    for start, end in spans:
        found = wanted.search(body, start, end)
        if found is not None:
            return Span(*found.span())
    return None
