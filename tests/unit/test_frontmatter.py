from __future__ import annotations

import pytest

from vaultsync.markup.frontmatter import dump, entries, patch, read, salvage


def block(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "body\n"])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-01-05", "2024-01-05"),
        ("2024-13-45", "2024-13-45"),
        ("yes", "yes"),
        ("No", "No"),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("017", "017"),
        ("1.10", 1.1),
        ("17", 17),
        ("-3", -3),
        ("0x1f", 31),
        ("0o17", 15),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        (".inf", float("inf")),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"null"', "null"),
        ("'017'", "017"),
        ("[a, 1, [b]]", ["a", 1, ["b"]]),
        ("{x: yes}", {"x": "yes"}),
        ("!!str 12", "12"),
        ("<<", "<<"),
        ("a\u2028b\u0085c", "a\u2028b\u0085c"),
    ],
)
def test_scalars_follow_yaml_1_2(written: str, value: object) -> None:
    data = read(block(f"key: {written}")).data
    assert data == {"key": value}
    assert type(data["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "data", "body"),
    [
        ("", {}, ""),
        ("---", {}, "---"),
        ("---\n", {}, "---\n"),
        ("---\n---\n", {}, ""),
        ("---\n---", {}, ""),
        ("---\na: 1\n---", {"a": 1}, ""),
        ("---  \na: 1\n---\t\nx", {"a": 1}, "x"),
        ("\ufeff---\na: 1\n---\nx", {"a": 1}, "x"),
        ("\ufeffx", {}, "x"),
        ("---\r\na: 1\r\n---\r\nx", {"a": 1}, "x"),
        ("---\ra: 1\r---\rx", {"a": 1}, "x"),
        ("---\na: |\n  ---\n  x\n---\ny", {"a": "---\nx\n"}, "y"),
        ("---\n# comment\n---\nx", {}, "x"),
        ("----\na: 1\n----\nx", {}, "----\na: 1\n----\nx"),
        (" ---\na: 1\n---\nx", {}, " ---\na: 1\n---\nx"),
        ('---\n{"a": [1, {"b": null}]}\n---\nx', {"a": [1, {"b": None}]}, "x"),
        ('---\n{\n\t"a": 1\n}\n---\nx', {"a": 1}, "x"),
        ("---\n1: a\n2024-01-01: b\nyes: c\ncontent: d\nhandler: e\nself: f\n---\n",
         {"1": "a", "2024-01-01": "b", "yes": "c", "content": "d", "handler": "e", "self": "f"}, ""),
    ],
)  # fmt: skip
def test_finds_the_block_and_the_body(text: str, data: dict[str, object], body: str) -> None:
    found = read(text)
    assert dict(found.data) == data
    assert text[found.body :] == body
    assert found.problems == ()
    assert found.keys == tuple(data)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("---\ntitle: A: B\n---\n", 2, "mapping values"),
        ("---\nok: 1\n\tb: 2\n---\n", 3, "character"),
        ("---\n\ta: 1\n---\n", 2, "character"),
        ("---\na: 1\na: 2\n---\n", 3, "twice"),
        ("---\na: !!python/object:os.system x\n---\n", 2, "tag"),
        ("---\na: !secret x\n---\n", 2, "tag"),
        ("---\na: x\n\nb: \x00\n---\n", 4, "U+0000"),
        ("---\ncreated: {{date}}\n---\n", 2, "key"),
        ("---\na: &a [*a]\n---\n", 2, "deep"),
        ("---\na: " + "[" * 5000 + "\n---\n", 2, "depth"),
        ("---\na: " + "[" * 500 + "]" * 500 + "\n---\n", 2, "deep"),
        ("---\na: 1\n...\nb: 2\n---\n", 4, "document"),
    ],
)
def test_a_problem_names_the_line_of_the_file_and_keeps_the_block(text: str, line: int, part: str) -> None:
    found = read(text)
    assert [problem.line for problem in found.problems] == [line]
    assert part in found.problems[0].message
    assert found.span == (0, len(text))
    assert found.body == len(text)


@pytest.mark.parametrize(
    "text",
    ["---\n\nA note that opens with a rule.\n\n---\nMore.\n", "---\n- a\n- b\n---\nx\n", "---\njust words\n---\nx\n",
     "---\na: 1\nnever closed\n"],
)  # fmt: skip
def test_what_holds_no_properties_is_body_and_nothing_of_it_is_skipped(text: str) -> None:
    found = read(text)
    assert (found.span, found.body, dict(found.data)) == (None, 0, {})
    assert [problem.line for problem in found.problems] == [1]


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = read(block(*lines))
    assert "aliases" in found.problems[0].message


def test_aliases_within_bounds_are_read() -> None:
    assert read(block("a: &x [1, 2]", "b: *x")).data == {"a": [1, 2], "b": [1, 2]}


def test_dump_writes_one_style() -> None:
    text = dump(
        {
            "id": "7f3k9q2m",
            "title": "The processes: reconstructed",
            "long": "word " * 40 + "end",
            "aliases": [],
            "tags": ["internet-finance", "b/c"],
            "up": "[[The windfall]]",
            "related": ["[[A]]", "[[B|b]]"],
            "none": None,
            "count": 3,
            "done": True,
            "date": "2024-01-05",
            "answer": "no",
            "fingerprint": "1234e56789",
        }
    )
    assert text == (
        '---\nid: 7f3k9q2m\ntitle: "The processes: reconstructed"\nlong: ' + "word " * 40 + "end\naliases: []\n"
        'tags: [internet-finance, b/c]\nup: "[[The windfall]]"\nrelated:\n  - "[[A]]"\n  - "[[B|b]]"\ncount: 3\n'
        'done: true\ndate: 2024-01-05\nanswer: "no"\nfingerprint: "1234e56789"\n---\n'
    )


def test_dump_takes_another_line_ending() -> None:
    assert dump({"a": 1}, "\r\n") == "---\r\na: 1\r\n---\r\n"


PATCHES: list[tuple[str, str, dict[str, object], str]] = [
    ("one line", "id: a\ntitle: 'Old'  # mine\nz: 1.10\n", {"title": "New"}, "id: a\ntitle: New  # mine\nz: 1.10\n"),
    ("same value keeps its quotes", "title: 'Old'\n", {"title": "Old"}, "title: 'Old'\n"),
    ("type matters", "n: 1\n", {"n": "1"}, 'n: "1"\n'),
    ("new keys at the end, in order", "a: 1\n# end\n", {"c": 1, "b": 2}, "a: 1\n# end\nc: 1\nb: 2\n"),
    ("removal", "a: 1\nb: 2\nc: 3\n", {"b": None}, "a: 1\nc: 3\n"),
    ("removal of a list", "a:\n  - x\n  - y\nc: 3\n", {"a": None}, "c: 3\n"),
    ("removal keeps comments", "# on a\na: 1 # one\nc: 3\n", {"a": None}, "# on a\n# one\nc: 3\n"),
    ("removing what isn't there", "a: 1\n", {"b": None}, "a: 1\n"),
    ("null", "a:\nb: 1\n", {"a": "x"}, "a: x\nb: 1\n"),
    ("list item added", "t:\n- a # one\n# two\n- 'b'\n", {"t": ["a", "b", "c"]}, "t:\n- a # one\n# two\n- 'b'\n- c\n"),
    ("list item removed", "t:\n  - a\n  - b\n", {"t": ["b"]}, "t:\n  - b\n"),
    ("list item's comment stays", "t:\n  - a # why\n  - b\n", {"t": ["b"]}, "t:\n  - b\n  # why\n"),
    ("a hash in an item is no comment", 't:\n  - "[[a #b]]"\n  - b\n', {"t": ["b"]}, "t:\n  - b\n"),
    ("flow list", "t: ['a', b] # c\n", {"t": ["a", "x y", "[[l]]"]}, "t: ['a', x y, \"[[l]]\"] # c\n"),
    ("list emptied", "t:\n  - a # why\nb: 1\n", {"t": []}, "t: []\n  # why\nb: 1\n"),
    ("list to text", "t: # c\n  - a\nb: 1\n", {"t": "x"}, "t: x # c\nb: 1\n"),
    ("text to list", "t: x # c\n", {"t": ["[[a]]"]}, 't: # c\n  - "[[a]]"\n'),
    ("block scalar", "t: |\n  # no comment\n  x\n\n# c\nb: 1\n", {"t": "v"}, "t: v\n\n# c\nb: 1\n"),
    ("folded plain", "t: some\n  more\nb: 1\n", {"t": "v"}, "t: v\nb: 1\n"),
    ("quoted over lines", 't: "some\n  # more"\nb: 1\n', {"t": "v"}, "t: v\nb: 1\n"),
    ("nested mapping", "t:\n  a: 1\n  b: [2]\nc: 1\n", {"t": "v"}, "t: v\nc: 1\n"),
    ("last of two", "a: 1\na: 2\n", {"a": 3}, "a: 1\na: 3\n"),
    ("quoted key", '"a": 1\n', {"a": 2}, '"a": 2\n'),
    ("indented root", "  a: 1\n", {"b": ["[[x]]"]}, '  a: 1\n  b:\n    - "[[x]]"\n'),
    ("empty block", "", {"a": 1}, "a: 1\n"),
    ("only comments", "# c\n", {"a": 1}, "# c\na: 1\n"),
    ("broken elsewhere", "c: {{date}}\nid: a\n", {"id": "b", "z": 1}, "c: {{date}}\nid: b\nz: 1\n"),
    ("broken line below a key", "id: a\njunk\nb: 1\n", {"id": None}, "junk\nb: 1\n"),
    ("json", '{"a": 1, "b": 2.50}\n', {"a": "x", "c": [1]}, '{"a": "x", "b": 2.50, "c": [1]}\n'),
    ("json over lines", '{\n  "a": 1,\n  "b": 2\n}\n', {"a": None, "c": "é"}, '{\n  "b": 2,\n  "c": "é"\n}\n'),
    ("json emptied", '{"a": 1}\n', {"a": None}, "{}\n"),
    ("empty json", "{}\n", {"a": 1}, '{"a": 1}\n'),
    ("flow with a comment", "{a: 1, # c\n b: 2}\n", {"a": 2}, "{a: 1, # c\n b: 2}\n"),
    (
        "flow list over lines",
        "t: [a, # one\n  b]\n",
        {"t": ["a", "c"]},
        "t: [a, c] # one\n",
    ),
    ("nested list", "t:\n  - [a]\n  - b\n", {"t": ["b"]}, "t: [b]\n"),
    ("alias in a list", "a: &x 1\nt:\n  - *x\n  - b\n", {"t": ["b", "c"]}, "a: &x 1\nt: [b, c]\n"),
    ("alias", "a: &x [1]\nb: *x\n", {"b": ["[[y]]"]}, 'a: &x [1]\nb:\n  - "[[y]]"\n'),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("inner", "changes", "expected"), [case[1:] for case in PATCHES], ids=[c[0] for c in PATCHES])
def test_patch_changes_the_lines_of_its_keys_only(
    inner: str, changes: dict[str, object], expected: str, newline: str
) -> None:
    def note(inner: str) -> str:
        return ("\ufeff---\n" + inner + "---\nbody\n\n  no last line break").replace("\n", newline)

    assert patch(note(inner), changes) == note(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("body\n", "---\na: 1\n---\nbody\n"),
        ("", "---\na: 1\n---\n"),
        ("\ufeffbody\r\nx\n", "\ufeff---\r\na: 1\r\n---\r\nbody\r\nx\n"),
        ("---\nnever closed: 1\n", "---\na: 1\n---\n---\nnever closed: 1\n"),
        ("---\n\nrule at the top\n\n---\n", "---\na: 1\n---\n---\n\nrule at the top\n\n---\n"),
        ("---\n- list\n---\n", "---\na: 1\n---\n---\n- list\n---\n"),
    ],
)
def test_patch_makes_a_block_where_there_is_none(text: str, expected: str) -> None:
    assert patch(text, {"a": 1, "b": None}) == expected
    assert patch(text, {"b": None}) == text


def test_entries_tile_the_block_and_keep_comments_with_the_key_below() -> None:
    text = block(
        "# top",
        "a: 1 # one",
        "",
        "# on b",
        "b:",
        "  - x",
        "  # inside",
        "  - y",
        "# on c",
        "c: |",
        "  # text",
        "",
        "# end",
    )
    found = entries(text)
    assert [(entry.key, text[entry.span.start : entry.span.end]) for entry in found] == [
        ("a", "# top\na: 1 # one\n"),
        ("b", "\n# on b\nb:\n  - x\n  # inside\n  - y\n"),
        ("c", "# on c\nc: |\n  # text\n"),
        (None, "\n# end\n"),
    ]
    assert text[found[1].own.start : found[1].own.end] == "b:\n  - x\n  # inside\n  - y\n"


def test_salvage_reads_what_can_be_read_of_broken_frontmatter() -> None:
    text = block("created: {{date}}", "id: abc # mine", "title: A: B", "tags:", "- x", "junk", "n: 1")
    assert dict(read(text).data) == {}
    assert salvage(text) == {"id": "abc", "title": "A: B", "tags": ["x"], "n": 1}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("k: t4: Hex puzzle", "t4: Hex puzzle"),
        ('k: "Old" and new: words ', '"Old" and new: words'),
        ("k: [Review] Walking", "[Review] Walking"),
        ("k: *Walking* by Thoreau", "*Walking* by Thoreau"),
        ("k: @home", "@home"),
        ("k: {{title}}", None),
        ("k: [one, two", None),
        ("k: !!python/object:os.system x: y", None),
        ("k: A: B\n  and: more", None),
    ],
)
def test_salvage_takes_a_line_that_yaml_refuses_for_text(line: str, said: str | None) -> None:
    assert salvage(block("broken: A: B", line)).get("k") == said


def test_hostile_blocks_take_linear_time() -> None:
    assert read("---\n" + "\n---x" * 200_000).span is None
    read("---\n" + "- " * 400_000 + "\n---\n")
    read("---\n" + "a:" * 400_000 + "\n---\n")
    read("---" + " " * 5_000_000)
    patch("---\n" + "".join(f"k{n}: v\n" for n in range(5_000)) + "---\n", {f"k{n}": "w" for n in range(0, 5_000, 2)})
