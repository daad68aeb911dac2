"""What a person sees: colours and progress only on a terminal, messages on stderr, JSON alone on stdout."""

from __future__ import annotations

import json
import os
import re
import sys
import time
import unicodedata
from types import TracebackType
from typing import TYPE_CHECKING, Any

from vaultsync.errors import Diverged, VaultsyncError
from vaultsync.model import Problem

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.5
"""Seconds that a run may take before it shows its progress."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

_OVERRIDES = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Unicode's classes of characters that change the direction of the text around them."""


def visible(text: str, *, keep: str = "\n\t") -> str:
    """Return text that is safe on a terminal: what could steer it, or reorder what is read, is shown as an escape.

    `keep` are control characters that stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter if letter in keep or not _steers(letter) else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def _steers(letter: str) -> bool:
    """Say whether a character is a control, a lone surrogate, a line separator or an override of the reading order."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(letter) in _OVERRIDES


class Console:
    """Speaks to one terminal or pipe."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        """With `as_json`, stdout is kept for JSON and everything else goes to stderr."""
        self.as_json = as_json
        self.quiet = quiet
        self.verbose = verbose

    def say(self, text: str) -> None:
        """Tell a person something, unless they asked for quiet."""
        if not self.quiet:
            _write(sys.stderr if self.as_json else sys.stdout, visible(text))

    def show(self, text: str) -> None:
        """Print what was asked for, also when quiet."""
        _write(sys.stdout, visible(text))

    def show_diff(self, text: str) -> None:
        """Print a unified diff, in colour on a terminal."""
        paint = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in visible(text).split("\n")[:-1]:
            colour = {"+": "32", "-": "31", "@": "36"}.get(line[:1], "") if paint else ""
            _write(sys.stdout, f"\x1b[{colour}m{line}\x1b[0m" if colour else line)

    def problem(self, problem: Problem) -> None:
        """Name a problem: `path:line: message – hint`."""
        line = f":{problem.line}" if problem.line else ""
        hint = f" – {problem.hint}" if problem.hint else ""
        where = f"{problem.path}{line}: " if problem.path else ""
        _write(sys.stderr, visible(f"{where}{problem.message}{hint}", keep=""))

    def error(self, error: VaultsyncError) -> None:
        """Name what stopped the command."""
        _write(sys.stderr, visible(str(error), keep=""))
        if isinstance(error, Diverged):
            _write(sys.stderr, visible(error.diff))

    def json(self, value: object) -> None:
        """Print JSON on one stdout that holds nothing else."""
        _write(sys.stdout, json.dumps(value, ensure_ascii=not _takes_unicode(), indent=None))

    def json_bytes(self, said: bytes) -> None:
        """Print JSON that is written already, in UTF-8; with escapes where stdout doesn't take every character."""
        if _takes_unicode():
            sys.stdout.flush()
            sys.stdout.buffer.write(said)
            _write(sys.stdout, "")
        else:
            _write(sys.stdout, _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], said.decode("utf-8")))

    def waiting(self) -> Waiting:
        """Return a sign of life for a `with` statement, for a program that waits for something to happen."""
        return Waiting(shown=sys.stderr.isatty() and not self.quiet)

    def progress(self) -> Bar:
        """Return a progress display for a `with` statement; it shows nothing where nobody looks."""
        return Bar(shown=sys.stderr.isatty() and not self.quiet)


class Bar:
    """Shows how far a run is, once it takes long enough to be wondered about."""

    def __init__(self, *, shown: bool) -> None:
        """Stay silent unless `shown`."""
        self._shown = shown
        self._since = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._stage = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def at(self, stage: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps of a stage are done; a total of 0 is not known."""
        if not self._shown or time.monotonic() - self._since < _PATIENCE:
            return
        if self._progress is None:
            self._start()
        progress: Any = self._progress
        if stage != self._stage:
            if self._task is not None:
                progress.remove_task(self._task)
            self._task = progress.add_task(stage, total=total or None)
            self._stage = stage
        progress.update(self._task, completed=done, total=total or None)

    def _start(self) -> None:
        from rich.console import Console as Terminal
        from rich.progress import Progress

        self._progress = Progress(console=Terminal(stderr=True), transient=True)
        self._progress.start()


class Waiting:
    """A spinner on the last line, for as long as nothing else is to be said; it moves when it is told to."""

    _STEPS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

    def __init__(self, *, shown: bool) -> None:
        """Stay silent unless `shown`."""
        self._shown = shown
        self._step = 0
        self._is_there = False

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, text: str) -> None:
        """Turn the spinner a step further."""
        if self._shown:
            self._step = (self._step + 1) % len(self._STEPS)
            sys.stderr.write(f"\r{self._STEPS[self._step]} {text}")
            sys.stderr.flush()
            self._is_there = True

    def clear(self) -> None:
        """Take it away, so that a line can be printed in its place."""
        if self._is_there:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._is_there = False


def _takes_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _write(stream: Any, text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError:
        stream.write(
            text.encode(stream.encoding or "ascii", "backslashreplace").decode(stream.encoding or "ascii") + "\n"
        )
    stream.flush()
