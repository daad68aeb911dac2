"""Puts back the lines that stand above what vaultsync keeps in a note, where the user left what stands below them.

These are the marker and the headings of the kept sections. Without them entries that vaultsync wrote would pass for
the user's words: other notes would quote them, and new entries would come to stand beside the old ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from vaultsync.markup import frontmatter
from vaultsync.markup.frontmatter_patch import newline_of
from vaultsync.markup.wikilinks import KEPT_HEADINGS, KEPT_MARKER, own_headings
from vaultsync.sync.kept import lines_of


@dataclass(frozen=True, slots=True)
class _Written:
    """What vaultsync wrote into a body, as stripped lines."""

    passage: Collection[str]
    """The lines above the marker."""
    heading_over: Mapping[str, str]
    """The heading over each line below it; of a heading, itself."""

    @classmethod
    def of(cls, lines: Sequence[str], marker: int) -> _Written:
        """Read the lines of a body with a marker."""
        passage = {line.strip() for line in lines[:marker]} | {""}
        over: dict[str, str] = {}
        heading = ""
        for line in (line.strip() for line in lines[marker + 1 :]):
            heading = line if line.startswith("#") else heading
            if heading and line not in passage:
                over.setdefault(line, heading)
        return cls(passage, over)


def framed(base: str, mine: str) -> str:
    """Return the user's text of a note with the marker and the headings over what `base` has below them.

    Nothing is put back over entries that he took over: those among the passage, or under a heading of his own. And a
    marker over nothing, which `base` lacks, is taken away: it stood there for a line of his.
    """
    start = frontmatter.read(mine).body
    old, lines = lines_of(base[frontmatter.read(base).body :]), lines_of(mine[start:])
    marker = _marker(old)
    if marker is None:
        return mine[:start] + "".join(_without_frame(lines))
    return mine[:start] + "".join(_with_frame(lines, _Written.of(old, marker), newline_of(mine)))


def _with_frame(lines: Sequence[str], written: _Written, newline: str) -> Sequence[str]:
    marker = _marker(lines)
    if marker is None:
        at = _first_kept(lines, written)
        if at is None:
            return lines
        above = [newline] if at and lines[at - 1].strip() else []
        marker = at + len(above)
        lines = [*lines[:at], *above, f"{KEPT_MARKER}{newline}", *lines[at:]]
    end = _own(lines, marker, written.heading_over.values())
    shown = {line.strip() for line in lines[marker + 1 : end]}
    found = [*lines[: marker + 1]]
    for line in lines[marker + 1 : end]:
        heading = written.heading_over.get(line.strip())
        if heading is not None and heading not in shown:
            shown.add(heading)
            found += [newline] if found[-1].strip() and len(found) > marker + 1 else []
            found.append(f"{heading}{newline}")
        found.append(line)
    return [*found, *lines[end:]]


def _first_kept(lines: Sequence[str], written: _Written) -> int | None:
    """Return the first line that stood below the marker, if all of the passage and no new heading stands above it."""
    after = max((at for at, line in enumerate(lines) if line.strip() and line.strip() in written.passage), default=-1)
    first = next((at for at in range(after + 1, len(lines)) if lines[at].strip() in written.heading_over), None)
    if first is None or any(line.startswith("#") for line in lines[after + 1 : first]):
        return None
    return first


def _without_frame(lines: Sequence[str]) -> Sequence[str]:
    marker = _marker(lines)
    if marker is None or lines[marker].strip() != KEPT_MARKER:
        return lines
    end = _own(lines, marker, ())
    if any(line.strip() and line.strip("# \r\n") not in KEPT_HEADINGS for line in lines[marker + 1 : end]):
        return lines
    while end == len(lines) and marker and not lines[marker - 1].strip():
        marker -= 1
    return [*lines[:marker], *lines[end:]]


def _marker(lines: Sequence[str]) -> int | None:
    return next((at for at, line in enumerate(lines) if line.startswith(KEPT_MARKER)), None)


def _own(lines: Sequence[str], marker: int, written: Collection[str]) -> int:
    """Return the line of the first heading of the user's below the marker, or the number of lines."""
    body = "".join(lines)
    names = {heading.lstrip("# ") for heading in written}
    place = next((place for name, place in own_headings(body) if name not in names), None)
    return len(lines) if place is None else max(marker + 1, body.count("\n", 0, place))
