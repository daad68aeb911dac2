"""What remembers the values of pure steps, as the pure core sees it: told what a step depends on, it may spare it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import compress
from operator import is_not
from typing import Protocol, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Remember(Protocol):
    """Returns `compute()`, or what it was the last time for the same step and parts."""

    def __call__(
        self, step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True
    ) -> T:
        """`parts` are all that the value depends on; one that is not `lasting` is only kept within the process."""

    def each(
        self,
        step: str,
        inputs: Mapping[K, object],
        compute: Callable[[K], T],
        *,
        made_of: Callable[[K], object] | None = None,
        by: Sequence[Mapping[K, object]] = (),
        given: object = None,
    ) -> Mapping[K, T]:
        """Return `compute(key)` of every key, taken over from the last time where the key's input is equal.

        An input is all that the value depends on. The keys keep their order; where nothing has changed, not it either,
        the very mapping of the last time returns.

        Where inputs take long to gather, `made_of` gathers one. It is asked only of keys of which `inputs` or a mapping
        of `by` holds another object than the last time, and of all where `given` is not equal: these must be all that
        it looks at, and may not be changed in place.
        """

    def state(self, step: str, make: Callable[[], T]) -> T:
        """Return what `make` made the first time: something that keeps itself up by what has changed since."""


class _Anew:
    """Remembers nothing."""

    def __call__(
        self, step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True
    ) -> T:
        return compute()

    def each(self, step: str, inputs: Mapping[K, object], compute: Callable[[K], T], **_: object) -> Mapping[K, T]:
        return {key: compute(key) for key in inputs}

    def state(self, step: str, make: Callable[[], T]) -> T:
        return make()


anew: Remember = _Anew()
"""Remembers nothing."""


def single(remember: Remember, step: str, made_of: object, compute: Callable[[], T]) -> T:
    """Return the one value of a step, taken over from the last time where what it is made of is equal."""
    return remember.each(step, {"": made_of}, lambda _: compute())[""]


class Patched(dict[K, T]):
    """A mapping that remembers in which values it differs from the one that it was made of; not to be changed."""

    __slots__ = ("changed", "made_of", "mark")

    def __init__(self, values: Mapping[K, T], made_of: object = None, changed: Sequence[K] = ()) -> None:
        """Take all values, the `mark` of the mapping it was made of, and the keys that have other values than there."""
        super().__init__(values)
        self.mark = object()
        self.made_of, self.changed = made_of, changed


def patched(before: Mapping[K, T], new: Mapping[K, T]) -> Mapping[K, T]:
    """Return a mapping with other values for some keys, or with more keys."""
    if not new:
        return before
    values = {**before, **new}
    if isinstance(before, Patched) and len(values) == len(before):
        return Patched(values, before.mark, [*new])
    return Patched(values)


def changes_in(before: Mapping[K, object], now: Mapping[K, object]) -> Sequence[K]:
    """Return the keys whose value is not the very object that it was, those that are new or gone among them."""
    if before is now:
        return ()
    if isinstance(now, Patched) and isinstance(before, Patched) and now.made_of is before.mark:
        return now.changed
    if has_same_keys(before, now):
        return [*compress(now, map(is_not, before.values(), now.values()))]
    missing = object()
    known = before.get
    changed = [key for key, value in now.items() if known(key, missing) is not value]
    return [*changed, *(key for key in before if key not in now)]


def has_same_keys(one: Mapping[K, object], other: Mapping[K, object]) -> bool:
    """Say whether two mappings have the same keys in the same order."""
    if one is other:
        return True
    if isinstance(other, Patched) and isinstance(one, Patched) and other.made_of is one.mark:
        return True
    return len(one) == len(other) and [*one] == [*other]


def never_equal() -> object:
    """Return an input that equals no other: for what also depends on a file that may change between two plans."""
    return object()
