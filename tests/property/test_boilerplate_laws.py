from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultsync.model import Document, SourceKey
from vaultsync.sources.markdown import parse_markdown
from vaultsync.sources.text import parse_text
from vaultsync.splitting.boilerplate import debris, refine

SENTENCE = "The ferrymen stood on the bank, and nobody in the village could remember such a winter, number {}."
LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "Share",
            "Share this article",
            "Leave a reply",
            "Read more: ice",
            "Log in",
            "* Home",
            "- Ten rivers",
            "1. One",
        ]
    ),
    st.sampled_from(
        ["© 2021 Post", "微信扫一扫", "分享到", "Related articles >>", "Sign up for our newsletter", "By Ada", "12:30"]
    ),
    st.sampled_from(
        ["    code = 1", "```", "# Heading", "> quoted", "---", "[1]: x", "\u200b", "A label that ends no sentence"]
    ),
    st.integers(0, 99).map(SENTENCE.format),
    st.text(max_size=20),
)
ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])
TEXTS = st.builds(lambda lines, ending: "".join(line + ending for line in lines), st.lists(LINES, max_size=50), ENDINGS)


def documents(text: str) -> list[Document]:
    return [parse_text(SourceKey("a.txt"), text)[0], parse_markdown(SourceKey("a.md"), text)[0]]


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_refining_loses_nothing_and_is_settled_at_once(text: str) -> None:
    for document in documents(text):
        refined = refine(document)
        assert "".join(text[slice(*block.span)] for block in refined.blocks) == text  # rule 1
        again = refine(refined)
        assert [block.span for block in again.blocks] == [block.span for block in refined.blocks]
        assert debris(again) == debris(refined)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_a_sentence_is_only_lost_among_comments(text: str) -> None:
    for document in documents(text):
        refined = refine(document)
        reasons = debris(refined)
        for at in reasons:
            block = refined.blocks[at]
            if "The ferrymen stood on the bank" in text[slice(*block.span)]:
                assert reasons[at] in ("comments", "related links", "page footer", "share widget")
                assert "Leave a reply" in text[: block.span.start]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 99).map(SENTENCE.format), min_size=1, max_size=30))
def test_prose_has_no_debris(sentences: list[str]) -> None:
    for parted in ("\n\n".join(sentences), "\n".join(sentences), " ".join(sentences)):
        for document in documents(parted + "\n"):
            assert debris(refine(document)) == {}
