"""Say how good titles are by a reader's own judgements of what passages could be called.

    python -m tools.judge_titles [--show]

`judged_titles.jsonl` holds passages of essays in the public domain (Emerson, Thoreau, Chesterton), each with up to ten
titles that one reader judged by hand, from 0 (no title) to 1 (to be kept); the judge saw no scores. Printed are the mean
judgement of the titles chosen, how many a reader would not keep (0.3 or less), how many were never judged, and the
same for the best of the judged ones, which is as far as choosing can get.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from vaultsync.model import SourceKey
from vaultsync.sources.read import parse_source
from vaultsync.splitting import titles
from vaultsync.splitting.reading import read
from vaultsync.splitting.title_evidence import Spread

JUDGED = Path(__file__).with_name("judged_titles.jsonl")
BAD = 0.3
_WHOLE = 10_000.0
"""Words from which a paragraph would be torn."""


def chosen(text: str) -> str:
    """Return the title that a passage gets when it stands by itself."""
    document = parse_source(SourceKey("passage.md"), text, ".md")[0]
    units = read(document.blocks, document.text, "en", _WHOLE)
    return next((choice.text for choice in titles.claims(units, Spread.of(units), "en")), "")


def told(name: str, values: Sequence[float]) -> str:
    bad = sum(value <= BAD for value in values)
    return f"{name}: {mean(values):.3f} on average, {bad} of {len(values)} not to be kept"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--show", action="store_true", help="print each title with its judgement and the best one")
    args = ask.parse_args()
    rows: list[Mapping[str, Any]] = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    got: list[float] = []
    strange: list[str] = []
    for row in rows:
        title = chosen(row["text"])
        best = max(row["titles"], key=row["titles"].__getitem__)
        if args.show:
            print(f"{row['titles'].get(title, '?')}  {title}  (best: {best})")
        if title in row["titles"]:
            got.append(row["titles"][title])
        else:
            strange.append(title)
    print(told("chosen", got))
    print(told("the best of those judged", [max(row["titles"].values()) for row in rows]))
    print(f"never judged: {len(strange)} of {len(rows)}", *strange, sep="\n  ")


if __name__ == "__main__":
    main()
