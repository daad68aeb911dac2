"""Which passages are related, and that few of them are."""

from __future__ import annotations

from vaultsync.linking.related import RelatedSettings, rank
from vaultsync.model import Passage, Related

_SOURDOUGH = "Wild yeast and lactobacilli raise the dough; the levain is fed with rye flour and kept warm."
_BAKING = "A hot stone and steam give the crust its colour; the dough must rest before the oven."
_LEVAIN = "Feed the levain with rye flour twice a day, and wild yeast will raise any dough."
_TIDES = "The moon pulls the ocean, so that harbours see two floods a day."


def _passage(id_: str, body: str, source: str, source_title: str = "") -> Passage:
    return Passage(id=id_, title=id_, body=body, source=source, language="en", names=(source_title or source,))


def _targets(found: tuple[Related, ...]) -> list[str]:
    return [one.target for one in found]


def test_the_passage_that_speaks_of_it_carries_its_sources_tie_and_gives_the_shared_terms() -> None:
    found = rank(
        [
            _passage("one", _SOURDOUGH, "bread.md", "Bread"),
            _passage("two", _TIDES, "bread.md", "Bread"),
            _passage("three", _LEVAIN, "levain.md", "Keeping a levain"),
        ]
    )
    assert _targets(found["one"]) == ["three"]
    assert found["two"] == ()
    assert {"levain", "rye"} <= set(found["one"][0].terms)


def test_a_passage_is_tied_to_one_passage_of_a_source_the_nearest() -> None:
    found = rank(
        [
            _passage("one", _LEVAIN, "levain.md"),
            _passage("two", _BAKING, "bread.md"),
            _passage("three", _SOURDOUGH, "bread.md"),
        ]
    )
    assert _targets(found["one"]) == ["three"]


def test_passages_of_one_source_are_neighbours_already() -> None:
    found = rank([_passage("one", _SOURDOUGH, "bread.md"), _passage("two", _LEVAIN, "bread.md")])
    assert found == {"one": (), "two": ()}


def test_sources_in_several_parts_are_known_by_their_titles() -> None:
    """The titles of long sources used to be left out, so that what names them was not near them."""
    passages = [
        _passage("one", "As the Harbour Almanac says, boats wait for high water here.", "boats.md", "Boats"),
        _passage("two", _TIDES, "almanac.md", "Harbour Almanac"),
        _passage("three", "Boats wait for water.", "almanac.md", "Harbour Almanac"),
    ]
    assert _targets(rank(passages)["one"]) == ["three"]


def test_below_the_floor_nothing_is_related() -> None:
    passages = [_passage("one", _SOURDOUGH, "bread.md"), _passage("two", _LEVAIN, "levain.md")]
    assert _targets(rank(passages)["one"]) == ["two"]
    assert rank(passages, settings=RelatedSettings(floor=1.5))["one"] == ()


def test_one_word_in_common_is_a_coincidence_unless_one_source_names_the_other() -> None:
    passages = [_passage("one", _SOURDOUGH, "bread.md"), _passage("two", _BAKING, "oven.md")]
    assert rank(passages)["one"] == ()
    naming = _passage("two", f"{_BAKING} See Bread.", "oven.md")
    assert _targets(rank([_passage("one", _SOURDOUGH, "bread.md", "Bread"), naming])["two"]) == ["one"]


def test_no_source_is_tied_to_more_than_the_limit() -> None:
    passages = [_passage(f"note {number}", _SOURDOUGH, f"{number}.md") for number in range(9)]
    assert all(len(found) == 2 for found in rank(passages, settings=RelatedSettings(limit=2)).values())


def test_relations_stand_by_title_so_that_other_sources_cannot_change_their_order() -> None:
    passages = [_passage(name, _SOURDOUGH + " rye" * number, f"{name}.md") for number, name in enumerate("dbac")]
    assert _targets(rank(passages)["b"]) == ["a", "c", "d"]


def test_a_source_named_like_a_word_of_every_text_is_tied_only_to_what_has_the_word() -> None:
    """An essay with the title Stuff was related to every essay with the word in it, and to all their passages."""
    passages = [
        _passage("stuff", "Attics upon attics, boxes upon boxes, and attics again with boxes.", "stuff.md", "Stuff")
    ]
    for number in range(20):
        passages += [
            _passage(f"{number} says", f"Nobody sorts stuff, as w{number} shows.", f"{number}.md"),
            _passage(f"{number} rests", f"Attics have boxes, w{number}.", f"{number}.md"),
        ]
    assert not [id_ for id_, ties in rank(passages).items() if id_.endswith("rests") and "stuff" in _targets(ties)]
    assert [id_ for id_, ties in rank(passages[:9]).items() if id_.endswith("rests") and "stuff" in _targets(ties)]
