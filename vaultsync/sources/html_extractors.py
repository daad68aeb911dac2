"""What well-kept extractors take to be a page's main text, and how much of a leaf each of them keeps."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from vaultsync.sources.html_tree import Tree

MAX_LENGTH = 4_000_000
MAX_ELEMENTS = 40_000
"""Larger pages are shown to no library: they would take gigabytes, or minutes."""
_NOISY = ("trafilatura", "readability", "htmldate", "courlan", "justext")
_TERM = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W_぀-ヿ㐀-䶿一-鿿豈-﫿]+")
_LETTERS = re.compile(r"[^\W_]+")
_GRAM = 4
"""Terms (words, or single characters of scripts without spaces) in a row that are matched as one."""
_LONG_LINE = 12
"""Terms from which a line may be held in parts."""


def quiet() -> warnings.catch_warnings[None]:
    """Make a context in which the libraries neither warn nor log."""
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return warnings.catch_warnings(action="ignore")


def is_readable(html: str, page: Tree) -> bool:
    """Whether a page is of a size that the libraries can take."""
    return len(html) <= MAX_LENGTH and page.size <= MAX_ELEMENTS


def readings(html: str, page: Tree) -> list[Reading]:
    """Have each extractor read the page; one that fails or finds nothing is left out."""
    if not is_readable(html, page):
        return []
    extractors: list[Callable[[str], str]] = [_trafilatura, _trafilatura_precise, _readability]
    if not page.deep:  # lexbor, below resiliparse, takes quadratic time on elements nested without end
        extractors.append(_resiliparse)
    found: list[Reading] = []
    with quiet():
        for extract in extractors:
            try:
                text = extract(html)
            except Exception:  # whatever a library trips over, the others still have a vote
                continue
            if text.strip():
                found.append(Reading(text))
    return found


def _trafilatura(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, fast=True, include_comments=False) or ""


def _trafilatura_precise(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, favor_precision=True, include_comments=False) or ""


def _readability(html: str) -> str:
    import readability
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(readability.Document(html).summary(), preserve_formatting=True))


def _resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True))


class Reading:
    """One extractor's text, indexed for the question whether it holds a line."""

    def __init__(self, text: str) -> None:
        self._lines = frozenset(letters(line) for line in text.split("\n"))
        self._grams = frozenset(_grams(_TERM.findall(text.lower())))

    def share(self, lines: Sequence[str]) -> float:
        """Say how much of a leaf, given by its lines, the extractor kept: 0 to 1."""
        kept = total = 0.0
        for line in lines:
            key = letters(line)
            total += len(key)
            kept += len(key) * (1.0 if key in self._lines else self._part(line))
        return kept / total if total else 0.0

    def _part(self, line: str) -> float:
        """Say how much of a line stands in the reading, if not as a line of its own: none or all of a short one."""
        terms = _TERM.findall(line.lower())
        if len(terms) <= _GRAM:
            return 0.0
        covered = [False] * len(terms)
        for at, gram in enumerate(_grams(terms)):
            if gram in self._grams:
                covered[at : at + _GRAM] = [True] * _GRAM
        share = sum(covered) / len(terms)
        return share if len(terms) >= _LONG_LINE or share == 1.0 else 0.0


def _grams(terms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(terms[at:] for at in range(_GRAM)), strict=False)


@lru_cache(maxsize=64)  # a line is asked for once for each reading
def letters(text: str) -> str:
    """Reduce a line to its letters and digits, in lower case: what survives any extractor's formatting."""
    return "".join(_LETTERS.findall(text.lower()))
