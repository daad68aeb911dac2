"""A world with two sides, sources and vault, in which anything may happen; it knows every word that the user typed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.contract.faults import FaultyDisk, Killed, kill
from tests.property.both_sides import NoteMoves, SourceMoves
from vaultsync.config import Config
from vaultsync.errors import ConfigError, StateLost
from vaultsync.model import Action, RunResult
from vaultsync.pipeline.run import RunOptions, run
from vaultsync.pipeline.undoing import undo
from vaultsync.vault.write import VaultWriter


class World(SourceMoves, NoteMoves):
    """A source folder, a vault, a state folder, and what happens to them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.sources = folder / "sources"
        self.vault = folder / "vault"
        self.state = folder / "state"
        self.typed = []
        self.count = 0
        self.log: list[str] = []
        self.sources.mkdir(parents=True)
        for number in range(3):
            self.write_source(f"essay {number}")

    @classmethod
    def moves(cls) -> list[str]:
        return sorted(name for name in dir(cls) if name.startswith(("source_", "note_", "both_")))

    def move(self, name: str) -> None:
        self.log.append(name)
        getattr(self, name)()

    def step(self) -> str:
        """Make any move; returns its name."""
        name = self.chance.choice(self.moves())
        self.move(name)
        return name

    def config(self) -> Config:
        return Config((self.sources,), self.vault, state_dir=self.state)

    # --- what vaultsync does ---

    def sync(self, *, fresh: bool = False) -> RunResult:
        done = run(self.config(), RunOptions(fresh=fresh, allow_mass_delete=True, paranoid=True))
        self.log.append(f"sync: {[action.kind.value for action in done.plan.actions]}")
        return done

    def killed_sync(self, at: int) -> None:
        """Die before the `at`-th change to the disk: nothing that deals with errors sees it."""
        self.log.append(f"killed at {at}")
        with pytest.MonkeyPatch.context() as patch:
            self._with_disk(patch, FaultyDisk(kill, at))
            try:
                run(self.config(), RunOptions(allow_mass_delete=True))
            except Killed:
                return

    def crossed_sync(self, at: int, name: str) -> None:
        """Let the user, or the source, in between two changes to the disk."""
        self.log.append(f"{name} at {at} of")
        with pytest.MonkeyPatch.context() as patch:
            self._with_disk(patch, FaultyDisk(partial(self._once(), name), at))
            run(self.config(), RunOptions(allow_mass_delete=True))

    def _once(self) -> Callable[[str], None]:
        done: list[str] = []

        def act(name: str) -> None:
            if not done:
                done.append(name)
                self.move(name)

        return act

    @staticmethod
    def _with_disk(patch: pytest.MonkeyPatch, disk: FaultyDisk) -> None:
        patch.setattr("vaultsync.pipeline.run.VaultWriter", partial(VaultWriter, disk=disk))

    def undo(self) -> None:
        self.log.append("undo")
        try:
            undo(self.config(), None, dry_run=False)
        except StateLost:
            return
        except ConfigError as error:
            assert "nothing" in str(error) or "no run" in str(error) or "not written" in str(error), error

    def drop_state(self) -> None:
        self.log.append("drop the state")
        shutil.rmtree(self.state, ignore_errors=True)

    def damage_state(self) -> None:
        self.log.append("damage the state")
        for file in sorted(self.state.rglob("store.sqlite")):
            data = bytearray(file.read_bytes())
            for _ in range(20):
                at = self.chance.randrange(len(data))
                data[at : at + 40] = b"\xa5" * len(data[at : at + 40])
            file.write_bytes(data)

    # --- what must be true ---

    def check_nothing_lost(self) -> None:
        text = self.all_text()
        assert [word for word in self.typed if word not in text] == [], self.log

    def check_settled(self) -> None:
        """After a sync the next plan is empty (rule 4); that a rebuild's is too, the sync has seen to (rule 5)."""
        plan = run(self.config(), RunOptions(dry_run=True, allow_mass_delete=True)).plan
        assert _told(plan.actions) == [], self.log


def _told(actions: Sequence[Action]) -> list[tuple[str, str, str]]:
    return [(action.kind.value, action.path, action.reason) for action in actions]
