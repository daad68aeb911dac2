"""The vault that the first command of the README makes, looked at as its user would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import frontmatter
import pytest

from tests.conftest import Run, tree
from vaultsync.markup.words import count

CLAIMS = {
    14: "The processes and links of finance need to be reconstructed",
    20: "The functions and attributes of finance need to be explored again",
    28: "The drivers of finance cannot be limited to the Internet itself",
    40: "The key aspect of the financial industry cannot be lost, it is not finance if it is lost",
}


@pytest.fixture
def vault(run: Run, seeds: Path, tmp_path: Path) -> Path:
    made = run("rebuild", "--sources", seeds, "--vault", tmp_path / "vault")
    assert made.code == 0, made.err
    assert "Traceback" not in made.err
    return tmp_path / "vault"


def split_of_seed(run: Run, seeds: Path) -> Any:
    made = run("split", next(seeds.glob("*.txt")), "--json")
    assert made.code == 0, made.err
    return made.json


def test_every_paragraph_is_in_one_atom_and_the_debris_in_none(run: Run, seeds: Path) -> None:
    split = split_of_seed(run, seeds)
    covered = {
        line: sum(1 for atom in split["atoms"] for first, last in atom["lines"] if first <= line <= last)
        for line in range(4, 82)
    }
    text = next(seeds.glob("*.txt")).read_text(encoding="utf-8").split("\n")
    paragraphs = [line for line in range(4, 51) if text[line - 1].strip()]
    assert len(paragraphs) == 24
    assert [covered[line] for line in paragraphs] == [1] * 24
    assert [line for line in range(53, 82) if covered[line] and text[line - 1].strip()] == []


def test_the_atoms_are_ten_to_eighteen_and_none_is_long(run: Run, seeds: Path) -> None:
    atoms = split_of_seed(run, seeds)["atoms"]
    assert 10 <= len(atoms) <= 18
    assert max(count(str(atom["text"])) for atom in atoms) <= 400


def test_claims_that_run_into_their_paragraph_open_an_atom_and_name_it(run: Run, seeds: Path) -> None:
    opened = {atom["lines"][0][0]: atom["title"] for atom in split_of_seed(run, seeds)["atoms"]}
    assert {line: opened.get(line) for line in CLAIMS} == CLAIMS


def test_every_note_parses_and_says_what_it_is(vault: Path) -> None:
    kinds = {}
    for path in vault.rglob("*.md"):
        note = frontmatter.load(str(path))
        kinds[path.name] = note["type"]
        assert {"id", "title", "aliases", "tags", "type", "vaultsync"} <= set(note.keys()), path
    assert set(kinds.values()) == {"atom", "source", "concept", "home"}


def test_every_link_resolves_and_is_answered(run: Run, vault: Path) -> None:
    graph = run("links", "--vault", vault, "--json").json
    assert {link["status"] for link in graph["links"]} == {"resolved"}
    texts = {note["path"]: (vault / note["path"]).read_text(encoding="utf-8") for note in graph["notes"]}
    pairs = {(link["from"], link["target"]) for link in graph["links"]}
    assert len(pairs) > 50
    unanswered = {(a, b) for a, b in pairs if a != b and (b, a) not in pairs}
    assert unanswered == set()
    assert set(texts) >= {target for _, target in pairs}


def test_a_third_party_reader_sees_the_same_links(run: Run, vault: Path) -> None:
    obsidiantools = pytest.importorskip("obsidiantools.api")
    graph = run("links", "--vault", vault, "--json").json
    theirs = obsidiantools.Vault(vault).connect()
    seen = {(a, b) for a, b, _ in theirs.graph.edges}
    stem = {note["path"]: note["path"].rpartition("/")[2].removesuffix(".md") for note in graph["notes"]}
    ours = {
        (stem[link["from"]], stem[link["target"]])
        for link in graph["links"]
        if link["kind"] in ("wikilink", "embed") and link["target"] in stem
    }
    assert ours == seen


def test_a_second_run_touches_nothing(run: Run, seeds: Path, vault: Path, tmp_path: Path) -> None:
    def stamps() -> dict[str, int]:
        folders = (vault, tmp_path / "state")
        return {str(path): path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}

    before = stamps()
    again = run("rebuild", "--sources", seeds, "--vault", vault, "--json")
    assert (again.code, again.json["actions"]) == (0, [])
    assert stamps() == before
    for _ in range(2):
        synced = run("sync", "--sources", seeds, "--vault", vault, "--json")
        assert (synced.code, synced.json["actions"]) == (0, [])
        assert stamps() == before
    assert run("rebuild", "--sources", seeds, "--vault", vault, "--check").code == 0


def test_the_same_sources_make_the_same_bytes_anywhere(run: Run, seeds: Path, vault: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        place = tmp_path / f"elsewhere {seed}" / "vault"
        env = {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "VAULTSYNC_STATE_DIR": str(tmp_path / f"state {seed}")}
        made = run("rebuild", "--sources", seeds, "--vault", place, env=env)
        assert made.code == 0, made.err
        assert tree(place) == tree(vault)


def test_no_note_holds_a_clock_or_a_place(vault: Path) -> None:
    for text in (path.read_text(encoding="utf-8") for path in vault.rglob("*.md")):
        assert not re.search(r"\b20\d\d-\d\d-\d\d", text)
        assert str(vault.parent) not in text
