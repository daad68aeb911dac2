"""A note of the user's own as a source: it stays as it is, and its ideas become notes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.conftest import Run, put, tree
from tests.system.driven import ESSAY

NOTE = "Essays/Machines.md"
TEXT = ESSAY.replace("Wood takes it well.", "Wood takes it well. ![[plank.png]] See [[Other]].").replace("\n", "\r\n")
CONFIGS = {
    "vaultsync.toml": '# mine\nsources = ["texts"]  # keep\nvault = "vault"\n[split]\nmin_words = 20\n',
    "a.toml": 'vault = "vault"\n\n[split]\nmin_words = 20\n',
    "b.toml": 'sources = [\n  "texts", # one\n]\nvault = "vault"\n',
    "pyproject.toml": '[other]\nsources = ["x"]\n[tool.vaultsync]\nvault = "vault"\nsources = [ "texts" ]\n',
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    put(tmp_path, {f"vault/{NOTE}": TEXT, "vault/Essays/plank.png": b"png", "vault/Other.md": "x"})
    put(tmp_path, {"texts/t.md": "# T\n\nu"})
    return tmp_path


@pytest.mark.parametrize("name", CONFIGS)
def test_the_note_is_named_in_the_configuration_and_stays_as_it_is(run: Run, place: Path, name: str) -> None:
    put(place, {name: CONFIGS[name]})
    before = tree(place / "vault")
    assert run("adopt", NOTE, "--config", name, "--dry-run").code == 0
    assert (place / name).read_text() == CONFIGS[name]
    done = run("adopt", "Machines", "--config", name, "--json")
    assert (done.code, done.json["note"], done.json["changed"]) == (0, NOTE, True), done.err
    said = tomllib.loads((place / name).read_text())
    said = said.get("tool", {}).get("vaultsync", said)
    assert said["sources"][0] == f"vault/{NOTE}"
    assert run("adopt", NOTE, "--config", name, "--json").json["changed"] is False
    assert run("rebuild", "--config", name).code == 0
    after = tree(place / "vault")
    assert {path: after[path] for path in before} == before
    assert any(path.startswith("Notes/Machines/Levers") for path in after)
    screws = next(text for path, text in after.items() if "Screws" in path).decode()
    assert "![[plank.png]] See [[Other]]." in screws
    assert [path for path in after if path.endswith(".png")] == ["Essays/plank.png"]
    assert run("rebuild", "--config", name, "--json").json["actions"] == []
    assert {one["status"] for one in run("links", "--config", name, "--json").json["links"]} == {"resolved"}


def test_without_a_configuration_one_is_written(run: Run, place: Path) -> None:
    assert run("adopt", NOTE, "--vault", "vault", "--sources", "texts").code == 0
    said = tomllib.loads((place / "vaultsync.toml").read_text())
    assert (said["sources"], said["vault"]) == (["texts", f"vault/{NOTE}"], "vault")
    assert run("rebuild").code == 0


def test_what_vaultsync_made_is_not_adopted(run: Run, place: Path) -> None:
    assert run("rebuild", "--vault", "vault", "--sources", "texts").code == 0
    assert run("adopt", "Home", "--vault", "vault", "--sources", "texts").code == 2
    assert run("adopt", "None", "--vault", "vault", "--sources", "texts").code == 2
