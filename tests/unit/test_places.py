"""Where notes stand whose titles are one another's."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.model import Metadata, NoteId, SourceKey, VaultPath
from vaultsync.notes.drafts import AtomDraft, SourceDraft
from vaultsync.notes.places import Folders, place_notes
from vaultsync.notes.weave import ConceptDraft


def _atom(id_: str, title: str, source: str) -> AtomDraft:
    return AtomDraft(
        id=NoteId(id_), source=SourceKey(source), title=title, heading=title, body=title, signature="", order=0,
        level=1, parent=None, prev=None, next=None, children=(), aliases=(), tags=(), language="en",
    )  # fmt: skip


def _source(id_: str, title: str, *titles: str) -> SourceDraft:
    key = SourceKey(f"{id_}.md")
    atoms = tuple(_atom(f"{id_}{number}", one, key) for number, one in enumerate(titles))
    return SourceDraft(NoteId(id_), key, title, Metadata(), atoms, (), ())


def _places(
    sources: list[SourceDraft], concepts: list[str], current: Mapping[NoteId, VaultPath] | None = None
) -> set[str]:
    drafts = [ConceptDraft(NoteId(f"c{name}"), name.lower(), name, (), ()) for name in concepts]
    found = place_notes(
        sources, drafts, None, Folders(), taken=(), current=current or {}, moved={}, found={}
    )  # fmt: skip
    return {path.removesuffix(".md") for path in found.final.values()}


def test_an_idea_has_its_name_and_what_is_called_like_it_says_where_it_is_from() -> None:
    places = _places(
        [_source("s", "Work", "Pull requests", "Tests"), _source("t", "Bread", "Dough")], ["Pull requests", "Bread"]
    )
    assert places == {
        "Notes/Work/Pull requests (Work)", "Notes/Work/Tests", "Notes/Bread/Dough",
        "Sources/Work", "Sources/Bread (source)", "Concepts/Pull requests", "Concepts/Bread",
    }  # fmt: skip


def test_an_idea_that_comes_later_takes_no_name_from_a_note() -> None:
    work = _source("s", "Work", "Pull requests")
    current = {NoteId("s0"): VaultPath("Notes/Work/Pull requests.md"), NoteId("s"): VaultPath("Sources/Work.md")}
    assert _places([work], ["Pull requests", "Work"], current) == {
        "Notes/Work/Pull requests", "Sources/Work", "Concepts/Pull requests (concept)", "Concepts/Work (concept)",
    }  # fmt: skip


def test_names_of_any_length_fit_with_what_is_put_behind_them() -> None:
    long = "é" * 200
    places = _places([_source("s", long, long), _source("t", long, "Dough")], [])
    assert len(places) == 4
    assert all(len(f"{place.rpartition('/')[2]}.md".encode()) <= 255 for place in places)
    assert any(place.endswith(" (source)") for place in places)
