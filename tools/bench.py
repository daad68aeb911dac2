"""Measure what a rebuild costs beside writing the same files with plain Python, a small change, and one long file.

Run as `python -m tools.bench [--sizes 100,1000,10000] [--megabytes 0.1,1,10]`; prints three tables, asserts nothing.
Each figure is one process, but for the edits of a process that keeps its memory, as `watch` does.
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
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from textwrap import fill

from vaultsync.config import Config
from vaultsync.pipeline.memo import Memory
from vaultsync.pipeline.run import RunOptions, run

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

_KILOBYTES = 1024 if sys.platform != "darwin" else 1024 * 1024
"""What the peak of a process is divided by to have megabytes."""

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
    return seconds, usage.ru_maxrss / _KILOBYTES


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    seconds: float
    """Of one processor, user and system, beyond those of splitting a file of one line."""
    memory: float
    """At its peak, in megabytes."""
    failed: bool


def split_cost(file: Path, shown: Path | None = None) -> Cost:
    """Measure `vaultsync split FILE --json`; `shown` is where its JSON goes."""
    with tempfile.TemporaryDirectory() as folder:
        line = Path(folder) / f"line{file.suffix}"
        line.write_text("A line.\n", encoding="utf-8")
        start_up, _, _ = _split(line, None)
    seconds, memory, failed = _split(file, shown)
    return Cost(max(0.0, seconds - start_up), memory, failed)


def _split(file: Path, shown: Path | None) -> tuple[float, float, bool]:
    with (shown or Path(os.devnull)).open("wb") as out:
        child = subprocess.Popen([sys.executable, "-m", "vaultsync", "split", str(file), "--json"], stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _KILOBYTES, child.returncode != 0


def long_texts(megabytes: float) -> dict[str, str]:
    """Return made-up prose of a length, in the forms in which it is split."""
    chance = random.Random(7)
    pages: list[str] = []
    size = 0
    while size < megabytes * 1e6:
        pages.append(page(chance, len(pages)))
        size += len(pages[-1])
    whole = "\n".join(pages)[: int(megabytes * 1e6)]
    paragraphs = [part for part in whole.split("\n\n") if not part.startswith("#")]
    return {
        "headings.md": whole,
        "paragraphs.txt": "\n\n".join(paragraphs),
        "wrapped.txt": "\n\n".join(fill(part, 76) for part in paragraphs),
        "page.html": "<article>" + "\n".join(f"<p>{part}</p>" for part in paragraphs) + "</article>",
    }


def print_splits(sizes: list[float]) -> None:
    """Print what it costs to split one file of each size in each form."""
    print(f"\n| one file | {' | '.join(f'{size:g} MB, s' for size in sizes)} | peak, MB |")
    print(f"| --- |{' ---: |' * (len(sizes) + 1)}")
    texts = {size: long_texts(size) for size in sizes}
    for name in texts[sizes[0]]:
        costs: list[Cost] = []
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / name
                file.write_text(texts[size][name], encoding="utf-8")
                costs.append(split_cost(file))
        print(
            f"| {name} | {' | '.join(f'{cost.seconds:.2f}' for cost in costs)} | {costs[-1].memory:.0f} |", flush=True
        )


@dataclass(frozen=True)
class Bench:
    """A folder of made-up sources and the vault made of them."""

    folder: Path
    size: int

    @property
    def sources(self) -> Path:
        """The source root."""
        return self.folder / "sources"

    @property
    def vault(self) -> Path:
        """The vault."""
        return self.folder / "vault"

    def write(self) -> None:
        """Write the sources."""
        chance = random.Random(self.size)
        self.sources.mkdir(parents=True)
        for number in range(self.size):
            self.place(number).write_text(page(chance, number), encoding="utf-8")

    def place(self, number: int) -> Path:
        """Return the file of one page."""
        return self.sources / f"{number:05}.md"

    def edit(self, number: int) -> None:
        """Add a sentence to one paragraph of one page."""
        parts = self.place(number).read_text(encoding="utf-8").split("\n\n")
        parts[3] += " Bada dafe gami nopa kero."
        self.place(number).write_text("\n\n".join(parts), encoding="utf-8")

    def run(self, command: str) -> tuple[float, float]:
        """Run the program in a process of its own; return its wall seconds and its peak memory in megabytes."""
        environment = {**os.environ, "VAULTSYNC_STATE_DIR": str(self.folder / "state")}
        paths = ["--sources", str(self.sources), "--vault", str(self.vault), "--quiet"]
        return measured([sys.executable, "-m", "vaultsync", command, *paths], environment)

    def notes(self) -> dict[Path, bytes]:
        """Return every note of the vault."""
        return {path: path.read_bytes() for path in self.vault.rglob("*.md")}


def build(bench: Bench) -> dict[str, float]:
    """Measure the first rebuild, a second one, and a sync when nothing has changed."""
    first, memory = bench.run("rebuild")
    again, _ = bench.run("rebuild")
    bench.run("sync")
    synced, _ = bench.run("sync")
    copied = subprocess.run(
        [sys.executable, "-c", _COPY, str(bench.vault), str(bench.folder / "plain")],
        check=True,
        capture_output=True,
        text=True,
    )
    return {
        "files": len(bench.notes()),
        "first": first,
        "again": again,
        "sync": synced,
        "plain": float(copied.stdout),
        "memory": memory,
    }


def change(bench: Bench) -> dict[str, float]:
    """Measure small changes: one paragraph edited, and one source added and removed again, with the notes it changes."""
    before = bench.notes()
    bench.edit(0)
    edited, _ = bench.run("sync")
    rewritten = sum(1 for path, text in bench.notes().items() if before.get(path) != text)
    # In a process of its own: a child is charged with what its parent held when it was made.
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        kept = pool.submit(kept_edit, bench).result()
    before = bench.notes()
    new = bench.place(bench.size)
    new.write_text(page(random.Random(-1), bench.size), encoding="utf-8")
    bench.run("sync")
    with_one_more = bench.notes()
    new.unlink()
    bench.run("sync")
    after = bench.notes()
    return {
        "edited": edited,
        "rewritten": rewritten,
        "kept": kept,
        "added": sum(1 for path, text in before.items() if with_one_more.get(path) != text) / len(before),
        "removed": sum(1 for path in with_one_more.keys() & after if with_one_more[path] != after[path]) / len(before),
    }


def kept_edit(bench: Bench, times: int = 3) -> float:
    """Return the median seconds of a run of this process after an edit, its memory kept from the run before."""
    config = Config((bench.sources,), bench.vault, state_dir=bench.folder / "state")
    memory = Memory()
    seconds: list[float] = []
    for number in range(1, times + 2):
        bench.edit(number)
        start = time.perf_counter()
        run(config, RunOptions(), memory=memory)
        seconds.append(time.perf_counter() - start)
    return median(seconds[1:])


def main() -> None:
    """Print one row a size in each table, and how the first rebuild grew from the size before."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sizes", default="100,1000,10000")
    ask.add_argument("--megabytes", default="0.1,1,10")
    args = ask.parse_args()
    sizes = [int(size) for size in args.sizes.split(",") if size]
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n")
    print("| sources | files | rebuild, s | again, s | sync, s | plain, s | rebuild ÷ plain | peak, MB | growth |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    before: tuple[int, float] | None = None
    changes: list[str] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder), size)
            bench.write()
            row = build(bench)
            small = change(bench)
        growth = "" if before is None else f"× {row['first'] / before[1]:.1f} for × {size / before[0]:.0f}"
        print(
            f"| {size} | {row['files']:.0f} | {row['first']:.2f} | {row['again']:.2f} | {row['sync']:.2f} "
            f"| {row['plain']:.3f} | {row['first'] / row['plain']:.0f} | {row['memory']:.0f} | {growth} |",
            flush=True,
        )
        changes.append(
            f"| {size} | {small['edited']:.2f} | {small['kept']:.2f} | {small['rewritten']:.0f} "
            f"| {small['added']:.2%} | {small['removed']:.2%} |"
        )
        before = (size, row["first"])
    print("\n| sources | edit, s | edit, memory kept, s | notes rewritten | changed by a source more | by one less |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    print("\n".join(changes))
    print_splits([float(size) for size in args.megabytes.split(",")])


if __name__ == "__main__":
    main()
