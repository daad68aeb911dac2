"""Links of a canvas (JSON Canvas 1.0): its files, and what the texts on its cards link to."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from vaultsync.markup.note_syntax import NoteSyntax, RawLink, SyntaxProblem
from vaultsync.markup.wikilinks import scan
from vaultsync.model import Span

_STRING = r'"(?>[^"\\]*(?:\\.[^"\\]*)*)"'
_VALUE = re.compile(rf'"(?P<key>file|text|subpath)"[ \t\r\n]*:[ \t\r\n]*(?P<value>{_STRING})|{_STRING}', re.DOTALL)
_STRUCTURE = re.compile(rf'[{{}}]|"subpath"[ \t\r\n]*:[ \t\r\n]*(?P<subpath>{_STRING})|{_STRING}', re.DOTALL)
_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE = re.compile(r"\r\n|\r|\n")


def scan_canvas(text: str) -> NoteSyntax:
    """Find the links of a canvas: the files that it shows, as embeds by full path, and the links in its texts.

    Spans and lines are those of the JSON. Never raises: what is no canvas gives a problem and no links.
    """
    if not text.strip():
        return NoteSyntax()
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        return NoteSyntax(problems=(SyntaxProblem(line, "the canvas is not valid JSON", "error"),))
    nodes = data.get("nodes", []) if isinstance(data, dict) else None
    if not isinstance(nodes, list):
        return NoteSyntax(problems=(SyntaxProblem(1, "the canvas holds no list of nodes", "error"),))
    starts = [0, *(line.end() for line in _LINE.finditer(text))]
    links: list[RawLink] = []
    tags: dict[str, str] = {}
    for node, key, span in _placed(text, nodes):
        if key == "file":
            subpath = node.get("subpath")
            links.append(
                RawLink(
                    span,
                    bisect_right(starts, span.start),
                    raw=text[span.start : span.end],
                    kind="embed",
                    target=_without_surrogates(node["file"]),
                    subpath=_without_surrogates(subpath) if isinstance(subpath, str) and subpath else None,
                    is_path=True,
                )
            )
        else:
            card = scan(_without_surrogates(node["text"]))
            links += _on_card(text, span, card, starts)
            for tag in card.tags:
                tags.setdefault(tag.lower(), tag)
    return NoteSyntax(links=tuple(links), tags=tuple(tags.values()))


def path_on_canvas(path: str) -> str:
    """Return what stands between the quotes of a canvas's JSON for a file."""
    return json.dumps(path, ensure_ascii=False)[1:-1]


def text_on_canvas(raw: str) -> str:
    """Return what a piece of a canvas's JSON says between its quotes."""
    said = json.loads(f'"{raw}"', strict=False)
    return said if isinstance(said, str) else raw


def subpath_on_canvas(text: str, file: RawLink) -> Span | None:
    """Return where the subpath of a file on a canvas stands between its quotes."""
    start = _object_start(text, file.span.start)
    depth = 0
    for token in _STRUCTURE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return None
        if depth == 1 and token["subpath"] is not None:
            return Span(token.start("subpath") + 1, token.end("subpath") - 1)
    return None


def _object_start(text: str, at: int) -> int:
    """Return where the innermost object starts that holds `at`."""
    opened: list[int] = []
    for token in _STRUCTURE.finditer(text, 0, at):
        if token[0] == "{":
            opened.append(token.start())
        elif token[0] == "}":
            opened.pop()
    return opened[-1]


def _without_surrogates(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def _placed(text: str, nodes: list[Any]) -> Iterator[tuple[dict[str, Any], str, Span]]:
    """Find where the files and texts of the nodes stand; each is the next string under its key with its value."""
    strings = ((found["key"], found) for found in _VALUE.finditer(text) if found["key"] is not None)
    for node in nodes:
        key = {"file": "file", "text": "text"}.get(str(node.get("type"))) if isinstance(node, dict) else None
        value = node.get(key) if key is not None else None
        if key is None or not isinstance(value, str):
            continue
        for said, found in strings:
            if said == key and json.loads(found["value"], strict=False) == value:
                yield node, key, Span(found.start("value") + 1, found.end("value") - 1)
                break


def _on_card(text: str, span: Span, card: NoteSyntax, starts: list[int]) -> Iterator[RawLink]:
    """Move a card's links to where they stand in the JSON."""
    literal = text[span.start : span.end]
    offsets = None
    if "\\" in literal:
        offsets = [0]
        for unit in _UNIT.finditer(literal):
            offsets.append(unit.end())
    for link in card.links:
        if link.property is not None:
            continue
        start, end = link.span if offsets is None else (offsets[link.span.start], offsets[link.span.end])
        place = Span(span.start + start, span.start + end)
        line = bisect_right(starts, place.start)
        yield link._replace(span=place, line=line, raw=text[place.start : place.end], generated=False)
