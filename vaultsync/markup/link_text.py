"""Links as text: written so that reading them gives back what they were meant to say."""

from __future__ import annotations

import re

from vaultsync.markup.inline import Inlines, percent_decoded, split_subpath, wikilink_of
from vaultsync.markup.note_syntax import RawLink

_BREAKS_WIKILINK = ("%%", "|", "#", "\n", "\r")
_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_ENCODED = re.compile(r"[\\\x00-\x1f\x7f\s<>\[\]`$#%:]")
_ENCODED_SUBPATH = re.compile(r"[\\\x00-\x1f\x7f\s<>\[\]`$()%]")
_ENCODED_POINTED = re.compile(r"[\\\x00-\x1f\x7f<>#%]|[^\S ]")
_MARKUP = re.compile(r"[\\\[\]]")
_PIPE = re.compile(r"(?<!\\)\|")
_WIKI_PATH = re.compile(r"(?:[^#|\\]|\\(?!\|))*(?=[#|\\]|\]\]\Z)")
_WIKI_SUBPATH = re.compile(r"(?:#(?:[^|\\\]]|\\(?!\|)|\](?!\]))*)?")
_PLAIN_ADDRESS = re.compile(r"(?:[^\s)(]|\((?:[^\s()])*\))*")
_POINTED_ADDRESS = re.compile(r"[^>]*")
_ADDRESS_PATH = re.compile(r"(?:(?!%23)[^#])*")


def wikilink(target: str, subpath: str = "", display: str | None = None) -> str | None:
    """Write `[[target#subpath|display]]`; None where no wikilink can say that.

    A display text that is the link's own is left out.
    """
    if any(mark in target for mark in _BREAKS_WIKILINK):
        return None
    shown = None if display is None else _BREAK.sub(" ", display).strip()
    link = f"{target}{subpath}"
    text = f"[[{link}|{shown}]]" if shown and shown != link else f"[[{link}]]"
    said = wikilink_of(text)
    wanted = (target, subpath or None, shown if shown and shown != link else None)
    return text if said == wanted else None


def markdown_link(target: str, subpath: str = "", display: str = "") -> str:
    """Write `[display](target#subpath)`, percent-encoded as far as Markdown needs it, as Obsidian does."""
    address = encoded(target, _ENCODED) + encoded(subpath, _ENCODED_SUBPATH)
    if not _balanced(address):
        address = address.replace("(", "%28").replace(")", "%29")
    shown = _BREAK.sub(" ", display)
    text = f"[{shown}]({address})"
    inlines = Inlines(text)
    inlines.read(0, len(text))
    if len(inlines.links) == 1 and inlines.links[0].end == len(text) and inlines.links[0].display == shown:
        return text
    return f"[{_MARKUP.sub(_escaped, shown)}]({address})"


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def encoded(text: str, unsafe: re.Pattern[str]) -> str:
    """Percent-encode what a pattern finds."""
    return unsafe.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def _balanced(address: str) -> bool:
    depth = 0
    for character in address:
        if character in "()":
            depth += 1 if character == "(" else -1
        if depth < 0 or depth > 16:
            return False
    return depth == 0


def with_target(link: RawLink, target: str, subpath: str | None) -> str | None:
    """Return a link's own text with another path and subpath in it and all else as it is; None where it can't be."""
    if not link.raw.endswith("]]"):
        return _with_address(link, target, subpath)
    start = link.raw.index("[[") + 2
    path = _WIKI_PATH.match(link.raw, start)
    part = _WIKI_SUBPATH.match(link.raw, path.end() if path else start)
    if path is None or part is None:
        return None
    kept = link.raw[path.end() :] if subpath == link.subpath else (subpath or "") + link.raw[part.end() :]
    text = f"{link.raw[:start]}{target}{kept}"
    said = wikilink_of(text)
    return text if said is not None and said[:2] == (target, subpath) else None


def _with_address(link: RawLink, target: str, subpath: str | None) -> str | None:
    start = link.raw.index("[") + 1 + len(link.display or "") + len("](")
    start += len(link.raw[start:]) - len(link.raw[start:].lstrip())
    pointed = link.raw.startswith("<", start)
    start += pointed
    old = (_POINTED_ADDRESS if pointed else _PLAIN_ADDRESS).match(link.raw, start)
    if old is None or split_subpath(percent_decoded(old[0])) != (link.target, link.subpath):
        return None
    address = encoded(target, _ENCODED_POINTED if pointed else _ENCODED)
    if not pointed and not _balanced(address):
        address = address.replace("(", "%28").replace(")", "%29")
    path = _ADDRESS_PATH.match(old[0])
    kept = old[0][path.end() :] if path is not None and subpath == link.subpath else ""
    if split_subpath(percent_decoded(address + kept)) == (target, subpath):
        address += kept
    elif subpath:
        address += encoded(subpath, _ENCODED_SUBPATH)
    return f"{link.raw[:start]}{address}{link.raw[old.end() :]}"


def fitted(text: str, link: RawLink, new: str) -> str:
    """Return a link as it must be written in another's place: quoted as the property there is, in a table escaped."""
    if link.kind != "property":
        return _PIPE.sub(r"\\|", new) if "\\|" in link.raw else new
    match text[link.span.start - 1 : link.span.start]:
        case "'":
            return new.replace("'", "''")
        case '"':
            return new.replace("\\", "\\\\").replace('"', '\\"')
        case _:
            return new
