"""Inline HTML as Markdown: emphasis, links, code and pictures; nothing that a program would run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from vaultsync.sources.html_tree import BLOCK, INVISIBLE, Element, Text, visible_text

_MARKS = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "var": "*",
    "dfn": "*",
    "del": "~~",
    "s": "~~",
    "strike": "~~",
    "mark": "==",
}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_ESCAPED = re.compile(
    r"[\\`*\[\]]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)"
    r"|(?<!\S)\#(?=\S)"
    r"|(?<!\S)\^(?=\w)"
    r"|~(?=~)|=(?==)|%(?=%)"
)
_LINE_START = re.compile(r"^(?:(\d{1,9})([.)])(?=\s|$)|([-+])(?=\s|$)|(>)|(#{1,6})(?=\s|$)|(-{2,}|=+)(?=\s*$))")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SAFE_SCHEMES = ("http:", "https:", "mailto:", "ftp:", "tel:")
_IN_TARGET = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C"})
_UNSEEN = re.compile(r"[\x00-\x20\x7f]+")
_TEX = re.compile(r"(?:application/x-tex|TeX|LaTeX)$", re.IGNORECASE)
_ORDINAL = re.compile(r"[^\W\d_]{1,3}\.?")

_Piece = tuple[str, str]
"""A mark (empty for none) and the Markdown that stands in it."""


def paragraph(nodes: Sequence[Element | Text]) -> str:
    """Write the nodes as a paragraph, its lines ended by hard breaks, safe from being read as anything else."""
    text = inline(nodes).strip()
    lines = [line for line in _BREAK.split(text) if line]
    return "  \n".join(_LINE_START.sub(_escape_start, line) for line in lines)


def line(nodes: Sequence[Element | Text]) -> str:
    """Write the nodes on one line: a heading's, a cell's or a link's text."""
    return " ".join(inline(nodes).split())


def inline(nodes: Sequence[Element | Text], active: frozenset[str] = frozenset()) -> str:
    """Write the nodes as inline Markdown; `active` are the marks it will stand in, which are not repeated."""
    pieces: list[_Piece] = []
    for node in nodes:
        mark, text = _piece(node, active)
        if mark and pieces and pieces[-1][0] == mark:
            pieces[-1] = (mark, pieces[-1][1] + text)
        elif text:
            pieces.append((mark, text))
    return _join(pieces)


def _piece(node: Element | Text, active: frozenset[str]) -> _Piece:
    if isinstance(node, Text):
        return "", escape(_SPACE.sub(" ", node.text))
    name = node.name
    if name in _MARKS:
        mark = _MARKS[name]
        return ("" if mark in active else mark), inline(node.children, active | {mark})
    if name == "br":
        return "", "\n"
    if name == "a":
        return "", _link(node, active)
    if name == "img":
        return "", image(node)
    if name in _CODE:
        return "", code(" ".join(visible_text(node).split()))
    if name in ("math", "script"):
        return "", _formula(node)
    if name in INVISIBLE or "katex-html" in node.attribute("class"):
        return "", ""
    text = inline(node.children, active)
    if name == "q":
        text = f"“{text}”"
    elif name == "sup" and text.strip() and not _ORDINAL.fullmatch(text.strip()):
        text = f"^{text}"
    return "", f" {text} " if name in BLOCK else text


def _join(pieces: Sequence[_Piece]) -> str:
    """Put marks around the pieces, where CommonMark reads them: never beside white space or between sign and letter."""
    out: list[str] = []
    for at, (mark, text) in enumerate(pieces):
        body = text.strip()
        if not mark or not body or "\n\n" in body:
            out.append(text)
            continue
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        following = pieces[at + 1][1][:1] if at + 1 < len(pieces) else ""
        if not tail and following.isalnum():
            body, tail = _split_signs(body)
        if not lead and out and out[-1][-1:].isalnum():
            body, lead = _split_signs(body[::-1])
            body, lead = body[::-1], lead[::-1]
        out.append(f"{lead}{mark}{body}{mark}{tail}" if body else text)
    return "".join(out)


def _split_signs(text: str) -> tuple[str, str]:
    """Part a text into itself and the punctuation at its end."""
    end = len(text)
    while end and unicodedata.category(text[end - 1]).startswith("P") and text[end - 1] not in "*_~=`)]\\":
        end -= 1
    return text[:end], text[end:]


def escape(text: str) -> str:
    """Escape plain text so that Obsidian shows it as it stands: no emphasis, links, tags, formulas or HTML."""
    text = _ESCAPED.sub(lambda found: "\\" + found[0], text)
    return text.replace("$", "\\$") if text.count("$") > 1 else text


def _escape_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else "\\" + found[0]


def _link(node: Element, active: frozenset[str]) -> str:
    text = inline(node.children, active)
    target = safe_target(node.attribute("href"))
    shown = " ".join(text.split())
    if not target or not shown:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{'' if not lead else ' '}[{shown}]({target}){'' if not tail else ' '}"


def image(node: Element) -> str:
    """Write a picture, or its description where it can't be shown; nothing for a counting pixel."""
    if node.attribute("width") in ("0", "1") or node.attribute("height") in ("0", "1"):
        return ""
    shown = " ".join(escape(node.attribute("alt")).split()).replace("|", "\\|")
    sources = (node.attribute(name) for name in ("src", "data-src", "data-original", "data-lazy-src"))
    listed = (node.attribute(name).split(" ", 1)[0].rstrip(",") for name in ("srcset", "data-srcset"))
    for source in (*sources, *listed):
        if target := safe_target(source):
            return f"![{shown}]({target})"
    return shown


def safe_target(address: str) -> str:
    """Make an address fit for a link; empty for one that runs code, holds data or points into the page."""
    address = _UNSEEN.sub(" ", address).strip()
    bare = address.replace(" ", "")
    if not address or address.startswith("#"):
        return ""
    if _SCHEME.match(bare) and not bare.lower().startswith(_SAFE_SCHEMES):
        return ""
    return address.translate(_IN_TARGET)


def code(text: str) -> str:
    """Write text as a code span."""
    if not text:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _formula(node: Element) -> str:
    """Write a formula whose TeX the page gives, as MathML's annotation, its `alttext`, or a MathJax script."""
    if node.name == "script":
        if not node.attribute("type").lower().startswith("math/tex"):
            return ""
        source = "".join(child.text for child in node.children if isinstance(child, Text))
        display = "mode=display" in node.attribute("type").lower()
    else:
        display = node.attribute("display").lower() == "block"
        source = node.attribute("alttext")
        for one in node.walk():
            if isinstance(one, Element) and one.name == "annotation" and _TEX.match(one.attribute("encoding")):
                source = visible_text(one)
        if not source:
            return escape(" ".join("".join(one.text for one in node.walk() if isinstance(one, Text)).split()))
    source = " ".join(source.split()).replace("$", "\\$")
    if not source:
        return ""
    return f"$${source}$$" if display else f"${source}$"
