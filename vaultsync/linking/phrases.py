"""Many phrases looked up in texts at once: Aho–Corasick over words, a letter of the automaton's alphabet for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from vaultsync.linking.reading import BREAK, Tokens, tokens

_UNKNOWN = "\ue000"
"""Stands for every word that is in no phrase."""

_SURROGATES = 0xD800
_BEYOND_SURROGATES = 0xE001


class Found(NamedTuple):
    """A phrase found in a text."""

    phrase: int
    """Its index among the distinct phrases."""
    first: int
    """Index of its first token."""
    last: int
    """Index of its last token."""


def keys_of(phrase: str, language: str) -> tuple[str, ...]:
    """Return the keys of a phrase's words, as `Tokens` has them."""
    keys = tokens(phrase, language).keys
    return keys[: -1 if keys and keys[-1] == BREAK else None]


class PhraseIndex:
    """Phrases as runs of word keys (`keys_of`): case, inflection and hyphens make no difference."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        self._alphabet: dict[str, str] = {}
        numbers: dict[str, int] = {}
        self.number_of: list[int | None] = []
        """For each given phrase the number that `find` knows it by; phrases that read alike share one, and a phrase
        without words has none."""
        for keys in phrases:
            pattern = "".join([self._letter(key) for key in keys])
            self.number_of.append(numbers.setdefault(pattern, len(numbers)) if pattern else None)
        self._automaton = AhoCorasick(list(numbers)) if numbers else None

    def find(self, text: Tokens) -> Iterator[Found]:
        """Find all occurrences, overlapping ones too, in order of their ends."""
        if self._automaton is None:
            return
        known = self._alphabet
        haystack = "".join([known.get(key, _UNKNOWN) for key in text.keys])
        for phrase, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            yield Found(phrase, start, end - 1)

    def _letter(self, key: str) -> str:
        letter = self._alphabet.get(key)
        if letter is None:
            number = 1 + len(self._alphabet)
            letter = chr(number if number < _SURROGATES else number - _SURROGATES + _BEYOND_SURROGATES)
            self._alphabet[key] = letter
        return letter
