"""Texts that no person wrote: nothing is lost, nothing breaks, and twice the text is no more than twice the work."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from tools.odd_texts import ODD_TEXTS
from vaultsync.model import Document, SourceKey
from vaultsync.pipeline.splitting import SplitFile
from vaultsync.sources.read import parse_source
from vaultsync.splitting.split import split


def _parsed(name: str, size: int) -> Document:
    suffix, make = ODD_TEXTS[name]
    return parse_source(SourceKey(f"a{suffix}"), make(size), suffix)[0]


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_odd_texts_are_split_without_loss(name: str) -> None:
    """Rule 1."""
    document = _parsed(name, 30_000)
    found = split(document)
    spans = [span for atom in found.atoms for span in atom.spans] + [one.span for one in found.exclusions]
    assert "".join(document.text[span.start : span.end] for span in sorted(spans)) == document.text


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_work_grows_with_the_text_and_no_faster(name: str) -> None:
    """Of all that `split --json` does: reading, splitting, finding what the text is about, showing it."""
    _calls(name, 2_000)
    once, twice = (_calls(name, size) for size in (10_000, 20_000))
    assert twice <= 2.4 * once + 2_000


def _calls(name: str, size: int) -> int:
    """Count the calls of functions, Python's and C's, that showing a text's split takes."""
    total = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal total
        total += event == "call" or event == "c_call"

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        document = _parsed(name, size)
        SplitFile(document, split(document)).json(explain=True)
    finally:
        sys.setprofile(before)
    return total
