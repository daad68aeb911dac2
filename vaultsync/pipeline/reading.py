"""From source roots to splits: discovery, reading, what sources have in common, and splitting each with that known."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path

from vaultsync.config import Config
from vaultsync.memo import Remember, changes_in
from vaultsync.model import FRONTMATTER_REASON, Digest, Document, Problem, SourceKey, Split
from vaultsync.notes.drafts import AtomText, SourceInput, atom_texts
from vaultsync.pipeline.memo import Memo
from vaultsync.sources.discover import Discovery, Found, discover, shown_path
from vaultsync.sources.read import ReadResult, ReadSettings, read, read_bytes, read_document
from vaultsync.splitting.boilerplate import edges
from vaultsync.splitting.recurring import Place, Recurring, Standing
from vaultsync.splitting.repeated import Edges
from vaultsync.splitting.split import SplitSettings, split
from vaultsync.vault.files import Stamp, is_settled, stamp_at

Progress = Callable[[int, int], None]
_NO_EDGES = Edges(frozenset(), ())


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
    named: Collection[str] | None = None,
) -> SourcesRead:
    """Read and split every source below the configured roots; what can't be read is a problem, no more.

    A source that `is_restless` is just being written, and left for the next run. `named` are all files, by absolute
    path, that may be others than they were for the last run of the same memory; None: any may be.
    """
    settings = (read_settings(config), split_settings(config))
    sight = memo.state(f"sources {config.sources} {config.vault} {config.ignore} {settings}", _Sight)
    again = None if named is None else sight.again(config, named)
    # A look that is broken off is no look to begin from.
    last, sight.read = sight.read, None
    if again is None:
        last, again = None, sight.begin(discover(config.sources, vault=config.vault, ignore=config.ignore))
    looks, known = dict(sight.looks), sight.known
    restless: list[Path] = []
    for at, one in enumerate(again):
        if progress:
            progress(at // 2, len(again))
        if is_restless(one.path):
            restless.append(one.path)
            looks[one.key] = _restless(one, known)
        else:
            looks[one.key] = _look(one, settings[0], memo, known)
    shared = {key: frozenset(said) for key, said in in_common(looks.values(), memo).items() if said}
    others = [key for key in looks if shared.get(key) != sight.shared.get(key)]
    waiting = tuple(dict.fromkeys([*(one.key for one in again), *others]))
    prepared = dict(sight.prepared)
    for at, key in enumerate(waiting):
        if progress:
            progress((len(waiting) + at) // 2, len(waiting))
        prepared[key] = _prepare(looks[key], shared.get(key, frozenset()), settings, memo, known)
        # What was read is let go of as soon as it is split.
        looks[key] = sight.settle(looks[key], prepared[key])
    if last is None or shared != sight.shared or changes_in(sight.prepared, prepared):
        blank = memo.each("blank", prepared, lambda key: prepared[key].is_blank)
        last = _gathered(sight.found, prepared, frozenset(compress(blank, blank.values())), shared, restless)
    sight.looks, sight.shared, sight.prepared, sight.read = looks, shared, prepared, last
    return last


def _gathered(
    found: Discovery,
    prepared: Mapping[SourceKey, Prepared],
    blank: frozenset[SourceKey],
    shared: Mapping[SourceKey, frozenset[str]],
    restless: Sequence[Path],
) -> SourcesRead:
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
        problems=(
            *found.problems,
            *(problem for one in prepared.values() for problem in one.problems),
            *_being_written(restless),
        ),
    )


def _being_written(restless: Sequence[Path]) -> Iterator[Problem]:
    """Yield what is to be said of the sources that are left for now: once, were they thousands just copied."""
    if restless:
        others = len(restless) - 1
        said, hint = "is just being written", "it is read as soon as it is quiet"
        if others:
            said = f"and {others:,} more source{'s' if others > 1 else ''} are just being written"
            hint = "they are read as soon as they are quiet"
        yield Problem(shown_path(restless[0]), said, hint=hint, severity="warning")


@dataclass(frozen=True, slots=True)
class _Look:
    """A source that was looked at and not yet split."""

    found: Found
    edges: Edges = _NO_EDGES
    digest: Digest | None = None
    """None where it is not to be split: see `problem`, or it is just being written."""
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


@dataclass
class _Sight:
    """What is kept up from one look at the same roots to the next."""

    found: Discovery = field(default_factory=lambda: Discovery((), (), ()))
    known: _Known = field(default_factory=dict)
    looks: Mapping[SourceKey, _Look] = field(default_factory=dict)
    shared: Mapping[SourceKey, frozenset[str]] = field(default_factory=dict)
    prepared: Mapping[SourceKey, Prepared] = field(default_factory=dict)
    unsettled: dict[SourceKey, Found] = field(default_factory=dict)
    """Those that must be looked at again, as a write might not show."""
    read: SourcesRead | None = None
    """What the last look came to; None where there was none, or none that was ended."""

    def again(self, config: Config, named: Collection[str]) -> Sequence[Found] | None:
        """Return the sources to look at where only some files may be others; None where only a look at all will do.

        That is where a file was made, moved or removed: the half of a move may be all that was told yet.
        """
        if self.read is None:
            return None
        roots, vault = [_real(root) for root in config.sources], _real(config.vault)
        found = dict(self.unsettled)
        for path in named:
            one = self.found.places.get(path.replace("/", os.sep))
            if one is not None and _is_ordinary(path):
                found[one.key] = one
            elif one is not None or path in roots or (_lies_in(path, roots) and not _lies_in(path, [vault])):
                return None
        return tuple(found[key] for key in sorted(found))

    def begin(self, found: Discovery) -> Sequence[Found]:
        """Forget what is no more, and return the sources to look at: all."""
        self.found, self.looks, self.shared, self.prepared, self.unsettled = found, {}, {}, {}, {}
        for place in self.known.keys() - {(one.key, one.path) for one in found.sources}:
            del self.known[place]
        return found.sources

    def settle(self, look: _Look, prepared: Prepared) -> _Look:
        """Note whether a source must be looked at again, and return the look that is worth keeping."""
        kept = self.known.get((look.found.key, look.found.path))
        if kept is None or kept.prepared is not prepared:
            self.unsettled[look.found.key] = look.found
            return replace(look, result=None)
        if kept.look.stamp is None:
            self.unsettled[look.found.key] = look.found
        else:
            self.unsettled.pop(look.found.key, None)
        return kept.look


def _real(path: Path) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


def _lies_in(path: str, folders: Iterable[str]) -> bool:
    return any(path == one or path.startswith(f"{one.rstrip('/')}/") for one in folders)


def _is_ordinary(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


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
        for said, standing in in_common(looks, memo)[own].items()
    }


def _is_below(key: SourceKey, folder: str) -> bool:
    return not folder or key.startswith(f"{folder}/")


def in_common(looks: Iterable[_Look], remember: Remember) -> Mapping[SourceKey, Mapping[str, Standing]]:
    """Return what each source has in common with many others of its folders."""
    by_key = {one.found.key: one for one in looks}
    places = remember.each("edges of sources", by_key, lambda key: _place_of(by_key[key]))
    found = remember.state("in common", Recurring).renew(dict(places.values()))
    return {key: said for (_, key), said in found.items()}


def _place_of(look: _Look) -> tuple[Place, Edges]:
    return (str(look.found.root), look.found.key), look.edges


def _restless(found: Found, known: _Known) -> _Look:
    """Leave a source that is just being written; others still have in common with it what they had."""
    before = known.get((found.key, found.path))
    return _Look(found) if before is None else _Look(found, before.look.edges)


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
        try:
            return _NO_EDGES if document is None else edges(document)
        except Exception:  # what is wrong with it is told when it is split
            return _NO_EDGES

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
        prepared = _split(found, result, digest, settings[1], shared)
        # What failed by a fault of ours is tried again, as it may do better with the next run.
        if prepared.source is not None or result.document is None:
            memo.keep("source", parts, prepared)
    known[place] = _Kept(replace(look, result=None), shared, prepared)
    return prepared


def _split(
    found: Found, result: ReadResult, digest: Digest, settings: SplitSettings, shared: frozenset[str]
) -> Prepared:
    if result.document is None:
        return Prepared(None, (), result.problems, digest)
    try:
        source = source_input(result.document, split(result.document, settings, shared))
        texts = atom_texts(source)
    except Exception as error:  # a fault of ours must not cost the other sources (rule 12)
        message = f"could not be split: {type(error).__name__}"
        fault = Problem(shown_path(found.path), message, hint="please report this, with the file if you may")
        return Prepared(None, (), (*result.problems, fault), digest)
    return Prepared(source, texts, result.problems, digest)


def source_input(document: Document, parts: Split) -> SourceInput:
    """Return a split document as the target is computed from it."""
    return SourceInput(document.key, document.metadata, parts, document.format)
