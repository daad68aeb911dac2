"""Sets aside what the user wrote under a heading of their own below the sections that vaultsync keeps.

Such a heading ends those sections, so all below it is the user's, entries that vaultsync wrote there included: no merge
touches it, and new entries come to stand above it, in the section that they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.markup.wikilinks import KEPT_HEADINGS, KEPT_MARKER, own_headings
from vaultsync.model import BlockKind
from vaultsync.sync.tokens import Tokens, tokenize

_LAST_BREAK = re.compile(r"(\r\n|\r|\n)\s*\Z")


class Aside(NamedTuple):
    """Two bodies without what was set aside."""

    base: str
    mine: str
    own: str
    """What was: from the white space above the user's heading to the end."""


def set_aside(base: str, mine: str) -> Aside:
    """Take the user's own section off both bodies; what stands in it is none of what vaultsync wrote any more."""
    if KEPT_MARKER not in mine:
        return Aside(base, mine, "")
    written = {name for name, _ in own_headings(base)}
    start = next((place for name, place in own_headings(mine) if name not in written), None)
    if start is None:
        return Aside(base, mine, "")
    found = _LAST_BREAK.search(mine[:start])
    end = start if found is None else found.end(1)
    return Aside(_without(base, mine[:end], mine[end:]), mine[:end], mine[end:])


def put_back(text: str, own: str) -> str:
    """Put the user's own section back under a body."""
    if not own or not text.strip():
        return text + own
    found = _LAST_BREAK.search(text)
    return (text + newline_of(own) if found is None else text[: found.end(1)]) + own


def headings_over(mine: Tokens, left: Collection[int]) -> str:
    """Return the headings of the kept sections in which some of the user's tokens stand, a line each."""
    marker = mine.body.find(KEPT_MARKER)
    if marker < 0:
        return ""
    heading = ""
    found: dict[str, None] = {}
    for index, token in enumerate(mine.tokens):
        if token.span.start <= marker:
            continue
        if token.kind is BlockKind.HEADING and token.text.lstrip("# ") in KEPT_HEADINGS:
            heading = token.text
        elif index in left and heading:
            found[heading] = None
    return "\n\n".join(found)


def _without(base: str, mine: str, own: str) -> str:
    """Leave out of the base what the user's own section took over from the kept ones, so that it is new there again."""
    tokens = tokenize(base)
    marker = base.find(KEPT_MARKER)
    taken = set(tokenize(own).keys) - set(tokenize(mine).keys)
    gone = [index for index, key in enumerate(tokens.keys) if key in taken and tokens.tokens[index].span.start > marker]
    return tokens.text(dict.fromkeys(gone, "")) if gone and marker >= 0 else base
