"""What stands at the head of a source and only says what it is, in the forms in which people's writing keeps it.

YAML between `---` (Obsidian, Jekyll), TOML between `+++` and JSON in braces (Hugo, Zola), pandoc's title block
(`% title`), and lines of keys (`Title: …` of MultiMarkdown, Pelican, Notion and mails; `title:: …` of Logseq).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import NamedTuple

from vaultsync.markup import frontmatter
from vaultsync.markup.fence import MAX_LENGTH, body_start
from vaultsync.markup.frontmatter import FrontmatterProblem
from vaultsync.markup.lines import lines

_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n|\r|\n)")
_TOML_END = re.compile(r"[\r\n]\+\+\+[ \t]*(?:\r\n|\r|\n|\Z)")
_TOML_LINE = re.compile(r"at line (\d+)")
_RETURN = re.compile(r"\r\n?")
_REST = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n|\Z)")
_PANDOC = re.compile(r"%[ \t]+(\S.*)")
_PANDOC_KEYS = ("title", "author", "date")
_PAIR = re.compile(r"([^\W\d_][\w .-]{0,30}?)[ \t]*(::?)(?:[ \t]+(\S.*))?")
_GOES_ON = re.compile(r"(?: {4}|\t)[ \t]*(\S.*)")
_MOST_LINES = 40

_MEANT = {
    "subject": "title", "from": "author", "created time": "created", "created at": "created", "full title": "title",
    "document tags": "tags",
}  # fmt: skip
"""What mails and exports call the usual keys."""
_TELLING = frozenset({"title", "date", "author", "authors", "published", "created", "subject"})
"""One of them says that lines of keys are what a source says of itself, and no list of terms."""
_KEYS = _TELLING | frozenset(
    """
    subtitle description summary abstract slug tags tag keywords category categories topics type layout template status
    draft public url link source permalink canonical aliases alias lang language locale modified updated edited from to
    cc reply-to by byline creator publisher copyright license licence version revision affiliation id uuid icon
    """.split()
)
_KEYS |= {"created by", "created time", "created at", "last edited time", "last edited by", "last modified", "due date"}
_KEYS |= {"full title", "document tags", "document note"}


class FrontMatter(NamedTuple):
    """What a source says of itself at its head."""

    data: Mapping[str, object]
    """By key, as written; of dates their text."""
    end: int = 0
    """Where the text starts that is the source's own."""
    problems: tuple[FrontmatterProblem, ...] = ()


def read(text: str) -> FrontMatter:
    """Read the head of a source; never raises, in time linear in it.

    What a form's own rules refuse is read key by key, with a problem; what doesn't look like keys is text.
    """
    start = body_start(text)
    if text.startswith("---", start):
        return _yaml(text)
    for form in (_toml, _json, _pandoc):
        if (found := form(text, start)) is not None:
            return found
    end = _end_of_paragraph(text, start)
    if (data := pairs(text[start:end])) and text[end:].strip():
        return FrontMatter(data, end)
    return FrontMatter({}, start)


def pairs(paragraph: str) -> dict[str, object]:
    """Return what lines of keys say, where a paragraph is nothing else; otherwise nothing.

    Most of the keys must be usual ones, and one say that a text is spoken of: "Apples: red" is none.
    """
    data: dict[str, str] = {}
    key = colons = ""
    for line in _lines(paragraph):
        pair = _PAIR.fullmatch(line)
        goes_on = _GOES_ON.fullmatch(line)
        if pair and len(data) < _MOST_LINES:
            key, colons = " ".join(pair[1].casefold().split()), pair[2]
            data.setdefault(key, pair[3] or "")
        elif goes_on and key:
            data[key] = f"{data[key]} {goes_on[1]}".strip()
        else:
            return {}
    known = _KEYS & data.keys()
    tells = not _TELLING.isdisjoint(_MEANT.get(key, key) for key in known)
    is_enough = colons == "::" or "title" in known or (tells and len(known) > 1)
    if not known or 2 * len(known) < len(data) or not is_enough:
        return {}
    return {_MEANT.get(key, key): value for key, value in data.items()}


def _lines(paragraph: str) -> Sequence[str]:
    """Return the lines of a paragraph, without white space at their ends."""
    return [paragraph[start:end].rstrip() for start, end in lines(paragraph.rstrip())]


def _end_of_paragraph(text: str, start: int) -> int:
    """Return where the first blank line ends, else the text."""
    blank = _BLANK_LINE.search(text, start)
    return blank.end() if blank else len(text)


def _yaml(text: str) -> FrontMatter:
    told = frontmatter.read(text)
    refused = told.span is not None and not told.data and bool(told.problems)
    return FrontMatter(frontmatter.salvage(text) if refused else told.data, told.body, told.problems)


def _toml(text: str, start: int) -> FrontMatter | None:
    opening = _TOML.match(text, start)
    closing = _TOML_END.search(text, opening.end() - 1, opening.end() + MAX_LENGTH) if opening else None
    if opening is None or closing is None:
        return None
    inner = _RETURN.sub("\n", text[opening.end() : max(opening.end(), closing.start())])
    problems: tuple[FrontmatterProblem, ...] = ()
    try:
        data = tomllib.loads(inner)
    except (tomllib.TOMLDecodeError, RecursionError) as refused:
        line = _TOML_LINE.search(str(refused))
        problems = (FrontmatterProblem(int(line[1]) + 1 if line else 1, f"the frontmatter can't be read: {refused}"),)
        data = _toml_by_lines(inner)
    if not data and inner.strip():
        return None
    return FrontMatter({key: _as_written(value) for key, value in data.items()}, closing.end(), problems)


def _toml_by_lines(inner: str) -> dict[str, object]:
    """Return what single lines say where the whole is refused."""
    data: dict[str, object] = {}
    for line in inner.split("\n")[:_MOST_LINES]:
        try:
            data.update(tomllib.loads(line))
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
    return data


def _as_written(value: object) -> object:
    """Return a value with dates as texts, which is what other forms have."""
    if isinstance(value, dict):
        return {key: _as_written(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_written(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _json(text: str, start: int) -> FrontMatter | None:
    if not text.startswith("{", start):
        return None
    try:
        data, end = json.JSONDecoder().raw_decode(text[: start + MAX_LENGTH], start)
    except (ValueError, RecursionError):
        return None
    after = _REST.match(text, end)
    if not isinstance(data, dict) or after is None or _TELLING.isdisjoint(map(str.casefold, data)):
        return None
    return FrontMatter(data, after.end()) if text[after.end() :].strip() else None


def _pandoc(text: str, start: int) -> FrontMatter | None:
    """Read a title, authors and a date, each after `%` on a line, by pandoc's `pandoc_title_block`."""
    if not text.startswith("%", start):
        return None
    end = _end_of_paragraph(text, start)
    said = [_PANDOC.fullmatch(line) for line in _lines(text[start:end])]
    if not said or len(said) > len(_PANDOC_KEYS) or None in said:
        return None
    return FrontMatter({key: one[1] for key, one in zip(_PANDOC_KEYS, said, strict=False) if one}, end)
