from __future__ import annotations

import pytest

from vaultsync.markup.blocks import plain
from vaultsync.model import Document, SourceKey
from vaultsync.sources.text import parse_text

WRAPPED = """\
It was the custom of the old mail programs to break the lines of a text at
some seventy characters, and nobody thought anything of it until the screens
grew wider than the paper had ever been.
"""
LONG = "This paragraph is a single long line, as word processors write them. " * 4


def parsed(text: str, key: str = "essays/an_essay.txt") -> Document:
    return parse_text(SourceKey(key), text)[0]


def told(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.markdown) for block in parsed(text).blocks]


def paragraphs(*markdowns: str) -> list[tuple[str, str]]:
    return [("paragraph", markdown) for markdown in markdowns]


def test_paragraphs_end_at_blank_lines() -> None:
    assert told(f"\n\n{WRAPPED}\n \n{WRAPPED}") == paragraphs(WRAPPED.rstrip(), WRAPPED.rstrip())


def test_long_lines_are_a_paragraph_each() -> None:
    assert told(f"{LONG}\nShort end.\n{LONG}") == paragraphs(LONG, "Short end.", LONG)


def test_a_wrapped_paragraph_ends_at_a_short_line() -> None:
    assert told(f"{WRAPPED}{WRAPPED}") == paragraphs(WRAPPED.rstrip(), WRAPPED.rstrip())


def test_a_wrapped_paragraph_ends_before_an_indent() -> None:
    full = "broken at the very margin, where the next word would never ever fit at all"
    assert told(f"{WRAPPED}\n{full}\n{full}\n   {full}\n{full}\n") == paragraphs(
        WRAPPED.rstrip(), f"{full}\n{full}", f"   {full}\n{full}"
    )


def test_wrapped_han_stays_together() -> None:
    line = "这是一段按固定宽度换行的中文文字每行三十六个字符左右就会换到下一行继续写下去"
    assert told(f"{line}\n{line}\n{line}\n结束。\n\n{line}\n{line}\n很短。\n") == paragraphs(
        f"{line}\n{line}\n{line}\n结束。", f"{line}\n{line}\n很短。"
    )


def test_short_sentences_a_line_are_paragraphs_and_verse_is_not() -> None:
    sentences = [
        "The first of the short lines states something that is quite complete.",
        "So does the second.",
        "And this.",
    ]
    assert told("\n".join(sentences)) == paragraphs(*sentences)
    verse = "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand or eye"
    assert told(verse) == paragraphs(verse)


def test_an_address_in_a_wrapped_text_stays_together() -> None:
    address = "Ann Lee\n12 High Street\nCambridge"
    assert told(f"{WRAPPED}\n{address}\n\n{WRAPPED}")[1] == ("paragraph", address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\n", [("blank", "")]),
        ("# One\nText.\n## Two ##", [("heading", "# One"), ("paragraph", "Text."), ("heading", "## Two")]),
        ("#tag\n", [("paragraph", "\\#tag")]),
        ("1. Introduction\n\nText.", [("paragraph", "1\\. Introduction"), ("paragraph", "Text.")]),
        ("Things:\n- a\n- b\n\nText.", [("paragraph", "Things:"), ("list", "- a\n- b"), ("paragraph", "Text.")]),
        ("- a\n  more\n\n- b\nText.", [("list", "- a\n  more\n\n- b"), ("paragraph", "Text.")]),
        ("1. a\n2. b", [("list", "1. a\n2. b")]),
        ("1、a\n2、b", [("list", "1、a\n2、b")]),
        ("• a\n• b", [("list", "• a\n• b")]),
        ("a) x\nb) y", [("list", "a) x\nb) y")]),
        (f"1. {LONG}\n\n2. {LONG}", [("paragraph", f"1\\. {LONG}"), ("paragraph", f"2\\. {LONG}")]),
        ("1984. A novel.", [("paragraph", "1984\\. A novel.")]),
        ("It cost 5 -\n- no, 6.", [("paragraph", "It cost 5 -\n\\- no, 6.")]),
        ("> a\n> b\nText.", [("quote", "> a\n> b"), ("paragraph", "Text.")]),
        ("```\n# x\n\n[[y]]\n```\nText.", [("code", "```\n# x\n\n[[y]]\n```"), ("paragraph", "Text.")]),
        ("``` never closed\n\nText.", [("paragraph", "\\`\\`\\` never closed"), ("paragraph", "Text.")]),
        ("Run:\n\n    x = f(1)\n    return x", [("paragraph", "Run:"), ("code", "    x = f(1)\n    return x")]),
        ("    A first line set in.", [("paragraph", "A first line set in.")]),
        ("Text.\n\n* * *\n\nText.", [("paragraph", "Text."), ("rule", "* * *"), ("paragraph", "Text.")]),
        ("Text.\n\n~~~~~\n\nText.", [("paragraph", "Text."), ("rule", "\\~~~~~"), ("paragraph", "Text.")]),
        ("A heading\n=========\nText.", [("paragraph", "A heading\n========="), ("paragraph", "Text.")]),
        ("A heading\n~~~~~~~~~\nText.", [("paragraph", "A heading\n\\~~~~~~~~~"), ("paragraph", "Text.")]),
        ("A line.\nAnother.\n-----\nT.", [("paragraph", "A line.\nAnother."), ("rule", "-----"), ("paragraph", "T.")]),
        ("T[^1].\n\n[^1]: N.\n[^2]: O.", [("paragraph", "T[^1]."), ("footnote", "[^1]: N."), ("footnote", "[^2]: O.")]),
        ("---\ntitle: T\n---\nText.", [("frontmatter", "---\ntitle: T\n---"), ("paragraph", "Text.")]),
        ("a\r\nb\r\rc\u2028d", [("paragraph", "a\r\nb"), ("paragraph", "c\u2028d")]),
    ],
)  # fmt: skip
def test_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        ("See [[this]] and ![[that]].", "See [\\[this]] and ![\\[that]]."),
        ("100%% sure <% x %>", "100%\\% sure <\\% x %>"),
        ("A #tag, C#, #1, a#b, http://e.org/#c", "A \\#tag, C#, #1, a#b, http://e.org/#c"),
        ("if a <b> c</b> or x < y <!-- z -->", "if a \\<b> c\\</b> or x < y \\<!-- z -->"),
        ("<https://e.org> <me@e.org>", "<https://e.org> <me@e.org>"),
        ("C:\\*.txt and \\server", "C:\\\\*.txt and \\server"),
        ("2*3*4 but *soft* and **strong**", "2\\*3\\*4 but *soft* and **strong**"),
        ("`code [[x]]` and `quoted' and it`s", "`code [[x]]` and \\`quoted' and it\\`s"),
        ("from $5, or 10$ up; $x^2$ and $5-$6", "from \\$5, or 10$ up; $x^2$ and $5-$6"),
        ("Text ^an-id", "Text \\^an-id"),
        ("[1]: https://e.org", "\\[1]: https://e.org"),
        ("https://e.org/a_b*c\\d", "https://e.org/a_b*c\\d"),
        ("[a link](https://e.org) and ![an image](x.png)", "[a link](https://e.org) and ![an image](x.png)"),
    ],
)
def test_only_what_would_come_alive_is_escaped(written: str, markdown: str) -> None:
    (block,) = parsed(written).blocks
    assert block.markdown == markdown


def test_what_is_escaped_reads_as_it_was_written() -> None:
    written = "1. [[x]] %%y%% <% z %> #tag <b>c</b> \\* `d' $5, or 10$ ^id"
    (block,) = parsed(written).blocks
    assert plain(block.markdown) == written


@pytest.mark.parametrize(
    ("text", "title", "is_in_text"),
    [
        (f"A fine title\n\n{WRAPPED}", "A fine title", True),
        (f"Is this a title?\n\n{WRAPPED}", "Is this a title?", True),
        (f"# A fine title #\n\n{WRAPPED}", "A fine title", True),
        (f"A fine title\n============\n\n{WRAPPED}", "A fine title", True),
        (f"互联网金融的再进化\n\n{LONG}", "互联网金融的再进化", True),
        (f"{LONG}\nA last line.", "An essay", False),
        (f"A sentence ends.\n\n{WRAPPED}", "An essay", False),
        (f"1. Introduction\n\n{WRAPPED}", "An essay", False),
        (f"一、引言\n\n{WRAPPED}", "An essay", False),
        (f"By Ann Lee\n\n{WRAPPED}", "An essay", False),
        (f"https://example.org/an/article\n\n{WRAPPED}", "An essay", False),
        (f"- item\n- item\n\n{WRAPPED}", "An essay", False),
        (f"Title: Told\nAuthor: Ann\n\n{WRAPPED}", "Told", False),
        (f"---\ntitle: Told\n---\nA fine title\n\n{WRAPPED}", "Told", False),
        (f"---\ntitle: a fine title\n---\nA fine title\n\n{WRAPPED}", "a fine title", True),
        ("Only a title", "An essay", False),
        ("", "An essay", False),
    ],
)
def test_titles(text: str, title: str, is_in_text: bool) -> None:
    metadata = parsed(text).metadata
    assert metadata.title == title
    assert (metadata.title_span is not None) == is_in_text
    if metadata.title_span:
        assert title.casefold() in text[slice(*metadata.title_span)].casefold()


@pytest.mark.parametrize(
    ("line", "author", "date", "url"),
    [
        ("By Ann Lee", "Ann Lee", "", ""),
        ("by Ann van der Lee", "Ann van der Lee", "", ""),
        ("Author: ann@e.org", "", "", ""),
        ("作者：张三", "张三", "", ""),
        ("Von Max Müller", "Max Müller", "", ""),
        ("By the river", "", "", ""),
        ("2021-03-04", "", "2021-03-04", ""),
        ("Published: March 4, 2021", "", "March 4, 2021", ""),
        ("4. März 2021", "", "4. März 2021", ""),
        ("2021年3月4日", "", "2021年3月4日", ""),
        ("Posted on 2021-03-04T10:00:00Z", "", "2021-03-04T10:00:00Z", ""),
        ("Source: https://example.org/a?b=c", "", "", "https://example.org/a?b=c"),
        ("<https://example.org/>", "", "", "https://example.org/"),
        ("See https://example.org for more", "", "", ""),
    ],
)
def test_the_head_says_who_when_and_where(line: str, author: str, date: str, url: str) -> None:
    metadata = parsed(f"A fine title\n\n{line}\n\n{WRAPPED}").metadata
    assert (metadata.title, metadata.author, metadata.date, metadata.url) == ("A fine title", author, date, url)


def test_frontmatter_wins_over_the_head() -> None:
    metadata = parsed(f"---\nauthor: Bo\ntags: [x, y z]\n---\nA title\n\nBy Ann Lee\n2021-03-04\n\n{WRAPPED}").metadata
    assert (metadata.author, metadata.date, metadata.tags) == ("Bo", "2021-03-04", ("x", "y-z"))


def test_odd_frontmatter_is_told_by_its_line() -> None:
    document, (problem,) = parse_text(SourceKey("a.txt"), "---\ntitle: A: B\n---\nText.\n")
    assert (problem.line, problem.severity) == (2, "warning")
    assert document.blocks[-1].markdown == "Text."
