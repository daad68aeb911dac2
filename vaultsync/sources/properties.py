"""What a source's frontmatter says of it, under whichever of the usual keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from html import unescape

from vaultsync.model import Metadata, Problem, SourceKey
from vaultsync.sources import front_matter

_TITLES = ("title", "headline")
_AUTHORS = ("author", "authors", "creator", "by", "byline")
_DATES = ("published", "date", "pubdate", "publishdate", "publish_date", "date_published", "created")
_URLS = ("source", "url", "link", "canonical", "canonical_url", "permalink", "source_url")
_LANGUAGES = ("language", "lang", "locale")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_READ_WITHOUT = "the text is read without it; mend the frontmatter"
_READ_IN_PART = "what can't be read of it is left out; mend the frontmatter (most often a value needs quotes)"
_SHOWN = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


@dataclass(frozen=True, slots=True)
class Properties:
    """A source's frontmatter, read."""

    metadata: Metadata
    body: int
    """Offset in the text from which on it is no frontmatter."""
    problems: tuple[Problem, ...]
    """What is odd about the frontmatter; the text is read all the same."""


def read_properties(key: SourceKey, text: str) -> Properties:
    """Read the frontmatter of a source, if it has one, in whichever form (`front_matter`)."""
    told = front_matter.read(text)
    hint = _READ_IN_PART if told.data else _READ_WITHOUT
    problems = tuple(Problem(key, one.message, one.line, hint, severity="warning") for one in told.problems)
    return Properties(metadata_of(told.data), told.end, problems)


def metadata_of(said: Mapping[str, object]) -> Metadata:
    """Return what properties say of a source; keys count in any case, the first that says something wins."""
    data = {name.casefold(): value for name, value in reversed(list(said.items()))}
    if isinstance(sorts := data.get("taxonomies"), dict):  # Zola's
        data = {**sorts, **data}
    return Metadata(
        title=_first(data, _TITLES),
        author=_first(data, _AUTHORS),
        date=_first(data, _DATES),
        url=next((url for name in _URLS for url in _texts(data.get(name)) if _ADDRESS.fullmatch(url)), ""),
        language=_language(_first(data, _LANGUAGES)),
        tags=_tags(data.get("tags") or data.get("tag") or data.get("keywords")),
        aliases=tuple(dict.fromkeys(_texts(data.get("aliases") or data.get("alias")))),
    )


def completed(metadata: Metadata, more: Metadata) -> Metadata:
    """Return what a source says of itself, and where it says nothing, what else is known."""
    return Metadata(*(getattr(metadata, one.name) or getattr(more, one.name) for one in fields(Metadata)))


def _first(data: Mapping[str, object], names: tuple[str, ...]) -> str:
    return next((said for name in names if (said := ", ".join(_texts(data.get(name))))), "")


def _texts(value: object) -> list[str]:
    """Return what a value says, as texts on one line each: of a list its items, of a link what it shows."""
    items = value if isinstance(value, list) else [value]
    said = [str(item) for item in items if isinstance(item, str | int | float) and not isinstance(item, bool)]
    shown = [_ENTITY.sub(lambda one: unescape(one[0]), _SHOWN.sub(r"\1", item)) for item in said]
    return [line for item in shown if (line := " ".join(item.split()))]


def _tags(value: object) -> tuple[str, ...]:
    """Read tags as people write them in sources: a list, or one line with commas, or with spaces."""
    if isinstance(value, str):
        value = value.split(",") if "," in value else value.split()
    tags = ("-".join(tag.lstrip("#").split()) for tag in _texts(value))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _language(said: str) -> str:
    code = _LANGUAGE.fullmatch(said)
    return code[1].lower() if code else ""
