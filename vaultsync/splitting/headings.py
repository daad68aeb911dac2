"""Headings that hide in running text are found and cut free: lines, bold openings, sentences that head a passage.

Each lead is judged by itself, then once more beside the document's other leads: authors head their passages in one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from vaultsync.model import Block, BlockKind, Decision, Document, Span
from vaultsync.splitting.evidence import Judged, Surroundings, beside, judge
from vaultsync.splitting.leads import Form, Lead, cut_after, leads
from vaultsync.splitting.numbering import number_depth
from vaultsync.splitting.parallel import skeleton
from vaultsync.splitting.scorer import HOPELESS, probability, scorer
from vaultsync.splitting.segments import Reading
from vaultsync.splitting.typography import heading_title

THRESHOLD = -2.0
"""Log-odds from which a lead is taken for a heading."""

TOGETHER = 2.0
"""What the positive log-odds of a document's leads of one making must come to: one doubtful heading is none."""

LIKELY = 0.0
"""Log-odds from which others that are cast in a heading's mould are taken for headings too."""

_CERTAIN = 9.0
_GIVEN = 3
"""With so many headings marked by the author, only bold and underlined lines are taken for more of them."""

_MARKED = (Form.BOLD, Form.UNDERLINED)
_OWN_LINE = (Form.ALONE, Form.LINE, Form.UNDERLINED)


@dataclass(frozen=True, slots=True)
class Freed:
    """A document's blocks with its hidden headings cut free."""

    blocks: tuple[Block, ...]
    count: int
    """How many headings there are now, those that the author marked included."""
    decisions: tuple[Decision, ...]


def free(document: Document, blocks: Sequence[Block], reading: Reading) -> Freed:
    """Cut the hidden headings of `blocks` free, each as a heading block of its own; the blocks still tile their text.

    `reading` is what the blocks that aren't headings say.
    """
    given = sum(block.kind == BlockKind.HEADING for block in blocks)
    chosen = _chosen(document, blocks, reading, given)
    upper = any(lead.form in _OWN_LINE for lead, _ in chosen.values())
    freed: list[Block] = []
    decisions: list[Decision] = []
    level = 0
    for index, block in enumerate(blocks):
        level = block.level if block.kind == BlockKind.HEADING else level
        pieces: tuple[Block, ...] = ()
        if index in chosen:
            lead, log_odds = chosen[index]
            below = 1 + (upper and lead.form not in _OWN_LINE) + number_depth(lead.text)
            pieces = _cut(document, block, lead, min(6, level + below))
            if pieces:
                reason = f"heading found: {lead.form} ({probability(log_odds):.0%} sure)"
                decisions.append(Decision("cut", block.span.start, reason))
        freed += pieces or (block,)
    return Freed(tuple(freed), given + len(decisions), tuple(decisions))


def weigh(found: Sequence[Lead], blocks: Sequence[Block], reading: Reading) -> tuple[list[Judged], list[float]]:
    """Return the leads found in the blocks with their log-odds of being headings."""
    judged = judge(found, surroundings(blocks, reading))
    if not judged:
        return [], []
    first, last = scorer("leads"), scorer("headings")
    words = [set(one.words) for one in judged]
    own = first.scores([one.values for one in judged], words)
    beyond = last.scores(beside(judged, own, len(reading.units)), words)
    log_odds = [both if alone > HOPELESS else alone for both, alone in zip(beyond, own, strict=True)]
    return judged, [
        _CERTAIN if one.lead.form == Form.UNDERLINED else value for one, value in zip(judged, log_odds, strict=True)
    ]


def sources_of(document: Document, blocks: Sequence[Block]) -> list[str]:
    """Return what is looked at for leads: the author's own text, but of a page its Markdown."""
    if document.format == "html":
        return [block.markdown for block in blocks]
    return [document.text[block.span.start : block.span.end] for block in blocks]


def surroundings(blocks: Sequence[Block], reading: Reading) -> Surroundings:
    """Return what the document shows around the leads of `blocks`."""
    by_start = {unit.said.span.start: index for index, unit in reversed(list(enumerate(reading.units)))}
    places = [by_start.get(block.span.start, -1) for block in blocks]
    return Surroundings(reading.units, places, reading.log_odds, reading.language)


def _chosen(document: Document, blocks: Sequence[Block], reading: Reading, given: int) -> dict[int, tuple[Lead, float]]:
    """Return the best lead of each block that is likely headed by one, with its log-odds."""
    best: dict[int, tuple[Lead, float]] = {}
    found = leads(blocks, sources_of(document, blocks))
    if given >= _GIVEN and not any(lead.form in _MARKED for lead in found):
        return {}
    judged = list(zip(*weigh(found, blocks, reading), strict=True))
    for one, value in judged:
        lead = one.lead
        likely = value > THRESHOLD and (given < _GIVEN or lead.form in _MARKED)
        if likely and (lead.index not in best or value > best[lead.index][1]):
            best[lead.index] = (lead, value)
    if given < _GIVEN:
        _add_parallel(best, judged, reading.language)
    together: dict[str, float] = defaultdict(float)
    for lead, value in best.values():
        together[_making(lead)] += max(0.0, value)
    return {index: found for index, found in best.items() if together[_making(found[0])] > TOGETHER}


def _add_parallel(best: dict[int, tuple[Lead, float]], judged: Sequence[tuple[Judged, float]], language: str) -> None:
    """Take the leads in that are cast in the mould of a likely heading: authors repeat themselves."""
    moulds: dict[tuple[str, ...], float] = {}
    for lead, value in best.values():
        if value > LIKELY and _making(lead) == "run in" and (mould := skeleton(lead.text, language)):
            moulds[mould] = max(value, moulds.get(mould, value))
    for one, _ in judged if moulds else ():
        if one.lead.index not in best and _making(one.lead) == "run in":
            likeness = moulds.get(skeleton(one.lead.text, language))
            if likeness is not None:
                best[one.lead.index] = (one.lead, likeness)


def _making(lead: Lead) -> str:
    if lead.form == Form.BOLD:
        return "bold"
    return "own line" if lead.form in _OWN_LINE else "run in"


def _cut(document: Document, block: Block, lead: Lead, level: int) -> tuple[Block, ...]:
    """Return the heading and the rest of a block, or nothing if the place of the cut can't be found in the source."""
    title = heading_title(lead.text) or lead.text
    if not lead.rest:
        return (_heading(document, block, block.span, block.markdown, level, title),)
    at = cut_after(document.text[block.span.start : block.span.end], lead.raw)
    shown = cut_after(block.markdown, lead.raw)
    if not at or not shown or block.span.start + at >= block.span.end:
        return ()
    middle = block.span.start + at
    # What was a list of one item by its number is a paragraph without it.
    rest = Block(BlockKind.PARAGRAPH, Span(middle, block.span.end), block.markdown[shown:], hint=block.hint)
    return _heading(document, block, Span(block.span.start, middle), block.markdown[:shown].strip(), level, title), rest


def _heading(document: Document, block: Block, span: Span, markdown: str, level: int, title: str) -> Block:
    if document.format == "text":
        markdown = f"{'#' * level} {' '.join(markdown.split())}"
    return Block(BlockKind.HEADING, span, markdown, level=level, title=title, hint=block.hint)
