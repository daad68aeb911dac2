"""Passages and the outline they stand in: cut at headings and turns, tiny ones joined with their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from vaultsync.markup.words import count, fold
from vaultsync.model import Block, BlockKind, Decision
from vaultsync.splitting import segments
from vaultsync.splitting.reading import Unit
from vaultsync.splitting.segments import Reading, Terms
from vaultsync.splitting.settings import SplitSettings
from vaultsync.splitting.tearing import mend
from vaultsync.splitting.typography import heading_title

_REFERENCES = frozenset(
    [
        *"references reference bibliography sources literature links referenzen literatur quellen".split(),
        *"literaturverzeichnis quellenverzeichnis bibliographie références sources fuentes referencias".split(),
        *"bibliografía bibliografia referências fontes riferimenti fonti bronnen литература источники ссылки".split(),
        *"المراجع المصادر 参考文献 参考资料 参考 參考文獻 出典".split(),
        *("works cited", "further reading", "sources and references", "notes and references", "weiterführende links"),
        *("lectures complémentaires", "список литературы"),
    ]
)
"""Headings, folded, over lists of what was read elsewhere."""

_REFERENCE = re.compile(r"https?://|\bwww\.|\b(?:1[5-9]|20)\d\d\b|\bpp?\. ?\d")
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """What becomes an atom."""

    level: int
    """Of its heading; 0 before the first one. A passage that goes on with a section has the section's level."""
    parts: tuple[tuple[tuple[Block, ...], tuple[Unit, ...]], ...]
    """Headings and what they stand over, in source order."""
    heads: bool
    """Whether it opens a section; otherwise it goes on with one."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """What it says, headings left out."""
        return tuple(unit for _, units in self.parts for unit in units)

    @property
    def headings(self) -> tuple[Block, ...]:
        """The headings over it and in it."""
        return tuple(heading for headings, _ in self.parts for heading in headings)

    @property
    def size(self) -> int:
        """How many words it has, headings left out."""
        return sum(unit.size for _, units in self.parts for unit in units)

    @property
    def start(self) -> int:
        """Offset of its first block."""
        headings, units = self.parts[0]
        return headings[0].span.start if headings else units[0].blocks[0].span.start

    def blocks(self) -> tuple[Block, ...]:
        """Its blocks in source order, pieces of one block that stayed together joined again."""
        return tuple(block for headings, units in self.parts for block in (*headings, *_mended(units)))


def passages(
    blocks: Sequence[Block], reading: Reading, settings: SplitSettings
) -> tuple[list[Passage], list[Decision]]:
    """Cut a document's blocks, which tile the text that `reading` read, into the passages that become its atoms."""
    found = sum(block.kind == BlockKind.HEADING for block in blocks)
    on = segments.terms(settings, found, sum(unit.size for unit in reading.units))
    cut, decisions = _cut(_sections(blocks, reading), reading, settings, on)
    joined, joins = _join(cut, settings)
    return joined, decisions + joins


def parents(listed: Sequence[Passage]) -> list[int | None]:
    """Return the index of the passage that each one stands under."""
    found: list[int | None] = []
    open_heads: list[int] = []
    for index, passage in enumerate(listed):
        if passage.heads:
            while open_heads and listed[open_heads[-1]].level >= passage.level:
                open_heads.pop()
            found.append(open_heads[-1] if open_heads else None)
            if passage.level:
                open_heads.append(index)
        else:
            found.append(open_heads[-1] if open_heads else None)
    return found


@dataclass(frozen=True, slots=True)
class _Section:
    headings: tuple[Block, ...]
    first: int
    """Index of its first unit in the reading."""
    last: int


def _sections(blocks: Sequence[Block], reading: Reading) -> Iterator[_Section]:
    """Yield each heading with the units up to the next one; first what stands before all headings."""
    headings = [block for block in blocks if block.kind == BlockKind.HEADING]
    starts = [unit.blocks[0].span.start for unit in reading.units]
    at = 0
    for index, heading in enumerate([None, *headings]):
        end = headings[index].span.start if index < len(headings) else None
        first = at
        while at < len(starts) and (end is None or starts[at] < end):
            at += 1
        if heading is not None or at > first:
            yield _Section((heading,) if heading else (), first, at)


def _cut(
    sections: Iterator[_Section], reading: Reading, settings: SplitSettings, on: Terms
) -> tuple[list[Passage], list[Decision]]:
    found: list[Passage] = []
    decisions: list[Decision] = []
    for section in sections:
        units = reading.units[section.first : section.last]
        level = section.headings[0].level if section.headings else 0
        cuts: list[int] = []
        if not _is_looked_up(section.headings, units):
            cuts = segments.cuts(units, reading.log_odds[section.first : section.last], on, reading.language)
        for start, end in zip([0, *cuts], [*cuts, len(units)], strict=True):
            found.append(Passage(level, ((section.headings if not start else (), units[start:end]),), not start))
            if start:
                decisions.append(segments.explain(reading, section.first + start, settings))
        if section.headings:
            heading = section.headings[0]
            decisions.append(Decision("cut", heading.span.start, f"the author's heading, level {level}"))
    return found, decisions


def _is_looked_up(headings: Sequence[Block], units: Sequence[Unit]) -> bool:
    """Whether a section is a list of references: one thing, in which a reader looks something up."""
    if not any(fold(heading_title(heading.title)) in _REFERENCES for heading in headings):
        return False
    return sum(_REFERENCE.search(unit.text) is not None for unit in units) >= _MOSTLY * len(units)


@dataclass(slots=True)
class _Draft:
    """A passage while others may still join it."""

    level: int
    parts: list[tuple[tuple[Block, ...], tuple[Unit, ...]]]
    heads: bool
    body: int
    """Words, headings left out."""
    total: int

    def add(self, other: _Draft) -> None:
        self.parts += other.parts
        self.body += other.body
        self.total += other.total


def _join(cut: Sequence[Passage], settings: SplitSettings) -> tuple[list[Passage], list[Decision]]:
    """Join tiny passages: with the sub-section that follows, else with the passage before, else with the next one."""
    tiny, most = settings.min_words * settings.scale, settings.max_words * settings.scale
    joined: list[_Draft] = []
    decisions: list[Decision] = []
    carried: _Draft | None = None
    drafts = [_draft(passage) for passage in cut]
    for draft, after in zip(drafts, [*drafts[1:], None], strict=False):
        here = draft
        if carried is not None:
            carried.add(here)
            carried.level = here.level
            here, carried = carried, None
        before = joined[-1] if joined else None
        # What no heading keeps apart has no name either, and is too little to make any section too long.
        nameless = here.body == here.total
        fits_after = after is not None and after.heads and (nameless or here.total + after.total <= most)
        if here.body >= tiny:
            joined.append(here)
        elif after is not None and fits_after and after.level > here.level:
            decisions.append(_joined(here, "goes with what follows"))
            carried = here
        elif before is not None and here.level >= before.level and before.total + here.total <= most:
            decisions.append(_joined(here, "goes with what stands before it"))
            before.add(here)
        elif after is not None and fits_after and after.level == here.level:
            decisions.append(_joined(here, "goes with what follows"))
            carried = here
        else:
            joined.append(here)
    return [Passage(one.level, tuple(one.parts), one.heads) for one in joined], decisions


def _draft(passage: Passage) -> _Draft:
    over = sum(count(heading.title) for heading in passage.headings)
    return _Draft(passage.level, list(passage.parts), passage.heads, passage.size, passage.size + over)


def _joined(draft: _Draft, how: str) -> Decision:
    headings, units = draft.parts[0]
    start = headings[0].span.start if headings else units[0].blocks[0].span.start
    return Decision("join", start, f"only {draft.body} words: {how}")


def _mended(units: Sequence[Unit]) -> Iterator[Block]:
    """Yield the units' blocks; runs of pieces of one block are joined."""
    for whole, group in groupby(
        ((block, unit.whole if block is unit.said else None) for unit in units for block in unit.blocks),
        key=lambda pair: None if pair[1] is None else pair[1].span,
    ):
        found = list(group)
        if whole is None:
            yield from (block for block, _ in found)
        elif (owner := found[0][1]) is not None:
            yield mend([block for block, _ in found], owner)
