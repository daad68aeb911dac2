"""What an interrupted run, or an editor that wrote late, left in `.vaultsync`: put in its place, shown, or removed.

Nothing is removed whose bytes are not provably ours: the name of each file says what it should hold (`staging`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from vaultsync.model import Digest, Problem, VaultPath
from vaultsync.vault.disk import digest_at, place
from vaultsync.vault.exchange import Unsupported
from vaultsync.vault.home import HOME
from vaultsync.vault.refusal import telling
from vaultsync.vault.staging import GRACE, Leftover
from vaultsync.vault.write import VaultWriter

PlaceOf = Callable[[str, str], VaultPath | None]
"""Finds the note that a change was about, by the beginnings of the digests before and after it."""

_UNKNOWN = VaultPath("Note.md")


def salvage(writer: VaultWriter, place_of: PlaceOf) -> tuple[Problem, ...]:
    """Clear up after earlier runs; call it at the start of one, with the lock held.

    Returns a warning for every text that lost its place and is now a note of its own. A swapped-out file is removed
    once it has kept its bytes for the grace period; if an editor wrote to it, it is shown.
    """
    with telling(HOME):
        for name in writer.staging.parts():
            writer.disk.unlink(writer.staging.tmp, name)
        kept = writer.staging.kept()
        shown = [_finish_exchange(writer, left, kept, place_of) for left in writer.staging.waiting()]
        shown += [_release(writer, left, place_of) for left in writer.staging.kept()]
    found = [problem for problem in shown if problem is not None]
    if found:
        writer.settle()
    return tuple(found)


def _finish_exchange(
    writer: VaultWriter, left: Leftover, kept: Sequence[Leftover], place_of: PlaceOf
) -> Problem | None:
    """Deal with a file that a run was about to exchange with a note, or had just exchanged."""
    staging = writer.staging
    if left.has_twin:
        writer.disk.unlink(staging.tmp, left.name)
        return None
    path = place_of(left.expect, left.new)
    if left.is_new:
        stepped_aside = next((old for old in kept if (old.expect, old.new) == (left.expect, left.new)), None)
        if path is not None and stepped_aside is not None:
            with suppress(FileExistsError), writer.tree.parent(path, make=True) as (folder, name):
                place(writer.disk, staging.displaced, stepped_aside.name, folder, name)
        writer.disk.unlink(staging.tmp, left.name)
        return None
    if left.is_expected:
        staging.displace(staging.tmp, left.name, left.digest, Digest(left.new))
        return None
    if path is not None and _exchange_back(writer, left, path):
        return None
    return _show(writer, left, path, staging.tmp)


def _exchange_back(writer: VaultWriter, left: Leftover, path: VaultPath) -> bool:
    """Put a text that the user saved at the moment of the exchange back in its place, if ours stands there still."""
    staging = writer.staging
    with suppress(FileNotFoundError), writer.tree.parent(path) as (folder, name):
        ours = digest_at(writer.disk, folder, name)
        if ours.startswith(left.new):
            with suppress(Unsupported):
                writer.disk.exchange(staging.tmp, left.name, folder, name)
                staging.displace(staging.tmp, left.name, ours, ours)
                return True
    return False


def _release(writer: VaultWriter, left: Leftover, place_of: PlaceOf) -> Problem | None:
    """Remove a swapped-out file that kept its bytes long enough; show one that did not."""
    staging = writer.staging
    # An editor that has just emptied it is about to write: there is nothing to show, and nothing to remove yet.
    if left.is_expected or left.size == 0 or left.has_twin:
        if left.age >= GRACE or left.has_twin:
            writer.disk.unlink(staging.displaced, left.name)
        return None
    return _show(writer, left, place_of(left.expect, left.new), staging.displaced)


def _show(writer: VaultWriter, left: Leftover, path: VaultPath | None, kept_in: int) -> Problem:
    shown = writer.surface(path or _UNKNOWN, kept_in, left.name)
    message = "was saved by another program while vaultsync wrote the note; both texts are kept"
    return Problem(shown, message, hint=f"compare it with {path}" if path else "", severity="warning")
