from __future__ import annotations

import pytest

from vaultsync.model import VaultPath
from vaultsync.vault.settings import LinkFormat, TrashOption, VaultSettings, settings_of


def test_every_setting_that_matters() -> None:
    settings, problems = settings_of(
        {
            "newLinkFormat": "relative",
            "useMarkdownLinks": True,
            "alwaysUpdateLinks": True,
            "newFileLocation": "folder",
            "newFileFolderPath": "Inbox",
            "attachmentFolderPath": "./files",
            "trashOption": "local",
            "userIgnoreFilters": ["Archive/", "/draft-\\d+/"],
            "theme": "moonstone",
        }
    )
    assert settings == VaultSettings(
        LinkFormat.RELATIVE, True, True, "folder", "Inbox", "./files", TrashOption.LOCAL, ("Archive/", "/draft-\\d+/")
    )
    assert problems == ()
    assert not settings.as_wikilinks().markdown_links
    assert settings.as_wikilinks().link_format is LinkFormat.RELATIVE


def test_what_is_missing_takes_obsidians_default() -> None:
    assert settings_of({}) == (VaultSettings(), ())
    assert settings_of({"newLinkFormat": None, "userIgnoreFilters": None}) == (VaultSettings(), ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("newLinkFormat", "fancy"),
        ("newLinkFormat", 3),
        ("useMarkdownLinks", "yes"),
        ("attachmentFolderPath", ["a"]),
        ("trashOption", {}),
        ("userIgnoreFilters", "a"),
        ("userIgnoreFilters", [1]),
    ],
)
def test_an_odd_value_costs_a_warning(key: str, value: object) -> None:
    settings, problems = settings_of({key: value})
    assert settings == VaultSettings()
    assert [(one.path, one.severity) for one in problems] == [(".obsidian/app.json", "warning")]
    assert key in problems[0].message


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("Archive/a.md", True),
        ("b/Archive/a.md", False),
        ("x/draft-12.md", True),
        ("x/draft-.md", False),
        ("[.md", False),
    ],
)
def test_ignored_files(path: str, ignored: bool) -> None:
    settings = VaultSettings(ignore_filters=("Archive/", "/draft-\\d+/", "/[/"))
    assert settings.ignores(VaultPath(path)) is ignored
