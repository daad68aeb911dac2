"""What counts as a link, by the rules that Obsidian's own output was found to follow."""

from __future__ import annotations

import pytest

from vaultsync.markup.wikilinks import KEPT_MARKER, RawLink, scan
from vaultsync.model import Span


def found(text: str) -> list[tuple[str, str, str | None, str | None]]:
    return [(link.kind, link.target, link.subpath, link.display) for link in scan(text).links if not link.external]


def raws(text: str) -> list[str]:
    return [link.raw for link in scan(text).links if not link.external]


FORMS = {
    "[[x]]": ("wikilink", "x", None, None),
    "[[x.md]]": ("wikilink", "x.md", None, None),
    "[t](x)": ("markdown", "x", None, "t"),
    "[t](x.md)": ("markdown", "x.md", None, "t"),
    "[t](a%20b/%C3%A9.md)": ("markdown", "a b/é.md", None, "t"),
    "[t](50%%20off.md)": ("markdown", "50%%20off.md", None, "t"),
    "[t](100%.md)": ("markdown", "100%.md", None, "t"),
    "[t](50%)": ("markdown", "50%", None, "t"),
    "[t](%ff)": ("markdown", "%ff", None, "t"),
    "[](x)": ("markdown", "x", None, ""),
    "[[t|shown]]": ("wikilink", "t", None, "shown"),
    "[[t|a|b]]": ("wikilink", "t", None, "a|b"),
    "[[t\\|shown]]": ("wikilink", "t", None, "shown"),
    "[[#a#b||c]]": ("wikilink", "", "#a#b", "|c"),
    "[[ t | shown ]]": ("wikilink", "t", None, "shown"),
    "[[pa#th/path/x]]": ("wikilink", "pa", "#th/path/x", None),
    "[t](pa#th/x.md)": ("markdown", "pa", "#th/x.md", "t"),
    "[[a #b ]]": ("wikilink", "a", "#b", None),
    "[[#h]]": ("wikilink", "", "#h", None),
    "[[##h]]": ("wikilink", "", "##h", None),
    "[[#^id]]": ("wikilink", "", "#^id", None),
    "[[^^x]]": ("wikilink", "^^x", None, None),
    "[t](#h)": ("markdown", "", "#h", "t"),
    "[[|x]]": ("wikilink", "|x", None, None),
    "[[|]]": ("wikilink", "|", None, None),
    "[[|#x]]": ("wikilink", "|", "#x", None),
    "![[x]]": ("embed", "x", None, None),
    "![](x.png)": ("embed", "x.png", None, ""),
    "![[x.png|100x145]]": ("embed", "x.png", None, "100x145"),
    "![100](x.png)": ("embed", "x.png", None, "100"),
    "![[x.pdf#page=2]]": ("embed", "x.pdf", "#page=2", None),
    "[[a [b] c]]": ("wikilink", "a [b] c", None, None),
    "[[1,3],[2]]": ("wikilink", "1,3],[2", None, None),
    "[[x]]]": ("wikilink", "x", None, None),
    "[[no [[x]]": ("wikilink", "x", None, None),
    "[[http://x.y/z]]": ("wikilink", "http://x.y/z", None, None),
    "[t](<a b.md>)": ("markdown", "a b.md", None, "t"),
    '[t](x "title")': ("markdown", "x", None, "t"),
    "[t](x 'title')": ("markdown", "x", None, "t"),
    "[t](a(b)c.md)": ("markdown", "a(b)c.md", None, "t"),
    "[a [b] c](x)": ("markdown", "x", None, "a [b] c"),
    "[a\nb](x)": ("markdown", "x", None, "a\nb"),
    "[t]( x )": ("markdown", "x", None, "t"),
    "[t](a\\_b)": ("markdown", "a_b", None, "t"),
    "%%[[x]]%%": ("wikilink", "x", None, None),
    "%%\n[[x]]\n%%": ("wikilink", "x", None, None),
    "# On [[x]]": ("wikilink", "x", None, None),
    "On [[x]]\n===": ("wikilink", "x", None, None),
    "> [!note] On\n> [[x]]": ("wikilink", "x", None, None),
    "- a\n\t- [ ] [[x]]": ("wikilink", "x", None, None),
    "1. a\n\n    [[x]]": ("wikilink", "x", None, None),
    "a[^1]\n\n[^1]: see [[x]]": ("wikilink", "x", None, None),
    "[^1]: a\n\n    [[x]]": ("wikilink", "x", None, None),
    "a ^[see [[x]]]": ("wikilink", "x", None, None),
    "Key:: [[x]]": ("wikilink", "x", None, None),
    "**[[x]]**": ("wikilink", "x", None, None),
    "==[[x]]==": ("wikilink", "x", None, None),
    "a<br>[[x]]": ("wikilink", "x", None, None),
    "<b>[[x]]</b>": ("wikilink", "x", None, None),
    "a | [[b|c]]": ("wikilink", "b", None, "c"),
    "it costs $5, [[x]] costs $6": ("wikilink", "x", None, None),
    "a ` b\n\nc ` [[x]]": ("wikilink", "x", None, None),
    "- a ` b\n- c ` [[x]]": ("wikilink", "x", None, None),
    "`` a ` b `` [[x]]": ("wikilink", "x", None, None),
    "\\`[[x]]`": ("wikilink", "x", None, None),
    "\\![[x]]": ("wikilink", "x", None, None),
    "para\n    [[x]]": ("wikilink", "x", None, None),
    "[a](b c) [[x]]": ("wikilink", "x", None, None),
    "~~~\n```\n~~~\n[[x]]": ("wikilink", "x", None, None),
    "- ```\n  code\n  ```\n  [[x]]": ("wikilink", "x", None, None),
    "> ```\n> code\n\n[[x]]": ("wikilink", "x", None, None),
    "<div>\n\n[[x]]": ("wikilink", "x", None, None),
    "<!-- a\n-->\n[[x]]": ("wikilink", "x", None, None),
    "$$\na\n$$\n[[x]]": ("wikilink", "x", None, None),
    "$$\na$$\n[[x]]": ("wikilink", "x", None, None),
}


@pytest.mark.parametrize("text", FORMS)
def test_these_are_links(text: str) -> None:
    assert found(text) == [FORMS[text]]


@pytest.mark.parametrize(
    "text",
    [
        "[[]]",
        "[[ ]]",
        "[]()",
        "[x]()",
        "[x](<a.md)",
        "![x](<https://a.b/c)",
        "[[a\nb]]",
        "\\[\\[x\\]\\]",
        "\\[[x]]",
        "[\\[x]]",
        "`[[x]]`",
        "`` [[x]] ` ``",
        "`a\n[[x]]`",
        "```\n[[x]]\n```",
        "```\n[[x]]",
        "~~~\n[[x]]\n~~~",
        "````\n```\n[[x]]\n```\n````",
        "```\n~~~\n[[x]]\n```",
        "   ```\n[[x]]\n   ```",
        "- a\n\n  ```\n  [[x]]\n  ```",
        "> ```\n> [[x]]\n> ```",
        "a\n\n    [[x]]",
        "a\n\n\t[[x]]\n\n\t[t](x)",
        "- a\n\n      [[x]]",
        "<!-- [[x]] -->",
        "a <!-- [[x]]\n[[y]] --> b",
        "<!--\n\n[[x]]\n-->",
        "<div>\n[[x]]\n</div>",
        "<pre>\n\n[[x]]\n</pre>",
        '<a href="[[x]]">',
        "$[[x]]$",
        "$$\n[[x]]\n$$",
        "a $$\nb\n$$\n[[x]]\n\n[[y]]",
        "[t](a b.md)",
        "[t] (x)",
        "[t]([https://a.b/c.md)",
        "[t](x",
        "[t](a(b)",
        "[t]\n\n(x)",
        "[a\n\nb](x)",
        "",
        "---\nup: [[b]]\n---",
        '---\nup: see "[[b]]"\n---',
        '---\nup: "see [[b]]"\n---',
        '---\nup: "[[b]] and [[c]]"\n---',
        "---\n# [[x]]\n---",
        "---\nup: '![[b]]'\n---",
        "[a]: x.md",
    ],
)
def test_these_are_none(text: str) -> None:
    assert found(text) == []


def test_a_table_is_cut_at_its_pipes() -> None:
    table = "| a | b |\n|---|---|\n| [[x\\|y]] | [[z]] |\n| [[p|q]] | `[[r` | ]] |\n\n[[s|t]]"
    assert found(table) == [("wikilink", "x", None, "y"), ("wikilink", "z", None, None), ("wikilink", "s", None, "t")]
    assert raws(table)[0] == "[[x\\|y]]"


def test_a_table_has_a_header_of_as_many_cells_that_starts_its_paragraph() -> None:
    assert raws("|  |  |\n|---|---|\n| [[a|b]] | |") == []
    assert raws("> a | b\n> --|--\n> [[a|b]] | c") == []
    assert raws("text\n| a | b |\n|---|---|\n| [[a|b]] | |") == ["[[a|b]]"]
    assert raws("| a |\n|---|---|\n| [[a|b]] |") == ["[[a|b]]"]


def test_addresses_are_external_links() -> None:
    text = "[t](https://a.b/c#d) <mailto:x@y.z> see https://e.f/g?h=i). ![](https://j.k/l.png) [u](obsidian://open?vault=v)"
    links = scan(text).links
    assert [(one.kind, one.target, one.external) for one in links] == [
        ("markdown", "https://a.b/c#d", True),
        ("markdown", "mailto:x@y.z", True),
        ("markdown", "https://e.f/g?h=i", True),
        ("embed", "https://j.k/l.png", True),
        ("markdown", "obsidian://open?vault=v", True),
    ]
    assert all(one.subpath is None for one in links)


def test_an_address_that_a_link_shows_is_not_a_second_one() -> None:
    assert raws("[https://a.b](x.md)") == ["[https://a.b](x.md)"]
    assert [one.raw for one in scan("[see https://a.b now](https://c.d)").links] == [
        "[see https://a.b now](https://c.d)"
    ]


def test_an_image_may_stand_in_a_link_and_a_link_in_none() -> None:
    assert raws("[![[a.png]]](b.md)") == ["[![[a.png]]](b.md)", "![[a.png]]"]
    assert raws("[![i](a.png)](b.md)") == ["[![i](a.png)](b.md)", "![i](a.png)"]
    assert raws("[see [[a]] there](b.md)") == ["[[a]]"]
    assert raws("[see [a](c.md) there](b.md)") == ["[a](c.md)"]


def test_places_are_exact_whatever_ends_the_lines() -> None:
    text = "\ufeffa\r\nb [[x]]\r\rc ![[y]]\n"
    assert scan(text).links == (
        RawLink(Span(6, 11), 2, "[[x]]", "wikilink", "x"),
        RawLink(Span(15, 21), 4, "![[y]]", "embed", "y"),
    )


def test_links_come_in_order_properties_first() -> None:
    text = '---\nup: "[[a]]"\nmore:\n  - "[[b|c]]"\n  - x\n---\n[[d]] [e](f)\n'
    links = scan(text).links
    assert [(one.raw, one.property, one.line) for one in links] == [
        ("[[a]]", "up", 2),
        ("[[b|c]]", "more", 4),
        ("[[d]]", None, 7),
        ("[e](f)", None, 7),
    ]
    assert links[1].display == "c"


# --- headings, blocks, tags ---


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# a", [("a", 1, 1)]),
        ("###### a ##\n####### b", [("a", 6, 1)]),
        ("#tag\n# ", [("", 1, 2)]),
        ("a\n===\nb\n---", [("a", 1, 1), ("b", 2, 3)]),
        ("a\nb\n---", []),
        ("a\n- ", []),
        ("a\n-", [("a", 2, 1)]),
        ("## I link to [[x]]", [("I link to [[x]]", 2, 1)]),
        ("#\u00a0no\n# \u00a0yes", [("yes", 1, 2)]),
        ("> # quoted\n- # listed\n# own", [("own", 1, 3)]),
        ("%%\n# hidden\n%%\n# seen", [("seen", 1, 4)]),
        ("```\n# code\n```\n# a #\n", [("a", 1, 4)]),
        ("---\n# no: x\n---\n# yes", [("yes", 1, 4)]),
        ("$$\n# no\n$$\n# yes", [("yes", 1, 4)]),
        ("    # code", []),
        ("   # a", [("a", 1, 1)]),
    ],
)
def test_headings(text: str, headings: list[tuple[str, int, int]]) -> None:
    assert [(one.text, one.level, one.line) for one in scan(text).headings] == headings


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a ^id", ["id"]),
        ("a ^id-2 \nb", ["id-2"]),
        ("- a\n- b\n\n^list", ["list"]),
        ("> a\n\n^quote", ["quote"]),
        ("a ^not here", []),
        ("a^not", []),
        ("`a ^not`", []),
        ("x $a^2$", []),
        ("a ^ö", []),
        ("# a ^h", ["h"]),
        ("| a |\n|---|\n| b |\n\n^table", ["table"]),
    ],
)
def test_block_ids(text: str, ids: list[str]) -> None:
    assert [block.id for block in scan(text).blocks] == ids


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a #b/c #d-e_f", ["a", "b/c", "d-e_f"]),
        ("#1984 #y1984 #1/2", ["y1984", "1/2"]),
        ("x#a (#b) [#c] :#d", []),
        ("#é #日本 #✅", ["é", "日本", "✅"]),
        ("标签：#no #yes", ["yes"]),
        ("#a, #b. #c's", ["a", "b", "c"]),
        ("\\#no \\[#yes", ["yes"]),
        ("**#yes** `x`#yes2 <br>#yes3", ["yes", "yes2", "yes3"]),
        ("`#no` <!-- #no --> %%#no %% #yes %%", ["yes"]),
        ("[[x#no]] [t](#no) https://a.b/#no", []),
        ("# #yes heading", ["yes"]),
        ("| #yes | b |\n|---|---|", ["yes"]),
        ("<font color=#ff0000>", []),
        ("\t#no", []),
        ("[#yes](https://a.b) ![#no](c.png) #yes2", ["yes", "yes2"]),
    ],
)
def test_tags(text: str, tags: list[str]) -> None:
    assert [tag.name for tag in scan(text).body_tags] == tags


def test_all_tags_of_a_note_once_each_without_regard_to_case() -> None:
    syntax = scan("---\ntags: [One, two]\n---\n#ONE #three #Three")
    assert syntax.tags == ("One", "two", "three")


# --- what vaultsync keeps ---


def test_links_in_kept_sections_are_generated() -> None:
    ours = "## Backlinks\n- [[c]]\n### more\n[[d]]\n## Mentions\n[[e]]\n"
    text = f"[[a]]\n\n{KEPT_MARKER}\n[[b]]\n{ours}## Mine\n[[f]]\n## Backlinks\n[[g]]"
    syntax = scan(text)
    assert [one.target for one in syntax.links if one.generated] == ["c", "d", "e"]
    assert [text[kept.start : kept.end].split("\n")[0] for kept in syntax.kept] == ["## Backlinks", "## Mentions"]


def test_nothing_is_generated_without_the_marker_on_a_line_of_its_own() -> None:
    assert not any(one.generated for one in scan("## Backlinks\n[[a]]").links)
    assert not any(one.generated for one in scan(f"see {KEPT_MARKER}\n## Backlinks\n[[a]]").links)
    assert not any(one.generated for one in scan(f"```\n{KEPT_MARKER}\n```\n## Mine\n[[a]]\n## Backlinks\n[[b]]").links)
