from __future__ import annotations

import json

import pytest

from vaultsync.markup.canvas import path_on_canvas, scan_canvas

NODES = [
    {"id": "1", "type": "text", "text": 'see [[a|b]] and "![[c.png]]"\n\ttab [d](e%20f.md) #tag `[[no]]`', "x": 0},
    {"id": "2", "type": "file", "file": "Folder/é note.md", "subpath": "#Heading"},
    {"id": "3", "type": "link", "url": "https://a.b", "file": "not a file"},
    {"id": "4", "type": "group", "label": "[[no]]", "text": "[[no]]"},
    {"id": "5", "type": "file", "file": "img.png"},
    {"id": "6", "type": "text", "text": "[[é😀]] [[last]]"},
]


@pytest.mark.parametrize("text", [json.dumps({"nodes": NODES}), json.dumps({"nodes": NODES}, indent="\t")])
def test_files_and_texts_of_a_canvas(text: str) -> None:
    syntax = scan_canvas(text)
    assert [(one.kind, one.target, one.subpath) for one in syntax.links] == [
        ("wikilink", "a", None),
        ("embed", "c.png", None),
        ("markdown", "e f.md", None),
        ("embed", "Folder/é note.md", "#Heading"),
        ("embed", "img.png", None),
        ("wikilink", "é😀", None),
        ("wikilink", "last", None),
    ]
    assert [one.is_path for one in syntax.links] == [False, False, False, True, True, False, False]
    for link in syntax.links:
        assert text[link.span.start : link.span.end] == link.raw
        assert text.count("\n", 0, link.span.start) + 1 == link.line
    assert syntax.tags == ("tag",)
    assert not syntax.problems


def test_what_looks_like_a_file_in_a_text_is_none() -> None:
    text = json.dumps({"nodes": [{"type": "text", "text": '"file": "x.md"'}, {"type": "file", "file": "x.md"}]})
    (link,) = scan_canvas(text).links
    assert text[link.span.start :].startswith('x.md"}')


@pytest.mark.parametrize(
    "text", ["", "  \n", "{}", '{"nodes": []}', '{"nodes": [1, null, {"type": "file"}]}', "\ufeff{}"]
)
def test_a_canvas_may_be_empty(text: str) -> None:
    assert scan_canvas(text).links == ()
    assert scan_canvas(text).problems == ()


@pytest.mark.parametrize(
    ("text", "line"), [("{\n,}", 2), ("[]", 1), ('{"nodes": {}}', 1), ("[" * 100_000, 1), ("nope", 1)]
)
def test_what_is_no_canvas_is_a_problem(text: str, line: int) -> None:
    assert [(one.line, one.severity) for one in scan_canvas(text).problems] == [(line, "error")]


def test_a_path_is_written_as_json() -> None:
    assert path_on_canvas('a "b"/é.md') == 'a \\"b\\"/é.md'
