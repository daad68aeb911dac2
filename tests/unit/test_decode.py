from __future__ import annotations

import codecs

import pytest

from vaultsync.sources.decode import Undecodable, decode

TEXT = "Naïve – text,\r\nof 两 lines 😀\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_utf8_and_marked_utf16_are_read(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize("text", ["", "\x00", "a\x00b\x0cc\x85d\u2028", "\x1b[31mred\x1b[0m", "a\ufeffb"])
def test_stray_control_characters_are_kept(text: str) -> None:
    assert decode(text.encode()) == text


def test_only_one_mark_is_taken_away() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a") == "\ufeffa"


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"Fine.\r\nBad \xff here.\n", 2, "is not UTF-8 at byte 11; it looks like"),
        (b"a\rb\rBad \xe9", 3, "at byte 8"),
        ("é".encode()[:1], 1, "at byte 0"),
        (b"CESU \xed\xa0\x80 here", 1, "at byte 5"),
        ("Wörter über Größe, schön für Äpfel und Öl.\n".encode("latin-1"), 1, "not UTF-8"),
        ("Hello there, reader.\n".encode("utf-16-le"), 1, "UTF-16-LE without a byte order mark"),
        ("Hello there, reader.\n".encode("utf-16-be"), 1, "UTF-16-BE without a byte order mark"),
        ("Hello there, reader.\n".encode("utf-32-le"), 1, "UTF-32-LE without a byte order mark"),
        ("Hello there, reader.\n".encode("utf-32"), 1, "is UTF-32"),
        (codecs.BOM_UTF16_LE + b"\n\0a\0b", 2, "cut off: not UTF-16 at byte 4"),
        (bytes(range(256)) * 20, None, "is not text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), None, "is not text"),
        (b"%PDF-1.4\n" + bytes(range(1, 9)) * 9, None, "is not text"),
    ],
)
def test_anything_else_is_named_with_its_place(data: bytes, line: int | None, said: str) -> None:
    found = decode(data, name="a.md")
    assert isinstance(found, Undecodable)
    assert said in found.message
    assert found.line == line
    assert found.hint


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("互联网金融的重新进化需要从流程开始，这一点毋庸置疑。\n" * 3, "gb18030"),
        ("日本語の文章です。読めますか。これは長い文章です。\n" * 3, "shift_jis"),
        ("Интернет меняет финансы, и это видно каждому читателю.\n" * 3, "cp1251"),
    ],
)
def test_the_hint_is_a_line_of_configuration_that_reads_the_file(text: str, codec: str) -> None:
    data = text.encode(codec)
    found = decode(data, name="old/a.txt")
    assert isinstance(found, Undecodable)
    glob, _, proposed = found.hint.partition(": ")[2].partition(" = ")
    assert glob == '"old/a.txt"'
    assert isinstance(decode(data, proposed.strip('"')), str)
    assert decode(data, codec) == text


def test_the_configured_encoding_is_held_to() -> None:
    assert decode("“x”".encode("cp1252"), "cp1252") == "“x”"
    assert decode(codecs.BOM_UTF8 + b"x", "utf-8") == "x"
    wrong = decode(b"a\nb\x81", "cp1252")
    assert wrong == Undecodable(
        "is not cp1252, as the configuration says, at byte 3", 2, "correct its line in [encodings]"
    )
    unknown = decode(b"a", "latin-99")
    assert isinstance(unknown, Undecodable)
    assert "latin-99" in unknown.message
    assert isinstance(decode(b"616f", "hex"), Undecodable)
