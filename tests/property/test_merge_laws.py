"""The laws of the merge, over random notes with random edits and over random scraps of Markdown.

`VAULTSYNC_TRIPLES=100000` holds them over so many triples of base, user's note and source's note, instead of 20,000.
"""

from __future__ import annotations

import os
import random
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.merge_scripts import Author, text_of, triple, with_properties, words_of
from vaultsync.markup.frontmatter import dump, read
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.model import NoteId
from vaultsync.sync import merge as merging
from vaultsync.sync.callouts import CONFLICT_CALLOUT, REMOVED_CALLOUT, Say, kind_of
from vaultsync.sync.callouts import words_of as callout_words
from vaultsync.sync.merge import find_conflicts, merge, merge_body, resolve_mine, resolve_theirs
from vaultsync.sync.redistribute import redistribute
from vaultsync.sync.tokens import tokenize

NEWLINES = ("\n", "\r\n", "\r")
TRIPLES = int(os.environ.get("VAULTSYNC_TRIPLES", "20000"))
SHARES = 8
"""Into so many tests the triples are shared out, so that none is still played when all else is done."""
HISTORIES = 2_000

PROSE = ["a b c. ", "D e. ", "Foo bar.", "é\u2028", "。", "[[L]] ", "x: y\n", "[^1]: f\n", "    code\n"]
MARKS = ["- x\n", "- y\n", "1. n\n", "> q\n", "```\n", "# H\n", "---\n", "***\n", "%%\n", "$$\n", "<div>\n", "^id\n"]
SPACE = ["\n", "\n\n", "  ", "\t", "\r\n", "\r", "\x0c", "\x85", "\ufeff"]
WHOLE = ["| a |\n|---|\n", "---\nid: a\ntags: [b]\n---\n", "> a b c.\n"]
CALLOUTS = [CONFLICT_CALLOUT + "\n> a b c.\n", REMOVED_CALLOUT + "\n"]
SCRAPS = st.lists(st.sampled_from([*PROSE, *MARKS, *SPACE, *WHOLE, *CALLOUTS]), max_size=12)


def engine(base: str, mine: str, theirs: str) -> str:
    """Merge without the short cuts that make the laws trivial."""
    return merging._woven(base, mine, theirs, "\n").text


def lowered(words: object) -> set[str]:
    return {str(word).lower() for word in words}  # type: ignore[attr-defined]


def hold_for(base: str, mine: str, theirs: str) -> None:
    for changed in (mine, theirs):
        assert engine(base, base, changed) == changed
        assert engine(base, changed, base) == changed
        assert engine(base, changed, changed) == changed
    merged = merge_body(base, mine, theirs)
    assert lowered(words_of(mine, "u")) <= lowered(words_of(merged.text, "u")), "a word of the user's is lost"
    assert lowered(words_of(theirs, "s")) <= lowered(words_of(merged.text, "s")), "a word of the source's is lost"
    assert engine(theirs, merged.text, theirs) == merged.text
    assert len(find_conflicts(merged.text)) <= len(merged.conflicts)
    assert bool(find_conflicts(merged.text)) == bool(merged.conflicts)


def hold_for_notes(base: str, mine: str, theirs: str) -> None:
    """Hold whole notes to the laws: properties, line ends, byte order mark and a missing last line break too."""
    for changed in (mine, theirs):
        assert merge(base, base, changed).text == changed
        assert merge(base, changed, base).text == changed
        assert merge(base, changed, changed).text == changed
    merged = merge(base, mine, theirs, owned=frozenset({"id", "vaultsync"})).text
    assert lowered(words_of(mine, "u")) <= lowered(words_of(merged, "u")), "a word of the user's is lost"
    assert merge(theirs, merged, theirs).text == merged
    assert merged.startswith("\ufeff") == mine.startswith("\ufeff")
    if "\r\n" in mine:
        assert not re.search(r"(?<!\r)\n", merged), "a line of the file ends otherwise than all others"


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_the_laws_hold(seed: int) -> None:
    hold_for(*triple(seed))
    hold_for_notes(*with_properties(triple(seed), seed))


@pytest.mark.slow
@pytest.mark.timeout(max(900, TRIPLES // 10))
@pytest.mark.parametrize("share", range(SHARES))
def test_the_laws_hold_over_many_triples(share: int) -> None:
    for seed in range(share, TRIPLES, SHARES):
        hold_for(*triple(seed))
        hold_for_notes(*with_properties(triple(seed), seed))


@given(SCRAPS, SCRAPS, SCRAPS, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_laws_hold_for_scraps(base: list[str], mine: list[str], theirs: list[str], chance: random.Random) -> None:
    texts = ["".join(scraps) for scraps in (base, _mixed(base, mine, chance), _mixed(base, theirs, chance))]
    for changed in texts[1:]:
        assert merge(texts[0], texts[0], changed).text == changed
        assert merge(texts[0], changed, texts[0]).text == changed
        assert merge(texts[0], changed, changed).text == changed
        assert engine(texts[0], changed, texts[0]) == changed
        assert engine(texts[0], changed, changed) == changed
    merged = merge(texts[0], texts[1], texts[2]).text
    assert merge(texts[2], merged, texts[2]).text == merged
    for text in (*texts, merged):
        assert all(text[span.start : span.end].lstrip().startswith(">") for span in find_conflicts(text))
        resolve_mine(text)
        resolve_theirs(text, texts[2])


def _mixed(base: list[str], other: list[str], chance: random.Random) -> list[str]:
    """Take the base with a stretch of the other scraps in it, so that the versions have something in common."""
    at, end = sorted((chance.randint(0, len(base)), chance.randint(0, len(base))))
    return [*base[:at], *other[:3], *base[end:]]


@given(st.integers(0, 10**9), st.sampled_from(NEWLINES), st.booleans())
@settings(max_examples=100, deadline=None)
def test_line_endings_and_byte_order_mark_are_the_users(seed: int, newline: str, marked: bool) -> None:
    base, mine, theirs = triple(seed)
    if "\n" not in mine:
        mine += "\n"
    mark = "\ufeff" if marked else ""
    merged = merge(base, mark + mine.replace("\n", newline), theirs).text
    assert merged == mark + merge(base, mine, theirs).text.replace("\n", newline)


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_history_of_merges_loses_nothing_and_stacks_nothing(seed: int) -> None:
    live(seed)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_histories_of_merges() -> None:
    for seed in range(HISTORIES):
        live(seed)


def live(seed: int) -> None:
    """Let source and user change one note in turns, conflicts resolved now and then."""
    chance = random.Random(seed)
    source = Author(chance, "b").note()
    sources, user = Author(chance, "s"), Author(chance, "u")
    base = mine = "\n\n".join(source) + "\n"
    for _ in range(5):
        if chance.random() < 0.7:
            mine = "\n\n".join(user.edited(re.split(r"\n\n+", mine.strip("\n")))) + "\n"
        source = sources.edited(source)
        theirs = "\n\n".join(source) + "\n"
        merged = merge_body(base, mine, theirs).text
        assert lowered(words_of(mine, "u")) <= lowered(words_of(merged, "u"))
        new = lowered(words_of(theirs, "s")) - lowered(words_of(base, "s"))
        assert new <= lowered(words_of(merged, "s"))
        assert engine(theirs, merged, theirs) == merged
        shows_only_the_present(merged, theirs)
        base, mine = theirs, merged
        if chance.random() < 0.2:
            mine = resolve_mine(mine) if chance.random() < 0.5 else resolve_theirs(mine, base)
            assert find_conflicts(mine) == ()


def shows_only_the_present(merged: str, theirs: str) -> None:
    """A callout says what the source says now, links aside; nothing older, unless the user wrote into it."""
    for token in tokenize(merged).tokens:
        if token.conflict and kind_of(token.text) is Say.NOW:
            for line in callout_words(token.text).split("\n"):
                assert bare(line) in bare(theirs) or words_of(line, "u") or line.startswith("```")


def bare(text: str) -> str:
    return text.replace("[[", "").replace("]]", "")


@given(st.integers(0, 10**9), st.sampled_from(NEWLINES))
@settings(max_examples=100, deadline=None)
def test_a_section_of_the_users_own_below_the_kept_ones_stays_as_it_is(seed: int, newline: str) -> None:
    chance = random.Random(seed)
    writer, user = Author(chance, "b"), Author(chance, "u")
    body, entries = writer.note(), [f"- [[{writer.word()}]]: “{writer.sentence()}”" for _ in range(6)]

    def kept(blocks: list[str], listed: list[str]) -> str:
        return "\n\n".join([*blocks, f"{KEPT_MARKER}\n## Backlinks\n" + "\n".join(listed)]) + "\n"

    base = kept(body, entries[:3])
    at = chance.randint(0, 3)
    own = f"\n## Mine {user.word()}\n" + "\n".join([*entries[at:3], user.block()]) + "\n"
    mine = (kept(user.edited(body), entries[:at]) + own).replace("\n", newline)
    theirs = kept(Author(chance, "s").edited(body), chance.sample(entries, 4))
    merged = merge_body(base, mine, theirs, newline).text
    assert merged.endswith(own.replace("\n", newline))
    assert merge_body(theirs, merged, theirs, newline).text == merged
    assert lowered(words_of(mine, "u")) <= lowered(words_of(merged, "u"))
    new = theirs.partition(KEPT_MARKER)[2].partition("\n- ")[2].split("\n- ")
    assert all(line.strip() in merged for line in new if line.strip() not in base)


def _at_random(chance: random.Random, user: Author, lines: list[str]) -> list[str]:
    """Do to the lines of a kept section what a reader does, each word of his marked."""
    made: list[str] = []
    for line in lines:
        deeds = {
            0: [line, f"- {user.word()}, a remark", "", user.sentence(), ""],
            1: [],
            2: [f"{line} {user.word()}"],
            3: [f"  {line}"],
            4: [re.sub(r"“.*”", user.word(), line)],
            5: [line.replace("[[", f"[[{user.word()} ")],
        }
        made += deeds.get(chance.randrange(8), [line])
    return [*made, user.sentence()] if chance.random() < 0.3 else made


@pytest.mark.parametrize("newline", NEWLINES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_what_is_kept_is_merged_by_entry_and_never_in_conflict(seed: int, newline: str) -> None:
    chance = random.Random(seed)
    writer, user = Author(chance, "b"), Author(chance, "u")
    body = writer.note()
    names = [writer.word() for _ in range(7)]
    sections = {"Mentions": names[:3], "Backlinks": names[3:]}

    def entries() -> dict[str, list[str]]:
        return {
            heading: [f"- [[{name}]]: “{writer.sentence()}”" for name in some if chance.random() < 0.7]
            for heading, some in sections.items()
        }

    def note(passage: list[str], listed: dict[str, list[str]], marker: str = KEPT_MARKER) -> str:
        told = [f"## {heading}\n" + "\n".join(lines) for heading, lines in listed.items() if lines]
        return "\n\n".join([*passage, *([f"{marker}\n" + "\n\n".join(told)] if told else [])]) + "\n"

    old, new = entries(), entries()
    for heading, lines in new.items():
        known = {line.partition("]]")[0]: line for line in old[heading]}
        new[heading] = [
            known[name] if (name := line.partition("]]")[0]) in known and chance.random() < 0.5 else line
            for line in lines
        ]
    base, theirs = note(body, old), note(body, new)
    edited = {heading: _at_random(chance, user, lines) for heading, lines in old.items()}
    marker = f"{KEPT_MARKER} {user.word()}" if chance.random() < 0.1 else KEPT_MARKER
    mine = note(user.edited(body), edited, marker).replace("\n", newline)
    merged = merge_body(base, mine, theirs, newline)
    assert merge_body(theirs, merged.text, theirs, newline).text == merged.text
    assert lowered(words_of(mine, "u")) <= lowered(words_of(merged.text, "u"))
    assert not any(KEPT_MARKER in conflict.incoming or "- [[" in conflict.incoming for conflict in merged.conflicts)
    for heading, lines in new.items():
        for line in lines:
            name = line.partition("]]")[0]
            if not any(one.startswith(f"{name}]]") for one in old[heading]):
                assert line in merged.text
    left = {line for lines in old.values() for line in lines}.difference(*new.values())
    assert left.isdisjoint(merged.text.replace(newline, "\n").split("\n"))


# --- frontmatter ---

ITEMS = st.lists(st.sampled_from(["a", "b", "c", "[[d]]", "e f"]), max_size=4, unique=True)
VALUES = st.one_of(ITEMS, st.sampled_from(["x", "y: z", "no"]), st.integers(0, 3))
PROPERTIES = st.dictionaries(st.sampled_from(["id", "title", "tags", "aliases", "up", "vaultsync"]), VALUES, max_size=5)


@given(PROPERTIES, PROPERTIES, PROPERTIES, st.dictionaries(st.sampled_from(["mine", "own"]), VALUES))
@settings(max_examples=300, deadline=None)
def test_properties_merge_by_key_and_item(
    base: dict[str, object], mine: dict[str, object], theirs: dict[str, object], added: dict[str, object]
) -> None:
    own = {**mine, **added}
    texts = [dump(properties) + "Body.\n" for properties in (base, own, theirs)]
    merged = merge(texts[0], texts[1], texts[2], owned=frozenset({"vaultsync"}))
    found = read(merged.text)
    assert found.problems == ()
    for key in {*base, *own, *theirs}:
        old, current, new, now = (version.get(key) for version in (base, own, theirs, found.data))
        if current in (old, new):
            assert now == new
        elif new == old:
            assert now == current
        elif isinstance(current, list) and isinstance(new, list):
            before = old if isinstance(old, list) else [old] if isinstance(old, str) else []
            assert isinstance(now, list)
            if old is None or isinstance(old, (list, str)):
                assert set(now) == {item for item in current if item not in before or item in new} | {
                    item for item in new if item not in before
                }
    assert merge(texts[2], merged.text, texts[2]).text == merged.text


# --- between notes ---


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None)
def test_edits_survive_the_text_being_cut_anew(seed: int) -> None:
    chance = random.Random(seed)
    source = [Author(chance, f"b{number}x").block() for number in range(chance.randint(2, 9))]
    user = Author(chance, "u")
    parts = dict(zip(map(NoteId, ("n1", "n2", "n3")), cut(source, chance, 3), strict=True))
    bases = {note: joined(part) for note, part in parts.items()}
    mines = {note: text_of(user.edited(part), chance) for note, part in parts.items()}
    new = Author(chance, "s").edited(source)
    ids = chance.sample([*parts, NoteId("n4"), NoteId("n5")], chance.randint(2, 4))
    targets = dict(zip(ids, map(joined, cut(new, chance, len(ids))), strict=True))
    shared = redistribute(bases, mines, targets).bodies
    typed = words_of("\n".join(mines.values()), "u")
    assert words_of("\n".join(mine for _, mine in shared.values()), "u") == typed
    assert set(shared) == {*bases, *targets}
    texts = [merge_body(*shared[note], targets[note]).text if note in targets else shared[note][1] for note in shared]
    assert lowered(typed) <= lowered(words_of("\n".join(texts), "u"))


def cut(blocks: list[str], chance: random.Random, parts: int) -> list[list[str]]:
    edges = [0, *sorted(chance.randint(0, len(blocks)) for _ in range(parts - 1)), len(blocks)]
    return [blocks[start:end] for start, end in pairwise(edges)]


def joined(blocks: list[str]) -> str:
    return "\n\n".join(blocks) + "\n" if blocks else ""
