"""The links found by what changed are those that would be found anew (rule 5), over sources that keep changing."""

from __future__ import annotations

import random

import pytest

from vaultsync.model import Metadata, NoteId, SourceKey
from vaultsync.notes.drafts import AtomDraft, SourceDraft
from vaultsync.notes.weave import LinkSettings, Weave, weave
from vaultsync.pipeline.memo import Memo, Memory

_WORDS = [
    "levain",
    "rye",
    "steam",
    "crust",
    "harbour",
    "pilot",
    "tide",
    "ledger",
    "credit",
    "margin",
    "lattice",
    "prime",
]
_COMMON = ["keeps", "turns", "asks", "gives", "takes", "moves"]


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choice(_WORDS if chance.random() < 0.6 else _COMMON) for _ in range(9)).capitalize() + "."


def _title(chance: random.Random) -> str:
    return " ".join(chance.sample(_WORDS, chance.randint(1, 2))).capitalize()


def _source(chance: random.Random, number: int) -> SourceDraft:
    key = SourceKey(f"{number:03}.md")
    titles = [_title(chance) for _ in range(chance.randint(1, 3))]
    atoms = tuple(
        AtomDraft(
            id=NoteId(f"{number:03}-{order}"),
            source=key,
            title=title,
            heading=title,
            body="\n\n".join(" ".join(_sentence(chance) for _ in range(3)) for _ in range(2)),
            signature="",
            order=order,
            level=1,
            parent=None,
            prev=None,
            next=None,
            children=(),
            aliases=(),
            tags=(),
            language="en",
        )
        for order, title in enumerate(titles)
    )
    return SourceDraft(NoteId(f"{number:03}"), key, _title(chance), Metadata(), atoms, (), ())


def _woven(sources: dict[int, SourceDraft], memo: Memo) -> Weave:
    drafts = [sources[number] for number in sorted(sources)]
    return weave(drafts, LinkSettings(), known_concepts={}, deleted=(), taken=(), remember=memo)


@pytest.mark.parametrize("seed", range(3))
def test_links_found_by_what_changed_are_those_found_anew(seed: int) -> None:
    chance = random.Random(seed)
    memory = Memory()
    sources = {number: _source(chance, number) for number in range(30)}
    linked = 0
    for _ in range(8):
        kept = _woven(sources, Memo(None, memory))
        memory.turn()
        anew = _woven(sources, Memo(None))
        assert kept == anew
        linked += len(anew.concepts) + sum(map(len, anew.mentions.values())) + sum(map(len, anew.related.values()))
        for _ in range(chance.choice((1, 1, 1, 6))):
            if chance.random() < 0.3:
                sources.pop(chance.choice(sorted(sources)))
            number = chance.randrange(36)
            sources[number] = _source(chance, number)
    assert linked > 500


def test_what_is_taken_over_is_in_the_order_of_now() -> None:
    memo = Memo(None, Memory())
    assert [*memo.each("step", {"one": 1, "two": 2}, str.upper).values()] == ["ONE", "TWO"]
    assert [*memo.each("step", {"two": 2, "one": 1}, str.upper).values()] == ["TWO", "ONE"]
