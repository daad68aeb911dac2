"""Compare the key phrases of vaultsync with those of simpler ways, on texts whose key phrases people gave.

    python -m tools.score_concepts TEXTS.jsonl [--limit 10]

Each line of the file holds `text` and `gold`, the phrases that people gave it. Phrases count as the same where their
stems are. Printed are precision, recall and F1 over all texts (micro), and the mean of each text's F1. The simpler
ways are short versions of what their papers say, all with the same words, stop words and stems.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import log, log2, prod
from pathlib import Path
from typing import NamedTuple

from vaultsync.linking.concepts import keyphrases
from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import fold, stem, stop_words, words

LANGUAGE = "en"
LONGEST = 3
"""Words of a phrase, for the ways that look at all runs of words."""

Sentence = list[str]
Way = Callable[[str], list[str]]


class Row(NamedTuple):
    """One text with people's phrases."""

    text: str
    gold: list[str]


def load(path: Path) -> list[Row]:
    """Read the texts."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    return [Row(row["text"], row["gold"]) for row in rows]


def split(text: str) -> list[Sentence]:
    """Return the folded words of each sentence, in runs without punctuation between them."""
    runs: list[Sentence] = []
    for start, end in sentences(text):
        for piece in re.split(r"[^\w\s'’\-]+|\n", text[start:end]):
            run = [fold(word.text) for word in words(piece)]
            if run:
                runs.append(run)
    return runs


def is_content(word: str) -> bool:
    """Whether a word may be part of a phrase."""
    return len(word) > 1 and not word[0].isdigit() and word not in stop_words(LANGUAGE)


def runs_of_content(runs: Iterable[Sentence]) -> list[tuple[str, ...]]:
    """Return the longest runs of words without stop words."""
    found: list[tuple[str, ...]] = []
    for run in runs:
        kept: list[str] = []
        for word in [*run, ""]:
            if is_content(word):
                kept.append(word)
            elif kept:
                found.append(tuple(kept))
                kept = []
    return found


def phrases(text: str) -> Counter[tuple[str, ...]]:
    """Count all phrases of up to three words that are no stop words."""
    counts: Counter[tuple[str, ...]] = Counter()
    for run in runs_of_content(split(text)):
        for size in range(1, LONGEST + 1):
            counts.update(run[at : at + size] for at in range(len(run) - size + 1))
    return counts


def best_first(scores: dict[tuple[str, ...], float]) -> list[str]:
    """Return phrases as strings, the best first."""
    return [" ".join(one) for one in sorted(scores, key=lambda one: (-scores[one], one))]


def by_frequency(text: str) -> list[str]:
    """Rank phrases by how often they are written."""
    return best_first({one: float(count) for one, count in phrases(text).items()})


def by_tf_idf(texts: Sequence[str]) -> Way:
    """Rank phrases by how often they are written and by how few of the texts have them."""
    frequencies = Counter(one for text in texts for one in phrases(text))

    def rank(text: str) -> list[str]:
        counts = phrases(text)
        return best_first({one: count * log(len(texts) / frequencies[one]) for one, count in counts.items()})

    return rank


def by_rake(text: str) -> list[str]:
    """Rank runs without stop words by their words' degree over frequency (Rose and others, 2010)."""
    runs = runs_of_content(split(text))
    frequency: Counter[str] = Counter()
    degree: Counter[str] = Counter()
    for run in runs:
        for word in run:
            frequency[word] += 1
            degree[word] += len(run)
    return best_first({run: sum(degree[word] / frequency[word] for word in run) for run in runs})


def by_text_rank(text: str) -> list[str]:
    """Rank words by PageRank over words that stand together, and join neighbours (Mihalcea and Tarau, 2004)."""
    runs = runs_of_content(split(text))
    near: dict[str, set[str]] = defaultdict(set)
    stream = [word for run in runs for word in run]
    for one, other in pairwise(stream):
        if one != other:
            near[one].add(other)
            near[other].add(one)
    rank = dict.fromkeys(near, 1.0)
    for _ in range(30):
        rank = {word: 0.15 + 0.85 * sum(rank[one] / len(near[one]) for one in near[word]) for word in near}
    kept = set(sorted(rank, key=lambda word: (-rank[word], word))[: max(10, len(rank) // 3)])
    scores: dict[tuple[str, ...], float] = {}
    for run in runs:
        piece: list[str] = []
        for word in [*run, ""]:
            if word in kept:
                piece.append(word)
            elif piece:
                scores[tuple(piece)] = sum(rank[one] for one in piece)
                piece = []
    return best_first(scores)


def by_yake(text: str) -> list[str]:
    """Rank phrases by their words' case, place, frequency, company and spread (Campos and others, 2020)."""
    runs = split(text)
    capitals = Counter(fold(word.text) for word in words(text) if word.text[0].isupper())
    counts = Counter(word for run in runs for word in run)
    where: dict[str, list[int]] = defaultdict(list)
    left: dict[str, Counter[str]] = defaultdict(Counter)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for at, run in enumerate(runs):
        for one, other in pairwise(run):
            right[one][other] += 1
            left[other][one] += 1
        for word in set(run):
            where[word].append(at)
    content = [counts[word] for word in counts if is_content(word)] or [0]
    usual, most = statistics.fmean(content) + statistics.pstdev(content), max(counts.values(), default=1)
    weight: dict[str, float] = {}
    for word, count in counts.items():
        case = capitals[word] / (1 + log(count))
        place = log2(log2(3 + statistics.median(where[word])) + 1)
        spread = len(where[word]) / len(runs)
        company = sum(len(side[word]) / side[word].total() for side in (left, right) if side[word])
        related = 1 + company * count / most
        weight[word] = related * place / (case + (count / (usual or 1)) / related + spread / related)
    scores: dict[tuple[str, ...], float] = {}
    for phrase, count in phrases(text).items():
        product = prod(weight[word] for word in phrase)
        scores[phrase] = -product / (count * (1 + sum(weight[word] for word in phrase)))
    return best_first(scores)


def known(phrase: str) -> str:
    """Return what a phrase is compared by."""
    return " ".join(stem(fold(word.text), LANGUAGE) for word in words(phrase))


def score(rows: Sequence[Row], way: Way, limit: int) -> tuple[float, float, float, float]:
    """Return precision, recall, F1 and the mean F1 of a way's first phrases."""
    hits = got = wanted = 0
    each: list[float] = []
    for row in rows:
        gold = {known(one) for one in row.gold}
        found = set(list(dict.fromkeys(known(one) for one in way(row.text)))[:limit])
        hit = len(gold & found)
        hits, got, wanted = hits + hit, got + len(found), wanted + len(gold)
        each.append(2 * hit / (len(gold) + len(found)) if found else 0.0)
    precision, recall = hits / got, hits / wanted
    return precision, recall, 2 * hits / (got + wanted), statistics.fmean(each)


def main() -> None:
    """Print a row for each way."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("texts", type=Path)
    ask.add_argument("--limit", type=int, default=10)
    chosen = ask.parse_args()
    rows = load(chosen.texts)
    ways: dict[str, Way] = {
        "frequency": by_frequency,
        "TF-IDF": by_tf_idf([row.text for row in rows]),
        "RAKE": by_rake,
        "TextRank": by_text_rank,
        "YAKE": by_yake,
        "vaultsync": lambda text: list(keyphrases(text, limit=chosen.limit)),
    }
    print(f"{len(rows)} texts, the first {chosen.limit} phrases\n")
    print("| way | precision | recall | F1 | mean F1 |\n| --- | ---: | ---: | ---: | ---: |")
    for name, way in ways.items():
        print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in score(rows, way, chosen.limit)) + " |")


if __name__ == "__main__":
    main()
