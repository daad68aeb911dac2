"""Which blocks of a document are debris: what web pages and apps leave around a text that was saved or pasted.

HTML says it by itself (`Block.hint`). Text and Markdown are judged line by line: by the words of page furniture, by
shape, and by place; of any format, by what many sources of a folder have in common (`repeated`). Of a text that is no
web page only a tail and a head that are clearly furniture are set aside, and of Markdown only whole blocks. A paragraph
of real sentences is always kept, readers' comments and what many sources repeat at their edges aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from vaultsync.markup import furniture
from vaultsync.markup.furniture_words import COMMENTS, RELATED
from vaultsync.markup.lines import lines
from vaultsync.model import TITLE_REASON, Block, BlockKind, Document, Span
from vaultsync.sources import text_escapes
from vaultsync.sources.text import retitled
from vaultsync.splitting import repeated, webdump
from vaultsync.splitting.webdump import Line

MAIN = "main"
ABOVE = "page header"
BELOW = "page footer"
BESIDE = "aside"
_NOTES = "heading of the footnotes"

_JUDGED = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.HEADING, BlockKind.QUOTE, BlockKind.RULE})
"""Kinds of blocks that may be furniture; any other is content, and ends the search for a tail."""
_BY_LINE = frozenset({BlockKind.LIST, BlockKind.CODE})
"""Kinds whose lines are judged one by one in any document."""
_ASIDE = frozenset({BlockKind.BLANK, BlockKind.REFERENCE, BlockKind.FOOTNOTE})
_SILENT = _ASIDE | {BlockKind.FRONTMATTER, BlockKind.RULE, BlockKind.COMMENT}
"""Kinds that say nothing of a document, whatever stands around them."""
_CLEAR = 3
"""Lines of clear furniture that make a tail or a head."""
_SHARE = 0.7
"""Share of a tail's or head's lines that must be accounted for."""
_HEAD = 40
"""Lines from the top among which a head is looked for."""
_LONG = 20
"""Words from which a line is content though no sentence ends there."""
_WRAP_SLACK = 0.75
_WRAP_WIDTHS = range(40, 131)
_MARKED = 300
"""Characters of a block that may mark where a text starts or ends."""
_MARK = re.compile(r"\*{3}\s*(START|END) OF (?:THE|THIS) [^*]{1,200}\*{3}\s*\Z")
_OPENS_A_LIST = re.compile(r"(?:>>|»|≫|》|▼|↓)\s*$")
_SCRIPT = re.compile(
    r"(?P<latin>[A-Za-zÀ-ɏ]+)|(?P<cyrillic>[Ѐ-ӿ]+)|(?P<greek>[Ͱ-Ͽ]+)|(?P<hebrew>[֐-׿]+)|(?P<arabic>[؀-ۿ]+)"
    r"|(?P<devanagari>[ऀ-ॿ]+)|(?P<thai>[฀-๿]+)|(?P<east>[぀-ヿ㐀-鿿가-힯]+)"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line with words in it, or a paragraph whose lines are wrapped."""

    block: int
    span: Span
    line: Line


class _Judged(NamedTuple):
    """What is said of the units of a document."""

    verdicts: list[str]
    """Of each why it is debris; empty where it is content."""
    title: int | None
    """Of a web page the unit that is its title, if one is."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of a document's lines."""

    units: Sequence[_Unit]
    judged: _Judged
    repeated: Mapping[Span, str] = field(default_factory=dict)
    """Units, and blocks that have none, that stand in many other sources, with the reasons."""


def look(document: Document, shared: frozenset[str] = frozenset()) -> Sight:
    """Look at the lines of a text or of Markdown and judge them; of a page only what others repeat is to be seen.

    `shared` is what the document has in common with many other sources (`recurring.recurring`).
    """
    is_page = document.format == "html"
    units = [] if is_page else _units(document)
    judged = _Judged([], None) if is_page else _judge(document, units)
    if not shared:
        return Sight(units, judged)
    found = repeated.furniture(_pieces(document, units, judged.verdicts), shared, document.metadata.title_span)
    verdicts = [reason or found.get(unit.span, "") for unit, reason in zip(units, judged.verdicts, strict=True)]
    return Sight(units, judged._replace(verdicts=verdicts), found)


def edges(document: Document) -> repeated.Edges:
    """Return what a document says at its edges, to be compared with other sources."""
    reasons: Sequence[str] = ()
    spans: Sequence[tuple[int, Span]] = ()
    if document.format != "html":
        spans = [(at, span) for at, span, _ in _spans(document)]
        reasons = [""] * len(spans)
    return repeated.edges(list(_laid_out(document, spans, reasons)))


def _pieces(document: Document, units: Sequence[_Unit], reasons: Sequence[str]) -> list[repeated.Piece]:
    return list(_laid_out(document, [(unit.block, unit.span) for unit in units], reasons))


def _laid_out(
    document: Document, spans: Sequence[tuple[int, Span]], reasons: Sequence[str]
) -> Iterator[repeated.Piece]:
    """Yield a document's units in their order, and its blocks that hold none; of a page, its blocks."""
    at = 0
    for index, block in enumerate(document.blocks):
        if at == len(spans) or spans[at][0] != index:
            debris = block.hint if block.hint != MAIN else ""
            if block.kind not in _SILENT and not (document.format != "html" and block.kind in _JUDGED):
                yield repeated.Piece(block.span, block.kind, block.markdown, debris)
            continue
        while at < len(spans) and spans[at][0] == index:
            span = spans[at][1]
            yield repeated.Piece(span, block.kind, document.text[slice(*span)], reasons[at])
            at += 1


def debris(document: Document, seen: Sight | None = None) -> dict[int, str]:
    """Return the indexes of the blocks that are no content, each with the reason in words a reader understands.

    `seen` is what `look` found in the document.
    """
    seen = seen or look(document)
    found = {at: seen.repeated[block.span] for at, block in enumerate(document.blocks) if block.span in seen.repeated}
    found |= {at: block.hint for at, block in enumerate(document.blocks) if block.hint and block.hint != MAIN}
    if document.format == "html":
        return dict(sorted(found.items()))
    reasons: dict[int, list[str]] = {}
    for unit, reason in zip(seen.units, seen.judged.verdicts, strict=True):
        reasons.setdefault(unit.block, []).append(reason)
    found |= {block: said[0] for block, said in reasons.items() if all(said)}
    found |= _outside(document)
    found |= dict.fromkeys(_over_footnotes(document.blocks), _NOTES)
    _add_wordless(document, reasons, found)
    return dict(sorted(found.items()))


def _outside(document: Document) -> dict[int, str]:
    """Return the blocks outside of the lines with which a publisher marks where a text starts and where it ends.

    As Project Gutenberg does: its licence and what it says of the file stand above and below them. Where one of the two
    is missing, or stands there twice, nothing is outside.
    """
    marks = [
        (at, mark[1]) for at, block in enumerate(document.blocks) if (mark := _MARK.match(_written(document, block)))
    ]
    if [said for _, said in marks] != ["START", "END"]:
        return {}
    (start, _), (end, _) = marks
    above = {at: ABOVE for at in range(start + 1) if document.blocks[at].kind not in _SILENT}
    return above | {at: BELOW for at in range(end, len(document.blocks)) if document.blocks[at].kind not in _SILENT}


def _over_footnotes(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the indexes of headings over nothing but footnotes, which stand in the notes that cite them."""
    heading, bare, notes, said = 0, False, False, False
    for at, block in enumerate(blocks):
        if block.kind == BlockKind.HEADING:
            if bare and notes:
                yield heading
            heading, bare, notes = at, said, False
        elif block.kind == BlockKind.FOOTNOTE:
            notes = True
        elif block.kind not in _SILENT:
            bare, said = False, True
    if bare and notes:
        yield heading


def _written(document: Document, block: Block) -> str:
    return document.text[block.span.start : min(block.span.end, block.span.start + _MARKED)].strip()


def refine(document: Document, seen: Sight | None = None) -> Document:
    """Cut the blocks of a text in which debris and content touch, so that each block is one or the other.

    `seen` is what `look` found in the document, which is returned itself where there is nothing to do.
    """
    if document.format != "text":
        return document
    seen = seen or look(document)
    units, judged = seen.units, seen.judged
    marks = list(judged.verdicts)
    title = None if judged.title is None else units[judged.title]
    if title and _is_title_debris(document, units, judged):
        marks[judged.title or 0] = TITLE_REASON
        shown = " ".join(title.line.text.split())
        document = replace(document, metadata=replace(document.metadata, title=shown, title_span=title.span))
    cuts: dict[int, list[int]] = {}
    for (before, was), (after, is_) in pairwise(zip(units, marks, strict=True)):
        if before.block == after.block and was != is_:
            cuts.setdefault(after.block, []).append(after.span.start)
    if cuts:
        blocks: list[Block] = []
        for at, block in enumerate(document.blocks):
            blocks += _cut(document.text, block, cuts[at]) if at in cuts else [block]
        document = replace(document, blocks=tuple(blocks))
    if seen.repeated and title is None:
        document = _retitled(document, seen.repeated)
    return document


def _retitled(document: Document, found: Mapping[Span, str]) -> Document:
    """Read a text's head below the furniture that stands above it, where its title was taken from that or not found."""
    taken, starts = document.metadata.title_span, {span.start for span in found}
    if taken is not None and taken.start not in starts:
        return document
    return retitled(document, [block for block in document.blocks if block.span.start not in starts])


def _is_title_debris(document: Document, units: Sequence[_Unit], judged: _Judged) -> bool:
    """Whether the title that a document has was taken from furniture."""
    taken = document.metadata.title_span
    return taken is not None and any(
        reason and unit.span.start < taken.end and taken.start < unit.span.end
        for unit, reason in zip(units, judged.verdicts, strict=True)
    )


def _cut(text: str, block: Block, cuts: Sequence[int]) -> list[Block]:
    bounds = [block.span.start, *cuts, block.span.end]
    pieces: list[Block] = []
    for start, end in pairwise(bounds):
        written = text[start:end].strip("\r\n")
        if block.kind == BlockKind.LIST:
            shown = text_escapes.inline(text_escapes.dedented(written))
        else:
            shown = text_escapes.paragraph(written)
        pieces.append(replace(block, span=Span(start, end), markdown=shown))
    return pieces


def _units(document: Document) -> list[_Unit]:
    text = document.text
    return [_Unit(at, span, webdump.line(text[slice(*span)], gap_before=gap)) for at, span, gap in _spans(document)]


def _spans(document: Document) -> Iterator[tuple[int, Span, bool]]:
    """Yield the lines with words in them, or wrapped paragraphs: their block, place, and whether a gap is before."""
    by_line = not _is_wrapped(document.text)
    gap = False
    for at, block in enumerate(document.blocks):
        if not _is_judged(document, block):
            gap = True
            continue
        spans = lines(document.text[slice(*block.span)])
        one_unit = not by_line and block.kind not in _BY_LINE
        if one_unit:
            spans = [Span(0, block.span.end - block.span.start)]
        for start, end in spans:
            span = Span(block.span.start + start, block.span.start + end)
            if not webdump.is_wordy(document.text[slice(*span)]):
                gap = True
                continue
            yield at, span, gap
            gap = one_unit


def _is_judged(document: Document, block: Block) -> bool:
    """Whether a block may be furniture: so may indented lines, which Markdown takes for code and app text is not."""
    if block.kind != BlockKind.CODE:
        return block.kind in _JUDGED
    return document.text[slice(*block.span)].lstrip("\r\n")[:1].isspace()


def _is_wrapped(text: str) -> bool:
    """Whether most of the lines that touch others were broken at one width."""
    wrapped = others = 0
    run: list[int] = []
    for start, end in [*lines(text), Span(len(text), len(text))]:
        size = len(text[start:end].rstrip())
        if size:
            run.append(size)
            continue
        if len(run) > 2:
            widest = max(run)
            even = widest in _WRAP_WIDTHS and all(one >= _WRAP_SLACK * widest for one in run[:-1])
            wrapped, others = wrapped + even * len(run), others + (not even) * len(run)
        run = []
    return wrapped > others


def _judge(document: Document, units: Sequence[_Unit]) -> _Judged:
    said = [unit.line for unit in units]
    end = _tail(document, units)
    verdicts = _below(said, end)
    if document.format == "text" and webdump.is_dump(said[:end]):
        keep = webdump.kept(said[:end])
        if any(keep):
            verdicts[:end] = _page(said, keep)
            return _Judged(verdicts, webdump.title(said, keep))
    for at in _head(said[:end]):
        verdicts[at] = said[at].furniture
    return _Judged(verdicts, None)


def _page(said: Sequence[Line], keep: Sequence[bool]) -> list[str]:
    """Say of each line of a web page saved as text why it is not kept."""
    first, last = keep.index(True), len(keep) - 1 - keep[::-1].index(True)
    reason = BELOW
    verdicts: list[str] = []
    for at, (one, kept) in enumerate(zip(said, keep, strict=False)):
        if at > last and one.furniture in (COMMENTS, RELATED):
            reason = one.furniture
        beside = ABOVE if at < first else reason if at > last else one.furniture or BESIDE
        verdicts.append("" if kept else beside)
    return verdicts


def _below(said: Sequence[Line], end: int) -> list[str]:
    """Give the lines of a tail their reasons: their own, or that of the furniture they stand below."""
    verdicts = [""] * end
    reason = BELOW
    for one in said[end:]:
        reason = one.furniture or reason
        verdicts.append(reason)
    return verdicts


def _tail(document: Document, units: Sequence[_Unit]) -> int:
    """Find where the furniture at the end of a text starts; the number of units where there is none."""
    start = len(units)
    solid = max((at for at, block in enumerate(document.blocks) if _is_solid(document, block)), default=-1)
    while start and units[start - 1].block > solid and not _is_content(units[start - 1].line):
        start -= 1
    rest = [unit.line for unit in units[start:]]
    lists = document.format == "text"
    return start + next((at for at, found in enumerate(_tails(rest, document.text, lists=lists)) if found), len(rest))


def _is_solid(document: Document, block: Block) -> bool:
    return not _is_judged(document, block) and block.kind not in _ASIDE


def _is_content(one: Line) -> bool:
    return one.prose or (one.words >= _LONG and not one.furniture)


def _tails(said: Sequence[Line], text: str, *, lists: bool) -> list[bool]:
    """Say of each of a text's last lines whether it and all below are what an app or a page puts there.

    That is so when enough of them are clear furniture, and few are neither furniture nor of another script than the
    text; with `lists` also when the line is a heading of related links that points at the list which ends the text.
    """
    script = _script(text)
    found: list[bool] = []
    clear: set[str] = set()
    told = items = 0
    for size, one in enumerate(reversed(said), start=1):
        written = _script(one.text)
        foreign = written not in (script, "") and not one.bullet
        # Names of services and buttons stand in Latin letters in any text; furniture of other scripts is no chance.
        if _is_clear(one) or (foreign and one.furniture and written != "latin"):
            clear.add(furniture.key(one.text))
        told += bool(one.furniture) or foreign
        listed = items if one.furniture == RELATED else 0
        enough = len(clear) >= _CLEAR and told + listed >= _SHARE * size
        points = lists and listed == size - 1 > 1 and _OPENS_A_LIST.search(one.text) is not None
        found.append(bool(one.furniture) and (enough or points))
        items = items + 1 if one.bullet and not one.ends and not one.furniture and not foreign else 0
    return found[::-1]


def _is_clear(one: Line) -> bool:
    """Whether a line is furniture beyond doubt: of several words, which no list of a text's own has by chance."""
    return one.furniture not in ("", RELATED) and one.words > 1 and not one.prose


def _head(said: Sequence[Line]) -> list[int]:
    """Find the furniture above the first sentences of a text, if most of what stands there is furniture."""
    end = next((at for at, one in enumerate(said[:_HEAD]) if _is_content(one)), 0)
    found = [at for at in range(end) if said[at].furniture]
    clear = {furniture.key(said[at].text) for at in found if _is_clear(said[at])}
    return found if len(clear) >= _CLEAR and len(found) >= _SHARE * end else []


def _script(text: str) -> str:
    """Name the script that most letters of a text are of; empty where it has none of those known."""
    letters: Counter[str] = Counter()
    for found in _SCRIPT.finditer(text[:20_000]):
        letters[found.lastgroup or ""] += len(found[0])
    return max(letters, key=lambda name: (letters[name], name)) if letters else ""


def _add_wordless(document: Document, reasons: dict[int, list[str]], found: dict[int, str]) -> None:
    """Set aside blocks without words (rules, single signs) between, or after, blocks that are set aside."""
    before = ""
    waiting: list[int] = []
    for at, block in enumerate(document.blocks):
        if at in reasons or block.kind not in _JUDGED:
            if at in found:
                found.update(dict.fromkeys(waiting, before))
            before, waiting = found.get(at, ""), []
        elif before:
            waiting.append(at)
    found.update(dict.fromkeys(waiting, before))
