"""The three-way merge of frontmatter: by key, and in lists by item, as surgery on the user's own lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vaultsync.markup import fence, frontmatter
from vaultsync.markup.frontmatter_patch import margin_of, rewrite
from vaultsync.markup.properties import Entry, is_list, same, signature
from vaultsync.markup.yaml_core import Refused, write_entry
from vaultsync.sync.words import unix

_ABSENT = object()
_UNREADABLE = object()


@dataclass(frozen=True, slots=True)
class _Side:
    """One version's frontmatter by key."""

    entries: tuple[Entry, ...]
    lines: Mapping[str, str]
    """A key's own lines, as written."""
    values: Mapping[str, object]
    twice: frozenset[str]
    """Keys that stand there more than once."""

    def value(self, key: str) -> object:
        return self.values.get(key, _ABSENT)


def merge_frontmatter(base: str, mine: str, theirs: str, newline: str, *, owned: frozenset[str]) -> str:
    """Merge the frontmatter blocks of three notes, given with nothing behind them and without a byte order mark.

    A key that only one side changed takes that side's value. Lists are merged by item. Of a text that both changed,
    the user's stays, but for the `owned` keys. What isn't valid YAML in the user's block is left as it is.
    """
    if unix(theirs) in (unix(base), unix(mine)):
        return mine
    if unix(mine) == unix(base):
        return unix(theirs).replace("\n", newline)
    sides = (_side(base), _side(mine), _side(theirs))
    changes = _changes(*sides, owned)
    block = fence.find(mine)
    if block is None or not any(entry.key is not None for entry in sides[1].entries):
        return frontmatter.patch(mine, changes, newline)
    return mine[: block.inner.start] + _inner(mine, sides, changes, newline) + mine[block.inner.end :]


def _side(text: str) -> _Side:
    found = frontmatter.entries(text)
    keyed = [(entry.key, entry) for entry in found if entry.key is not None]
    lines = {key: text[entry.own.start : entry.own.end] for key, entry in keyed}
    counts = Counter(key for key, _ in keyed)
    values: dict[str, object] = dict(frontmatter.read(text).data)
    if not values:
        values = {key: _value(text, entry) for key, entry in keyed}
    return _Side(found, lines, values, frozenset(key for key, count in counts.items() if count > 1))


def _value(text: str, entry: Entry) -> object:
    try:
        return frontmatter.value_of(text, entry)
    except Refused:
        return _UNREADABLE


def _changes(base: _Side, mine: _Side, theirs: _Side, owned: frozenset[str]) -> dict[str, object]:
    """Return the keys that the user's block has to change, with their new values (None: to remove)."""
    changes: dict[str, object] = {}
    for key in dict.fromkeys([*theirs.values, *base.values]):
        old, current, new = base.value(key), mine.value(key), theirs.value(key)
        if key in mine.twice or _equal(old, new) or _equal(current, new):
            continue
        merged = _merged(old, current, new, owns=key in owned)
        if not _equal(merged, current):
            changes[key] = None if merged is _ABSENT else merged
    return changes


def _equal(one: object, other: object) -> bool:
    return one is other or same(one, other)


def _merged(old: object, current: object, new: object, *, owns: bool) -> object:
    """Return a key's merged value, where the source changed it to something that the user doesn't say."""
    if _equal(old, current):
        return new
    lists = [_items(value) for value in (old, current, new)]
    if any(is_list(value) for value in (old, new)) and None not in lists and current is not _ABSENT:
        merged = _merged_items(*(items or [] for items in lists))
        return merged if merged or new is not _ABSENT else _ABSENT
    if current is _ABSENT and old is not _ABSENT and not owns:
        return _ABSENT  # the user took the key out
    if current is _ABSENT or (owns and new is not _ABSENT):
        return new
    return current


def _items(value: object) -> list[object] | None:
    """Take a value as a list: a lone text is a list of one, as Obsidian has it; None where that makes no sense."""
    if is_list(value):
        assert isinstance(value, Sequence)
        return list(value)
    if value is None or value is _ABSENT:
        return []
    return [value] if isinstance(value, str) else None


def _merged_items(old: list[object], current: list[object], new: list[object]) -> list[object]:
    """Merge lists as sets in order: the user's without what the source dropped, and what it added in its place."""
    dropped = {signature(item) for item in old} - {signature(item) for item in new}
    merged = [item for item in current if signature(item) not in dropped]
    known = {signature(item) for item in (*old, *merged)}
    behind: dict[str | None, list[object]] = {}
    anchor: str | None = None
    kept = {signature(item) for item in merged}
    for item in new:
        if signature(item) in kept:
            anchor = signature(item)
        elif signature(item) not in known:
            behind.setdefault(anchor, []).append(item)
            known.add(signature(item))
    result = behind.pop(None, [])
    for item in merged:
        result += [item, *behind.pop(signature(item), [])]
    return result


def _inner(mine: str, sides: tuple[_Side, _Side, _Side], changes: Mapping[str, object], newline: str) -> str:
    """Write the user's block anew: every entry as it stands, but for the changed ones."""
    base, own, theirs = sides
    left = dict(changes)
    parts: list[tuple[str | None, str]] = []
    for entry in own.entries:
        lines = mine[entry.own.start : entry.own.end]
        above = mine[entry.span.start : entry.own.start]
        if entry.key is not None and entry.key in left:
            value = left.pop(entry.key)
            untouched = value is not None and unix(lines) == unix(base.lines.get(entry.key, ""))
            lines = (
                unix(theirs.lines[entry.key]).replace("\n", newline)
                if untouched
                else rewrite(lines, entry.key, value, newline)
            )
        parts.append((entry.key, above + lines))
    margin = margin_of(mine, own.entries)
    for key, value in left.items():
        if value is not None:
            lines = "".join(margin + line + newline for line in write_entry(key, value))
            parts.insert(_place(key, list(theirs.values), [known for known, _ in parts]), (key, lines))
    return "".join(text for _, text in parts)


def _place(key: str, order: Sequence[str], known: Sequence[str | None]) -> int:
    """Return where a new key goes: behind the one that it follows in the source's order, or to the end."""
    for before in reversed(order[: order.index(key)]):
        if before in known:
            return known.index(before) + 1
    return len(known)
