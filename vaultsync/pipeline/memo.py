"""Pure steps remembered by what they depend on: where speed comes from, without a second code path (rule 5).

Two layers: the live values of this process, and under them the table in the state folder.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeVar

import vaultsync
from vaultsync.memo import Patched, changes_in, has_same_keys, patched
from vaultsync.model import Digest

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

_Key = tuple[str, tuple[Hashable, ...]]


class MemoTable(Protocol):
    """Where remembered values lie; losing them costs time and nothing else."""

    def memo_get(self, key: Digest) -> bytes | None:
        """Return what was put under a key, or None."""

    def memo_put(self, key: Digest, value: bytes) -> None:
        """Remember a value."""


class _Step(NamedTuple):
    """What a step looked at the last time, and what came of it."""

    looked_at: Sequence[Mapping[Any, object]]
    given: object
    made_of: dict[Any, object]
    """What each value was made of."""
    values: Mapping[Any, Any]


class Memory:
    """Live values, kept from run to run by a process that makes several; what two plans in a row don't use goes."""

    def __init__(self) -> None:
        self._used: dict[_Key, object] = {}
        self._before: dict[_Key, object] = {}
        self._steps: dict[str, _Step] = {}
        self._states: dict[str, Any] = {}
        self.has_planned = False
        """Whether a plan has been made with it."""

    def get(self, key: _Key) -> object:
        """Return the value kept under a key, or None."""
        value = self._used.get(key)
        if value is None:
            value = self._before.get(key)
            if value is not None:
                self._used[key] = value
        return value

    def put(self, key: _Key, value: object) -> None:
        """Keep a value."""
        self._used[key] = value

    def each(
        self,
        step: str,
        inputs: Mapping[K, object],
        compute: Callable[[K], T],
        made_of: Callable[[K], object],
        by: Sequence[Mapping[K, object]],
        given: object,
    ) -> Mapping[K, T]:
        """Return the value of every key; only of those whose input has changed it is computed."""
        looked_at = (inputs, *by)
        last = self._steps.get(step)
        if last is None or last.given != given or len(last.looked_at) != len(looked_at):
            doubtful: Iterable[K] = inputs
        else:
            changed = chain.from_iterable(map(changes_in, last.looked_at, looked_at))
            doubtful = [key for key in dict.fromkeys(changed) if key in inputs]
        known, before = ({}, {}) if last is None else (last.made_of, last.values)
        missing = object()
        made = {key: new for key in doubtful if known.get(key, missing) != (new := made_of(key))}
        values = {key: compute(key) for key in made}
        if last is not None and has_same_keys(last.looked_at[0], inputs):
            known.update(made)
            found = patched(before, values)
        else:
            known = {key: made[key] if key in made else known[key] for key in inputs}
            found = Patched({key: values[key] if key in values else before[key] for key in inputs})
        self._steps[step] = _Step(looked_at, given, known, found)
        return found

    def state(self, step: str, make: Callable[[], T]) -> T:
        """Return what is kept up under a name."""
        if step not in self._states:
            self._states[step] = make()
        found: T = self._states[step]
        return found

    def turn(self) -> None:
        """Forget what was not used since the last turn but one."""
        self.has_planned = True
        self._before, self._used = self._used, {}


class Memo:
    """Remembers the values of pure functions; of lasting ones also between processes, if there is a table.

    With `anew` nothing is read from the table, though what it lacks is put there for others to read.
    """

    def __init__(self, table: MemoTable | None, memory: Memory | None = None, *, anew: bool = False) -> None:
        self._table = table
        self._anew = anew
        self.memory = memory or Memory()
        self.is_kept = memory is not None
        """Whether the memory outlives the run."""

    def __call__(
        self, step: str, parts: tuple[Hashable, ...], kind: type[T], compute: Callable[[], T], *, lasting: bool = True
    ) -> T:
        """Return `compute()`, remembered for this step, these parts and this version of the program.

        A value that can't be read back, or isn't of the kind, is computed again.
        """
        found = self.recall(step, parts, kind, lasting=lasting)
        if found is None:
            found = compute()
            self.keep(step, parts, found, lasting=lasting)
        return found

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
        """Return the value of every key, those taken over from the last plan whose inputs are equal."""
        return self.memory.each(step, inputs, compute, made_of or inputs.__getitem__, by, given)

    def state(self, step: str, make: Callable[[], T]) -> T:
        """Return what is kept up from plan to plan under a name."""
        return self.memory.state(step, make)

    def recall(self, step: str, parts: tuple[Hashable, ...], kind: type[T], *, lasting: bool = True) -> T | None:
        """Return what is remembered, or None."""
        value = self.memory.get((step, parts))
        if value is None and lasting and self._table is not None and not self._anew:
            stored = self._table.memo_get(_digest(step, parts))
            value = None if stored is None else _read(stored)
            if isinstance(value, kind):
                self.memory.put((step, parts), value)
        return value if isinstance(value, kind) else None

    def keep(self, step: str, parts: tuple[Hashable, ...], value: object, *, lasting: bool = True) -> None:
        """Remember a value."""
        self.memory.put((step, parts), value)
        if not lasting or self._table is None:
            return
        key = _digest(step, parts)
        # Two pickles of one value may differ, and a run that finds all as it was writes no byte (rule 4).
        if not self._anew or self._table.memo_get(key) is None:
            self._table.memo_put(key, _written(value))


@cache
def program() -> str:
    """Return what tells this program from any other that may have written to the table, a changed checkout included."""
    stamps = sorted(_stamps(os.path.dirname(vaultsync.__file__)))  # noqa: PTH120
    return f"{vaultsync.__version__} {sys.version_info[:2]} {hashlib.sha256(repr(stamps).encode()).hexdigest()}"


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield every file of the program, with what tells of a change; each is looked at once."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".json")):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _stamps(entry.path)


def _digest(step: str, parts: tuple[Hashable, ...]) -> Digest:
    material = "\x00".join((program(), step, *map(repr, parts)))
    return Digest(hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest())


def _written(value: object) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def _read(stored: bytes) -> object:
    """Unpickle what this program wrote into its own state folder; the table vouches for every byte."""
    try:
        return pickle.loads(stored)
    except Exception:  # a value of another version's shape: compute it again
        return None
