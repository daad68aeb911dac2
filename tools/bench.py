"""Measure what a rebuild costs beside writing the same files with plain Python: ratios and growth.

Run as `python -m tools.bench [--sizes 100,1000,10000]`; prints a table, asserts nothing. Each figure is one process.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeio"]
_TOPICS = 400
"""Fields that the made-up pages write about, each with words of its own, as a person's essays do."""


def _vocabulary() -> tuple[list[str], list[list[str]]]:
    """Return common words and, by topic, special ones: made-up, so that no real text is needed."""
    chance = random.Random(7)
    made = sorted({"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(20_000)})
    chance.shuffle(made)
    return made[:600], [made[600 + 30 * topic : 630 + 30 * topic] for topic in range(_TOPICS)]


_COMMON, _SPECIAL = _vocabulary()

_COPY = """
import pathlib, sys, time
source, target = map(pathlib.Path, sys.argv[1:])
files = [(path.relative_to(source), path.read_bytes()) for path in sorted(source.rglob("*")) if path.is_file()]
start = time.perf_counter()
for name, data in files:
    place = target / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
print(time.perf_counter() - start)
"""


def page(chance: random.Random, number: int) -> str:
    """Return one page of made-up prose: a title, three headings, nine paragraphs."""
    special = [word for topic in chance.sample(range(_TOPICS), 2) for word in _SPECIAL[topic]]

    def words(count: int) -> list[str]:
        return [chance.choice(special if chance.random() < 0.3 else _COMMON) for _ in range(count)]

    def sentence() -> str:
        return " ".join(words(chance.randint(8, 18))).capitalize() + "."

    parts = [f"# Page {number} on {' and '.join(chance.sample(special, 2))}"]
    for _ in range(3):
        parts.append(f"## {' '.join(words(4)).capitalize()}")
        parts += [" ".join(sentence() for _ in range(4)) for _ in range(3)]
    return "\n\n".join(parts) + "\n"


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command; return its wall seconds and its peak memory in megabytes."""
    start = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command[:4])} … exited with {child.returncode}")
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return seconds, usage.ru_maxrss / scale


def run(size: int, folder: Path) -> dict[str, float]:
    """Measure one size in an empty folder."""
    chance = random.Random(size)
    sources, vault, plain = folder / "sources", folder / "vault", folder / "plain"
    sources.mkdir(parents=True)
    for number in range(size):
        (sources / f"{number:05}.md").write_text(page(chance, number), encoding="utf-8")
    environment = {**os.environ, "VAULTSYNC_STATE_DIR": str(folder / "state")}
    program = [sys.executable, "-m", "vaultsync.cli"]
    paths = ["--sources", str(sources), "--vault", str(vault), "--quiet"]
    first, memory = measured([*program, "rebuild", *paths], environment)
    again, _ = measured([*program, "rebuild", *paths], environment)
    measured([*program, "sync", *paths], environment)
    synced, _ = measured([*program, "sync", *paths], environment)
    copied = subprocess.run(
        [sys.executable, "-c", _COPY, str(vault), str(plain)], check=True, capture_output=True, text=True
    )
    files = sum(1 for path in vault.rglob("*.md"))
    return {
        "files": files,
        "first": first,
        "again": again,
        "sync": synced,
        "plain": float(copied.stdout),
        "memory": memory,
    }


def main() -> None:
    """Print one row a size, and how each figure grew from the size before."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sizes", default="100,1000,10000")
    sizes = [int(size) for size in ask.parse_args().sizes.split(",")]
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n")
    print("| sources | files | rebuild, s | again, s | sync, s | plain, s | rebuild ÷ plain | peak, MB | growth |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    before: tuple[int, float] | None = None
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            row = run(size, Path(folder))
        growth = "" if before is None else f"× {row['first'] / before[1]:.1f} for × {size / before[0]:.0f}"
        print(
            f"| {size} | {row['files']:.0f} | {row['first']:.2f} | {row['again']:.2f} | {row['sync']:.2f} "
            f"| {row['plain']:.3f} | {row['first'] / row['plain']:.0f} | {row['memory']:.0f} | {growth} |",
            flush=True,
        )
        before = (size, row["first"])


if __name__ == "__main__":
    main()
