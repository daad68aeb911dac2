from __future__ import annotations

import pytest

from vaultsync.markup.link_text import fitted, markdown_link, wikilink
from vaultsync.markup.wikilinks import scan
from vaultsync.model import VaultPath
from vaultsync.vault.resolve import Resolver
from vaultsync.vault.settings import LinkFormat, VaultSettings

PATHS = [
    VaultPath(path)
    for path in (
        *("N.md", "f/N.md", "f/s.md", "f/Only.md", "g/h/x.md", "img.png", "p/i.png", "q/i.png", "photo.png.md"),
        *(
            "photo.png",
            "f/a b (c).md",
            "w/a|b.md",
            "w/[x].md",
            "w/x].md",
            "w/50%20.md",
            "w/a:b.md",
            "w/$1.md",
            "Notes/É.md",
        ),
    )
]
RESOLVER = Resolver(PATHS)
SHORTEST, RELATIVE, ABSOLUTE = LinkFormat.SHORTEST, LinkFormat.RELATIVE, LinkFormat.ABSOLUTE


@pytest.mark.parametrize(
    ("path", "note", "form", "wiki", "markdown"),
    [
        ("f/Only.md", "g/h/x.md", SHORTEST, "[[Only]]", "[Only](Only.md)"),
        ("f/Only.md", "g/h/x.md", RELATIVE, "[[../../f/Only|Only]]", "[Only](../../f/Only.md)"),
        ("f/Only.md", "g/h/x.md", ABSOLUTE, "[[f/Only|Only]]", "[Only](f/Only.md)"),
        ("f/N.md", "f/s.md", SHORTEST, "[[f/N|N]]", "[N](f/N.md)"),
        ("f/N.md", "f/s.md", RELATIVE, "[[./N|N]]", "[N](./N.md)"),
        ("N.md", "f/s.md", SHORTEST, "[[N]]", "[N](N.md)"),
        ("N.md", "f/s.md", RELATIVE, "[[../N|N]]", "[N](../N.md)"),
        ("f/s.md", "N.md", RELATIVE, "[[f/s|s]]", "[s](f/s.md)"),
        ("f/Only.md", "f/s.md", RELATIVE, "[[Only]]", "[Only](Only.md)"),
        ("img.png", "f/s.md", SHORTEST, "[[img.png]]", "[img.png](img.png)"),
        ("p/i.png", "f/s.md", SHORTEST, "[[p/i.png]]", "[i.png](p/i.png)"),
        ("photo.png.md", "f/s.md", SHORTEST, "[[photo.png.md]]", "[photo.png](photo.png.md)"),
        ("photo.png", "f/s.md", SHORTEST, "[[photo.png]]", "[photo.png](photo.png)"),
        ("f/a b (c).md", "N.md", SHORTEST, "[[a b (c)]]", "[a b (c)](a%20b%20(c).md)"),
        ("Notes/É.md", "N.md", SHORTEST, "[[É]]", "[É](É.md)"),
        ("w/a|b.md", "N.md", SHORTEST, "[a|b](a|b.md)", "[a|b](a|b.md)"),
        ("w/[x].md", "N.md", SHORTEST, "[\\[x\\]](%5Bx%5D.md)", "[\\[x\\]](%5Bx%5D.md)"),
        ("w/x].md", "N.md", SHORTEST, "[x\\]](x%5D.md)", "[x\\]](x%5D.md)"),
        ("w/50%20.md", "N.md", SHORTEST, "[[50%20]]", "[50%20](50%2520.md)"),
        ("w/a:b.md", "N.md", SHORTEST, "[[a:b]]", "[a:b](a%3Ab.md)"),
        ("w/$1.md", "N.md", SHORTEST, "[[$1]]", "[$1](%241.md)"),
    ],
)
def test_links_are_written_as_the_vault_asks(path: str, note: str, form: LinkFormat, wiki: str, markdown: str) -> None:
    for markdown_links, wanted in ((False, wiki), (True, markdown)):
        settings = VaultSettings(link_format=form, markdown_links=markdown_links)
        text = RESOLVER.link_to(VaultPath(path), VaultPath(note), settings)
        (link,) = scan(text).links
        assert link.raw == text
        assert RESOLVER.resolve(link.target, VaultPath(note)).path == path
        assert text == wanted


def test_subpaths_and_display_texts() -> None:
    path, note, wiki = VaultPath("f/Only.md"), VaultPath("f/s.md"), VaultSettings()
    markdown = VaultSettings(markdown_links=True)
    assert RESOLVER.link_to(path, note, wiki, "shown", "#A b") == "[[Only#A b|shown]]"
    assert RESOLVER.link_to(path, note, markdown, "shown", "#A (b)") == "[shown](Only.md#A%20%28b%29)"
    assert RESOLVER.link_to(note, note, wiki, None, "#^id") == "[[#^id]]"
    assert RESOLVER.link_to(note, note, markdown, "here", "#^id") == "[here](#^id)"
    assert RESOLVER.link_to(note, note, wiki) == "[[s]]"
    assert RESOLVER.link_to(path, note, wiki, "Only") == "[[Only]]"
    assert RESOLVER.link_to(path, note, wiki, "two\n  lines") == "[[Only|two lines]]"
    assert RESOLVER.link_to(path, note, wiki, "a [b]") == "[a [b]](Only.md)"
    assert RESOLVER.link_to(path, note, wiki, "a]] [b") == "[a\\]\\] \\[b](Only.md)"
    assert RESOLVER.link_to(path, note, wiki, "") == "[[Only]]"


def test_properties_take_wikilinks_whatever_the_vault_says() -> None:
    settings = VaultSettings(markdown_links=True).as_wikilinks()
    assert RESOLVER.link_to(VaultPath("f/N.md"), VaultPath("f/s.md"), settings) == "[[f/N|N]]"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[Old]]", "[[New]]"),
        ("[[Old.md]]", "[[New.md]]"),
        ("[[ Old |x]]", "[[New|x]]"),
        ("[[Old|x|y]]", "[[New|x|y]]"),
        ("[[Old\\|x]]", "[[New\\|x]]"),
        ("[[Old#H|x]]", "[[New#H|x]]"),
        ("[[Old#^id]]", "[[New#^id]]"),
        ("![[Old#H|x]]", "![[New#H|x]]"),
        ("[[a/Old]]", "[[b/New]]"),
        ("[[./Old]]", "[[../b/New]]"),
        ("[[/a/Old|x]]", "[[/b/New|x]]"),
        ("[t](Old.md)", "[t](New.md)"),
        ("[t](Old)", "[t](New)"),
        ("[t](a/Old.md#H%20i)", "[t](b/New.md#H%20i)"),
        ('[t]( Old.md "title" )', '[t]( New.md "title" )'),
        ("[t](<a/Old.md>)", "[t](<b/New.md>)"),
        ("[a [b] c](../a/Old.md)", "[a [b] c](../b/New.md)"),
        ("![x](%4Fld.md)", "![x](New.md)"),
    ],
)
def test_redirecting_changes_nothing_but_the_path(before: str, after: str) -> None:
    resolver = Resolver([VaultPath("b/New.md"), VaultPath("a/note.md")])
    (link,) = scan(before).links
    assert resolver.retarget(link, VaultPath("b/New.md"), VaultPath("a/note.md"), link.subpath) == after


def test_redirecting_takes_the_whole_path_where_the_name_is_not_enough() -> None:
    resolver = Resolver([VaultPath("b/New.md"), VaultPath("c/New.md"), VaultPath("a/note.md")])
    (link,) = scan("[[Old|x]]").links
    assert resolver.retarget(link, VaultPath("b/New.md"), VaultPath("a/note.md"), link.subpath) == "[[b/New|x]]"


def test_redirecting_from_the_root_to_a_note_with_the_name_of_another_file() -> None:
    resolver = Resolver([VaultPath("h/x.y.md"), VaultPath("x.y"), VaultPath("note.md")])
    (link,) = scan("[[/h/Old|x]]").links
    assert resolver.retarget(link, VaultPath("h/x.y.md"), VaultPath("note.md"), link.subpath) == "[[/h/x.y.md|x]]"


def test_redirecting_an_address_with_a_percent_sign_that_says_nothing() -> None:
    resolver = Resolver([VaultPath("50% off.md"), VaultPath("note.md")])
    (link,) = scan("[t](Old%.md#5%zz)").links
    text = resolver.retarget(link, VaultPath("50% off.md"), VaultPath("note.md"), link.subpath)
    assert text == "[t](50%25%20off.md#5%25zz)"
    (again,) = scan(text).links
    assert (again.target, again.subpath) == ("50% off.md", "#5%zz")


def test_redirecting_to_a_name_that_no_wikilink_takes() -> None:
    resolver = Resolver([VaultPath("a|b.md"), VaultPath("note.md")])
    (link,) = scan("![[Old#H|x]]").links
    assert resolver.retarget(link, VaultPath("a|b.md"), VaultPath("note.md"), link.subpath) == "![x](a|b.md#H)"


def test_a_link_is_quoted_as_its_property_is() -> None:
    text = "---\na: '[[x]]'\nb: \"[[y]]\"\n---\n[[z]]"
    single, double, body = scan(text).links
    assert fitted(text, single, "[[it's]]") == "[[it''s]]"
    assert fitted(text, double, '[[a"b]]') == '[[a\\"b]]'
    assert fitted(text, body, "[[it's]]") == "[[it's]]"


def test_what_no_wikilink_can_say_is_not_written_as_one() -> None:
    assert wikilink("a") == "[[a]]"
    for target in ("a|b", "a#b", "a]]", "a]", "[[a", "a\nb", " a", "a%%b"):
        assert wikilink(target) is None, target
    assert wikilink("a", display="b]]c") is None
    assert markdown_link("a(b.md", display="x") == "[x](a%28b.md)"
