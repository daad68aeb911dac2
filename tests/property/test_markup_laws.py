"""Laws that hold for any text at all: parsing tiles it, never raises, and finds no prose in code or links."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultsync.markup.blocks import parse, plain, prose
from vaultsync.markup.lines import line_of, line_starts, lines
from vaultsync.model import BlockKind, SourceKey
from vaultsync.sources.text import parse_text

FRAGMENTS = [
    "word", "two words. ", "é", "中文", "😀", "\u0301", " ", "\t", "\u3000", "\u00a0", "\n", "\n\n", "\r", "\r\n",
    "\u2028", "\x0b", "\x0c", "\x00", "\ufeff", "# ", "## h\n", "#tag", "- ", "* ", "1. ", "1) ", "- [ ] ", "- [>] ",
    "> ", ">", "> [!n]- t\n", "    ", "```", "```py\n", "~~~\n", "`", "``", "%%", "$$", "$", "<%", "%>", "[[", "]]",
    "|", "![[", "![", "](", ")", "[", "]", "https://e.org/x", "[^1]", "[^1]: ", "[a]: /b\n", "[a]", "*", "**", "_",
    "~~", "==", "===\n", "---\n", "---", "***\n", "key: v\n", "Key:: v", "^id", "<div>", "</div>", "<a href='x'>",
    "</a>", "<!--", "-->", "<b>", "&amp;", "\\", "|a|b|\n", "|-|-|\n", "{{x}}", "{", "}", ":",
]  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join),
    st.text(max_size=60),
    st.text(alphabet=st.characters(blacklist_categories=()), max_size=30),
)


@settings(max_examples=300)
@given(texts)
@example("\ufeff---\n---")
@example("---\nk: v\n---")
@example("\r\n\r%%\r# a\r%%")
def test_blocks_tile_any_text(text: str) -> None:
    blocks = parse(text)
    assert "".join(text[block.span.start : block.span.end] for block in blocks) == text
    assert all(block.span.start < block.span.end for block in blocks)
    for block in blocks:
        whole = text[block.span.start : block.span.end]
        assert block.markdown in whole
        assert block.markdown.strip("\ufeff").strip() == whole.strip("\ufeff").strip()
        assert not block.markdown.endswith(("\n", "\r"))


@settings(max_examples=200)
@given(texts)
def test_a_blank_block_stands_alone(text: str) -> None:
    blocks = parse(text)
    if any(block.kind == BlockKind.BLANK for block in blocks):
        assert len(blocks) == 1
        assert not text.strip("\ufeff").strip()
    assert (not blocks) == (not text)


@settings(max_examples=200)
@given(texts, texts)
@example("", "word%%> [!n]- t\n> %%")
@example("a `b\nc` d", "")
def test_line_endings_change_no_structure(text: str, more: str) -> None:
    unix = f"{text}\n\n{more}".replace("\r\n", "\n").replace("\r", "\n")
    kinds = [(block.kind, block.level, block.title) for block in parse(unix)]
    for ending in ("\r\n", "\r"):
        assert [(b.kind, b.level, b.title) for b in parse(unix.replace("\n", ending))] == kinds


@settings(max_examples=300)
@given(texts)
def test_prose_is_in_order_on_single_lines_and_never_in_code_or_links(text: str) -> None:
    last = 0
    for start, end in prose(text):
        assert last <= start < end <= len(text)
        assert not re.search(r"[\r\n]", text[start:end])
        assert not re.search(r"\[\[[^\[\]]*\]\]|%%[^%]*%%|https?://|\{\{[^{}]*\}\}", text[start:end])
        last = end


@settings(max_examples=200)
@given(texts)
def test_what_is_shown_on_its_own_stays_hidden_elsewhere(text: str) -> None:
    hidden = f"`{text}`" if "`" not in text and not re.search(r"[\r\n\ud800-\udfff]", text) and text.strip() else "`x`"
    assert [span for span in prose(f"a {hidden} b") if 2 <= span.start < 2 + len(hidden)] == []
    assert f"a {hidden.strip('`').strip()} b".split() == plain(f"a {hidden} b").split()


@settings(max_examples=200)
@given(texts)
def test_plain_text_tiles_and_nothing_in_it_comes_alive(text: str) -> None:
    document, _ = parse_text(SourceKey("essays/any.txt"), text)
    assert "".join(text[block.span.start : block.span.end] for block in document.blocks) == text
    assert document.metadata.title
    for block in document.blocks:
        if block.kind not in (BlockKind.FRONTMATTER, BlockKind.CODE):
            bare = re.sub(r"`[^`\r\n]*`", "", block.markdown)
            assert not re.search(r"\[\[|%%|<%", bare)
            assert "\n" not in block.title


@given(texts)
def test_lines_tile_and_count(text: str) -> None:
    spans = lines(text)
    assert "".join(text[start:end] for start, end in spans) == text
    starts = line_starts(text)
    for number, (start, end) in enumerate(spans, 1):
        assert {line_of(starts, start), line_of(starts, end - 1)} == {number}
