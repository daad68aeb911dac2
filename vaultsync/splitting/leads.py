"""Places where a heading may hide: lines and openings of paragraphs that look like one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vaultsync.markup.blocks import plain
from vaultsync.markup.sentences import sentences
from vaultsync.markup.words import count
from vaultsync.markup.wraps import is_wrap, usual_width
from vaultsync.model import Block, BlockKind
from vaultsync.splitting.numbering import number_end

MAX_WORDS = 20
"""A heading has no more words."""

_MAX_LETTERS = 240
_LOOK = 64
"""Letters beyond a sentence by which its end is told."""

_MAX_WORDS_BEFORE_COLON = 15
_COLONS = (":", "：")
_MARKS = " \t[(*_`\"'“‘"
"""What may stand before the first word of a line."""
_SEVERAL = 2
"""So many paragraphs that open with the same words and a colon are not headed by them."""

_BOLD = re.compile(
    r"(?P<mark>\*\*\*|___|\*\*|__)(?=[^\s*_])(?P<text>[^\n\r]{1,240}?)(?P=mark)(?P<after>[ \t]*[:：.。—–-]?)"
)
_NOTICE = re.compile(
    r"\W*(?:notes?|nb|n\. ?b|tip|hint|warning|caution|attention|update|edit|ps|p\. ?s|disclaimer|remark|spoiler|"
    r"achtung|hinweis|anmerkung|nota|aviso|remarque|avertissement|avviso|примечание|внимание)\W*",
    re.IGNORECASE,
)
"""What only says how the words after it in the paragraph are meant."""
_UNDERLINE = re.compile(r"[ \t]{0,3}(?:=+|-{2,}|~{3,}|_{3,})[ \t]*\Z")
_LINE_END = re.compile(r"\r\n|\r|\n")
_COLON = re.compile(r"[:：](?=\s)|：")
_COUNTED = re.compile(r"[^\W\d_]{1,20}(?:[ \t]+\d{1,3})?[.)]")
_GLUED = re.compile(
    r"""[^.?!\n\r]{2,240}(?:
        (?<=[^\W\d_]{2})[?!]["”’)]?(?=["“(]?[A-Z][\w’'-]*[ ,])
      | (?:(?<=[a-z]{2})|(?<=[)"”’\d}\u2600-\U0001faff]))\.["”’)]?(?=["“(]?(?:[A-Z][a-z’'-]+|A|I)[ ,])
      | (?<=[a-z]{3})\.(?=[A-Z]{2,}[ ,])
    )""",
    re.VERBOSE,
)
"""A first sentence without a blank after it, where a heading is likelier than in the middle of a paragraph."""
_TIGHT = re.compile(r"\S[ \t]*(?:\r\n|\r|\n)\Z")
_UNMARKED = re.compile(r"[^*_`\[\]<>#\\|~$%^&={}\r\n]*+")
_ORDERED = re.compile(r"[ \t]{0,3}\d{1,3}[.)、][ \t]*\S")
_NEXT_ITEM = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:[-*+•‣▪]|\d{1,3}[.)、])[ \t]*\S")
_SPACE = re.compile(r"\s*")


class Form(StrEnum):
    """How a heading may stand in running text."""

    ALONE = "a line of its own"
    LINE = "the first line of a paragraph"
    UNDERLINED = "an underlined line"
    BOLD = "a bold opening"
    GLUED = "a first sentence glued to the next one"
    SENTENCE = "a first sentence"
    COLON = "an opening with a colon"


@dataclass(frozen=True, slots=True)
class Lead:
    """A piece at the beginning of a block that may be its heading."""

    index: int
    """Of the block."""
    form: Form
    text: str
    """What a reader sees of the piece, with its number and its stop."""
    rest: str
    """What follows the piece in the block, with its markup."""
    raw: str
    """The piece as the block has it, with its markup."""
    tight: bool = False
    """Whether the next line follows without a blank one, although the piece is all of its block."""


def leads(blocks: Sequence[Block], texts: Sequence[str]) -> list[Lead]:
    """Return all places where a heading may hide; `texts` are the blocks as their source or Markdown has them."""
    width = usual_width([line for text in texts for line in (*_LINE_END.split(text), "")])
    found = [
        replace(lead, tight=not lead.rest and _TIGHT.search(texts[index]) is not None)
        for index, block in enumerate(blocks)
        for lead in _of_block(index, block, texts[index].strip(), width)
    ]
    # What several paragraphs open with is who speaks there, or what they are: "Interviewer:", "Example:".
    said = Counter(lead.text for lead in found if lead.text.endswith(_COLONS))
    return [lead for lead in found if said[lead.text] < _SEVERAL]


def _of_block(index: int, block: Block, text: str, width: int) -> Iterator[Lead]:
    # "1. Define a period" is a list of one item to Markdown, and often a heading to its author.
    one_item = block.kind == BlockKind.LIST and _ORDERED.match(text) and not _NEXT_ITEM.search(text)
    if not text or not (block.kind == BlockKind.PARAGRAPH or one_item):
        return
    if bold := _bold_end(text):
        if _NOTICE.fullmatch(plain(text[:bold])) and text[bold:].strip():
            return
        yield from _lead(index, Form.BOLD, text, bold)
        return
    line_end = _LINE_END.search(text)
    if line_end is None:
        if len(text) <= _MAX_LETTERS:
            yield from _lead(index, Form.ALONE, text, len(text))
    elif line_end.start() <= _MAX_LETTERS:
        below = _next_line_end(text, line_end.end())
        if underlined := _UNDERLINE.match(text, line_end.end(), below):
            yield from _lead(index, Form.UNDERLINED, text, underlined.end())
        elif not _runs_on(text[: line_end.start()], text[line_end.end() : below], width):
            yield from _lead(index, Form.LINE, text, line_end.start())
    yield from _run_in(index, text)


def _runs_on(line: str, below: str, width: int) -> bool:
    """Whether a line was broken for want of room, or in the middle of a sentence or a bracket."""
    in_sentence = line.rstrip()[-1:] not in _ENDS_HEADING and below.lstrip(_MARKS)[:1].islower()
    return is_wrap(line, below, width) or in_sentence or _is_left_open(line)


def _run_in(index: int, text: str) -> Iterator[Lead]:
    head = text[: _MAX_LETTERS + _LOOK]
    end = _first_sentence(head)
    if glued := _GLUED.match(head, number_end(head), end or len(head)):
        yield from _lead(index, Form.GLUED, text, glued.end())
    elif 0 < end < len(text):
        spaced = text[end : end + 1].isspace() or text[end : end + 1] >= "\u2e80"
        yield from _lead(index, Form.SENTENCE if spaced else Form.GLUED, text, end)
    colon = _COLON.search(text, number_end(text), _MAX_LETTERS)
    if colon and colon.end() < len(text.rstrip()) and not _LINE_END.search(text, 0, colon.end()):
        yield from _lead(index, Form.COLON, text, colon.end(), _MAX_WORDS_BEFORE_COLON)


def _first_sentence(head: str) -> int:
    """Return where the first sentence ends that is more than a number ("Resolution 1."); 0 if nothing follows it."""
    spans = sentences(head)
    ends = [len(head[: span.end].rstrip()) for span in spans[:2]]
    if len(ends) == 2 and (number_end(head) >= ends[0] or _COUNTED.fullmatch(head, 0, ends[0])):
        ends = ends[1:]
    return ends[0] if ends and ends[0] < len(head.rstrip()) else 0


def _lead(index: int, form: Form, text: str, end: int, limit: int = MAX_WORDS) -> Iterator[Lead]:
    raw = text[:end]
    # The number is set aside, as Markdown takes it for a list's and a reader would not see it.
    number = number_end(raw)
    shown = _LINE_END.split(raw[number:])[0] if form == Form.UNDERLINED else raw[number:]
    seen = raw[:number] + " ".join((shown if _UNMARKED.fullmatch(shown) else plain(shown)).split())
    if _UNFINISHED.search(seen) or seen.count("“") != seen.count("”") or seen.count('"') % 2:
        return
    if 0 < count(seen[number_end(seen) :]) <= limit and any(letter.isalpha() for letter in seen):
        yield Lead(index, form, seen, text[end:].strip(), raw)


def _is_left_open(text: str) -> bool:
    """Whether a bracket is opened that is closed only after it."""
    return any(text.count(opening) > text.count(closing) for opening, closing in ("()", "[]", "（）"))


def label_of(item: str) -> str:
    """Return the bold words by which an item of a list is called, as Markdown; empty where a sentence goes on."""
    bold = _BOLD.match(item, number_end(item[:_MAX_LETTERS]))
    return bold["text"] if bold and not _goes_on(bold, item) and (bold["after"] or _stops(bold["text"])) else ""


def _stops(text: str) -> bool:
    return text.rstrip()[-1] in _ENDS_HEADING


def _bold_end(text: str) -> int:
    start = number_end(text[:_MAX_LETTERS])
    bold = _BOLD.match(text, start) or _BOLD.match(text)
    return bold.end() if bold and not _goes_on(bold, text) else 0


def _goes_on(bold: re.Match[str], text: str) -> bool:
    """Whether a sentence only begins with bold words: **Thanks** to all who read drafts; **second**, read them."""
    spaces = bold["after"] + text[bold.end() : bold.end() + 2]
    after = spaces.lstrip(" \t")
    if after[:1] in tuple(",;，；、"):
        return True
    return not _stops(bold["text"]) and after != spaces and after[:1].islower()


def _next_line_end(text: str, start: int) -> int:
    found = _LINE_END.search(text, start)
    return found.start() if found else len(text)


def cut_after(text: str, piece: str) -> int:
    """Return where `piece` ends in `text`, which begins with it but may mark it up otherwise; 0 if it doesn't.

    The cut goes after the piece's closing marks and the white space that follows them.
    """
    start = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text.startswith(piece, start):
        return _SPACE.match(text, start + len(piece)).end()  # type: ignore[union-attr]
    place = 0
    for word in piece.split():
        bare = word.strip("*_`~<>[]()\\")
        found = text.find(bare, place, place + len(bare) + _MAX_LETTERS)
        if found < 0:
            return 0
        place = found + len(bare)
    closing = _CLOSING.match(text, place)
    return _SPACE.match(text, closing.end() if closing else place).end()  # type: ignore[union-attr]


_ENDS_HEADING = ".:?!…。：？！"
_UNFINISHED = re.compile(r"[,，、;；]\Z")
"""What no heading ends with, though every other line of a poem does."""

_TAG = r"[*_`~]|</[A-Za-z0-9]{1,10}>|<br[ /]*>"
_CLOSING = re.compile(rf"(?>(?:{_TAG})*)[.:：。?!]?(?>(?:{_TAG})*)")
