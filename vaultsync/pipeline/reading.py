"""From source roots to splits: discovery, reading, what sources have in common, and splitting each with that known."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vaultsync.config import Config
from vaultsync.model import FRONTMATTER_REASON, Digest, Document, Problem, SourceKey, Split
from vaultsync.notes.drafts import AtomText, SourceInput, atom_texts
from vaultsync.pipeline.memo import Memo
from vaultsync.sources.discover import Discovery, Found, discover, shown_path
from vaultsync.sources.read import ReadResult, ReadSettings, read, read_bytes, read_document
from vaultsync.splitting.boilerplate import edges
from vaultsync.splitting.repeated import Edges, Standing, recurring
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
    shared: Mapping[SourceKey, frozenset[str]]
    """What a source has in common with many others of its folders; only where there is such a thing."""
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
    count = len(found.sources)
    looks: dict[SourceKey, _Look] = {}
    for at, one in enumerate(found.sources):
        if progress:
            progress(at // 2, count)
        looks[one.key] = _restless(one, known) if is_restless(one.path) else _look(one, settings[0], memo, known)
    shared = {key: frozenset(said) for key, said in in_common(looks.values()).items() if said}
    prepared: dict[SourceKey, Prepared] = {}
    for at, one in enumerate(found.sources):
        if progress:
            progress((count + at) // 2, count)
        # What was read is let go of as soon as it is split.
        prepared[one.key] = _prepare(looks.pop(one.key), shared.get(one.key, frozenset()), settings, memo, known)
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
        shared=shared,
        discovery=found,
        problems=(*found.problems, *(problem for one in prepared.values() for problem in one.problems)),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """A source that was looked at and not yet split."""

    found: Found
    edges: Edges = field(default=Edges(frozenset(), ()))
    digest: Digest | None = None
    """None where it is not to be split: see `problem`."""
    problem: Problem | None = None
    result: ReadResult | None = None
    """What it was read to, where it had to be read."""
    stamp: Stamp | None = None
    """With which it need not be read again."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a source came to the last time."""

    look: _Look
    shared: frozenset[str]
    prepared: Prepared


_Known = dict[tuple[SourceKey, Path], _Kept]
"""What sources came to, with the stamps at which they were read."""


def shared_by(path: Path, config: Config) -> Mapping[str, tuple[Standing, SourceKey]]:
    """Return what a file below a source root has in common with many others, where, and another that holds it.

    Of a file that is no source, nothing: no other is known to be of its kind.
    """
    real = path.resolve()
    if not any(real.is_relative_to(root.resolve()) for root in config.sources if root.is_dir()):
        return {}
    memo = Memo(None)
    sources = discover(config.sources, vault=config.vault, ignore=config.ignore).sources
    looks = [_look(one, read_settings(config), memo, {}) for one in sources]
    own = next((one.found.key for one in looks if one.found.path.resolve() == real), None)
    if own is None:
        return {}
    others = [(one.found.key, one.edges.keys) for one in looks if one.found.key != own]
    return {
        said: (standing, next(key for key, keys in others if said in keys and _is_below(key, standing.folder)))
        for said, standing in in_common(looks)[own].items()
    }


def _is_below(key: SourceKey, folder: str) -> bool:
    return not folder or key.startswith(f"{folder}/")


def in_common(looks: Iterable[_Look]) -> Mapping[SourceKey, Mapping[str, Standing]]:
    """Return what each source has in common with many others of its folders."""
    places = {(str(one.found.root), one.found.key): one.edges for one in looks}
    return {key: said for (_, key), said in recurring(places).items()}


def _restless(found: Found, known: _Known) -> _Look:
    """Leave a source that is just being written; others still have in common with it what they had."""
    hint = "it is read as soon as it is quiet"
    problem = Problem(shown_path(found.path), "is just being written", hint=hint, severity="warning")
    before = known.get((found.key, found.path))
    return _Look(found, problem=problem) if before is None else _Look(found, before.look.edges, problem=problem)


def _look(found: Found, settings: ReadSettings, memo: Memo, known: _Known) -> _Look:
    """Read what a source says at its edges; one with the stamp at which it was read is not read again."""
    started, stamp = time.time_ns(), stamp_at(found.path)
    before = known.get((found.key, found.path))
    if before is not None and before.look.stamp is not None and before.look.stamp == stamp:
        return before.look
    data = read_bytes(found, settings)
    if isinstance(data, Problem):
        return _Look(found, problem=data)
    content, digest = data
    results: list[ReadResult] = []

    def compute() -> Edges:
        results.append(read_document(found, content, settings, digest))
        document = results[0].document
        return Edges(frozenset(), ()) if document is None else edges(document)

    said = memo("edges", (found.key, str(found.path), digest, repr(settings)), Edges, compute)
    is_sure = stamp is not None and stamp == stamp_at(found.path) and is_settled(stamp, started)
    return _Look(found, said, digest, None, results[0] if results else None, stamp if is_sure else None)


def _prepare(
    look: _Look, shared: frozenset[str], settings: tuple[ReadSettings, SplitSettings], memo: Memo, known: _Known
) -> Prepared:
    """Split a source with what it has in common with others known, as far as that is not done already."""
    found, digest = look.found, look.digest
    place = found.key, found.path
    if look.problem is not None or digest is None:
        return Prepared(None, (), () if look.problem is None else (look.problem,))
    before = known.get(place)
    if before is not None and before.look is look and before.shared == shared:
        return before.prepared
    parts = (found.key, str(found.path), digest, repr(settings), tuple(sorted(shared)))
    prepared = memo.recall("source", parts, Prepared)
    if prepared is None:
        result = look.result or read(found, settings[0])
        if result.digest != digest:
            hint = "the next run looks again"
            changed = Problem(shown_path(found.path), "changed while it was read", hint=hint)
            return Prepared(None, (), result.problems or (changed,))
        prepared = _split(result, digest, settings[1], shared)
        memo.keep("source", parts, prepared)
    known[place] = _Kept(replace(look, result=None), shared, prepared)
    return prepared


def _split(result: ReadResult, digest: Digest, settings: SplitSettings, shared: frozenset[str]) -> Prepared:
    if result.document is None:
        return Prepared(None, (), result.problems, digest)
    source = source_input(result.document, split(result.document, settings, shared))
    return Prepared(source, atom_texts(source), result.problems, digest)


def source_input(document: Document, parts: Split) -> SourceInput:
    """Return a split document as the target is computed from it."""
    return SourceInput(document.key, document.metadata, parts, document.format)
