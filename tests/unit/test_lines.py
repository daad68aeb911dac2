from __future__ import annotations

import pytest

from vaultsync.markup.lines import line_of, line_starts, lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("\n\n", ["\n", "\n"]),
        ("a\r\nb\rc\nd", ["a\r\n", "b\r", "c\n", "d"]),
        ("a\n\rb", ["a\n", "\r", "b"]),
        ("a\u2028b\u0085c\x0bd\x0ce\x1cf\u2029g", ["a\u2028b\u0085c\x0bd\x0ce\x1cf\u2029g"]),
    ],
)
def test_lines_end_where_editors_end_them(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in lines(text)] == expected


def test_an_offset_lies_in_the_line_whose_ending_it_may_be() -> None:
    text = "ab\r\nc\n"
    starts = line_starts(text)
    assert [line_of(starts, offset) for offset in range(len(text) + 1)] == [1, 1, 1, 1, 2, 2, 2]
    assert line_of(line_starts(""), 0) == 1
