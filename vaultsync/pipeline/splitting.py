"""One file on its own, as it would be split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vaultsync.config import Config
from vaultsync.linking.concepts import shared_keyphrases
from vaultsync.markup.words import count
from vaultsync.model import Problem
from vaultsync.notes.drafts import atom_texts
from vaultsync.pipeline.reading import read_settings, source_input, split_settings
from vaultsync.report.splits import outline, split_json
from vaultsync.sources.read import found_file, read
from vaultsync.splitting.split import split


@dataclass(frozen=True, slots=True)
class SplitShown:
    """A file's split, for programs and for people; `json` is None where the file can't be read."""

    json: dict[str, object] | None
    outline: str
    problems: tuple[Problem, ...]


def split_file(path: Path, config: Config, *, explain: bool) -> SplitShown:
    """Split one file by the settings in force; touches nothing."""
    result = read(found_file(path), read_settings(config))
    if result.document is None:
        return SplitShown(None, "", result.problems)
    document = result.document
    parts = split(document, split_settings(config))
    texts = atom_texts(source_input(document, parts))
    bodies = [text.body for text in texts]
    concepts = shared_keyphrases(bodies, document.metadata.language)
    return SplitShown(
        split_json(document, parts, bodies, concepts, explain=explain),
        outline(document, parts, count, explain=explain),
        result.problems,
    )
