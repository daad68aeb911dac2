"""Fit the weights of the splitter from documents whose authors set headings; writes `weights.json`.

    python tools/fit_segments.py FILE.jsonl … [--more FILE.jsonl …] [--out vaultsync/splitting/weights.json]

Each line of a file is one document with its headings taken out: `paragraphs` (texts, a list is one paragraph), `kinds`
("para", "list", "quote", one a paragraph), `boundaries` (indexes of the paragraphs that open a section, the first one
left out) and `headings` (one a section, the first included; null where a section has none). The fit is deterministic.

Five judgements are fitted, each by a logistic with a ridge, most with small oblivious trees that correct it:
`segments` (does the text turn before this unit?), `leads` and `headings` (is this opening a heading, by itself and
beside the others; learnt from documents into which the headings were put back in the ways people write them), and
`titles` (which clause is nearest to the heading that the author set). From the files after `--more` only the first is learnt.

Needs numpy.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vaultsync.markup.words import fold, guess_language, stop_words, words
from vaultsync.model import Block, Document, SourceKey
from vaultsync.sources.read import parse_source
from vaultsync.splitting import evidence, features, headings, title_evidence
from vaultsync.splitting.leads import leads
from vaultsync.splitting.reading import Unit, read
from vaultsync.splitting.segments import Reading
from vaultsync.splitting.split import content

Floats = npt.NDArray[np.float64]

FOLDS = 5
VOCABULARY = {"segments": 200, "leads": 150, "headings": 150}
STYLES = ("glued", "sentence", "mixed", "colon", "line", "alone", "bold", "bold alone", "none")
VERSIONS = 4
"""Ways in which each document's headings are put back."""

MOST = 400.0


# --- fitting ---


@dataclass
class Data:
    """Rows of evidence with the words seen beside them, by document."""

    values: list[Floats]
    words: list[list[frozenset[str]]]
    answers: list[Floats]
    folds: list[int]

    @property
    def parts(self) -> tuple[list[Any], ...]:
        return self.values, self.words, self.answers, self.folds

    def rows(self, chosen: Iterable[int]) -> tuple[Floats, list[frozenset[str]], Floats]:
        picked = list(chosen)
        return (
            np.vstack([self.values[index] for index in picked]),
            [seen for index in picked for seen in self.words[index]],
            np.concatenate([self.answers[index] for index in picked]),
        )


@dataclass
class Model:
    """A fitted scorer, still in arrays."""

    intercept: float
    weights: Floats
    means: Floats
    words: dict[str, float]
    trees: list[tuple[list[tuple[int, float]], Floats]]

    def scores(self, values: Floats, seen: Sequence[frozenset[str]]) -> Floats:
        total = self.intercept + values @ self.weights
        total += np.array([sum(self.words.get(word, 0.0) for word in one) for one in seen])
        for questions, leaves in self.trees:
            total += leaves[_leaf(values, questions)]
        return total

    def to_json(self, names: Sequence[str]) -> dict[str, Any]:
        return {
            "names": list(names),
            "intercept": _short(self.intercept),
            "weights": [_short(weight) for weight in self.weights],
            "means": [_short(mean) for mean in self.means],
            "words": {word: _short(weight) for word, weight in sorted(self.words.items())},
            "trees": [
                {"questions": [[index, _short(cut)] for index, cut in questions], "leaves": [_short(x) for x in leaves]}
                for questions, leaves in self.trees
            ],
        }


def fit(
    values: Floats, seen: Sequence[frozenset[str]], answers: Floats, *, ridge: float, vocabulary: int, trees: int = 0,
    depth: int = 4, seed: int = 0,
) -> Model:  # fmt: skip
    """Fit a logistic over standardised values and frequent function words, then trees on what it leaves over."""
    counted = Counter(word for one in seen for word in one)
    functional = stop_words("en")
    frequent = [word for word, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if word in functional]
    chosen = sorted(frequent[:vocabulary])
    column = {word: index for index, word in enumerate(chosen)}
    present = np.zeros((len(values), len(chosen)))
    for row, one in enumerate(seen):
        for word in one:
            if word in column:
                present[row, column[word]] = 1.0
    table = np.hstack([values, present])
    mean, spread = table.mean(0), table.std(0) + 1e-9
    spread[spread < 1e-6] = 1.0
    slope, base = _logistic((table - mean) / spread, answers, ridge)
    weights = slope / spread
    intercept = float(base - weights @ mean)
    size = values.shape[1]
    margin = intercept + table @ weights
    grown = _boost(values, answers, margin, trees, depth, seed) if trees else []
    return Model(
        intercept=intercept,
        weights=weights[:size],
        means=mean[:size],
        words={word: float(weights[size + index]) for word, index in column.items()},
        trees=grown,
    )


def _logistic(table: Floats, answers: Floats, ridge: float) -> tuple[Floats, float]:
    """Newton's method for a logistic with a ridge on all but the constant."""
    full = np.hstack([table, np.ones((len(table), 1))])
    penalty = np.full(full.shape[1], ridge)
    penalty[-1] = 0.0
    slope = np.zeros(full.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-(full @ slope)))
        gradient = full.T @ (chance - answers) + penalty * slope
        curvature = (full * (chance * (1 - chance))[:, None]).T @ full + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        slope -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return slope[:-1], float(slope[-1])


RATE, SHARE_OF_VALUES, SHARE_OF_ROWS, LEAF_RIDGE, BINS = 0.06, 0.25, 0.8, 15.0, 24


def _boost(
    values: Floats, answers: Floats, margin: Floats, trees: int, depth: int, seed: int
) -> list[tuple[list[tuple[int, float]], Floats]]:
    """Gradient boosting with oblivious trees, starting from the logistic's log-odds."""
    chance = np.random.RandomState(seed)
    edges = [_edges(values[:, index]) for index in range(values.shape[1])]
    binned = np.array([np.searchsorted(edge, values[:, index]) for index, edge in enumerate(edges)], dtype=np.int16)
    margin = margin.copy()
    grown: list[tuple[list[tuple[int, float]], Floats]] = []
    for _ in range(trees):
        likely = 1 / (1 + np.exp(-margin))
        slope, curve = answers - likely, likely * (1 - likely)
        rows = np.flatnonzero(chance.rand(len(answers)) < SHARE_OF_ROWS)
        columns = np.sort(chance.choice(len(edges), max(1, int(len(edges) * SHARE_OF_VALUES)), replace=False))
        questions = _grow(edges, binned, columns, rows, slope[rows], curve[rows], depth)
        leaf = _leaf(values, questions)
        size = 1 << len(questions)
        up = np.bincount(leaf[rows], slope[rows], size)
        down = np.bincount(leaf[rows], curve[rows], size)
        leaves = RATE * up / (down + LEAF_RIDGE)
        margin += leaves[leaf]
        grown.append((questions, leaves))
    return grown


def _grow(
    edges: Sequence[Floats], binned: npt.NDArray[np.int16], columns: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64], slope: Floats, curve: Floats, depth: int,
) -> list[tuple[int, float]]:  # fmt: skip
    part = np.zeros(len(rows), np.int64)
    questions: list[tuple[int, float]] = []
    for level in range(depth):
        best = (-1.0, 0, 0)
        for column in columns:
            bins = len(edges[column]) + 1
            if bins == 1:
                continue
            key = part * bins + binned[column, rows]
            shape = (1 << level, bins)
            up = np.bincount(key, slope, shape[0] * bins).reshape(shape).cumsum(1)
            down = np.bincount(key, curve, shape[0] * bins).reshape(shape).cumsum(1)
            left = up[:, :-1] ** 2 / (down[:, :-1] + LEAF_RIDGE)
            right = (up[:, -1:] - up[:, :-1]) ** 2 / (down[:, -1:] - down[:, :-1] + LEAF_RIDGE)
            gain = (left + right).sum(0)
            place = int(gain.argmax())
            if gain[place] > best[0]:
                best = (float(gain[place]), int(column), place)
        _, column, place = best
        questions.append((int(column), _short(float(edges[column][place]))))
        part = part * 2 + (binned[column, rows] > place)
    return questions


def _edges(column: Floats) -> Floats:
    distinct = np.unique(column)
    if len(distinct) <= BINS:
        return (distinct[1:] + distinct[:-1]) / 2
    return np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))


def _leaf(values: Floats, questions: Sequence[tuple[int, float]]) -> npt.NDArray[np.int64]:
    leaf = np.zeros(len(values), np.int64)
    for index, cut in questions:
        leaf = leaf * 2 + (values[:, index] > cut)
    return leaf


def _short(number: float) -> float:
    return float(f"{number:.5g}")


def out_of_fold(data: Data, learn: Callable[[Floats, list[frozenset[str]], Floats], Model]) -> list[Floats]:
    """Return each document's scores by a model that has not seen it."""
    found: list[Floats] = [np.zeros(0)] * len(data.values)
    for fold in range(FOLDS):
        model = learn(*data.rows(index for index, other in enumerate(data.folds) if other != fold))
        for index, other in enumerate(data.folds):
            if other == fold:
                found[index] = model.scores(data.values[index], data.words[index])
    return found


# --- documents ---

Row = dict[str, Any]


@dataclass
class Example:
    """A document as the splitter sees it, with what its author did."""

    row: Row
    document: Document
    blocks: tuple[Block, ...]
    units: list[Unit]
    language: str
    opens: list[bool]
    """Whether a unit opens a section."""
    places: list[int]
    """Index of the paragraph in which a unit begins."""


def example(row: Row, paragraphs: Sequence[str], boundaries: Iterable[int]) -> Example:
    suffix = ".md" if "list" in row["kinds"] or any("**" in text for text in paragraphs) else ".txt"
    parsed, _ = parse_source(SourceKey(f"document{suffix}"), "\n\n".join(paragraphs) + "\n", suffix)
    document, blocks, _ = content(parsed)
    language = guess_language(document.text)
    units = read(blocks, document.text, language, MOST)
    starts: list[int] = []
    position = 0
    for text in paragraphs:
        starts.append(position)
        position += len(text) + 2
    wanted = set(boundaries)
    places = [
        max(index for index, start in enumerate(starts) if start <= unit.blocks[0].span.start + 2) for unit in units
    ]
    opens = [place in wanted and place != before for place, before in zip(places, [-1, *places], strict=False)]
    return Example(row, document, blocks, units, language, opens, places)


def gaps_of(examples: Sequence[Example], folds: Sequence[int]) -> Data:
    values, seen, answers = [], [], []
    for one in examples:
        found = features.gaps(one.units, one.language)
        values.append(np.array([gap.values for gap in found]).reshape(-1, len(features.NAMES)))
        seen.append([gap.words for gap in found])
        answers.append(np.array(one.opens[1:], dtype=float))
    return Data(values, seen, answers, list(folds))


# --- headings put back ---


def put_back(row: Row, style: str, chance: random.Random) -> tuple[list[str], list[int], set[tuple[int, str]]]:
    """Return the paragraphs with headings in a style, the boundaries, and the headings with their paragraphs."""
    opening = dict(zip([0, *row["boundaries"]], row["headings"], strict=True))
    if chance.random() < 0.45:
        opening = {index: heading and _sentence_case(heading, row) for index, heading in opening.items()}
    least = chance.choice((1, 2))
    number = chance.choice(("{}. ", "{}) ", "Step {}: ", "{} - ")) if chance.random() < 0.08 else ""
    shout = chance.random() < 0.06 and style in ("alone", "line", "colon", "bold", "bold alone")
    paragraphs: list[str] = []
    boundaries: list[int] = []
    told: set[tuple[int, str]] = set()
    for index, text in enumerate(row["paragraphs"]):
        if index in opening and index:
            boundaries.append(len(paragraphs))
        heading = re.sub(r"\s*\{#[^}]*\}", "", opening.get(index) or "").strip()
        own_line = style in ("alone", "bold alone")
        fits = heading and least <= len(heading.split()) <= 15 and (own_line or row["kinds"][index] != "list")
        if not fits or style == "none":
            paragraphs.append(text)
            continue
        if number and not heading[0].isdigit():
            heading = number.format(len(told) + 1) + heading
        raw, joint = _written(heading.upper() if shout else heading, style, chance)
        told.add((len(paragraphs), raw))
        if own_line:
            paragraphs += [raw, text]
        else:
            paragraphs.append(raw + joint + text)
    return paragraphs, boundaries, told


def _written(heading: str, style: str, chance: random.Random) -> tuple[str, str]:
    if style == "mixed":
        style = chance.choice(("glued", "sentence"))
    stopped = heading if heading[-1] in ".?!" else f"{heading}."
    match style:
        case "glued":
            return stopped, ""
        case "sentence":
            return stopped, " "
        case "colon":
            return heading if heading[-1] in ".?!:" else f"{heading}:", " "
        case "line":
            return heading, "\n"
        case "bold":
            return "**" + heading + chance.choice((".**", "**", ":**", "**:")), " "
        case "bold alone":
            return f"**{heading}**", ""
        case _:
            return heading, ""


def _sentence_case(heading: str, row: Row) -> str:
    """Write a heading as a sentence, as far as the text shows which of its words are names."""
    tokens = heading.split(" ")
    if sum(token[:1].isupper() for token in tokens[1:]) <= 0.3 * len(tokens):
        return heading
    inside = Counter(re.findall(r"(?<=[a-z,] )[\w’'-]+", "\n".join(row["paragraphs"])))
    written = tokens[:1]
    for token in tokens[1:]:
        bare = token.strip(".,:?!\"'()")
        name = any(letter.isupper() or letter.isdigit() for letter in bare[1:]) or bare == "I"
        kept = name or inside[bare] > inside[bare.lower()] or written[-1].endswith((":", ".", "?"))
        written.append(token if kept else token.lower())
    return " ".join(written)


@dataclass
class Headed:
    """A document with headings put back, and its leads."""

    judged: list[evidence.Judged]
    answers: Floats
    units: int
    fold: int


def headed(row: Row, style: str, model: Model, fold: int, chance: random.Random) -> Headed:
    paragraphs, boundaries, told = put_back(row, style, chance)
    one = example(row, paragraphs, boundaries)
    found = features.gaps(one.units, one.language)
    values = np.array([gap.values for gap in found]).reshape(-1, len(features.NAMES))
    log_odds = (0.0, *map(float, model.scores(values, [gap.words for gap in found])))
    reading = Reading(tuple(one.units), one.language, log_odds, tuple(found))
    judged = evidence.judge(
        leads(one.blocks, headings.sources_of(one.document, one.blocks)), headings.surroundings(one.blocks, reading)
    )
    places = dict(zip((unit.said.span.start for unit in one.units), one.places, strict=True))
    raws: dict[int, list[str]] = {}
    for place, raw in told:
        raws.setdefault(place, []).append(raw)
    answers = [
        any(
            abs(len(lead.lead.raw) - len(raw)) <= 2
            for raw in raws.get(places.get(one.blocks[lead.lead.index].span.start, -1), ())
        )
        for lead in judged
    ]
    return Headed(judged, np.array(answers, dtype=float), len(one.units), fold)


def leads_of(documents: Sequence[Headed]) -> Data:
    return Data(
        [np.array([one.values for one in doc.judged]).reshape(-1, len(evidence.OWN_NAMES)) for doc in documents],
        [[frozenset(one.words) for one in doc.judged] for doc in documents],
        [doc.answers for doc in documents],
        [doc.fold for doc in documents],
    )


def beside_of(documents: Sequence[Headed], own: Sequence[Floats], data: Data) -> Data:
    rows = [
        np.array(evidence.beside(doc.judged, list(map(float, scores)), doc.units)).reshape(
            -1, len(evidence.BESIDE_NAMES)
        )
        for doc, scores in zip(documents, own, strict=True)
    ]
    return Data(rows, data.words, data.answers, data.folds)


# --- titles ---


def likeness(title: str, heading: str) -> float:
    """ROUGE-1 F of a title and the author's heading."""
    one, other = (Counter(word for word, _ in words(fold(text))) for text in (title, heading))
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


@dataclass
class Titled:
    """A section's possible titles."""

    values: Floats
    answers: Floats
    fold: int


def titled(examples: Sequence[Example], folds: Sequence[int]) -> list[Titled]:
    found: list[Titled] = []
    for one, fold_of in zip(examples, folds, strict=True):
        spread = title_evidence.Spread.of(one.units)
        starts = [0, *(index for index, opens in enumerate(one.opens) if opens and index)]
        given = dict(zip([0, *one.row["boundaries"]], one.row["headings"], strict=True))
        for start, end in zip(starts, [*starts[1:], len(one.units)], strict=True):
            heading = given.get(one.places[start])
            if not heading:
                continue
            units, most = one.units[start:end], title_evidence.MOST_WORDS
            [options] = title_evidence.candidates(units, spread, one.language, most)
            if options:
                values = np.array([option.values for option in options])
                near = np.array([likeness(option.text, heading) for option in options])
                found.append(Titled(values, near, fold_of))
    return found


def fit_titles(sections: Sequence[Titled], ridge: float = 30.0) -> Model:
    """Least squares on the likeness to the heading, each section counting once."""
    table = np.vstack([one.values - one.values.mean(0) for one in sections])
    wanted = np.concatenate([one.answers - one.answers.mean() for one in sections])
    weight = np.concatenate([np.full(len(one.answers), 1 / len(one.answers)) for one in sections])
    spread = table.std(0) + 1e-9
    spread[spread < 1e-6] = 1.0
    scaled = table / spread
    slope = np.linalg.solve(
        (scaled * weight[:, None]).T @ scaled + np.eye(len(spread)) * ridge, (scaled * weight[:, None]).T @ wanted
    )
    means = np.vstack([one.values for one in sections]).mean(0)
    return Model(0.0, 10 * slope / spread, means, {}, [])


# --- the whole ---


def rows_of(files: Iterable[Path]) -> list[Row]:
    rows: list[Row] = [json.loads(line) for file in files for line in file.read_text("utf-8").split("\n") if line]
    return [row for row in rows if row.get("headings")]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("files", nargs="+", type=Path)
    ask.add_argument("--more", nargs="*", type=Path, default=[])
    ask.add_argument("--out", type=Path, default=Path("vaultsync/splitting/weights.json"))
    args = ask.parse_args()
    rows, more = rows_of(args.files), rows_of(args.more)
    chance = random.Random(7)
    folds = [chance.randrange(FOLDS) for _ in rows]
    say(f"{len(rows)} documents, {len(more)} more")

    examples = [example(row, row["paragraphs"], row["boundaries"]) for row in rows]
    gaps = gaps_of(examples, folds)

    def turns(values: Floats, seen: list[frozenset[str]], answers: Floats) -> Model:
        return fit(values, seen, answers, ridge=6000, vocabulary=200, trees=400)

    beyond = gaps_of([example(row, row["paragraphs"], row["boundaries"]) for row in more], [FOLDS] * len(more))
    every = Data(*([*mine, *others] for mine, others in zip(gaps.parts, beyond.parts, strict=True)))
    segments = turns(*every.rows(range(len(every.values))))
    scores = out_of_fold(every, turns)[: len(rows)]
    say(f"segments: average precision {average_precision(scores, gaps.answers):.4f} out of fold")

    documents: list[Headed] = []
    # Documents without headings are as many as those of two styles: most texts hide none.
    choices = (*STYLES, "none")
    for fold in range(FOLDS):
        model = turns(*every.rows(index for index, other in enumerate(every.folds) if other != fold))
        for row, other in zip(rows, folds, strict=True):
            if other == fold:
                documents += [
                    headed(row, style, model, fold, chance) for style in dict.fromkeys(chance.sample(choices, VERSIONS))
                ]
    own = leads_of(documents)

    def by_itself(values: Floats, seen: list[frozenset[str]], answers: Floats) -> Model:
        return fit(values, seen, answers, ridge=100, vocabulary=150, trees=120, depth=3)

    def among_others(values: Floats, seen: list[frozenset[str]], answers: Floats) -> Model:
        return fit(values, seen, answers, ridge=330, vocabulary=150, trees=200)

    first = by_itself(*own.rows(range(len(documents))))
    scores = out_of_fold(own, by_itself)
    say(f"leads: average precision {average_precision(scores, own.answers):.4f} out of fold")
    crowd = beside_of(documents, scores, own)
    last = among_others(*crowd.rows(range(len(documents))))
    say(
        f"headings: average precision {average_precision(out_of_fold(crowd, among_others), crowd.answers):.4f} out of fold"
    )

    sections = titled(examples, folds)
    best = [
        float(one.answers[int(np.argmax(model.scores(one.values, [frozenset()] * len(one.values))))])
        for fold in range(FOLDS)
        for model in [fit_titles([one for one in sections if one.fold != fold])]
        for one in sections
        if one.fold == fold
    ]
    say(
        f"titles: likeness {np.mean(best):.4f} out of fold, at best {np.mean([one.answers.max() for one in sections]):.4f}"
    )
    fitted = {
        "segments": segments.to_json(features.NAMES),
        "leads": first.to_json(evidence.OWN_NAMES),
        "headings": last.to_json(evidence.BESIDE_NAMES),
        "titles": fit_titles(sections).to_json(title_evidence.NAMES),
    }
    text = json.dumps(fitted, ensure_ascii=False, separators=(",", ":"))
    args.out.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
    say(f"{args.out}: {args.out.stat().st_size // 1024} KB")


def average_precision(scores: Sequence[Floats], answers: Sequence[Floats]) -> float:
    order = np.argsort(-np.concatenate(scores), kind="stable")
    hits = np.concatenate(answers)[order]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1) * hits).sum() / max(1.0, hits.sum()))


def say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
