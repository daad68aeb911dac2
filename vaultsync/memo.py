"""What remembers the values of pure steps, as the pure core sees it: told what a step depends on, it may spare it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Protocol, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Remember(Protocol):
    """Returns `compute()`, or what it was the last time for the same step and parts."""

    def __call__(
        self, step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True
    ) -> T:
        """`parts` are all that the value depends on; one that is not `lasting` is only kept within the process."""

    def each(self, step: str, inputs: Mapping[K, object], compute: Callable[[K], T]) -> Mapping[K, T]:
        """Return `compute(key)` of every key, taken over from the last time where the key's input is equal.

        An input is all that the value depends on. The keys keep their order; where nothing has changed, not it either,
        the very mapping of the last time returns.
        """

    def state(self, step: str, make: Callable[[], T]) -> T:
        """Return what `make` made the first time: something that keeps itself up by what has changed since."""


class _Anew:
    """Remembers nothing."""

    def __call__(
        self, step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True
    ) -> T:
        return compute()

    def each(self, step: str, inputs: Mapping[K, object], compute: Callable[[K], T]) -> Mapping[K, T]:
        return {key: compute(key) for key in inputs}

    def state(self, step: str, make: Callable[[], T]) -> T:
        return make()


anew: Remember = _Anew()
"""Remembers nothing."""


def single(remember: Remember, step: str, made_of: object, compute: Callable[[], T]) -> T:
    """Return the one value of a step, taken over from the last time where what it is made of is equal."""
    return remember.each(step, {"": made_of}, lambda _: compute())[""]


def changes_in(before: Mapping[K, object], now: Mapping[K, object]) -> set[K] | None:
    """Return the keys whose value is not the very object that it was; None where other keys are there."""
    if before is now:
        return set()
    if len(before) != len(now):
        return None
    get = before.get
    changed = {key for key, value in now.items() if get(key) is not value}
    return changed if changed <= before.keys() else None


def never_equal() -> object:
    """Return an input that equals no other: for what also depends on a file that may change between two plans."""
    return object()
