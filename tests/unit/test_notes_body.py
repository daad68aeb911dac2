from __future__ import annotations

from vaultsync.markup.blocks import parse
from vaultsync.model import Atom, BlockKind
from vaultsync.notes.body import bodies, signature


def atoms_of(*texts: str) -> list[Atom]:
    return [
        Atom("Title", 1, None, blocks := parse(text), title_blocks=int(blocks[0].kind is BlockKind.HEADING))
        for text in texts
    ]


def test_a_heading_that_is_the_title_is_not_said_twice() -> None:
    assert bodies(atoms_of("## Title\n\nText.\n"), "markdown") == ("Text.",)


def test_a_heading_with_a_link_stays_because_the_title_cannot_show_it() -> None:
    assert bodies(atoms_of("## [Title](x.md)\n\nText.\n"), "markdown") == ("## [Title](x.md)\n\nText.",)


def test_a_footnote_travels_with_what_uses_it() -> None:
    first, second = bodies(atoms_of("One.[^a]\n", "Two.[^b]\n\n[^a]: Of one.\n[^b]: Of two.\n"), "markdown")
    assert first == "One.[^a]\n\n[^a]: Of one."
    assert second == "Two.[^b]\n\n[^b]: Of two."


def test_a_footnote_used_twice_stands_in_both_notes() -> None:
    first, second = bodies(atoms_of("One.[^a]\n", "Two.[^a]\n\n[^a]: Of both.\n"), "markdown")
    assert first.endswith("[^a]: Of both.")
    assert second.endswith("[^a]: Of both.")


def test_a_footnote_that_nobody_uses_stays_where_it_is() -> None:
    assert bodies(atoms_of("One.\n\n[^a]: Of none.\n"), "markdown") == ("One.\n\n[^a]: Of none.",)


def test_a_link_reference_travels_too() -> None:
    first, second = bodies(atoms_of("See [it][ref].\n", "Two.\n\n[ref]: https://example.org\n"), "markdown")
    assert first == "See [it][ref].\n\n[ref]: https://example.org"
    assert second == "Two."


def test_lines_that_touch_go_on_touching() -> None:
    assert bodies(atoms_of("A list:\n- a\n- b\n\nText.\n"), "markdown") == ("A list:\n- a\n- b\n\nText.",)


def test_notes_end_their_lines_in_one_way() -> None:
    assert bodies(atoms_of("One\r\nline.\r\n\r\nTwo.\r\n"), "markdown") == ("One\nline.\n\nTwo.",)


def test_a_signature_sees_text_and_not_markup() -> None:
    assert signature("The *quick* [[fox|brown fox]].") == signature("The quick\nbrown fox.")
