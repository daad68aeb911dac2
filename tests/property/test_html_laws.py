from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.model import SourceKey
from vaultsync.sources.html import parse_html
from vaultsync.sources.html_tree import Element, parse

TAGS = """
p div span a b i ul ol li table tr td th pre code blockquote h1 h2 h6 br hr img figure figcaption script style title
textarea nav footer article math sup q html head body main input dl dt dd font center svg
"""
NAMES = st.sampled_from(TAGS.split())
ENDINGS = st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", " ", "\xa0"])
ATTRIBUTES = st.sampled_from(
    [
        "",
        " class=x",
        ' href="a b"',
        " href='javascript:x'",
        ' src="x',
        " alt=y",
        " =",
        ' "',
        " /",
        " colspan=9999999999",
    ]
)
PIECES = st.one_of(
    st.builds(lambda name, attributes: f"<{name}{attributes}>", NAMES, ATTRIBUTES),
    st.builds(lambda name: f"</{name}>", NAMES),
    st.sampled_from(
        ["<!--", "-->", "<!", "<![CDATA[", "]]>", "<?x", "<", "</", ">", "&amp;", "&#0;", "&", '"', "<!doctype html>"]
    ),
    st.text(max_size=12),
    st.sampled_from(["A plain sentence, with a comma and some more words to it. " * 3, "Share", "词语。"]),
    ENDINGS,
)
SOUP = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=120, deadline=None)
@given(SOUP)
def test_blocks_tile_any_page(html: str) -> None:
    document = parse_html(SourceKey("a.html"), html)[0]
    at = 0
    for block in document.blocks:
        assert block.span.start == at  # rule 1
        assert block.span.end > at
        at = block.span.end
    assert at == len(html)
    assert document == parse_html(SourceKey("a.html"), html)[0]


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_an_elements_children_lie_in_it_in_order(html: str) -> None:
    for element in parse(html).root.walk():
        if isinstance(element, Element):
            at = element.inner
            for child in element.children:
                assert child.span.start >= at
                at = child.span.end
            assert at <= element.end
