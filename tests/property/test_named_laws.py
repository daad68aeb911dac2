"""A run that looks only at what it is told of plans what a look at everything would, whatever people do (rule 5)."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import tree
from tests.property.histories import World
from vaultsync.config import Config, SplitConfig
from vaultsync.model import Plan
from vaultsync.pipeline.memo import Memory
from vaultsync.pipeline.run import RunOptions, run
from vaultsync.pipeline.targeting import packaged_templates

_FURNITURE = "Subscribe to the harbour letter for a new essay on every second Sunday.\n"
_LICENCE = "Printed with leave of the harbour master, who keeps every right in it.\n"


class Desk(World):
    """A world with a second root, a note for a root, a picture and templates of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 1)
        self.other, self.inbox, self.templates = folder / "other", self.vault / "Inbox.md", folder / "templates"
        (self.sources / "part").mkdir()
        self.write_source("part/kept")
        (self.sources / "a.png").write_bytes(b"picture")
        self._add(self.sources / "essay 0.md", "\n\nSee ![this](a.png) for yourself.\n")
        for number in range(3):
            self._add(self.sources / f"essay {number}.md", f"\n\n{_FURNITURE}\n{_LICENCE}")
        self._add(self.sources / "part" / "kept.md", f"\n\n{_LICENCE}")
        for made in (self.other, self.templates, self.vault / ".obsidian"):
            made.mkdir(parents=True)
        self.settings = self.vault / ".obsidian" / "app.json"
        self.settings.write_text("{}", "utf-8")
        self.plain = super().config()

    def config(self) -> Config:
        return replace(self.plain, sources=(self.sources, self.other, self.inbox), templates=self.templates)

    def _add(self, path: Path, text: str) -> None:
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    def _renamed(self, old: Path, new: Path) -> list[Path]:
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
        return [old, new]

    # --- each deed returns what a watcher tells of it: of a folder perhaps no more than the folder ---

    def edit_a_source(self) -> list[Path]:
        path = self.sources / "essay 1.md"
        path.write_text(path.read_text("utf-8").replace("Later visitors", "Later, visitors"), "utf-8")
        return [path]

    def move_a_source_to_the_other_root(self) -> list[Path]:
        return self._renamed(self.sources / "essay 1.md", self.other / "essay 1.md")

    def swap_two_sources(self) -> list[Path]:
        one, two, aside = (self.sources / name for name in ("essay 1.md", "essay 2.md", "aside"))
        one.rename(aside)
        two.rename(one)
        aside.rename(two)
        return [one, two]

    def rename_a_folder_of_sources(self) -> list[Path]:
        return self._renamed(self.sources / "part", self.sources / "portion")

    def take_a_folder_of_sources_away(self) -> list[Path]:
        return self._renamed(self.sources / "part", self.sources.parent / "taken")[:1]

    def rename_a_source_but_for_its_case(self) -> list[Path]:
        return self._renamed(self.sources / "essay 1.md", self.sources / "Essay 1.md")

    def delete_a_source(self) -> list[Path]:
        (self.sources / "essay 1.md").unlink()
        return [self.sources / "essay 1.md"]

    def make_a_link_of_a_source(self) -> list[Path]:
        path = self.sources / "essay 1.md"
        path.unlink()
        path.symlink_to(self.sources / "essay 2.md")
        return [path]

    def write_the_note_that_is_a_root(self) -> list[Path]:
        self.inbox.write_text("# Into the box\n\nGlass answers to patience, and bread answers to glass.\n", "utf-8")
        return [self.inbox]

    def make_furniture_of_what_three_say(self) -> list[Path]:
        """Changes what becomes of sources that nobody touched."""
        path = self.sources / "part" / "kept.md"
        self._add(path, f"\n\n{_FURNITURE}")
        return [path]

    def make_words_of_furniture(self) -> list[Path]:
        path = self.sources / "essay 2.md"
        path.write_text(path.read_text("utf-8").replace(_LICENCE, ""), "utf-8")
        return [path]

    def paint_over_a_picture_of_a_source(self) -> list[Path]:
        (self.sources / "a.png").write_bytes(b"another")
        return [self.sources / "a.png"]

    def paint_over_a_picture_in_the_vault(self) -> list[Path]:
        shown = next(self.vault / path for path, data in tree(self.vault).items() if data == b"picture")
        shown.write_bytes(b"painted over")
        return [shown]

    def remove_a_picture_from_the_vault(self) -> list[Path]:
        shown = next(self.vault / path for path, data in tree(self.vault).items() if data == b"picture")
        shown.unlink()
        return [shown]

    def edit_one_note_and_move_another(self) -> list[Path]:
        one, two, *_ = self.notes()
        self._add(one, f"\nMine: {self.word()}.\n")
        return [one, *self._renamed(two, self.vault / "Elsewhere" / two.name)]

    def edit_a_source_and_move_its_notes(self) -> list[Path]:
        moved = [path for path in self.notes() if "Later visitors" in path.read_text("utf-8")]
        told = [where for path in moved for where in self._renamed(path, self.vault / "Elsewhere" / path.name)]
        return [*self.edit_a_source(), *told]

    def rename_a_note_but_for_its_case(self) -> list[Path]:
        note = next(path for path in self.notes() if path.name != path.name.upper())
        return self._renamed(note, note.with_name(note.stem.upper() + ".md"))

    def rename_a_folder_of_notes(self) -> list[Path]:
        return self._renamed(self.vault / "Notes", self.vault / "My notes")

    def take_a_folder_of_notes_away(self) -> list[Path]:
        return self._renamed(self.vault / "Notes", self.vault.parent / "taken")[:1]

    def copy_a_note(self) -> list[Path]:
        note = self.notes()[0]
        shutil.copy(note, note.with_name("A copy.md"))
        return [note.with_name("A copy.md")]

    def give_a_note_the_id_of_another(self) -> list[Path]:
        one, two, *_ = (path for path in self.notes() if "\nid: " in path.read_text("utf-8"))
        shutil.copy(one, two)
        return [two]

    def write_a_note_that_a_link_may_mean(self) -> list[Path]:
        (self.vault / "Own").mkdir()
        shutil.copy(self.notes()[0], self.vault / "Own" / self.notes()[0].name)
        own = self.vault / "Own" / self.notes()[0].name
        own.write_text("Of my own.\n", "utf-8")
        return [own]

    def set_where_attachments_go(self) -> list[Path]:
        self.settings.write_text(json.dumps({"attachmentFolderPath": "Pictures", "newLinkFormat": "absolute"}), "utf-8")
        return [self.settings]

    def change_a_template(self) -> list[Path]:
        packaged = sorted(packaged_templates().glob("*.md"))
        for file in packaged:
            (self.templates / file.name).write_text(file.read_text("utf-8") + "\nOf my own making.\n", "utf-8")
        return [self.templates / file.name for file in packaged]

    def change_the_settings(self) -> list[Path]:
        self.plain = replace(self.plain, split=SplitConfig(target_words=20, min_words=5, max_words=60))
        return []

    def name_other_sources(self) -> list[Path]:
        self.plain = replace(self.plain, ignore=("essay 1.md",))
        return []


_DEEDS = [deed for name, deed in vars(Desk).items() if not name.startswith("_") and name != "config"]


@pytest.mark.parametrize("is_whole", [True, False], ids=["at once", "one by one"])
@pytest.mark.parametrize("deed", _DEEDS)
def test_what_is_told_is_enough(tmp_path: Path, deed: Callable[[Desk], list[Path]], is_whole: bool) -> None:
    desk, memory = Desk(tmp_path), Memory()
    options = RunOptions(allow_mass_delete=True)
    run(desk.config(), options, memory=memory)
    _let_all_settle()
    assert run(desk.config(), replace(options, named=frozenset()), memory=memory).plan.actions == ()
    told = [str(path.parent.resolve() / path.name) for path in deed(desk)]
    for heard in [told] if is_whole or not told else [[one] for one in told]:
        planned = run(desk.config(), replace(options, dry_run=True)).plan
        done = run(desk.config(), replace(options, named=frozenset(heard)), memory=memory)
        if is_whole:
            assert _said(done.plan) == _said(planned)
    assert _said(run(desk.config(), replace(options, fresh=True, dry_run=True)).plan) == []
    desk.check_nothing_lost()


def _let_all_settle() -> None:
    """Let the grain of the file system's clock pass, so that a stamp is believed."""
    time.sleep(0.15)


def _said(plan: Plan) -> list[tuple[str, str, bytes | None]]:
    return sorted((action.kind.value, action.path, action.data) for action in plan.actions)
