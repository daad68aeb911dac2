"""`adopt`: makes a note of the vault a source, by naming it in the configuration; the note itself stays as it is."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

from vaultsync.config import FILE, Config
from vaultsync.errors import ConfigError
from vaultsync.model import NoteKind, VaultPath
from vaultsync.pipeline.finding import find_note
from vaultsync.pipeline.observing import look_at
from vaultsync.pipeline.starting import start
from vaultsync.settings import commented_toml
from vaultsync.vault.lone import replace_file

_PROJECT = "pyproject.toml"
_SOURCES = re.compile(r"^([ \t]*sources[ \t]*=[ \t]*)\[([^\[\]]*)\]", re.MULTILINE)
_FIRST_KEY = re.compile(r"^(?=[ \t]*[\w\"'-]+[ \t]*=|\[)", re.MULTILINE)


def adopt(config: Config, name: str, *, dry_run: bool = False) -> tuple[VaultPath, Path, bool]:
    """Name a note of the vault among the sources.

    Returns the note, the configuration, and whether that had to change. Without a configuration one is written beside
    it, as `init` does. Raises ConfigError where there is no such note, vaultsync made it, or the configuration can't
    be changed for sure.
    """
    index = look_at(config.vault, {})
    note = find_note(name, config.vault, index)
    if any(one.path == note and one.kind is not NoteKind.USER for one in index.notes):
        raise ConfigError("was made by vaultsync, so its source is another file", path=note)
    place = config.vault / note
    if any(os.path.realpath(one) == os.path.realpath(place) for one in config.sources):
        return note, config.file or Path(FILE), False
    if config.file is None:
        file = Path.cwd() / FILE
        known = [_shown(one, file.parent) for one in (*config.sources, place)]
        if not dry_run:
            start(
                file.parent,
                commented_toml(sources=tuple(known), vault=_shown(config.vault, file.parent)),
                templates=False,
            )
        return note, file, True
    data = config.file.read_bytes()
    text = data.decode("utf-8")
    changed = _with_source(text, _shown(place, config.file.absolute().parent), config.file)
    if not dry_run:
        replace_file(config.file, data, changed.encode("utf-8"))
    return note, config.file, True


def _shown(path: Path, folder: Path) -> str:
    """Return a path relative to the configuration's folder where it lies below it."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _with_source(text: str, source: str, file: Path) -> str:
    """Add a source to a configuration by the smallest edit, and see that nothing else is said by it."""
    before = tomllib.loads(text.removeprefix("\ufeff"))
    wanted = [source, *_sources_of(before, file)]
    quoted = json.dumps(source, ensure_ascii=False)

    def added(found: re.Match[str]) -> str:
        gap = ", " if found[2].strip() and not found[2].startswith(("\n", "\r")) else "," if found[2].strip() else ""
        return f"{found[1]}[{quoted}{gap}{found[2].lstrip(' ')}]"

    starts = [found.start() for found in _SOURCES.finditer(text)]
    candidates = [text[:at] + _SOURCES.sub(added, text[at:], count=1) for at in starts]
    candidates.append(_FIRST_KEY.sub(f"sources = [{quoted}]\n", text, count=1))
    for candidate in candidates:
        try:
            after = tomllib.loads(candidate.removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError:
            continue
        if _sources_of(after, file) == wanted and _without_sources(after, file) == _without_sources(before, file):
            return candidate
    hint = f"add {quoted} to `sources` in it"
    raise ConfigError("can't be changed for sure", path=str(file), hint=hint)


def _table(values: dict[str, object], file: Path) -> dict[str, object]:
    for key in ("tool", "vaultsync") if file.name == _PROJECT else ():
        inner = values.get(key, {})
        values = inner if isinstance(inner, dict) else {}
    return values


def _sources_of(values: dict[str, object], file: Path) -> list[object]:
    sources = _table(values, file).get("sources", [])
    return list(sources) if isinstance(sources, list) else [sources]


def _without_sources(values: dict[str, object], file: Path) -> object:
    table = {key: value for key, value in _table(values, file).items() if key != "sources"}
    return table if file.name != _PROJECT else (table, sorted(values))
