"""Which leaves of a page are its main text, by vote of the extractors, and why the others are not."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from vaultsync.markup import furniture
from vaultsync.markup.furniture_words import (
    ADVERTISEMENT,
    COMMENTS,
    COOKIES,
    FOOTER,
    NAVIGATION,
    NEWSLETTER,
    RELATED,
    SHARE,
)
from vaultsync.model import BlockKind
from vaultsync.sources.html_blocks import Leaf
from vaultsync.sources.html_extractors import Reading
from vaultsync.sources.html_tree import Element, visible_text

MAIN = "main"
OUTSIDE = "not in the main text"

_PROSE_WORDS = 12
"""Words from which a leaf with a sentence's end is prose, not a label."""
_HOME_WORDS = 60
"""Words kept in one kind of place from which that place holds the text, and its other prose belongs to it."""
_SENTENCE_END = re.compile(r"""[.!?…。！？｡؟।։]["'”’»)\]]*$""")
_WORD = re.compile(r"\w+")
_CLASSES = re.compile(r"""\b(?:class|id|role|aria-label)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++))""", re.IGNORECASE)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

_HEADER = "page header"
_BYLINE = "author and date"
_CAPTION = "caption"
_LINKS = "links"
_PLAIN = frozenset({OUTSIDE, _HEADER, _BYLINE, _CAPTION, _LINKS})
"""What may stand around the text of a page that has no furniture."""
_TAG_REASONS = {
    "nav": NAVIGATION,
    "footer": FOOTER,
    "figcaption": _CAPTION,
    "form": "form",
    "aside": "aside",
    "header": _HEADER,
}
_CLASS_REASONS = {
    COMMENTS: "comment comments commentlist disqus respond reply replies livefyre",
    SHARE: "share sharing social follow sharebar addtoany addthis sharedaddy",
    COOKIES: "cookie cookies consent gdpr",
    ADVERTISEMENT: "ad ads advert adverts advertisement advertising sponsor sponsored promo promotion "
    "adsense taboola outbrain",
    NEWSLETTER: "newsletter subscribe subscription signup optin mailchimp paywall",
    RELATED: "related recommended recommendations recommendation trending popular readmore teaser teasers "
    "tag tags morefrom carousel recirc",
    NAVIGATION: "nav navbar navigation menu breadcrumb breadcrumbs pagination pager sidebar skip toolbar",
    FOOTER: "footer copyright colophon",
    _BYLINE: "byline author dateline timestamp published pubdate postmeta meta",
    _HEADER: "header masthead banner topbar",
    _CAPTION: "caption credit",
}
_REASON_OF_CLASS = {word: reason for reason, words in _CLASS_REASONS.items() for word in words.split()}


def hints(leaves: Sequence[Leaf], readings: Sequence[Reading]) -> list[str]:
    """Say for each leaf `main`, or why it is set aside, in a few words a reader understands.

    A leaf is kept when two thirds of the readings hold it. Prose that half of them hold is kept too where it stands
    among kept leaves, or in the same kind of place as much kept text; a line that is page furniture by its own words
    goes, and so does a heading that leads nothing. Without readings, all that doesn't look like furniture stays.
    """
    page = _Page(leaves, readings)
    return [MAIN if kept else reason for kept, reason in zip(page.kept(), page.reasons, strict=True)]


class _Page:
    """The leaves of one page with what the decisions need of each."""

    def __init__(self, leaves: Sequence[Leaf], readings: Sequence[Reading]) -> None:
        self._leaves = leaves
        lines = [leaf.lines for leaf in leaves]
        self._words = [len(_WORD.findall(leaf.text)) for leaf in leaves]
        self._votes = [sum(reading.share(text) > 0.5 for reading in readings) for text in lines]
        self._needed = max(1, -(-2 * len(readings) // 3))
        self._linked = [_linked(leaf) / max(1, words) for leaf, words in zip(leaves, self._words, strict=True)]
        self._homes = [tuple((one.name, one.attribute("class")) for one in leaf.path) for leaf in leaves]
        self._worded = [at for at, words in enumerate(self._words) if words]
        self.reasons = [self._reason(at) for at in range(len(leaves))]

    def kept(self) -> list[bool]:
        """Whether each leaf is main text."""
        keep = [votes >= self._needed and words > 0 for votes, words in zip(self._votes, self._words, strict=True)]
        self._add_neighbours(keep)
        self._drop_furniture(keep)
        self._drop_idle_headings(keep)
        if not any(keep) or self._is_plain(keep):
            keep = [kept or self.reasons[at] == OUTSIDE for at, kept in enumerate(keep)]
        self._set_pictures(keep)
        return keep

    def _add_neighbours(self, keep: list[bool]) -> None:
        homes: Counter[tuple[tuple[str, str], ...]] = Counter()
        for home, kept, words in zip(self._homes, keep, self._words, strict=True):
            homes[home] += words if kept else 0
        for before, at, after in zip(self._worded, self._worded[1:], self._worded[2:], strict=False):
            if keep[at] or not self._votes[at] or self._votes[at] < self._needed - 1:
                continue
            among = keep[before] and keep[after]
            if self._is_prose(at):
                keep[at] = among or homes[self._homes[at]] >= _HOME_WORDS
            elif self._leaves[at].kind in (BlockKind.HEADING, BlockKind.QUOTE):
                keep[at] = among

    def _is_prose(self, at: int) -> bool:
        leaf = self._leaves[at]
        return (
            leaf.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST)
            and self._words[at] >= _PROSE_WORDS
            and self._linked[at] < 0.5
            and _SENTENCE_END.search(leaf.text.rstrip()[-8:]) is not None
        )

    def _drop_furniture(self, keep: list[bool]) -> None:
        for at, leaf in enumerate(self._leaves):
            if keep[at] and leaf.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
                line = " ".join(leaf.text.split())
                keep[at] = not (furniture.whole(line) or (furniture.opening(line) and self._linked[at] >= 0.4))

    def _drop_idle_headings(self, keep: list[bool]) -> None:
        leads = False
        for at in reversed(self._worded):
            if self._leaves[at].kind == BlockKind.HEADING:
                keep[at] = keep[at] and leads
            leads = keep[at]

    def _is_plain(self, keep: Sequence[bool]) -> bool:
        """Whether nothing on the page looks like furniture, as in an essay saved as HTML: then all of it is text."""
        return {self.reasons[at] for at in self._worded if not keep[at]} <= _PLAIN

    def _set_pictures(self, keep: list[bool]) -> None:
        """Keep what has no words (pictures, formulas, rules) among kept leaves, captions left out of account."""
        around = [at for at in self._worded if keep[at] or self.reasons[at] != _CAPTION]
        for at, words in enumerate(self._words):
            if not words:
                after = bisect(around, at)
                beside = around[max(0, after - 1) : after + 1]
                keep[at] = bool(beside) and all(keep[one] for one in beside)

    def _reason(self, at: int) -> str:
        """Say why a leaf would be no main text: by its words, by where it stands, or as it is all links."""
        line = " ".join(self._leaves[at].text.split())
        said = furniture.whole(line) or furniture.opening(line)
        return said or self._place(at) or (_LINKS if self._linked[at] > 0.5 else OUTSIDE)

    def _place(self, at: int) -> str:
        """Say what the innermost telling element around a leaf says it is; empty where none tells."""
        own = [node for node in self._leaves[at].nodes[:1] if isinstance(node, Element)]
        for element in (*own, *reversed(self._leaves[at].path)):
            if element.name in ("html", "body", "main", "article"):
                continue
            if reason := _TAG_REASONS.get(element.name) or _class_reason(element.attributes):
                return reason
        return ""


def _linked(leaf: Leaf) -> int:
    """Count the words of a leaf that stand in links."""
    elements = (one for node in leaf.nodes if isinstance(node, Element) for one in node.walk())
    links = (one for one in elements if isinstance(one, Element) and one.name == "a")
    return sum(len(_WORD.findall(visible_text(link))) for link in links)


@lru_cache(maxsize=4096)
def _class_reason(attributes: str) -> str:
    for found in _CLASSES.finditer(attributes):
        for part in _PARTS.findall(found[1] or found[2] or found[3] or ""):
            if reason := _REASON_OF_CLASS.get(part.lower()):
                return reason
    return ""
