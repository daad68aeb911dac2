from __future__ import annotations

import pytest

from vaultsync.sync.merge import (
    CONFLICT_CALLOUT,
    REMOVED_CALLOUT,
    Conflict,
    find_conflicts,
    merge,
    merge_body,
    resolve_mine,
    resolve_theirs,
)
from vaultsync.sync.tokens import tokenize
from vaultsync.sync.words import three_way

PARAGRAPH = "Alpha is first. Beta is second. Gamma is third.\n"


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("One.\n", "One.", "Two.\n", "Two."),
        ("One. Two.\n", "One, mine. Two.", "One. Two, theirs.\n", "One, mine. Two, theirs."),
        ("One. Two.\n", "One, mine. Two.\n\n\n", "One. Two, theirs.\n", "One, mine. Two, theirs.\n\n\n"),
        ("One.\n\nTwo.\n", "One, mine.  \n\nTwo.\n", "One.\n\nTwo, theirs.\n", "One, mine.  \n\nTwo, theirs.\n"),
        ("One.\n\nTwo.\n", "One, mine.\r\n\r\nTwo.\r\n", "One.\n\nTwo.\n\nNew.\n",
         "One, mine.\r\n\r\nTwo.\r\n\r\nNew.\r\n"),
        ("One.\nTwo.\n\nThree.\n", "One.\r\nTwo.\n\nThree, mine.\n", "One.\nTwo.\n\nThree.\n\nNew.\n",
         "One.\r\nTwo.\n\nThree, mine.\r\n\r\nNew.\n"),
        ("\nOne. Two.\n", "\n\nOne, mine. Two.\n", "\nOne. Two, theirs.\n", "\n\nOne, mine. Two, theirs.\n"),
        ("One.\n\nTwo.\n", "One.\n\nTwo.\n\nMine.\n", "", "Mine.\n"),
        ("", "Mine.\n", "Theirs.\n", "Mine.\n\nTheirs.\n"),
        ("One.\n", "", "One.\n\nTheirs.\n", "Theirs.\n"),
        ("One\u2028more. Two.\n", "One\u2028more, mine. Two.\n", "One\u2028more. Two, theirs.\n",
         "One\u2028more, mine. Two, theirs.\n"),
    ],
)  # fmt: skip
def test_white_space_is_merged_like_words(base: str, mine: str, theirs: str, expected: str) -> None:
    merged = merge(base, mine, theirs)
    assert merged.text == expected
    assert merged.conflicts == ()


def test_a_conflict_tells_all_three_versions() -> None:
    merged = merge(PARAGRAPH, PARAGRAPH.replace("second", "2nd"), PARAGRAPH.replace("second", "the second"))
    assert merged.conflicts == (Conflict("Beta is second.", "Beta is 2nd.", "Beta is the second."),)
    merged = merge(PARAGRAPH, "Alpha is first. Gamma is third.\n", PARAGRAPH.replace("second", "the second"))
    assert merged.conflicts == (Conflict("Beta is second.", "", "Beta is the second."),)
    merged = merge(PARAGRAPH, PARAGRAPH.replace("second", "2nd"), "Alpha is first. Gamma is third.\n")
    assert merged.conflicts == (Conflict("Beta is second.", "Beta is 2nd.", ""),)


@pytest.mark.parametrize("fold", ["", "-", "+"])
@pytest.mark.parametrize("header", [CONFLICT_CALLOUT, REMOVED_CALLOUT])
def test_finds_a_callout_however_it_is_folded_and_whatever_stands_near(header: str, fold: str) -> None:
    callout = header.replace("]", f"]{fold}") + "\n> Beta is second.\n> And more."
    text = f"---\nid: a\n---\nMy words.\n{callout}\n\nMore.\n\n- item\n\n{callout}\n"
    found = find_conflicts(text)
    assert [text[span.start : span.end] for span in found] == [callout, callout]
    assert resolve_mine(text) == "---\nid: a\n---\nMy words.\n\nMore.\n\n- item\n"


@pytest.mark.parametrize(
    "text",
    ["> [!warning] Mind the gap\n> x\n", f"```\n{CONFLICT_CALLOUT}\n> x\n```\n", "Conflict – the source now says\n",
     f"    {CONFLICT_CALLOUT}\n"],
)  # fmt: skip
def test_other_text_is_no_conflict(text: str) -> None:
    assert find_conflicts(text) == ()
    assert resolve_mine(text) == resolve_theirs(text, text) == text


def conflict(mine: str, said: str, header: str = CONFLICT_CALLOUT) -> str:
    return f"{mine}\n\n{header}\n" + "\n".join(f"> {line}".rstrip() for line in said.split("\n")) + "\n\nEnd.\n"


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        (conflict("A one. B mine. C three.", "B theirs."), "A one. B theirs. C three.\n\nEnd.\n",
         "A one. B theirs. C three.\n\nEnd.\n"),
        (conflict("Alpha one. Beta is all mine. C three.", "Beta is all theirs."), "",
         "Alpha one. Beta is all theirs. C three.\n\nEnd.\n"),
        (conflict("Alpha one. C three.", "Beta theirs."), "Alpha one. Beta theirs. C three.\n\nEnd.\n",
         "Alpha one. Beta theirs. C three.\n\nEnd.\n"),
        (conflict("C three.", "Beta theirs."), "Beta theirs. C three.\n\nEnd.\n", "Beta theirs. C three.\n\nEnd.\n"),
        (conflict("Alpha one.", "Quite other words."), "", "Alpha one.\n\nQuite other words.\n\nEnd.\n"),
        (conflict("Alpha one. Beta mine here.", "Beta stood here.", REMOVED_CALLOUT), "Alpha one.\n\nEnd.\n",
         "Alpha one.\n\nEnd.\n"),
        (conflict("Alpha one. Beta is mine.", "Beta is theirs.\n\n" + "Alpha two.").replace(
            "\n\nEnd", f"\n\n{REMOVED_CALLOUT}\n> Alpha zero.\n\nEnd"), "", "Alpha two. Beta is theirs.\n\nEnd.\n"),
        (f"{CONFLICT_CALLOUT}\n> All is new.\n", "", "All is new.\n"),
        (conflict("- one\n- two mine\n- three", "- two theirs"), "- one\n- two theirs\n- three\n\nEnd.\n",
         "- one\n- two theirs\n- three\n\nEnd.\n"),
        (conflict("```\na = 1\n```", "```\na = 2 * 4\n```"), "```\na = 2 * 4\n```\n\nEnd.\n",
         "```\na = 2 * 4\n```\n\nEnd.\n"),
    ],
)  # fmt: skip
def test_resolving_for_the_source_puts_its_words_in_place(text: str, base: str, expected: str) -> None:
    assert resolve_theirs(text, base) == expected
    assert resolve_theirs(text.replace("\n", "\r\n"), base) == expected.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("a b c d", "a B c d", "a b c D", "a B c D"),
        ("a b c", "a B c", "a X c", None),
        ("a b c", "a B c", "a B c", "a B c"),
        ("a b c d", "a x b c d", "a b c d y", "a x b c d y"),
        ("the cat sat", "the big cat sat", "the [[cat]] sat", None),
        ("the cat sat down", "the cat sat right down", "the [[cat]] sat down", "the [[cat]] sat right down"),
        ("internet finance fails", "internet finance fails badly", "[[Internet finance|internet finance]] fails",
         "[[Internet finance|internet finance]] fails badly"),
        ("a b", "a  b", "a b c", "a b c"),
        ("a b c d e", "X b c d E", "X b C d e", "X b C d E"),
    ],
)  # fmt: skip
def test_words_of_one_sentence_merge_where_edits_do_not_touch(
    base: str, mine: str, theirs: str, expected: str | None
) -> None:
    assert three_way(base, mine, theirs) == expected
    assert three_way(base, theirs, mine) == expected


def test_a_body_is_tiled_by_tokens_and_gaps() -> None:
    body = "\n# Head\nOne. Two\nlines. ^id\n\n- a\n  - b\n\n```\nx = 1\n```\n| a |\n|---|\n| b |\n\n> q\n> r\n  \n"
    tokens = tokenize(body)
    assert [token.text for token in tokens.tokens] == [
        *("# Head", "One.", "Two\nlines.", "^id", "- a", "  - b", "```", "x = 1", "```"),
        *("| a |", "|---|", "| b |", "> q", "> r"),
    ]
    assert "".join(tokens.gap(n) + token.text for n, token in enumerate(tokens.tokens)) + tokens.gap(14) == body
    assert tokens.text({}) == body


def test_large_and_hostile_notes_take_linear_time() -> None:
    line = "word " * 100_000
    merge_body(line, line + "mine", "theirs " + line)
    items = "- same\n" * 10_000
    merge_body(items, items + "- mine\n", "- theirs\n" + items)
    cycle = ["".join(f"- a{n * step % size}\n" for n in range(10_000)) for step, size in ((1, 300), (1, 301), (7, 299))]
    merge_body(*cycle)
    merge_body("a" + "[[" * 50_000, "b" + "[[" * 50_000, "c" + "[[" * 50_000)
    merge_body(">" * 10_000 + " a\n", ">" * 10_000 + " b\n", ">" * 10_000 + " c\n")
    numbered = "".join(f"Sentence {n} of it.\n\n" for n in range(3_000))
    merge_body(numbered, numbered.replace("of", "mine"), numbered.replace("it", "theirs"))
    tags = "---\ntags:\n" + "".join(f"  - t{n}\n" for n in range(5_000)) + "---\n"
    merge(tags, tags.replace("- t7", "- m7"), tags.replace("- t5", "- s5"))


def test_a_conflict_is_seen_although_code_that_the_user_left_open_goes_on_to_the_end() -> None:
    base = "Intro.\n\n```\none two.\nthree four.\n```\n\nLast.\n"
    merged = merge_body(base, "Intro.\n\n```\n\nLast.\n", base.replace("one two", "one, the two"))
    assert len(merged.conflicts) == len(find_conflicts(merged.text)) == 1
    assert merged.text.endswith("\n\nIntro.\n\n```\n\nLast.\n")
