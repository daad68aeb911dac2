"""The values that travel within the merge of bodies."""

from __future__ import annotations

from dataclasses import dataclass

from vaultsync.model import BlockKind
from vaultsync.sync.callouts import Say


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or line of the merged body, with where it comes from."""

    text: str
    kind: BlockKind
    mine: int | None = None
    """Index of the user's token that it is or stands for."""
    theirs: int | None = None
    """Index of the source's token in whose place it stands."""
    conflict: bool = False
    """Whether it is a callout that shows a conflict."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One sentence that both changed."""

    say: Say
    at: int
    """Index of the piece under whose block the callout goes; -1: the start of the body."""
    base: int
    """Index of the base's token."""
    incoming: tuple[int, ...]
    """Indexes of the source's tokens that stand in its place; none: the source dropped it."""
    mine: int | None
    """Index of the user's token that stands in its place; None: the user deleted it."""
