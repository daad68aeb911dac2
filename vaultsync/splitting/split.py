"""A document becomes atoms: debris set aside, hidden headings freed, passages cut, titled and put into an outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaultsync.markup.blocks import plain
from vaultsync.markup.words import guess_language
from vaultsync.model import (
    FRONTMATTER_REASON,
    TITLE_REASON,
    Atom,
    Block,
    BlockKind,
    Decision,
    Document,
    Exclusion,
    Split,
)
from vaultsync.splitting import boilerplate, headings, titles
from vaultsync.splitting.byline import bylines
from vaultsync.splitting.sections import Passage, parents, passages
from vaultsync.splitting.segments import Reading, survey
from vaultsync.splitting.settings import GRANULARITIES, SplitSettings
from vaultsync.splitting.tearing import loosen
from vaultsync.splitting.title_evidence import Spread

__all__ = ["GRANULARITIES", "SplitSettings", "content", "split"]

_SAMPLE = 5000
_QUOTED = 8
"""Words of a line that tell a reader which it is."""
_UNTITLED = "Untitled"
_UNSEEN = re.compile(r"\s*<(style|script)\b[^>]*>.*?</\1\s*>\s*\Z", re.IGNORECASE | re.DOTALL)
"""What a page holds for the browser and shows nobody."""
_FAR_MORE = 2
"""How many times as long as the first one a section must be to give its heading to what both were joined into."""
_MANY = 3
"""So many sections under the same heading are not told apart by it."""


def split(
    document: Document,
    settings: SplitSettings = SplitSettings(),  # noqa: B008
    shared: frozenset[str] = frozenset(),
) -> Split:
    """Cut a document into atoms and exclusions that cover its text exactly once (rule 1).

    `shared` is what it has in common with many other sources of its folders (`recurring.recurring`). Pure and
    deterministic; any text is accepted. Time is linear in the text.
    """
    document, blocks, excluded = content(document, shared)
    language = document.metadata.language or guess_language(_sample(blocks))
    reading = survey(blocks, document.text, language, settings)
    freed = headings.free(document, blocks, reading)
    if freed.decisions:
        reading = survey(freed.blocks, document.text, language, settings, reading)
    listed, cuts = passages(freed.blocks, reading, settings)
    atoms, named = _atoms(listed, reading, document.metadata.title)
    found = {one.at for one in freed.decisions}
    cuts = [one for one in cuts if one.kind != "cut" or one.at not in found]
    decisions = [*freed.decisions, *cuts, *named, *(_told(one) for one in excluded)]
    return Split(
        title=document.metadata.title or (atoms[0].title if atoms else _UNTITLED),
        atoms=atoms,
        exclusions=excluded,
        decisions=tuple(sorted(decisions, key=lambda one: (one.at, one.kind))),
    )


def content(
    document: Document, shared: frozenset[str] = frozenset()
) -> tuple[Document, tuple[Block, ...], tuple[Exclusion, ...]]:
    """Return the refined document, its blocks that are content, and the rest as exclusions; together they tile it."""
    seen = boilerplate.look(document, shared)
    refined = boilerplate.refine(document, seen)
    reasons = boilerplate.debris(refined, seen if refined is document else boilerplate.look(refined, shared))
    document = refined
    signed = bylines(document)
    kept: list[Block] = []
    excluded: list[Exclusion] = []
    for index, block in enumerate(document.blocks):
        if block.kind == BlockKind.FRONTMATTER:
            reason = FRONTMATTER_REASON
        elif block.span == document.metadata.title_span:
            reason = TITLE_REASON
        elif index in signed:
            reason = "byline"
        elif block.kind == BlockKind.BLANK:
            reason = "blank"
        elif block.kind == BlockKind.HTML and (unseen := _UNSEEN.match(block.markdown)):
            reason = unseen[1].lower()
        else:
            reason = reasons.get(index, "")
        if reason:
            excluded.append(Exclusion(block.span, reason, block.markdown))
        else:
            kept.append(block)
    return document, loosen(kept, document.text), _joined(excluded)


def _joined(excluded: Sequence[Exclusion]) -> tuple[Exclusion, ...]:
    """Join exclusions that touch and have one reason."""
    groups: list[list[Exclusion]] = []
    for one in excluded:
        if groups and groups[-1][-1].span.end == one.span.start and groups[-1][-1].reason == one.reason:
            groups[-1].append(one)
        else:
            groups.append([one])
    return tuple(
        Exclusion(one[0].span._replace(end=one[-1].span.end), one[0].reason, "\n\n".join(part.markdown for part in one))
        for one in groups
    )


def _sample(blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    size = 0
    for block in blocks:
        if size >= _SAMPLE:
            break
        if block.kind != BlockKind.CODE:
            parts.append(block.markdown[:_SAMPLE])
            size += len(parts[-1])
    return "\n\n".join(parts)


def _told(excluded: Exclusion) -> Decision:
    """Say why a passage is left out, in the words that it opens and ends with."""
    lines = [line for line in plain(excluded.markdown).split("\n") if any(map(str.isalnum, line))]
    if excluded.reason in (FRONTMATTER_REASON, TITLE_REASON) or not lines:
        return Decision("exclusion", excluded.span.start, excluded.reason)
    shown = [_quoted(line) for line in dict.fromkeys((lines[0], lines[-1]))]
    return Decision("exclusion", excluded.span.start, f"{excluded.reason}: {' … '.join(shown)}")


def _quoted(line: str) -> str:
    words = line.split()
    return f"“{' '.join(words[:_QUOTED])}{'…' if len(words) > _QUOTED else ''}”"


@dataclass(slots=True)
class _Taken:
    """Titles that the document's atoms have so far."""

    keys: set[str]
    numbers: Counter[str]

    def number(self, title: str) -> str:
        """Return the title with the first number that makes it one of its own."""
        while True:
            self.numbers[title] += 1
            numbered = f"{title} ({self.numbers[title] + 1})"
            if self.take(numbered):
                return numbered

    def take(self, title: str) -> bool:
        key = titles.unique_key(title)
        if not title or key in self.keys:
            return False
        self.keys.add(key)
        return True


def _atoms(listed: Sequence[Passage], reading: Reading, whole: str) -> tuple[tuple[Atom, ...], list[Decision]]:
    spread = Spread.of(reading.units)
    above = parents(listed)
    taken = _Taken(set(), Counter())
    # The author's headings come first, so that no claim takes their words.
    heads = Counter(titles.unique_key(one.title) for passage in listed for one in passage.headings)
    own = [_own_title(passage, taken, heads) for passage in listed]
    atoms: list[Atom] = []
    decisions: list[Decision] = []
    for index, passage in enumerate(listed):
        parent = above[index]
        blocks = passage.blocks()
        heading, reason = own[index], "the author's heading"
        title = heading
        if not title:
            over = atoms[parent].title if parent is not None else whole
            title, reason = _claimed_title(passage, spread, reading.language, taken, over)
        shown_in_title = heading and blocks[0].kind == BlockKind.HEADING and titles.of_heading(blocks[0]) == heading
        atoms.append(
            Atom(
                title=title,
                level=1 if parent is None else atoms[parent].level + 1,
                parent=parent,
                blocks=blocks,
                title_blocks=1 if shown_in_title else 0,
                author_title=bool(heading),
            )
        )
        decisions.append(Decision("title", passage.start, f"“{title}”: {reason}"))
    return tuple(atoms), decisions


def _own_title(passage: Passage, taken: _Taken, heads: Mapping[str, int]) -> str:
    """Return the heading that the author gave: of headings over headings the one that stands over the text.

    Of short sections that were joined it is the first one's, unless another has far more to say. A heading that many
    sections have (`heads` counts them) says what kind of text they are, or who speaks, and names none of them.
    """
    if not passage.heads:
        return ""
    over: list[Block] = []
    sizes: list[tuple[int, list[Block]]] = []
    for found, units in passage.parts:
        over = [*over, *found]
        if size := sum(unit.size for unit in units):
            sizes.append((size, over))
            over = []
    most, longest = max(sizes, key=lambda one: one[0], default=(0, []))
    first, opening = sizes[0] if sizes else (0, over)
    told = longest if longest and most > _FAR_MORE * first else opening
    for heading in (*told[::-1], *passage.headings):
        title = titles.of_heading(heading)
        if heads[titles.unique_key(heading.title)] < _MANY and taken.take(title):
            return title
    return ""


def _claimed_title(passage: Passage, spread: Spread, language: str, taken: _Taken, over: str) -> tuple[str, str]:
    first = ""
    for choice in titles.claims(passage.units, spread, language):
        first = first or choice.text
        if taken.take(choice.text):
            return choice.text, choice.reason
    stem = first or next((heading.title for heading in passage.headings), "") or over or _UNTITLED
    return stem if taken.take(stem) else taken.number(stem), "nothing else is said in it"
