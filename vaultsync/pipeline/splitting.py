"""One file on its own, as it would be split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from vaultsync.config import Config
from vaultsync.linking.concepts import shared_keyphrases
from vaultsync.markup.words import count
from vaultsync.model import Document, Problem, SourceKey, Split
from vaultsync.notes.body import bodies
from vaultsync.pipeline.reading import read_settings, shared_by, split_settings
from vaultsync.report.splits import outline, split_json
from vaultsync.sources.read import found_file, read
from vaultsync.splitting.recurring import Standing
from vaultsync.splitting.repeated import REPEATED, keys_of
from vaultsync.splitting.split import split


@dataclass(frozen=True, slots=True)
class SplitFile:
    """A file with its atoms and exclusions."""

    document: Document
    parts: Split

    def json(self, *, explain: bool) -> dict[str, object]:
        """Return what programs are shown of it."""
        texts = bodies(self.parts.atoms, self.document.format)
        concepts = shared_keyphrases(texts, self.document.metadata.language)
        return split_json(self.document, self.parts, texts, concepts, explain=explain)

    def outline(self, *, explain: bool) -> str:
        """Return what people are shown of it."""
        return outline(self.document, self.parts, count, explain=explain)


def split_file(path: Path, config: Config) -> tuple[SplitFile | None, tuple[Problem, ...]]:
    """Split one file by the settings in force, touching nothing; None if it can't be read.

    Of a source, the others are read too: what many of them say is left out of it as a run leaves it out.
    """
    result = read(found_file(path), read_settings(config))
    if result.document is None:
        return None, result.problems
    shared = shared_by(path, config)
    parts = split(result.document, split_settings(config), frozenset(shared))
    return SplitFile(result.document, _counted(parts, shared)), result.problems


def _counted(parts: Split, shared: Mapping[str, tuple[Standing, SourceKey]]) -> Split:
    """Say of what repeats in how many sources it stands: for the reader of one split, as it is no constant figure."""
    if not shared:
        return parts
    standing = {
        one.span.start: [shared[key] for key in keys_of(one.markdown) if key in shared]
        for one in parts.exclusions
        if one.reason == REPEATED
    }
    said = {at: _told(max(found, key=lambda one: one[0].works)) for at, found in standing.items() if found}
    decisions = (
        replace(one, reason=f"{one.reason}; it stands {said[one.at]}")
        if one.kind == "exclusion" and said.get(one.at)
        else one
        for one in parts.decisions
    )
    return replace(parts, decisions=tuple(decisions))


def _told(found: tuple[Standing, SourceKey]) -> str:
    standing, other = found
    where = f"in {standing.folder}" if standing.folder else "of this folder"
    return f"at the edge of {standing.works} of the {standing.among} works {where}, {other} among them"
