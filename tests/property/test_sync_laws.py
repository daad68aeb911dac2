"""Random histories of both sides: nothing typed is lost, syncs converge, rebuild agrees (rules 1, 4, 5)."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.conftest import tree
from vaultsync.config import Config
from vaultsync.model import ActionKind
from vaultsync.pipeline.run import RunOptions, run

SUBJECTS = ("soil", "rain", "bridges", "ledgers", "winter", "compost", "harbours", "letters", "glass", "bread")


class World:
    """A source folder, a vault and everything that the user typed into it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.sources = folder / "sources"
        self.vault = folder / "vault"
        self.state = folder / "state"
        self.typed: list[str] = []
        self.count = 0
        self.sources.mkdir(parents=True)
        for number in range(3):
            self.write_source(f"essay {number}")

    def config(self) -> Config:
        return Config((self.sources,), self.vault, state_dir=self.state)

    def section(self) -> str:
        subject, other = self.chance.sample(SUBJECTS, 2)
        self.count += 1
        sentences = [
            f"{subject.capitalize()} teaches what {other} never could in the {self.count}th year.",
            f"Nobody who has cared for {subject} forgets how {other} answers to patience.",
            f"The work on {subject} is slow, and the {self.count} lessons of it are slower.",
        ]
        return f"## {subject.capitalize()} outlasts {other} {self.count}\n\n" + " ".join(sentences) + "\n"

    def write_source(self, name: str) -> None:
        sections = [self.section() for _ in range(self.chance.randint(2, 4))]
        (self.sources / f"{name}.md").write_text(f"# On {name}\n\n" + "\n".join(sections), encoding="utf-8")

    def notes(self) -> list[Path]:
        return sorted(
            path
            for path in self.vault.rglob("*.md")
            if not any(part.startswith(".") for part in path.relative_to(self.vault).parts)
        )

    def step(self) -> str:
        name = self.chance.choice([name for name in dir(self) if name.startswith(("source_", "note_", "state_"))])
        getattr(self, name)()
        return name

    def _source(self) -> tuple[Path, list[str]] | None:
        found = sorted(self.sources.glob("*.md"))
        if not found:
            return None
        path = self.chance.choice(found)
        head, *sections = path.read_text(encoding="utf-8").split("\n## ")
        return path, [head, *(f"## {section}" for section in sections)]

    def _put(self, path: Path, parts: list[str]) -> None:
        path.write_text("\n".join(parts), encoding="utf-8")

    def source_edit(self) -> None:
        if (found := self._source()) and len(found[1]) > 1:
            path, parts = found
            at = self.chance.randrange(1, len(parts))
            parts[at] = parts[at].replace("Nobody who has cared", f"No one that ever cared {self.count}", 1)
            self._put(path, parts)

    def source_retitle(self) -> None:
        if (found := self._source()) and len(found[1]) > 1:
            path, parts = found
            parts[1] = parts[1].replace("outlasts", f"survives {self.count} times", 1)
            self._put(path, parts)

    def source_reorder(self) -> None:
        if found := self._source():
            path, parts = found
            rest = parts[1:]
            self.chance.shuffle(rest)
            self._put(path, [parts[0], *rest])

    def source_add(self) -> None:
        if found := self._source():
            path, parts = found
            parts.insert(self.chance.randint(1, len(parts)), self.section())
            self._put(path, parts)

    def source_remove_section(self) -> None:
        if (found := self._source()) and len(found[1]) > 2:
            path, parts = found
            del parts[self.chance.randrange(1, len(parts))]
            self._put(path, parts)

    def source_rename(self) -> None:
        if found := self._source():
            self.count += 1
            found[0].rename(self.sources / f"renamed {self.count}.md")

    def source_new(self) -> None:
        self.count += 1
        self.write_source(f"more {self.count}")

    def _word(self) -> str:
        self.count += 1
        word = f"typed{self.count}word"
        self.typed.append(word)
        return word

    def note_append(self) -> None:
        if notes := self.notes():
            path = self.chance.choice(notes)
            path.write_text(path.read_text(encoding="utf-8") + f"\nMine: {self._word()}.\n", encoding="utf-8")

    def note_edit_sentence(self) -> None:
        notes = [path for path in self.notes() if "The work on" in path.read_text(encoding="utf-8")]
        if notes:
            path = self.chance.choice(notes)
            text = path.read_text(encoding="utf-8").replace("The work on", f"The {self._word()} work on", 1)
            path.write_text(text, encoding="utf-8")

    def note_property(self) -> None:
        notes = [path for path in self.notes() if "aliases: []" in path.read_text(encoding="utf-8")]
        if notes:
            path = self.chance.choice(notes)
            text = path.read_text(encoding="utf-8").replace("aliases: []", f"aliases: [{self._word()}]", 1)
            path.write_text(text, encoding="utf-8")

    def note_rename(self) -> None:
        if notes := self.notes():
            self.count += 1
            path = self.chance.choice(notes)
            path.rename(path.with_name(f"My name {self.count}.md"))

    def note_move(self) -> None:
        if notes := self.notes():
            path = self.chance.choice(notes)
            (self.vault / "Elsewhere").mkdir(exist_ok=True)
            if not (self.vault / "Elsewhere" / path.name).exists():
                path.rename(self.vault / "Elsewhere" / path.name)

    def note_delete(self) -> None:
        notes = [path for path in self.notes() if "typed" not in path.read_text(encoding="utf-8")]
        if notes:
            self.chance.choice(notes).unlink()

    def note_copy(self) -> None:
        if notes := self.notes():
            self.count += 1
            shutil.copy(path := self.chance.choice(notes), path.with_name(f"Copy {self.count}.md"))

    def note_own(self) -> None:
        notes = self.notes()
        self.count += 1
        self.vault.mkdir(exist_ok=True)
        link = self.chance.choice(notes).stem if notes else "nothing"
        (self.vault / f"Own {self.count}.md").write_text(f"{self._word()} about [[{link}]].\n", encoding="utf-8")

    def all_text(self) -> str:
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace") for path in self.vault.rglob("*.md") if path.is_file()
        )


def play(folder: Path, seed: int, steps: int) -> None:
    world = World(folder, seed)
    run(world.config(), RunOptions(allow_mass_delete=True))
    log: list[str] = []
    for _ in range(steps):
        log += [world.step() for _ in range(world.chance.randint(1, 3))]
        done = run(world.config(), RunOptions(allow_mass_delete=True))
        log.append(f"sync: {[action.kind.value for action in done.plan.actions]}")
        text = world.all_text()
        assert [word for word in world.typed if word not in text] == [], (seed, log)
        again = run(world.config(), RunOptions(dry_run=True, allow_mass_delete=True))
        assert [(one.kind.value, one.path, one.reason) for one in again.plan.actions] == [], (seed, log)
    before = tree(world.vault)
    rebuilt = run(world.config(), RunOptions(fresh=True, allow_mass_delete=True))
    assert [one for one in rebuilt.plan.actions if one.kind is not ActionKind.RECORD] == [], (seed, log)
    assert tree(world.vault) == before


@pytest.mark.parametrize("seed", range(6))
def test_a_history_of_both_sides_converges_and_loses_nothing(seed: int, tmp_path: Path) -> None:
    play(tmp_path, seed, 5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(100, 120), 136])
def test_longer_histories(seed: int, tmp_path: Path) -> None:
    play(tmp_path, seed, 12)
