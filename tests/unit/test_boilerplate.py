from __future__ import annotations

from pathlib import Path

import pytest

from vaultsync.markup.lines import line_of, line_starts
from vaultsync.model import Block, BlockKind, Document, Metadata, SourceKey, Span
from vaultsync.sources.markdown import parse_markdown
from vaultsync.sources.read import parse_source
from vaultsync.sources.text import parse_text
from vaultsync.splitting.boilerplate import debris, refine
from vaultsync.splitting.split import split

ESSAYS = {
    "en": "The river had frozen early that year, and the ferrymen stood on the bank with nothing to do all day.",
    "de": "Der Fluss war in jenem Jahr früh gefroren, und die Fährleute standen am Ufer und hatten nichts zu tun.",
    "fr": "La rivière avait gelé tôt cette année-là, et les passeurs restaient sur la rive sans rien avoir à faire.",
    "ru": "Река в тот год замёрзла рано, и паромщики целыми днями стояли на берегу, и делать им было совсем нечего.",
    "zh": "那一年河水很早就结冰了，摆渡的人整天站在岸上无事可做，村里没有人记得哪个冬天来得这么快，又留得这么久。",
}
TAILS = {
    "en": [
        "Share this article",
        "Leave a comment",
        "Sign up for our newsletter",
        "More stories",
        "* Ten rivers",
        "© 2021 Post",
    ],
    "de": ["Artikel teilen", "Kommentar schreiben", "Lesen Sie auch: Eis", "Newsletter abonnieren", "© 2021 Post"],
    "fr": [
        "Partager cet article",
        "Laisser un commentaire",
        "À lire aussi",
        "- La glace",
        "Mentions légales",
        "© 2021 Post",
    ],
    "ru": ["Поделиться ссылкой", "Оставить комментарий", "Читайте также", "- Лёд", "Все права защищены"],
    "zh": ["分享到", "微信扫一扫", "关注该公众号", "相关阅读", "版权所有"],
}
PAGE = """Skip to main content
* Home
* News
* Sport
Log in
Search
Subscribe now

The winter bridge

By Ada Byrne
4 March 2021
Share this article

{first}

{second}
Advertisement

Short words about ice.

{third}

Share this article
Leave a reply
Most read
* Ten rivers to see before spring
* The price of ice
© 2021 River Post
Privacy policy
"""


def text_document(text: str) -> Document:
    return refine(parse_text(SourceKey("a.txt"), text)[0])


def markdown_document(text: str) -> Document:
    return refine(parse_markdown(SourceKey("a.md"), text)[0])


def excluded(document: Document) -> str:
    return "".join(document.text[slice(*document.blocks[at].span)] for at in debris(document))


@pytest.mark.parametrize("parse", [text_document, markdown_document])
@pytest.mark.parametrize("language", list(ESSAYS))
@pytest.mark.parametrize("tail", list(TAILS))
def test_a_tail_of_furniture_is_set_aside_and_no_sentence_with_it(parse: object, language: str, tail: str) -> None:
    body = "\n\n".join([ESSAYS[language]] * 5)
    furniture = "\n\n".join(TAILS[tail])
    document = parse(f"{body}\n\n{furniture}\n")  # type: ignore[operator]
    assert excluded(document).strip() == furniture.strip()


@pytest.mark.parametrize("parse", [text_document, markdown_document])
@pytest.mark.parametrize("language", list(ESSAYS))
@pytest.mark.parametrize(
    "ending",
    [
        "",
        "Share",
        "Ada Byrne\nMarch 2021",
        "See also\n\n- Ten rivers\n- The price of ice\n- Stone bridges",
        "Recommended reading\n\n1. Ten rivers\n2. The price of ice\n3. Stone bridges",
        "- Facebook\n- Twitter\n- YouTube\n- Instagram",
        "- Privacy\n- Accessibility\n- Jobs\n- Help",
        "- Follow us on GitHub.\n- Join our mailing list.",
        "```\nSign up\nLog in\nShare this\n```",
        "| Log in | Sign up |\n| --- | --- |\n| Share this | Follow us |",
    ],
)
def test_an_essay_has_no_debris(parse: object, language: str, ending: str) -> None:
    text = f"On rivers\n\n{ESSAYS[language]}\n\n{ESSAYS[language]}\n\nComments\n\n{ESSAYS[language]}\n\n{ending}\n"
    assert excluded(parse(text)) == ""  # type: ignore[operator]


def test_of_a_saved_page_the_article_stays() -> None:
    page = PAGE.format(
        first=ESSAYS["en"] + " " + ESSAYS["en"], second=ESSAYS["en"], third=ESSAYS["en"] + " " + ESSAYS["en"]
    )
    document = text_document(page)
    assert "".join(document.text[slice(*block.span)] for block in document.blocks) == page  # rule 1
    out = excluded(document)
    assert ESSAYS["en"] not in out
    assert "Short words about ice." not in out
    for line in (
        "Skip to main content",
        "* Sport",
        "Advertisement",
        "Leave a reply",
        "* The price of ice",
        "© 2021 River Post",
    ):
        assert f"{line}\n" in out
    assert split(document).title == "The winter bridge"


def test_lines_that_touch_are_told_apart() -> None:
    page = PAGE.format(first=ESSAYS["en"], second=ESSAYS["en"], third=ESSAYS["en"])
    document = text_document(page)
    kept = [block.markdown for at, block in enumerate(document.blocks) if at not in debris(document)]
    assert ESSAYS["en"] in kept
    assert not any("Advertisement" in block for block in kept)


def test_readers_comments_below_a_page_are_set_aside() -> None:
    body = ESSAYS["en"] + " " + ESSAYS["en"]
    comment = "I walked over that bridge as a child, and my mother never knew of it, nor did anyone else."
    page = PAGE.format(first=body, second=body, third=body) + f"3 comments\njoe says:\n{comment}\nReply\n" * 2
    assert comment in excluded(text_document(page))


def test_hard_wrapped_lines_are_judged_together() -> None:
    wrapped = "\n".join(ESSAYS["en"][at : at + 50] for at in range(0, len(ESSAYS["en"]), 50))
    page = "\n\n".join([wrapped] * 6 + TAILS["en"])
    assert excluded(text_document(page)).split() == "\n\n".join(TAILS["en"]).split()


def test_of_html_the_hints_decide() -> None:
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, Span(at, at + 1), "x", hint=hint)
        for at, hint in enumerate(["page head", "main", "footer"])
    )
    document = Document(SourceKey("a.html"), "xyz", blocks, Metadata(), "html")
    assert debris(refine(document)) == {0: "page head", 2: "footer"}


def test_the_seed_essay_loses_its_widgets_and_nothing_else() -> None:
    [seed] = (Path(__file__).parents[2] / "seeds").glob("000_*.txt")
    text = seed.read_bytes().decode()
    document = text_document(text)
    reasons = debris(document)
    starts = line_starts(text)
    out = {
        line
        for at in reasons
        for line in range(
            line_of(starts, document.blocks[at].span.start), line_of(starts, document.blocks[at].span.end - 1) + 1
        )
    }
    assert out == set(range(53, len(starts) + 1))
    assert set(reasons.values()) == {"related links", "share widget"}


@pytest.mark.parametrize(
    "line", ["Share\n", "Share this\nLog in\nSign up\nRead more\nNext\nfoo\n", "* a\n", "©", "x ", "\n", "微"]
)
def test_hostile_input_takes_linear_time(line: str) -> None:
    text_document(line * (60_000 // len(line)))  # quadratic steps would run into the time limit


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_what_a_publisher_puts_outside_of_its_marks_is_left_out(suffix: str) -> None:
    body = "Music is older than speech, says one; speech is older than music, says another, and both have drums.\n"
    frame = (
        "This eBook is for the use of anyone anywhere at no cost.\n\nTitle: Essays\n\nAuthor: A. Writer\n\n"
        "*** START OF THIS PROJECT GUTENBERG EBOOK ESSAYS ***\n\n{}\n\n"
        "*** END OF THIS PROJECT GUTENBERG EBOOK ESSAYS ***\n\n"
        "1.E. Unless you have removed all references to the project, you may not charge a fee for it.\n"
    )
    document = parse_source(SourceKey(f"a{suffix}"), frame.format(body), suffix)[0]
    (atom,) = split(document).atoms
    assert "".join(document.text[slice(*span)] for span in atom.spans).strip() == body.strip()
    once = parse_source(SourceKey(f"a{suffix}"), frame.format(body).replace("*** END", "*** Fin"), suffix)[0]
    told = "".join(once.text[slice(*span)] for atom in split(once).atoms for span in atom.spans)
    assert "you may not charge a fee" in told


def test_a_heading_over_nothing_but_footnotes_opens_no_note() -> None:
    text = (
        "# Soil\n\n## Worms\n\nWorms make soil[^1] and are thanked by nobody[^2] for it in all their lives.\n\n"
        "## Footnotes\n\n[^1]: So Darwin says.\n\n[^2]: But for the robin.\n"
    )
    found = split(parse_markdown(SourceKey("a.md"), text)[0])
    assert [atom.title for atom in found.atoms] == ["Worms"]
    assert "heading of the footnotes" in [one.reason for one in found.exclusions]
    only = split(parse_markdown(SourceKey("a.md"), "## Footnotes\n\n[^1]: So Darwin says.\n")[0])
    assert [atom.title for atom in only.atoms] == ["Footnotes"]
