"""The values that travel between the stages: immutable, without behaviour beyond derived properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, NewType

SourceKey = NewType("SourceKey", str)
"""A source's identity: its POSIX path below its root; `root-name//path` only where two roots hold the same path."""

NoteId = NewType("NoteId", str)
"""A note's identity: eight characters of `0-9a-z` without look-alikes, given once and never reused (rule 7)."""

VaultPath = NewType("VaultPath", str)
"""A file's place in the vault: a POSIX path below the vault's root, NFC, never absolute, never with `..`."""

Digest = NewType("Digest", str)
"""The SHA-256 of a file's bytes, in hex."""


class Span(NamedTuple):
    """A half-open range of characters of the decoded source (or of the text named by the function)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one input, said once, that costs nothing else: `path:line: message – hint`."""

    path: str
    """The file, as the user knows it."""
    message: str
    """What is wrong, in one line."""
    line: int | None = None
    """One-based line of the file, where one is known."""
    hint: str = ""
    """What to do about it."""
    severity: str = "error"
    """`error` (the input was not used: exit status 4) or `warning` (it was)."""


# --- sources → documents ---


class BlockKind(StrEnum):
    """What a block is; a block is never torn apart, except a paragraph at a heading that runs into it."""

    FRONTMATTER = "frontmatter"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    QUOTE = "quote"
    CALLOUT = "callout"
    CODE = "code"
    TABLE = "table"
    MATH = "math"
    HTML = "html"
    COMMENT = "comment"
    RULE = "rule"
    FOOTNOTE = "footnote"
    """A footnote definition; it travels with what refers to it."""
    REFERENCE = "reference"
    """A link reference definition; it travels with what uses it."""
    FIELD = "field"
    """A line of Dataview fields, `Key:: value`."""
    EMBED = "embed"
    """A paragraph that is nothing but an image or an embed."""
    BLANK = "blank"
    """Nothing but white space: only where a document holds no other block to carry it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document; a document's blocks tile its text: each span ends where the next one starts.

    Blank lines belong to the block before them (at the very start, to the first one).
    """

    kind: BlockKind
    span: Span
    """The block with the blank lines after it, in the decoded source."""
    markdown: str
    """How a note shows the block, as Markdown without a trailing line break; for Markdown sources its own text."""
    level: int = 0
    """Of a heading, 1 to 6; otherwise 0."""
    title: str = ""
    """Of a heading, its visible text on one line; of a footnote or a reference definition, its label."""
    hint: str = ""
    """What a format knows about the block: `main` (HTML) or the reason why it is debris; otherwise empty."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source says about itself."""

    title: str = ""
    author: str = ""
    date: str = ""
    """As written, preferably `YYYY-MM-DD`."""
    url: str = ""
    language: str = ""
    """A two-letter code, or empty where it isn't said."""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    title_span: Span | None = None
    """Where the title stands in the text, when it was read from the text itself (so that it is not shown twice)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A source decoded and parsed, nothing lost: joining the spans of `blocks` gives `text` back (rule 1)."""

    key: SourceKey
    text: str
    """The decoded source with its own line endings, without a byte order mark."""
    blocks: tuple[Block, ...]
    metadata: Metadata
    format: str
    """`markdown`, `text` or `html`."""


# --- documents → atoms ---

FRONTMATTER_REASON = "frontmatter"
TITLE_REASON = "title of the document"
"""Reasons of exclusions that the source map shows as its properties rather than as text left out."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a cut was made, a title chosen or a passage excluded; shown by `split --explain`."""

    kind: str
    """`cut`, `join`, `title` or `exclusion`."""
    at: int
    """Character offset in the decoded source that the decision is about."""
    reason: str
    """What spoke for it, in one line a reader understands."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One idea: a run of blocks with a claim-like title."""

    title: str
    level: int
    """Depth in the outline, from 1."""
    parent: int | None
    """Index in `Split.atoms` of the atom this one stands under, always smaller than its own."""
    blocks: tuple[Block, ...]
    """In source order; a heading that became the title is among them, marked by `title_blocks`."""
    title_blocks: int = 0
    """How many of the leading blocks are headings whose text the title already says: not shown in the note."""
    author_title: bool = False
    """Whether the title is the author's own heading."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The atom's place in the decoded source, touching blocks joined."""
        return join_spans(block.span for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A passage left out of the atoms, with the reason; shown in the source map, never dropped."""

    span: Span
    reason: str
    """In a few words a reader understands: `navigation`, `share widget`, `related links`, `frontmatter`, …"""
    markdown: str
    """The passage, as a note may show it."""


@dataclass(frozen=True, slots=True)
class Split:
    """A document's atoms and exclusions; their spans cover its text exactly once (rule 1)."""

    title: str
    """The document's title; never empty."""
    atoms: tuple[Atom, ...]
    exclusions: tuple[Exclusion, ...]
    decisions: tuple[Decision, ...] = ()


def join_spans(spans: object) -> tuple[Span, ...]:
    """Join spans that touch, in order of their starts."""
    joined: list[Span] = []
    for span in sorted(spans):  # type: ignore[call-overload]
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(Span(*span))
    return tuple(joined)


# --- links ---


@dataclass(frozen=True, slots=True)
class Passage:
    """What linking sees of an atom or of a user's note: text, names and a group, no path and no vault."""

    id: str
    """Unique among the passages of one call."""
    title: str
    body: str
    """The Markdown a note shows below its frontmatter, without generated sections."""
    aliases: tuple[str, ...] = ()
    source: str = ""
    """The source it came from; passages of one source are neighbours already."""
    language: str = ""
    names: tuple[str, ...] = ()
    """What others may call its source: title and aliases."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a passage's body that names another passage or a concept."""

    span: Span
    """In `Passage.body`."""
    target: str
    """Id of a passage, or `Concept.key`."""


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea that several atoms speak of, in their own words."""

    key: str
    """The folded name: what the concept is known by from run to run."""
    name: str
    """As a reader would write it: the most usual surface form, sentence case."""
    aliases: tuple[str, ...]
    """Other surface forms found in the texts (inflections, abbreviations)."""
    passages: tuple[str, ...]
    """Ids of the passages that speak of it, in the order given, at least two."""


@dataclass(frozen=True, slots=True)
class Related:
    """One passage's tie to another by what both speak of."""

    target: str
    terms: tuple[str, ...]
    """The shared terms that count most, in falling order: the reason."""


# --- the vault ---


class NoteKind(StrEnum):
    """What a note is to vaultsync; `type` in its frontmatter."""

    ATOM = "atom"
    SOURCE = "source"
    CONCEPT = "concept"
    HOME = "home"
    USER = "user"
    """The user's own: read, not owned (rule 11)."""


@dataclass(frozen=True, slots=True)
class Target:
    """One note as the vault should hold it."""

    id: NoteId
    kind: NoteKind
    path: VaultPath
    """Where it should stand if the user has not moved or renamed it."""
    title: str
    text: str
    """The whole file, frontmatter and generated sections included, lines ended by `\\n`."""
    source: SourceKey | None = None
    """The source it came from (atoms and source maps)."""
    signature: str = ""
    """The atom's visible text, folded, by which a changed source's atoms are matched with known notes."""
    heading: str = ""
    """The title as the source gives it, before it was made unique."""
    order: int = 0
    """The atom's position in its source: a hint for matching, never written into a note."""
    aliases: tuple[str, ...] = ()
    """Titles that it had before; kept with the record so that they outlive the state of the source."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the store remembers of one note that vaultsync made: its base and its identity."""

    id: NoteId
    kind: NoteKind
    path: VaultPath
    """Where the note stood after the last run (the user's own place for it, if it was moved)."""
    target_path: VaultPath
    """Where vaultsync wanted it then; differs from `path` once the user renamed or moved the note."""
    title: str
    base: Digest
    """Digest of the text vaultsync last wrote, or would have written: the ancestor of the merge."""
    file: Digest | None
    """Digest of the file as the last run left it; None while the note is deleted by the user."""
    source: SourceKey | None = None
    signature: str = ""
    heading: str = ""
    order: int = 0
    aliases: tuple[str, ...] = ()
    state: str = "live"
    """`live`, `deleted` (by the user: stays deleted), `orphan` (its passage is gone, the edited note stays),
    `gone` (its passage is gone and the note with it; the id is never reused) or `joined` (into `heir`)."""
    heir: NoteId | None = None
    """Of a joined note, the one that lives on."""


# --- plan and result ---


class ActionKind(StrEnum):
    """What a plan may do; `record` changes the store only."""

    CREATE = "create"
    UPDATE = "update"
    RENAME = "rename"
    TRASH = "trash"
    CONFLICT = "conflict"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Action:
    """One step from what the vault holds to what it should, with what it expects to find (rules 2 and 3)."""

    kind: ActionKind
    path: VaultPath
    """The file after the action (of a trash: before it)."""
    reason: str
    """Why, in a few words."""
    id: NoteId | None = None
    """None for a user's own note whose link is mended, and for an attachment."""
    source_path: VaultPath | None = None
    """Of a rename, the file before it; a rename may change the text too."""
    expect: Digest | None = None
    """Digest of the file the action replaces or removes; None: nothing may stand at `path` (rule 3)."""
    data: bytes | None = None
    """The new bytes of a create, update, conflict or changing rename; None: the bytes stay (rename, trash, record)."""
    record: Record | None = None
    """What the store remembers of the note once this is done; None leaves the store's record as it is."""
    base: str | None = None
    """Text to keep as the new base (`record.base` is its digest); None: the base stays."""
    needs: tuple[NoteId, ...] = ()
    """The notes that take in what the user wrote in this one: where one of them fails, this one stays as it is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions of one run in the order they are applied, and what could not be planned."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...] = ()
    unchanged: int = 0
    skipped: tuple[str, ...] = ()
    """Notes left alone on purpose, a line of `path: reason` each."""

    @property
    def empty(self) -> bool:
        """Whether applying the plan would write nothing, the store included (rule 4)."""
        return not self.actions


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did, or with `dry_run` would do: the JSON of `rebuild` and `sync`."""

    run: str
    dry_run: bool
    plan: Plan
    seconds: float
    conflicts: tuple[str, ...] = ()
    """Paths of notes in which a conflict waits, old ones included."""
    summary: Mapping[str, int] = field(default_factory=dict)
    """Figures for the closing summary: sources, atoms, concepts, exclusions, words."""
