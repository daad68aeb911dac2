"""The vault's own settings in `.obsidian/app.json`: honoured, never written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from vaultsync.model import Problem, VaultPath

APP_SETTINGS = ".obsidian/app.json"
_LARGEST = 10_000_000
_LONGEST_FILTER = 500

_Choice = TypeVar("_Choice", bound=StrEnum)


class LinkFormat(StrEnum):
    """How Obsidian writes the path of a new link."""

    SHORTEST = "shortest"
    RELATIVE = "relative"
    ABSOLUTE = "absolute"


class TrashOption(StrEnum):
    """Where Obsidian moves deleted files."""

    SYSTEM = "system"
    LOCAL = "local"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class VaultSettings:
    """What of Obsidian's settings matters to links and new files; the defaults are Obsidian's, but for the trash."""

    link_format: LinkFormat = LinkFormat.SHORTEST
    markdown_links: bool = False
    update_links: bool = False
    """Whether Obsidian mends links without asking when a file is renamed within it."""
    new_file_location: str = "root"
    """`root`, `current` or `folder`."""
    new_file_folder: str = ""
    attachment_folder: str = "/"
    """A folder of the vault, `/` for its root, `./` and `./below` beside the note."""
    trash: TrashOption = TrashOption.LOCAL
    """The system's only where it is asked for: what a program removes should be found where it was."""
    ignore_filters: tuple[str, ...] = ()
    """Path prefixes, or patterns between slashes; such files are hidden from search, and links to them resolve."""

    def as_wikilinks(self) -> VaultSettings:
        """Return the settings for a place where only wikilinks count, a property."""
        return replace(self, markdown_links=False)

    def ignores(self, path: VaultPath) -> bool:
        """Say whether the user has excluded a file from search."""
        return any(_matches(rule, path) for rule in self.ignore_filters)


def _matches(rule: str, path: str) -> bool:
    if len(rule) > 2 and rule.startswith("/") and rule.endswith("/"):
        try:
            return len(rule) <= _LONGEST_FILTER and re.search(rule[1:-1], path) is not None
        except (re.error, RecursionError, OverflowError):
            return False
    return path.startswith(rule)


def read_settings(root: Path) -> tuple[VaultSettings, tuple[Problem, ...]]:
    """Read a vault's settings; what is missing or damaged takes Obsidian's default, the latter with a warning.

    A file that can't be read is an error: by another way to link every note would be written anew.
    """
    try:
        with (root / APP_SETTINGS).open("rb") as file:
            data = file.read(_LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return VaultSettings(), ()
    except OSError as error:
        return VaultSettings(), (Problem(APP_SETTINGS, f"can't be read: {error.strerror}"),)
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return VaultSettings(), (_problem("is not valid JSON"),)
    if not isinstance(values, dict):
        return VaultSettings(), (_problem("holds no settings"),)
    return settings_of(values)


def settings_of(values: Mapping[str, object]) -> tuple[VaultSettings, tuple[Problem, ...]]:
    """Take the settings from the parsed file; a value of another kind than Obsidian writes gives a warning."""
    reader = _Reader(values)
    settings = VaultSettings(
        link_format=reader.choice("newLinkFormat", LinkFormat.SHORTEST),
        markdown_links=reader.flag("useMarkdownLinks"),
        update_links=reader.flag("alwaysUpdateLinks"),
        new_file_location=reader.text("newFileLocation", "root"),
        new_file_folder=reader.text("newFileFolderPath", ""),
        attachment_folder=reader.text("attachmentFolderPath", "/") or "/",
        trash=reader.choice("trashOption", TrashOption.LOCAL),
        ignore_filters=reader.texts("userIgnoreFilters"),
    )
    return settings, tuple(reader.problems)


class _Reader:
    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self.problems: list[Problem] = []

    def _odd(self, key: str) -> None:
        self.problems.append(_problem(f"has an unknown value for {key}, so Obsidian's default is used"))

    def text(self, key: str, default: str) -> str:
        value = self._values.get(key)
        if isinstance(value, str):
            return value
        if value is not None:
            self._odd(key)
        return default

    def flag(self, key: str) -> bool:
        value = self._values.get(key)
        if value is not None and not isinstance(value, bool):
            self._odd(key)
        return value is True

    def choice(self, key: str, default: _Choice) -> _Choice:
        value = self._values.get(key)
        if value is None:
            return default
        for known in type(default):
            if known == value:
                return known
        self._odd(key)
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(item for item in value if item)
        if value is not None:
            self._odd(key)
        return ()


def _problem(message: str) -> Problem:
    return Problem(APP_SETTINGS, message, hint="open the vault in Obsidian to have it mended", severity="warning")
