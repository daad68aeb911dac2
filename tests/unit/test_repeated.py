from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests import made_site
from vaultsync.model import SourceKey, Split
from vaultsync.sources.read import parse_source
from vaultsync.splitting.boilerplate import edges
from vaultsync.splitting.recurring import recurring
from vaultsync.splitting.repeated import REPEATED
from vaultsync.splitting.split import split

ESSAY = "The river had frozen early that year, and the {} stood on the bank with nothing to do all day long."
MOTTO = "Whoever would learn to wait should keep a lock on a small canal."


def split_all(texts: Mapping[str, str]) -> dict[str, Split]:
    """Split sources that lie below one root, each with what it has in common with the others."""
    documents = {
        name: parse_source(SourceKey(name), text, f".{name.rpartition('.')[2]}")[0] for name, text in texts.items()
    }
    common = recurring({("root", one.key): edges(one) for one in documents.values()})
    return {name: split(one, shared=frozenset(common["root", one.key])) for name, one in documents.items()}


def repeated(parts: Split) -> str:
    return "\n\n".join(one.markdown for one in parts.exclusions if one.reason == REPEATED)


def kept(parts: Split) -> str:
    return "\n\n".join(block.markdown for atom in parts.atoms for block in atom.blocks)


def essays(layout: str, suffix: str = "txt", count: int = 6) -> dict[str, str]:
    """Return essays of two paragraphs of their own in a layout that is the same for all."""
    people = ["ferrymen", "carters", "millers", "weavers", "smiths", "bakers", "coopers", "tanners"][:count]
    said = {one: f"{ESSAY.format(one)}\n\nIn spring the {one} went to work again, and said so." for one in people}
    return {f"{one}.{suffix}": layout.replace("BODY", text) for one, text in said.items()}


def test_what_a_site_puts_around_its_pages_is_set_aside() -> None:
    pages = {f"{number:02}.txt": made_site.page(number) for number in range(12)}
    for number, (name, parts) in enumerate(split_all(pages).items()):
        assert parts.title == made_site.TITLES[number]
        assert kept(parts) == made_site.body(number)
        for one in (made_site.HEADER, made_site.CALL, made_site.AUTHOR, made_site.LICENCE):
            assert one in repeated(parts)
        spans = sorted(
            [*(span for atom in parts.atoms for span in atom.spans), *(one.span for one in parts.exclusions)]
        )
        assert "".join(pages[name][slice(*span)] for span in spans) == pages[name]


def test_a_header_on_the_line_above_the_title_is_cut_off() -> None:
    texts = essays("Low Water, a diary\nTITLE\n\nBODY\n")
    made = split_all({name: text.replace("TITLE", f"The life of {name}") for name, text in texts.items()})
    assert [repeated(parts) for parts in made.values()] == ["Low Water, a diary"] * 6
    assert all(parts.title == f"The life of {name}" for name, parts in made.items())


@pytest.mark.parametrize("name", ["Introduction", "Summary", "References"])
@pytest.mark.parametrize("layout", ["NAME\n\nBODY\n", "BODY\n\nNAME\n\n- a book by KEY\n- a letter to KEY\n"])
@pytest.mark.parametrize("marks", ["", "## "])
def test_headings_that_many_essays_have_stay(name: str, layout: str, marks: str) -> None:
    texts = essays(layout.replace("NAME", marks + name), "md" if marks else "txt")
    for parts in split_all({key: text.replace("KEY", key) for key, text in texts.items()}).values():
        assert repeated(parts) == ""


@pytest.mark.parametrize(
    "layout",
    [f"> {MOTTO}\n\nBODY\n", f"BODY\n\n> {MOTTO}\n", f"{ESSAY.format('KEY')}\n\n{MOTTO}\n\nBODY\n"],
    ids=["quoted above", "quoted below", "within the text"],
)
def test_a_sentence_that_many_essays_quote_or_say_stays(layout: str) -> None:
    texts = {key: text.replace("KEY", f"friends of {key}") for key, text in essays(layout).items()}
    for parts in split_all(texts).values():
        assert MOTTO in kept(parts)


def test_a_line_that_poems_share_stays_among_their_lines() -> None:
    song = (
        "Song {0}\n\nThe {0} boats go out to sea\nThe wind is {0} times as strong\n"
        "O row, my brothers, row with me\nThe {0} nights are long"
    )
    made = split_all({f"{number}.txt": song.format(number) for number in range(6)})
    assert [repeated(parts) for parts in made.values()] == [""] * 6


def test_versions_of_one_essay_are_no_site() -> None:
    whole = made_site.body(1)
    drafts = {f"draft {n}.txt": f"{whole}\n\nWritten in the {n}th week of a long winter.\n" for n in range(6)}
    assert [repeated(parts) for parts in split_all(drafts).values()] == [""] * 6


def test_three_pages_are_too_few() -> None:
    few = {f"{number}.txt": made_site.page(number) for number in range(3)}
    assert [repeated(parts) for parts in split_all(few).values()] == [""] * 3


def test_a_few_of_many_sources_are_no_site_unless_they_have_a_folder() -> None:
    others = {
        f"note {n}.txt": f"Number {n} is about {n} things that nobody else has written down.\n" for n in range(40)
    }
    pages = {f"{number:02}.txt": made_site.page(number) for number in range(8)}
    mixed = split_all({**others, **pages})
    assert [repeated(mixed[name]) for name in pages] == [""] * 8
    sorted_out = split_all({**others, **{f"shore/{name}": text for name, text in pages.items()}})
    assert all(made_site.LICENCE in repeated(sorted_out[f"shore/{name}"]) for name in pages)


def test_a_source_keeps_what_is_all_it_says() -> None:
    pages = {f"{number:02}.txt": made_site.page(number) for number in range(8)} | {"bare.txt": made_site.LICENCE + "\n"}
    assert made_site.LICENCE in kept(split_all(pages)["bare.txt"])


def test_neither_order_nor_a_stranger_matters() -> None:
    pages = {f"{number:02}.txt": made_site.page(number) for number in range(12)}
    made = split_all(pages)
    assert split_all(dict(reversed(pages.items()))) == made
    more = split_all({**pages, "stranger.txt": ESSAY.format("pilots")})
    assert {name: more[name] for name in pages} == made


def test_markdown_and_pages_have_sites_too() -> None:
    for parts in split_all(essays(f"# Essay\n\nBODY\n\n---\n\n*{made_site.CALL}*\n", "md")).values():
        assert made_site.CALL in repeated(parts)
        assert made_site.CALL not in kept(parts)
    said = f"<p>{ESSAY.format('KEY')}</p><p>In spring the KEY went to work again.</p><p>{made_site.CALL}</p>"
    page = f"<html><body><article><h1>Essay</h1>{said}</article></body></html>"
    for parts in split_all({f"{n}.html": page.replace("KEY", f"{n} pilots") for n in range(6)}).values():
        assert made_site.CALL not in kept(parts)
        assert "pilots" in kept(parts)
