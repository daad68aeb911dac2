"""What a sweep found out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """The count of one sweep over one scene."""

    sweep: str
    scene: str
    is_control: bool = False
    """Whether something must go wrong in it: it shows that the others would have found what they looked for."""
    points: int = 0
    """How often a run was interrupted, refused or disturbed."""
    lost: int = 0
    """Bytes of the user's texts that were nowhere to be seen."""
    faults: list[str] = field(default_factory=list)
    """Whatever else went wrong, each with its place."""

    def lose(self, where: str, needles: Iterable[bytes]) -> None:
        """Note that texts of the user are gone."""
        gone = sorted(needles)
        if gone:
            self.lost += sum(map(len, gone))
            self.faults.append(f"{where}: lost {', '.join(text.decode() for text in gone)}")

    def blame(self, where: str, what: str) -> None:
        """Note a fault."""
        self.faults.append(f"{where}: {what}")
