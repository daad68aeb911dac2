"""Measure how long a saved source takes to reach the vault, beside a bare watchdog handler in the same run.

Run as `python -m tools.watch_bench [--notes 100,1000] [--edits 200] [--idle 60]`; prints a table, asserts nothing. A
latency runs from the moment after the file's close to the last note's change of place, as its ctime tells, so that it is
as fine as the kernel's clock for files (about 4 ms). Beside it stands the processor time that the watcher took for an
edit, which other work on the machine hardly moves. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import queue
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from watchdog.events import FileClosedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from tools.bench import page

_DEADLINE = 600.0
_NOTES_A_PAGE = 4
"""A page of the bench becomes a source map and three atoms."""


class Bare(FileSystemEventHandler):
    """What anybody would write first: read the file, write another one."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self.done: queue.SimpleQueue[int] = queue.SimpleQueue()

    def on_closed(self, event: FileSystemEvent) -> None:
        self._target.write_bytes(Path(os.fsdecode(event.src_path)).read_bytes())
        self.done.put(self._target.stat().st_ctime_ns)


def bare(folder: Path, edits: int) -> list[float]:
    """Return the latencies of the bare handler, in milliseconds."""
    watched = folder / "bare"
    watched.mkdir()
    handler = Bare(folder / "written.md")
    observer = Observer()
    observer.schedule(handler, str(watched), event_filter=[FileClosedEvent])
    observer.start()
    found = []
    for number in range(edits):
        (watched / "page.md").write_text(page(random.Random(number), number), encoding="utf-8")
        closed = time.time_ns()
        found.append(max(0, handler.done.get(timeout=_DEADLINE) - closed) / 1e6)
    observer.stop()
    observer.join()
    return found


class Running:
    """A watcher in a process of its own."""

    def __init__(self, folder: Path, settings: list[str]) -> None:
        file = folder / "vaultsync.toml"
        lines = ['sources = ["sources"]', 'vault = "vault"', 'state_dir = "state"', "[watch]", *settings]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.vault = folder / "vault"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vaultsync", "watch", "--json", "--config", str(file)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.put(json.loads(line))

    def end(self, *, kill: bool = False) -> None:
        """Stop it, or kill it."""
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(_DEADLINE)
        self._reader.join(_DEADLINE)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def wait(self, event: str) -> dict[str, Any]:
        while True:
            found = self.events.get(timeout=_DEADLINE)
            if found["event"] == event:
                return found

    def cpu(self) -> float:
        """Return the seconds of processor time used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """Return the peak memory in megabytes."""
        return self._memory("VmHWM:")

    def resident(self) -> float:
        """Return the memory in use in megabytes."""
        return self._memory("VmRSS:")

    def _memory(self, field: str) -> float:
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.partition(field)[2].split()[0]) / 1024


@contextmanager
def running(folder: Path, settings: list[str]) -> Iterator[Running]:
    watcher = Running(folder, settings)
    try:
        watcher.wait("ready")
        yield watcher
    finally:
        watcher.end()


def latencies(watcher: Running, sources: list[Path], edits: int) -> tuple[list[float], float]:
    """Edit one source after the other, each once the one before is in the vault.

    Returns the latencies, and the processor time that an edit took, in milliseconds.
    """
    found = []
    since = watcher.cpu()
    chance = random.Random(1)
    for number in range(edits):
        path = chance.choice(sources)
        text = path.read_text(encoding="utf-8")
        head, _, tail = text.rpartition("\n\n")
        path.write_text(f"{head}\n\nEdit {number} says this. {tail}", encoding="utf-8")
        closed = time.time_ns()
        done = watcher.wait("synced")
        written = [watcher.vault / one["path"] for one in done["actions"] if one["action"] not in ("record", "trash")]
        ended = max((one.stat().st_ctime_ns for one in written if one.exists()), default=closed)
        found.append(max(0, ended - closed) / 1e6)
    return found, (watcher.cpu() - since) / edits * 1e3


def told(name: str, found: list[float], beside: float, processor: str) -> str:
    """Return one row."""
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    shown = " | ".join(f"{cuts[at - 1]:.1f}" for at in (50, 95, 99))
    return f"| {name} | {shown} | {cuts[49] / beside:.1f} | {processor} |"


def measure(notes: int, edits: int, idle: float, folder: Path) -> None:
    """Print the rows of one size."""
    chance = random.Random(notes)
    sources = folder / "sources"
    sources.mkdir(parents=True)
    files = [sources / f"{number:05}.md" for number in range(max(1, notes // _NOTES_A_PAGE))]
    for number, file in enumerate(files):
        file.write_text(page(chance, number), encoding="utf-8")
    plain = bare(folder, edits)
    beside = statistics.median(plain)
    with running(folder, ["quiet = 0.0", "max_wait = 0.0"]) as watcher:
        at_once, quick = latencies(watcher, files, edits)
    with running(folder, []) as watcher:
        debounced, patient = latencies(watcher, files, edits)
        count = sum(1 for _ in watcher.vault.rglob("*.md"))
        before, since = watcher.cpu(), time.monotonic()
        time.sleep(idle)
        share = (watcher.cpu() - before) / (time.monotonic() - since) * 100
        peak = watcher.peak()
    print(told(f"{count} notes: bare handler", plain, beside, ""))
    print(told(f"{count} notes: without debounce", at_once, beside, f"{quick:.0f}"))
    print(told(f"{count} notes: as it is set", debounced, beside, f"{patient:.0f}"))
    print(
        f"\n{count} notes: {share:.2f} % of a core when idle over {idle:g} s; peak memory {peak:.0f} MB\n", flush=True
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--notes", default="100,1000")
    ask.add_argument("--edits", type=int, default=200)
    ask.add_argument("--idle", type=float, default=60.0)
    given = ask.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| save → vault, ms | p50 | p95 | p99 | ÷ bare | processor, ms |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for size in given.notes.split(","):
        with tempfile.TemporaryDirectory(prefix="vaultsync-watch-") as name:
            measure(int(size), given.edits, given.idle, Path(name))


if __name__ == "__main__":
    main()
