"""From bytes to text: UTF-8, UTF-16 with a byte order mark, or the encoding that the configuration names."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from vaultsync.markup.lines import line_starts

_SAMPLE = 100_000
"""Bytes on either side of the first bad one by which an encoding is guessed."""

_HEAD = 8192
"""Bytes by which binary files are told."""

_MOST_CONTROLS = 0.01
"""Share of control characters above which bytes are no text, but for a few strays."""

_STRAYS = 3

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Longest first: the mark of UTF-16 LE opens that of UTF-32 LE too."""


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes are no text that can be read."""

    message: str
    """In words that follow the file's name."""
    line: int | None = None
    """One-based line of the first bad byte."""
    hint: str = ""


def decode(data: bytes, encoding: str | None = None, *, name: str = "") -> str | Undecodable:
    """Return the text without its byte order mark, line endings as they are; an encoding is never guessed.

    `encoding` is what the configuration says of the file, `name` how it would name it.
    """
    if encoding is not None:
        return _as_told(data, encoding)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], codec, name)
    codec_by_nuls = _codec_by_nuls(data[:_HEAD])
    if codec_by_nuls:
        return _foreign(f"looks like {codec_by_nuls.upper()} without a byte order mark", 1, codec_by_nuls, name)
    if _is_binary(data):
        return Undecodable("is not text", hint="move it out of the source folder, or ignore it in the configuration")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        codec = _guess(data, error.start)
        message = f"is not UTF-8 at byte {error.start}; it looks like {codec}"
        return _foreign(message, _line(data[: error.start].decode("utf-8")), codec, name)


def _as_told(data: bytes, encoding: str) -> str | Undecodable:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = _line(data[: error.start].decode(encoding, "replace"))
        message = f"is not {encoding}, as the configuration says, at byte {error.start}"
        return Undecodable(message, line, "correct its line in [encodings]")
    except (LookupError, UnicodeError):
        return Undecodable(f"can't be read as {encoding}: no such encoding", hint="correct its line in [encodings]")


def _marked(data: bytes, codec: str, name: str) -> str | Undecodable:
    if codec.startswith("utf-32"):
        return _foreign("is UTF-32, not UTF-8", 1, "utf-32", name)
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = _line(data[: error.start].decode(codec, "replace"))
        message = f"is damaged or cut off: not {codec.removesuffix('-le').removesuffix('-be').upper()} at byte"
        return Undecodable(f"{message} {error.start}", line, "save it again as UTF-8")


def _codec_by_nuls(head: bytes) -> str:
    """Tell UTF-16 and UTF-32 without a mark by where the NUL bytes of Latin letters stand."""
    if len(head) < 4 or b"\0" not in head:
        return ""
    lanes = [head[lane::4].count(0) / len(head[lane::4]) for lane in range(4)]
    if lanes[1] > 0.7 and lanes[2] > 0.7 and (lanes[0] > 0.7) != (lanes[3] > 0.7):
        return "utf-32-le" if lanes[3] > 0.7 else "utf-32-be"
    even, odd = (lanes[0] + lanes[2]) / 2, (lanes[1] + lanes[3]) / 2
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _is_binary(data: bytes) -> bool:
    """Tell files that hold no text: a stray control character doesn't make one, a row of them does."""
    head = data[:_HEAD]
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return controls > max(_STRAYS, _MOST_CONTROLS * len(head))


def _guess(data: bytes, at: int) -> str:
    """Name the encoding that bytes look like; only for the message."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[max(0, at - _SAMPLE) : at + _SAMPLE]).best()
    guess = best.encoding if best is not None and best.encoding not in ("utf_8", "ascii") else "cp1252"
    return codecs.lookup(guess).name


def _foreign(message: str, line: int, codec: str, name: str) -> Undecodable:
    return Undecodable(
        message, line, f'save it as UTF-8, or add to [encodings] in the configuration: "{name}" = "{codec}"'
    )


def _line(before: str) -> int:
    """Return the number of the line that follows this text or goes on after it."""
    return len(line_starts(before + "x"))
