"""What a note's text says in Obsidian's own grammar: the values that `markup/wikilinks.py` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vaultsync.model import Span


class RawLink(NamedTuple):
    """One link as it is written, before it is resolved."""

    span: Span
    """In the file's text; `text[start:end] == raw`."""
    line: int
    """One-based line of the file."""
    raw: str
    kind: str
    """`wikilink`, `markdown`, `embed` or `property`."""
    target: str
    """The path or name that is linked to, percent-decoded, without subpath; of an external link the whole address."""
    subpath: str | None = None
    """`#heading`, `#heading#below` or `#^block`, with its first `#`."""
    display: str | None = None
    """The text shown, where one is written; of an embed also its size."""
    property: str | None = None
    """The frontmatter key, `outer.inner` where it is nested; None in the body."""
    generated: bool = False
    """Whether it stands in a section that vaultsync keeps (Backlinks and the like)."""
    external: bool = False
    """Whether it leads out of the vault, to an address with a scheme."""
    is_path: bool = False
    """Whether `raw` is nothing but a full path in JSON: a file on a canvas."""


class Heading(NamedTuple):
    """One heading of a note."""

    text: str
    """As it is written, without the `#`s around it."""
    level: int
    """1 to 6."""
    line: int
    span: Span
    """The heading with its markup, without the last line break."""


class BlockId(NamedTuple):
    """One block id of a note."""

    id: str
    """Without the `^`."""
    line: int
    span: Span
    """The `^` and the id."""


class Tag(NamedTuple):
    """One tag in a note's body."""

    name: str
    """Without the `#`."""
    line: int
    span: Span
    """With the `#`."""


class SyntaxProblem(NamedTuple):
    """What is odd about a note."""

    line: int
    """One-based, of the file."""
    message: str
    severity: str = "warning"
    """`error` where Obsidian can't read what was meant either, and the note is no template."""
    fixable: bool = False
    """Whether it leaves no doubt about what was meant."""


@dataclass(frozen=True, slots=True)
class NoteSyntax:
    """What a note links to, what can be linked to in it, and what it says about itself."""

    links: tuple[RawLink, ...] = ()
    """Properties first, then the body's in order."""
    headings: tuple[Heading, ...] = ()
    blocks: tuple[BlockId, ...] = ()
    body_tags: tuple[Tag, ...] = ()
    tags: tuple[str, ...] = ()
    """All tags, the frontmatter's first, without `#`; of two that differ only in case the first."""
    aliases: tuple[str, ...] = ()
    title: str | None = None
    """The property `title`, if it is a text."""
    id: str | None = None
    """The property `id`, if it is a text or a number."""
    type: str | None = None
    """The property `type`, if it is a text."""
    source_file: str | None = None
    """The property `source_file`, if it is a text."""
    fingerprint: str | None = None
    """The property `vaultsync`, if it is a text."""
    kept: tuple[Span, ...] = ()
    """The sections that vaultsync keeps, headings included."""
    problems: tuple[SyntaxProblem, ...] = ()
    """What is odd about the frontmatter."""
