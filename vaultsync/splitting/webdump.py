"""A web page saved as plain text: which run of its lines is the article, when menus and teasers stand around it.

The article is one run of lines. Each line speaks for or against being in it by its shape and place, the line a run
starts with and the one it ends with speak too, and the run for which most is said is found in one pass. The weights
are fitted on pages whose article people marked, so that the words of the run are the words they marked (a structured
perceptron; `tools/fit_webdump.py`). The furniture within the run is taken out afterwards.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from vaultsync.markup import furniture
from vaultsync.markup.furniture_words import COMMENTS, FOOTER, NAVIGATION, NEWSLETTER, RELATED, SHARE
from vaultsync.markup.words import count, tokens
from vaultsync.splitting.webdump_weights import AT_END, AT_START, WITHIN

PROSE = 12
"""Words from which a line that ends as a sentence does is prose; it is kept wherever it stands, comments aside."""

_END = re.compile(r"""[.!?…。！？｡؟।։]["'”’»)\]」』）]*$""")
_BULLET = re.compile(r"^(?:[*+\-•·◦▪‣●○■□–»›]|o(?= \S)|\d{1,3}[.)、．])\s*")
_DATED = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b|\d\s*[年月日]")
_WORDY = re.compile(r"[^\W_]")
_INITIAL = re.compile(r"\b[^\W\d_]")
_COMMENTS_AFTER = 80
"""Words of prose that stand before a page's comments; a link to them may stand above the article."""
_BASE = 8
"""Words of a line from which it speaks for the densest run, the article's first estimate."""
_FURNITURE_REACH = 8
_TOPIC_LETTERS = 5
_TITLE_REACH = 15
_TITLE_WORDS = 3, 25
_GAP = 2
"""Lines that may stand between the article and prose that belongs to it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds words, with what its shape says."""

    text: str
    """Without white space around it."""
    gap_before: bool
    """Whether an empty line stands before it."""
    words: int
    ends: bool
    """Whether it ends as a sentence does."""
    bullet: bool
    furniture: str
    """Why it is page furniture by its words; empty where it isn't."""
    dated: bool
    """Whether it is short and holds a date or a time."""

    @property
    def prose(self) -> bool:
        """Whether it is a sentence or more."""
        return self.ends and self.words >= PROSE and not self.furniture

    @property
    def label(self) -> bool:
        """Whether it is long enough for a headline and ends no sentence."""
        return not self.ends and not self.bullet and 6 <= self.words <= 18


def line(text: str, *, gap_before: bool) -> Line:
    """Look at one line."""
    text = text.strip()
    core = _BULLET.sub("", text, count=1)
    words = count(core)
    return Line(
        text=text,
        gap_before=gap_before,
        words=words,
        ends=_END.search(text[-8:]) is not None,
        bullet=len(core) < len(text),
        furniture=furniture.whole(text) or furniture.opening(text),
        dated=words < 15 and _DATED.search(text) is not None,
    )


def is_wordy(text: str) -> bool:
    """Whether a text holds a letter or a digit."""
    return _WORDY.search(text) is not None


def lines_of(texts: Sequence[str]) -> tuple[list[Line], list[int]]:
    """Look at the lines that hold letters or digits; returns them and their places among all."""
    places = [at for at, text in enumerate(texts) if is_wordy(text)]
    gaps = [at > 0 and before + 1 < at for before, at in zip([-1, *places], places, strict=False)]
    return [line(texts[at], gap_before=gap) for at, gap in zip(places, gaps, strict=True)], places


def is_dump(lines: Sequence[Line]) -> bool:
    """Whether a text looks like a web page: furniture of several kinds, and many lines that say little."""
    said = {furniture.key(one.text): one.furniture for one in lines if one.furniture}
    short = sum(1 for one in lines if one.words < 8 and not one.ends)
    return len(said) >= 5 and len(set(said.values())) >= 3 and short * 4 >= len(lines)


def kept(lines: Sequence[Line]) -> list[bool]:
    """Say of each line of a web page whether it belongs to the article."""
    if not lines:
        return []
    first, last = _grown(lines, *best_run(*_scores(lines)))
    keep = [first <= at <= last and not one.furniture for at, one in enumerate(lines)]
    comments = _comments(lines)
    for at, one in enumerate(lines):
        if one.prose and not (at > last and comments[at]):
            keep[at] = True
    return keep


def title(lines: Sequence[Line], keep: Sequence[bool]) -> int | None:
    """Find the page's title: the longest headline close above the first sentences that are kept."""
    text = next((at for at, one in enumerate(lines) if keep[at] and one.prose), 0)
    above = range(max(0, text - _TITLE_REACH), text)
    choices = [at for at in above if _may_be_title(lines[at])]
    return max(choices, key=lambda at: lines[at].words) if choices else None


def _may_be_title(one: Line) -> bool:
    said = not (one.ends or one.bullet or one.furniture or one.dated) and "://" not in one.text
    return said and _TITLE_WORDS[0] <= one.words <= _TITLE_WORDS[1]


def _scores(lines: Sequence[Line]) -> tuple[list[float], list[float], list[float]]:
    within, at_start, at_end = features(lines)
    return (
        [sum(map(float.__mul__, row, WITHIN.values())) for row in within],
        [sum(map(float.__mul__, row, AT_START.values())) for row in at_start],
        [sum(map(float.__mul__, row, AT_END.values())) for row in at_end],
    )


def best_run(within: Sequence[float], at_start: Sequence[float], at_end: Sequence[float]) -> tuple[int, int]:
    """Find the run, by its first and last line, with the highest sum of its lines', its start's and its end's score."""
    best, run = -math.inf, (0, 0)
    sum_, start = -math.inf, 0
    for at, score in enumerate(within):
        if at_start[at] >= sum_:
            sum_, start = at_start[at], at
        sum_ += score
        if sum_ + at_end[at] > best:
            best, run = sum_ + at_end[at], (start, at)
    return run


def _grown(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """Take in prose that stands close by on either side, beyond one line of furniture at most."""
    while (to := _prose_near(lines, range(last + 1, min(len(lines), last + 2 + _GAP)))) is not None:
        last = to
    while (to := _prose_near(lines, range(first - 1, max(-1, first - 2 - _GAP), -1))) is not None:
        first = to
    return first, last


def _prose_near(lines: Sequence[Line], places: range) -> int | None:
    passed = 0
    for at in places:
        if lines[at].prose:
            return at
        passed += bool(lines[at].furniture)
        if passed > 1 or (lines[at].furniture == COMMENTS and places.step > 0):
            return None
    return None


def features(lines: Sequence[Line]) -> tuple[list[list[float]], list[list[float]], list[list[float]]]:
    """Describe each line as a part, as the start and as the end of the article, in the order of the weights' names."""
    return _Page(lines).features()


class _Page:
    """What the description of a line needs to know of the lines around it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._size = len(lines)
        self._copies = Counter(one.text.lower() for one in lines)
        self._core = _densest(lines)
        self._middle = _middle(lines, *self._core)
        self._furniture = [0, *accumulate(bool(one.furniture) for one in lines)]
        self._labels = [0, *accumulate(one.label for one in lines)]
        self._dated = [0, *accumulate(one.dated for one in lines)]
        self._comments = _comments(lines)
        self._bullets = _bullet_runs(lines)
        self._topics = [frozenset(w for w in tokens(one.text.lower()) if len(w) >= _TOPIC_LETTERS) for one in lines]
        self._topic = Counter(word for at in range(*self._core) for word in self._topics[at])

    def features(self) -> tuple[list[list[float]], list[list[float]], list[list[float]]]:
        places = range(self._size)
        return (
            [[float(value) for value in self._within(at)] for at in places],
            [[float(value) for value in self._start(at)] for at in places],
            [[float(value) for value in self._end(at)] for at in places],
        )

    def _within(self, at: int) -> tuple[float, ...]:
        one = self._lines[at]
        above, below = self._passed(at)
        clear = at != self._middle and not above and not below
        prose = one.ends and one.words >= PROSE
        short = one.words < 8
        return (
            1,
            min(one.words, 60) / 60,
            one.words < 3,
            one.words < 10,
            one.ends,
            prose,
            one.ends and one.words >= 25,
            one.bullet and one.words >= 10,
            min(3, math.log1p(self._bullets[at])) if short else 0,
            bool(one.furniture),
            self._is_title_case(one),
            one.dated,
            self._copies[one.text.lower()] > 1,
            self._gap(at) and self._gap(at + 1),
            self._comments[at],
            above,
            below,
            prose * below,
            self._on_topic(at),
            one.label,
            one.label * self._near(self._labels, at) / 5,
            prose and self._near(self._dated, at) > 0,
            clear,
            clear and short,
            short * below,
            short * above,
        )

    def _start(self, at: int) -> tuple[float, ...]:
        one, before = self._lines[at], self._lines[at - 1] if at else None
        return (
            before is not None and bool(before.furniture),
            before is not None and before.dated,
            one.prose,
            self._gap(at),
            one.bullet,
            one.words < 6,
            (self._furniture[at] - self._furniture[max(0, at - 5)]) / 5,
            before is not None and before.bullet,
            at == 0,
        )

    def _end(self, at: int) -> tuple[float, ...]:
        one, after = self._lines[at], self._lines[at + 1] if at + 1 < self._size else None
        reason = after.furniture if after else ""
        return (
            bool(reason),
            reason == COMMENTS,
            reason == RELATED,
            reason in (SHARE, NEWSLETTER),
            reason in (FOOTER, NAVIGATION),
            after is not None and after.words < 6,
            self._gap(at + 1),
            one.prose,
            (self._furniture[min(self._size, at + 6)] - self._furniture[at + 1]) / 5,
            after is not None and after.bullet,
            after is None,
            after is not None and after.prose,
            one.words < 6,
        )

    def _passed(self, at: int) -> tuple[float, float]:
        """Count the furniture between a line above, or below, the middle of the article and that middle, up to 1."""
        above = self._furniture[self._middle] - self._furniture[at] if at < self._middle else 0
        below = self._furniture[at + 1] - self._furniture[self._middle] if at > self._middle else 0
        return min(above, _FURNITURE_REACH) / _FURNITURE_REACH, min(below, _FURNITURE_REACH) / _FURNITURE_REACH

    def _gap(self, at: int) -> bool:
        return at >= self._size or at == 0 or self._lines[at].gap_before

    def _near(self, sums: Sequence[int], at: int) -> int:
        return sums[min(self._size, at + 3)] - sums[max(0, at - 2)]

    def _on_topic(self, at: int) -> float:
        """Say how many of a line's longer words the article's first estimate has elsewhere: 0 to 1."""
        said = self._topics[at]
        if len(said) < 4:
            return 0.0
        own = self._core[0] <= at < self._core[1]
        return sum(self._topic[word] > own for word in said) / len(said)

    @staticmethod
    def _is_title_case(one: Line) -> bool:
        initials = _INITIAL.findall(one.text[:400])
        return len(initials) > 1 and sum(letter.islower() for letter in initials) < 0.35 * len(initials)


def _densest(lines: Sequence[Line]) -> tuple[int, int]:
    """Find the run with most words beyond `_BASE` a line: half-open."""
    best = total = start = 0
    found = (0, 0)
    for at, one in enumerate(lines):
        if total <= 0:
            total, start = 0, at
        total += one.words - _BASE
        if total > best:
            best, found = total, (start, at + 1)
    return found


def _middle(lines: Sequence[Line], start: int, end: int) -> int:
    """Find the line that holds the middle word of a run."""
    half = sum(one.words for one in lines[start:end]) / 2
    seen = 0
    for at in range(start, end):
        seen += lines[at].words
        if seen >= half:
            return at
    return start


def _comments(lines: Sequence[Line]) -> list[bool]:
    """Say of each line whether it stands among the readers' comments."""
    found: list[bool] = []
    prose = 0
    reached = False
    for one in lines:
        found.append(reached)
        prose += one.words if one.prose else 0
        reached = reached or (one.furniture == COMMENTS and prose >= _COMMENTS_AFTER)
    return found


def _bullet_runs(lines: Sequence[Line]) -> list[int]:
    """Count for each list item the items of its list; 0 for other lines."""
    runs = [0] * len(lines)
    start = 0
    while start < len(lines):
        end = start + 1
        if lines[start].bullet:
            while end < len(lines) and lines[end].bullet and not lines[end].gap_before:
                end += 1
            runs[start:end] = [end - start] * (end - start)
        start = end
    return runs
