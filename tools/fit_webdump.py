"""Fit `vaultsync/splitting/webdump_weights.py` to web pages saved as text whose article people marked line by line.

    python tools/fit_webdump.py PAGES.jsonl [--folds 9] [--write]

Each line of the file holds a page: `dump_lines`, its lines, and `labels`, 1 for article, 0 for debris, anything else
for neither. Averaged structured perceptron with a margin: the run found must beat every other by the share of words
that the other gets wrong, a lost word counting as two wrongly kept ones. Without `--write` it only prints how well
weights do on pages they were not fitted to.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from vaultsync.markup.words import tokens
from vaultsync.splitting import webdump, webdump_weights
from vaultsync.splitting.webdump import Line

LOST = 2.0
MARGIN = 3.0
STEP = 5.0
EPOCHS = 40
RATE = 0.05
DECAY = 0.05
TABLES = ("WITHIN", "AT_START", "AT_END")

Weights = list[list[float]]


class Page(NamedTuple):
    """One page with its lines described."""

    texts: list[str]
    labels: list[int | None]
    lines: list[Line]
    places: list[int]
    """Where the lines stand among the page's."""
    described: tuple[list[list[float]], list[list[float]], list[list[float]]]

    def costs(self) -> list[float]:
        """Say what each line adds to a run's share of wrong words: negative for the article's own."""
        labels = [self.labels[place] for place in self.places]
        size = max(60, sum(one.words for one, label in zip(self.lines, labels, strict=True) if label == 1))
        signs = [{1: -LOST, 0: 1.0}.get(-1 if label is None else label, 0.0) for label in labels]
        return [max(-1.0, min(1.0, sign * one.words / size)) for one, sign in zip(self.lines, signs, strict=True)]


def load(path: Path) -> list[Page]:
    """Read and describe the pages."""
    pages = []
    for row in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        data = json.loads(row)
        lines, places = webdump.lines_of(data["dump_lines"])
        pages.append(Page(data["dump_lines"], data["labels"], lines, places, webdump.features(lines)))
    return pages


def scores(page: Page, weights: Weights) -> list[list[float]]:
    """Score each line as part, start and end."""
    return [
        [sum(a * b for a, b in zip(row, table, strict=True)) for row in rows]
        for rows, table in zip(page.described, weights, strict=True)
    ]


def gradient(page: Page, right: tuple[int, int], found: tuple[int, int]) -> Weights:
    """How the weights must change for the right run to score more than the one found; long runs are held back."""
    if right == found:
        return [[0.0] * len(getattr(webdump_weights, table)) for table in TABLES]
    within, at_start, at_end = page.described
    ours, theirs = ([sum(column) for column in zip(*within[a : b + 1], strict=True)] for a, b in (right, found))
    return [
        [max(-STEP, min(STEP, (a - b) / STEP)) for a, b in zip(ours, theirs, strict=True)],
        [a - b for a, b in zip(at_start[right[0]], at_start[found[0]], strict=True)],
        [a - b for a, b in zip(at_end[right[1]], at_end[found[1]], strict=True)],
    ]


def fit(pages: list[Page]) -> Weights:
    """Fit weights to the pages; deterministic."""
    chance = random.Random(0)
    weights: Weights = [[0.0] * len(getattr(webdump_weights, table)) for table in TABLES]
    total: Weights = [[0.0] * len(table) for table in weights]
    steps = 0
    told = [(page, page.costs()) for page in pages]
    wanted = {
        id(page): webdump.best_run([-c for c in costs], [0.0] * len(costs), [0.0] * len(costs)) for page, costs in told
    }
    for epoch in range(EPOCHS):
        chance.shuffle(told)
        rate = RATE / (1 + epoch / 10)
        for page, costs in told:
            within, at_start, at_end = scores(page, weights)
            run = webdump.best_run([s + MARGIN * c for s, c in zip(within, costs, strict=True)], at_start, at_end)
            for table, changes in enumerate(gradient(page, wanted[id(page)], run)):
                for at, change in enumerate(changes):
                    weights[table][at] += rate * (change - DECAY * weights[table][at])
            if epoch >= EPOCHS // 2:
                steps += 1
                for table, row in enumerate(weights):
                    for at, value in enumerate(row):
                        total[table][at] += value
    return [[value / steps for value in table] for table in total]


def use(weights: Weights) -> None:
    """Put weights in force."""
    for name, table in zip(TABLES, weights, strict=True):
        named = getattr(webdump_weights, name)
        named.update(zip(list(named), table, strict=True))


def judge(page: Page) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the words kept, lines that are neither left out of account."""
    keep = webdump.kept(page.lines)
    got: Counter[str] = Counter()
    want: Counter[str] = Counter()
    for one, place, kept in zip(page.lines, page.places, keep, strict=True):
        label = page.labels[place]
        if label == 1:
            want.update(tokens(one.text.lower()))
        if kept and label in (0, 1):
            got.update(tokens(one.text.lower()))
    both = (got & want).total()
    precision, recall = both / max(1, got.total()), both / max(1, want.total())
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def report(name: str, judged: list[tuple[float, float, float]]) -> None:
    """Print the means."""
    precision, recall, f1 = (sum(column) / len(judged) for column in zip(*judged, strict=True))
    print(f"{name}: {len(judged)} pages  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def main() -> int:
    """Run the tool."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("pages", type=Path)
    ask.add_argument("--folds", type=int, default=9)
    ask.add_argument("--write", action="store_true")
    asked = ask.parse_args()
    pages = load(asked.pages)
    held_out = []
    for fold in range(asked.folds):
        use(fit([page for at, page in enumerate(pages) if at % asked.folds != fold]))
        held_out += [judge(page) for page in pages[fold :: asked.folds]]
    report("not fitted to", held_out)
    weights = fit(pages)
    use(weights)
    report("fitted to", [judge(page) for page in pages])
    if asked.write:
        file = Path(webdump_weights.__file__)
        head = file.read_text(encoding="utf-8").split("WITHIN = {")[0]
        tables = [
            f"{name} = {{\n"
            + "".join(f'    "{key}": {value:.2f},\n' for key, value in getattr(webdump_weights, name).items())
            + "}\n"
            for name in TABLES
        ]
        file.write_text(head + "\n".join(tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
