"""Measure `links` beside obsidiantools and grep on made-up vaults: from nothing, warm, and after one edit.

Run as `python -m tools.links_bench [--sizes 1000,10000]`. Each command is a process of its own; what is counted is the time on
the clock, its processor time and its peak memory. Prints one table and asserts nothing: `× grep` compares times on the clock,
`× warm` processor times with those of the second call.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as an installer has them."""

WORDS = "river mill ledger bridge harvest rope candle winter road salt grain market letter stone".split()
READER = "import pathlib, sys; from obsidiantools.api import Vault; Vault(pathlib.Path(sys.argv[1])).connect()"

GREP = "`grep -r '\\[\\['`"
WARM = "`links`, warm"


class Cost(NamedTuple):
    """What one process took."""

    clock: float
    """Seconds."""
    processor: float
    """Seconds, of user and system."""
    memory: int
    """Bytes at the most."""


def note(number: int, count: int, chance: random.Random) -> str:
    """Write one note: properties, two headings, some six hundred words, a dozen links of all kinds, a table, code."""

    def other() -> str:
        return f"Note {chance.randrange(count)}"

    def prose() -> str:
        return " ".join(chance.choices(WORDS, k=60))

    return (
        f'---\ntags: [{chance.choice(WORDS)}]\nup: "[[{other()}]]"\n---\n# {prose()[:40]}\n\n'
        f"{prose()} [[{other()}]] {prose()}. {prose()} [[{other()}|shown]], #{chance.choice(WORDS)}.\n\n"
        f"- [[{other()}#Part]]\n- [x]({other().replace(' ', '%20')}.md)\n- ![[{other()}]]\n\n## Part\n\n"
        f"{prose()} `[[code]]` {prose()} [[{other()}]]\n\n| a | b |\n| - | - |\n| [[{other()}\\|c]] | d |\n\n"
        f"```\n[[{other()}]]\n```\n\n{prose()} [[Nobody {number}]] https://example.org/{number} {prose()}\n\n{prose()}\n"
    )


def make(vault: Path, count: int) -> None:
    """Write a vault of `count` notes in folders of a hundred."""
    chance = random.Random(count)
    for number in range(count):
        place = vault / f"folder {number // 100}" / f"Note {number}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(note(number, count, chance), encoding="utf-8")


def run(command: list[str], state: Path) -> Cost:
    """Run a command to its end; raises SystemExit where it fails."""
    started = time.monotonic()
    with Path(os.devnull).open("wb") as nowhere:
        child = subprocess.Popen(
            command,
            stdout=nowhere,
            stderr=nowhere,
            cwd=state.parent,
            env=ENVIRONMENT | {"VAULTSYNC_STATE_DIR": str(state)},
        )
        _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return Cost(time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def measure(vault: Path, state: Path, *, beside: bool) -> Iterator[tuple[str, Cost]]:
    """Run each command on a vault, ours three times; obsidiantools only if it is to be compared with."""
    links = [sys.executable, "-m", "vaultsync", "links", "--json", "--vault", str(vault)]
    grep = ["grep", "-r", r"\[\[", str(vault)]
    empty = state.parent / "empty"
    empty.mkdir()
    run([*links[:-1], str(empty)], state)
    run(grep, state)
    yield GREP, run(grep, state)
    time.sleep(0.2)
    yield "`links`, nothing known", run(links, state)
    yield WARM, run(links, state)
    edited = next(vault.rglob("*.md"))
    edited.write_text(edited.read_text(encoding="utf-8") + "\n[[Note 1]]\n", encoding="utf-8")
    yield "`links`, one note edited", run(links, state)
    if beside:
        yield "obsidiantools", run([sys.executable, "-c", READER, str(vault)], state)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--quick", action="store_true", help="do without obsidiantools, which takes minutes")
    given = parser.parse_args()
    print("| notes | | s | processor, s | peak, MB | × grep | × warm |\n| ---: | --- |" + " ---: |" * 5)
    for size in [int(one) for one in given.sizes.split(",")]:
        with tempfile.TemporaryDirectory() as scratch:
            vault = Path(scratch) / "vault"
            make(vault, size)
            known: dict[str, Cost] = {}
            for name, cost in measure(vault, Path(scratch) / "state", beside=not given.quick):
                known[name] = cost
                warm = known.get(WARM)
                print(
                    f"| {size} | {name} | {cost.clock:.2f} | {cost.processor:.2f} | {cost.memory // 2**20} "
                    f"| {cost.clock / known[GREP].clock:.0f} | {f'{cost.processor / warm.processor:.1f}' if warm else ''} |",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
