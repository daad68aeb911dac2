"""What stands at the head of a source and says what it is, in every form in which people's writing has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.model import BlockKind, Document, SourceKey
from vaultsync.sources.front_matter import pairs, read
from vaultsync.sources.markdown import parse_markdown
from vaultsync.sources.read import parse_source

TEXT = "\nA contrib folder is where code goes to die.\n"


def parsed(text: str, suffix: str = ".md") -> Document:
    return parse_source(SourceKey(f"notes/a{suffix}"), text, suffix)[0]


FORMS = {
    "toml of Zola": '+++\ntitle = "On walls"\ndate = 2009-11-09\nauthor = "Ann Lee"\n\n'
    '[taxonomies]\ntags = ["stone", "work"]\n+++\n',
    "toml of Hugo": '+++\r\ntitle = "On walls"\r\ndate = 2009-11-09\r\nauthors = ["Ann Lee"]\r\n'
    'tags = ["stone", "work"]\r\n+++\r\n',
    "json": '{"title": "On walls", "date": "2009-11-09", "author": "Ann Lee", "tags": ["stone", "work"]}\n',
    "multimarkdown": "Title: On walls\nDate: 2009-11-09\nAuthor: Ann Lee\nTags: stone, work\nSlug: on-walls\n",
    "multimarkdown that goes on": "title: On\n    walls\ndate:2009\nslug: x\n",
    "logseq": "title:: On walls\ndate:: 2009-11-09\nauthor:: [[Ann Lee]]\ntags:: stone, work\n",
    "mail": "From: Ann Lee\nTo: me\nSubject: On walls\nDate: 2009-11-09\nTags: stone, work\n",
    "yaml": "---\ntitle: On walls\ndate: 2009-11-09\nauthor: Ann Lee\ntags: [stone, work]\n---\n",
}


@pytest.mark.parametrize("form", [name for name in FORMS if "goes on" not in name])
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_every_form_says_the_same(form: str, suffix: str) -> None:
    document = parsed(FORMS[form] + TEXT, suffix)
    told = document.metadata
    assert (told.title, told.date, told.author) == ("On walls", "2009-11-09", "Ann Lee")
    assert told.tags == ("stone", "work")
    assert [block.kind for block in document.blocks] == [BlockKind.FRONTMATTER, BlockKind.PARAGRAPH]
    assert "".join(document.text[slice(*block.span)] for block in document.blocks) == document.text


def test_a_value_may_go_on_in_the_next_line() -> None:
    found = pairs("title: On\n    walls\ndate: 2009\n\tor so\n")
    assert found == {"title": "On walls", "date": "2009 or so"}


def test_the_title_block_of_pandoc() -> None:
    document = parsed("% On walls\n% Ann Lee\n% 2009\n" + TEXT)
    told = document.metadata
    assert (told.title, told.author, told.date) == ("On walls", "Ann Lee", "2009")
    assert document.blocks[0].kind == BlockKind.FRONTMATTER


@pytest.mark.parametrize(
    "text",
    [
        "Ann: Who is there?\nBen: It is me.\n",
        "Subject: On walls\n",
        "Apples: red\nPears: green\nTags: fruit\n",
        "Note: this is old\nDate: unknown\nRain: none\nWind: none\nSnow: some\nHail: none\n",
        "Date: 2009-11-09\nIt rained all day.\n",
        "% one\n% two\n% three\n% four\n",
        "%% a remark %%\n",
        "50 % of all\n",
        "+++\nnever closed\n",
        "+++\nwhat people say\n+++\n",
        '{"a": 1}\n',
        '{"title": "broken\n',
        '{"title": "x"} and more\n',
        "key:: value\n",
    ],
)
def test_what_only_looks_like_it_is_text(text: str) -> None:
    document = parsed(text + TEXT)
    assert BlockKind.FRONTMATTER not in [block.kind for block in document.blocks]
    assert text.strip().split("\n")[0] in document.text[slice(*document.blocks[0].span)]


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_a_title_alone_says_enough(suffix: str) -> None:
    document = parsed("Title: On walls\n" + TEXT, suffix)
    assert document.metadata.title == "On walls"
    assert document.blocks[0].kind == BlockKind.FRONTMATTER


def test_a_source_of_nothing_but_keys_is_text() -> None:
    assert parsed("Title: x\nDate: 2009\n").blocks[0].kind == BlockKind.PARAGRAPH


def test_toml_that_is_refused_is_read_by_lines_and_told_of() -> None:
    document, problems = parse_markdown(SourceKey("a.md"), '+++\ntitle = "On walls"\ndate = soon\n+++\n' + TEXT)
    assert document.metadata.title == "On walls"
    assert document.blocks[0].kind == BlockKind.FRONTMATTER
    assert [(one.line, one.severity) for one in problems] == [(3, "warning")]
    assert "can't be read" in problems[0].message


@pytest.mark.parametrize("deep", ["+++\nx = " + "[" * 5000 + "\n+++\n", '{"title": ' + "[" * 5000 + "\n"])
def test_what_is_nested_without_end_is_text(deep: str) -> None:
    assert read(deep + TEXT).data == {}


NOTION = """# Meeting notes

Created: March 3, 2019 9:12 PM
Created By: Ann Lee
Last Edited Time: April 1, 2019 8:02 AM
Tags: work, planning
Participants: all

We agreed that the release waits.
"""


def test_properties_below_the_title_as_notion_exports_them() -> None:
    document = parsed(NOTION)
    assert document.metadata.title == "Meeting notes"
    assert (document.metadata.date, document.metadata.tags) == ("March 3, 2019 9:12 PM", ("work", "planning"))
    kinds = [BlockKind.HEADING, BlockKind.FRONTMATTER, BlockKind.PARAGRAPH]
    assert [block.kind for block in document.blocks] == kinds


READWISE = """# Seeing Like a State

![rw-book-cover](https://images.example/x.jpg)

## Metadata
- Author: [[James C. Scott]]
- Full Title: Seeing Like a State
- Category: #books
- URL: https://example.org/state

## Highlights
- Attention is the rarest form of generosity. ([Location 361](https://example.org/361))
"""


def test_metadata_as_readwise_lists_it() -> None:
    document = parsed(READWISE)
    told = document.metadata
    assert (told.title, told.author, told.url) == ("Seeing Like a State", "James C. Scott", "https://example.org/state")
    said = [block.markdown for block in document.blocks if block.kind == BlockKind.FRONTMATTER]
    assert [one.split("\n")[0] for one in said] == ["## Metadata", "- Author: [[James C. Scott]]"]


def test_what_the_frontmatter_says_goes_before_what_stands_below() -> None:
    document = parsed("---\ntags: mine\n---\n" + NOTION)
    assert (document.metadata.tags, document.metadata.date) == (("mine",), "March 3, 2019 9:12 PM")


@pytest.mark.parametrize(
    "text", ["# On waiting\n#essay/drafts #patience\n\n{}", "# On waiting\n\n{}\n#essay/drafts #patience\n"]
)
def test_lines_of_nothing_but_tags_are_tags_as_bear_has_them(text: str) -> None:
    document = parsed(text.format("Waiting is not the absence of action.\n"))
    assert document.metadata.tags == ("essay/drafts", "patience")
    kinds = sorted(block.kind for block in document.blocks)
    assert kinds == [BlockKind.FIELD, BlockKind.HEADING, BlockKind.PARAGRAPH]


@pytest.mark.parametrize("text", ["#essay #patience\n", "Waiting #essay\n\nis long.\n", "One.\n\n#2\n\nTwo.\n"])
def test_tags_that_are_all_there_is_or_stand_in_a_text_stay_there(text: str) -> None:
    assert BlockKind.FIELD not in [block.kind for block in parsed(text).blocks]


PIECES = [
    "+++",
    "---",
    "{",
    "}",
    '"title": "x"',
    'title = "x"',
    "title: x",
    "date:: y",
    "% z",
    "text",
    "",
    "    on",
    "#",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_blocks_tile_whatever_the_head_looks_like(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    for suffix in (".md", ".txt"):
        document = parsed(text, suffix)
        assert "".join(document.text[slice(*block.span)] for block in document.blocks) == document.text


@pytest.mark.parametrize("form", ["yaml", "toml of Zola"])
def test_a_page_may_have_what_a_sites_generator_takes_off_it(form: str) -> None:
    page = (
        "\n<p>A contrib folder is where code goes to die, since <b>nobody</b> is responsible for what is in it.</p>\n"
    )
    document = parsed(FORMS[form] + page, ".html")
    told = document.metadata
    assert (told.title, told.date, told.author) == ("On walls", "2009-11-09", "Ann Lee")
    assert [block.kind for block in document.blocks] == [BlockKind.FRONTMATTER, BlockKind.PARAGRAPH]
    assert "".join(document.text[slice(*block.span)] for block in document.blocks) == document.text
    alone = parsed(FORMS[form], ".html")
    assert [block.kind for block in alone.blocks] == [BlockKind.FRONTMATTER]
