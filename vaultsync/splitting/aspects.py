"""What the evidence for a cut is about, in words that a reader of `split --explain` understands."""

from __future__ import annotations

from functools import cache

_WORDS = "the words that begin, end or go on there"
_OPENING = "how its first sentence opens"
_QUESTIONS = "the questions around it"
_LENGTHS = "how long the paragraphs are"
_BESIDE = "the lists, quotations and colons beside it"
_TIES = "the words that tie the paragraphs together or set them apart"
_PLACE = "where it stands in the text"

_BY_START = (
    (_QUESTIONS, ("opens with question", "ends with question", "question", "asks")),
    (_WORDS, ("similar", "depth", "relative 1", "relative 2", "relative 4", "new terms", "weight of", "terms that")),
    (_WORDS, ("shares with unit",)),
    (_OPENING, ("opening", "spread of opening", "first word", "digit", "lower case", "bracket")),
    (
        _TIES,
        ("anaphor", "contrast", "addition", "result", "example", "sequence", "closing", "condition", "points back"),
    ),
    (_BESIDE, ("list", "shown", "colon", "quote", "next item", "no stop", "exclamation")),
    (_LENGTHS, ("size", "relative size", "sentences", "one sentence", "mean size")),
)


@cache
def aspect(name: str) -> str:
    """Return what a piece of evidence, by its name in `features.NAMES`, is about."""
    return next((said for said, starts in _BY_START if name.startswith(starts)), _PLACE)
