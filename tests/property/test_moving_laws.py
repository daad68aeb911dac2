"""Where passages are cut apart, joined and moved, what the user typed goes with them, once and without a conflict."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.edited_passages import Essays, User, bodies, complaints
from vaultsync.config import Config
from vaultsync.model import VaultPath
from vaultsync.pipeline.run import RunOptions, run

ROUNDS = 2

FOUND = {
    "a section went to another source and was joined with one there": 0,
    "a sentence that the user took out stood where its paragraph was cut": 16,
    "a paragraph was cut behind a sentence of the user's": 39,
    "a section went to another source and lost a part on the way": 48,
    "passages that stood apart came together": 53,
    "a section was moved below one of another source": 55,
}
"""What once ended otherwise, with its seed."""


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 10**9))
def test_an_edit_stands_with_the_passage_that_it_is_part_of(seed: int, quick_path: Path) -> None:
    check(seed, quick_path)


@pytest.mark.parametrize("story", FOUND)
def test_what_once_stayed_behind(story: str, quick_path: Path) -> None:
    check(FOUND[story], quick_path)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 10**9))
def test_no_word_is_gone_while_a_note_is_left_to_its_editor(seed: int, quick_path: Path) -> None:
    check(seed, quick_path, holding=True)


def check(seed: int, folder: Path, *, holding: bool = False) -> None:
    folder /= str(seed)
    essays = Essays(random.Random(seed))
    essays.start()
    essays.write(folder / "sources")
    config = Config((folder / "sources",), folder / "vault", state_dir=folder / "state")
    run(config, RunOptions())
    user = User(essays, folder / "vault")
    for _ in range(ROUNDS):
        for _ in range(essays.chance.randint(1, 3)):
            user.edit()
        for _ in range(essays.chance.randint(1, 2)):
            essays.change()
        essays.write(folder / "sources")
        if holding:
            hold_one(user, config, random.Random(seed))
        run(config, RunOptions(allow_mass_delete=True, paranoid=True))
        assert list(complaints(essays, user, folder / "vault")) == [], essays.log
        assert run(config, RunOptions(allow_mass_delete=True, dry_run=True)).plan.empty


def hold_one(user: User, config: Config, chance: random.Random) -> None:
    held = chance.choice([path.relative_to(config.vault).as_posix() for path in bodies(config.vault)])
    run(config, RunOptions(allow_mass_delete=True, held=lambda index: {VaultPath(held): "was changed a moment ago"}))
    told = "".join(bodies(config.vault).values())
    assert [edit.typed for edit in user.edits if edit.typed not in told] == [], held
