"""Records and actions as rows of the store: JSON under a seal, so that a damaged row is never taken for a good one.

The seal is for damage, not for enemies: SQLite does not notice a flipped bit inside a row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Any

from vaultsync.model import Action, ActionKind, NoteKind, Record

_RECORD = tuple(field.name for field in fields(Record))
_ACTION = tuple(field.name for field in fields(Action) if field.name not in ("data", "base", "record"))


class Damaged(Exception):
    """The store holds something that it was never given."""


def seal(table: str, key: str, body: bytes) -> bytes:
    """Return what must stand beside a row for it to be believed."""
    return sha256(b"\0".join((table.encode(), escape(key), body))).digest()[:16]


def check(table: str, key: object, body: object, sealed: object) -> None:
    """Raise Damaged unless the row, of whatever types it now is, is the one that was sealed."""
    content = escape(body) if isinstance(body, str) else body
    if not isinstance(content, bytes) or seal(table, str(key), content) != sealed:
        raise Damaged(f"a row of {table} was changed")


def escape(text: str) -> bytes:
    """Return text as bytes; a name in a broken encoding holds lone surrogates, which SQLite's text can't."""
    return text.encode("utf-8", "surrogatepass")


def pack(value: Mapping[str, Any]) -> bytes:
    """Write a mapping of plain values as JSON."""
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def unpack(body: bytes) -> dict[str, Any]:
    """Read what `pack` wrote."""
    found: dict[str, Any] = json.loads(body.decode("utf-8", "surrogatepass"))
    return found


def pack_record(record: Record) -> bytes:
    """Write a record as JSON."""
    return pack({name: getattr(record, name) for name in _RECORD})


def unpack_record(body: bytes) -> Record:
    """Read what `pack_record` wrote; fields that this version doesn't know are left out."""
    values = unpack(body)
    known = {name: _immutable(values[name]) for name in _RECORD if name in values}
    return Record(**known | {"kind": NoteKind(known["kind"])})


def action_values(action: Action) -> dict[str, Any]:
    """Return an action as plain values, without its bytes, its base and its record, which are kept by digest."""
    return {name: getattr(action, name) for name in _ACTION}


def action_from(values: Mapping[str, Any], record: Record | None = None) -> Action:
    """Read what `action_values` gave."""
    known = {name: _immutable(values[name]) for name in _ACTION if name in values}
    return Action(**known | {"kind": ActionKind(known["kind"]), "record": record})


def _immutable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
