"""Texts that no person wrote, and what it costs to split them: each is to take linear time and lose nothing.

Run as `python -m tools.odd_texts [--size 10_000_000] [NAME …]`: every text is split in a process of its own at a tenth
of the size and at the size; prints a table of processor seconds beyond start-up and peak memory, and exits with 1 if
one was split with a loss or a crash. The tests hold the same texts at modest sizes to counts of work.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.bench import Cost, split_cost

_SENTENCE = "Rain falls on the roof of the barn, and the barn keeps the hay dry until the winter comes. "


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece))


def _numbered(piece: str) -> Callable[[int], str]:
    return lambda size: "".join(piece.format(n) for n in range(size // len(piece)))


def _footnotes(size: int) -> str:
    said = "".join(f"Word and more words about soil[^{n}]. " for n in range(size // 60))
    return said + "\n\n" + "\n".join(f"[^{n}]: A note." for n in range(size // 60))


def _footnotes_in_place(size: int) -> str:
    return "".join(f"Word and more words about soil[^{n}].\n\n[^{n}]: A note.\n\n" for n in range(size // 60))


def _nested_lists(size: int) -> str:
    return "".join(f"{'  ' * (n % 60)}- item {n}\n" for n in range(size // 70))


def _nested_html(size: int) -> str:
    return "<div>" * (size // 15) + "soil" + "</div>" * (size // 15)


ODD_TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "one paragraph": (".txt", _repeated(_SENTENCE)),
    "one line without spaces": (".txt", _repeated("soil")),
    "no spaces in Chinese": (".txt", _repeated("雨水滋养土地")),
    "only punctuation": (".txt", _repeated(".,;:!?-–—…()[]{}<>*_#`~|\\")),
    "only punctuation in Markdown": (".md", _repeated(".,;:!?-–—…()[]{}<>*_#`~|\\")),
    "stops": (".txt", _repeated(". ")),
    "commas": (".txt", lambda size: "soil, " * (size // 6) + "."),
    "headings only": (".md", _numbered("# Heading {}\n\n")),
    "headings and lines": (".md", _numbered("## Heading {}\n\nA line about soil and rain.\n\n")),
    "short paragraphs": (".txt", _repeated("Why? Because.\n\n")),
    "bold openings": (".md", _numbered("**Point {}.** It says this.\n\n")),
    "footnotes": (".md", _footnotes),
    "footnotes in place": (".md", _footnotes_in_place),
    "links": (".md", _numbered("See [page {}](page.md) or [[Page]]. ")),
    "references": (".md", lambda size: _numbered("See [page {}]. ")(size // 2) + "\n\n" + _numbered("[page {}]: a.md\n")(size // 2)),
    "mixed scripts": (".txt", _repeated("soil почва 土壤 تربة יער ดิน\n\n")),
    "marks upon marks": (".txt", _repeated("e\u0301\u0323\u200d ")),
    "nested quotes": (".md", lambda size: ">" * (size // 2) + " soil\n" + "> " * (size // 4)),
    "nested lists": (".md", _nested_lists),
    "nested elements": (".html", _nested_html),
    "open brackets": (".md", _repeated("[")),
    "emphasis": (".md", _repeated("*a **b ")),
    "tables": (".md", lambda size: "| a | b |\n|---|---|\n" + "| soil | rain |\n" * (size // 16)),
}  # fmt: skip
"""For each kind of text its suffix and what makes one of about a number of characters."""


def _is_whole(text: str, shown: str) -> bool:
    """Whether the spans of a split's JSON cover a text exactly once (rule 1)."""
    found = json.loads(shown)
    spans = sorted(
        [tuple(span) for atom in found["atoms"] for span in atom["spans"]]
        + [tuple(one["span"]) for one in found["exclusions"]]
    )
    edges = [0, *(end for _, end in spans)]
    return [start for start, _ in spans] == edges[:-1] and edges[-1] == len(text)


def _cost(name: str, size: int) -> tuple[Cost, bool]:
    suffix, make = ODD_TEXTS[name]
    with tempfile.TemporaryDirectory() as folder:
        file, shown = Path(folder) / f"odd{suffix}", Path(folder) / "shown.json"
        text = make(size)
        file.write_text(text, encoding="utf-8", newline="")
        cost = split_cost(file, shown)
        return cost, not cost.failed and _is_whole(text, shown.read_text(encoding="utf-8"))


def main() -> None:
    """Print a row for each text; exit with 1 if one was not split without loss."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(ODD_TEXTS)}")
    ask.add_argument("--size", type=int, default=10_000_000, help="characters of the longer text")
    args = ask.parse_args()
    print(f"| text | {args.size / 10e6:g} MB, s | {args.size / 1e6:g} MB, s | growth | peak, MB | whole |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    # A letter takes four bytes at most, and a text that is too large for a source says nothing of its splitting.
    os.environ["VAULTSYNC_MAX_SIZE"] = str(4 * args.size)
    lost = False
    for name in args.names or ODD_TEXTS:
        (small, small_whole), (large, large_whole) = (_cost(name, size) for size in (args.size // 10, args.size))
        whole = small_whole and large_whole
        lost |= not whole
        growth = large.seconds / max(small.seconds, 0.01)
        print(
            f"| {name} | {small.seconds:.2f} | {large.seconds:.2f} | × {growth:.1f} | {large.memory:.0f} "
            f"| {'yes' if whole else 'NO'} |",
            flush=True,
        )
    sys.exit(lost)


if __name__ == "__main__":
    main()
