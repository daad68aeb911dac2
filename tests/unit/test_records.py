"""Texts that hold many short ones: a Kindle's clippings and a diary."""

from __future__ import annotations

from vaultsync.model import Document, SourceKey, Split
from vaultsync.sources.html import parse_html
from vaultsync.sources.text import parse_text
from vaultsync.splitting.split import split

CLIPPINGS = """Seeing Like a State (James C. Scott)
- Your Highlight on page 24 | Location 361-363 | Added on Sunday, March 3, 2019 9:12:44 PM

A state must simplify what it wants to tax. What it can't count it can't see.
==========
Gravity and Grace (Simone Weil)
- Ihre Markierung auf Seite 31 | Position 470-472 | Hinzugefügt am Sonntag, 3. März 2019 21:40:02

Attention is the rarest and purest form of generosity.
==========
Seeing Like a State (James C. Scott)
- Your Bookmark on page 50 | Location 760 | Added on Tuesday, April 2, 2019 7:00:00 AM


==========
Seeing Like a State (James C. Scott)
- 您在位置 #350-352的标注 | 添加于 2019年4月2日星期二 上午7:12:44

Cities drawn on paper are hard to live in.
==========
"""


def parsed(text: str) -> Document:
    return parse_text(SourceKey("My Clippings.txt"), text)[0]


def cut(text: str) -> Split:
    return split(parsed(text))


def test_each_clipping_is_an_idea_called_by_what_it_says() -> None:
    found = cut(CLIPPINGS.replace("\n", "\r\n"))
    assert found.title == "My Clippings"
    assert [atom.title for atom in found.atoms] == [
        "A state must simplify what it wants to tax",
        "Attention is the rarest and purest form of generosity",
        "Cities drawn on paper are hard to live in",
    ]


def test_a_note_says_which_book_and_where() -> None:
    shown = [block.markdown for block in cut(CLIPPINGS).atoms[0].blocks]
    assert shown == [
        "## Seeing Like a State (James C. Scott)",
        "marked:: Your Highlight on page 24 | Location 361-363 | Added on Sunday, March 3, 2019 9:12:44 PM",
        "A state must simplify what it wants to tax. What it can't count it can't see.",
    ]


def test_bookmarks_and_separators_are_left_out() -> None:
    found = cut(CLIPPINGS)
    reasons = ["separator", "separator", "nothing but its head", "separator"]
    assert [one.reason for one in found.exclusions] == reasons
    spans = sorted(
        [one.span for one in found.exclusions] + [block.span for atom in found.atoms for block in atom.blocks]
    )
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1].end == len(CLIPPINGS)


def test_another_text_with_such_lines_is_read_as_one() -> None:
    text = "A title\n==========\n\nSome words of a text.\n\n==========\n\nMore words of it.\n"
    assert [block.markdown for block in parsed(text).blocks][-1] == "More words of it."


def test_one_broken_clipping_makes_it_another_text() -> None:
    assert "marked::" not in "".join(block.markdown for block in parsed(CLIPPINGS + "words\n==========\n").blocks)


DIARY = """\tDate:\tMarch 3, 2019 at 9:12:44 PM GMT+1
\tWeather:\t7°C Mostly Cloudy
\tLocation:\tBerlin, Germany

Walked along the canal until it was dark. The ice had gone, and the swans were back.

\tDate:\tMarch 9, 2019 at 10:01:02 PM GMT+1

All the doors had been painted over. I went along the walls with my hands to find them.

They were cold.
"""


def test_each_entry_of_a_diary_is_cut_out_with_its_day() -> None:
    found = split(parse_text(SourceKey("Journal.txt"), DIARY)[0])
    assert [atom.title for atom in found.atoms] == [
        "Walked along the canal until it was dark",
        "I went along the walls with my hands to find them",
    ]
    assert [block.markdown for block in found.atoms[0].blocks][:2] == [
        "## March 3, 2019 at 9:12:44 PM GMT+1",
        "weather:: 7°C Mostly Cloudy\nlocation:: Berlin, Germany",
    ]
    assert found.exclusions == ()


def test_lines_with_a_key_in_a_text_are_no_diary() -> None:
    blocks = parsed("A title of 2019\n\n" + DIARY).blocks
    assert not any(block.markdown.startswith("weather::") for block in blocks)


NOTEBOOK = """<html><head><title></title><style>div {}</style></head><body><div class='bodyContainer'>
<div class='notebookFor'>Notebook for</div>
<div class='bookTitle'>Seeing Like a State</div>
<div class='authors'>Scott, James C.</div>
<hr/>
<div class='sectionHeading'>Chapter 1. Nature and Space</div>
<div class='noteHeading'>Highlight(<span class='highlight_yellow'>yellow</span>) - Page 12 &middot; Location 300</div>
<div class='noteText'>A state must simplify what it wants to tax. What it can't count it can't see.</div>
<div class='noteHeading'>Highlight(<span class='highlight_blue'>blue</span>) - Page 15</div>
<div class='noteText'>Attention is the rarest and purest form of generosity.
Few people can give it for long to anybody.</div>
</div></body></html>
"""


def test_the_notebook_that_a_kindle_exports_is_cut_into_what_was_marked() -> None:
    document = parse_html(SourceKey("notebook.html"), NOTEBOOK)[0]
    assert (document.metadata.title, document.metadata.author) == ("Seeing Like a State", "Scott, James C.")
    assert "".join(NOTEBOOK[slice(*block.span)] for block in document.blocks) == NOTEBOOK
    found = split(document)
    assert [atom.title for atom in found.atoms] == [
        "A state must simplify what it wants to tax",
        "Attention is the rarest and purest form of generosity",
    ]
    assert "## Highlight(yellow) - Page 12 · Location 300" in [block.markdown for block in found.atoms[0].blocks]
    assert {"byline", "title of the document", "head of the notebook"} <= {one.reason for one in found.exclusions}
