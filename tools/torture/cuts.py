"""Cut the power at each call in turn, on a real file system whose device is a file.

The scene lies on ext4 in an image, mounted through a loop device. Before each call the image is copied as it is: what the
file system has not sent to its device yet (texts that nobody flushed, names that its journal has not committed) is not
in the copy, which is so what a power cut would leave. Each copy is then mounted, looked at, and the program is run on it
again. A control pretends every flush; if nothing goes wrong then, the cuts show nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.torture.kills import Sweep, check_after, torn
from tools.torture.running import GO, Call, Doing, Program, Unavailable, Verdict
from tools.torture.scenes import Scene
from tools.torture.tally import Tally
from tools.torture.worlds import World, differences, needles_in

_SIZE = 32_000_000
"""Bytes of the device."""
_COMMIT = 1
"""Seconds between two commits of the journal where the cuts wait for them; the least that ext4 takes."""
_SETTLED = 1.6
"""Seconds after which names are surely committed, and texts that were not flushed surely are not."""
_SELDOM = 8
"""How much rarer the cuts are that wait, and the control."""
_ATTEMPTS = 20


class Image:
    """A file with an ext4 file system in it, mounted at a folder."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.file, self.folder = file, folder
        with file.open("wb") as device:
            device.truncate(_SIZE)
        _call("mkfs.ext4", "-q", "-F", str(file))

    @contextmanager
    def mounted(self, file: Path | None = None) -> Iterator[None]:
        """Mount it, or another copy of it, for as long as the block lasts."""
        _call("mount", "-o", f"loop,commit={_COMMIT}", str(file or self.file), str(self.folder))
        try:
            yield
        finally:
            for _ in range(_ATTEMPTS):
                with suppress(Unavailable):
                    _call("umount", str(self.folder))
                    break
                time.sleep(0.1)
            else:
                _call("umount", "--lazy", str(self.folder))

    def flush(self) -> None:
        """Wait until all that was written is on the device."""
        _call("sync", "--file-system", str(self.folder))

    def copy(self, to: Path) -> None:
        """Keep what is on the device now."""
        _call("cp", "--sparse=always", str(self.file), str(to))


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{' '.join(command)}: {done.stderr.strip()}")


def why_not(scratch: Path) -> str:
    """Say what the system lacks for cutting the power; nothing if it can."""
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        return "only root may mount a file system"
    if missing := [name for name in ("mkfs.ext4", "mount", "umount", "sync", "cp") if shutil.which(name) is None]:
        return f"no {missing[0]} (on Debian: e2fsprogs, mount)"
    folder = scratch / "mounted"
    folder.mkdir()
    try:
        with Image(scratch / "image", folder).mounted():
            return ""
    except Unavailable as error:
        return str(error)


def sweep_cuts(scene: Scene, shim: Path, scratch: Path, every: int) -> Iterator[Tally]:
    """Cut the power before every call: as it is, once the journal is committed, and with every flush pretended."""
    root = scratch / "root"
    root.mkdir()
    image = Image(scratch / "image", root)
    program = Program(shim, root)
    try:
        with image.mounted():
            sweep = Sweep(scene, World(root, scratch / "start"), program)
        cuts = _Cuts(sweep, image, scratch)
        tally = Tally("power cut", scene.name)
        cuts.cut(tally, every)
        yield tally
        settled = Tally("power cut once names are committed", scene.name)
        cuts.cut(settled, every * _SELDOM, wait=_SETTLED)
        yield settled
        control = Tally("the same without a flush", scene.name, is_control=True)
        cuts.cut(control, every * _SELDOM, wait=_SETTLED, flushing=False)
        yield control
    finally:
        program.close()


class _Cuts:
    """Runs a scene once, keeps what is on its device before its calls, and looks at each copy."""

    def __init__(self, sweep: Sweep, image: Image, scratch: Path) -> None:
        self._sweep, self._image, self._scratch = sweep, image, scratch

    def cut(self, tally: Tally, every: int, *, wait: float = 0.0, flushing: bool = True) -> None:
        """Cut the power before every N-th call, and after the run; `wait` so many seconds before each."""
        with self._image.mounted():
            self._sweep.world.restart()
            self._image.flush()
            kept = self._run(every, wait, flushing)
        for copy, call in kept:
            tally.points += 1
            where = f"{tally.scene}, {tally.sweep}, {f'before call {call.number}, {call}' if call else 'at the end'}"
            try:
                with self._image.mounted(copy):
                    self._look(tally, where, is_over=call is None)
            except (Unavailable, OSError) as error:
                tally.blame(where, f"the file system is damaged: {error}")
            copy.unlink()

    def _run(self, every: int, wait: float, flushing: bool) -> list[tuple[Path, Call | None]]:
        kept: list[tuple[Path, Call | None]] = []

        def keep(call: Call | None) -> None:
            time.sleep(wait)
            copy = self._scratch / f"copy-{len(kept)}"
            self._image.copy(copy)
            kept.append((copy, call))

        def judge(call: Call) -> Verdict:
            if not call.reads and (call.number - 1) % every == 0:
                keep(call)
            return GO if flushing or call.name != "flush" else Verdict(Doing.PRETEND)

        self._sweep.run(judge)
        keep(None)
        return kept

    def _look(self, tally: Tally, where: str, *, is_over: bool) -> None:
        sweep = self._sweep
        found = sweep.world.visible()
        tally.lose(where, sweep.needles - needles_in(found))
        for name in torn(found, sweep):
            tally.blame(where, f"{name} is neither as it was nor as it will be")
        if is_over and found != sweep.result:
            tally.blame(where, f"all was done, but {differences(sweep.result, found)[:3]}")
        check_after(tally, where, sweep, [sweep.result])
