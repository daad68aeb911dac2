"""Both sides of one vault perturbed, what changed arriving in any order and in any batches: it ends, and ends alike.

After CanopyCheck. What is done to one file does not depend on what is done to another: each source is rewritten or
moved at most once, each note edited at most once, and no sentence is edited on both sides, where the order counts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import tree
from tests.property.histories import World

Event = Callable[[World], None]
ORDERS = 3
FEW, MANY = range(3), range(3, 33)


def ends_alike(folder: Path, seed: int) -> None:
    expected: Mapping[str, bytes] | None = None
    for order in range(ORDERS + 1):
        world = World(folder / str(order), seed)
        world.sync()
        chance = random.Random(seed)
        events = [*source_events(world, chance), *note_events(world, chance)]
        batches = [events] if not order else shuffled(events, random.Random(f"{seed} {order}"))
        for batch in batches:
            for event in batch:
                event(world)
            world.sync()
            world.check_settled()
        world.check_nothing_lost()
        found = tree(world.vault)
        expected = expected or found
        assert found == expected, f"{[len(batch) for batch in batches]}"


def shuffled(events: Sequence[Event], chance: random.Random) -> list[list[Event]]:
    mixed = chance.sample(events, len(events))
    edges = [0, *sorted(chance.sample(range(1, len(mixed)), min(3, len(mixed) - 1))), len(mixed)]
    return [mixed[start:end] for start, end in pairwise(edges)]


# --- the sources ---


def source_events(world: World, chance: random.Random) -> Iterator[Event]:
    for path in sorted(world.sources.rglob("*.md")):
        text = changed(path.read_text(encoding="utf-8"), world, chance)
        place = chance.choice(
            [path, path, path.with_name(f"renamed {world.number()}.md"), path.parent / "in" / path.name]
        )
        yield rewriting(path, place, text)
    fresh = f"# On more\n\n{world.section()}\n{world.section()}"
    yield rewriting(world.sources / "more.md", world.sources / "more.md", fresh)


def rewriting(old: Path, new: Path, text: str) -> Event:
    def act(world: World) -> None:
        old.unlink(missing_ok=True)
        new.parent.mkdir(exist_ok=True)
        new.write_text(text, encoding="utf-8")

    return act


def changed(text: str, world: World, chance: random.Random) -> str:
    head, *sections = text.split("\n## ")
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(sections))
        match chance.randint(0, 3):
            case 0:
                sections[at] = sections[at].replace("The work on", f"The work {world.number()} on", 1)
            case 1:
                sections[at] = sections[at].replace(" outlasts ", f" survives {world.number()} ", 1)
            case 2:
                chance.shuffle(sections)
            case _:
                sections.insert(at, world.section().removeprefix("## "))
    return "\n## ".join([head, *sections])


# --- the notes ---


def note_events(world: World, chance: random.Random) -> Iterator[Event]:
    notes = [path for path in world.notes() if "\ntype: atom\n" in path.read_text(encoding="utf-8")]
    for path in chance.sample(notes, min(4, len(notes))):
        text = path.read_text(encoding="utf-8")
        note = next(line for line in text.split("\n") if line.startswith("id: "))
        yield doing(note, chance.choice(DEEDS), world.word(), world.number())


def doing(note: str, deed: Callable[[Path, str, int], None], word: str, number: int) -> Event:
    """Do something to a note wherever it stands at that moment."""

    def act(world: World) -> None:
        path = next(path for path in world.notes() if f"\n{note}\n" in path.read_text(encoding="utf-8"))
        deed(path, word, number)
        if word not in world.all_text():
            world.typed.remove(word)

    return act


def edit(path: Path, word: str, number: int) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Later visitors", f"Later {word} visitors"), encoding="utf-8")


def insert(path: Path, word: str, number: int) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n\nLater", f"\n\nMine: {word}.\n\nLater"), encoding="utf-8")


def tell(path: Path, word: str, number: int) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ntags: []\n", f"\ntags: [{word}]\nrating: 5  # {word}\n"), encoding="utf-8")


def rename(path: Path, word: str, number: int) -> None:
    path.rename(path.with_name(f"My name {number}.md"))


def move(path: Path, word: str, number: int) -> None:
    place = path.parents[2] / "Elsewhere" / f"My own {number}.md"
    place.parent.mkdir(exist_ok=True)
    path.rename(place)


def delete(path: Path, word: str, number: int) -> None:
    path.unlink()


DEEDS = (edit, insert, tell, rename, move, delete)


@pytest.mark.parametrize("seed", FEW)
def test_whatever_the_order_it_ends_alike(seed: int, quick_path: Path) -> None:
    ends_alike(quick_path, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_it_ends_alike_in_many_vaults(seed: int, quick_path: Path) -> None:
    ends_alike(quick_path, seed)
