"""Which names in a text are linked to concepts."""

from __future__ import annotations

import pytest

from vaultsync.linking.mentions import Name, find
from vaultsync.model import Passage


@pytest.mark.parametrize(
    ("body", "linked"),
    [
        ("Only new technologies can help.", "new technologies"),
        ("Only a new technology can help.", "new technology"),
        ("Only new technological means can help.", None),
    ],
)
def test_a_concept_is_linked_in_its_own_words_only(body: str, linked: str | None) -> None:
    passage = Passage(id="one", title="Help", body=body, source="a.md", language="en")
    found = find([passage], [Name("New technologies", "hub", "concept")], members={"hub": ["one"]})["one"]
    assert [body[one.span.start : one.span.end] for one in found] == ([linked] if linked else [])


def test_a_concept_is_linked_only_where_the_passage_speaks_of_it() -> None:
    passage = Passage(id="one", title="Help", body="Only new technologies can help.", source="a.md", language="en")
    assert find([passage], [Name("New technologies", "hub", "concept")], members={"hub": ["two"]}) == {"one": ()}
