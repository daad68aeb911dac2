"""The sentences that concept notes and backlinks quote."""

from __future__ import annotations

import pytest

from vaultsync.markup.wikilinks import scan
from vaultsync.notes.backlinks import said_in
from vaultsync.notes.quotes import DEFINES, quote_about


@pytest.mark.parametrize(
    ("text", "names", "quote", "much"),
    [
        (
            "We like society. Society never rests.\n\nA society is a wave.",
            ("Society",),
            "A society is a wave.",
            DEFINES,
        ),
        ("We like society. Society never rests.", ("Society",), "Society never rests.", 2),
        ("A party of artists. They made art.", ("Art",), "They made art.", 1),
        ("[[JSON Web Token|JWTs]] are tokens.", ("JSON Web Token", "JWT"), "JWTs are tokens.", DEFINES),
        ("The drum is played. The drum is a skin over air.", ("Drum",), "The drum is a skin over air.", DEFINES),
        ("我们谈金融。金融是血液。", ("金融",), "金融是血液。", DEFINES),
        ("Wir reden. Der Boden ist ein Speicher.", ("Boden",), "Der Boden ist ein Speicher.", DEFINES),
        ("Nothing of it.", ("Society",), "", 0),
    ],
)
def test_the_sentence_that_says_most_is_quoted(text: str, names: tuple[str, ...], quote: str, much: int) -> None:
    assert quote_about(text, names) == (quote, much)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('---\nrelated:\n  - "[[B]]"\nvaultsync: 0123456789\n---\nWe like [[A]]. So do they.\n', ["", "We like A."]),
        ("We like [[A]]\n# A heading\nof [[B]].\n", ["We like A", "A heading of B."]),
        ("- We like [[A]]\n- and [[B]].\n## A heading\n", ["We like A", "and B."]),
    ],
)
def test_a_backlink_quotes_the_sentence_and_nothing_around_it(text: str, quotes: list[str]) -> None:
    assert [said.quote for said in said_in(text, scan(text))] == quotes
