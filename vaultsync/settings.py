"""Every setting there is: its key, its default, what it is for, and what values it takes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

FILE = "vaultsync.toml"
_PREFIX = "VAULTSYNC_"

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    key: str
    """As in the file, `table.name` within a table."""
    default: object
    meaning: str
    check: Callable[[object], object]
    """Returns the value as the program uses it; raises ValueError saying what it should be."""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return _PREFIX + self.key.replace(".", "_").upper()

    def read(self, text: str) -> object:
        """Return the value that an environment variable's text stands for; what stands for none is left as it is."""
        if isinstance(self.default, tuple):
            return [one for one in text.split(os.pathsep) if one]
        if isinstance(self.default, bool):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(
                text.lower(), text
            )
        if isinstance(self.default, (int, float, dict)):
            try:
                value: object = json.loads(text)
            except (ValueError, RecursionError):
                return text
            return value
        return text


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\x00" in value:
        raise ValueError("should be a text")
    return value


def _text_or_none(value: object) -> str:
    return "" if value == "" else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(one, str) and one.strip() and "\x00" not in one for one in value
    ):
        raise ValueError('should be a list of texts, `["…"]`')
    return tuple(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("should be true or false")
    return value


def _whole(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"should be a whole number from {least} to {most}")
        return value

    return check


def _share(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("should be a number from 0 to 1")
    return float(value)


def _seconds(least: float, most: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"should be a number of seconds from {least:g} to {most:g}")
        return float(value)

    return check


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
    if path.is_absolute() or re.match(r"[A-Za-z]:", value) or any(part.startswith(".") for part in path.parts):
        raise ValueError("should be a folder inside the vault, not hidden, not absolute and without `..`")
    if not all(_is_legal(part) for part in path.parts):
        raise ValueError(
            'should be a name that every system takes: without any of * " < > : | ? # ^ [ ] and no blank or stop last'
        )
    return "" if str(path) == "." else str(path)


def _file_name(value: object) -> str:
    name = _folder(value).removesuffix(".md")
    if not name or "/" in name:
        raise ValueError("should be a plain file name without `.md`")
    return name


def _is_legal(name: str) -> bool:
    return (
        not set(name) & set('*"<>:|?#^[]')
        and name.isprintable()
        and name == name.strip(" .")
        and not _DEVICE.match(name)
    )


def _encodings(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) and one for one in value.values()):
        raise ValueError('should be lines of the form `"old/*.txt" = "cp1252"`')
    for name in value.values():
        if not _is_text_encoding(name):
            raise ValueError(f"names an encoding that isn't known: {name!r}")
    return dict(value)


def _is_text_encoding(name: str) -> bool:
    try:
        b"?".decode(name)
    except UnicodeError:
        return True  # known, and wants more than one byte
    except (LookupError, ValueError):
        return False
    return True


SETTINGS: tuple[Setting, ...] = (
    Setting("sources", (), "folders (or files) with your writing", _texts),
    Setting("vault", "", "the vault's folder", _text),
    Setting(
        "state_dir", "", "where vaultsync remembers the vault; the system's folder for state if not set", _text_or_none
    ),
    Setting("templates", "", "folder with your own note templates", _text_or_none),
    Setting("ignore", (), "names or paths below a source folder to pass over, with * and ?", _texts),
    Setting("max_size", 20_000_000, "bytes; a larger source is reported and left out", _whole(1, 10**12)),
    Setting("encodings", {}, "encodings of files that aren't UTF-8, by path", _encodings),
    Setting("folders.notes", "Notes", "folder of the atoms", _folder),
    Setting("folders.sources", "Sources", "folder of the source maps", _folder),
    Setting("folders.concepts", "Concepts", "folder of the concept notes", _folder),
    Setting("folders.home", "Home", "name of the map of the vault", _file_name),
    Setting("folders.attachments", "", "folder of copied images; Obsidian's own setting if not set", _folder),
    Setting("split.target_words", 180, "words of a note, where the text leaves the choice", _whole(20, 5000)),
    Setting("split.min_words", 15, "words below which a section is joined with a neighbour", _whole(0, 5000)),
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
    Setting("links.unlinked_mentions", True, "list your own notes that speak of a concept without a link", _flag),
    Setting("links.mend_user_links", True, "redirect links in your own notes when a note is renamed", _flag),
    Setting("guard.share", 0.2, "share of the notes that may go in one run", _share),
    Setting("guard.count", 10, "number of notes that may always go in one run", _whole(0, 10**9)),
    Setting("watch.quiet", 0.5, "seconds without a change after which the watcher syncs", _seconds(0, 3600)),
    Setting("watch.max_wait", 5.0, "seconds after which it syncs although changes go on", _seconds(0, 3600)),
    Setting(
        "watch.hold", 5.0, "seconds for which a note that was just edited is left to its editor", _seconds(0, 3600)
    ),
    Setting("watch.check_every", 60.0, "seconds between looks for what no event told", _seconds(0.1, 86_400)),
    Setting("watch.poll", False, "look for changes instead of waiting for events, as for network drives", _flag),
    Setting("watch.poll_every", 2.0, "seconds between such looks", _seconds(0.1, 3600)),
    Setting("history.days", 90, "days for which runs can be undone", _whole(0, 36_500)),
    Setting("history.megabytes", 200, "size up to which runs can be undone", _whole(0, 10**6)),
)


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
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
