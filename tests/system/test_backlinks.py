"""Who speaks of a note: everyone in the vault, people first, and the user's notes are never written for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import put
from tests.system.driven import LEVERS, SCREWS, WHEELS, Vault
from tests.system.test_rename import TOLD


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, monkeypatch)
    put(tmp_path, {f"sources/{name}.md": TOLD.format(name=name) for name in ("roads", "bridges", "harbours")})
    made.call("rebuild")
    return made


CONCEPT = "Concepts/Hanseatic League.md"
SPEAKS = "---\ntags: [x]\n---\nOn ships. The Hanseatic League sailed in cogs. `Hanseatic League`\n"


def test_unlinked_mentions_in_your_notes_are_listed_and_your_notes_stay(vault: Vault) -> None:
    yours = {
        "Mine/ships.md": SPEAKS,
        "Mine/linked.md": "The [[Hanseatic League]] again; the Hanseatic League.",
        "Mine/code.md": "```\nHanseatic League\n```\n",
        "Mine/other.md": "The Hanseatic Leagues of others.",
    }
    put(vault.vault, dict(yours.items()))
    vault.call("sync")
    section = vault.read(CONCEPT).partition("## Unlinked mentions\n")[2].partition("\n## ")[0]
    assert section.strip() == "- [[ships]]: “The Hanseatic League sailed in cogs.”"
    assert {path: vault.read(path) for path in yours} == yours
    assert vault.json("rebuild")["actions"] == []
    put(vault.vault, {"Mine/ships.md": "On ships."})
    vault.call("sync")
    assert "Unlinked mentions" not in vault.read(CONCEPT)


def test_unlinked_mentions_can_be_left_out(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTSYNC_LINKS_UNLINKED_MENTIONS", "false")
    put(vault.vault, {"Mine/ships.md": SPEAKS})
    vault.call("sync")
    assert "Unlinked mentions" not in vault.read(CONCEPT)


def test_backlinks_are_one_a_note_people_first_and_the_rest_counted(vault: Vault) -> None:
    stem = LEVERS.rpartition("/")[2].removesuffix(".md")
    put(vault.vault, {f"Mine/{n:03}.md": f"One. See [[{stem}|it]] here.\n\nAnd [[{stem}]].\n" for n in range(60)})
    vault.call("sync")
    lines = vault.read(LEVERS).partition("## Backlinks\n")[2].strip().split("\n")
    assert lines[0] == "- [[000]]: “See it here.”"
    assert len(lines) == len(set(lines)) == 51
    assert lines[-1].startswith("- … and ")
    assert vault.json("sync")["actions"] == []


def test_what_you_write_among_the_backlinks_is_heard_and_stays_so_when_they_go(vault: Vault) -> None:
    put(vault.vault, {"Mine/ships.md": f"See [[{stem(LEVERS)}]] here.\n"})
    vault.call("sync")
    assert vault.read(LEVERS).endswith("- [[ships]]: “See Levers lift more than arms here.”\n")
    text = vault.read(LEVERS)
    mine = f"- besides [[{stem(SCREWS)}]]\n\nAnd [[{stem(WHEELS)}]] too.\n"
    put(vault.vault, {LEVERS: text + mine})
    vault.call("sync")
    for heard in (WHEELS, SCREWS):
        assert f"- [[{stem(LEVERS)}]]" in vault.read(heard).partition("## Backlinks\n")[2]
    assert vault.read(LEVERS) == text + mine
    (vault.vault / "Mine/ships.md").unlink()
    vault.call("sync")
    assert "[[ships]]" not in vault.read(LEVERS)
    assert vault.json("sync")["actions"] == vault.json("rebuild")["actions"] == []


def stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def test_a_link_to_a_source_without_a_note_of_its_own_leads_nowhere(vault: Vault) -> None:
    put(vault.folder, {"sources/empty.md": "# Empty\n", "sources/asks.md": "# Asks\n\nSee [there](empty.md) for it.\n"})
    vault.call("sync")
    (vault.vault / "Sources/Empty.md").unlink(missing_ok=True)
    vault.call("sync")
    assert "See [there](empty.md) for it." in "".join(path.read_text() for path in vault.vault.rglob("*.md"))
