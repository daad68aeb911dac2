"""From a file to a document: safe reading, decoding, and the parser that its ending asks for."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from vaultsync.errors import FAILING, Unreadable
from vaultsync.model import Digest, Document, Problem, SourceKey
from vaultsync.sources.decode import Undecodable, decode
from vaultsync.sources.discover import Found, shown_path
from vaultsync.sources.markdown import parse_markdown
from vaultsync.sources.text import parse_text

_PAUSES = (0.02, 0.05, 0.1)
"""Seconds after each attempt at a file that vanished or changed meanwhile."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How sources are decoded."""

    encodings: Mapping[str, str] = field(default_factory=dict)
    """Encodings by path below the root, with * and ?; the first that fits counts."""
    max_size: int = 20_000_000
    """Bytes."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A source read, or why it could not be."""

    document: Document | None
    digest: Digest | None
    problems: tuple[Problem, ...] = ()


def found_file(path: Path) -> Found:
    """Return a single file as discovery would find it."""
    return Found(SourceKey(path.name), path, path.parent)


def read(found: Found, settings: ReadSettings) -> ReadResult:
    """Read one source; whatever is wrong with it is a problem, but Unreadable where the system fails to show it."""
    data = read_bytes(found, settings)
    if isinstance(data, Problem):
        return ReadResult(None, None, (data,))
    content, digest = data
    return read_document(found, content, settings, digest)


def read_bytes(found: Found, settings: ReadSettings) -> tuple[bytes, Digest] | Problem:
    """Return a source's bytes and their digest; waits a moment for a file that an editor is just replacing."""
    for pause in _PAUSES:
        data = read_regular(found.path, found.root, settings.max_size)
        if isinstance(data, Problem):
            return data
        if data is not None:
            return data, Digest(hashlib.sha256(data).hexdigest())
        time.sleep(pause)
    return Problem(shown_path(found.path), "vanished while it was read", hint="the next run looks again")


def read_document(found: Found, data: bytes, settings: ReadSettings, digest: Digest | None = None) -> ReadResult:
    """Decode and parse a source's bytes."""
    path = shown_path(found.path)
    encoding = next((name for glob, name in settings.encodings.items() if fnmatchcase(found.key, glob)), None)
    text = decode(data, encoding, name=found.key)
    if isinstance(text, Undecodable):
        return ReadResult(None, digest, (Problem(path, text.message, text.line, text.hint),))
    try:
        document, problems = parse_source(found.key, text, found.path.suffix)
    except Exception as error:  # a fault of ours must not cost the other sources (rule 12)
        message = f"could not be parsed: {type(error).__name__}"
        return ReadResult(None, digest, (Problem(path, message, hint="please report this, with the file if you may"),))
    return ReadResult(document, digest, tuple(replace(one, path=path) for one in problems))


def parse_source(key: SourceKey, text: str, suffix: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse decoded text by the ending of its file, and say what is odd about it."""
    match suffix.lower():
        case ".html" | ".htm":
            from vaultsync.sources.html import parse_html  # the extractors take long to import

            return parse_html(key, text)
        case ".txt":
            return parse_text(key, text)
        case _:
            return parse_markdown(key, text)


def read_regular(path: Path, root: Path, largest: int) -> bytes | Problem | None:
    """Return a regular file's bytes as they were at one moment; None where there is none.

    Never blocks on a pipe or device, never leaves `root`, not by links either, and takes no failure for emptiness:
    Unreadable is raised where the system fails to show the file, since who plans without it plans something else.
    """
    try:
        real = Path(os.path.realpath(path))
    except ValueError:  # a NUL in a name: no file has one
        return None
    if not real.is_relative_to(os.path.realpath(root)):
        return Problem(shown_path(path), "is a link that leads out of its folder", hint="copy the file instead")
    for pause in _PAUSES:
        try:
            data = _read_once(real, largest)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR):
                return None
            if error.errno in FAILING:
                raise Unreadable(f"can't be read: {error.strerror}", path=shown_path(path)) from error
            hint = "check its permissions; nothing is removed because of it"
            return Problem(shown_path(path), f"can't be read: {error.strerror}", hint=hint)
        except _Refused as refused:
            return Problem(shown_path(path), refused.message, hint=refused.hint)
        if data is not None:
            return data
        time.sleep(pause)
    return Problem(shown_path(path), "keeps changing while it is read", hint="the next run looks again")


def _read_once(path: Path, largest: int) -> bytes | None:
    """Return a file's bytes, or None if it changed in between."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    # An opener, as a folder's descriptor would be left open by `os.fdopen`, which refuses it.
    with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise _Refused("is not a regular file", "move it out of the source folder, or ignore it")
        if before.st_size > largest:
            message = f"is larger than {largest:,} bytes ({before.st_size:,})"
            raise _Refused(message, "raise `max_size` in the configuration, or cut the file")
        data = file.read(largest + 1)
        after = os.fstat(file.fileno())
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if unchanged and len(data) == after.st_size else None


class _Refused(Exception):
    """A file that isn't read for what it is."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
