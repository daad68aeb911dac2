"""How large atoms are to be."""

from __future__ import annotations

from dataclasses import dataclass

GRANULARITIES = {"essay": 0.0, "balanced": 0.5, "thought": 1.0}
"""Names for places on the scale of `SplitSettings.granularity`."""


@dataclass(frozen=True, slots=True)
class SplitSettings:
    """What a reader wants of the cuts; words are counted as a reader would (two Han or Kana letters make one)."""

    target_words: int = 180
    """The usual length of an atom where the author has set no headings."""
    min_words: int = 15
    """A shorter section is joined with a neighbour."""
    max_words: int = 400
    """Longer passages are cut wherever it hurts least; only a single block may be longer (code, a table, a list
    of short items)."""
    granularity: float | str = 0.5
    """From 0 (`essay`: few, long notes) over 0.5 (`balanced`) to 1 (`thought`: one thought a note); scales the three
    lengths from twice to half of what they say."""

    @property
    def fineness(self) -> float:
        """The granularity as a number from 0 to 1; a name that isn't known is taken as `balanced`."""
        value = GRANULARITIES.get(self.granularity, 0.5) if isinstance(self.granularity, str) else self.granularity
        return min(1.0, max(0.0, float(value)))

    @property
    def scale(self) -> float:
        """The factor by which the granularity stretches the lengths."""
        return float(4.0 ** (0.5 - self.fineness))
