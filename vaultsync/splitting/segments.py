"""Where a stretch without headings turns to something else: the best path over all ways to cut it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log

from vaultsync.model import Block, BlockKind, Decision
from vaultsync.splitting import cues
from vaultsync.splitting.aspects import aspect
from vaultsync.splitting.features import Gap, gaps
from vaultsync.splitting.reading import Unit, read
from vaultsync.splitting.scorer import probability, scorer
from vaultsync.splitting.settings import SplitSettings

THRESHOLD = -1.0
"""Log-odds from which a boundary is cut, before lengths are considered."""

SURE = 0.9
"""The same in a document whose author has set headings: there only a clear turn is cut."""

_ENOUGH_HEADINGS = 3
_SPARSE = 2.5
"""Targets to a section on average from which an author's headings are too few to go by; one less are enough."""

_STRETCH = 1.5
"""How much longer than the limit an author's section may be before it is cut without a clear turn."""

_FINENESS_WEIGHT = 1.6
"""How far the threshold moves from the coarsest to the finest granularity."""

_LENGTH_WEIGHT = 0.3
_LENGTH_SPREAD = 0.8
_LENGTH_SOFTENER = 8
_LONG = 1.5
_LONG_WEIGHT = 3.0
"""Beyond so many targets an atom gets long, and each doubling costs so much, times the logarithm of two."""

_TOO_LONG = 60.0
_REACH = 64
"""Units looked back at most: so many tiny ones make no atom."""

_RULE_BONUS = 4.0
"""A rule between paragraphs is the author's own cut."""

_TORN = 5.0
"""What a cut inside a block costs."""

_HELD = 40.0
"""What it costs to cut off what only goes on: a list after its announcement, "the same is true" after what is."""

_ANNOUNCED = frozenset(
    {
        BlockKind.LIST, BlockKind.CODE, BlockKind.TABLE, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.MATH,
        BlockKind.HTML,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's units, and what the evidence says about each as the opening of a section."""

    units: tuple[Unit, ...]
    language: str
    log_odds: tuple[float, ...]
    """Of a boundary before the unit; of the first one 0."""
    gaps: tuple[Gap, ...]
    """The evidence, from the second unit on."""


def survey(
    blocks: Sequence[Block], text: str, language: str, settings: SplitSettings, before: Reading | None = None
) -> Reading:
    """Read the blocks that aren't headings and judge all gaps between them; `text` is the decoded source.

    `before` is an earlier reading of the text, whose units are not read again.
    """
    most = settings.max_words * settings.scale
    stretches: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind == BlockKind.HEADING:
            stretches.append([])
        else:
            stretches[-1].append(block)
    known = {unit.said.span: unit for unit in before.units} if before else None
    units = tuple(unit for stretch in stretches for unit in read(stretch, text, language, most, known))
    fitted = scorer("segments")
    found = tuple(gaps(units, language))
    log_odds = fitted.scores([gap.values for gap in found], [gap.words for gap in found])
    return Reading(units, language, (0.0, *log_odds), found)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a document's stretches are cut."""

    least: float
    """Log-odds that a cut must exceed."""
    target: float
    """The usual length of an atom, in words."""
    most: float
    """The greatest length."""
    long: float
    """What a doubling of the length beyond `_LONG` targets costs, times the logarithm of two."""


def terms(settings: SplitSettings, headings: int, words: int) -> Terms:
    """Return the terms for a document of that many headings and words.

    Where its author has set headings, and about as many as there are to be atoms, cuts beside them must be sure.
    """
    target = settings.target_words * settings.scale
    dense = min(1.0, max(0.0, _SPARSE - words / (headings + 1) / target))
    marked = min(1.0, headings / _ENOUGH_HEADINGS) * dense
    least = THRESHOLD + marked * (SURE - THRESHOLD) - _FINENESS_WEIGHT * (settings.fineness - 0.5)
    most = settings.max_words * settings.scale * (1 + marked * (_STRETCH - 1))
    return Terms(least, target, most, _LONG_WEIGHT * (1 - marked))


def cuts(units: Sequence[Unit], log_odds: Sequence[float], on: Terms, language: str) -> list[int]:
    """Return the indexes of units that open a new atom, by the path of the highest sum of gains and fitting lengths.

    Time is linear: only so much is looked back as an atom may hold.
    """
    gains = [_gain(units, index, log_odds[index] - on.least, language) for index in range(len(units))]
    most = on.most
    best = [0.0]
    origin = [0]
    for end in range(1, len(units) + 1):
        best_sum, best_start, size = -inf, end - 1, 0
        for start in range(end - 1, max(-1, end - 1 - _REACH), -1):
            size += units[start].size
            total = best[start] + (gains[start] if start else 0.0) + _fit(size, on)
            if size > most and end - start > 1:
                total -= _TOO_LONG * size / most
            if total > best_sum:
                best_sum, best_start = total, start
            if size > most:
                break
        best.append(best_sum)
        origin.append(best_start)
    found: list[int] = []
    end = len(units)
    while end and origin[end]:
        end = origin[end]
        found.append(end)
    return found[::-1]


def _fit(size: int, on: Terms) -> float:
    """Return how well a length fits: a log-normal prior around the target, and a slope where it gets long."""
    distance = (log(size + _LENGTH_SOFTENER) - log(on.target)) / _LENGTH_SPREAD
    over = max(0.0, log((size + 1) / (_LONG * on.target)))
    return -_LENGTH_WEIGHT * distance * distance / 2 - on.long * over


def _gain(units: Sequence[Unit], index: int, gain: float, language: str) -> float:
    if index == 0:
        return 0.0
    unit, before = units[index], units[index - 1]
    if unit.torn:
        return gain - _TORN
    if unit.kind in _ANNOUNCED and before.text.rstrip().endswith((":", "：")):
        return gain - _HELD
    if before.blocks[-1].kind == BlockKind.RULE:
        return gain + _RULE_BONUS
    return gain - _HELD if cues.echoes(unit.text, language) else gain


def explain(reading: Reading, index: int, settings: SplitSettings) -> Decision:
    """Say why a passage opens with the unit of that index."""
    unit, before = reading.units[index], reading.units[index - 1]
    at = unit.blocks[0].span.start
    if before.blocks[-1].kind == BlockKind.RULE:
        return Decision("cut", at, "a rule before it")
    if unit.torn:
        return Decision("cut", at, f"a paragraph of more than {settings.max_words * settings.scale:.0f} words")
    chance = probability(reading.log_odds[index])
    told = scorer("segments").reasons(reading.gaps[index - 1].values, aspect)
    spoke = "; ".join(told) or "nothing but the lengths of the notes around it"
    return Decision("cut", at, f"the text turns here ({chance:.0%} likely by itself). For it speak: {spoke}")
