"""One paragraph edited in one of many sources touches notes that show it or are tied to it, and no others (rule 6).

`VAULTSYNC_SOURCES=1000` does so with a thousand sources, whose topics overlap as a person's do.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.bench import Bench
from vaultsync.config import Config
from vaultsync.pipeline.run import RunOptions, run

SOURCES = int(os.environ.get("VAULTSYNC_SOURCES", "150"))


def stamps(bench: Bench) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in bench.vault.rglob("*.md")}


@pytest.mark.slow
@pytest.mark.timeout(max(120, SOURCES))
def test_only_what_shows_a_paragraph_or_is_tied_to_it_is_touched(quick_path: Path) -> None:
    bench = Bench(quick_path, SOURCES)
    bench.write()
    config = Config((bench.sources,), bench.vault, state_dir=bench.folder / "state")
    run(config, RunOptions())
    for number in (0, SOURCES // 2, SOURCES - 1):
        before, texts = stamps(bench), bench.notes()
        bench.edit(number)
        run(config, RunOptions())
        touched = {path for path, stamp in stamps(bench).items() if stamp != before.get(path)}
        [edited] = [path for path in touched if b"Bada dafe gami nopa kero." in path.read_bytes() != texts[path]]
        name = f"[[{edited.stem}]]".encode()
        strangers = [path for path in touched - {edited} if name not in path.read_bytes() + texts.get(path, b"")]
        assert strangers == []
        assert len(touched) <= 20
        assert stamps(bench).keys() == before.keys()
