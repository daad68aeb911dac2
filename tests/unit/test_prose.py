from __future__ import annotations

import pytest

from vaultsync.markup.blocks import prose


def told(markdown: str) -> list[str]:
    return [markdown[start:end] for start, end in prose(markdown)]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Running text.", ["Running text."]),
        ("Two\nlines.", ["Two", "lines."]),
        ("Two\r\nlines.\rThree.", ["Two", "lines.", "Three."]),
        ("- an item\n  goes on\n- [ ] a task\n- [>] moved", ["an item", "goes on", "a task", "moved"]),
        ("*Soft* and **strong** ==mark==", ["Soft", " and ", "strong", " ==mark=="]),
        ("Text[^1].\n\n[^1]: The note's text.", ["Text", ".", "The note's text."]),
        ("See é [[x]] 中文", ["See é ", " 中文"]),
        ("It costs $5-$6 now", ["It costs $5-$6 now"]),
        ("> [!note] A\n> callout", []),
        ("> a quote", []),
        ("# A heading\n\nand\n===", []),
        ("| a | b |\n|---|---|\n| c | d |", []),
        ("`code` ``more `code` ``", []),
        ("```\ncode\n```\n\n    code", []),
        ("$math$\n\n$$\nmath\n$$", []),
        ("<div>html</div>\n\n<!-- x -->", []),
        ("a <a href='x'>link</a> b <kbd>Ctrl</kbd> c <b>d</b>", ["a ", " b ", " c ", "d"]),
        ("a %%b%% c\n\n%%\nd\n%%", ["a ", " c"]),
        ("a <% b %> c {{d}} e", ["a ", " c ", " e"]),
        ("[[a]] ![[b]] [c](d) ![e](f) [g][h] [i] <https://j>", []),
        ("see https://e.org/a_b_c?d#e, www.e.org and me@e.org now", ["see ", " and ", " now"]),
        ("a #tag b #nested/tag-1 c#no", ["a ", " b ", " c#no"]),
        ("text ^an-id", ["text "]),
        ("- item\n\n^list-id", ["item"]),
        ("Key:: value\n\n- **Key**:: value\n\ntext [k:: v] more (k:: v) end", ["text ", " more ", " end"]),
        ("[label]: https://e.org", []),
        ("---\ntitle: Not this\n---\nThis.", ["This."]),
        ("AT&amp;T \\*x\\*", ["AT", "T ", "*x", "*"]),
        ("text ^[a note] on", ["text ^", " on"]),
        ("\\[\\[x]]", ["[", "[x]]"]),
    ],
)
def test_prose_is_where_a_link_may_be_put(markdown: str, expected: list[str]) -> None:
    assert told(markdown) == expected
