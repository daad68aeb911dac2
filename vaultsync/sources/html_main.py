"""Which leaves of a page are its main text, and for the others why not: by vote of the extractors."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from vaultsync.markup import furniture
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
_SENTENCE_END = re.compile(r"""[.!?…。！？｡؟।։]["'”’»)\]]*\s*$""")
_WORD = re.compile(r"\w+")
_CLASSES = re.compile(r"""\b(?:class|id|role|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

_PLAIN_REASONS = frozenset({OUTSIDE, "page header", "author and date", "caption", "links"})
_TAG_REASONS = {
    "nav": furniture.NAVIGATION,
    "footer": furniture.FOOTER,
    "figcaption": "caption",
    "form": "form",
    "aside": "aside",
    "header": "page header",
}
_CLASS_REASONS = {
    furniture.COMMENTS: "comment comments commentlist disqus respond reply replies livefyre",
    furniture.SHARE: "share sharing social follow sharebar addtoany addthis sharedaddy",
    furniture.COOKIES: "cookie cookies consent gdpr",
    furniture.ADVERTISEMENT: "ad ads advert adverts advertisement advertising sponsor sponsored promo promotion adsense taboola outbrain",
    furniture.NEWSLETTER: "newsletter subscribe subscription signup optin mailchimp paywall",
    furniture.RELATED: "related recommended recommendations recommendation trending popular readmore teaser teasers tags tag "
    "morefrom carousel recirc",
    furniture.NAVIGATION: "nav navbar navigation menu breadcrumb breadcrumbs pagination pager sidebar skip toolbar",
    furniture.FOOTER: "footer copyright colophon",
    "author and date": "byline author dateline timestamp published pubdate postmeta meta",
    "page header": "header masthead banner topbar",
    "caption": "caption credit",
}
_REASON_OF_CLASS = {word: reason for reason, words in _CLASS_REASONS.items() for word in words.split()}


def hints(leaves: Sequence[Leaf], readings: Sequence[Reading]) -> list[str]:
    """For each leaf `main`, or the reason why it is set aside, in a few words a reader understands."""
    page = _Page(leaves, readings)
    return [MAIN if kept else page.reason(at) for at, kept in enumerate(page.kept())]


class _Page:
    """The leaves of one page with what the decisions need of each."""

    def __init__(self, leaves: Sequence[Leaf], readings: Sequence[Reading]) -> None:
        self.leaves = leaves
        self.words = [len(_WORD.findall(leaf.text)) for leaf in leaves]
        lines = [leaf.lines for leaf in leaves]
        self.votes = [sum(reading.share(text) > 0.5 for reading in readings) for text in lines]
        self.needed = max(1, -(-2 * len(readings) // 3))
        self.homes = [tuple((one.name, one.attribute("class")) for one in leaf.path) for leaf in leaves]

    def kept(self) -> list[bool]:
        """Whether each leaf is main text."""
        keep = [votes >= self.needed and words > 0 for votes, words in zip(self.votes, self.words, strict=True)]
        self._add_neighbours(keep)
        self._drop_furniture(keep)
        self._drop_idle_headings(keep)
        if self._is_plain(keep):
            keep = [kept or self.reason(at) == OUTSIDE for at, kept in enumerate(keep)]
        self._add_pictures(keep)
        return keep

    def _is_plain(self, keep: Sequence[bool]) -> bool:
        """Whether nothing on the page looks like furniture, as in an essay saved as HTML: then all of it is text."""
        others = {self.reason(at) for at, kept in enumerate(keep) if not kept and self.words[at]}
        return others <= _PLAIN_REASONS

    def _add_pictures(self, keep: list[bool]) -> None:
        """Keep pictures that stand between kept leaves, captions aside."""
        worded = [at for at, words in enumerate(self.words) if words and (keep[at] or self.reason(at) != "caption")]
        for at, words in enumerate(self.words):
            if not words:
                after = bisect(worded, at)
                around = worded[max(0, after - 1) : after + 1]
                keep[at] = len(around) == 2 and all(keep[one] for one in around)

    def _add_neighbours(self, keep: list[bool]) -> None:
        """Keep prose with half of the votes where it stands among, or in the same kind of place as, kept prose."""
        homes: Counter[tuple[tuple[str, str], ...]] = Counter()
        for at, kept in enumerate(keep):
            homes[self.homes[at]] += self.words[at] if kept else 0
        texts = [at for at, words in enumerate(self.words) if words]
        for before, at, after in zip(texts, texts[1:], texts[2:], strict=False):
            if keep[at] or not self._half(at):
                continue
            if self._is_prose(at) and (homes[self.homes[at]] >= _HOME_WORDS or (keep[before] and keep[after])):
                keep[at] = True
            elif self.leaves[at].kind in (BlockKind.HEADING, BlockKind.QUOTE) and keep[before] and keep[after]:
                keep[at] = True

    def _half(self, at: int) -> bool:
        return 0 < self.votes[at] and self.votes[at] + 1 >= self.needed

    def _is_prose(self, at: int) -> bool:
        leaf = self.leaves[at]
        return (
            leaf.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST)
            and self.words[at] >= _PROSE_WORDS
            and _SENTENCE_END.search(leaf.text.rstrip()[-20:]) is not None
            and self._link_share(at) < 0.5
        )

    def _link_share(self, at: int) -> float:
        """How much of a leaf's text stands in links."""
        nodes = (node for node in self.leaves[at].nodes if isinstance(node, Element))
        links = (one for node in nodes for one in node.walk() if isinstance(one, Element) and one.name == "a")
        linked = sum(len(_WORD.findall(visible_text(link))) for link in links)
        return linked / self.words[at] if self.words[at] else 0.0

    def _drop_furniture(self, keep: list[bool]) -> None:
        for at, kept in enumerate(keep):
            if not kept or self.leaves[at].kind not in (BlockKind.PARAGRAPH, BlockKind.LIST):
                continue
            line = " ".join(self.leaves[at].text.split())
            if furniture.whole(line) or (furniture.opening(line) and self._link_share(at) >= 0.4):
                keep[at] = False

    def _drop_idle_headings(self, keep: list[bool]) -> None:
        leads = False
        for at in range(len(keep) - 1, -1, -1):
            if not self.words[at]:
                continue
            if self.leaves[at].kind == BlockKind.HEADING:
                keep[at] = keep[at] and leads
            leads = keep[at]

    def reason(self, at: int) -> str:
        """Why a leaf that isn't kept is no main text: its words, or where it stands, or that it is all links."""
        line = " ".join(self.leaves[at].text.split())
        if said := furniture.whole(line) or furniture.opening(line):
            return said
        return self._place(at) or ("links" if self._link_share(at) > 0.5 else OUTSIDE)

    def _place(self, at: int) -> str:
        """What the innermost telling element around a leaf says it is; empty where none tells."""
        nodes = self.leaves[at].nodes
        own = [nodes[0]] if len(nodes) == 1 and isinstance(nodes[0], Element) else []
        for element in [*own, *reversed(self.leaves[at].path)]:
            if element.name in ("html", "body", "main", "article", "#root"):
                continue
            if reason := _TAG_REASONS.get(element.name) or _class_reason(element.attributes):
                return reason
        return ""


@lru_cache(maxsize=4096)
def _class_reason(attributes: str) -> str:
    for found in _CLASSES.finditer(attributes):
        for part in _PARTS.findall(found[1] or found[2] or found[3] or ""):
            if reason := _REASON_OF_CLASS.get(part.lower()):
                return reason
    return ""
