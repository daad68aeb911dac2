"""What is wrong in a vault: links that lead nowhere, ids that stand twice, frontmatter and names that can't be read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vaultsync.markup.headings import find_block, find_heading, is_block_subpath
from vaultsync.markup.note_syntax import NoteSyntax
from vaultsync.model import NoteKind, RunResult, VaultPath
from vaultsync.notes.naming import fold_key
from vaultsync.report.fixes import Fix, Mender
from vaultsync.vault.index import Link, VaultIndex
from vaultsync.vault.resolve import Status

_FIXED = "`vaultsync check --fix` mends it"
_SEVERITIES = ("error", "warning", "info")
_TEMPLATE = re.compile(r"\{\{|<%")
_MADE_PROPERTIES = frozenset({"from", "up", "down", "prev", "next", "concepts", "related", "mentions"})
_NOT_ON_WINDOWS = re.compile(r'[*"\\<>:|?\x00-\x1f]')
_ENDS_LINKS = re.compile(r"[#^\[\]|]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?\Z", re.IGNORECASE)
_LONGEST_NAME = 255
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth a look."""

    severity: str
    """`error`, `warning` or `info`."""
    code: str
    """What kind of thing, in a word or two with hyphens."""
    path: str
    line: int | None
    """One-based line of the file."""
    message: str
    hint: str = ""
    """What to do about it."""
    fixes: tuple[Fix, ...] = ()
    """What `--fix` does to the note's text, where that leaves no doubt."""
    fixable: bool = False
    """Whether `--fix` mends it."""


def findings(index: VaultIndex) -> tuple[Finding, ...]:
    """Look the whole vault over: errors first, then warnings, then hints, each in order of paths and lines."""
    found = (
        *_unread(index),
        *_damaged(index),
        *_duplicate_ids(index),
        *_duplicate_blocks(index),
        *_links(index),
        *_names(index),
        *_orphans(index),
    )
    return tuple(sorted(found, key=lambda one: (_SEVERITIES.index(one.severity), one.path, one.line or 0, one.code)))


def _unread(index: VaultIndex) -> Iterator[Finding]:
    for problem in index.problems:
        yield Finding(problem.severity, "unreadable", problem.path, problem.line, problem.message, problem.hint)


def _damaged(index: VaultIndex) -> Iterator[Finding]:
    for path, file in index.scan.files.items():
        for line, message, severity, fixable in file.syntax.problems if file.syntax is not None else ():
            code = "frontmatter" if file.is_note else "canvas"
            hint = "mend the YAML between the first two `---`" if code == "frontmatter" else "open it in Obsidian"
            yield Finding(severity, code, path, line, message, _FIXED if fixable else hint, fixable=fixable)


def _duplicate_ids(index: VaultIndex) -> Iterator[Finding]:
    for note_id, paths in index.by_id.items():
        for path in paths[1:]:
            yield Finding(
                "error",
                "duplicate-id",
                path,
                None,
                f"has the id {note_id} of {paths[0]}",
                "remove the line `id:` from the copy",
            )


def _duplicate_blocks(index: VaultIndex) -> Iterator[Finding]:
    for note in index.notes:
        known: set[str] = set()
        for block in note.syntax.blocks:
            if block.id.lower() in known:
                message = f"the block id ^{block.id} stands twice, and links lead to the first"
                yield Finding("warning", "duplicate-block", note.path, block.line, message, "give one of them another")
            known.add(block.id.lower())


# --- links ---


def _links(index: VaultIndex) -> Iterator[Finding]:
    ours = {note.path for note in index.notes if note.kind is not NoteKind.USER}
    mender = Mender(index)
    for link in index.links:
        match link.status:
            case Status.UNRESOLVED:
                made = _is_made(link, ours)
                yield _mended(_unresolved(link, made=made), None if made else mender.of_unresolved(link))
            case Status.AMBIGUOUS:
                others = ", ".join(link.resolution.candidates[1:])
                message = f"{link.raw.raw} may mean {link.target} as well as {others}"
                hint = "write the whole path, or rename one of the files"
                yield Finding("warning", "ambiguous-link", link.note, link.raw.line, message, hint)
            case Status.RESOLVED if link.raw.subpath and link.target is not None:
                syntax = index.syntax(link.target)
                if syntax is not None and link.target[-3:].lower() == ".md":
                    made = _is_made(link, ours)
                    for found in _dead_end(link, syntax, made=made):
                        is_heading = found.code == "dead-heading" and not made
                        yield _mended(found, mender.of_dead_heading(link) if is_heading else None)
            case _:
                pass


def _mended(found: Finding, fix: Fix | None) -> Finding:
    """Say of a finding how it is mended, if that is sure."""
    if fix is None:
        return found
    return replace(found, hint=f"{_FIXED}: {fix.new}", fixes=(fix,), fixable=True)


def _is_made(link: Link, ours: set[VaultPath]) -> bool:
    """Say whether vaultsync has made a link for certain."""
    return link.note in ours and (link.generated or link.property in _MADE_PROPERTIES)


def _unresolved(link: Link, *, made: bool) -> Finding:
    raw = link.raw
    grave = "error" if made or raw.kind == "embed" else "warning"
    severity = "info" if _TEMPLATE.search(raw.raw) else grave
    message = f"{raw.raw} leads to no file"
    wanted = "put the file into the vault" if raw.kind == "embed" else "make the note"
    hint = "run `vaultsync sync`" if made else f"mend the name, or {wanted}"
    return Finding(
        severity, "dead-embed" if raw.kind == "embed" else "unresolved-link", link.note, raw.line, message, hint
    )


def _dead_end(link: Link, syntax: NoteSyntax, *, made: bool) -> Iterator[Finding]:
    """Look for the heading or block that a link leads to."""
    subpath = link.raw.subpath or ""
    severity = "error" if made else "warning"
    if is_block_subpath(subpath):
        if find_block(syntax.blocks, subpath) is None:
            message = f"{link.raw.raw}: {link.target} has no block {subpath.lstrip('#')}"
            yield Finding(severity, "dead-block", link.note, link.raw.line, message, "copy the link to the block anew")
    elif subpath.strip("# ") and find_heading(syntax.headings, subpath) is None:
        message = f"{link.raw.raw}: {link.target} has no heading {subpath.lstrip('#')!r}"
        yield Finding(
            severity, "dead-heading", link.note, link.raw.line, message, "mend the heading's name in the link"
        )


def _orphans(index: VaultIndex) -> Iterator[Finding]:
    tied: set[VaultPath] = set()
    for link in index.links:
        if link.target is not None and link.target != link.note:
            tied |= {link.target, link.note}
    for note in index.notes:
        if note.path not in tied and not index.settings.ignores(note.path):
            yield Finding(
                "info", "orphan", note.path, None, "no note links to it, and it links to none", "link to it from a note"
            )


# --- names ---


def _names(index: VaultIndex) -> Iterator[Finding]:
    folders = {path[:end] for path in index.paths for end in _ends_of_folders(path)}
    for path in sorted({*index.paths, *folders}):
        wrong = _wrong_name(path.rpartition("/")[2])
        if wrong:
            yield Finding(
                "warning",
                "illegal-name",
                path,
                None,
                wrong,
                "rename it in Obsidian or with `vaultsync rename`, so that links follow",
            )
    alike: dict[str, list[VaultPath]] = defaultdict(list)
    for path in index.paths:
        alike[fold_key(path)].append(path)
    for paths in alike.values():
        for path in paths[1:]:
            message = f"differs from {paths[0]} in case or accents' form only, which some systems take for the same"
            yield Finding("warning", "name-clash", path, None, message, "rename one of them")


def _ends_of_folders(path: str) -> Iterator[int]:
    return (found.start() for found in re.finditer("/", path))


def _wrong_name(name: str) -> str:
    """Say what some system refuses about a name; empty where none does."""
    if found := _NOT_ON_WINDOWS.search(name):
        return f"the name holds {found[0]!r}, which Windows or Android refuse"
    if found := _ENDS_LINKS.search(name):
        return f"the name holds {found[0]!r}, which breaks links to it"
    if name.endswith((".", " ")):
        return "the name ends in a dot or a space, which Windows refuses"
    if _DEVICE.match(name):
        return "Windows keeps the name for a device"
    if len(name.encode("utf-8", "surrogateescape")) > _LONGEST_NAME:
        return f"the name is longer than {_LONGEST_NAME} bytes"
    return ""


# --- shown ---


def health_json(found: Sequence[Finding], done: RunResult | None = None) -> dict[str, object]:
    """Return findings, and what `--fix` has done, as the JSON of `check`."""
    counts = Counter(one.severity for one in found)
    return {
        "version": 1,
        "counts": {severity: counts[severity] for severity in _SEVERITIES},
        "findings": [
            {
                "severity": one.severity,
                "code": one.code,
                "path": one.path,
                "line": one.line,
                "message": one.message,
                "hint": one.hint,
                "fixable": one.fixable,
            }
            for one in found
        ],
        "fixed": [action.path for action in done.plan.actions] if done is not None else [],
    }


def health_text(found: Sequence[Finding], done: RunResult | None = None, *, verbose: bool = False) -> str:
    """Return findings as a person reads them, after what was mended; hints are only counted, unless `verbose`."""
    shown = [one for one in found if verbose or one.severity != "info"]
    counts = Counter(one.severity for one in found)
    lines = [_line(one) for one in shown]
    if done is not None and done.plan.actions:
        said = "Would mend" if done.dry_run else f"Mended (`vaultsync undo {done.run}` takes it back)"
        lines = [f"{said}:", *(f"  {action.path}" for action in done.plan.actions), *lines]
    if not found:
        return "\n".join([*lines, "Nothing is wrong."])
    total = ", ".join(_counted(counts[severity], severity) for severity in _SEVERITIES if counts[severity])
    hidden = "" if verbose or not counts["info"] else "; --verbose lists the hints"
    return "\n".join([*lines, f"{total}{hidden}"])


def _line(one: Finding) -> str:
    where = f"{one.path}:{one.line}" if one.line else one.path
    hint = f" – {one.hint}" if one.hint else ""
    return f"{one.severity}: {where}: {one.message}{hint}"


def _counted(count: int, severity: str) -> str:
    noun = {"error": "error", "warning": "warning", "info": "hint"}[severity]
    return f"{count} {noun}" + ("" if count == 1 else "s")
