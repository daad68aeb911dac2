"""Every way to link to a note, for every kind of note, lands where it landed before the note got another name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, put
from tests.system.driven import ESSAY, LEVERS, WHEELS, Vault

TITLE = "Another: name?"
NAME = "Another – name"
MAP = "Sources/Machines.md"
USER = "Mine/My own.md"
DECK = "Mine/deck.canvas"

TOLD = """# On {name}

## Why {name} matter

The Hanseatic League paid for {name}. Every town of the Hanseatic League kept a ledger for its {name}, and masons came
from far away to build them well. Nothing was made of {name} without a vote, and votes were slow.

## How {name} end

All {name} end when the Hanseatic League forgets them. A ledger without an entry for {name} means that nobody mends them
any more, and within a lifetime grass has grown over what was once the pride of the Hanseatic League.
"""

BODY = """---
up: "[[{name}]]"
list:
  - '[[{name}|shown]]'
---
A [[{name}]], [[{name}|shown]], [[{name}#Part]], [[{name}#^mark|m]], ![[{name}]] and ![[{name}#Part]].
[text]({url}.md) and [text](<{path}.md#Part> "title"), [[{path}]], [[{path}.md#Part|p]].

| a | b |
| --- | --- |
| [[{name}\\|cell]] | [[{name}#Part\\|cell]] |

%% [[{name}]] counts %%

`[[NAME]]` \\[\\[NAME\\]\\] <!-- [[NAME]] -->

```
[[NAME]]
```

Not [[NAME and more]], not [[Elsewhere/NAME]].\r
The end of it, without a line break"""


def body(path: str, code: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".md")
    full = path.removesuffix(".md")
    url = full.replace(" ", "%20")
    return BODY.format(name=name, path=full, url=f"/{url}" if "/" in path else url).replace("NAME", code)


def canvas(path: str, code: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".md")
    nodes: list[dict[str, Any]] = [
        {"id": "1", "type": "file", "file": path, "subpath": "#Part", "x": 0},
        {"id": "2", "type": "text", "text": f'"ä" [[{name}|x]]\n| [[{name}#Part\\|y]] |\n`[[{code}]]`'},
        {"id": "3", "type": "file", "file": USER},
    ]
    return json.dumps({"nodes": nodes, "edges": [], "more": {"file": f"{code}.md"}}, indent="\t", ensure_ascii=False)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    made = Vault(tmp_path, monkeypatch)
    put(tmp_path, {f"sources/{name}.md": TOLD.format(name=name) for name in ("roads", "bridges", "harbours")})
    made.call("rebuild")
    return made


def concept_of(vault: Vault) -> str:
    return min(path for path in vault.tree() if path.startswith("Concepts/"))


@pytest.mark.parametrize("kind", ["atom", "source map", "concept", "user"])
def test_every_link_follows_a_rename_and_nothing_else_changes(vault: Vault, kind: str) -> None:
    put(vault.vault, {"Mine/Thing.md": "# Thing\n"})
    old = {"atom": LEVERS, "source map": MAP, "concept": concept_of(vault), "user": "Mine/Thing.md"}[kind]
    with (vault.vault / old).open("a", encoding="utf-8") as file:
        file.write("\n# Part\n\nA passage. ^mark\n\nTo itself: [[#Part]].\n")
    new = f"{old.rpartition('/')[0]}/{NAME}.md"
    code = old.rpartition("/")[2].removesuffix(".md")
    put(vault.vault, {USER: body(old, code), DECK: canvas(old, code), "Mine/bystander.md": "no [[link]] to it\r\n"})
    before = vault.tree()
    ends = landings(vault, {old: new})
    vault.call("rename", code, TITLE)
    assert landings(vault, {}) == ends
    after = vault.tree()
    assert after[USER].decode() == body(new, code)
    assert after[DECK].decode() == canvas(new, code)
    assert set(after) == (set(before) - {old}) | {new}
    for path in ("Mine/bystander.md", "Home.md") if kind == "atom" else ("Mine/bystander.md",):
        assert after[path] == before[path]
    if kind != "user":
        assert f"title: '{TITLE}'" in after[new].decode() or f'title: "{TITLE}"' in after[new].decode()
    vault.call("undo")
    assert vault.tree() == before
    assert landings(vault, {}) == landings_as(ends, {new: old})


def landings(vault: Vault, renamed: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Where every link of the vault leads, renamed."""
    found = [
        (link["from"], link["kind"], str(link["target"]), str(link["subpath"])) for link in vault.json("links")["links"]
    ]
    return landings_as(found, renamed)


def landings_as(found: list[tuple[str, str, str, str]], renamed: dict[str, str]) -> list[tuple[str, str, str, str]]:
    return sorted((renamed.get(a, a), kind, renamed.get(b, b), sub) for a, kind, b, sub in found)


def test_a_name_given_by_hand_stays_through_the_next_runs(vault: Vault) -> None:
    vault.call("rename", LEVERS, "Levers trade way for force")
    vault.call("sync")
    new = "Notes/Machines/Levers trade way for force.md"
    assert "Levers lift more than arms" in vault.read(new).partition("tags:")[0]
    assert vault.json("rebuild")["actions"] == []
    vault.says(ESSAY.replace("by friction alone", "by friction only"))
    vault.call("sync")
    assert (vault.vault / new).is_file()
    assert not (vault.vault / LEVERS).exists()
    assert vault.json("sync")["actions"] == []


def test_a_dry_run_says_what_would_be_done_and_does_nothing(vault: Vault) -> None:
    put(vault.vault, {USER: "[[Levers lift more than arms]]"})
    before = vault.tree()
    planned = vault.json("rename", LEVERS, "Other", "--dry-run")
    assert vault.tree() == before
    assert {one["path"] for one in planned["actions"]} >= {USER, "Notes/Machines/Other.md", MAP}
    done = vault.json("rename", LEVERS, "Other")
    assert done["actions"] == planned["actions"]


@pytest.mark.parametrize("title", ["Wheels roll over the ground", "???", ""])
def test_a_title_that_gives_no_free_name_is_refused(vault: Vault, title: str) -> None:
    before = vault.tree()
    vault.call("rename", LEVERS, title, code=2)
    vault.call("rename", "Nothing at all", "Other", code=2)
    assert vault.tree() == before


def test_renaming_works_in_a_vault_that_vaultsync_has_never_seen(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    put(other, {"a/One.md": "self [[One]]", "b.md": "[[one|x]] `[[One]]`", "t.md": "---\nx: {{date}}\n---\n[[One]]"})
    put(other, {"latin.md": b"\xe9 [[One]]\r\n"})
    assert run("rename", "One", "Two", "--vault", other).code == 0
    found = {path.relative_to(other).as_posix(): path.read_bytes() for path in other.rglob("*.md")}
    assert found == {
        "a/Two.md": b"self [[Two]]",
        "b.md": b"[[Two|x]] `[[One]]`",
        "t.md": b"---\nx: {{date}}\n---\n[[Two]]",
        "latin.md": b"\xe9 [[Two]]\r\n",
    }


def test_a_name_that_another_note_has_takes_no_links_from_it(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    put(
        other,
        {"f/Two.md": "", "g/One.md": "", "a.md": "[[Two]] [[two|x]] [[f/Two]] [[One]] `[[Two]]`", "b.md": "[[Two]]"},
    )
    assert run("rename", "One", "Two", "--vault", other).code == 0
    assert (other / "a.md").read_text() == "[[f/Two]] [[f/Two|x]] [[f/Two]] [[g/Two]] `[[Two]]`"
    assert (other / "b.md").read_text() == "[[f/Two]]"


def test_taking_a_rename_back_leaves_links_ambiguous_that_were(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    put(other, {"f/One.md": "", "g/One.md": "", "a.md": "[[One]]"})
    assert run("rename", "g/One.md", "Two", "--vault", other).code == 0
    assert run("undo", "--vault", other).code == 0
    assert (other / "g/One.md").is_file()
    assert (other / "a.md").read_text() == "[[One]]"


def test_links_left_by_a_killed_rename_follow_with_the_next_run(vault: Vault) -> None:
    from vaultsync.config import Config
    from vaultsync.model import VaultPath
    from vaultsync.pipeline.moving import remember_rename
    from vaultsync.pipeline.session import opened

    put(vault.vault, {"Mine/Thing.md": "x", USER: "[[Thing]]"})
    config = Config((vault.source.parent,), vault.vault, state_dir=vault.folder / "state")
    with opened(config, dry_run=False) as session:
        remember_rename(session.store, VaultPath("Mine/Thing.md"), VaultPath("Mine/Other.md"))
    (vault.vault / "Mine/Thing.md").rename(vault.vault / "Mine/Other.md")
    vault.call("sync")
    assert vault.read(USER) == "[[Other]]"
    put(vault.vault, {"Mine/late.md": "[[Thing]]"})
    vault.call("sync")
    assert vault.read("Mine/late.md") == "[[Thing]]"


def test_a_renamed_note_of_a_source_takes_its_links_along_or_they_are_reported(vault: Vault) -> None:
    text = "See [[Wheels roll over the ground]] and [[Wheels roll over the ground|w]]."
    put(vault.vault, {USER: text})
    vault.call("sync")
    retitled = ESSAY.replace("## Wheels roll over the ground", "## Wheels need a road")
    vault._patch.setenv("VAULTSYNC_LINKS_MEND_USER_LINKS", "false")
    vault.says(retitled)
    result = vault.json("sync")
    assert vault.read(USER) == text
    told = [one for one in result["problems"] if one["path"] == USER]
    assert [one["line"] for one in told] == [1, 1]
    assert "Wheels need a road" in told[0]["message"]
    assert vault.json("sync")["actions"] == []
    vault._patch.delenv("VAULTSYNC_LINKS_MEND_USER_LINKS")
    vault.says(ESSAY)
    vault.call("sync")
    assert (vault.vault / WHEELS).is_file()
    assert vault.read(USER) == text
