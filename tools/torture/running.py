"""Run the program with somebody asked before every change it makes to a file (asking.c, host.py)."""

from __future__ import annotations

import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

SHIM = Path(__file__).with_name("asking.c")
CHECKOUT = Path(__file__).resolve().parents[2]

_PATIENCE = 120.0
"""Seconds until a run that asks nothing and doesn't end is taken for hung."""


class Doing(Enum):
    """What becomes of a call."""

    GO = "g"
    DIE = "d"
    """The process dies before the call."""
    DIE_AFTER = "a"
    TEAR = "t"
    """Half of a write is done, then the process dies; any other call is not done."""
    SHORT = "s"
    """Half of a write is done, and the program is told so."""
    FAIL = "f"
    PRETEND = "p"
    """Nothing is done, and the program is told that all is well."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a question."""

    doing: Doing
    code: int = 0
    """The errno of a failure."""


GO = Verdict(Doing.GO)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be made."""

    number: int
    """From 1, among the calls of its run that change something; an opening to read bears the number of the next."""
    name: str
    path: str
    other: str

    @property
    def reads(self) -> bool:
        """Whether it only opens a file to read it."""
        return self.name == "read"

    def __str__(self) -> str:
        return f"{self.name} {self.path}" + (f" → {self.other}" if self.other else "")


Judge = Callable[[Call], Verdict]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    status: int
    """The exit status; negative, the signal that killed it."""
    said: str
    """What it printed, stderr included."""
    calls: tuple[Call, ...]
    """All that was asked, openings for reading included."""

    @property
    def changes(self) -> list[Call]:
        """The calls that were to change something."""
        return [call for call in self.calls if not call.reads]


class Unavailable(Exception):
    """The system lacks what a sweep needs; the message says what."""


def build_shim(folder: Path) -> Path:
    """Compile the shim; raises Unavailable where there is no Linux or no C compiler."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if sys.platform != "linux":
        raise Unavailable("faults are injected by LD_PRELOAD, which needs Linux")
    if compiler is None:
        raise Unavailable("no C compiler: install gcc")
    library = folder / "asking.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(SHIM), "-ldl"]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if built.returncode:
        raise Unavailable(f"the shim can't be compiled: {built.stderr.strip().splitlines()[-1]}")
    return library


class Program:
    """The program, ready to be run again and again in the folder `root`."""

    def __init__(self, shim: Path, root: Path) -> None:
        self.root = root
        self._scratch = Path(tempfile.mkdtemp(prefix="vaultsync-said-"))
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("VAULTSYNC_")}
        environment |= {
            "LD_PRELOAD": str(shim),
            "VAULTSYNC_STATE_DIR": str(root / "state"),
            "PYTHONWARNINGS": "error",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._host = subprocess.Popen(
            [sys.executable, "-m", "tools.torture.host", str(root), str(theirs.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            cwd=CHECKOUT,
            env=environment,
        )
        theirs.close()

    def close(self) -> None:
        """End the host."""
        assert self._host.stdin is not None and self._host.stdout is not None
        self._host.stdin.close()
        self._host.wait()
        self._host.stdout.close()
        self._ours.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def run(self, arguments: Sequence[str], judge: Judge | None = None) -> Ended:
        """Run one command line; `judge` is asked before each of its calls on a file below the root."""
        said = self._scratch / "said"
        request = {"arguments": list(arguments), "output": str(said), "watched": judge is not None}
        assert self._host.stdin is not None and self._host.stdout is not None
        self._host.stdin.write(json.dumps(request).encode() + b"\n")
        self._host.stdin.flush()
        calls: list[Call] = []
        while True:
            ready, _, _ = select.select([self._ours.fileno(), self._host.stdout.fileno()], [], [], _PATIENCE)
            if not ready:
                self._host.kill()
                raise RuntimeError(f"hung: vaultsync {' '.join(arguments)}; last asked: {calls[-1:]}")
            if self._ours.fileno() in ready:
                self._answer(calls, judge)
            else:
                status = int(self._host.stdout.readline())
                return Ended(status, said.read_text(encoding="utf-8", errors="replace"), tuple(calls))

    def _answer(self, calls: list[Call], judge: Judge | None) -> None:
        name, path, other = os.fsdecode(self._ours.recv(1 << 16)).split("\0")
        number = 1 + sum(not call.reads for call in calls[-1:]) + (calls[-1].number - 1 if calls else 0)
        calls.append(Call(number, name, path, other))
        verdict = judge(calls[-1]) if judge is not None else GO
        self._ours.send(struct.pack("ii", ord(verdict.doing.value), verdict.code))
