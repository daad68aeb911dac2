"""What planning knows of the vault: its records, the notes as they stand, and what was last written to them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import compress
from operator import not_

from vaultsync.memo import Remember, anew
from vaultsync.model import Digest, NoteId, Record, VaultPath


@dataclass(frozen=True, slots=True)
class Actual:
    """One of vaultsync's notes as the vault holds it now."""

    path: VaultPath
    read: Callable[[], str] = field(compare=False)
    """Returns its text; few notes of a vault need be read to plan."""
    digest: Digest
    held: str = ""
    """Why it must not be written now (being typed in, read-only, …); empty if it may be."""

    @property
    def text(self) -> str:
        """What it says, with its own line endings and byte order mark."""
        return self.read()


@dataclass(frozen=True, slots=True)
class Observed:
    """What planning knows of the vault."""

    records: Mapping[NoteId, Record]
    actual: Mapping[NoteId, Actual]
    """The notes of known ids that stand in the vault."""
    base: Callable[[Digest], str | None]
    """The text behind a base's digest, or None where it is lost (rule 9)."""
    stored: Mapping[NoteId, Record] = field(default_factory=dict)
    """The records as the store has them, where this run has learnt better (a source that was moved)."""
    recovered: Mapping[NoteId, str] = field(default_factory=dict)
    """Lost bases that were regenerated."""
    mend: Callable[[str, VaultPath], str] = lambda text, path: text
    """Redirects the links in a note's text to notes that this run renames."""

    def is_as_written(self, note: NoteId) -> bool:
        """Whether a note's file holds the very bytes that vaultsync last wrote."""
        actual, record = self.actual.get(note), self.records.get(note)
        return actual is not None and record is not None and actual.digest == record.base


def unlike_written(observed: Observed, remember: Remember = anew) -> Collection[NoteId]:
    """Return the notes whose files hold other bytes than vaultsync last wrote, in order."""
    actual, records = observed.actual, observed.records
    alike = remember.each(
        "as written",
        actual,
        observed.is_as_written,
        made_of=lambda note: (actual[note], records.get(note)),
        by=(records,),
    )
    return dict.fromkeys(compress(alike, map(not_, alike.values()))).keys()


def digest_of(text: str) -> Digest:
    """Return the digest of the bytes that `text` is written as."""
    return Digest(hashlib.sha256(encoded(text)).hexdigest())


def encoded(text: str) -> bytes:
    """Return the bytes that `text` is written as: UTF-8."""
    return text.encode("utf-8", "surrogateescape")
