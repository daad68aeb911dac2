"""Sentences said more shortly, never half-said."""

# ruff: noqa: E501  (a table of sentences reads better as it is)

from __future__ import annotations

import pytest

from vaultsync.splitting.clauses import clauses

CLIPPED = [
    # (sentence, what must not be made of it)
    ("These key aspects gone, no matter how it grows, online banking is not called banking.", "Online banking is not called banking"),
    ("If it rains, the garden drinks for a whole day before the soil is full.", "The garden drinks for a whole day"),
    ("The purpose of the tool is not to shame, but to help all of us learn how to say things.", "The purpose of the tool is not to shame"),
    ("The size and complexity of your site will determine which of the four ways you should take.", "The size and complexity of your site will determine"),
    ("Accessibility issues are often hard to describe, hard to reproduce, and urgent for those who report them.", "Accessibility issues are often hard to describe, hard to reproduce"),
    ("The platform team is responsible for the good health of all of our many servers.", "The platform team is responsible"),
    ("Going online is the fastest way to find out who’s out there and what they’re doing.", "Going online is the fastest way"),
    ("The site is a responsive application written in a language that hardly anyone now remembers.", "The site is a responsive application written"),
    ("The moment the rain came, the farmers began to sow and to sing as they had always done.", "The moment the rain came"),
    ("Why should we wait; shall we not plant something else?", "Why should we wait"),
    ("Shortcuts, friendly addresses, short links, are all names for what the webmasters of the town have made.", "Shortcuts are all names"),
    ("Apples, and pears, are sold at the gate of the old garden every morning of the year.", "Apples are sold at the gate"),
    ("The man, he said, can wait for the next of the trains that go to the town.", "The man can wait for the next of the trains that go to the town"),
    ("If the rain, which is late, can wait, the harvest can wait until the end of the month.", "If the rain can wait"),
    ("The server was still running, albeit on a stack that we couldn't make any changes to.", "The server was still running, albeit"),
    ("I wrote a long letter about the rain, then came upon the answer in the shed of a neighbour.", "I wrote a long letter about the rain came upon the answer"),
    ("Aside from the hedges and the unnamed beds, which already are in good order, I have been cutting all of the old trees.", "Aside from the hedges and the unnamed beds"),
    ("The reason is something I told you of before: rain is kind.", "Something I told you of before"),
    ("There are two ways in which a garden is kind: it can feed us, and the gate can be wide.", "The gate can be wide"),
    ("The result has been a level of rain in all of our gardens that makes even the wettest of the others seem dry to us.", "The result has been a level of rain"),
    ("Even the saying “every weed is a flower in disguise”, despite being an old one, applies here.", "Even the saying “every weed is a flower in disguise”"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "clipped"), CLIPPED)
def test_no_clause_is_clipped(sentence: str, clipped: str) -> None:
    assert clipped not in [clause.text for clause in clauses(sentence, "en", 12)]


SHORTER = [
    ("Therefore, the soil feeds the plant.", "The soil feeds the plant"),
    ("It is no coincidence that rain has come, and nobody knows what else there is to say about it.", "Rain has come"),
    ("The moment the rain came, the farmers began to sow.", "The farmers began to sow"),
    ("Social media is a two-way street, and the care of it is what our readers will judge us by.", "Social media is a two-way street"),
    ("Node was a clear choice because it made sharing of our code between two machines possible.", "Node was a clear choice"),
    ("Coming to the end of the year, the care of the garden begins a new year.", "The care of the garden begins a new year"),
    ("Well, the care of a garden begins in winter.", "The care of a garden begins in winter"),
    ("Oh, and the gate should be closed at night.", "The gate should be closed at night"),
    ("P.S. The weather is kind to us.", "The weather is kind to us"),
    ("The problem is not new: the fact is - gardens have been losing soil all along.", "Gardens have been losing soil all along"),
    ("Strangely enough, the largest obstacle to the care of the garden was our school, which took all of my days.", "The largest obstacle to the care of the garden was our school"),
    ("The truth is nobody knows what the rain will bring.", "Nobody knows what the rain will bring"),
    ("There are four reasons for that: rain has made the soil soft; nobody has paid for it.", "Rain has made the soil soft"),
    ("The harvest has not been what they needed, to put it mildly.", "The harvest has not been what they needed"),
    ("How many gardens are there left to dig, though?", "How many gardens are there left to dig?"),
    ("I know rain is not the whole of it though.", "I know rain is not the whole of it"),
    ("Rain, however, is kind to the soil.", "Rain is kind to the soil"),
    ("Although it is late, the work of the gardener can begin.", "The work of the gardener can begin"),
    ("Bad harvests come; shall we be content to wait for them, or shall we plant something else?", "Bad harvests come"),
    ("However, the weather does not trouble me much, and I shall bestow the fewest possible thoughts on it.", "The weather does not trouble me much"),
    ("Moreover, any garden larger than its neighbours makes a park already.", "Any garden larger than its neighbours makes a park already"),
    ("The authority of rain, even such as farmers are willing to submit to--for they will cheerfully obey it--is still an impure one: it must have the consent of the sown.", "The authority of rain is still an impure one"),
    ("My neighbor, the tax-gatherer, is the very man I have to deal with every year.", "My neighbor is the very man I have to deal with every year"),
    ("A man who loves soil cannot really change the course of the rain itself.", "A man who loves soil cannot change the course of the rain itself"),
]  # fmt: skip


def test_a_german_frame_closes_without_what_is_inserted_into_it() -> None:
    sentence = "Ein Bauer kann zwar für seine Person, und auch alsdann nur auf kurze Zeit, in dem, was ihm zu tun obliegt, die Ernte aufschieben; aber auf sie Verzicht zu tun, heißt hungern."
    assert "Ein Bauer kann zwar für seine Person die Ernte aufschieben" in [
        one.text for one in clauses(sentence, "de", 12)
    ]
    listed = "Der Hof muss Äpfel, Birnen, Pflaumen und Nüsse für den ganzen langen Winter in dem Keller der Nachbarn."
    assert not list(clauses(listed, "de", 12))


def test_what_opens_with_a_noun_in_ing_is_not_cut_off() -> None:
    sentence = "Nothing in the garden, as every gardener knows, is the work of one year alone."
    assert not any(clause.lead_cut for clause in clauses(sentence, "en", 13))


@pytest.mark.parametrize(("sentence", "said"), SHORTER)
def test_what_a_sentence_says_is_found(sentence: str, said: str) -> None:
    assert said in [clause.text for clause in clauses(sentence, "en", 13)]


ENDS = [
    ("Our moods do not believe in each other.", True),
    ("A small garden can't do what all the big ones do.", True),
    ("Gardens drawn on paper are hard to live in.", True),
    ("Nobody knows more about the weeds than the old gardener does.", True),
    ("Here's a common way that roses die.", True),
    # What points elsewhere hangs though its author ended it, and so does what no author ended.
    ("More and more of the gardens will.", False),
    ("The rain of the spring did have that.", False),
    ("Learn how to plant them better... etc", False),
    ("Gardens drawn on paper are hard to live in", False),
]


@pytest.mark.parametrize(("sentence", "stands"), ENDS)
def test_what_its_author_ended_may_end_in_a_word_that_elsewhere_hangs(sentence: str, stands: bool) -> None:
    assert (sentence.rstrip(".") in [clause.text for clause in clauses(sentence, "en", 12)]) is stands
