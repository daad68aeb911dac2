"""The three-way merge of a note: what vaultsync last wrote, what the user made of it, and what it should say now.

Laws, with `b` the base: m(b, b, x) = x; m(b, x, b) = x; m(b, x, x) = x; no word that the user typed is missing from
the result; and merging again with the result as the user's text and the target as the base changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from vaultsync.markup import frontmatter
from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.markup.wikilinks import own_headings
from vaultsync.sync.callouts import CONFLICT_CALLOUT, REMOVED_CALLOUT, Say
from vaultsync.sync.kept import cut, merge_kept
from vaultsync.sync.layout import Layout
from vaultsync.sync.merge_body import weave
from vaultsync.sync.merge_frontmatter import merge_frontmatter
from vaultsync.sync.pieces import Clash
from vaultsync.sync.resolve import find_conflicts, resolve_mine, resolve_theirs
from vaultsync.sync.tokens import OPAQUE, Tokens, tokenize
from vaultsync.sync.words import unix

__all__ = [
    "CONFLICT_CALLOUT",
    "REMOVED_CALLOUT",
    "Conflict",
    "Merged",
    "find_conflicts",
    "merge",
    "merge_body",
    "resolve_mine",
    "resolve_theirs",
]

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence or line that the user and the source both changed."""

    base: str
    """What both started from."""
    mine: str
    """The user's words, which stand in the note; empty if the user deleted them."""
    incoming: str
    """The source's words, which stand in the callout; empty if the source dropped them."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    """Those that this merge found; `find_conflicts` finds those that wait in a note."""


def merge(base: str, mine: str, theirs: str, *, owned: frozenset[str] = frozenset()) -> Merged:
    """Merge three versions of a note: `base` as last written, `mine` as it stands, `theirs` as it should be.

    Of the properties in `owned`, the source's value wins where both changed it. The result ends its lines as `mine`
    does, and keeps its byte order mark and its missing last line break. What stands in a section that vaultsync keeps
    stays in it, and the entries there are never in conflict.
    """
    if mine == base:
        return Merged(theirs)
    newline = newline_of(mine)
    mark = _MARK if mine.startswith(_MARK) else ""
    versions = [text.removeprefix(_MARK) for text in (base, mine, theirs)]
    bodies = [frontmatter.read(text).body for text in versions]
    heads = [text[:body] for text, body in zip(versions, bodies, strict=True)]
    rests = [text[body:] for text, body in zip(versions, bodies, strict=True)]
    head = merge_frontmatter(heads[0], heads[1], heads[2], newline, owned=owned)
    body = merge_body(rests[0], rests[1], rests[2], newline)
    return Merged(mark + head + body.text, body.conflicts)


def merge_body(base: str, mine: str, theirs: str, newline: str = "\n") -> Merged:
    """Merge three bodies; lines that come from the source end with `newline`."""
    if unix(theirs) in (unix(base), unix(mine)):
        return Merged(mine)
    if unix(mine) == unix(base):
        return Merged(unix(theirs).replace("\n", newline))
    written = {name for text in (base, theirs) for name, _ in own_headings(text)}
    old, own, new = (cut(text, written) for text in (base, mine, theirs))
    passages = [text.passage + ("" if text.kept else text.gap) for text in (old, own, new)]
    woven = _woven(passages[0], passages[1], passages[2], newline)
    kept = merge_kept(old.kept, own.kept, new.kept, newline)
    if not (kept or own.kept):
        return woven
    passage = woven.text.rstrip()
    if own.own:
        below = f"{kept}{own.space}{own.own}" if kept else own.own
    else:
        end = (own.space if own.kept else own.gap) if mine.strip() else newline
        below = kept + end
    gap = own.gap if own.kept else newline * 2
    return replace(woven, text=passage + (gap if passage and below.strip() else "") + below)


def _woven(base: str, mine: str, theirs: str, newline: str) -> Merged:
    tokens = (tokenize(base), tokenize(mine), tokenize(theirs))
    woven, incoming = weave(*tokens)
    layout = Layout(*tokens, incoming, newline)
    text = layout.text(woven.pieces, woven.clashes)
    if woven.clashes and not find_conflicts(text):
        # Code that the user opened and did not close swallows every callout behind it: above it all can be seen.
        text = layout.text(woven.pieces, [replace(clash, at=-1) for clash in woven.clashes])
    return Merged(text, tuple(_conflicts(woven.clashes, *tokens)))


def _conflicts(clashes: Sequence[Clash], base: Tokens, mine: Tokens, theirs: Tokens) -> Iterator[Conflict]:
    """Tell the conflicts; that code or a table is gone which the user edited is one, however many lines it has."""

    def unit(clash: Clash) -> tuple[bool, int]:
        token = None if clash.mine is None else mine.tokens[clash.mine]
        if token is not None and clash.say is Say.NO_LONGER and token.kind in OPAQUE:
            return True, token.block
        return False, clash.base

    for _, group in groupby(clashes, key=unit):
        together = list(group)
        yield Conflict(
            base="\n".join(base.tokens[clash.base].text for clash in together),
            mine="\n".join(mine.tokens[clash.mine].text for clash in together if clash.mine is not None),
            incoming=" ".join(theirs.tokens[k].text for clash in together for k in clash.incoming),
        )
