from __future__ import annotations

import logging

import pytest

from vaultsync.model import Block, BlockKind, Document, SourceKey
from vaultsync.sources import html_extractors
from vaultsync.sources.html import parse_html

SENTENCES = (
    "The river had frozen early that year, and the ferrymen stood on the bank with nothing to do.",
    "Nobody in the village could remember a winter that had come so fast or stayed so long.",
    "When the thaw came at last, it took the old bridge with it, and two barns besides.",
    "They rebuilt the bridge in stone, because wood, the elders said, had been a kind of borrowing.",
)
ARTICLE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>The winter bridge | River Post</title>
<meta property="og:site_name" content="River Post"><meta name="author" content="Ada Byrne">
<meta property="article:published_time" content="2021-03-04T10:00:00Z">
<link rel="canonical" href="https://example.org/bridge"><script>var tracking = "<p>not text</p>";</script></head>
<body>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article>
<header><h1>The winter bridge</h1><p class="byline">By Ada Byrne</p></header>
<div class="body">
<p>{SENTENCES[0]} {SENTENCES[1]} {SENTENCES[2]}</p>
<div class="share-bar"><a href="#">Share</a> <a href="#">Tweet</a></div>
<p>{SENTENCES[3]} {SENTENCES[1]} {SENTENCES[0]}</p>
<figure><img src="bridge.jpg" alt="A stone bridge"><figcaption>Photo: River Post</figcaption></figure>
<h2>What stone remembers</h2>
<p>{SENTENCES[2]} {SENTENCES[3]} {SENTENCES[1]}</p>
<blockquote><p>{SENTENCES[0]} {SENTENCES[1]}</p></blockquote>
<p>{SENTENCES[1]} {SENTENCES[2]} {SENTENCES[3]}</p>
</div>
</article>
<section class="related"><h3>Related articles</h3>
<ul><li><a href="/a">Ten rivers to see</a></li><li><a href="/b">The price of ice</a></li></ul></section>
<div id="comments"><h3>Comments</h3><p><b>joe</b>: nice one</p></div>
<div class="cookie-banner">We use cookies to make this site better. <button>Accept</button></div>
<footer><p>© 2021 River Post. All rights reserved.</p></footer>
</body></html>
"""


def parse(html: str) -> Document:
    document = parse_html(SourceKey("page.html"), html)[0]
    assert "".join(html[block.span.start : block.span.end] for block in document.blocks) == html  # rule 1
    return document


def main(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.hint == "main"]


def test_an_articles_text_is_main_and_the_rest_says_why_not() -> None:
    document = parse(ARTICLE)
    assert [block.kind for block in main(document)] == [
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
        BlockKind.EMBED,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.QUOTE,
        BlockKind.PARAGRAPH,
    ]
    reasons = {block.hint: block.markdown for block in document.blocks if block.hint != "main"}
    assert reasons["page head"] == ""
    assert "Home" in reasons["navigation"]
    assert "Tweet" in reasons["share widget"]
    assert "Photo: River Post" in reasons["caption"]
    assert "Ten rivers to see" in reasons["related links"]
    assert "nice one" in reasons["comments"]
    assert "We use cookies" in reasons["cookie notice"]
    assert "All rights reserved" in reasons["footer"]


def test_a_pages_metadata_is_read_and_its_title_found_in_the_text() -> None:
    document = parse(ARTICLE)
    metadata = document.metadata
    assert metadata.title == "The winter bridge"
    assert metadata.author == "Ada Byrne"
    assert metadata.date == "2021-03-04"
    assert metadata.url == "https://example.org/bridge"
    assert metadata.language == "en"
    assert metadata.title_span is not None
    assert "<h1>The winter bridge</h1>" in document.text[slice(*metadata.title_span)]


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("On rivers | River Post", "River Post", "On rivers"),
        ("On rivers – and bridges - River Post", "River Post", "On rivers – and bridges"),
        ("On rivers - and bridges", "River Post", "On rivers - and bridges"),
        ("River Post", "River Post", "River Post"),
    ],
)
def test_the_sites_name_is_taken_off_the_title(title: str, site: str, expected: str) -> None:
    html = f'<title>{title}</title><meta property="og:site_name" content="{site}"><p>{SENTENCES[0]}</p>'
    assert parse(html).metadata.title == expected


def test_an_essay_saved_as_html_is_kept_whole() -> None:
    html = (
        "<html><head><title>Rivers</title></head><body><h1>Rivers</h1><p>A first short line.</p>"
        f"<p>{SENTENCES[0]}</p><ul><li>ice</li><li>stone</li></ul><pre>x = 1</pre><p>Ada, 2021</p></body></html>"
    )
    assert {block.hint for block in parse(html).blocks} <= {"main", "page head"}


def test_text_between_line_breaks_makes_paragraphs() -> None:
    html = (
        f"<table><tr><td><font size=2>{SENTENCES[0]}<br><br>{SENTENCES[1]}<br>{SENTENCES[2]}</font></td></tr></table>"
    )
    assert [block.markdown for block in main(parse(html))] == [SENTENCES[0], f"{SENTENCES[1]}  \n{SENTENCES[2]}"]


def test_a_language_without_spaces_is_kept() -> None:
    paragraphs = "".join(
        f"<p>{text * 3}</p>"
        for text in (
            "那一年河水很早就结冰了，摆渡的人站在岸上无事可做。",
            "村里没有人记得哪个冬天来得这么快，又留得这么久。",
        )
    )
    html = f"<html lang=zh><body><nav><a href=/>首页</a></nav><article>{paragraphs}</article></body></html>"
    document = parse(html)
    assert len(main(document)) == 2
    assert document.metadata.language == "zh"


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n",
        "plain text, no tags at all",
        "a < b and c > d",
        "<",
        "<!",
        "</",
        "<p",
        "<!-- never closed",
        "<script>never closed",
        "<p>\x00\ud7ff\U0010ffff</p>",
        "<a href='x\">&#xffffffff;&nosuch;</a>",
        "<?xml version='1.0' encoding='latin-1'?><html><body><p>é</p></body></html>",
        "<title>only a title</title>",
    ],
)
def test_any_input_gives_a_document(html: str) -> None:
    parse(html)


def test_a_failing_library_leaves_the_vote_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> str:
        raise ValueError(html[:1])

    expected = [block.markdown for block in main(parse(ARTICLE))]
    monkeypatch.setattr(html_extractors, "_readability", fail)
    assert [block.markdown for block in main(parse(ARTICLE))] == expected


def test_without_any_library_furniture_still_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_extractors, "MAX_LENGTH", 10)
    shown = "\n".join(block.markdown for block in main(parse(ARTICLE)))
    assert SENTENCES[0] in shown
    assert "Home" not in shown
    assert "We use cookies" not in shown


@pytest.mark.parametrize(
    "piece", ["<div>", "<b><p>", "<!--", "<a ", "<ul><li>x", "<br>", '<a b="', "<![", "<h2>t</h2>"]
)
def test_hostile_input_takes_linear_time(piece: str) -> None:
    html = piece * (40_000 // len(piece))
    parse(html)  # quadratic steps would run into the time limit


def test_the_libraries_stay_silent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        parse("<html><body></body></html>")
        parse("<div>" * 300)
    assert caplog.text == ""
