from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from vaultsync.model import Document, SourceKey, Split
from vaultsync.sources.read import parse_source
from vaultsync.splitting.split import SplitSettings, split

LINES = st.sampled_from(
    [
        "# One", "## Two", "### Three", "Title\n=====", "A heading alone", "**Bold claim.** And what follows from it.",
        "1. First", "1、第一", "一、背景", "- item\n- item\n\n- item\n- item", "1. A long one. " + "word " * 30,
        "The links need to be rebuilt.Although the tools have changed, the work has not, and nobody asks why.",
        "Soil: It is where every garden begins, and where most of them end. " * 3, "In short, we can do more. " * 40,
        "> quoted", "```\ncode\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "* * *", "[^1]: note", "[a]: http://b",
        "%% c %%",
        "![[image.png]]", "key:: value", "$$x$$", "    indented", "<div>html</div>", "中文没有空格。" * 20, "?", "***",
        "𝕏", "画面は深い読みを妨げる", "الخطأ جزء من الطريق", "A\u2028b\x0bc\x85d", "\ufeff",
        "---\ntitle: x\n---",
        "Why? Because.",
    ]
)  # fmt: skip
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n\r\n", "\r", "\n \n", "\n\n\n\n", " ", ""])
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.tuples(st.one_of(LINES, st.text(max_size=20)), BREAKS), max_size=14).map(
        lambda parts: "".join(line + gap for line, gap in parts)
    ),
)
SUFFIXES = st.sampled_from([".txt", ".md", ".html"])
SETTINGS = st.builds(
    SplitSettings,
    target_words=st.integers(1, 300),
    min_words=st.integers(0, 100),
    max_words=st.integers(1, 500),
    granularity=st.sampled_from([0.0, 0.5, 1.0, "essay", "thought"]),
)


def parsed(text: str, suffix: str) -> Document:
    return parse_source(SourceKey(f"a{suffix}"), text, suffix)[0]


def joined(document: Document, found: Split) -> str:
    spans = [span for atom in found.atoms for span in atom.spans] + [one.span for one in found.exclusions]
    return "".join(document.text[span.start : span.end] for span in sorted(spans))


@settings(max_examples=150, deadline=None)
@given(TEXTS, SUFFIXES, SETTINGS)
@example("", ".txt", SplitSettings())
@example("\n\n", ".md", SplitSettings())
@example("\ufeff# A\n\n", ".md", SplitSettings())
def test_spans_give_the_source_back(text: str, suffix: str, wanted: SplitSettings) -> None:
    """Rule 1."""
    document = parsed(text, suffix)
    found = split(document, wanted)
    assert joined(document, found) == document.text


@settings(max_examples=80, deadline=None)
@given(TEXTS, SUFFIXES)
def test_atoms_stand_in_an_outline_with_titles_of_their_own(text: str, suffix: str) -> None:
    found = split(parsed(text, suffix))
    assert found.title
    titles = [atom.title for atom in found.atoms]
    assert all(title.strip() == title != "" and "\n" not in title and "\r" not in title for title in titles)
    assert len({title.casefold() for title in titles}) == len(titles)
    for index, atom in enumerate(found.atoms):
        assert atom.blocks
        assert atom.parent is None or atom.parent < index
        assert atom.level == (1 if atom.parent is None else found.atoms[atom.parent].level + 1)
        assert [block.span for block in atom.blocks] == sorted(block.span for block in atom.blocks)
        assert atom.title_blocks <= sum(block.level > 0 for block in atom.blocks)


@settings(max_examples=30, deadline=None)
@given(TEXTS, SUFFIXES)
def test_splitting_is_a_function(text: str, suffix: str) -> None:
    assert split(parsed(text, suffix)) == split(parsed(text, suffix))
