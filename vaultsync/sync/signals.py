"""Ctrl-C and a request to end, held back until the file in hand is finished and what was done is remembered."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_HELD = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Whether a signal came that waits to be dealt with."""

    def __init__(self) -> None:
        self.signals: list[int] = []

    def __bool__(self) -> bool:
        return bool(self.signals)

    def note(self, number: int, _: FrameType | None) -> None:
        """Remember a signal."""
        self.signals.append(number)


@contextmanager
def held_back() -> Iterator[Interruption]:
    """Hold signals back inside the block, and deliver them after it to whoever handled them before.

    Only the main thread gets signals; in another one nothing is held back.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, interruption.note) for number in _HELD}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            # None: a handler that was not set from Python and can't be set again from it.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for caught in sorted(set(interruption.signals)):
            signal.raise_signal(caught)
