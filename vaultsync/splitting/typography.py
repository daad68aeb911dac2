"""How titles are written: one line, no number, no stop, no quotes around them, a capital where the script has them."""

from __future__ import annotations

import re

from vaultsync.splitting.numbering import number_end

MARKS = "\"'“”‘’«»„「」『』《》*_`~ \t\u3000"
_INVISIBLE = "\u200b\u2060\ufeff\u00ad"
_BULLETS = "·•▪▫◦●○■□◆◇‣⁃∙►▸➤➢✓✔★☆"
_STOPS = " \t.。．!！;；,，、:：–—->|=→⇒" + _BULLETS + _INVISIBLE
_ENDS = " \t.。．;；,，、:：–—->|" + _BULLETS + _INVISIBLE
_QUOTES = (
    ('"', '"'),
    ("“", "”"),
    ("‘", "’"),
    ("'", "'"),
    ("«", "»"),
    ("„", "“"),
    ("「", "」"),
    ("『", "』"),
    ("*", "*"),
)
_ALTERNATIVE = re.compile(r"or,?\s+(?=(?:why|how|what|when|where|who)\b)", re.IGNORECASE)
"""How a second title opens: "or why you should …"."""
_ATTRIBUTES = re.compile(r"(?<=\S)\s*\{[#.:/][^{}]*\}\s*\Z")
"""What some renderers take for the name or the class of a heading: `{#name}`, `{: .class}`, `{/*name*/}`."""
_ROMAN = re.compile(r"(?=[IVXL])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_DAY = re.compile(r"(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{2,4})(?:\W+\d{1,2}:\d\d)?")
_IDENTIFIER = re.compile(r"\w+_\w|\w+[.(]\w*[.()]|(?:def|https?:)[ /]")
_QUESTIONS = ("?", "？", "؟")


def one_line(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())


def heading_title(text: str) -> str:
    """Return an author's heading as a title: all its words, without its number, its stop and its closing hashes.

    Empty if nothing but a number is left ("Part 3", "Chapter 2"); the day of a diary is more than a number.
    """
    text = _ATTRIBUTES.sub("", one_line(text)).strip("#*_ \t")
    bare = text[number_end(text) :].strip(_ENDS + "#")
    if alternative := _ALTERNATIVE.match(bare):
        bare = bare[alternative.end() :]
    if text.endswith(("...", "…")) and bare:
        bare += "…"
    says = any(letter.isalpha() for letter in bare) and not _ROMAN.fullmatch(bare)
    return capital(unquoted(bare)) if says or _DAY.fullmatch(bare) else ""


def sentence_title(text: str, *, question: bool = False) -> str:
    """Return a sentence or a clause as a title."""
    text = unquoted(one_line(text).strip(_STOPS))
    text = _without_half(text[number_end(text) :].strip(_STOPS + "*_`~")).strip(_STOPS)
    if text[:1] == "+" and text[1:2].isalpha():
        text = text[1:]
    if question and text and not text.endswith(_QUESTIONS):
        text += "？" if text[-1] >= "\u2e80" else "?"
    return capital(text)


def is_question(text: str) -> bool:
    """Whether a sentence asks."""
    return text.rstrip(MARKS + ")）").endswith(_QUESTIONS)


def capital(text: str) -> str:
    """Return `text` with a capital first letter; "iOS", "eBay" and "save_all" keep their own spelling."""
    first = text[:1]
    if first.islower() and not text[1:2].isupper() and len(first.upper()) == 1 and not _IDENTIFIER.match(text):
        return first.upper() + text[1:]
    return text


def unquoted(text: str) -> str:
    """Take off quotes that hold all of `text`."""
    for opening, closing in _QUOTES:
        inner = text[1:-1].strip()
        if len(text) > 2 and text[0] == opening and text[-1] == closing and not {opening, closing} & set(inner):
            return inner
    return text


def _without_half(text: str) -> str:
    """Take off a quote at an end of `text` whose other half stands in another sentence."""
    for opening, closing in _QUOTES[:2] + _QUOTES[4:8]:
        if text.count(opening) + (text.count(closing) if closing != opening else 0) == 1:
            text = text.removeprefix(opening).removesuffix(closing)
    return text
