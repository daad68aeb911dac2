from __future__ import annotations

import pytest

from vaultsync.watch.scope import Root, Scope

VAULT = Root("/v", is_vault=True)
SCOPE = Scope((VAULT, Root("/s", ignore=("drafts", "old/*.txt"))))


@pytest.mark.parametrize(
    "path",
    [
        "/v",
        "/v/Notes/A.md",
        "/v/Notes",
        "/v/image.png",
        "/v/.obsidian/app.json",
        "/v/A (conflicted copy 2024-01-01).md",
        "/v/map.canvas",
        "/s/essay.txt",
        "/s/deep/er",
        "/s/image.png",
        "/s/4913/essay.txt",
        "/v/4913/A.md",
    ],
)
def test_what_matters(path: str) -> None:
    assert SCOPE.concerns(path)


@pytest.mark.parametrize(
    "path",
    [
        "/v/.obsidian/workspace.json",
        "/v/.obsidian",
        "/v/.vaultsync/tmp/1.part",
        "/v/.trash/A.md",
        "/v/Notes/.A.md.swp",
        "/v/Notes/A.md~",
        "/v/Notes/4913",
        "/v/Notes/A.md.tmp",
        "/s/.git/index",
        "/s/.git/objects/ab/cd.txt",
        "/s/essay.txt.part",
        "/s/#essay.txt#",
        "/s/essay.sync-conflict-20240101-1-ABC.txt",
        "/s/drafts/a.txt",
        "/s/deep/drafts",
        "/s/old/a.txt",
        "/sister/essay.txt",
        "/elsewhere",
    ],
)
def test_what_does_not(path: str) -> None:
    assert not SCOPE.concerns(path)


def test_the_root_of_all() -> None:
    assert Root("/").below("/a/b") == "a/b"
    assert Root("/a").below("/ab") is None
