"""Finds the conflicts that wait in a note, and settles them the one way or the other."""

from __future__ import annotations

from vaultsync.markup import frontmatter
from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.model import Span
from vaultsync.sync.align import LIKE, align
from vaultsync.sync.callouts import Say, find_whole, kind_of, may_hold_callout, tidy, words_of
from vaultsync.sync.tokens import Tokens, is_telling, likeness, tokenize, trigrams
from vaultsync.sync.words import unix


def find_conflicts(text: str) -> tuple[Span, ...]:
    """Return the callouts in a note that show conflicts, in order."""
    if not may_hold_callout(text):
        return ()
    start = frontmatter.read(text).body
    return tuple(
        Span(start + token.span.start, start + token.span.end)
        for token in tokenize(text[start:]).tokens
        if token.conflict
    )


def resolve_mine(text: str) -> str:
    """Settle every conflict of a note for the user: the callouts go, the user's words stay as they stand."""
    start = frontmatter.read(text).body
    mine = tokenize(text[start:])
    return text[:start] + mine.text({index: "" for index, token in enumerate(mine.tokens) if token.conflict})


def resolve_theirs(text: str, base: str = "") -> str:
    """Settle every conflict of a note for the source: its words take the place of the user's, and the callouts go.

    `base` is what vaultsync last wrote, which says exactly which words are in whose place. Without it the user's
    words are those in the block above a callout that are most like the source's; where nothing there is like them,
    the source's words stand as a paragraph where the callout stood.
    """
    start = frontmatter.read(text).body
    mine = tokenize(text[start:])
    settler = _Settler(mine, tokenize(unix(base)[frontmatter.read(unix(base)).body :]))
    for index, token in enumerate(mine.tokens):
        if token.conflict:
            settler.settle(index)
    newline = newline_of(text)
    return text[:start] + mine.text({at: unix(said).replace("\n", newline) for at, said in settler.said.items()})


class _Settler:
    """Finds, for the words in a callout, the user's words that they replace."""

    def __init__(self, mine: Tokens, base: Tokens) -> None:
        self._mine, self._base = mine, base
        self._origin = align(base, mine)
        self.said: dict[int, str] = {}
        """What comes to stand in place of a token of the user's; empty: nothing."""

    def settle(self, callout: int) -> None:
        """Settle one callout."""
        token = self._mine.tokens[callout]
        words = words_of(token.text)
        if kind_of(token.text) is Say.NO_LONGER:
            for said in tokenize(words).tokens:
                self._replace(self._rival(callout, said.key), "")
            self.said[callout] = ""
            return
        parts: list[str] = []
        at = 0
        for start, end, i in find_whole(words, [unix(token.text) for token in self._base.tokens]):
            if is_telling(self._base.tokens[i].key) and self._settled(callout, i):
                parts.append(words[at:start])
                at = end
        left = tokenize(tidy("".join([*parts, words[at:]])))
        told = {
            index: ""
            for index, said in enumerate(left.tokens)
            if self._replace(self._rival(callout, said.key), said.text)
        }
        self.said[callout] = tidy(left.text(told))

    def _settled(self, callout: int, i: int) -> bool:
        """Put a sentence that the source says in its place; False: it has none."""
        token = self._base.tokens[i]
        j = self._origin.later[i]
        if j is None:
            j = self._rival(callout, token.key)
        return self._replace(j, token.text) or self._inserted(i, token.text)

    def _replace(self, j: int | None, text: str) -> bool:
        if j is None:
            return False
        self.said[j] = text
        return True

    def _inserted(self, i: int, text: str) -> bool:
        """Put back a sentence that the user deleted, next to its neighbour in the same block."""
        tokens = self._base.tokens
        before = self._origin.later[i - 1] if not tokens[i].opens else None
        if before is not None:
            self.said[before] = self._now(before) + self._base.gap(i) + text
            return True
        has_next = i + 1 < len(tokens) and not tokens[i + 1].opens
        after = self._origin.later[i + 1] if has_next else None
        if after is not None:
            self.said[after] = text + self._base.gap(i + 1) + self._now(after)
        return after is not None

    def _now(self, j: int) -> str:
        return self.said.get(j, self._mine.tokens[j].text)

    def _rival(self, callout: int, key: str) -> int | None:
        """Return the user's own token in the block above that is most like `key`."""
        grams = trigrams(key)
        best, found = LIKE, None
        for j in self._above(callout):
            score = likeness(grams, trigrams(self._mine.tokens[j].key))
            if self._origin.earlier[j] is None and j not in self.said and score >= best:
                best, found = score, j
        return found

    def _above(self, callout: int) -> range:
        """Return the tokens of the block above a callout, other callouts skipped."""
        end = callout
        while end > 0 and self._mine.tokens[end - 1].conflict:
            end -= 1
        start = end
        while start > 0 and self._mine.tokens[start - 1].block == self._mine.tokens[end - 1].block:
            start -= 1
        return range(start, end)
