"""Sets aside what the user wrote under a heading of their own below the sections that vaultsync keeps.

Such a heading ends those sections, so all below it is the user's, entries that vaultsync wrote there included: no merge
touches it, and new entries come to stand above it, in the section that they belong to. An entry is known as one by
where it stands, so a new one brings the heading back that the user removed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.markup.wikilinks import KEPT_HEADINGS, KEPT_MARKER, own_headings
from vaultsync.model import BlockKind
from vaultsync.sync.tokens import Token, Tokens, tokenize

_LAST_BREAK = re.compile(r"(\r\n|\r|\n)\s*\Z")


class Aside(NamedTuple):
    """Two bodies without what was set aside."""

    base: str
    mine: str
    own: str
    """What was: from the white space above the user's heading to the end."""


def set_aside(base: str, mine: str) -> Aside:
    """Take the user's own section off both bodies.

    What the user took out of the kept sections, into that one or above them, is none of what vaultsync wrote any more.
    """
    written = {name for name, _ in own_headings(base)}
    start = next((place for name, place in own_headings(mine) if name not in written), None)
    if start is None:
        return Aside(_without(base, mine, ""), mine, "")
    found = _LAST_BREAK.search(mine[:start])
    end = start if found is None else found.end(1)
    return Aside(_without(base, mine[:end], mine[end:]), mine[:end], mine[end:])


def put_back(text: str, own: str) -> str:
    """Put the user's own section back under a body."""
    if not own or not text.strip():
        return text + own
    found = _LAST_BREAK.search(text)
    return (text + newline_of(own) if found is None else text[: found.end(1)]) + own


def headings_over(tokens: Tokens, chosen: Collection[int]) -> dict[str, int]:
    """Return the headings of the kept sections in which some of a body's tokens stand, with the headings' indexes."""
    heading: tuple[str, int] | None = None
    found: dict[str, int] = {}
    for index in _below_marker(tokens):
        if _is_kept_heading(tokens.tokens[index]):
            heading = (tokens.tokens[index].text, index)
        elif index in chosen and heading is not None:
            found.setdefault(*heading)
    return found


def kept_headings(tokens: Tokens) -> frozenset[str]:
    """Return the headings of the kept sections that a body has."""
    below = (tokens.tokens[index] for index in _below_marker(tokens))
    return frozenset(token.text for token in below if _is_kept_heading(token))


def marker_of(tokens: Tokens) -> int | None:
    """Return the index of the token that is the line above the kept sections."""
    return next((index for index, token in enumerate(tokens.tokens) if token.text.startswith(KEPT_MARKER)), None)


def with_headings(body: str, headings: Iterable[str], newline: str) -> str:
    """Put headings of kept sections to the end of a body that lacks them, below the line that stands above them all."""
    rest = body.rstrip()
    marker = "" if KEPT_MARKER in body else f"{KEPT_MARKER}\n"
    above = "\n\n" if rest else ""
    added = above + marker + "\n\n".join(headings)
    return rest + added.replace("\n", newline) + (body[len(rest) :] if rest else newline)


def _below_marker(tokens: Tokens) -> range:
    marker = marker_of(tokens)
    return range(len(tokens) if marker is None else marker + 1, len(tokens))


def _is_kept_heading(token: Token) -> bool:
    return token.kind is BlockKind.HEADING and token.text.lstrip("# ") in KEPT_HEADINGS


def _without(base: str, mine: str, own: str) -> str:
    """Leave out of the base what the user took over from the kept sections, so that it is new where it stands now.

    That is what stands in his `own` section, or above those that vaultsync keeps, in `mine`, and no longer in them.
    """
    if KEPT_MARKER not in base:
        return base
    tokens, standing = tokenize(base), tokenize(mine)
    marker = marker_of(tokens)
    if marker is None:
        return base
    kept = next((i for i in _below_marker(standing) if _is_kept_heading(standing.tokens[i])), len(standing))
    taken = {*standing.keys[:kept], *tokenize(own).keys} - {*tokens.keys[:marker], *standing.keys[kept:]}
    gone = [
        index
        for index, key in enumerate(tokens.keys)
        if index > marker and key in taken and not _is_kept_heading(tokens.tokens[index])
    ]
    return tokens.text(dict.fromkeys(gone, "")) if gone else base
