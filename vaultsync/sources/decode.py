"""From bytes to text: UTF-8 and UTF-16 with a byte order mark, or the encoding that the configuration names."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_SAMPLE = 200_000
"""Bytes looked at to say which encoding a file looks like."""


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes are no text that can be read."""

    message: str
    line: int | None = None
    hint: str = ""


def decode(data: bytes, encoding: str | None = None, *, name: str = "") -> str | Undecodable:
    """Return the text without its byte order mark, line endings as they are; never guesses an encoding.

    `name` is how the configuration would name the file.
    """
    if encoding is not None:
        return _as_told(data, encoding)
    for mark, codec in ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32")):
        if data.startswith(mark):
            return _wrong(data, f"is {codec}, not UTF-8", None, "utf-32", name)
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _marked(data[len(mark) :], codec)
    guess = _without_mark(data)
    if guess is not None:
        return _wrong(data, f"looks like {guess.upper()} without a byte order mark", 1, guess, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, name)
    if "\x00" in text and _is_binary(data):
        return Undecodable("is no text (it holds NUL bytes)", hint="move it out of the source folder, or ignore it")
    return text


def _as_told(data: bytes, encoding: str) -> str | Undecodable:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        at = getattr(error, "start", 0)
        return Undecodable(
            f"is not {encoding}, as the configuration says, at byte {at}",
            data.count(b"\n", 0, at) + 1,
            "correct its line in [encodings]",
        )


def _marked(data: bytes, codec: str) -> str | Undecodable:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(codec, "replace").count("\n") + 1
        message = f"is cut or damaged {codec.upper().removesuffix('-LE').removesuffix('-BE')} at byte {error.start}"
        return Undecodable(message, line, "save it again as UTF-8")


def _without_mark(data: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 without a mark by where their NUL bytes stand."""
    head = data[:4096]
    if len(head) < 4 or b"\x00" not in head:
        return None
    thirds = [head[start::4].count(0) / max(1, len(head[start::4])) for start in range(4)]
    if thirds[1] > 0.7 and thirds[2] > 0.7 and (thirds[0] > 0.7) != (thirds[3] > 0.7):
        return "utf-32-le" if thirds[3] > 0.7 else "utf-32-be"
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / max(1, len(head[1::2]))
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    head = data[:8192]
    odd = sum(1 for byte in head if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return odd > len(head) / 100


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Undecodable:
    if _is_binary(data):
        return Undecodable("is no text", hint="move it out of the source folder, or ignore it in the configuration")
    line = data.count(b"\n", 0, error.start) + 1
    from charset_normalizer import from_bytes

    start = max(0, error.start - _SAMPLE // 2)
    best = from_bytes(data[start : start + _SAMPLE]).best()
    guess = best.encoding if best is not None and best.encoding != "utf_8" else "cp1252"
    codec = codecs.lookup(guess).name
    return _wrong(data, f"is not UTF-8 at byte {error.start}; it looks like {codec}", line, codec, name)


def _wrong(data: bytes, message: str, line: int | None, codec: str, name: str) -> Undecodable:
    hint = f'save it as UTF-8, or add to [encodings] in the configuration: "{name}" = "{codec}"'
    return Undecodable(message, line, hint)
