"""Rule 5 held against a run that has just ended: `sync --paranoid`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, put, tree
from vaultsync.config import Config
from vaultsync.errors import Diverged
from vaultsync.pipeline import run as runs
from vaultsync.pipeline.memo import Memo
from vaultsync.pipeline.reading import SourcesRead, read_sources
from vaultsync.sync.store import Store

ESSAY = "# On soil\n\n## Soil remembers\n\nSoil keeps what was done to it.\n"


def test_a_sync_that_remembers_wrongly_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"sources/soil.md": ESSAY})
    config = Config((tmp_path / "sources",), tmp_path / "vault", state_dir=tmp_path / "state")
    seen: list[SourcesRead] = []
    proving: list[bool] = []
    look_ahead = runs.look_ahead

    def read(config: Config, memo: Memo, *rest: Any) -> SourcesRead:
        seen.append(read_sources(config, memo, *rest))
        return seen[-1] if proving else seen[0]

    def prove(config: Config, store: Store, options: runs.RunOptions, watcher: runs.Watcher) -> runs.Outlook:
        proving.append(True)
        return look_ahead(config, store, options, watcher)

    monkeypatch.setattr(runs, "read_sources", read)
    monkeypatch.setattr(runs, "look_ahead", prove)
    runs.run(config, runs.RunOptions())
    put(tmp_path, {"sources/soil.md": ESSAY.replace("keeps", "forgets")})
    assert runs.run(config, runs.RunOptions()).plan.empty
    with pytest.raises(Diverged) as error:
        runs.run(config, runs.RunOptions(paranoid=True))
    assert "-Soil keeps what" in error.value.diff
    assert "+Soil forgets what" in error.value.diff


def test_a_sound_sync_passes_and_writes_nothing_more(tmp_path: Path, run: Run) -> None:
    put(tmp_path, {"sources/soil.md": ESSAY})
    where = ("--sources", tmp_path / "sources", "--vault", tmp_path / "vault")
    assert run("sync", "--paranoid", *where).code == 0
    before = tree(tmp_path / "vault")
    assert run("sync", "--paranoid", *where).code == 0
    assert tree(tmp_path / "vault") == before
