"""Renames that stand in each other's way: which belong together, and in which order they work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vaultsync.model import Digest, VaultPath
from vaultsync.vault.write import VaultWriter


@dataclass(frozen=True, slots=True)
class Move:
    """A file that is to stand elsewhere."""

    path: VaultPath
    """Where it stands now."""
    new: VaultPath
    expect: Digest


@dataclass(frozen=True, slots=True)
class Group:
    """Moves that must be made together."""

    moves: tuple[Move, ...]
    """In the order in which each finds its place free; in a ring, each takes the place of the next."""
    is_ring: bool = False


def group_of(first: Move, pending: Mapping[VaultPath, Move]) -> Group:
    """Return `first` with every pending move (by its path) that must make room for it."""
    moves = [first]
    seen = {first.path}
    while (after := pending.get(moves[-1].new)) is not None:
        if after.path in seen:
            return Group(tuple(moves), is_ring=after == first and len(moves) > 1)
        seen.add(after.path)
        moves.append(after)
    return Group(tuple(reversed(moves)))


def turn(writer: VaultWriter, ring: Sequence[Move]) -> None:
    """Move the files of a ring each to the place of the next, every file being in some place at every instant.

    The first place serves as pivot: after each exchange one more file is where it belongs.
    """
    pivot = ring[0].path
    for waiting, move in pairwise(ring):
        writer.swap(pivot, move.path, waiting.expect, move.expect)
