"""Plain text as Markdown that says the same: what would vanish or come alive in Obsidian is escaped, and no more.

Emphasis, links and code that an author of plain text writes as in Markdown stay; links to notes, comments, tags,
template commands, HTML and formulas that nobody meant do not come to be.
"""

from __future__ import annotations

import re

_INLINE = re.compile(
    r"""
    (?P<code>(?<![\w`])`[^`\s](?>(?:[^`\r\n]*[^`\s])?)`(?![\w`]))
    | (?P<address>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}://(?>(?:[^\s<>`\[%]+|%(?!%)|\[(?!\[))+))
    | (?P<before>
          <(?=[A-Za-z/!?])(?![a-z]{1,20}:|[\w.+-]{1,64}@)          # HTML, but not <https://…> or <me@example.org>
        | (?<![^\s(\[{"'“‘「（,;])\#(?=[\w/-]{0,80}[^\W\d_])        # a tag
        | \\(?=[!-/:-@\[-`{-~])                                    # a backslash that would eat itself
        | (?<=\w)\*(?=\w)                                          # 2*3*4
        | `
      )
    | (?P<money>\$(?=[^\s$][^$\r\n]{0,400}+\$(?!\d)))             # $5, or 10$
    | (?P<within>\[(?=\[)|%(?=%)|<(?=%)|\$(?=\$))
    """,
    re.VERBOSE,
)
_LINE_START = re.compile(
    r"""
    (?<![^\r\n]) (?P<indent>[ \t]*+)
    (?: (?P<number>\d{1,9}) (?=[.)](?:\s|\Z))
      | (?= \#{1,6}(?:\s|\Z) | > | [-+*](?:\s|\Z) | (?:-++|=++)[ \t]*+(?:[\r\n]|\Z) | ~~~ | \[[^\]\r\n]{1,200}\]: ) )
    """,
    re.VERBOSE,
)
_TEX = re.compile(r"[\\^_{}=]")
_BLOCK_ID = re.compile(r"(?<=[ \t])\^(?=[A-Za-z0-9-]++[ \t]*+(?:[\r\n]|\Z))")
_INDENT = re.compile(r"[ \t]++")
_LINE = re.compile(r"(?<![^\r\n])[ \t]*+(?=[^\s])")
_TAB = 4


def inline(text: str) -> str:
    """Escape what would come alive inside lines."""
    return _BLOCK_ID.sub(r"\\^", _INLINE.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    if found["before"]:
        return "\\" + found["before"]
    if found["within"]:
        return found["within"] + "\\"
    if found["money"]:
        return "$" if _is_formula(found.string, found.end()) else "\\$"
    return found[0]


def _is_formula(text: str, start: int) -> bool:
    said = text[start : text.index("$", start)]
    return said[-1].isspace() or " " not in said or _TEX.search(said) is not None


def paragraph(text: str) -> str:
    """Escape a paragraph: no line of it opens a block of another kind."""
    indent = _INDENT.match(text)
    if indent and len(indent[0].expandtabs(_TAB)) >= _TAB:
        text = text[indent.end() :]
    return _LINE_START.sub(r"\g<indent>\g<number>\\", inline(text))


def dedented(text: str) -> str:
    """Take away the indent that all lines share, if it would make code of them."""
    widths = [len(line[0].expandtabs(_TAB)) for line in _LINE.finditer(text)]
    shared = min(widths, default=0)
    if shared < _TAB:
        return text
    return _LINE.sub(lambda line: line[0].expandtabs(_TAB)[shared:], text)
