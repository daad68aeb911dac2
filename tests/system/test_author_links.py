"""The links that an author put between his own pages lead to their notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import put
from tests.system.driven import Vault

_KINDS = "# Kinds of ties\n\nTies between notes are weak or strong, and a strong one says why it is there.\n"


def _linking(target: str) -> str:
    return f"# Other\n\nNobody reads a note alone, as [ties of all kinds]({target}) lead on from each to the next.\n"


def _body(vault: Vault) -> str:
    (note,) = (
        path for path in (vault.vault / "Notes").rglob("*.md") if "Nobody reads" in path.read_text().split("%%")[0]
    )
    return note.read_text()


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("posts/2015/kinds-of-ties.md", "/posts/kinds-of-ties/"),
        ("posts/2015/kinds-of-ties/index.md", "/posts/kinds-of-ties/"),
        ("_posts/2015-11-02-kinds-of-ties.md", "/2015/11/02/kinds-of-ties.html"),
        ("posts/kinds-of-ties.md", "../kinds-of-ties/"),
        ("posts/kinds-of-ties.md", "/posts/kinds-of-ties?from=feed"),
    ],
)
def test_a_link_to_a_page_of_the_site_leads_to_the_note(
    place: str, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path, monkeypatch)
    put(tmp_path / "sources", {place: _KINDS, "other.md": _linking(target)})
    vault.call("sync")
    assert "|ties of all kinds]]" in _body(vault)
    put(tmp_path / "sources", {f"drafts/{place}": _KINDS.replace("weak", "loose")})
    vault.call("sync")
    assert f"[ties of all kinds]({target})" in _body(vault), "two pages could be meant"
    assert vault.json("rebuild", "--check")["actions"] == []


@pytest.mark.parametrize("target", ["/posts/kinds-of-ties.png", "https://example.org/kinds-of-ties/", "kinds-of-ties"])
def test_what_may_be_no_page_of_the_site_is_left_alone(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path, monkeypatch)
    put(tmp_path / "sources", {"posts/kinds-of-ties.md": _KINDS, "other.md": _linking(target)})
    vault.call("sync")
    assert f"[ties of all kinds]({target})" in _body(vault)
