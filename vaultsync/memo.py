"""What remembers the values of pure steps, as the pure core sees it: told what a step depends on, it may spare it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Remember(Protocol):
    """Returns `compute()`, or what it was the last time for the same step and parts."""

    def __call__(
        self, step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True
    ) -> T:
        """`parts` are all that the value depends on; one that is not `lasting` is only kept within the process."""


def anew(step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True) -> T:
    """Remember nothing."""
    return compute()
