"""What is remembered changes nothing but the time: rule 5 for syncs of one process, and rules 6 and 4 beside it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from tests.conftest import tree
from tests.property.histories import World
from vaultsync.config import Config
from vaultsync.model import Plan
from vaultsync.notes.target import made_of_atom
from vaultsync.pipeline.memo import Memory
from vaultsync.pipeline.run import RunOptions, Watcher, run
from vaultsync.sync.merge import merge
from vaultsync.watch.start import scope_of
from vaultsync.watch.survey import survey

T = TypeVar("T")

_SOURCES = 12

_EDITS = "note_append note_edit_sentence source_edit source_drop_sentence source_retitle note_property".split()
"""Moves that make, move or remove no file."""


@pytest.mark.parametrize("seed", range(6))
def test_syncs_that_remember_agree_with_a_rebuild(tmp_path: Path, seed: int) -> None:
    world = World(tmp_path, seed)
    memory = Memory()
    for _ in range(12):
        step = world.step()
        run(world.config(), RunOptions(allow_mass_delete=True), memory=memory)
        anew = run(world.config(), RunOptions(fresh=True, dry_run=True, allow_mass_delete=True))
        assert anew.plan.actions == (), step


@pytest.mark.parametrize("seed", range(5))
def test_a_sync_that_looks_only_at_what_it_is_told_of_plans_what_a_new_process_plans(tmp_path: Path, seed: int) -> None:
    """Rule 5. What is told late, or by halves, is made good by the time all is told."""
    world = World(tmp_path, seed)
    memory = Memory()
    options = RunOptions(allow_mass_delete=True)
    run(world.config(), options, memory=memory)
    before = survey(scope_of(world.config())).files
    waiting: set[str] = set()
    for number in range(15):
        step = world.step() if number % 3 else world.chance.choice(_EDITS)
        if number % 3 == 0:
            world.move(step)
        now = survey(scope_of(world.config())).files
        waiting |= {path for path in {*before, *now} if before.get(path) != now.get(path)}
        told = {path for path in waiting if world.chance.random() < 0.8}
        planned = run(world.config(), replace(options, dry_run=True)).plan
        done = run(world.config(), replace(options, named=frozenset(told)), memory=memory)
        if told == waiting:
            assert _said(done.plan) == _said(planned), world.log
            assert run(world.config(), replace(options, fresh=True, dry_run=True)).plan.actions == (), world.log
        before = survey(scope_of(world.config())).files
        waiting -= told


def test_an_edit_that_is_told_of_costs_no_look_at_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path, 1)
    config, memory = world.config(), Memory()
    run(config, RunOptions(), memory=memory)
    monkeypatch.setattr("vaultsync.vault.scan.walk", _forbidden)
    monkeypatch.setattr("vaultsync.pipeline.reading.discover", _forbidden)
    for number in range(3):
        essay = world.sources / f"essay {number}.md"
        essay.write_text(
            f"{essay.read_text('utf-8')}\n\n## A new part {number}\n\nIt says so {number} times.\n", "utf-8"
        )
        done = run(config, RunOptions(named=frozenset([str(essay.resolve())])), memory=memory)
        assert any(b"It says so" in (action.data or b"") for action in done.plan.actions)


def _forbidden(*_: object, **__: object) -> None:
    raise AssertionError("looked at everything")


def _said(plan: Plan) -> list[tuple[str, str, bytes | None]]:
    return sorted((action.kind.value, action.path, action.data) for action in plan.actions)


def _essay(number: int) -> str:
    """Return an essay that shares its subject, and so its words, with one other."""
    chance = random.Random(number // 2)
    words = [
        "".join(chance.choices("bdfgklmnprst", k=3)) + "a" + "".join(chance.choices("aeiou", k=2)) for _ in range(9)
    ]
    parts = [f"# Essay {number} on {words[0]} and {words[1]}"]
    for section in range(3):
        one, other = words[section], words[section + 3]
        parts.append(f"## How {one} answers {other} in case {number}.{section}")
        parts += [
            f"The {one} of case {number}.{section}.{part} teaches what the {other} never could. "
            f"Nobody who has cared for {one} forgets how {other} answers to {words[6 + section]}."
            for part in range(3)
        ]
    return "\n\n".join(parts) + "\n"


def test_an_edit_costs_no_look_at_what_it_does_not_concern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many notes there are, and however many of them the user edited."""
    sources, vault = tmp_path / "sources", tmp_path / "vault"
    sources.mkdir()
    for number in range(_SOURCES):
        (sources / f"{number}.md").write_text(_essay(number), encoding="utf-8")
    config, memory = Config((sources,), vault, state_dir=tmp_path / "state"), Memory()
    run(config, RunOptions(), memory=memory)
    notes = sorted((vault / "Notes").rglob("*.md"))
    for number, note in enumerate(notes):
        note.write_text(note.read_text("utf-8") + f"\nMine, for the {number}th time.\n", "utf-8")
    asked, merged = Counter[str](), Counter[str]()
    monkeypatch.setattr("vaultsync.notes.target.made_of_atom", _counted(asked, made_of_atom))
    monkeypatch.setattr("vaultsync.sync.recalled.merge", _counted(merged, merge))
    edited = sources / "7.md"
    for word in ("quietly", "slowly", "surely"):
        asked.clear()
        merged.clear()
        text = edited.read_text("utf-8")
        edited.write_text(text.replace("case 7.1.1", f"case 7.1.1 {word}"), "utf-8")
        done = run(config, RunOptions(), memory=memory)
        assert any(word.encode() in (action.data or b"") for action in done.plan.actions)
    assert 0 < asked.total() < len(notes) / 4
    assert 0 < merged.total() < len(notes) / 4


def _counted(counts: Counter[str], function: Callable[..., T]) -> Callable[..., T]:
    def counting(*given: object, **named: object) -> T:
        counts[function.__name__] += 1
        return function(*given, **named)

    return counting


@pytest.mark.parametrize("kept", [True, False], ids=["one process", "a process each"])
def test_an_edited_paragraph_rewrites_the_notes_that_show_it_and_no_others(tmp_path: Path, kept: bool) -> None:
    """Rule 6."""
    sources, vault = tmp_path / "sources", tmp_path / "vault"
    sources.mkdir()
    for number in range(_SOURCES):
        (sources / f"{number}.md").write_text(_essay(number), encoding="utf-8")
    config = Config((sources,), vault, state_dir=tmp_path / "state")
    memory = Memory()
    run(config, RunOptions(), memory=memory)
    before = {path: (vault / path).stat() for path in tree(vault)}
    edited = sources / "7.md"
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("case 7.1.1 teaches", "case 7.1.1 quietly teaches"), encoding="utf-8")
    run(config, RunOptions(), memory=memory if kept else None)
    after = tree(vault)
    touched = {path for path in after if path not in before or (vault / path).stat() != before[path]}
    assert touched == {path for path, data in after.items() if b"quietly teaches" in data} != set()
    assert set(after) == set(before)


def test_a_vault_that_stands_as_it_should_is_not_planned_again(tmp_path: Path) -> None:
    """Rule 4, and that a file beside the sources counts among what a plan depends on."""
    world = World(tmp_path, 1)
    (world.sources / "pictured.md").write_text("# Pictured\n\nSee ![this](a.png) for yourself.\n", encoding="utf-8")
    stages: list[str] = []
    for _ in range(2):
        run(world.config(), RunOptions())
    run(world.config(), RunOptions(), Watcher(progress=lambda stage, done, total: stages.append(stage)))
    assert "Linking" not in stages
    (world.sources / "a.png").write_bytes(b"picture")
    run(world.config(), RunOptions())
    assert b"picture" in tree(world.vault).values()
    run(world.config(), RunOptions())
    shown = next(path for path, data in tree(world.vault).items() if data == b"picture")
    (world.vault / shown).write_bytes(b"painted over")
    run(world.config(), RunOptions())
    assert {b"picture", b"painted over"} <= set(tree(world.vault).values())
