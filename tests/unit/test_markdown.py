from __future__ import annotations

import pytest

from vaultsync.model import Document, SourceKey
from vaultsync.sources.file_title import title_of_file
from vaultsync.sources.markdown import parse_markdown


def parsed(text: str, key: str = "essays/2021-03-04-an_essay.md") -> Document:
    return parse_markdown(SourceKey(key), text)[0]


@pytest.mark.parametrize(
    ("text", "title", "is_in_text"),
    [
        ("# The title\n\nText.", "The title", True),
        ("The title\n=========\n\nText.", "The title", True),
        ("%% remark %%\n\n![[cover.png]]\n\n# The title\n\nText.", "The title", True),
        ("# One\n\nText.\n\n# Two\n\nText.", "An essay", False),
        ("Text.\n\n# Late\n", "An essay", False),
        ("## Lower\n\nText.", "An essay", False),
        ("#\n\nText.", "An essay", False),
        ("---\ntitle: Told\n---\n# The title\n", "Told", False),
        ("---\ntitle: the  Title\n---\n# The title\n", "the Title", True),
        ("---\nTitle: Told\n---\nText.", "Told", False),
        ("---\nheadline: Told\n---\nText.", "Told", False),
        ("---\ntitle: 1984\n---\nText.", "1984", False),
        ("---\ntitle: Week 1 &#8212; R&amp;D, AT&T\n---\nText.", "Week 1 — R&D, AT&T", False),
        ("---\ndate: 2012\ntitle: t4: Hex puzzle\n---\nText.", "t4: Hex puzzle", False),
        ("---\ntitle: {{title}}: x\n---\nText.", "An essay", False),
        ("# See [[this]]\n\nText.", "See this", False),
        ("# A claim[^1]\n\nText.\n\n[^1]: Note.", "A claim", False),
        ("# *The* `title`\n", "The title", True),
        ("", "An essay", False),
    ],
)
def test_titles(text: str, title: str, is_in_text: bool) -> None:
    metadata = parsed(text).metadata
    assert (metadata.title, metadata.title_span is not None) == (title, is_in_text)


def test_the_titles_span_is_its_blocks() -> None:
    text = "---\nk: v\n---\n\n# The title\n\nText."
    document = parsed(text)
    assert document.metadata.title_span == document.blocks[1].span
    assert (document.format, document.text) == ("markdown", text)


def test_the_frontmatter_says_who_when_and_where() -> None:
    metadata = parsed(
        """---
title: "A: B"
Author:
  - "[[Ann Lee]]"
  - "[[people/bo|Bo Ek]]"
created: 2020-01-01
published: 2021-03-04
source: https://example.org/a
link: https://example.org/b
tags: [one, "#two words", one]
aliases: Other name
lang: en-GB
---
Text.
"""
    ).metadata
    assert (metadata.title, metadata.author) == ("A: B", "Ann Lee, Bo Ek")
    assert (metadata.date, metadata.url) == ("2021-03-04", "https://example.org/a")
    assert (metadata.tags, metadata.aliases, metadata.language) == (("one", "two-words"), ("Other name",), "en")


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        ("tags: one two", ("one", "two")),
        ("tags: one, two words", ("one", "two-words")),
        ("tags:\n- one\n- 2", ("one", "2")),
        ("tag: one", ("one",)),
        ("keywords: [one]", ("one",)),
        ("tags:", ()),
        ("tags: {a: b}", ()),
        ("tags: [true]", ()),
    ],
)
def test_tags_as_people_write_them(lines: str, tags: tuple[str, ...]) -> None:
    assert parsed(f"---\n{lines}\n---\nText.").metadata.tags == tags


@pytest.mark.parametrize("source", ["a book", "12", "ftp://example.org", "[[note]]"])
def test_a_source_that_is_no_address_is_none(source: str) -> None:
    assert parsed(f"---\nsource: {source}\nurl: https://example.org\n---\nText.").metadata.url == "https://example.org"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A: B\n---\nText.\n", 2),
        ("---\nok: 1\ntitle:\tx\n\tauthor: y\n---\nText.\n", 4),
        ("---\nok: 1\nx: !!python/object:os.system y\n---\nText.\n", 3),
        ("---\nk: 1\nk: 2\n---\nText.\n", 3),
        ("---\ntitle: x\n\nText.\n", 1),
    ],
)
def test_odd_frontmatter_is_told_by_its_line_in_the_file(text: str, line: int) -> None:
    document, (problem,) = parse_markdown(SourceKey("a.md"), text)
    assert (problem.path, problem.line, problem.severity) == ("a.md", line, "warning")
    assert document.blocks[-1].markdown.endswith("Text.")


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("a/2021-03-04-my_essay.md", "My essay"),
        ("20210304 my essay.md", "My essay"),
        ("2021-03-04.md", "2021-03-04"),
        ("My essay - a draft.md", "My essay - a draft"),
        ("the-rise-of-2-things.txt", "The rise of 2 things"),
        ("one__two.html", "One two"),
        ("my%20essay%3F.txt", "My essay?"),
        ("100%.md", "100%"),
        ("互联网-金融.md", "互联网 金融"),
        ("éa.b.md", "Éa.b"),
        ("_.md", "_"),
        ("", "Untitled"),
    ],
)
def test_titles_of_files(key: str, title: str) -> None:
    assert title_of_file(key) == title
