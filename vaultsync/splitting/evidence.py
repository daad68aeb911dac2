"""What speaks for a lead being a heading, as numbers: by itself, and beside the document's other leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt

from vaultsync.markup.words import count, fold, stop_words, tokens
from vaultsync.model import BlockKind
from vaultsync.splitting import cues
from vaultsync.splitting.leads import Form, Lead
from vaultsync.splitting.numbering import number_end
from vaultsync.splitting.reading import Unit, terms_of
from vaultsync.splitting.scorer import probability

_FORMS = tuple(Form)
_RUN_IN = (Form.GLUED, Form.SENTENCE)
_SPEAKERS = frozenset("i we our my us me i'm we're we've i've let's".split())
_READERS = frozenset("you your you're you'll".split())
_NEUTRAL = 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a document shows around its leads."""

    units: Sequence[Unit]
    of_block: Sequence[int]
    """Index of the unit that begins with a block; -1 for blocks that belong to none."""
    opinions: Sequence[float]
    """The segmenter's log-odds of a boundary before each unit."""
    language: str

    def typical_opening(self) -> float:
        """Return the usual length of a unit's first sentence, in words."""
        sizes = sorted(len(unit.words[0]) for unit in self.units if len(unit.words) > 1)
        return float(sizes[len(sizes) // 2]) if sizes else 15.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A lead with its words, and the evidence that it holds by itself."""

    lead: Lead
    words: tuple[str, ...]
    terms: frozenset[str]
    shape: frozenset[str]
    """Its function words: parallel headings share them."""
    values: tuple[float, ...]


OWN_NAMES = (
    *(f"form: {form}" for form in _FORMS),
    "numbered", "capitals", "capitalised words", "lower case", "words", "log words", "question", "exclamation",
    "full stop", "colon", "no stop", "commas", "digits", "quote", "sign",
    *(f"opens with {name}" for name in cues.CLASSES),
    "speaker", "reader", "gerund", "share of function words",
    "rest", "no rest", "sentences in rest", "rest in lower case", "rest takes up", "rest opening takes up",
    "unit before takes up", "unit after takes up", "against typical opening", "against longest line", "lines",
    "list before", "short before", "colon before", "list after", "short after", "paragraph after",
    "first", "last", "opinion", "opinion before", "opinion after", "units", "mean size", "bare line",
    "size after against own", "tight",
)  # fmt: skip


def judge(leads: Sequence[Lead], around: Surroundings) -> list[Judged]:
    """Return the leads with the evidence that each holds by itself."""
    typical = around.typical_opening()
    mean = sum(unit.size for unit in around.units) / max(1, len(around.units))
    return [_judge(lead, around, typical, mean) for lead in leads]


def _judge(lead: Lead, around: Surroundings, typical: float, mean: float) -> Judged:
    bare = lead.text[number_end(lead.text) :]
    listed = tuple(tokens(fold(bare)))
    stops = stop_words(around.language)
    terms = frozenset(terms_of(bare, stops)[1])
    values = (
        *(lead.form == form for form in _FORMS),
        *_shape_values(lead, bare, listed, stops, around.language),
        *_rest_values(lead, terms, around, typical, len(listed)),
        *_neighbour_values(lead, around, mean),
    )
    shape = frozenset(word for word in listed if word in stops) | {f"^{listed[0]}" if listed else ""}
    return Judged(lead, listed, terms, shape, tuple(map(float, values)))


def _shape_values(lead: Lead, bare: str, listed: tuple[str, ...], stops: frozenset[str], language: str) -> list[float]:
    pieces, size = bare.split(), count(bare)
    upper = sum(map(str.isupper, bare))
    capital = upper / (upper + sum(map(str.islower, bare)) or 1)
    later = [piece for piece in pieces[1:] if len(piece) > 3]
    end = bare.rstrip("\"'”’»)」』")[-1:]
    opening = cues.opening(bare, language)
    return [
        bare != lead.text,
        capital,
        sum(piece[:1].isupper() for piece in later) / (len(later) or 1),
        bare[:1].islower(),
        size,
        log(1 + size),
        end in "?？؟" and end != "",
        end in "!！" and end != "",
        end in ".。．" and end != "",
        end in ":：" and end != "",
        end.isalnum(),
        sum(map(bare.count, ",，、;；")),
        sum(map(str.isdigit, bare)) / (len(bare) or 1),
        bare[:1] in '"“‘«「',
        not bare[:1].isalnum() and bare[:1] not in "\"“‘«「([¿¡'",
        *(opening == name for name in cues.CLASSES),
        not _SPEAKERS.isdisjoint(listed),
        not _READERS.isdisjoint(listed),
        bool(listed) and listed[0].endswith("ing"),
        sum(word in stops for word in listed) / (len(listed) or 1),
    ]


def _rest_values(lead: Lead, terms: frozenset[str], around: Surroundings, typical: float, size: int) -> list[float]:
    place = around.of_block[lead.index]
    unit = around.units[place]
    before = around.units[place - 1] if place else None
    after = around.units[place + 1] if place + 1 < len(around.units) else None
    skip = 0 if lead.form in (Form.COLON, Form.LINE, Form.UNDERLINED, Form.BOLD) else 1
    rest = Counter(term for sentence in unit.terms[skip:] for term in sentence)
    if not skip:
        rest.subtract(terms)
    opening = frozenset(unit.terms[skip] if len(unit.terms) > skip else ())
    lines = [len(line) for line in (lead.raw + "\n" + lead.rest[:2000]).split("\n")]
    share = len(terms) + 0.5
    return [
        log(1 + max(0, unit.size - size)),
        not lead.rest,
        min(6, len(unit.sentences) - skip),
        lead.rest[:1].islower(),
        sum(rest[term] > 0 for term in terms) / share,
        len(opening & terms) / share if skip else _NEUTRAL,
        _takes_up(before, terms),
        _takes_up(after, terms),
        log((size + 1) / (typical + 1)),
        len(lead.raw) / max(lines) if lead.form == Form.LINE else _NEUTRAL,
        min(6, len(lines)) if lead.form == Form.LINE else _NEUTRAL,
    ]


def _takes_up(unit: Unit | None, terms: frozenset[str]) -> float:
    if unit is None:
        return 0.0
    found = {term for sentence in unit.terms for term in sentence if term in terms}
    return len(found) / (len(terms) + 0.5)


def _neighbour_values(lead: Lead, around: Surroundings, mean: float) -> list[float]:
    place = around.of_block[lead.index]
    units, opinions = around.units, around.opinions
    before = units[place - 1] if place else None
    after = units[place + 1] if place + 1 < len(units) else None
    return [
        before is not None and before.kind == BlockKind.LIST,
        before is not None and before.size <= 12,
        before is not None and before.text.rstrip().endswith((":", "：")),
        after is not None and after.kind == BlockKind.LIST,
        after is not None and after.size <= 12,
        after is not None and after.kind == BlockKind.PARAGRAPH,
        place == 0,
        after is None,
        opinions[place],
        opinions[place - 1] if place else _NEUTRAL,
        opinions[place + 1] if after is not None else _NEUTRAL,
        min(4.0, log(len(units))),
        log(1 + mean),
        lead.form == Form.ALONE and lead.text[-1:].isalnum(),
        log(((after.size if after and not lead.rest else units[place].size) + 1) / (count(lead.text) + 1)),
        lead.tight and after is not None,
    ]


BESIDE_NAMES = (
    *OWN_NAMES,
    "own log-odds", "share of all others", "others of the form", "share of the form", "mean of the form", "others alike", "mean of the alike",
    "others run in", "all others", "parallel", "distance before", "distance after", "best of block",
    "numbered others",
)  # fmt: skip


def beside(judged: Sequence[Judged], own: Sequence[float], units: int) -> list[tuple[float, ...]]:
    """Return each lead's evidence with what the other leads of the document add to it.

    `own` are the log-odds by each lead's own evidence.
    """
    crowd = _Crowd(judged, [probability(log_odds) for log_odds in own])
    return [
        (*one.values, log_odds, *crowd.values(index, units))
        for index, (one, log_odds) in enumerate(zip(judged, own, strict=True))
    ]


class _Crowd:
    """The leads of a document together."""

    def __init__(self, judged: Sequence[Judged], chances: Sequence[float]) -> None:
        self.judged = judged
        self.chances = chances
        self.by_form: dict[object, float] = defaultdict(float)
        self.count: Counter[object] = Counter()
        self.profile: dict[str, float] = defaultdict(float)
        self.numbered = 0.0
        best: dict[int, float] = defaultdict(float)
        for one, chance in zip(judged, chances, strict=True):
            for group in (one.lead.form, _alike(one)):
                self.by_form[group] += chance
                self.count[group] += 1
            self.numbered += chance * one.values[_NUMBERED]
            best[one.lead.index] = max(best[one.lead.index], chance)
            for word in one.shape:
                self.profile[word] += chance
        self.best = dict(best)
        self.total = sum(best.values())

    @cached_property
    def distances(self) -> tuple[dict[int, int], dict[int, int]]:
        """Blocks from each block to the likely headings on either side, at most 20."""
        order = sorted(self.best)
        return _since_likely(order, self.best), _since_likely(order[::-1], self.best)

    def values(self, index: int, units: int) -> tuple[float, ...]:
        one, chance = self.judged[index], self.chances[index]
        form = one.lead.form
        others = self.by_form[form] - chance
        alike = self.by_form[_alike(one)] - chance
        run_in = sum(self.by_form[name] for name in _RUN_IN) - (chance if form in _RUN_IN else 0.0)
        best = self.best[one.lead.index]
        before, after = self.distances
        return (
            others / (self.total - best + 0.5),
            log(1 + others),
            others / units,
            others / max(1, self.count[form] - 1),
            log(1 + alike),
            alike / max(1, self.count[_alike(one)] - 1),
            log(1 + run_in),
            log(1 + self.total - best),
            self._parallel(one, chance),
            log(1 + before[one.lead.index]),
            log(1 + after[one.lead.index]),
            float(chance >= best),
            log(1 + self.numbered - chance * one.values[_NUMBERED]) * (1 if one.values[_NUMBERED] else -1),
        )

    def _parallel(self, one: Judged, chance: float) -> float:
        """Return how much of the others' function words, first word included, the lead shares."""
        shared = sum(max(0.0, self.profile[word] - chance) for word in one.shape)
        return shared / sqrt(len(one.shape) + 1) / (self.total - self.best[one.lead.index] + 0.5)


def _alike(one: Judged) -> tuple[str, str, bool]:
    """Return what leads of one making have in common: form, kind of last character, number."""
    end = one.lead.text[-1:]
    return one.lead.form, end if end in ".:?!。：？！" else "", bool(one.values[_NUMBERED])


def _since_likely(order: Sequence[int], best: dict[int, float]) -> dict[int, int]:
    distances: dict[int, int] = {}
    latest: int | None = None
    for index in order:
        distances[index] = 20 if latest is None else min(20, abs(index - latest))
        if best[index] > 0.5:
            latest = index
    return distances


_NUMBERED = OWN_NAMES.index("numbered")
