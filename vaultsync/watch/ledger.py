"""What the last sync saw of each file, and what it left there: by this a change is told from an echo.

Not by timing: a file that holds the bytes it held when the last run looked, or those that the run wrote, is no news,
however many events it made and whenever they come.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from vaultsync.model import Action, ActionKind, Digest, VaultPath
from vaultsync.vault.disk import digest_of
from vaultsync.vault.scan import ScannedFile
from vaultsync.watch.survey import Stamp, Survey


@dataclass(frozen=True, slots=True)
class Eyes:
    """How single files are looked at."""

    stamp: Callable[[str], Stamp | None]
    digest: Callable[[str], Digest | None]
    below: Callable[[str], Mapping[str, Stamp]]
    """Every file in a folder."""


@dataclass
class Ledger:
    """The watcher's memory of one vault and its sources, all by absolute path."""

    vault: str
    eyes: Eyes
    _stamps: dict[str, Stamp | None] = field(default_factory=dict)
    """None: written by a run, and not yet looked at."""
    _digests: dict[str, Digest] = field(default_factory=dict)
    """Of sources, and of what no scan of the vault tells."""
    _scanned: Mapping[VaultPath, ScannedFile] = field(default_factory=dict)
    _left: dict[VaultPath, Digest] = field(default_factory=dict)
    """What runs of this watcher wrote, as long as it stands there."""
    _written: set[Digest] = field(default_factory=set)
    """The same, wherever the user moved it."""

    def learn(self, found: Survey, hashed: Callable[[str], bool]) -> None:
        """Take a survey for what the coming run sees; files that `hashed` picks are read, too."""
        self._stamps = dict(found.files)
        self._digests = {
            path: digest for path in found.files if hashed(path) and (digest := self.eyes.digest(path)) is not None
        }

    def differences(self, found: Survey) -> set[str]:
        """Return the files that a survey shows otherwise than they were last known, those of missing roots left out."""
        known = self._stamps
        changed = {path for path, stamp in found.files.items() if known.get(path) != stamp}
        gone = known.keys() - found.files.keys()
        return changed | {path for path in gone if not any(_is_below(path, root) for root in found.missing)}

    def news(self, paths: Iterable[str]) -> set[str]:
        """Return the files among `paths`, and in folders among them, that really hold something else than before."""
        found: set[str] = set()
        for path in paths:
            for one in self._files(path):
                if self._is_news(one):
                    found.add(one)
        return found

    def _files(self, path: str) -> Collection[str]:
        """Return a file itself; of a folder, what is or was in it."""
        if path in self._stamps or self.eyes.stamp(path) is not None:
            return (path,)
        return {known for known in self._stamps if _is_below(known, path)} | self.eyes.below(path).keys()

    def _is_news(self, path: str) -> bool:
        stamp = self.eyes.stamp(path)
        if stamp is None:
            return path in self._stamps
        if path in self._stamps and self._stamps[path] == stamp:
            return False
        before = self._digest(path)
        if before is None or self.eyes.digest(path) != before:
            return True
        self._stamps[path] = stamp
        return False

    def _digest(self, path: str) -> Digest | None:
        note = self.note_at(path)
        if note is not None:
            if note in self._left:
                return self._left[note]
            if note in self._scanned:
                return self._scanned[note].digest
        return self._digests.get(path)

    def was_size(self, path: str) -> int:
        """Return how large a file was when it was last known."""
        stamp = self._stamps.get(path)
        return 0 if stamp is None else stamp.size

    def note_at(self, path: str) -> VaultPath | None:
        """Return the path in the vault, or None outside of it."""
        return VaultPath(path[len(self.vault) + 1 :]) if _is_below(path, self.vault) else None

    # --- around a run ---

    def look(self, paths: Iterable[str]) -> dict[str, tuple[Stamp | None, Digest | None]]:
        """Return the files as they are before a run, which sees at least this; what notes say, it tells itself."""
        return {
            path: (stamp, None if stamp is None or self._is_scanned(path) else self.eyes.digest(path))
            for path in paths
            for stamp in (self.eyes.stamp(path),)
        }

    def accept(self, looked: Mapping[str, tuple[Stamp | None, Digest | None]]) -> None:
        """Take what `look` found for what a run has seen."""
        for path, (stamp, digest) in looked.items():
            if stamp is None:
                self._stamps.pop(path, None)
            else:
                self._stamps[path] = stamp
            if digest is None:
                self._digests.pop(path, None)
            else:
                self._digests[path] = digest

    def _is_scanned(self, path: str) -> bool:
        return _is_below(path, self.vault) and path.lower().endswith((".md", ".canvas"))

    def saw(self, scanned: Mapping[VaultPath, ScannedFile]) -> None:
        """Take what a run saw of the vault."""
        self._scanned = scanned
        self._left = {
            path: digest for path, digest in self._left.items() if (one := scanned.get(path)) and one.digest == digest
        }
        self._written &= {file.digest for file in scanned.values() if file.digest is not None}

    def wrote(self, digest: Digest | None) -> bool:
        """Say whether this watcher wrote these very bytes, and no run has found them changed since."""
        return digest in self._written

    def did(self, actions: Iterable[Action]) -> None:
        """Take what a run left in the vault."""
        for action in actions:
            if action.kind is ActionKind.RECORD:
                continue
            source = action.source_path or action.path
            if action.kind is ActionKind.TRASH or source != action.path:
                self._forget(source)
            if action.kind is ActionKind.TRASH:
                continue
            left = digest_of(action.data) if action.data is not None else action.expect
            if left is not None:
                self._left[action.path] = left
                self._written.add(left)
                self._stamps[f"{self.vault}/{action.path}"] = None

    def _forget(self, path: VaultPath) -> None:
        self._left.pop(path, None)
        self._stamps.pop(f"{self.vault}/{path}", None)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
