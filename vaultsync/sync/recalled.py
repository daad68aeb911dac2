"""What is made of the texts of edited notes, remembered by the texts: they are few, and looked at by every run."""

from __future__ import annotations

from functools import partial

from vaultsync.memo import Remember
from vaultsync.sync.carry import Parts, parts
from vaultsync.sync.frame import framed
from vaultsync.sync.merge import Merged, merge
from vaultsync.sync.resolve import find_conflicts

OWNED = frozenset({"id", "type", "vaultsync"})
"""Properties that are vaultsync's alone: of any other, the user's change wins where both changed it."""


def merged(base: str, mine: str, theirs: str, remember: Remember) -> Merged:
    """Return `merge` of a note with the properties that are vaultsync's own."""
    return remember(
        "merged", (base, mine, theirs), Merged, partial(merge, base, mine, theirs, owned=OWNED), lasting=False
    )


def reframed(base: str, mine: str, remember: Remember) -> str:
    """Return `framed`."""
    return remember("framed", (base, mine), str, partial(framed, base, mine), lasting=False)


def cut(text: str, remember: Remember) -> Parts:
    """Return `parts`."""
    return remember("parts", (text,), Parts, partial(parts, text), lasting=False)


def is_in_conflict(text: str, remember: Remember) -> bool:
    """Say whether a conflict waits in a note (`find_conflicts`)."""
    return remember("conflicts", (text,), bool, lambda: bool(find_conflicts(text)), lasting=False)
