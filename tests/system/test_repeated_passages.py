"""What many sources say at their edges: left out by every run alike, and without splitting all anew (rules 5, 6, 8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import made_site
from tests.conftest import Run
from vaultsync.config import Config
from vaultsync.model import Document, Split
from vaultsync.pipeline import reading
from vaultsync.pipeline.run import RunOptions, run
from vaultsync.splitting.split import SplitSettings, split


def config_of(folder: Path, name: str = "vault") -> Config:
    return Config((folder / "sources",), folder / name, state_dir=folder / f"state of {name}")


def texts(vault: Path) -> dict[str, str]:
    return {str(path.relative_to(vault)): path.read_text(encoding="utf-8") for path in sorted(vault.rglob("*.md"))}


def test_a_site_that_grew_page_by_page_is_the_one_that_was_there_at_once(quick_path: Path) -> None:
    config = config_of(quick_path)
    for end in (1, 3, 4, 5, 12):
        made_site.write(quick_path / "sources", range(end))
        run(config, RunOptions())
    grown = texts(config.vault)
    assert not any(made_site.AUTHOR in text for path, text in grown.items() if path.startswith("Notes"))
    assert sum(made_site.AUTHOR in text for path, text in grown.items() if path.startswith("Sources")) == 12
    result = run(config, RunOptions(fresh=True))
    assert result.plan.empty
    assert texts(config.vault) == grown


def test_an_edit_splits_its_own_source_and_one_page_more_no_other(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(quick_path)
    made_site.write(quick_path / "sources", range(11))
    run(config, RunOptions())
    seen: list[str] = []

    def noted(document: Document, settings: SplitSettings, shared: frozenset[str]) -> Split:
        seen.append(document.key)
        return split(document, settings, shared)

    monkeypatch.setattr(reading, "split", noted)
    edited = quick_path / "sources" / "03.txt"
    edited.write_text(edited.read_text(encoding="utf-8").replace("winters", "summers"), encoding="utf-8")
    run(config, RunOptions())
    made_site.write(quick_path / "sources", range(11, 12))
    run(config, RunOptions())
    assert seen == ["03.txt", "11.txt"]


def test_split_says_in_how_many_sources_a_passage_stands(tmp_path: Path, run: Run) -> None:
    made_site.write(tmp_path / "sources")
    places = ("--sources", tmp_path / "sources", "--vault", tmp_path / "vault")
    shown = run("split", tmp_path / "sources/04.txt", *places, "--explain", "--json").json
    [left] = [one for one in shown["exclusions"] if made_site.CALL in one["text"]]
    assert left["reason"] == "repeated in many sources"
    [why] = [one["reason"] for one in shown["decisions"] if one["kind"] == "exclusion" and one["at"] == left["span"][0]]
    assert why.startswith("repeated in many sources: “Enjoyed this? Get one letter a month about…”")
    assert why.endswith("; it stands at the edge of 12 of the 12 works of this folder, 00.txt among them")
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text(made_site.page(4), encoding="utf-8")
    alone = run("split", elsewhere, *places, "--json").json
    assert not any(one["reason"] == "repeated in many sources" for one in alone["exclusions"])
