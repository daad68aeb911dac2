"""One file on its own, as it would be split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vaultsync.config import Config
from vaultsync.linking.concepts import shared_keyphrases
from vaultsync.markup.words import count
from vaultsync.model import Document, Problem, Split
from vaultsync.notes.body import bodies
from vaultsync.pipeline.reading import read_settings, split_settings
from vaultsync.report.splits import outline, split_json
from vaultsync.sources.read import found_file, read
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
    """Split one file by the settings in force, touching nothing; None if it can't be read."""
    result = read(found_file(path), read_settings(config))
    if result.document is None:
        return None, result.problems
    return SplitFile(result.document, split(result.document, split_settings(config))), result.problems
