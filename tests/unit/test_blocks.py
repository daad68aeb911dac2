from __future__ import annotations

import pytest

from vaultsync.markup.blocks import parse
from vaultsync.model import BlockKind

FENCED = "```python\n# no heading\n\n%% no comment\n```"

# Texts that are each block's own, one after another; joined by what stands between them in the second table.
KINDS: dict[str, tuple[BlockKind, str]] = {
    "atx heading": (BlockKind.HEADING, "## A heading ##"),
    "setext heading": (BlockKind.HEADING, "A heading\n====="),
    "paragraph": (BlockKind.PARAGRAPH, "Some text\nover two lines."),
    "paragraph with an id": (BlockKind.PARAGRAPH, "Some text. ^an-id"),
    "a tag is no heading": (BlockKind.PARAGRAPH, "#tag and text"),
    "list": (BlockKind.LIST, "- one\n- two\n\n  more of two\n- three"),
    "ordered list": (BlockKind.LIST, "3. three\n4. four"),
    "tasks": (BlockKind.LIST, "- [ ] open\n- [x] done\n- [>] put off"),
    "nested list": (BlockKind.LIST, "- one\n\t- two\n\t\t- three\n\n- four"),
    "list with code": (BlockKind.LIST, "- one\n  ```\n  %%\n  # no heading\n  ```\n- two"),
    "quote": (BlockKind.QUOTE, "> quoted\n> - list\n> # heading"),
    "callout": (BlockKind.CALLOUT, "> [!tip]- A title\n> text\n> > [!note] nested\n> > text"),
    "fence": (BlockKind.CODE, FENCED),
    "tildes": (BlockKind.CODE, "~~~\n```\n# no heading\n~~~"),
    "longer fence": (BlockKind.CODE, "````md\n```\n# x\n```\n````"),
    "indented code": (BlockKind.CODE, "    code\n\n    # more"),
    "table": (BlockKind.TABLE, "| a | b |\n|---|---|\n| [[x\\|y]] | `a\\|b` |"),
    "table without borders": (BlockKind.TABLE, "a | b\n--|--\n1 | 2"),
    "math": (BlockKind.MATH, "$$\n# no heading\n\n- no list\n$$"),
    "math on one line": (BlockKind.MATH, "$$x = y$$"),
    "math with an id": (BlockKind.MATH, "$$\nx\n$$ ^eq-1"),
    "html": (BlockKind.HTML, "<div>\n# no heading\n</div>"),
    "html comment": (BlockKind.COMMENT, "<!-- a\n\n# no heading\n-->"),
    "comment": (BlockKind.COMMENT, "%%\n# no heading\n\n- no list\n```\n%%"),
    "comment on one line": (BlockKind.COMMENT, "%% only a remark %%"),
    "template": (BlockKind.HTML, "<%*\n# no heading\n\nif (x) {}\n%>"),
    "rule": (BlockKind.RULE, "* * *"),
    "footnote": (BlockKind.FOOTNOTE, "[^n]: A note\n    that goes on\n\n    with a paragraph"),
    "reference": (BlockKind.REFERENCE, '[label]: https://example.org\n  "Title"'),
    "field": (BlockKind.FIELD, "Key:: value\n**Other key**:: [[link]]"),
    "not a field": (BlockKind.PARAGRAPH, "std::vector holds values"),
    "a field within text": (BlockKind.PARAGRAPH, "Text.\nKey:: value"),
    "embed": (BlockKind.EMBED, "![[note#heading]]"),
    "images": (BlockKind.EMBED, "![alt|100](a.png)\n[![alt](b.png)](https://example.org)"),
    "image with an id": (BlockKind.EMBED, "![[a.png]] ^fig"),
    "image in text": (BlockKind.PARAGRAPH, "![[a.png]] shows it"),
    "link": (BlockKind.PARAGRAPH, "[[note]]"),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_each_kind_stands_between_two_paragraphs(name: str, ending: str) -> None:
    kind, written = KINDS[name]
    text = f"Before.\n\n{written}\n\n***\n\nAfter – é.".replace("\n", ending)
    blocks = parse(text)
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, kind, BlockKind.RULE, BlockKind.PARAGRAPH]
    assert blocks[1].markdown == written.replace("\n", ending)
    assert blocks[3].markdown == "After – é."


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_stands_alone(name: str) -> None:
    kind, written = KINDS[name]
    assert [(block.kind, block.markdown, block.span) for block in parse(written)] == [
        (kind, written, (0, len(written)))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n\t\n", [("blank", "")]),
        ("\n\n  \nText.  \n\n \n", [("paragraph", "Text.  ")]),
        ("\ufeff# A\n", [("heading", "# A")]),
        ("\ufeff---\nk: v\n---\nText.", [("frontmatter", "---\nk: v\n---"), ("paragraph", "Text.")]),
        ("---\nk: v\n---", [("frontmatter", "---\nk: v\n---")]),
        ("---\nk: v\n---\n\n\nText.", [("frontmatter", "---\nk: v\n---"), ("paragraph", "Text.")]),
        ("---\n\nText.\n\n---\n", [("rule", "---"), ("paragraph", "Text."), ("rule", "---")]),
        ("---\ncreated: {{date}}\n---\n# A", [("frontmatter", "---\ncreated: {{date}}\n---"), ("heading", "# A")]),
        ("Text.\n# A\nMore.", [("paragraph", "Text."), ("heading", "# A"), ("paragraph", "More.")]),
        ("Text:\n- a\n- b", [("paragraph", "Text:"), ("list", "- a\n- b")]),
        ("- a\n\n^id\n\nText.", [("list", "- a\n\n^id"), ("paragraph", "Text.")]),
        ("> q\n\n^id", [("quote", "> q\n\n^id")]),
        ("| a |\n|---|\n| b |\n\n^id\n", [("table", "| a |\n|---|\n| b |\n\n^id")]),
        ("# A\n\n^id", [("heading", "# A"), ("paragraph", "^id")]),
        ("%%\na\n%%\n---\n", [("comment", "%%\na\n%%"), ("rule", "---")]),
        ("Text\n%%\n# a\n%%\nmore", [("paragraph", "Text"), ("comment", "%%\n# a\n%%"), ("paragraph", "more")]),
        ("Text %% a\n# b %% more", [("paragraph", "Text %% a\n# b %% more")]),
        ("- 50%% a\n- 60%% b\n\n# A", [("list", "- 50%% a\n- 60%% b"), ("heading", "# A")]),
        ("%% never closed\n\n# A", [("paragraph", "%% never closed"), ("heading", "# A")]),
        ("`%%`\n\n# A\n\n`%%`", [("paragraph", "`%%`"), ("heading", "# A"), ("paragraph", "`%%`")]),
        ("\\%%\n\n# A\n\n%% x %%", [("paragraph", "\\%%"), ("heading", "# A"), ("comment", "%% x %%")]),
        ("<!-- %% -->\n\n# A\n\n%%", [("comment", "<!-- %% -->"), ("heading", "# A"), ("paragraph", "%%")]),
        ("- a\n\n  %%\n  # b\n  %%\n- c\n\n# A", [("list", "- a\n\n  %%\n  # b\n  %%\n- c"), ("heading", "# A")]),
        ("> %%\n> # b\n>\n> c %%\n\n# A", [("quote", "> %%\n> # b\n>\n> c %%"), ("heading", "# A")]),
        ("> ```\n> %%\n\n# A\n\n%%", [("quote", "> ```\n> %%"), ("heading", "# A"), ("paragraph", "%%")]),
        ("- ```\n  $$\n\n# A\n\n$$\nx\n$$", [("list", "- ```\n  $$"), ("heading", "# A"), ("math", "$$\nx\n$$")]),
        ("$$x$$ is a formula\n\n# A", [("paragraph", "$$x$$ is a formula"), ("heading", "# A")]),
        ("It is $$ a lot.\n\n# A\n\n$$", [("paragraph", "It is $$ a lot."), ("heading", "# A"), ("paragraph", "$$")]),
        ("[a]: /a\n[b]: /b\nText.", [("reference", "[a]: /a"), ("reference", "[b]: /b"), ("paragraph", "Text.")]),
        ("T[^1].\n[^1]: N.\n[^2]: O.", [("paragraph", "T[^1]."), ("footnote", "[^1]: N."), ("footnote", "[^2]: O.")]),
        ("<details>\n\nText.\n\n</details>", [("html", "<details>"), ("paragraph", "Text."), ("html", "</details>")]),
        ("a\u2028b\u0085c\x0bd\x0ce\n\n\x00f", [("paragraph", "a\u2028b\u0085c\x0bd\x0ce"), ("paragraph", "\x00f")]),
        ("Text.\n\n\u3000\u00a0\n\nMore.", [("paragraph", "Text."), ("paragraph", "More.")]),
    ],
)  # fmt: skip
def test_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(block.kind.value, block.markdown) for block in parse(text)] == expected


@pytest.mark.parametrize(
    ("written", "level", "title"),
    [
        ("# Plain title", 1, "Plain title"),
        ("###### Deep ######", 6, "Deep"),
        ("## *Some* **bold** `code` ~~gone~~", 2, "Some bold code gone"),
        ("# [[note|shown]], [text](url) and ![alt](x.png)", 1, "shown, text and alt"),
        ("# [[note#part]]", 1, "note > part"),
        ("# C# and F#", 1, "C# and F#"),
        ("# Title ^id", 1, "Title"),
        ("# Title %%remark%%", 1, "Title"),
        ("# Title[^1]", 1, "Title"),
        ("# A &amp; B \\* C", 1, "A & B * C"),
        ("# ==Marked==", 1, "Marked"),
        ("# <b>Bold</b>", 1, "Bold"),
        ("#", 1, ""),
        ("   # Indented", 1, "Indented"),
        ("# 1. Numbered", 1, "1. Numbered"),
        ("# - dashed", 1, "- dashed"),
        ("#\tTab", 1, "Tab"),
        ("Two\nlines\n---", 2, "Two lines"),
        ("# 互联网金融", 1, "互联网金融"),
    ],
)
def test_headings_show_their_text_on_one_line(written: str, level: int, title: str) -> None:
    (block,) = parse(f"{written}\n")
    assert (block.kind, block.level, block.title) == (BlockKind.HEADING, level, title)


def test_definitions_carry_their_labels() -> None:
    blocks = parse("[^a note]: x\n[^b-1]:\n\n[A label]: /x\n")
    assert [(block.kind.value, block.title) for block in blocks] == [
        ("footnote", "a note"), ("footnote", "b-1"), ("reference", "A label"),
    ]  # fmt: skip


def test_spans_count_characters_of_the_text_as_it_is() -> None:
    text = "é\r\n\r\n# 标题\r中文\n\n😀"
    assert [text[block.span.start : block.span.end] for block in parse(text)] == [
        "é\r\n\r\n", "# 标题\r", "中文\n\n", "😀",
    ]  # fmt: skip


def test_lone_surrogates_do_no_harm() -> None:
    assert [block.markdown for block in parse("a\ud800b\n\n# c")] == ["a\ud800b", "# c"]
