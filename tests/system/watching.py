"""A watcher in a process of its own, and the ways in which programs save."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import put

DEADLINE = 60.0
"""Seconds after which what was waited for is given up; nothing is asserted about how long it really takes."""

ESSAY = """# {title}

## {title} is about a first thing

The first thing of {title} is told at some length, so that it is a note of its own and no remark in passing. It goes on
for a few sentences. Each of them is plain. None of them says much, but together they are long enough to be cut here.

## {title} is about a second thing

The second thing of {title} is told at the same length, so that it is a note as well. There is a reason for it, and
there is a consequence of it. Neither is given, since nobody asked. What matters is that the words are there
to be counted.
"""


def essay(title: str) -> str:
    return ESSAY.format(title=title)


class Watcher:
    """`vaultsync watch --json` on `sources` and `vault` below a folder."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        settings: str = "hold = 1.0\n",
        ready: bool = True,
        within: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.sources, self.vault = folder / "sources", folder / "vault"
        self.sources.mkdir(exist_ok=True)
        places = 'sources = ["sources"]\nvault = "vault"\nstate_dir = "state"\n'
        put(folder, {"vaultsync.toml": f"{places}[watch]\n{settings}"})
        self.events: list[dict[str, Any]] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._seen = 0
        environment = {key: value for key, value in os.environ.items() if not key.startswith("VAULTSYNC_")}
        self.process = subprocess.Popen(
            [*within, sys.executable, "-m", "vaultsync", "watch", "--json", *arguments],
            cwd=folder,
            env=environment | {"PYTHONWARNINGS": "error"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if ready:
            self.wait_for("ready")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def wait_for(self, event: str, fits: Callable[[dict[str, Any]], bool] = lambda found: True) -> dict[str, Any]:
        """Return the next event of a kind, those before it passed over."""
        until = time.monotonic() + DEADLINE
        while True:
            while self._seen < len(self.events):
                found = self.events[self._seen]
                self._seen += 1
                if found["event"] == event and fits(found):
                    return found
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {event}; so far {self.events[-5:]}") from None
            if not line:
                raise AssertionError(f"ended without {event}: {self.process.communicate()[1]}")
            self.events.append(json.loads(line))

    def syncs(self) -> list[dict[str, Any]]:
        """The syncs that were told of so far, but for the first."""
        while not self._lines.empty():
            line = self._lines.get()
            if line:
                self.events.append(json.loads(line))
        return [event for event in self.events if event["event"] == "synced" and event["trigger"] != "start"]

    def settle(self) -> list[dict[str, Any]]:
        """Save one last source, wait until it is in the vault, and return the syncs before that of it."""
        mark = f"mark{len(self.events)}"
        (self.sources / f"{mark}.md").write_text(essay(mark), encoding="utf-8")
        last = self.wait_for("synced", lambda found: any(path.endswith(f"{mark}.md") for path in found["changed"]))
        while self.syncs()[-1]["counts"]["skipped"]:
            self.wait_for("synced")  # a note that was just edited is left to its editor for a while
        return [event for event in self.syncs() if event is not last and event["trigger"] != "retry"]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.wait_for("stopped")
        return self.end()

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> int:
        code = self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return code

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command in the same folder."""
        return subprocess.run(
            [sys.executable, "-m", "vaultsync", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def check(self) -> None:
        """Assert that a rebuild would change nothing."""
        done = self.call("rebuild", "--dry-run", "--diff", "--verbose")
        assert self.call("rebuild", "--check").returncode == 0, done.stdout + done.stderr


# --- the ways in which programs save ---


def append(path: Path, text: str) -> None:
    """A log, a script."""
    with path.open("ab") as file:
        file.write(text.encode()[len(path.read_bytes()) :])


def in_place(path: Path, text: str) -> None:
    """Obsidian, VS Code, nano: cut short and written."""
    path.write_bytes(text.encode())


def slowly(path: Path, text: str) -> None:
    """Cut short, and written in pieces while others look on."""
    data = text.encode()
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(data), max(1, len(data) // 4)):
            time.sleep(0.1)
            file.write(data[start : start + max(1, len(data) // 4)])


def atomically(path: Path, text: str) -> None:
    """A temporary that takes the file's place: Vim without backup, sync clients."""
    draft = path.with_name(f"{path.name}.tmp~")
    draft.write_bytes(text.encode())
    draft.replace(path)


def with_backup(path: Path, text: str) -> None:
    """The old file steps aside: Vim, Emacs."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_bytes(text.encode())
    backup.unlink()


def held_open(path: Path, text: str) -> None:
    """Opened early, written late."""
    with path.open("rb+") as file:
        time.sleep(0.2)
        file.write(text.encode())


def removed_first(path: Path, text: str) -> None:
    """Removed and made again."""
    path.unlink()
    path.write_bytes(text.encode())


STYLES = (append, in_place, slowly, atomically, with_backup, held_open, removed_first)
