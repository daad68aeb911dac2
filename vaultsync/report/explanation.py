"""Where one note came from and why it links where it links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of one note."""

    path: str
    id: str
    kind: str
    source: str
    """The source's file, or empty."""
    lines: tuple[tuple[int, int], ...]
    """Where in the source its passage stands now, first and last line of each part; empty if it is gone."""
    state: str
    """`as written`, `edited`, `orphan`, …"""
    links: tuple[tuple[str, str], ...]
    """The notes it links to, each with why."""
    backlinks: tuple[str, ...]


def explanation_json(found: Explanation) -> dict[str, object]:
    """Return an explanation as JSON."""
    return {
        "version": 1,
        "path": found.path,
        "id": found.id,
        "type": found.kind,
        "source": found.source or None,
        "lines": [list(part) for part in found.lines],
        "state": found.state,
        "links": [{"path": path, "reason": reason} for path, reason in found.links],
        "backlinks": list(found.backlinks),
    }


def explanation_text(found: Explanation) -> str:
    """Return an explanation as a person reads it."""
    rows = [found.path, f"  a {found.kind} note, {found.state} (id {found.id})"]
    if found.source:
        where = ", ".join(f"lines {first}–{last}" for first, last in found.lines)
        rows.append(f"  from {found.source}" + (f", {where}" if where else "; the source no longer says it"))
    if found.links:
        rows.append("  links to:")
        rows += [f"    {path} – {reason}" for path, reason in found.links]
    if found.backlinks:
        rows.append("  linked from:")
        rows += [f"    {path}" for path in found.backlinks]
    return "\n".join(rows)
