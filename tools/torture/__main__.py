"""Kill the whole program at every call, refuse it calls, cut the power, let editors in; print what the user lost.

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

from tools.torture.cuts import sweep_cuts, why_not
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


CUTS = "cuts"
"""The kind of sweep that needs a device of its own."""


def torture(name: str, kinds: Sequence[str], every: int) -> dict[str, list[Tally]]:
    """Do to one scene all that is asked for."""
    [scene] = (one for one in SCENES if one.name == name)
    base = Path(tempfile.mkdtemp(prefix="vaultsync-torture-", dir=_MEMORY if _MEMORY.is_dir() else None))
    root, apart = base / "root", base / "apart"
    root.mkdir()
    apart.mkdir()
    shim = build_shim(base)
    program = Program(shim, root)
    try:
        sweep = Sweep(scene, World(root, base / "start"), program)
        found = {kind: list(SWEEPS[kind](sweep, every)) for kind in kinds if kind != CUTS}
        return found | ({CUTS: list(sweep_cuts(scene, shim, apart, every))} if CUTS in kinds else {})
    finally:
        program.close()
        shutil.rmtree(base, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.torture", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every N-th call")
    parser.add_argument("--jobs", type=int, default=2, help="scenes at once")
    parser.add_argument("--scene", action="append", choices=[scene.name for scene in SCENES], help="only this scene")
    parser.add_argument("--kind", action="append", choices=sorted([*SWEEPS, CUTS]), help="only this kind of sweep")
    return parser.parse_args()


def main() -> int:
    """Run the sweeps, print a line for each and the sum; return the exit status."""
    options = _arguments()
    names = options.scene or [scene.name for scene in SCENES]
    kinds = options.kind or [*SWEEPS, CUTS]
    started = time.monotonic()
    points = dict.fromkeys([*SWEEPS, CUTS], 0)
    lost = faults = 0
    skipped = [f"all but every {options.every}th call"] if options.every > 1 else []
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as scratch:
        try:
            build_shim(Path(scratch))
        except Unavailable as error:
            print(f"skipped: everything ({error})")
            return 1
        if CUTS in kinds and (lacking := why_not(Path(scratch))):
            kinds = [kind for kind in kinds if kind != CUTS]
            skipped.append(f"power cuts ({lacking})")
    with ProcessPoolExecutor(options.jobs) as pool:
        for done in pool.map(torture, names, repeat(kinds), repeat(options.every)):
            for kind, tallies in done.items():
                for tally in tallies:
                    _show(tally)
                    faults += (not tally.faults) if tally.is_control else len(tally.faults)
                    points[kind] += 0 if tally.is_control else tally.points
                    lost += 0 if tally.is_control else tally.lost
            sys.stdout.flush()
    for what in skipped:
        print(f"skipped: {what}")
    print(f"{len(names)} scenes, {faults} faults, {time.monotonic() - started:.0f} s")
    print(
        f"{points['kills']} kill points, {points['failures']} refused calls, {points[CUTS]} power cuts, "
        f"{points['races']} editor interleavings: {lost} bytes of user text lost"
    )
    return 1 if faults or lost else 0


def _show(tally: Tally) -> None:
    line = f"{tally.scene:14} {tally.sweep:42} {tally.points:5} points {len(tally.faults):4} faults"
    if tally.is_control:
        print(f"{line}{', as there must be' if tally.faults else ': NONE, so what is above shows nothing'}")
        return
    print(line)
    for fault in tally.faults[:_SHOWN]:
        print(f"    {fault}")


if __name__ == "__main__":
    sys.exit(main())
