"""Markdown sources: their blocks, and what their frontmatter and first heading say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vaultsync.markup import frontmatter
from vaultsync.markup.blocks import parse, plain
from vaultsync.model import Block, BlockKind, Document, Metadata, Problem, SourceKey, Span
from vaultsync.sources.file_title import title_of_file

_TITLES = ("title", "Title", "headline")
_AUTHORS = ("author", "authors", "creator", "by")
_DATES = ("published", "date", "created", "publishDate", "pubdate")
_URLS = ("source", "url", "link", "canonical", "permalink")


def parse_markdown(key: SourceKey, text: str) -> tuple[Document, tuple[Problem, ...]]:
    """Parse a Markdown source; what is odd about its frontmatter is told, and the text is read all the same."""
    told = frontmatter.read(text)
    blocks = parse(text)
    heading = _leading_heading(blocks)
    own = _first_text(told.data, _TITLES)
    metadata = Metadata(
        title=own or (heading.title if heading else "") or title_of_file(key),
        author=_first_text(told.data, _AUTHORS),
        date=_first_text(told.data, _DATES),
        url=_url(told.data),
        language=_first_text(told.data, ("lang", "language", "locale"))[:2].lower(),
        tags=_tags(told.data.get("tags")),
        aliases=_texts(told.data.get("aliases")),
        title_span=_title_span(heading, own),
    )
    problems = tuple(
        Problem(key, one.message, one.line, "the text is read without it; mend the frontmatter", severity="warning")
        for one in told.problems
    )
    return Document(key, text, blocks, metadata, "markdown"), problems


def _leading_heading(blocks: Sequence[Block]) -> Block | None:
    """Return the document's one top heading, if the text starts with it."""
    body = [block for block in blocks if block.kind not in (BlockKind.FRONTMATTER, BlockKind.BLANK, BlockKind.COMMENT)]
    if not body or body[0].kind is not BlockKind.HEADING or body[0].level != 1 or not body[0].title:
        return None
    others = sum(1 for block in body[1:] if block.kind is BlockKind.HEADING and block.level == 1)
    return body[0] if others == 0 else None


def _title_span(heading: Block | None, own: str) -> Span | None:
    if heading is None or any(mark in heading.markdown for mark in ("](", "[[", "[^", " ^")):
        return None
    said = plain(own).casefold().split() if own else []
    return heading.span if not own or heading.title.casefold().split() == said else None


def _first_text(data: Mapping[str, object], keys: Sequence[str]) -> str:
    for key in keys:
        value = data.get(key)
        if isinstance(value, list):
            value = ", ".join(_texts(value))
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def _url(data: Mapping[str, object]) -> str:
    for key in _URLS:
        value = data.get(key)
        if isinstance(value, str) and value.strip().lower().startswith(("http://", "https://")):
            return value.strip()
    return ""


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    found = [" ".join(str(item).split()) for item in items if isinstance(item, (str, int, float))]
    return tuple(dict.fromkeys(item.removeprefix("[[").removesuffix("]]") for item in found if item))


def _tags(value: object) -> tuple[str, ...]:
    """Read tags as people write them in sources: a list, or one line with commas or spaces."""
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    return tuple(dict.fromkeys("-".join(tag.lstrip("#").split()) for tag in _texts(value) if tag.strip("# ")))
