"""Texts that no person wrote: nothing is lost, nothing breaks, and twice the text is no more than twice the work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from vaultsync.model import Document, SourceKey
from vaultsync.sources.read import parse_source
from vaultsync.splitting.split import split

SENTENCE = "Rain falls on the roof of the barn, and the barn keeps the hay dry until the winter comes. "


def _footnotes(size: int) -> str:
    said = "".join(f"Word and more words about soil[^{n}]. " for n in range(size // 60))
    return said + "\n\n" + "\n".join(f"[^{n}]: A note." for n in range(size // 60))


TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "one paragraph": (".txt", lambda size: SENTENCE * (size // len(SENTENCE))),
    "headings only": (".md", lambda size: "".join(f"# Heading {n}\n\n" for n in range(size // 14))),
    "no spaces": (".txt", lambda size: "soil" * (size // 4)),
    "no spaces in Chinese": (".txt", lambda size: "雨水滋养土地" * (size // 6)),
    "punctuation": (".txt", lambda size: ".,;:!?-–—…()[]{}<>*_#`~|\\" * (size // 25)),
    "stops": (".txt", lambda size: ". " * (size // 2)),
    "footnotes": (".md", _footnotes),
    "mixed scripts": (".txt", lambda size: "soil почва 土壤 تربة יער ดิน\n\n" * (size // 32)),
    "commas": (".txt", lambda size: "soil, " * (size // 6) + "."),
    "short paragraphs": (".txt", lambda size: "Why? Because.\n\n" * (size // 15)),
}


def _parsed(name: str, size: int) -> Document:
    suffix, make = TEXTS[name]
    return parse_source(SourceKey(f"a{suffix}"), make(size), suffix)[0]


@pytest.mark.parametrize("name", TEXTS)
def test_odd_texts_are_split_without_loss(name: str) -> None:
    """Rule 1."""
    document = _parsed(name, 30_000)
    found = split(document)
    spans = [span for atom in found.atoms for span in atom.spans] + [one.span for one in found.exclusions]
    assert "".join(document.text[span.start : span.end] for span in sorted(spans)) == document.text


@pytest.mark.parametrize("name", TEXTS)
def test_work_grows_with_the_text_and_no_faster(name: str) -> None:
    _calls(_parsed(name, 4_000))
    once, twice = (_calls(_parsed(name, size)) for size in (20_000, 40_000))
    assert twice <= 2.4 * once + 2_000


def _calls(document: Document) -> int:
    """Count the calls of Python functions that splitting a document takes."""
    total = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal total
        total += event == "call" or event == "c_call"

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        split(document)
    finally:
        sys.setprofile(before)
    return total
