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


@pytest.mark.parametrize(
    ("body", "linked"),
    [
        ("A jar on the shelf, see sourdough starter for what is in it.", True),
        ("Mehr im Keller, siehe sourdough starter.", True),
        ("A jar of sourdough starter stood on the shelf.", False),
        ("See the shelf. A jar of sourdough starter stood there.", False),
    ],
)
def test_a_name_is_linked_sooner_where_the_reader_is_sent_there(body: str, linked: bool) -> None:
    starter = Passage(id="starter", title="Sourdough Starter", body="Flour and water.", source="s.md", language="en")
    pantry = Passage(id="pantry", title="Pantry", body=body, source="p.md", language="en")
    assert bool(find([pantry, starter], [Name("Sourdough Starter", "starter", "title")])["pantry"]) is linked


@pytest.mark.parametrize(
    ("body", "linked"),
    [
        ("Here rye leaven rests.", True),
        ("- Rye leaven rests.", False),
        ("- Rye leaven - how it rests.", True),
        ("- **Rye leaven**: how it rests.", True),
        ("Rye leaven: how it rests.", False),
    ],
)
def test_a_name_that_opens_a_line_says_what_the_line_is_about(body: str, linked: bool) -> None:
    name = "rye leaven" if "Here" in body else "Rye leaven"
    leaven = Passage(id="leaven", title=name, body="Flour and water.", source="s.md", language="en")
    pantry = Passage(id="pantry", title="Pantry", body=body, source="p.md", language="en")
    assert bool(find([pantry, leaven], [Name(name, "leaven", "title")])["pantry"]) is linked
