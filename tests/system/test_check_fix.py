"""`check --fix` mends what leaves no doubt and nothing else, in any vault, and `undo` takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run, put, tree

NOTES: dict[str, str | bytes] = {
    "People/Ada Lovelace.md": '---\naliases: [Countess, "Ada\'s friend"]\n---\n## The engine – 1843\n\ntext ^b\n',
    "Two.md": "---\naliases: [Twice]\n---\n",
    "Three.md": "---\naliases: [Twice]\n---\n",
    "template.md": "---\ncreated: {{date}}\nup: [[x]]\n---\n[[{{title}}]]\n",
    "latin.md": b"\xe9 [[None]]\r\n",
}
MENDED = {
    "[[Countess]]": "[[Ada Lovelace|Countess]]",
    "[[countess|her]]": "[[Ada Lovelace|her]]",
    "[[Countess#^b]]": "[[Ada Lovelace#^b|Countess]]",
    "[[Ada\u2019s friend]]": "[[Ada Lovelace|Ada\u2019s friend]]",
    "[her](Countess.md)": "[her](Ada%20Lovelace.md)",
    "[[Ada Lovelace#The engine - 1843|e]]": "[[Ada Lovelace#The engine – 1843|e]]",
    "| [[Countess]] | [[Countess\\|c]] |": "| [[Ada Lovelace\\|Countess]] | [[Ada Lovelace\\|c]] |",
    "\\[[Countess]] `[[Countess]]`": None,
    "[[Twice]] [[None]] [[a/Countess]] ![[Countess]] [[Countess#None]]": None,
    "---\nup: [[Two]]\ntags: a, b # c\nby: '[[Countess]]'\n---\nx": (
        "---\nup: \"[[Two]]\"\ntags: [a, b] # c\nby: '[[Ada Lovelace|Countess]]'\n---\nx"
    ),
}


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_what_leaves_no_doubt_is_mended_and_nothing_else(run: Run, tmp_path: Path, ending: str) -> None:
    def ended(text: str) -> bytes:
        return (text + ending).replace("\n", "\r\n" if ending == "\r\n" else "\n").replace("\r\r", "\r").encode()

    vault = tmp_path / "vault"
    put(vault, {**NOTES, **{f"{number}.md": ended(old) for number, old in enumerate(MENDED)}})
    before = tree(vault)
    found = run("check", "--vault", vault, "--json").json
    assert all(one["hint"] and (one["line"] or one["code"] == "orphan") for one in found["findings"])
    planned = run("check", "--vault", vault, "--fix", "--dry-run", "--json").json
    assert tree(vault, hidden=True) == before
    done = run("check", "--vault", vault, "--fix", "--json").json
    assert done["fixed"] == planned["fixed"]
    wanted = {f"{number}.md": ended(new or old) for number, (old, new) in enumerate(MENDED.items())}
    assert tree(vault) == before | wanted
    assert run("check", "--vault", vault, "--fix", "--json").json["fixed"] == []
    assert not [one for one in done["findings"] if one["fixable"]]
    assert run("undo", "--vault", vault).code == 0
    assert tree(vault) == before
