"""The three-way merge of what vaultsync keeps below a note's passage: by entry, never in conflict.

An entry is known by its heading and by the note that it links to. One that the user removed stays away, one that he
edited stays as he has it, as far as the new one can't be told in his words, and what he wrote beside them stays behind
the entry that it stood behind. All below a heading of his own is his, entries that vaultsync wrote there included.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from vaultsync.markup.wikilinks import KEPT_HEADINGS, KEPT_MARKER, own_headings
from vaultsync.sync.words import three_way, unix

_MARKER = re.compile(rf"(?<![^\r\n]){re.escape(KEPT_MARKER)}")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_SPACE = re.compile(r"\s*\Z")
_TARGET = re.compile(r"\[\[([^\[\]|#]+)|\]\(<?([^()<>\s#]+)")
_KEPT = frozenset(f"{'#' * level} {name}" for level in (1, 2) for name in KEPT_HEADINGS)


class Body(NamedTuple):
    """A note's body in five: joining them gives it back."""

    passage: str
    gap: str
    """The white space below it."""
    kept: str
    """From the marker."""
    space: str
    own: str
    """From the first heading of the user's own below the marker."""


def cut(body: str, written: Collection[str] = ()) -> Body:
    """Cut a body at the marker and at the first heading below it that is neither vaultsync's nor in `written`."""
    marker = _MARKER.search(body)
    if marker is None:
        start = _SPACE.search(body).start()  # type: ignore[union-attr]
        return Body(body[:start], body[start:], "", "", "")
    own = next((place for name, place in own_headings(body) if name not in written), len(body))
    gap = _SPACE.search(body, 0, marker.start()).start()  # type: ignore[union-attr]
    space = _SPACE.search(body, marker.start(), own).start()  # type: ignore[union-attr]
    return Body(body[:gap], body[gap : marker.start()], body[marker.start() : space], body[space:own], body[own:])


def lines_of(text: str) -> list[str]:
    """Cut a text into its lines, each with its end."""
    return [line for line in _LINE.findall(text) if line]


_Name = tuple[str, str]
"""What an entry is known by: the line of its heading, and the note that it links to, or else itself."""


class _Line(NamedTuple):
    """A line of the user's text."""

    heading: str
    """The line of the heading that it stands under; empty right below the marker."""
    text: str

    @property
    def name(self) -> _Name:
        """What it would be known by as an entry."""
        return self.heading, _key(self.text.strip())


class _Written(NamedTuple):
    """Sections as vaultsync writes them."""

    headings: Mapping[str, None]
    entries: Mapping[_Name, str]

    @classmethod
    def of(cls, kept: str) -> _Written:
        """Read sections of vaultsync's; of several entries of one name only the first has it."""
        headings: dict[str, None] = {"": None}
        entries: dict[_Name, str] = {}
        for line in (line.strip() for line in lines_of(kept)[1:]):
            if line.startswith("#"):
                headings[line] = None
            elif line:
                heading = [*headings][-1]
                entries[heading, line if (heading, _key(line)) in entries else _key(line)] = line
        return cls(headings, entries)


def merge_kept(base: str, mine: str, theirs: str, newline: str) -> str:
    """Merge what stands from the marker on in three bodies, an empty text where nothing does.

    New lines end with `newline`; the result has no white space at its end, as the texts have none.
    """
    if unix(theirs) in (unix(base), unix(mine)):
        return mine
    if unix(mine) == unix(base):
        return unix(theirs).replace("\n", newline)
    old, new = _Written.of(base), _Written.of(theirs)
    users = list(_read(mine, {*old.headings, *new.headings, *_KEPT}))
    entered = _entries_of(users, old)
    sections = [
        (heading, list(_section(heading, old, new, users, entered)))
        for heading in dict.fromkeys([*new.headings, *(one.heading for one in users)])
    ]
    told = [
        [f"{heading}{newline}"] * bool(heading) + [_ended(line, newline) for line in lines]
        for heading, lines in sections
        if lines
    ]
    marker = lines_of(mine)[0].rstrip() if mine else KEPT_MARKER
    if not told and marker == KEPT_MARKER:
        return ""
    return (marker + newline + newline.join("".join(lines) for lines in told)).rstrip()


def _key(line: str) -> str:
    found = _TARGET.search(line)
    return line if found is None else (found[1] or found[2]).strip()


def _read(mine: str, headings: Collection[str]) -> Iterator[_Line]:
    """Yield the lines of the user's text under the heading that each stands under."""
    heading = ""
    for line in lines_of(mine)[1:]:
        if line.strip() in headings and line.strip():
            heading = line.strip()
        else:
            yield _Line(heading, line)


def _entries_of(users: Iterable[_Line], old: _Written) -> Mapping[int, _Name]:
    """Say which of the user's lines are entries that vaultsync wrote: as they were written, or else the first."""
    found: dict[_Name, int] = {}
    listed = list(enumerate(users))
    as_written = [(at, one) for at, one in listed if old.entries.get(one.name) == one.text.strip()]
    for at, one in chain(as_written, listed):
        if one.name in old.entries:
            found.setdefault(one.name, at)
    return {at: name for name, at in found.items()}


def _section(
    heading: str, old: _Written, new: _Written, users: Sequence[_Line], entered: Mapping[int, _Name]
) -> Iterator[str]:
    """Yield the lines of one section: the entries in vaultsync's order, the user's lines where they stood."""
    placed = [(entered.get(at), one.text) for at, one in enumerate(users) if one.heading == heading]
    standing = {name: text for name, text in placed if name in new.entries}
    behind = _own_lines(placed, old, new)
    said = {line.strip() for lines in behind.values() for line in lines}
    yield from behind.get(None, [])
    for name, text in new.entries.items():
        if name[0] != heading:
            continue
        if name in standing:
            yield _agreed(old.entries[name], standing[name], text)
            yield from behind.get(name, [])
        elif name not in old.entries and text not in said:
            yield text


def _own_lines(
    placed: Iterable[tuple[_Name | None, str]], old: _Written, new: _Written
) -> Mapping[_Name | None, list[str]]:
    """Return the lines of a section that stay as the user's, by the entry that stays before them.

    Those are all that vaultsync did not write, and the entries he edited that are entries no more.
    """
    behind: dict[_Name | None, list[str]] = defaultdict(list)
    leader: _Name | None = None
    blank: list[str] = []
    for name, text in placed:
        if not text.strip():
            blank.append(text)
            continue
        if name in new.entries:
            behind[leader] += blank if behind[leader] else []
            leader = name
        elif name is None or old.entries[name] != text.strip():
            behind[leader] += [*blank, text]
        blank = []
    return behind


def _agreed(base: str, mine: str, theirs: str) -> str:
    """Return an entry as the user has it, told anew as far as that is possible in his words."""
    bare = mine.strip()
    if theirs == base:
        return mine
    return mine.replace(bare, theirs if bare == base else three_way(base, bare, theirs) or bare)


def _ended(text: str, newline: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + newline
