"""What is in force, and where each value came from: command line, environment, file, default, in that order."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from vaultsync.errors import ConfigError

FILE = "vaultsync.toml"
_PREFIX = "VAULTSYNC_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in the file, its default, and what it is for."""

    key: str
    """As in the file, `table.name` within a table."""
    default: object
    meaning: str
    check: Callable[[object], object]
    """Returns the value as the program uses it; raises ValueError with what it should be."""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return _PREFIX + self.key.replace(".", "_").upper()


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
    min_words: int = 60
    max_words: int = 400
    granularity: str = "balanced"


@dataclass(frozen=True, slots=True)
class LinkConfig:
    """Which links are made."""

    concepts: bool = True
    mentions: bool = True
    related: bool = True
    mend_user_links: bool = True


@dataclass(frozen=True, slots=True)
class GuardConfig:
    """How many notes may go in one run without a word (rule 10)."""

    share: float = 0.2
    count: int = 10


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
    history: HistoryConfig = field(default_factory=HistoryConfig)
    file: Path | None = None
    """The file that was read, if any."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each setting's value came from, by key."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Each setting's value as it was given."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("should be a text")
    return value


def _flag(value: object) -> bool:
    if isinstance(value, str) and value.lower() in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        return value.lower() in ("1", "true", "yes", "on")
    if not isinstance(value, bool):
        raise ValueError("should be true or false")
    return value


def _whole(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        given = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,12}", value) else value
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            raise ValueError(f"should be a whole number from {least} to {most}")
        return given

    return check


def _share(value: object) -> float:
    try:
        given = float(value) if isinstance(value, str) else value
    except ValueError:
        given = None
    if not isinstance(given, (int, float)) or isinstance(given, bool) or not 0 <= given <= 1:
        raise ValueError("should be a number from 0 to 1")
    return float(given)


def _texts(value: object) -> tuple[str, ...]:
    given = value.split(":") if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or not all(isinstance(one, (str, Path)) and str(one) for one in given):
        raise ValueError("should be a list of texts")
    return tuple(str(one) for one in given)


def _one_of(*allowed: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"should be one of {', '.join(allowed)}")
        return str(value)

    return check


def _folder(value: object) -> str:
    """Accept a folder of the vault and nothing that leads out of it or into hidden folders (rule 12)."""
    if not isinstance(value, str):
        raise ValueError("should be a folder of the vault")
    path = PurePosixPath(value.replace("\\", "/"))
    bad = path.is_absolute() or re.match(r"^[A-Za-z]:", value) or any(part.startswith(".") for part in path.parts)
    if bad or any(ord(letter) < 32 for letter in value):
        raise ValueError("should be a folder inside the vault, not hidden, not absolute and without `..`")
    return "" if str(path) == "." else str(path)


def _file_name(value: object) -> str:
    name = _folder(value)
    if not name or "/" in name or set(name) & set('*"<>:|?#^[]'):
        raise ValueError("should be a plain file name without `.md`")
    return name.removesuffix(".md")


def _encodings(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) and one for one in value.values()):
        raise ValueError('should be lines of the form `"old/*.txt" = "cp1252"`')
    for name in value.values():
        try:
            b"".decode(name)
        except LookupError as error:
            raise ValueError(f"names an encoding that Python doesn't know: {name}") from error
    return dict(value)


SETTINGS: tuple[Setting, ...] = (
    Setting("sources", (), "folders (or files) with your writing", _texts),
    Setting("vault", "", "the vault's folder", _text),
    Setting("state_dir", "", "where vaultsync remembers the vault; the system's folder for state if not set", _text),
    Setting("templates", "", "folder with your own note templates", _text),
    Setting("ignore", (), "names or paths below a source folder to pass over, with * and ?", _texts),
    Setting("max_size", 20_000_000, "bytes; a larger source is reported and left out", _whole(1, 10**12)),
    Setting("encodings", {}, "encodings of files that aren't UTF-8, by path", _encodings),
    Setting("folders.notes", "Notes", "folder of the atoms", _folder),
    Setting("folders.sources", "Sources", "folder of the source maps", _folder),
    Setting("folders.concepts", "Concepts", "folder of the concept notes", _folder),
    Setting("folders.home", "Home", "name of the map of the vault", _file_name),
    Setting("folders.attachments", "", "folder of copied images; Obsidian's own setting if not set", _folder),
    Setting("split.target_words", 180, "words of a note, where the text leaves the choice", _whole(20, 5000)),
    Setting("split.min_words", 60, "words below which neighbours are joined", _whole(0, 5000)),
    Setting("split.max_words", 400, "words above which a passage is cut", _whole(40, 100_000)),
    Setting(
        "split.granularity",
        "balanced",
        "essay, balanced or thought: from long notes to one thought a note",
        _one_of("essay", "balanced", "thought"),
    ),
    Setting("links.concepts", True, "make concept notes", _flag),
    Setting("links.mentions", True, "link where one note names another", _flag),
    Setting("links.related", True, "name related notes in the properties", _flag),
    Setting("links.mend_user_links", True, "redirect links in your own notes when a note is renamed", _flag),
    Setting("guard.share", 0.2, "share of the notes that may go in one run", _share),
    Setting("guard.count", 10, "number of notes that may always go in one run", _whole(0, 10**9)),
    Setting("history.days", 90, "days for which runs can be undone", _whole(0, 36_500)),
    Setting("history.megabytes", 200, "size up to which runs can be undone", _whole(0, 10**6)),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}


def find_file(folder: Path) -> Path | None:
    """Return the configuration in `folder` or the nearest folder above it."""
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
        project = place / "pyproject.toml"
        if project.is_file() and _in_project(project):
            return project
    return None


def _in_project(path: Path) -> bool:
    try:
        return "vaultsync" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, ValueError, AttributeError):
        return False


def load(
    cli: Mapping[str, object], env: Mapping[str, str], folder: Path, *, file: Path | None = None, need: bool = True
) -> Config:
    """Return what is in force.

    `cli` holds settings given on the command line by key, `folder` is the current folder, `file` the one named with
    `--config`. With `need`, sources and a vault must be known. Raises ConfigError naming file, line and key.
    """
    path = file if file is not None else find_file(folder)
    given, text = _read(path) if path is not None else ({}, "")
    base = path.parent if path is not None else folder
    values: dict[str, object] = {}
    raw: dict[str, object] = {}
    origins: dict[str, str] = {}
    for setting in SETTINGS:
        value, origin = _pick(setting, cli, env, given, path)
        origins[setting.key] = origin
        raw[setting.key] = value
        values[setting.key] = setting.default if origin == "default" else _checked(setting, value, origin, path, text)
    if need:
        _require(values)
    rooted = {key: base if origin == str(path) else folder for key, origin in origins.items()}
    return _config(values, rooted, path, origins, raw)


def _pick(
    setting: Setting, cli: Mapping[str, object], env: Mapping[str, str], given: Mapping[str, object], path: Path | None
) -> tuple[object, str]:
    if cli.get(setting.key) not in (None, (), []):
        return cli[setting.key], "command line"
    if env.get(setting.variable):
        value: object = env[setting.variable]
        if setting.key in ("sources", "ignore"):
            value = [one for one in env[setting.variable].split(_separator()) if one]
        if setting.key == "encodings":
            value = _json(env[setting.variable], setting)
        return value, setting.variable
    if setting.key in given:
        return given[setting.key], str(path)
    return setting.default, "default"


def _separator() -> str:
    return ";" if isinstance(Path(), type(Path("C:/"))) and str(Path("a/b")) == "a\\b" else ":"


def _json(text: str, setting: Setting) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ConfigError(f"{setting.variable} should be a JSON object") from error


def _checked(setting: Setting, value: object, origin: str, path: Path | None, text: str) -> object:
    try:
        return setting.check(value)
    except ValueError as error:
        in_file = path is not None and origin == str(path)
        raise ConfigError(
            f"`{setting.key}` {error}, but is {value!r}",
            path=str(path) if in_file else origin,
            line=_line(text, setting.key) if in_file else None,
            hint=f"its default is {setting.default!r}",
        ) from error


def _require(values: Mapping[str, object]) -> None:
    for key, option in (("sources", "--sources"), ("vault", "--vault")):
        if not values[key]:
            raise ConfigError(f"no {key} given", hint=f"name it with {option}, or write a {FILE} with `vaultsync init`")


def _read(path: Path) -> tuple[dict[str, object], str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"can't be read: {reason}", path=str(path), hint="check the name given to --config"
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError("isn't UTF-8", path=str(path), line=line, hint="save it as UTF-8") from error
    try:
        parsed: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line_number = int(found[1]) if found else text.count("\n") + 1
        raise ConfigError(f"isn't valid TOML: {error}", path=str(path), line=line_number, hint="mend it") from error
    if path.name == "pyproject.toml":
        parsed = parsed.get("tool", {}).get("vaultsync", {})
    return _flat(parsed, path, text), text


def _flat(parsed: Mapping[str, object], path: Path, text: str) -> dict[str, object]:
    tables = {setting.key.partition(".")[0] for setting in SETTINGS if "." in setting.key}
    flat: dict[str, object] = {}
    for key, value in parsed.items():
        if key in tables and isinstance(value, dict):
            flat.update({f"{key}.{name}": inner for name, inner in value.items()})
        else:
            flat[key] = value
    for key in flat:
        if key not in _BY_KEY:
            near = difflib.get_close_matches(key, [*_BY_KEY, *tables], n=1)
            hint = f"did you mean `{near[0]}`?" if near else "`vaultsync config` lists the settings"
            raise ConfigError(f"unknown setting `{key}`", path=str(path), line=_line(text, key), hint=hint)
    return flat


def _line(text: str, key: str) -> int | None:
    """Find the line of a key, within its table where it has one."""
    table, _, name = key.rpartition(".")
    inside = not table
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            full = header[1].removeprefix("tool.vaultsync").strip(".").strip('"')
            inside = full == table
            if full == key:
                return number
        elif (inside and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line)) or re.match(
            rf"\s*{re.escape(key)}\s*=", line
        ):
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
        history=HistoryConfig(**table("history")),
        file=path,
        origins=origins,
        values=raw,
    )


def _absolute(given: str, base: Path) -> Path:
    if "\x00" in given:
        raise ConfigError(f"{given!r} is no path")
    try:
        return (base / Path(given).expanduser()).absolute()
    except RuntimeError as error:
        raise ConfigError(f"{given} names a home folder that isn't known") from error


def commented_toml(*, sources: tuple[str, ...], vault: str, folders: Mapping[str, str] | None = None) -> str:
    """Return a `vaultsync.toml` with every setting, its meaning and its default; the defaults stand as comments."""
    known: dict[str, object] = {"sources": list(sources), "vault": vault}
    known |= {f"folders.{key}": value for key, value in (folders or {}).items()}
    lines = ["# vaultsync: essays in, linked notes out. Paths are relative to this file."]
    table = ""
    for setting in sorted(SETTINGS, key=lambda one: (one.key == "encodings" or "." in one.key, one.key != "encodings")):
        name = setting.key
        head, _, inner = setting.key.rpartition(".")
        if name == "encodings":
            head, inner = "encodings", ""
        if head != table:
            lines += ["", f"[{head}]"]
            table = head
        if name == "encodings":
            lines += [f"# {setting.meaning}", '# "old/*.txt" = "cp1252"']
            continue
        mark = "" if name in known else "# "
        lines += [f"# {setting.meaning}"] if head else ["", f"# {setting.meaning}"]
        lines.append(f"{mark}{inner or name} = {_toml(known.get(name, setting.default))}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
