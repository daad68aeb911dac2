"""The sentence that a concept note quotes."""

from __future__ import annotations

import pytest

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
