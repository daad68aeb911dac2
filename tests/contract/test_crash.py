"""Rule 4: killed at any instruction, the next run ends where an uninterrupted one does; no user's text is ever gone.

Here the process "dies" by an exception that nothing catches, at every call of the writer that changes something and at
every transaction of the store; `tests/system/test_kill.py` does the same to a few real processes.
`VAULTSYNC_REFUSED=1` refuses each call in turn instead of every nineteenth.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.contract.faults import CHANGING, LOOKING, FaultyDisk, Killed, kill, refuse
from tests.contract.toy import Target, Wanted, sync, text_of, visible
from vaultsync.errors import VaultsyncError
from vaultsync.sync.store import Store

REFUSED = int(os.environ.get("VAULTSYNC_REFUSED", "19"))
"""Every which call is refused."""

BEFORE: Target = {
    "a": Wanted("Notes/A.md", "says a"),
    "b": Wanted("Notes/B.md", "says b"),
    "c": Wanted("Notes/C.md", "says c"),
    "d": Wanted("Old/D.md", "says d"),
}
EDITS = {
    "Notes/A.md": b"a\nsays a\nUSER-in-a\n",
    "Notes/C.md": b"c\nsays c\nUSER-in-c\n",
    "Mine.md": b"USER-own note\n",
}
AFTER: dict[str, Target] = {
    "update": {note: Wanted(BEFORE[note].path, f"says {note}, now better") for note in "abcd"},
    "create": {**BEFORE, "e": Wanted("Notes/New/E.md", "says e"), "f": Wanted("x.png", "", b"\x89\xff")},
    "trash": {note: BEFORE[note] for note in "ac"},
    "rename": {**BEFORE, "a": Wanted("Notes/New/A.md", "says a"), "d": Wanted("Old/D too.md", "says d")},
    "rename and edit": {**BEFORE, "a": Wanted("Notes/A2.md", "says a2"), "d": Wanted("New/D2.md", "says d2")},
    "swap": {**BEFORE, "a": Wanted("Notes/C.md", "says a"), "c": Wanted("Notes/A.md", "says c")},
    "swap and edit": {**BEFORE, "a": Wanted("Notes/C.md", "says a2"), "c": Wanted("Notes/A.md", "says c2")},
    "ring": {
        **BEFORE,
        "a": Wanted("Notes/B.md", "says a"),
        "b": Wanted("Notes/C.md", "says b"),
        "c": Wanted("Notes/A.md", "says c"),
    },
    "ring and edit": {
        **BEFORE,
        "a": Wanted("Notes/B.md", "says a2"),
        "b": Wanted("Notes/C.md", "says b2"),
        "c": Wanted("Notes/A.md", "says c2"),
    },
    "make room": {
        **BEFORE,
        "a": Wanted("Notes/B.md", "says a2"),
        "b": Wanted("Notes/C.md", "says b"),
        "c": Wanted("Notes/D.md", "says c2"),
    },
    "take the place": {"e": Wanted("Old/D.md", "says e"), "a": BEFORE["a"], "b": BEFORE["b"], "c": BEFORE["c"]},
}
LATER: Target = {note: Wanted(f"Later/{note}.md", f"says {note}, later") for note in "abce"}

Kill = Callable[[], None]


class World:
    """A vault with its state, to which one thing can be done again and again."""

    def __init__(self, root: Path, *, exchange: bool) -> None:
        self.root = root
        self.exchange = exchange
        self.vault, self.state = root / "vault", root / "state"
        (root / "start").mkdir()
        sync(root / "start" / "vault", root / "start" / "state", BEFORE)
        for path, data in EDITS.items():
            (root / "start" / "vault" / path).write_bytes(data)

    def restart(self) -> None:
        for path in (self.vault, self.state):
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(self.root / "start" / path.name, path)

    def run(self, target: Target, at: int = 0) -> FaultyDisk:
        """Sync; the process dies before the changing call `at` (none if 0)."""
        disk = FaultyDisk(kill, at, exchange=self.exchange)
        with suppress(Killed):
            sync(self.vault, self.state, target, disk=disk)
        return disk

    def refused(self, target: Target, at: int, code: int, **how: Any) -> tuple[FaultyDisk, bool]:
        """Sync; the system refuses the call `at`. Returns also whether the run said that something is wrong."""
        disk = FaultyDisk(refuse(code), at, exchange=self.exchange, **how)
        try:
            results = sync(self.vault, self.state, target, disk=disk)
        except VaultsyncError:
            return disk, True
        return disk, any(one.problems for one in results)

    def result(self, *targets: Target) -> dict[str, bytes]:
        self.restart()
        for target in targets:
            self.run(target)
        return visible(self.vault)


@pytest.fixture(params=[True, False], ids=["exchange", "no exchange"])
def world(quick_path: Path, request: pytest.FixtureRequest) -> World:
    return World(quick_path, exchange=request.param)


def needles(found: dict[str, bytes]) -> set[bytes]:
    text = b"\n".join(found.values())
    return {needle for needle in (b"USER-in-a", b"USER-in-c", b"USER-own note") if needle in text}


def hidden(vault: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (vault / ".vaultsync/displaced").iterdir()}


@pytest.mark.parametrize("case", sorted(AFTER))
def test_killed_at_any_call(world: World, case: str) -> None:
    target = AFTER[case]
    expected = world.result(target)
    again, last = world.result(target, LATER), world.result(LATER)
    assert len(needles(expected)) == len(needles(again)) == len(needles(last)) == 3
    at = 0
    while True:
        at += 1
        world.restart()
        disk = world.run(target, at)
        if len(disk.calls) < at:
            break
        where = f"before call {at}, {disk.calls[-1]}"
        if world.exchange:
            assert len(needles(visible(world.vault))) == 3, where
            check_wholeness(visible(world.vault), case, expected, where)
        else:
            assert len(needles(visible(world.vault) | hidden(world.vault))) == 3, where
        world.run(target)
        assert visible(world.vault) == expected, where
        assert world.run(target).calls == [], where

        world.restart()
        world.run(target, at)
        world.run(LATER)
        assert visible(world.vault) in (again, last), f"another target after death {where}"
    assert at > 5


@pytest.mark.parametrize("case", sorted(AFTER))
@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
@pytest.mark.parametrize("counted", [LOOKING, CHANGING], ids=["looking", "changing"])
@pytest.mark.parametrize("on", [False, True], ids=["once", "from there on"])
def test_refused_any_call(world: World, case: str, code: int, counted: frozenset[str], on: bool) -> None:
    """What can't be read for a while is taken neither for absent nor for another, and what was refused is made up."""
    target = AFTER[case]
    expected = world.result(target)
    for at in range(1 + len(case) % min(REFUSED, 10), 1000, REFUSED):
        world.restart()
        disk, is_told = world.refused(target, at, code, counted=counted, on=on)
        if len(disk.calls) < at:
            break
        where = f"refused call {at}, {disk.calls[at - 1]}"
        found = visible(world.vault)
        assert is_told or found == expected, where
        assert len(needles(found if world.exchange else found | hidden(world.vault))) == 3, where
        world.run(target)
        assert visible(world.vault) == expected, where
        assert world.run(target).calls == [], where
    assert at > REFUSED


def check_wholeness(found: dict[str, bytes], case: str, expected: dict[str, bytes], where: str) -> None:
    """Every visible file holds what it held or will hold; files that change places may also hold each other's text."""
    old = {one.path: text_of(note, one).encode() for note, one in BEFORE.items()} | EDITS
    swapped = case.startswith(("swap", "ring"))
    for path, data in found.items():
        whole = {old.get(path), expected.get(path)} | (set(old.values()) if swapped else set())
        assert data in whole, f"{path} is torn {where}"


@pytest.mark.parametrize("case", sorted(AFTER))
@pytest.mark.parametrize(
    ("first_step", "second_step"),
    [pytest.param(11, 5, id="some"), pytest.param(3, 2, id="more", marks=pytest.mark.slow)],
)
def test_killed_again_while_recovering(world: World, case: str, first_step: int, second_step: int) -> None:
    target = AFTER[case]
    expected = world.result(target)
    at = 0
    while True:
        at += first_step
        second = 0
        while True:
            second += second_step
            world.restart()
            first_disk = world.run(target, at)
            disk = world.run(target, second)
            if len(disk.calls) < second:
                break
            assert len(needles(visible(world.vault) | hidden(world.vault))) == 3
            world.run(target)
            assert visible(world.vault) == expected, f"killed before call {at}, then before call {second}"
        if len(first_disk.calls) < at:
            break


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Die around the n-th transaction: `[2n]` before it, `[2n + 1]` after it."""
    countdown = [-1]

    def guard(method: Callable[..., None]) -> Callable[..., None]:
        def guarded(*arguments: object, **named: object) -> None:
            for act in (False, True):
                if act:
                    method(*arguments, **named)
                if countdown[0] == 0:
                    countdown[0] = -1
                    raise Killed
                countdown[0] -= 1

        return guarded

    for name in ("begin", "commit"):
        monkeypatch.setattr(Store, name, guard(getattr(Store, name)))
    yield countdown


@pytest.mark.parametrize("case", sorted(AFTER))
def test_killed_around_any_transaction(world: World, case: str, transactions: list[int]) -> None:
    target = AFTER[case]
    expected = world.result(target)
    for when in range(4):
        world.restart()
        transactions[0] = when
        world.run(target)
        assert transactions[0] == -1
        assert len(needles(visible(world.vault))) == 3
        world.run(target)
        assert visible(world.vault) == expected
        assert world.run(target).calls == []


def test_killed_in_the_middle_of_a_write(world: World) -> None:
    class Torn(FaultyDisk):
        def write(self, descriptor: int, data: memoryview) -> int:
            super().write(descriptor, data[: len(data) // 2])
            raise Killed

    world.restart()
    with suppress(Killed):
        sync(world.vault, world.state, AFTER["update"], disk=Torn())
    assert visible(world.vault) == world.result()
    world.restart()
    with suppress(Killed):
        sync(world.vault, world.state, AFTER["update"], disk=Torn())
    assert [path.suffix for path in (world.vault / ".vaultsync/tmp").iterdir()] == [".part"]
    world.run(AFTER["update"])
    assert not list((world.vault / ".vaultsync/tmp").iterdir())


def test_a_save_that_the_dead_run_swapped_out_comes_back_to_its_place(quick_path: Path) -> None:
    """The editor saves between our last look and the exchange; we die before we see what came out."""
    world = World(quick_path, exchange=True)
    world.restart()
    note = world.vault / "Notes/B.md"
    plain = world.run(AFTER["update"]).calls
    late = b"b\nsays b\nUSER-late\n"
    saved: list[bytes] = []
    for at, call in enumerate(plain, 1):
        if call != "exchange":
            continue

        class SavedBefore(FaultyDisk):
            def exchange(self, folder: int, name: str, other_folder: int, other: str) -> None:
                if other == "B.md":
                    note.write_bytes(late)
                    saved.append(late)
                super().exchange(folder, name, other_folder, other)

        world.restart()
        with suppress(Killed):
            sync(world.vault, world.state, AFTER["update"], disk=SavedBefore(kill, at + 1))
        if saved:
            assert b"USER-late" not in b"".join(visible(world.vault).values())
            world.run(AFTER["update"])
            after = visible(world.vault)
            assert after["Notes/B.md"] == b"b\nsays b, now better\nUSER-late\n"
            assert not [path for path in after if "recovered" in path]
            return
    raise AssertionError("the note was never exchanged")
