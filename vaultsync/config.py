"""What is in force, and where each value came from: command line, environment, file, default, in that order."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import Any

from vaultsync.errors import ConfigError
from vaultsync.settings import FILE, SETTINGS, Setting, commented_toml

__all__ = ["FILE", "SETTINGS", "Config", "Setting", "commented_toml", "find_file", "load"]

_PROJECT = "pyproject.toml"
_DEFAULT = "default"
_BY_KEY = {setting.key: setting for setting in SETTINGS}
_TABLES = frozenset(key.partition(".")[0] for key in _BY_KEY if "." in key)


@dataclass(frozen=True, slots=True)
class FolderConfig:
    """Where the kinds of notes go."""

    notes: str = "Notes"
    sources: str = "Sources"
    concepts: str = "Concepts"
    home: str = "Home"
    attachments: str = ""


@dataclass(frozen=True, slots=True)
class SplitConfig:
    """How sources are cut."""

    target_words: int = 180
    min_words: int = 15
    max_words: int = 400
    granularity: str = "balanced"


@dataclass(frozen=True, slots=True)
class LinkConfig:
    """Which links are made."""

    concepts: bool = True
    mentions: bool = True
    related: bool = True
    unlinked_mentions: bool = True
    mend_user_links: bool = True


@dataclass(frozen=True, slots=True)
class GuardConfig:
    """How many notes may go in one run without a word (rule 10)."""

    share: float = 0.2
    count: int = 10


@dataclass(frozen=True, slots=True)
class WatchConfig:
    """How patient the watcher is, in seconds, and whether it looks instead of listening."""

    quiet: float = 0.5
    max_wait: float = 5.0
    hold: float = 5.0
    check_every: float = 60.0
    poll: bool = False
    poll_every: float = 2.0


@dataclass(frozen=True, slots=True)
class HistoryConfig:
    """How long runs can be undone."""

    days: int = 90
    megabytes: int = 200


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that is in force for one run."""

    sources: tuple[Path, ...]
    vault: Path
    state_dir: Path | None = None
    templates: Path | None = None
    ignore: tuple[str, ...] = ()
    encodings: Mapping[str, str] = field(default_factory=dict)
    max_size: int = 20_000_000
    folders: FolderConfig = field(default_factory=FolderConfig)
    split: SplitConfig = field(default_factory=SplitConfig)
    links: LinkConfig = field(default_factory=LinkConfig)
    guard: GuardConfig = field(default_factory=GuardConfig)
    watch: WatchConfig = field(default_factory=WatchConfig)
    history: HistoryConfig = field(default_factory=HistoryConfig)
    file: Path | None = None
    """The file that was read, if any."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each setting's value came from, by key."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Each setting's value as it was given."""


def find_file(folder: Path) -> Path | None:
    """Return the configuration in `folder` or the nearest folder above it."""
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
        project = place / _PROJECT
        if project.is_file() and _speaks_of_us(project):
            return project
    return None


def _speaks_of_us(project: Path) -> bool:
    """Say whether a pyproject.toml configures vaultsync; a broken one that seems to is not passed over in silence."""
    try:
        text = project.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return False
    try:
        tool = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError):
        return "[tool.vaultsync" in text
    return isinstance(tool, dict) and "vaultsync" in tool


@dataclass(frozen=True, slots=True)
class _File:
    """A configuration file as read."""

    path: Path
    text: str
    values: Mapping[str, object]
    """By the settings' keys."""


def load(
    cli: Mapping[str, object], env: Mapping[str, str], folder: Path, *, file: Path | None = None, need: bool = True
) -> Config:
    """Return what is in force.

    `cli` holds settings given on the command line by key, `folder` is the current folder, `file` the one named with
    `--config`. With `need`, sources and a vault must be known. Raises ConfigError naming file, line and key.
    """
    path = file if file is not None else find_file(folder)
    read = _read(path) if path is not None else None
    values: dict[str, object] = {}
    raw: dict[str, object] = {}
    origins: dict[str, str] = {}
    for setting in SETTINGS:
        raw[setting.key], origins[setting.key] = _pick(setting, cli, env, read)
        values[setting.key] = _checked(setting, raw[setting.key], origins[setting.key], read)
    _check_words(values, origins, read)
    if need:
        _require(values, read)
    base = folder if path is None else path.absolute().parent
    rooted = {key: base if origin == str(path) else folder for key, origin in origins.items()}
    return _config(values, rooted, path, origins, raw)


def _pick(
    setting: Setting, cli: Mapping[str, object], env: Mapping[str, str], read: _File | None
) -> tuple[object, str]:
    if cli.get(setting.key) not in (None, (), []):
        return cli[setting.key], "command line"
    if env.get(setting.variable):
        return setting.read(env[setting.variable]), setting.variable
    if read is not None and setting.key in read.values:
        return read.values[setting.key], str(read.path)
    return setting.default, _DEFAULT


def _checked(setting: Setting, value: object, origin: str, read: _File | None) -> object:
    if origin == _DEFAULT:
        return value
    try:
        return setting.check(value)
    except ValueError as error:
        raise _fault(setting.key, f"{error}, but is {shorten(repr(value), 80)}", origin, read) from error


def _fault(key: str, message: str, origin: str, read: _File | None) -> ConfigError:
    line = _line(read.text, key) if read is not None and origin == str(read.path) else None
    return ConfigError(f"`{key}` {message}", path=origin, line=line, hint=f"its default is {_BY_KEY[key].default!r}")


def _check_words(values: Mapping[str, object], origins: Mapping[str, str], read: _File | None) -> None:
    keys = ("split.min_words", "split.target_words", "split.max_words")
    least, aim, most = (values[key] for key in keys)
    assert isinstance(least, int)
    assert isinstance(aim, int)
    assert isinstance(most, int)
    if least <= aim <= most:
        return
    key = next(key for key in keys if origins[key] != _DEFAULT)
    raise _fault(key, f"doesn't fit the others: {least} at least, {aim} aimed at, {most} at most", origins[key], read)


def _require(values: Mapping[str, object], read: _File | None) -> None:
    for key, option in (("sources", "--sources"), ("vault", "--vault")):
        if not values[key]:
            path, line = ("", None) if read is None else (str(read.path), 1)
            hint = f"set `{key}` in it" if read else f"write a {FILE} with `vaultsync init`"
            hint += f", or name it with {option}"
            raise ConfigError(f"no {key} given", path=path, line=line, hint=hint)


def _read(path: Path) -> _File:
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(
            f"can't be read: {reason}", path=str(path), hint="check the name given to --config"
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError("isn't UTF-8", path=str(path), line=line, hint="save it as UTF-8") from error
    try:
        parsed: object = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line_number = int(found[1]) if found else text.count("\n") + 1
        raise ConfigError(f"isn't valid TOML: {error}", path=str(path), line=line_number, hint="mend it") from error
    for table in ("tool", "vaultsync") if path.name == _PROJECT else ():
        parsed = parsed.get(table, {}) if isinstance(parsed, dict) else parsed
    if not isinstance(parsed, dict):
        raise ConfigError("`tool.vaultsync` should be a table", path=str(path), line=_line(text, "vaultsync"))
    return _File(path, text, _flat(parsed, path, text))


def _flat(parsed: Mapping[str, object], path: Path, text: str) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in parsed.items():
        if key not in _TABLES:
            flat[key] = value
        elif isinstance(value, dict):
            flat.update({f"{key}.{name}": inner for name, inner in value.items()})
        else:
            raise ConfigError(f"`{key}` should be a table, `[{key}]`", path=str(path), line=_line(text, key))
    for key in flat:
        if key not in _BY_KEY:
            near = difflib.get_close_matches(key, [*_BY_KEY, *sorted(_TABLES)], n=1)
            hint = f"did you mean `{near[0]}`?" if near else "`vaultsync config` lists the settings"
            raise ConfigError(f"unknown setting `{key}`", path=str(path), line=_line(text, key), hint=hint)
    return flat


def _line(text: str, key: str) -> int | None:
    """Find the line of a key, within its table where it has one; a guess, as the parser keeps no positions."""
    table, _, name = key.rpartition(".")
    inside = not table
    plain = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
    dotted = re.compile(rf"\s*{re.escape(key)}\s*=")
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*\[{1,2}\s*([\w.\"' -]+?)\s*\]{1,2}\s*(?:#|$)", line)
        if header:
            full = header[1].removeprefix("tool.vaultsync").strip(".").strip("\"'")
            inside = full == table
            if full == key:
                return number
        elif (inside and plain.match(line)) or dotted.match(line):
            return number
    return None


def _config(
    values: Mapping[str, object],
    rooted: Mapping[str, Path],
    path: Path | None,
    origins: Mapping[str, str],
    raw: Mapping[str, object],
) -> Config:
    def place(key: str) -> Path | None:
        return _absolute(str(values[key]), rooted[key]) if values[key] else None

    def table(name: str) -> dict[str, Any]:
        start = f"{name}."
        return {key.removeprefix(start): value for key, value in values.items() if key.startswith(start)}

    sources = values["sources"]
    assert isinstance(sources, tuple)
    assert isinstance(values["ignore"], tuple)
    assert isinstance(values["encodings"], dict)
    assert isinstance(values["max_size"], int)
    return Config(
        sources=tuple(_absolute(one, rooted["sources"]) for one in sources),
        vault=place("vault") or rooted["vault"],
        state_dir=place("state_dir"),
        templates=place("templates"),
        ignore=values["ignore"],
        encodings=values["encodings"],
        max_size=values["max_size"],
        folders=FolderConfig(**table("folders")),
        split=SplitConfig(**table("split")),
        links=LinkConfig(**table("links")),
        guard=GuardConfig(**table("guard")),
        watch=WatchConfig(**table("watch")),
        history=HistoryConfig(**table("history")),
        file=path,
        origins=origins,
        values=raw,
    )


def _absolute(given: str, base: Path) -> Path:
    try:
        return (base / Path(given).expanduser()).absolute()
    except RuntimeError as error:
        raise ConfigError(f"{given} names a home folder that isn't known") from error
