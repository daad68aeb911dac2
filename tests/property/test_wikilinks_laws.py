from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.markup import fence, frontmatter, note_properties
from vaultsync.markup.canvas import scan_canvas
from vaultsync.markup.headings import find_heading, heading_key, heading_subpath
from vaultsync.markup.layout import flatten, layout
from vaultsync.markup.link_text import fitted, markdown_link, wikilink
from vaultsync.markup.wikilinks import KEPT_MARKER, NoteSyntax, scan
from vaultsync.model import VaultPath
from vaultsync.vault.resolve import Resolver, Status
from vaultsync.vault.settings import LinkFormat, VaultSettings

_WORDS = r"""
    [[ ]] ![[ | \| # #^ ^id [ ]( ) ( < > <!-- --> ` `` ``` ~~~ $ $$ %% \ --- - * 1. === a b [[Note]] [[a#b|c]]
    ![](x.png) [t](u%20v.md) <div> </div> <b> key: " ' : https://a.b/c #tag [^1]: {{ }} é ー
"""
_SPACED = [
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "\t",
    "    ",
    "\u00a0",
    "\u2028",
    "\x00",
    "\ufeff",
    "- ",
    "> ",
    "# ",
    "\n## ",
]
_LINES_OF_OURS = ["---\n", "\n---\n", KEPT_MARKER, "\n## Backlinks\n"]
_PIECES = st.sampled_from([*_WORDS.split(), *_SPACED, *_LINES_OF_OURS])
_TEXTS = st.lists(_PIECES | st.text(max_size=4), max_size=40).map("".join)


def _check(text: str, syntax: NoteSyntax) -> None:
    lines = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def line_of(offset: int) -> int:
        return sum(1 for start in lines if start <= offset)

    for link in syntax.links:
        assert text[link.span.start : link.span.end] == link.raw
        assert line_of(link.span.start) == link.line
        assert link.kind in ("wikilink", "markdown", "embed", "property")
        assert "\n" not in link.target
        assert (link.kind == "property") == (link.property is not None)
    body = [link.span for link in syntax.links if link.kind != "property"]
    assert body == sorted(body)
    for heading in syntax.headings:
        assert 1 <= heading.level <= 6
        assert heading.text in text[heading.span.start : heading.span.end]
        assert line_of(heading.span.start) == heading.line
    for block in syntax.blocks:
        assert text[block.span.start : block.span.end] == f"^{block.id}"
    for tag in syntax.body_tags:
        assert text[tag.span.start : tag.span.end] == f"#{tag.name}"
    for section in syntax.kept:
        assert KEPT_MARKER in text[: section.start]


@settings(max_examples=200)
@given(_TEXTS)
def test_scanning_any_text_is_safe_and_exact(text: str) -> None:
    _check(text, scan(text))


@given(st.text(max_size=300))
def test_scanning_any_unicode_is_safe_and_exact(text: str) -> None:
    _check(text, scan(text))


@given(_TEXTS)
def test_running_text_is_in_order_and_within_the_note(text: str) -> None:
    flat = flatten(text)
    assert len(flat) == len(text)
    at = 0
    for start, end in layout(flat, 0).text:
        assert at <= start <= end <= len(flat)
        at = end


@given(_TEXTS)
def test_line_endings_change_no_link(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    windows = unix.replace("\n", "\r\n")
    assert [(one.raw, one.line) for one in scan(unix).links if "\n" not in one.raw] == [
        (one.raw, one.line) for one in scan(windows).links if "\r\n" not in one.raw
    ]


@given(st.text(max_size=200) | _TEXTS)
def test_scanning_any_canvas_is_safe(text: str) -> None:
    scan_canvas(text)


_PLAIN = [
    "x",
    "",
    "null",
    "~",
    "12",
    "1.5",
    "2024-01-01",
    "yes",
    "a #b",
    "a#b",
    "http://x.y/z",
    "{{date}}",
    "|",
    "é ü",
    "x ",
]
_MARKED = ['"[[a]]"', "'[[b|c]]'", "[[d]]", "[]", "[a, b]", "a: b", "- x", '"a\\n"', "'it''s'", "[a,b ]", "[1, x]", '"']
_VALUES = st.sampled_from([*_PLAIN, *_MARKED])
_KEYS = st.sampled_from(["id", "tags", "aliases", "a b", "Tags", "x.y", "title", "é"])
_LINES = st.one_of(
    st.tuples(_KEYS, _VALUES).map(": ".join),
    _VALUES.map(lambda value: f"- {value}"),
    _VALUES.map(lambda value: f"  - {value}"),
    st.sampled_from(["", "# note", "  deeper: x", "key:", "a", "...", "---x"]),
)


@settings(max_examples=250)
@given(st.lists(_LINES, max_size=6))
def test_the_quick_reading_of_properties_is_yamls(lines: list[str]) -> None:
    text = "---\n" + "".join(f"{line}\n" for line in lines) + "---\nbody"
    block = fence.find(text)
    assert block is not None
    quick = note_properties._simple(text, block.inner)
    if quick is None:
        return
    known = frontmatter.read(text)
    assert (known.body, known.problems) == (block.end, ())
    assert quick == list(note_properties._parsed(text, block.inner, known.data))


_NAMES = st.text(st.sampled_from("abAB é.-_()#|[]%^:&$'!ß"), min_size=1, max_size=5).filter(
    lambda name: name.strip() == name and not name.startswith(".") and name not in (".", "..")
)
_PATHS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "b", "A b", "c#"]), max_size=2),
        _NAMES,
        st.sampled_from([".md", ".md", ".png", ""]),
    ),
    min_size=1,
    max_size=12,
    unique_by=str,
).map(lambda rows: [VaultPath("/".join((*folders, name + suffix))) for folders, name, suffix in rows])


@settings(max_examples=120)
@given(_PATHS, st.data(), st.sampled_from(LinkFormat), st.booleans())
def test_written_links_lead_to_their_file(
    paths: list[VaultPath], data: st.DataObject, form: LinkFormat, markdown: bool
) -> None:
    resolver = Resolver(paths)
    path, note = data.draw(st.sampled_from(paths)), data.draw(st.sampled_from(paths))
    text = resolver.link_to(path, note, VaultSettings(link_format=form, markdown_links=markdown), display="shown [x]")
    if "#" in path or resolver.exact(path).status is Status.AMBIGUOUS:
        return  # no link of Obsidian's can say these
    links = scan(f"see {text} there").links
    assert [link.raw for link in links] == [text]
    assert resolver.resolve(links[0].target, note).path == path


@settings(max_examples=120)
@given(_PATHS, st.data(), st.sampled_from(LinkFormat), st.booleans(), st.booleans())
def test_redirected_links_keep_what_they_show_and_lead_to_the_new_file(
    paths: list[VaultPath], data: st.DataObject, form: LinkFormat, markdown: bool, shown: bool
) -> None:
    resolver = Resolver(paths)
    old, new, note = (data.draw(st.sampled_from(paths)) for _ in range(3))
    if "#" in f"{old}{new}" or Status.AMBIGUOUS in (resolver.exact(old).status, resolver.exact(new).status):
        return
    settings_ = VaultSettings(link_format=form, markdown_links=markdown)
    before = scan(resolver.link_to(old, note, settings_, display="as shown" if shown else None, subpath="#A b")).links[
        0
    ]
    if not before.target:
        return
    after = scan(resolver.retarget(before, new, note, before.subpath)).links[0]
    assert resolver.resolve(after.target, note).path == new
    assert after.subpath == before.subpath
    if shown:
        assert after.display == "as shown"


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_written_wikilink_says_what_was_asked(target: str, display: str) -> None:
    text = wikilink(target, display=display)
    if text is not None and target:
        (link,) = scan(text).links
        assert (link.target, link.raw) == (target, text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20))
def test_a_written_markdown_link_says_what_was_asked(target: str) -> None:
    stripped = target.strip()
    links = scan(markdown_link(f"x{stripped}", display="y")).links
    assert stripped.count("#") or [link.target for link in links] == [f"x{stripped}"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_heading_can_be_linked_to_by_what_is_written_for_it(text: str, other: str) -> None:
    body = f"# {' '.join(text.split())}\n\n# {' '.join(other.split())}\n"
    for heading in scan(body).headings:
        if heading_key(heading.text):
            found = find_heading(scan(body).headings, heading_subpath(heading.text))
            assert found is not None
            assert heading_key(found.text) == heading_key(heading.text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12), st.sampled_from("'\""))
def test_a_redirected_property_stays_valid_yaml(name: str, quote: str) -> None:
    text = f"---\nup: {quote}[[Old]]{quote}\n---\n"
    (link,) = scan(text).links
    new = f"[[{name}]]"
    edited = text[: link.span.start] + fitted(text, link, new) + text[link.span.end :]
    assert frontmatter.read(edited).data.get("up") == new


_HOSTILE = {
    "brackets": "[" * 60_000,
    "closing brackets": "]" * 60_000,
    "open wikilinks": "[[a" * 30_000,
    "open wikilinks with one end": "[[a " * 30_000 + "]]",
    "nested links": "[" * 20_000 + "](x)" * 20_000,
    "nested images": "![" * 20_000 + "](x)" * 20_000,
    "destinations": "](" * 40_000,
    "open destinations": "[a](" * 30_000,
    "pointed destinations": "[a](<b" * 30_000,
    "titles": '[a](b "' * 30_000,
    "backticks": "".join("`" * n + " " for n in range(1, 350)),
    "single backticks": "`a " * 40_000,
    "comments": "<!-- " * 40_000,
    "tags of html": "<a b='" * 30_000,
    "attributes": "<a " + "b " * 50_000,
    "dollars": "$a " * 40_000,
    "double dollars": "$$a " * 40_000,
    "escapes": "\\" * 80_000,
    "hashes": "#" * 80_000,
    "carets": "^" * 80_000,
    "caret and spaces": ("^a" + " " * 50) * 2_000,
    "addresses": "a://" * 40_000,
    "one long word": "a" * 400_000,
    "quotes on one line": "> " * 50_000,
    "deep quotes": "\n".join("> " * n + "a" for n in range(1, 300)),
    "deep lists": "\n".join("  " * n + "- a" for n in range(1, 300)),
    "items on one line": "- " * 50_000,
    "headings": "# a\n" * 40_000,
    "rules": "a\n---\n" * 20_000,
    "open fences": "```\n```x\n" * 20_000,
    "fences in lists": "- ```\n" * 20_000,
    "formulas": "$$\na\n" * 20_000,
    "html": "<div>\n\n" * 20_000,
    "html comments": "<!--\n" * 20_000,
    "comments of Obsidian": "%%\n" * 30_000,
    "table rows": "|a|b|\n|-|-|\n" + "|[[x]]|y|\n" * 10_000,
    "delimiter rows": "|-|-|\n" * 20_000,
    "cells": "|" * 50_000 + "\n" + "|-" * 50_000,
    "spaces in a delimiter row": "a|b\n-|-" + " " * 50_000 + "x",
    "spaces in rules": "- " * 20_000 + "x\n" + "_" + " " * 50_000 + "x",
    "spaces in headings": "# a" + " " * 50_000 + "#" + " " * 50_000 + "b",
    "blank lines": "\n" * 100_000,
    "blank quotes": ">\n" * 50_000,
    "long frontmatter": "---\n" + "key: value\n" * 5_000 + "---\n",
    "spaces in frontmatter": "---\nkey: a" + " " * 100_000 + "b\n---\n",
    "key without end": "---\n" + "a " * 50_000 + "\n---\n",
    "flow list": "---\nkey: [" + "a, " * 20_000 + "a]\n---\n",
    "open flow": "---\nkey: " + "[" * 20_000 + "\n---\n",
    "tabs": "\t" * 100_000 + "a",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    text = _HOSTILE[name]
    scan(text)
