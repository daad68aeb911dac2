"""Which files matter to a sync, by their paths alone (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import basename

from vaultsync.sources.discover import PROBE, is_passing

_SETTINGS = ".obsidian/app.json"
"""The one hidden file that a run reads: how links are written, where attachments go."""

_NOTES = (".md", ".canvas")


@dataclass(frozen=True, slots=True)
class Root:
    """One folder, or single file, that is watched; every path below it is told with `/`."""

    path: str
    """Absolute, links resolved."""
    is_vault: bool = False
    ignore: tuple[str, ...] = ()

    def below(self, path: str) -> str | None:
        """Return a path relative to the root, an empty one for the root itself, None for what lies elsewhere."""
        if path == self.path:
            return ""
        start = self.path.rstrip("/") + "/"
        return path[len(start) :] if path.startswith(start) else None

    def concerns(self, relative: str) -> bool:
        """Say whether a run may come out differently when this file, or folder, changes."""
        if self.is_vault and relative == _SETTINGS:
            return True
        if basename(relative) == PROBE:
            return False
        leading = (relative[: stop or None] for stop in _stops(relative))
        return not any(self.passes_over(one, basename(one)) for one in leading)

    def may_concern(self, relative: str) -> bool:
        """Say whether a run sees this file, be it one that never sets off a run."""
        hidden = relative.startswith(".") or "/." in relative
        return self.concerns(relative) or (self.is_vault and not hidden)

    def passes_over(self, relative: str, name: str) -> bool:
        """Say whether this very file or folder, of that name, is none of a run's business."""
        if self.is_vault and (name.endswith(_NOTES) or name.lower().endswith(_NOTES)):
            return name.startswith(".")  # Obsidian takes conflict copies for notes, and so does a run
        if is_passing(name):
            return True
        return any(fnmatchcase(relative, glob) or fnmatchcase(name, glob) for glob in self.ignore)

    def extras(self) -> tuple[str, ...]:
        """Return the files below the root that matter although a walk passes them over."""
        return (f"{self.path}/{_SETTINGS}",) if self.is_vault else ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that one watcher looks after."""

    roots: tuple[Root, ...]

    @property
    def vault(self) -> Root:
        """The vault."""
        return next(root for root in self.roots if root.is_vault)

    def concerns(self, path: str) -> bool:
        """Say whether a change at an absolute path may matter to a run."""
        return any(root.concerns(below) for root in self.roots if (below := root.below(path)) is not None)


def _stops(relative: str) -> Sequence[int]:
    """Return where each leading part of a path ends; 0 stands for the whole."""
    return [at for at, letter in enumerate(relative) if letter == "/"] + [0]
