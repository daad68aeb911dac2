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


@pytest.mark.parametrize(("count", "said"), [(1, "is just being written"), (3, "and 2 more sources are just being")])
def test_sources_that_are_just_being_written_are_told_of_once(count: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "vault").mkdir()
    for number in range(4):
        (tmp_path / f"sources/{number}.md").write_text(f"# Essay {number}\n\nGardens need rain and sun.\n", "utf-8")
    config = Config(vault=tmp_path / "vault", sources=(tmp_path / "sources",), state_dir=tmp_path / "state")
    result = run(config, RunOptions(restless=lambda path: int(path.stem) < count))
    told = [one for one in result.plan.problems if "being written" in one.message]
    assert [said in one.message for one in told] == [True]
    assert told[0].path == str(tmp_path / "sources/0.md")
    made = sorted(path.stem for path in (tmp_path / "vault/Sources").iterdir())
    assert made == [f"Essay {number}" for number in range(count, 4)]
    assert not run(config, RunOptions()).plan.problems
    assert len(list((tmp_path / "vault/Sources").iterdir())) == 4
