"""Pure steps remembered by digest: where speed comes from, without a second code path (rule 5)."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Protocol, TypeVar

import vaultsync
from vaultsync.model import Digest

T = TypeVar("T")


class MemoTable(Protocol):
    """Where remembered values lie; losing them costs time and nothing else."""

    def memo_get(self, key: Digest) -> bytes | None:
        """Return what was put under a key, or None."""

    def memo_put(self, key: Digest, value: bytes) -> None:
        """Remember a value."""


class Memo:
    """Remembers the values of pure functions between runs; without a table it computes everything anew."""

    def __init__(self, table: MemoTable | None) -> None:
        self._table = table

    def of(self, step: str, parts: tuple[object, ...], kind: type[T], compute: Callable[[], T]) -> T:
        """Return `compute()`, remembered for this step, these parts and this version of the program.

        A value that can't be read back, or isn't of the kind, is computed again.
        """
        if self._table is None:
            return compute()
        material = "\x00".join((vaultsync.__version__, step, *map(repr, parts)))
        key = Digest(hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest())
        stored = self._table.memo_get(key)
        if stored is not None:
            value = _read(stored)
            if isinstance(value, kind):
                return value
        value = compute()
        self._table.memo_put(key, _written(value))
        return value


def _written(value: object) -> bytes:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return hashlib.sha256(data).digest() + data


def _read(stored: bytes) -> object:
    """Unpickle what this program wrote into its own state folder, if no byte of it has changed since."""
    digest, data = stored[:32], stored[32:]
    if hashlib.sha256(data).digest() != digest:
        return None
    try:
        return pickle.loads(data)
    except Exception:  # a value of another version's shape: compute it again
        return None
