"""Random histories of both sides: nothing typed is lost, syncs converge, rebuild agrees (rules 1, 4, 5).

`VAULTSYNC_SCRIPTS=2000` plays so many scripts of 30 steps instead of a few of them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.memory import MEMORY
from tests.property.histories import World

SCRIPTS = int(os.environ.get("VAULTSYNC_SCRIPTS", "12"))
STEPS = 30


def play(folder: Path, seed: int, steps: int) -> None:
    world = World(folder, seed)
    world.sync()
    for _ in range(steps):
        for _ in range(world.chance.randint(1, 3)):
            world.step()
        world.sync()
        world.check_nothing_lost()
        world.check_settled()


@pytest.mark.parametrize("seed", range(4))
def test_a_history_of_both_sides_converges_and_loses_nothing(seed: int, quick_path: Path) -> None:
    play(quick_path, seed, 5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_longer_histories(seed: int, quick_path: Path) -> None:
    play(quick_path, seed, 12)


Deed = tuple[str, int]
"""A move of the world, or something done to its state, and the seed that it is made with."""

FOUND: dict[str, tuple[int, list[Deed]]] = {
    "a map of a source that is gone stands back behind that of a source it is taken for": (
        237,
        [("source_delete", 195), ("source_edit", 95), ("drop_state", 0)],
    ),
    "and so when that source has lost a heading": (
        23224,
        [("damage_state", 966), ("source_delete", 1036), ("source_join", 8670)],
    ),
    "and so when it has gained a section": (6754, [("source_delete", 132), ("source_add", 8172), ("drop_state", 0)]),
    "and so when a section was moved": (160, [("drop_state", 0), ("source_delete", 499), ("source_move_section", 620)]),
    "an entry that the user touched stays an entry": (
        3025,
        [("source_copy", 1624), ("source_join", 49), ("note_drop_sentence", 14), ("source_rename", 443)],
    ),
    "a note left alone has the names of those that joined it in later runs too": (
        302,
        [
            ("source_delete", 8107),
            ("both_same_sentence", 63165),
            ("sync", 0),
            ("note_copy", 374),
            ("source_copy", 65536),
            ("sync", 0),
            ("source_join", 335),
            ("note_append", 276),
            ("sync", 0),
            ("source_remove_section", 524),
            ("drop_state", 0),
        ],
    ),
    "a map that the user deleted stands before one that is gone": (
        4701,
        [("source_edit", 2189), ("note_delete", 233), ("source_delete", 1138)],
    ),
    "and before one that he edited, of a source that was taken for this one": (
        2095,
        [("source_move_section", 15795), ("note_alias", 550), ("note_delete", 447), ("source_delete", 10)],
    ),
    "a base that is found again only with the backlinks counts when the note is heard": (
        416,
        [("source_remove_section", 39057), ("drop_state", 0), ("note_under_backlinks", 3926)],
    ),
    "a note left alone, its base being lost, keeps its place, so that links to it hold": (
        196,
        [
            ("source_drop_sentence", 3978),
            ("source_reorder", 31495),
            ("drop_state", 0),
            ("note_append", 167),
            ("source_join", 1019),
            ("source_retitle", 16422),
        ],
    ),
    "what an undo brought back into a kept section stays in it though nothing else stands there any more": (
        35864,
        [
            ("source_retitle", 56670),
            ("damage_state", 446),
            ("sync", 0),
            ("undo", 0),
            ("source_new", 6107),
        ],
    ),
    "a note left alone keeps its place in a later run, too": (
        2910,
        [("source_remove_section", 105), ("damage_state", 18), ("sync", 0), ("source_move_section", 2953)],
    ),
    "an entry comes in under its heading where an undo took the section away": (
        29993,
        [
            ("source_rename", 210),
            ("source_move_section", 42107),
            ("drop_state", 0),
            ("sync", 0),
            ("undo", 0),
        ],
    ),
    "a backlink quotes the first sentence of a note without the properties above it": (
        2626,
        [("source_move_section", 375), ("drop_state", 0), ("sync", 0), ("undo", 0)],
    ),
    "a note that stands where nobody knows who put it holds its name in later runs, too": (
        918,
        [("drop_state", 0), ("source_move_section", 3619), ("sync", 0), ("drop_state", 0), ("source_copy", 7104)],
    ),
    "an entry is no word of the user's though he removed the heading over it": (
        16,
        [("note_drop_kept_heading", 22579), ("sync", 0), ("note_drop_kept_heading", 1712), ("undo", 64426)],
    ),
    "nor is one though he removed the line above them all": (
        5,
        [
            ("note_drop_entry", 48731),
            ("note_drop_entry", 18188),
            ("note_swap_names", 41110),
            ("sync", 0),
            ("note_drop_kept_heading", 54382),
            ("sync", 0),
            ("note_drop_marker", 47530),
        ],
    ),
    "of entries that the user removed nothing is left once the others go": (
        41,
        [
            ("note_drop_entry", 50545),
            ("note_swap_names", 36278),
            ("drop_state", 32646),
            ("sync", 0),
            ("note_drop_entry", 17688),
            ("source_new", 42188),
            ("note_delete", 16732),
            ("sync", 0),
            ("source_join", 58984),
        ],
    ),
}


@pytest.mark.parametrize("story", FOUND)
def test_what_once_ended_otherwise_than_a_rebuild(story: str, quick_path: Path) -> None:
    begin, deeds = FOUND[story]
    world = World(quick_path, begin)
    world.sync()
    for name, seed in deeds:
        world.chance.seed(seed)
        getattr(world, name)()
    world.sync()
    world.check_nothing_lost()
    world.check_settled()


class BothSides(RuleBasedStateMachine):
    """Whatever happens to sources, notes, state and the running program."""

    world: World
    settled = False

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vaultsync-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
        self.world = World(self.folder, seed)
        self.world.sync()

    @rule(name=st.sampled_from(World.moves()), seed=st.integers(0, 2**16))
    def somebody_acts(self, name: str, seed: int) -> None:
        self.world.chance.seed(seed)
        self.world.move(name)
        self.settled = False

    @precondition(lambda self: not self.settled)
    @rule(fresh=st.booleans())
    def sync(self, fresh: bool) -> None:
        self.world.sync(fresh=fresh)
        self.settled = True

    @precondition(lambda self: not self.settled)
    @rule(at=st.integers(1, 80))
    def die_in_a_sync(self, at: int) -> None:
        self.world.killed_sync(at)

    @precondition(lambda self: not self.settled)
    @rule(at=st.integers(1, 80), name=st.sampled_from(World.moves()), seed=st.integers(0, 2**16))
    def act_in_the_middle_of_a_sync(self, at: int, name: str, seed: int) -> None:
        self.world.chance.seed(seed)
        self.world.crossed_sync(at, name)

    @rule()
    def undo(self) -> None:
        self.world.undo()
        self.settled = False

    @rule()
    def drop_the_state(self) -> None:
        self.world.drop_state()
        self.settled = False

    @rule(seed=st.integers(0, 2**16))
    def damage_the_state(self, seed: int) -> None:
        self.world.chance.seed(seed)
        self.world.damage_state()
        self.settled = False

    @invariant()
    def nothing_is_lost(self) -> None:
        self.world.check_nothing_lost()

    @precondition(lambda self: self.settled)
    @invariant()
    def the_next_plan_is_empty(self) -> None:
        self.world.check_settled()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.sync()
        self.world.check_nothing_lost()
        self.world.check_settled()
        shutil.rmtree(self.folder)


@pytest.mark.timeout(0)
def test_whatever_happens_nothing_is_lost_and_all_ends_alike() -> None:
    script = settings(
        max_examples=SCRIPTS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        print_blob=True,
        derandomize="VAULTSYNC_SCRIPTS" not in os.environ,
    )
    run_state_machine_as_test(BothSides, settings=script)
