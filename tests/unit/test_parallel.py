from __future__ import annotations

import pytest

from vaultsync.splitting.parallel import skeleton

ALIKE = [
    "The roots and branches of gardening need to be understood.",
    "The tools of the walled garden cannot be bought.",
    "A single border of roses should be enough for anyone.",
]
OTHERS = [
    "In short, we can get more out of gardening than flowers.",
    "Compost is only one small part.",
    "What are the tools of the garden?",
    "No.",
    "",
]


@pytest.mark.parametrize("one", ALIKE)
@pytest.mark.parametrize("other", ALIKE)
def test_claims_of_one_mould_are_alike(one: str, other: str) -> None:
    assert skeleton(one, "en") == skeleton(other, "en") != ()


@pytest.mark.parametrize("one", OTHERS)
def test_other_sentences_are_not(one: str) -> None:
    assert skeleton(one, "en") not in {skeleton(other, "en") for other in ALIKE}


def test_a_skeleton_tells_nothing_of_a_short_sentence() -> None:
    assert skeleton("Gardens grow.", "en") == ()
