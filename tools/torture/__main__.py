"""Kill the whole program at every call, refuse it calls, let editors in; print what the user lost.

Run as `python -m tools.torture [--every N] [--jobs N] [--scene NAME]…`, or by `make torture`. Exits 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

from tools.torture.kills import Sweep, sweep_failures, sweep_kills
from tools.torture.races import sweep_races
from tools.torture.running import Program, Unavailable, build_shim
from tools.torture.scenes import SCENES
from tools.torture.tally import Tally
from tools.torture.worlds import World

_MEMORY = Path("/dev/shm")
_SHOWN = 5
"""Faults of one sweep that are printed."""

SWEEPS: Mapping[str, Callable[[Sweep, int], Iterator[Tally]]] = {
    "kills": sweep_kills,
    "failures": sweep_failures,
    "races": sweep_races,
}


def torture(name: str, kinds: Sequence[str], every: int) -> dict[str, list[Tally]]:
    """Do to one scene all that is asked for."""
    [scene] = (one for one in SCENES if one.name == name)
    base = Path(tempfile.mkdtemp(prefix="vaultsync-torture-", dir=_MEMORY if _MEMORY.is_dir() else None))
    root = base / "root"
    root.mkdir()
    program = Program(build_shim(base), root)
    try:
        sweep = Sweep(scene, World(root, base / "start"), program)
        return {kind: list(SWEEPS[kind](sweep, every)) for kind in kinds}
    finally:
        program.close()
        shutil.rmtree(base, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.torture", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every N-th call")
    parser.add_argument("--jobs", type=int, default=2, help="scenes at once")
    parser.add_argument("--scene", action="append", choices=[scene.name for scene in SCENES], help="only this scene")
    parser.add_argument("--kind", action="append", choices=sorted(SWEEPS), help="only this kind of sweep")
    return parser.parse_args()


def main() -> int:
    """Run the sweeps, print a line for each and the sum; return the exit status."""
    options = _arguments()
    names = options.scene or [scene.name for scene in SCENES]
    kinds = options.kind or list(SWEEPS)
    started = time.monotonic()
    points = dict.fromkeys(SWEEPS, 0)
    lost = faults = 0
    try:
        with tempfile.TemporaryDirectory() as scratch:
            build_shim(Path(scratch))
    except Unavailable as error:
        print(f"skipped: everything ({error})")
        return 1
    with ProcessPoolExecutor(options.jobs) as pool:
        for done in pool.map(torture, names, repeat(kinds), repeat(options.every)):
            for kind, tallies in done.items():
                for tally in tallies:
                    points[kind] += tally.points
                    lost += tally.lost
                    faults += len(tally.faults)
                    print(f"{tally.scene:14} {tally.sweep:42} {tally.points:5} points {len(tally.faults):4} faults")
                    for fault in tally.faults[:_SHOWN]:
                        print(f"    {fault}")
            sys.stdout.flush()
    if options.every > 1:
        print(f"skipped: all but every {options.every}th call")
    print("skipped: power cuts, which this command does not make yet")
    print(f"{len(names)} scenes, {faults} faults, {time.monotonic() - started:.0f} s")
    print(
        f"{points['kills']} kill points, {points['failures']} refused calls, {points['races']} editor interleavings: "
        f"{lost} bytes of user text lost"
    )
    return 1 if faults or lost else 0


if __name__ == "__main__":
    sys.exit(main())
