"""Hands what the user wrote into the properties of a note that goes on to the note that it was joined into."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from vaultsync.markup import fence, frontmatter
from vaultsync.markup.properties import is_list, same, signature
from vaultsync.sync.words import unix

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Heir:
    """The frontmatter of the note that lives on."""

    mine: str
    """As it stands."""
    theirs: str
    """As it should be."""


class _Differs(Exception):
    """The heir says something else."""


def inherit(base: str, mine: str, heir: Heir, *, owned: Set[str]) -> str | None:
    """Return the heir's frontmatter with what the user added to that of a note that goes; None where not all fits in.

    All are frontmatter blocks: `base` and `mine` those of the note that goes, as last written and as it stands. A key
    that the heir lacks is taken over with its comments, a list by its items. What the user took out of a note that goes
    is no loss. Of one key two values never fit, nor does one of the `owned` keys, or what is no valid YAML.
    """
    blocks = [frontmatter.read(text) for text in (base, mine, heir.mine, heir.theirs)]
    if any(block.problems or block.span is None for block in blocks):
        return None
    old, own, got, new = (block.data for block in blocks)
    try:
        added = dict(_added(old, own, got, new, owned))
    except _Differs:
        return None
    known = frontmatter.patch(heir.mine, {key: value for key, value in added.items() if key in got})
    text = _with_lines(mine, known, [key for key in added if key not in got])
    if not _says(text, {**got, **added}):
        text = frontmatter.patch(heir.mine, added)
    left = _words(mine) - _words(base) - _words(text) - _words(heir.theirs)
    return None if left or not _says(text, {**got, **added}) else text


def _added(
    old: Mapping[str, object],
    own: Mapping[str, object],
    got: Mapping[str, object],
    new: Mapping[str, object],
    owned: Set[str],
) -> Iterator[tuple[str, object]]:
    """Yield the keys of the heir that have to change, with their values."""
    for key, value in own.items():
        if key in old and same(old[key], value):
            continue
        if key in owned:
            raise _Differs
        there = got.get(key, new.get(key))
        if is_list(value) or is_list(there):
            yield from _items_added(key, _items(old.get(key)), _items(value), _items(got.get(key)))
        elif value is None and (key in got or key in new):
            continue
        elif there is None:
            yield key, value
        elif not same(there, value):
            raise _Differs


def _items_added(
    key: str, old: Sequence[object], own: Sequence[object], got: Sequence[object]
) -> Iterator[tuple[str, object]]:
    known = {signature(item) for item in (*old, *got)}
    news = [item for item in own if signature(item) not in known]
    if news:
        yield key, [*got, *news]


def _items(value: object) -> Sequence[object]:
    """Take a value as a list, a lone text as a list of one."""
    if is_list(value):
        assert isinstance(value, Sequence)
        return value
    if value is None:
        return ()
    if not isinstance(value, str):
        raise _Differs
    return (value,)


def _with_lines(mine: str, heir: str, keys: Sequence[str]) -> str:
    """Put the lines of some keys to the end of the heir's block, as they are written, comments above them included."""
    block = fence.find(heir)
    assert block is not None
    newline = "\r\n" if "\r\n" in heir else "\n"
    lines = (mine[entry.span.start : entry.span.end] for entry in frontmatter.entries(mine) if entry.key in keys)
    return heir[: block.inner.end] + unix("".join(lines)).replace("\n", newline) + heir[block.inner.end :]


def _says(text: str, data: Mapping[str, object]) -> bool:
    found = frontmatter.read(text)
    return (
        not found.problems
        and found.data.keys() == data.keys()
        and all(same(found.data[key], data[key]) for key in data)
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text))
