"""Take the headings out of Markdown essays, so that the splitter's weights can be fitted from them.

    python -m tools.headed_rows FOLDER … --out rows.jsonl [--most 150] [--but rows.jsonl …]

Each folder is one place (a blog, a handbook); at most so many of its documents are taken, chosen by the digest of their
text, so that no place outweighs the others, and none that shares paragraphs with the rows it is to be judged by. A
document must be English prose in at least three sections of a usual length, with few lists and little code. The rows
are what `tools/fit_segments.py` reads. Printed is how many documents each place gave, and how many were left out for
what.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from vaultsync.errors import VaultsyncError
from vaultsync.markup.blocks import plain
from vaultsync.markup.words import count, guess_language
from vaultsync.model import Block, BlockKind, SourceKey
from vaultsync.sources.read import parse_source

Row = dict[str, Any]

_KINDS = {BlockKind.PARAGRAPH: "para", BlockKind.LIST: "list", BlockKind.QUOTE: "quote"}
_ELSE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|^(?:import|export) .*?$", re.DOTALL | re.MULTILINE)
"""What site generators put between the words."""

_SECTIONS = 3
_PARAGRAPHS = range(6, 151)
_WORDS = range(200, 8001)
_SECTION = range(45, 401)
"""Words of a section, on average."""
_MOST_ELSE, _MOST_LISTS = 0.3, 0.4
"""Shares of a document's blocks."""
_SHARED, _SHORT = 2, 60
"""Paragraphs of more letters than this that tell two documents for one."""


def row_of(name: str, text: str) -> Row | str:
    """Return a document with its headings taken out, or why it is none to learn from."""
    document, _ = parse_source(SourceKey("essay.md"), _ELSE.sub("", text), ".md")
    paragraphs: list[str] = []
    kinds: list[str] = []
    boundaries: list[int] = []
    headings: list[str | None] = []
    heading: str | None = None
    others = 0
    for block in document.blocks:
        if block.kind == BlockKind.HEADING:
            heading = plain(block.title).strip() or None
        elif block.kind not in _KINDS:
            others += 1
        elif said := _said(block):
            if not paragraphs or heading is not None:
                headings.append(heading)
                boundaries += [len(paragraphs)] if paragraphs else []
            heading = None
            paragraphs.append(said)
            kinds.append(_KINDS[block.kind])
    words = sum(map(count, paragraphs))
    if len(headings) < _SECTIONS or len(paragraphs) not in _PARAGRAPHS or words not in _WORDS:
        return "too short or too long"
    if words // len(headings) not in _SECTION:
        return "sections too short or too long"
    if others > _MOST_ELSE * len(paragraphs) or kinds.count("list") > _MOST_LISTS * len(kinds):
        return "too little prose"
    if guess_language("\n".join(paragraphs)) not in ("", "en"):
        return "another language"
    return {"id": name, "paragraphs": paragraphs, "kinds": kinds, "boundaries": boundaries, "headings": headings}


def _said(block: Block) -> str:
    if block.kind != BlockKind.LIST:
        return " ".join(plain(block.markdown).split())
    lines = "\n".join(plain(line) for line in block.markdown.split("\n")).strip()
    return lines if re.match(r"[-*+]|\d", lines) else f"- {lines}"


def rows_of(place: Path, left_out: Counter[str]) -> Iterator[Row]:
    """Yield the documents of a place, none twice, in the order of their digests."""
    found: dict[str, Row] = {}
    for file in sorted(place.rglob("*")):
        if file.suffix not in (".md", ".markdown", ".mdx") or not file.is_file():
            continue
        try:
            row = row_of(f"{place.name}/{file.relative_to(place).as_posix()}", file.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, VaultsyncError):
            row = "can't be read"
        if isinstance(row, str):
            left_out[row] += 1
        else:
            found.setdefault(sha256("\n".join(row["paragraphs"][:3]).encode()).hexdigest(), row)
    yield from (found[digest] for digest in sorted(found))


def taken(places: Iterable[Path], most: int, known: frozenset[str]) -> Iterator[Row]:
    """Yield the rows of all places but those with two of the known paragraphs, and tell of each place."""
    for place in places:
        left_out: Counter[str] = Counter()
        rows = list(rows_of(place, left_out))
        left_out["known"] = len(rows)
        rows = [row for row in rows if len(known.intersection(row["paragraphs"])) < _SHARED]
        left_out["known"] -= len(rows)
        told = ", ".join(f"{number} {why}" for why, number in left_out.most_common() if number)
        sys.stderr.write(f"{place.name}: {min(most, len(rows))} of {len(rows)}; left out: {told or 'none'}\n")
        yield from rows[:most]


def main() -> None:
    """Write the rows of the folders that the command line names."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("places", nargs="+", type=Path, metavar="FOLDER")
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--most", type=int, default=150, help="documents of a place (150)")
    ask.add_argument("--but", type=Path, nargs="*", default=[], help="rows that others are to be judged by")
    args = ask.parse_args()
    judges = (json.loads(line) for file in args.but for line in file.read_text(encoding="utf-8").split("\n") if line)
    known = frozenset(text for row in judges for text in row["paragraphs"] if len(text) > _SHORT)
    with args.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in taken(args.places, args.most, known))


if __name__ == "__main__":
    main()
