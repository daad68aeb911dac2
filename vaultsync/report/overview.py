"""How a whole vault reads: sizes, titles without a verb, ideas that stand alone, what is linked most or left out."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from vaultsync.markup import frontmatter
from vaultsync.markup.blocks import plain
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.markup.words import count, fold, guess_language, words
from vaultsync.model import NoteKind, VaultPath
from vaultsync.splitting.verbs import has_verb
from vaultsync.vault.index import IndexedNote, VaultIndex

PAGE = VaultPath("Vault report.md")
"""Where the page stands in a vault; it says nothing of itself."""

_STRUCTURE = frozenset({"from", "up", "down", "prev", "next"})
_SHORT, _LONG = 40, 400
"""Words of a note that may say too little, or too much, for one idea."""
_MOST = 20
"""Notes that a page lists of each kind; the JSON has them all."""
_LEFT_OUT = re.compile(r"^> \[!info\]- Left out of the notes\n((?:>.*\n?)*)", re.MULTILINE)
_REASON = re.compile(r"^> \*\*(.+)\*\*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Overview:
    """The health of a whole vault; notes by path, with a figure where one is meant."""

    kinds: Mapping[str, int]
    """How many notes there are of each kind."""
    words: tuple[int, int, int]
    """Of the shortest, the middle and the longest idea."""
    short: tuple[tuple[str, int], ...]
    long: tuple[tuple[str, int], ...]
    verbless: tuple[str, ...]
    """Ideas whose titles seem to state nothing."""
    alone: tuple[str, ...]
    """Ideas that only their place in the source ties to others."""
    linked: tuple[tuple[str, int], ...]
    """How many notes link to each by what they say, the most first."""
    excluded: tuple[tuple[str, str, int], ...]
    """Source map, reason and how often passages were left out for it."""


def overview(index: VaultIndex, text: Callable[[VaultPath], str]) -> Overview:
    """Look a vault over; `text` gives a file's text."""
    kinds = {note.path: note.kind for note in index.notes if note.path != PAGE}
    atoms = [note for note in index.notes if note.kind is NoteKind.ATOM]
    bodies = {note.path: _own_words(text(note.path)) for note in atoms}
    sizes = sorted((count(body), path) for path, body in bodies.items())
    linking = _linking(index, kinds)
    tied = set(linking).union(*linking.values())
    ranked = sorted(((path, len(notes)) for path, notes in linking.items()), key=lambda one: (-one[1], one[0]))
    return Overview(
        kinds={kind.value: found for kind in NoteKind if (found := Counter(kinds.values())[kind])},
        words=(sizes[0][0], round(median(size for size, _ in sizes)), sizes[-1][0]) if sizes else (0, 0, 0),
        short=tuple((path, size) for size, path in sizes if size < _SHORT),
        long=tuple((path, size) for size, path in reversed(sizes) if size > _LONG),
        verbless=tuple(note.path for note in atoms if not _states(note, bodies[note.path])),
        alone=tuple(note.path for note in atoms if note.path not in tied),
        linked=tuple(ranked),
        excluded=tuple(
            (note.path, reason, found)
            for note in index.notes
            if note.kind is NoteKind.SOURCE
            for reason, found in sorted(_left_out(text(note.path)).items())
        ),
    )


def _own_words(text: str) -> str:
    return plain(text[frontmatter.read(text).body :].partition(KEPT_MARKER)[0])


def _states(note: IndexedNote, body: str) -> bool:
    language = guess_language(f"{note.title}\n{body}")
    return has_verb([fold(word.text) for word in words(note.title)], language)


def _linking(index: VaultIndex, kinds: Mapping[VaultPath, NoteKind]) -> dict[VaultPath, set[VaultPath]]:
    """Return for each note those that link to it by what they say: maps and places in the outline don't count."""
    found: dict[VaultPath, set[VaultPath]] = defaultdict(set)
    maps = (NoteKind.SOURCE, NoteKind.HOME)
    for link in index.links:
        target = link.target
        if target is None or target == link.note or target not in kinds or link.generated:
            continue
        if link.property in _STRUCTURE or kinds.get(link.note) in maps or kinds[target] in maps:
            continue
        found[target].add(link.note)
    return dict(found)


def _left_out(text: str) -> Counter[str]:
    shown = _LEFT_OUT.search(text)
    return Counter(_REASON.findall(shown[1])) if shown else Counter()


def overview_json(found: Overview) -> dict[str, object]:
    """Return an overview as the JSON of `report`."""
    shortest, middle, longest = found.words
    return {
        "version": 1,
        "notes": dict(found.kinds),
        "words": {"shortest": shortest, "median": middle, "longest": longest},
        "short": [{"path": path, "words": size} for path, size in found.short],
        "long": [{"path": path, "words": size} for path, size in found.long],
        "titles_without_verb": list(found.verbless),
        "alone": list(found.alone),
        "most_linked": [{"path": path, "notes": size} for path, size in found.linked],
        "exclusions": [{"path": path, "reason": reason, "count": size} for path, reason, size in found.excluded],
    }


Section = tuple[str, str, Sequence[str]]
"""Heading, what it means, and its rows."""


def _sections(found: Overview) -> list[Section]:
    shortest, middle, longest = found.words
    sizes = f"Ideas have {shortest} to {longest} words, half of them no more than {middle}."
    kinds = [f"{kind}: {size}" for kind, size in found.kinds.items()]
    return [
        ("Notes", sizes if longest else "There are no ideas yet.", kinds),
        ("Most linked", "By how many notes, for what they say.", [_row(*one) for one in found.linked]),
        ("Short ideas", f"Fewer than {_SHORT} words: is it an idea of its own?", [_row(*one) for one in found.short]),
        ("Long ideas", f"More than {_LONG} words: is it one idea?", [_row(*one) for one in found.long]),
        (
            "Titles without a verb",
            "They name a topic rather than state an idea.",
            [_row(one) for one in found.verbless],
        ),
        ("Ideas that stand alone", "Only their source ties them to others.", [_row(one) for one in found.alone]),
        ("Left out, to review", "Each source map shows the passages.", [_row(*one) for one in found.excluded]),
    ]


def _row(path: str, *figures: object) -> str:
    return " – ".join([f"`{path}`", *(str(figure) for figure in figures)])


def overview_page(found: Overview) -> str:
    """Return an overview as Markdown; paths rather than links, so that a page in the vault links to nothing itself."""
    parts = ["# How the vault reads"]
    for heading, meaning, rows in _sections(found):
        if rows:
            parts.append(f"## {heading}\n\n{meaning}\n\n" + "\n".join(f"- {row}" for row in _first(rows)))
    return "\n\n".join(parts) + "\n"


def overview_html(found: Overview) -> str:
    """Return an overview as one HTML page that needs no other file."""
    parts = []
    for heading, meaning, rows in _sections(found):
        if rows:
            items = "".join(f"<li>{html.escape(row.replace('`', ''))}</li>\n" for row in _first(rows))
            parts.append(f"<h2>{html.escape(heading)}</h2>\n<p>{html.escape(meaning)}</p>\n<ul>\n{items}</ul>\n")
    style = "body{font:16px/1.5 system-ui;max-width:46em;margin:2em auto;padding:0 1em}"
    head = f'<meta charset="utf-8">\n<title>How the vault reads</title>\n<style>{style}</style>\n'
    return f'<!doctype html>\n<html lang="en">\n{head}<h1>How the vault reads</h1>\n{"".join(parts)}</html>\n'


def _first(rows: Sequence[str]) -> list[str]:
    more = [f"… and {len(rows) - _MOST} more (`vaultsync report --json` has all)"] if len(rows) > _MOST else []
    return [*rows[:_MOST], *more]
