"""From a file to a document: safe reading, decoding, and the parser that its ending asks for."""

from __future__ import annotations

import errno
import fnmatch
import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vaultsync.model import Digest, Document, Problem, SourceKey
from vaultsync.sources.decode import Undecodable, decode
from vaultsync.sources.discover import Found
from vaultsync.sources.markdown import parse_markdown
from vaultsync.sources.text import parse_text

_ATTEMPTS = 3


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
    """Read one source; whatever is wrong with it is a problem, never an exception."""
    data = read_bytes(found, settings)
    if isinstance(data, Problem):
        return ReadResult(None, None, (data,))
    content, digest = data
    return read_document(found, content, settings, digest)


def read_bytes(found: Found, settings: ReadSettings) -> tuple[bytes, Digest] | Problem:
    """Return a source's bytes and their digest."""
    data = read_regular(found.path, found.root, settings.max_size)
    if data is None:
        return Problem(str(found.path), "vanished while it was read", hint="the next run looks again")
    if isinstance(data, Problem):
        return data
    return data, Digest(hashlib.sha256(data).hexdigest())


def read_document(found: Found, data: bytes, settings: ReadSettings, digest: Digest | None = None) -> ReadResult:
    """Decode and parse a source's bytes."""
    encoding = next((name for glob, name in settings.encodings.items() if fnmatch.fnmatch(found.key, glob)), None)
    text = decode(data, encoding, name=found.key)
    if isinstance(text, Undecodable):
        return ReadResult(None, digest, (Problem(str(found.path), text.message, text.line, text.hint),))
    document, problems = parse_source(found.key, text, found.path.suffix)
    placed = tuple(Problem(str(found.path), one.message, one.line, one.hint, one.severity) for one in problems)
    return ReadResult(document, digest, placed)


def parse_source(key: SourceKey, text: str, suffix: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse decoded text by the ending of its file."""
    if suffix.lower() in (".html", ".htm"):
        from vaultsync.sources.html import parse_html

        return parse_html(key, text), ()
    if suffix.lower() == ".txt":
        return parse_text(key, text), ()
    return parse_markdown(key, text)


def read_regular(path: Path, root: Path, largest: int) -> bytes | Problem | None:
    """Return a regular file's bytes as they were at one moment; None where there is none.

    Never blocks on a pipe or device, never follows a link out of `root`, and takes no failure for emptiness.
    """
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        return Problem(str(path), "is a link that leads out of its folder", hint="copy the file instead")
    for _ in range(_ATTEMPTS):
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return None
            return Problem(str(path), f"can't be read: {error.strerror}", hint="check its permissions")
        try:
            with os.fdopen(handle, "rb") as file:
                before = os.fstat(file.fileno())
                if not stat.S_ISREG(before.st_mode):
                    return Problem(str(path), "is not a regular file", hint="move it out of the source folder")
                if before.st_size > largest:
                    size = f"is larger than {largest} bytes ({before.st_size})"
                    return Problem(str(path), size, hint="raise `max_size` in the configuration, or cut the file")
                data = file.read(largest + 1)
                after = os.fstat(file.fileno())
        except OSError as error:
            return Problem(str(path), f"can't be read: {error.strerror}", hint="check the disk; nothing is removed")
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data
    return Problem(str(path), "keeps changing while it is read", hint="the next run looks again")
