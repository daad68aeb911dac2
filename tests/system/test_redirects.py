"""Links into notes whose text goes elsewhere: split, joined, headings renamed, blocks carried along (rule 11)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import put
from tests.system.driven import Vault
from vaultsync.sync.apply import Applied, apply

INTRO = "Bread wants time more than it wants flour, and whoever has baked for a winter knows it by heart.\n"
SALT = "Salt holds the dough together and slows the yeast. Without it a loaf rises fast, tears and tastes of paste.\n"
OVEN = "An oven of brick gives back the heat that it took in. Steam in the first minutes makes the crust.\n"
STARTER = "A starter is flour and water that a week has woken. Feed it every morning, and throw half away. ^starter\n"
BAKING = f"""# Baking

## Bread wants time

{INTRO}
### On salt

{SALT}
### On ovens

{OVEN}
## Starters live for years

{STARTER}
"""
BREAD = "Notes/Baking/Bread wants time.md"
STARTERS = "Notes/Baking/Starters live for years.md"
USER = "Mine.md"
DECK = "deck.canvas"


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, monkeypatch)
    monkeypatch.setenv("VAULTSYNC_SPLIT_GRANULARITY", "essay")
    made.source.unlink()
    made.source = tmp_path / "sources/baking.md"
    made.call("rebuild", "--yes")
    return made


def says(vault: Vault, text: str) -> None:
    put(vault.folder, {"sources/baking.md": text})
    vault.call("sync", "--yes")


def landings(vault: Vault) -> list[tuple[str, str | None]]:
    assert vault.json("sync")["actions"] == []
    assert vault.json("check", code=0)["counts"]["error"] == 0
    graph = vault.json("links")["links"]
    return [(link["target"], link["subpath"]) for link in graph if link["from"] == USER]


def test_a_heading_that_changes_at_the_source_keeps_its_links(vault: Vault) -> None:
    says(vault, BAKING)
    assert "### On salt" in vault.read(BREAD)
    node = {"id": "1", "type": "file", "file": BREAD, "subpath": "#On salt"}
    text = (
        "[[Bread wants time#OLD|s]] ![[Bread wants time#OLD]] [m](Notes/Baking/Bread%20wants%20time.md#ENCODED)\n"
        "| [[Bread wants time#OLD\\|t]] | [[Bread wants time#On ovens]] | `[[Bread wants time#On salt]]` |\n"
    )
    old = text.replace("OLD", "On salt").replace("ENCODED", "On%20salt")
    new = text.replace("OLD", "What salt does all of it").replace("ENCODED", "What%20salt%20does%20all%20of%20it")
    put(vault.vault, {USER: old, DECK: json.dumps({"nodes": [node]})})
    vault.call("sync")
    says(vault, BAKING.replace("### On salt", "### What salt does: all of it"))
    assert vault.read(USER) == new
    assert vault.read(DECK) == json.dumps({"nodes": [node | {"subpath": "#What salt does all of it"}]})
    assert {target for target, _ in landings(vault)} == {BREAD}


def test_a_section_that_becomes_a_note_of_its_own_takes_its_links_along(vault: Vault) -> None:
    says(vault, BAKING)
    put(vault.vault, {USER: "[[Bread wants time#On salt]] [[Bread wants time]] [[Bread wants time#On ovens|o]]\n"})
    vault.call("sync")
    vault._patch.setenv("VAULTSYNC_SPLIT_GRANULARITY", "balanced")
    vault.call("sync")
    found = landings(vault)
    assert found[1] == (BREAD, None)
    assert [target.rpartition("/")[2] for target, _ in found] == ["On salt.md", "Bread wants time.md", "On ovens.md"]
    assert vault.read(USER) == "[[On salt]] [[Bread wants time]] [[On ovens|o]]\n"


def test_a_block_is_found_again_in_the_note_that_its_paragraph_went_to(vault: Vault) -> None:
    says(vault, BAKING)
    put(vault.vault, {USER: "[[Starters live for years#^starter]] ![[Starters live for years#^starter|e]]\n"})
    vault.call("sync")
    moved = BAKING.replace(f"## Starters live for years\n\n{STARTER}", "## Starters live for years\n\nThey are old.\n")
    says(vault, moved.replace(INTRO, f"{INTRO}\n{STARTER}"))
    assert vault.read(USER) == "[[Bread wants time#^starter]] ![[Bread wants time#^starter|e]]\n"
    assert landings(vault) == [(BREAD, "#^starter")] * 2


def test_a_note_that_becomes_part_of_another_hands_its_links_over(vault: Vault) -> None:
    says(vault, BAKING)
    put(vault.vault, {USER: "[[Starters live for years|old ones]] [[Starters live for years#^starter]]\n"})
    vault.call("sync")
    says(vault, BAKING.replace("## Starters live for years", "### Starters live for years"))
    assert not (vault.vault / STARTERS).exists()
    assert {target for target, _ in landings(vault)} == {BREAD}
    assert vault.read(USER) == "[[Bread wants time#Starters live for years|old ones]] [[Bread wants time#^starter]]\n"
    vault.call("undo")
    assert vault.read(USER) == "[[Starters live for years|old ones]] [[Starters live for years#^starter]]\n"


def test_what_is_gone_for_good_is_reported_and_left(vault: Vault) -> None:
    says(vault, BAKING)
    text = "[[Bread wants time#On salt]] [[Starters live for years#^starter]]\n"
    put(vault.vault, {USER: text})
    vault.call("sync")
    put(vault.folder, {"sources/baking.md": BAKING.replace(f"### On salt\n\n{SALT}\n", "").replace(" ^starter", "")})
    told = [one["message"] for one in vault.json("sync")["problems"] if one["path"] == USER]
    assert [BREAD in told[0], STARTERS in told[1]] == [True, True]
    assert vault.read(USER) == text


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("Bread asks for time", "Starters live for years"), "[[Bread asks for time]], [[Starters live for years]]\n"),
        (("Starters live for years", "Bread wants time"), "[[Starters live for years]], [[Bread wants time]]\n"),
    ],
    ids=["retitled", "exchanged"],
)
def test_a_note_that_is_saved_while_a_run_is_planned_keeps_its_links(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, headings: tuple[str, str], said: str
) -> None:
    """Planned again by itself, it would link to a name that no note has any more, or that another one has."""
    says(vault, BAKING)
    put(vault.vault, {USER: "[[Bread wants time]], [[Starters live for years]]\n"})
    bread, starters = headings
    text = BAKING.replace("## Bread wants time", "## WAIT").replace("## Starters live for years", f"## {starters}")
    put(vault.folder, {"sources/baking.md": text.replace("## WAIT", f"## {bread}")})
    saved = [False]

    def saving_first(*arguments: Any, **named: Any) -> Applied:
        if not saved[0]:
            saved[0] = True
            put(vault.vault, {USER: vault.read(USER) + "And more.\n"})
        return apply(*arguments, **named)

    monkeypatch.setattr("vaultsync.pipeline.run.apply", saving_first)
    vault.call("sync", "--yes")
    assert vault.read(USER) == f"{said}And more.\n"
    assert vault.json("sync")["actions"] == []
