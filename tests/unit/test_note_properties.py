from __future__ import annotations

import pytest

from vaultsync.markup.wikilinks import scan


@pytest.mark.parametrize(
    ("inner", "aliases"),
    [
        ("aliases: a", ("a",)),
        ("aliases: a b, c", ("a b", "c")),
        ("aliases: [a, b c]", ("a", "b c")),
        ("aliases:\n  - a\n  - b, c\n  - a", ("a", "b, c")),
        ("aliases:\n- a", ("a",)),
        ("Aliases: a", ("a",)),
        ("alias: a", ()),
        ("aliases:", ()),
        ("aliases: []", ()),
        ("aliases: [null]", ()),
        ("aliases: ['it''s', \"a\\u00e9\"]", ("it's", "aé")),
        ('{"aliases": ["a"]}', ("a",)),
        ("x:\n  aliases: a", ()),
    ],
)
def test_aliases(inner: str, aliases: tuple[str, ...]) -> None:
    assert scan(f"---\n{inner}\n---\n").aliases == aliases


@pytest.mark.parametrize(
    ("inner", "tags"),
    [
        ("tags: a", ("a",)),
        ("tags: '#a'", ("a",)),
        ("tags: [a, b/c]", ("a", "b/c")),
        ("tags:\n  - a\n  - A\n  - d e\n  - 2024", ("a",)),
        ("tags: a, b", ()),
        ("tags: a b", ()),
        ("Tags: a", ("a",)),
        ("tag: a", ()),
        ("tags:", ()),
        ('{\n  "tags": "a",\n  "x": false\n}', ("a",)),
    ],
)
def test_tags(inner: str, tags: tuple[str, ...]) -> None:
    assert scan(f"---\n{inner}\n---\n").tags == tags


def test_names_that_a_note_gives_itself() -> None:
    syntax = scan(
        "---\nid: 7f3k9q2m\ntitle: 'A: b'\ntype: source\nsource_file: a/b.md\nvaultsync: 3c9d41ab77\n---\n# Other\n"
    )
    assert (syntax.id, syntax.title, syntax.type) == ("7f3k9q2m", "A: b", "source")
    assert (syntax.source_file, syntax.fingerprint) == ("a/b.md", "3c9d41ab77")
    assert scan("---\nid: 12345678\ntitle: 2024\ntype: null\n---\n").id == "12345678"
    assert scan("---\nid:\n  - a\ntitle:\n---\n").id is None


@pytest.mark.parametrize(
    ("inner", "links"),
    [
        ('up: "[[a]]"', [("up", "a", "[[a]]")]),
        ("up: '[[a#b|c]]'", [("up", "a", "[[a#b|c]]")]),
        ('x: ["[[a]]", "[[b]]", c]', [("x", "a", "[[a]]"), ("x", "b", "[[b]]")]),
        ('x:\n  - "[[a]]"\n  - "no [[b]]"', [("x", "a", "[[a]]")]),
        ('x:\n  y:\n    - z: "[[a]]"', [("x.y.z", "a", "[[a]]")]),
        ('"quoted key": "[[a]]"', [("quoted key", "a", "[[a]]")]),
        ("x: >-\n  [[a]]", [("x", "a", "[[a]]")]),
        ('x: "[[caf\\u00e9]]"', [("x", "café", "[[caf\\u00e9]]")]),
        ("x: '[[it''s]]'", [("x", "it's", "[[it''s]]")]),
        ('{"x": "[[a]]"}', [("x", "a", "[[a]]")]),
        ("x: [[a]]", []),
        ('x: "![[a]]"', []),
        ('x: "[a](b)"', []),
        ("x: https://a.b", []),
        ('{{VALUE}}: x\nup: "[[a]]"', [("up", "a", "[[a]]")]),
    ],
)
def test_property_links(inner: str, links: list[tuple[str, str, str]]) -> None:
    text = f"---\n{inner}\n---\n"
    found = scan(text).links
    assert [(one.property, one.target, one.raw) for one in found] == links
    assert all(text[one.span.start : one.span.end] == one.raw for one in found)


@pytest.mark.parametrize(
    ("text", "line", "severity"),
    [
        ("---\na: b\n  c: d\n---\n", 3, "error"),
        ("---\na: b\nb: [\n---\n", 4, "error"),
        ("---\ncreated: {{date}}\n---\n", 2, "warning"),
        ("---\na: <% tp: x %>: y\n---\n", 2, "warning"),
        ("---\na: b\na: c\n---\n", 3, "warning"),
        ("---\na: b\n", 1, "warning"),
    ],
)
def test_damaged_frontmatter_is_named_with_its_line(text: str, line: int, severity: str) -> None:
    assert [(one.line, one.severity) for one in scan(text).problems] == [(line, severity)]


def test_a_rule_at_the_top_is_no_frontmatter() -> None:
    syntax = scan("---\nSome text with [[a]]\n\n---\n[[b]]")
    assert [link.target for link in syntax.links] == ["a", "b"]


def test_frontmatter_may_end_the_file_and_follow_a_byte_order_mark() -> None:
    assert scan('\ufeff---\r\nup: "[[a]]"\r\n---').links[0].span == (11, 16)
