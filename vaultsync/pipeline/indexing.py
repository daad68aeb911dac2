"""The link index of a vault, warm: what its notes say, and what was last answered about it, is kept between calls.

A file whose stamp is the one that it was read at is not read again, one whose bytes are the same not parsed again, and
of a vault in which nothing changed the last answer is given again. All of it lies outside the vault, and can be lost.
"""

from __future__ import annotations

import hashlib
import marshal
import pickle
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from vaultsync.config import Config
from vaultsync.model import Digest, Problem, VaultPath
from vaultsync.pipeline.memo import program
from vaultsync.sync.cache import Cache
from vaultsync.sync.roots import default_cache_root, default_state_root
from vaultsync.vault.files import FoundFile, Stamp, is_note, is_settled, read_file, walk
from vaultsync.vault.home import identity_of
from vaultsync.vault.settings import read_settings

if TYPE_CHECKING:
    from vaultsync.markup.note_syntax import NoteSyntax
    from vaultsync.vault.index import VaultIndex
    from vaultsync.vault.scan import Content

_FILE = "links.sqlite"
_FILES = Digest("files")
_SAID = Digest("said")


T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """What was asked of a vault's links."""

    said: T
    problems: tuple[Problem, ...]
    """What could not be read."""


class _Known(NamedTuple):
    """What is known of one note or canvas."""

    stamp: Stamp | None
    """What it was read at; None if it might since have changed unseen."""
    digest: str
    size: int
    problem: tuple[str, int | None, str] | None
    """What is wrong with its bytes: message, line and hint."""


def index_file(vault: Path, state_dir: Path | None) -> Path:
    """Return where the index of a vault lies: in its state folder, or in the system's cache if it never had one."""
    vault_id = identity_of(vault)
    if vault_id is not None:
        return (state_dir or default_state_root()) / vault_id / _FILE
    place = hashlib.sha256(str(vault.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return (state_dir or default_cache_root()) / "vaults" / place / _FILE


def open_known(config: Config) -> KnownVault:
    """Look at the configured vault; for a `with` statement, which keeps what was learnt."""
    return KnownVault(config.vault, index_file(config.vault, config.state_dir))


def graph_as_json(config: Config) -> Answer[bytes]:
    """Return the link graph of a vault as its JSON, in UTF-8."""

    def said(index: VaultIndex) -> bytes:
        from vaultsync.report.graph import links_json

        # A lone surrogate, which YAML can ask for, is written as JSON's escape for it.
        return links_json(index).encode("utf-8", "backslashreplace")

    with open_known(config) as known:
        return known.answer("links", said, bytes)


def graph_in_short(config: Config, *, verbose: bool) -> Answer[str]:
    """Return what a person wants to know of a vault's link graph."""

    def said(index: VaultIndex) -> str:
        from vaultsync.report.graph import graph_summary

        return graph_summary(index, verbose=verbose)

    with open_known(config) as known:
        return known.answer(f"summary {verbose}", said, str)


class KnownVault:
    """A vault as it is now, read as far as it isn't known."""

    def __init__(self, vault: Path, file: Path) -> None:
        """Look at the vault; `file` is where its index lies, which is written on leaving a `with` statement."""
        self._vault = vault
        self._cache = Cache(file)
        self._started = time.time_ns()
        self._seen = walk(vault)
        self._new: dict[str, bytes] = {}
        self._parsed: dict[str, NoteSyntax | None] = {}
        self._before = self._remembered()
        self._contents = {
            found.path: self._look(found, self._before.get(found.path)) for found in self._seen.files if found.is_read
        }

    def __enter__(self) -> KnownVault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        known = {path: one for path, one in self._contents.items() if isinstance(one, _Known)}
        if known != self._before:
            self._cache.put(_FILES, marshal.dumps((program(), {path: tuple(one) for path, one in known.items()})))
        live = {_key(path, one.digest) for path, one in known.items()}
        if self._new or live != {_key(path, one.digest) for path, one in self._before.items()}:
            said = {key: value for key, value in self._said.items() if key in live}
            self._cache.put(_SAID, marshal.dumps((program(), said)))
        self._cache.close()

    def _remembered(self) -> dict[VaultPath, _Known]:
        return {path: _Known(*one) for path, one in self._stored(_FILES).items()}

    @cached_property
    def _said(self) -> dict[str, bytes]:
        """What notes say, pickled, by their contents; only where an answer has to be found anew."""
        return self._stored(_SAID) | self._new

    def _stored(self, key: Digest) -> dict[Any, Any]:
        stored = self._cache.get(key)
        writer, values = marshal.loads(stored) if stored is not None else ("", {})
        return values if writer == program() else {}

    def _look(self, file: FoundFile, known: _Known | None) -> _Known | Content:
        """Return what is known of a file, reading it if it may have changed."""
        if known is not None and known.stamp == file.stamp:
            return known
        return self._read(file, known)

    def _read(self, file: FoundFile, known: _Known | None) -> _Known | Content:
        from vaultsync.vault.scan import said_by, unread

        try:
            data, stamp = read_file(file.place)
        except OSError as error:
            return unread(file, error)
        trusted = stamp if stamp == file.stamp and is_settled(stamp, self._started) else None
        digest = Digest(hashlib.sha256(data).hexdigest())
        if known is not None and known.digest == digest:
            return known._replace(stamp=trusted)
        content = said_by(file.path, data, digest)
        self._parsed[_key(file.path, digest)] = content.syntax
        self._new[_key(file.path, digest)] = pickle.dumps(content.syntax, pickle.HIGHEST_PROTOCOL)
        odd = content.problem
        return _Known(trusted, digest, len(data), None if odd is None else (odd.message, odd.line, odd.hint))

    @cached_property
    def index(self) -> VaultIndex:
        """The vault's links, resolved."""
        from vaultsync.vault.index import VaultIndex
        from vaultsync.vault.scan import gathered

        return VaultIndex(gathered(self._vault, self._seen, self._content_of))

    def _content_of(self, file: FoundFile) -> Content:
        from vaultsync.vault.scan import Content

        one = self._contents[file.path]
        if isinstance(one, _Known) and _key(file.path, one.digest) not in self._said:
            one = self._contents[file.path] = self._read(file, None)
            self._said |= self._new
        if isinstance(one, _Known):
            key = _key(file.path, one.digest)
            syntax = self._parsed[key] if key in self._parsed else pickle.loads(self._said[key])
            problem = None if one.problem is None else Problem(file.path, *one.problem, severity="warning")
            return Content(Digest(one.digest), one.size, syntax, problem)
        return one

    def _state(self) -> bytes:
        """Return the digest of all that an answer depends on: the program, files, their contents, and the settings."""
        parts = [part for file in self._seen.files for part in (file.path, file.name, self._bytes_of(file.path))]
        parts.append(repr((self._seen.problems, read_settings(self._vault), program())))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).digest()

    def _bytes_of(self, path: VaultPath) -> str:
        one = self._contents.get(path)
        return one.digest if isinstance(one, _Known) else repr(one)

    def answer(self, question: str, compute: Callable[[VaultIndex], T], kind: type[T]) -> Answer[T]:
        """Return what `compute` says of the index, or said of it when the vault was last just like this."""
        key, state = Digest(f"answer {question}"), self._state()
        last = self._cache.get(key)
        if last is not None and last.startswith(state):
            said, problems = pickle.loads(memoryview(last)[len(state) :])
            if isinstance(said, kind):
                return Answer(said, problems)
        found = Answer(compute(self.index), self.index.problems)
        self._cache.put(key, self._state() + pickle.dumps(tuple(found), pickle.HIGHEST_PROTOCOL))
        return found


def _key(path: VaultPath, digest: str) -> str:
    """Return what a file's syntax depends on."""
    return digest if is_note(path) else f"{digest} canvas"
