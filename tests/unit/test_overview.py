"""What the report says of a vault."""

from __future__ import annotations

from tests.unit.vaults import vault_of
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.report.overview import Overview, overview, overview_html, overview_json, overview_page

_ATOM = '---\nid: {id}\ntitle: {title}\ntype: atom\nup: "[[Map]]"\n---\n'
_FILES = {
    "Bread rises.md": _ATOM.format(id="a", title="The bread rises overnight")
    + "Wild yeast in the [[Levain]] raises it.\n",
    "Levain.md": "---\nid: b\ntitle: Levain\ntype: concept\n---\n"
    + f"{KEPT_MARKER}\n## Mentions\n- [[Bread rises]]: “Wild yeast in the Levain raises it.”\n",
    "Rye & oats.md": _ATOM.format(id="c", title="Rye & oats") + "word " * 500 + "\n",
    "Map.md": "---\nid: d\ntitle: Map\ntype: source\n---\n## Ideas\n- [[Bread rises]]\n- [[Rye & oats]]\n\n"
    "> [!info]- Left out of the notes\n"
    + ">\n".join(f"> **share widget**\n> ```text\n> {said}\n> ```\n" for said in ("Share", "Tweet")),
    "Mine.md": "I bake with a [[Levain]].\n",
}


def _seen() -> Overview:
    return overview(vault_of(_FILES), lambda path: _FILES[path])


def test_it_counts_notes_and_measures_ideas_by_their_own_words() -> None:
    found = _seen()
    assert found.kinds == {"atom": 2, "concept": 1, "source": 1, "user": 1}
    assert found.words == (7, 254, 500)
    assert found.short == (("Bread rises.md", 7),)
    assert found.long == (("Rye & oats.md", 500),)


def test_it_finds_titles_that_state_nothing() -> None:
    assert _seen().verbless == ("Rye & oats.md",)


def test_maps_and_places_in_the_outline_tie_no_idea_to_others() -> None:
    assert _seen().alone == ("Rye & oats.md",)


def test_it_ranks_notes_by_those_that_link_to_them() -> None:
    assert _seen().linked == (("Levain.md", 2),)


def test_it_counts_what_the_source_maps_show_as_left_out() -> None:
    assert _seen().excluded == (("Map.md", "share widget", 2),)


def test_the_page_links_to_nothing_and_the_html_is_escaped() -> None:
    found = _seen()
    assert "[[" not in overview_page(found)
    assert "`Rye & oats.md` – 500" in overview_page(found)
    assert "Rye &amp; oats.md" in overview_html(found)
    assert overview_json(found)["alone"] == ["Rye & oats.md"]


def test_an_empty_vault_has_a_page_too() -> None:
    assert "There are no ideas yet." not in overview_page(_seen())
    assert overview(vault_of({}), str).words == (0, 0, 0)
