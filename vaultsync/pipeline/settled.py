"""A vault that stands as it should: known again by what the plan was made from, so that it need not be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from vaultsync.config import Config
from vaultsync.model import Plan, Problem, VaultPath
from vaultsync.notes.render import Templates
from vaultsync.pipeline.attaching import Beside, digests_of
from vaultsync.pipeline.memo import Memo
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.reading import SourcesRead

_STEP = "settled"


@dataclass(frozen=True, slots=True)
class Observation:
    """All that a run sees before it plans."""

    config: Config
    templates: Templates
    sources: SourcesRead
    seen: VaultSeen
    held: Mapping[VaultPath, str]
    begun: Mapping[VaultPath, VaultPath]
    """Renames of an interrupted run."""
    allow_mass_delete: bool

    def key(self) -> str:
        """Return a digest of all that the plan depends on, but for the files beside the sources, still to be found."""
        sources, index = self.sources, self.seen.index
        said = hashlib.sha256()
        for part in (
            self.config,
            self.templates.digest,
            *((key, str(sources.paths[key]), digest) for key, digest in sources.digests.items()),
            (sources.roots, sources.problems),
            *((key, sorted(said)) for key, said in sources.shared.items()),
            *((file.path, file.name, file.digest or (file.size, file.mtime_ns)) for file in index.scan.files.values()),
            (index.settings, index.problems),
            *sorted(self.seen.stored.items()),
            (sorted(self.held.items()), self.begun, self.allow_mass_delete),
        ):
            said.update(repr(part).encode("utf-8", "surrogatepass") + b"\0")
        return said.hexdigest()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run comes to: its plan, and what is said about it."""

    plan: Plan
    conflicts: tuple[VaultPath, ...]
    problems: tuple[Problem, ...]
    summary: Mapping[str, int]
    beside: tuple[Beside, ...] = ()
    """The files that the sources show or link to."""


@dataclass(frozen=True, slots=True)
class _Settled:
    forecast: Forecast
    digests: tuple[str, ...] = field(default=())
    """Of the files beside the sources."""


def recall(memo: Memo, key: str) -> Forecast | None:
    """Return the empty plan that is remembered for all that was observed, or None."""
    found = memo.recall(_STEP, (key,), _Settled)
    if found is None or digests_of(found.forecast.beside) != found.digests:
        return None
    return found.forecast


def keep(memo: Memo, key: str, forecast: Forecast) -> None:
    """Remember an empty plan."""
    if forecast.plan.empty:
        memo.keep(_STEP, (key,), _Settled(forecast, digests_of(forecast.beside)))
