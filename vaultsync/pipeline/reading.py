"""From source roots to splits: discovery, reading and splitting, each source for itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vaultsync.config import Config
from vaultsync.model import FRONTMATTER_REASON, Digest, Document, Problem, SourceKey, Split
from vaultsync.notes.drafts import AtomText, SourceInput, atom_texts
from vaultsync.pipeline.memo import Memo
from vaultsync.sources.discover import Discovery, Found, discover, shown_path
from vaultsync.sources.read import ReadSettings, read_bytes, read_document
from vaultsync.splitting.split import SplitSettings, split
from vaultsync.vault.files import Stamp, is_settled, stamp_at

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SourcesRead:
    """All sources of a run."""

    inputs: tuple[SourceInput, ...]
    """In the order of their keys."""
    texts: Mapping[SourceKey, tuple[AtomText, ...]]
    paths: Mapping[SourceKey, Path]
    roots: Mapping[SourceKey, Path]
    unread: frozenset[SourceKey]
    """Sources that are there but could not be read: their notes stay as they are."""
    blank: frozenset[SourceKey]
    """Sources that hold nothing to make a note of: if they did before, they may be just being written."""
    digests: Mapping[SourceKey, Digest | None]
    """Of every source's bytes; None where they could not be read."""
    discovery: Discovery
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one source comes to; a pure function of its bytes, its key and the settings, so it can be remembered."""

    source: SourceInput | None
    texts: tuple[AtomText, ...]
    problems: tuple[Problem, ...]
    digest: Digest | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the source was read and says nothing, not even something that was left out."""
        if self.source is None or any(_says(text.signature) for text in self.texts):
            return False
        return not any(_says(one.markdown) for one in self.source.split.exclusions if one.reason != FRONTMATTER_REASON)


def _says(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def read_settings(config: Config) -> ReadSettings:
    """Return how sources are decoded, as the configuration says."""
    return ReadSettings(encodings=config.encodings, max_size=config.max_size)


def split_settings(config: Config) -> SplitSettings:
    """Return how documents are split, as the configuration says."""
    return SplitSettings(
        target_words=config.split.target_words,
        min_words=config.split.min_words,
        max_words=config.split.max_words,
        granularity=config.split.granularity,
    )


def read_sources(
    config: Config,
    memo: Memo,
    progress: Progress | None = None,
    is_restless: Callable[[Path], bool] = lambda path: False,
) -> SourcesRead:
    """Read and split every source below the configured roots; what can't be read is a problem, no more.

    A source that `is_restless` is just being written, and left for the next run.
    """
    found = discover(config.sources, vault=config.vault, ignore=config.ignore)
    settings = (read_settings(config), split_settings(config))
    known = memo.state(f"sources {settings}", _Known)
    for place in known.keys() - {(one.key, one.path) for one in found.sources}:
        del known[place]
    prepared: dict[SourceKey, Prepared] = {}
    for count, one in enumerate(found.sources):
        if progress:
            progress(count, len(found.sources))
        prepared[one.key] = _restless(one) if is_restless(one.path) else _prepare(one, settings, memo, known)
    blank = frozenset(key for key, one in prepared.items() if one.is_blank)
    inputs = tuple(one.source for key, one in prepared.items() if one.source is not None and key not in blank)
    return SourcesRead(
        inputs=inputs,
        texts={source.key: prepared[source.key].texts for source in inputs},
        paths={one.key: one.path for one in found.sources},
        roots={one.key: one.root for one in found.sources},
        unread=frozenset(key for key, one in prepared.items() if one.source is None),
        blank=blank,
        digests={key: one.digest for key, one in prepared.items()},
        discovery=found,
        problems=(*found.problems, *(problem for one in prepared.values() for problem in one.problems)),
    )


def _restless(found: Found) -> Prepared:
    hint = "it is read as soon as it is quiet"
    return Prepared(
        None, (), (Problem(shown_path(found.path), "is just being written", hint=hint, severity="warning"),)
    )


_Known = dict[tuple[SourceKey, Path], tuple[Stamp, Prepared]]
"""What sources came to, with the stamps at which they were read."""


def _prepare(found: Found, settings: tuple[ReadSettings, SplitSettings], memo: Memo, known: _Known) -> Prepared:
    """Read and split a source; one with the stamp at which it was read is not read again."""
    started, stamp = time.time_ns(), stamp_at(found.path)
    before = known.get((found.key, found.path))
    if before is not None and before[0] == stamp:
        return before[1]
    prepared = _read(found, settings, memo)
    if stamp is not None and stamp == stamp_at(found.path) and is_settled(stamp, started):
        known[found.key, found.path] = stamp, prepared
    else:
        known.pop((found.key, found.path), None)
    return prepared


def _read(found: Found, settings: tuple[ReadSettings, SplitSettings], memo: Memo) -> Prepared:
    data = read_bytes(found, settings[0])
    if isinstance(data, Problem):
        return Prepared(None, (), (data,))
    content, digest = data
    return memo(
        "source",
        (found.key, str(found.path), digest, repr(settings)),
        Prepared,
        lambda: _split(found, content, digest, settings),
    )


def _split(found: Found, content: bytes, digest: Digest, settings: tuple[ReadSettings, SplitSettings]) -> Prepared:
    result = read_document(found, content, settings[0])
    if result.document is None:
        return Prepared(None, (), result.problems, digest)
    source = source_input(result.document, split(result.document, settings[1]))
    return Prepared(source, atom_texts(source), result.problems, digest)


def source_input(document: Document, parts: Split) -> SourceInput:
    """Return a split document as the target is computed from it."""
    return SourceInput(document.key, document.metadata, parts, document.format)
