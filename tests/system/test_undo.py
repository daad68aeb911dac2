from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Run, put
from tests.system.driven import CHANGED, ESSAY, LEVERS, LONGER, RETITLED, SCREWS, SHORTER, WHEELS, Vault
from vaultsync.vault.write import VaultWriter


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return Vault(tmp_path, monkeypatch)


EACH = pytest.mark.parametrize(
    "source", [CHANGED, RETITLED, SHORTER, LONGER], ids=["changed", "retitled", "shorter", "longer"]
)


@EACH
def test_an_undo_gives_the_bytes_from_before(vault: Vault, source: str) -> None:
    before = vault.tree()
    vault.says(source)
    vault.call("sync")
    after = vault.tree()
    assert after != before

    dry = vault.json("undo", "--dry-run")
    assert vault.tree() == after
    done = vault.json("undo")
    assert vault.tree() == before
    assert done["undone"] == vault.runs()[1]
    assert dry["actions"] == done["actions"]


def check_that_an_undone_run_is_done_again(vault: Vault) -> None:
    vault.call("sync")
    after = vault.tree()
    vault.call("undo")
    vault.call("sync")
    assert vault.tree() == after
    vault.call("rebuild", "--check")


@EACH
def test_the_sync_after_an_undo_stands_where_the_undone_run_stood(vault: Vault, source: str) -> None:
    vault.says(source)
    check_that_an_undone_run_is_done_again(vault)

    vault.call("undo")
    vault.says(ESSAY)
    assert [one for one in vault.json("sync")["actions"] if one["action"] != "record"] == []
    vault.call("rebuild", "--check")


@EACH
def test_and_so_where_the_state_was_lost_before_the_run(vault: Vault, source: str) -> None:
    vault.says(source)
    shutil.rmtree(vault.folder / "state")
    check_that_an_undone_run_is_done_again(vault)


@EACH
def test_an_undo_can_be_undone(vault: Vault, source: str) -> None:
    vault.says(source)
    vault.call("sync")
    after = vault.tree()
    vault.call("undo")
    vault.call("undo")
    assert vault.tree() == after
    vault.call("rebuild", "--check")


def test_an_undo_of_a_named_run_is_done_once(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    run = vault.runs()[0]
    vault.call("undo", run)
    undone = vault.tree()
    assert vault.json("undo", run)["actions"] == []
    assert vault.tree() == undone


def test_what_was_written_since_stays(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    vault.edit(WHEELS, "It needs a road to be of much use.", "It needs a road to be of much use, or rails.")
    vault.call("undo")
    text = vault.read(WHEELS)
    assert "or rails." in text
    assert "Carts had them first." in text
    assert "Potters" not in text
    vault.call("sync")
    text = vault.read(WHEELS)
    assert "or rails." in text
    assert "Potters had them first." in text
    vault.call("rebuild", "--check")


def test_the_same_words_changed_since_are_a_conflict(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    vault.edit(WHEELS, "Potters had them first.", "Nobody knows who had them first.")
    found = vault.json("undo", code=3)
    assert found["conflicts"] == [WHEELS]
    assert "Nobody knows who had them first." in vault.read(WHEELS)
    assert "Carts had them first." in vault.read(WHEELS)
    vault.call("sync", code=3)
    assert "Nobody knows who had them first." in vault.read(WHEELS)
    assert "Potters had them first." in vault.read(WHEELS)
    assert vault.read(WHEELS).count("[!warning]") == 1
    assert vault.json("sync", code=3)["actions"] == []


def test_an_earlier_run_goes_and_the_later_one_stays(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    both = CHANGED.replace("Every crowbar is one.", "Every seesaw is one.")
    vault.says(both)
    vault.call("sync")
    expected = vault.tree()
    vault.call("undo", vault.runs()[1])
    assert "Carts had them first." in vault.read(WHEELS)
    assert "Every seesaw is one." in vault.read(LEVERS)
    vault.call("sync")
    assert vault.tree() == expected
    vault.call("rebuild", "--check")


def test_an_earlier_change_to_the_same_note_goes_alone(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    vault.says(CHANGED.replace("where a sledge would drag", "where sledges drag"))
    vault.call("sync")
    vault.call("undo", vault.runs()[1])
    text = vault.read(WHEELS)
    assert "where sledges drag" in text
    assert "Carts had them first." in text


def test_a_moved_note_stays_where_the_user_put_it(vault: Vault) -> None:
    vault.says(RETITLED)
    vault.call("sync")
    (vault.vault / "Mine").mkdir()
    (vault.vault / "Notes/Machines/Wheels need a road.md").rename(vault.vault / "Mine/Roads.md")
    vault.call("undo")
    assert not (vault.vault / WHEELS).exists()
    assert "Wheels roll over the ground" in vault.read("Mine/Roads.md")


def test_a_name_that_was_taken_since_is_left_alone(vault: Vault) -> None:
    vault.says(RETITLED)
    vault.call("sync")
    put(vault.vault, {WHEELS: "Mine.\n"})
    vault.call("undo")
    assert vault.read(WHEELS) == "Mine.\n"
    assert (vault.vault / "Notes/Machines/Wheels need a road.md").exists()
    vault.call("sync")
    assert vault.read(WHEELS) == "Mine.\n"


def test_a_trashed_note_comes_back_beside_what_took_its_place(vault: Vault) -> None:
    before = vault.read(SCREWS)
    vault.says(SHORTER)
    vault.call("sync")
    put(vault.vault, {SCREWS: "Mine.\n"})
    vault.call("undo")
    assert vault.read(SCREWS) == "Mine.\n"
    assert vault.read(SCREWS.replace(".md", " 2.md")) == before


def test_a_made_note_that_was_edited_is_kept(vault: Vault) -> None:
    vault.says(LONGER)
    vault.call("sync")
    pulleys = "Notes/Machines/Pulleys turn a pull around.md"
    vault.edit(pulleys, "Sailors rig many of them.", "Sailors rig many of them. I have one.")
    found = vault.json("undo")
    assert "I have one." in vault.read(pulleys)
    assert any(str(line).startswith(pulleys) for line in found["skipped"])


def test_the_first_run_can_be_undone_and_done_again(vault: Vault) -> None:
    made = vault.tree()
    put(vault.vault, {"Mine.md": "Mine.\n"})
    vault.call("undo")
    assert vault.tree() == {"Mine.md": b"Mine.\n"}
    vault.call("rebuild")
    assert vault.tree() == {**made, "Mine.md": b"Mine.\n"}


def test_links_that_were_mended_in_the_users_notes_go_back(vault: Vault) -> None:
    put(vault.vault, {"Mine.md": "See [[Wheels roll over the ground]].\n"})
    vault.call("sync")
    vault.says(RETITLED)
    vault.call("sync")
    assert "[[Wheels need a road" in vault.read("Mine.md")
    vault.edit("Mine.md", "See", "Do see")
    put(vault.vault, {"Later.md": "See also [[Wheels need a road]].\n"})
    vault.call("undo")
    assert vault.read("Mine.md") == "Do see [[Wheels roll over the ground]].\n"
    assert "[[Wheels roll over the ground" in vault.read("Later.md")


def test_a_deletion_that_was_noted_is_undone(vault: Vault) -> None:
    before = vault.tree()
    (vault.vault / WHEELS).unlink()
    vault.call("sync")
    assert not (vault.vault / WHEELS).exists()
    vault.call("undo")
    assert vault.tree() == before
    vault.call("rebuild", "--check")


def test_a_run_that_only_saw_an_edit_is_not_what_undo_means(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    changed = vault.runs()[0]
    vault.edit(LEVERS, "Every crowbar is one.", "Every crowbar is one. So is an oar.")
    vault.call("sync")
    assert vault.json("undo")["undone"] == changed
    assert "So is an oar." in vault.read(LEVERS)


def test_history_shows_what_a_run_changed(vault: Vault) -> None:
    vault.says(CHANGED)
    vault.call("sync")
    run = vault.runs()[0]
    lines = vault.call("history", run).split("\n")
    assert sum("Carts had them first." in line for line in lines if line.startswith("-")) == 1
    assert sum("Potters had them first." in line for line in lines if line.startswith("+")) == 1
    changes = vault.json("history", run)["changes"]
    assert [one["path"] for one in changes] == [WHEELS]
    assert vault.run("history", "nonsense").code == 2


def test_wrong_runs_are_named(vault: Vault) -> None:
    done = vault.run("undo", "nonsense")
    assert done.code == 2
    assert "no run 'nonsense'" in done.err


def test_as_a_user_would(run: Run, vault: Vault) -> None:
    there = ("--vault", vault.vault)
    shown = run("history", *there)
    assert shown.code == 0
    (vault.vault / WHEELS).unlink()
    done = run("restore", WHEELS, *there)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Brought back:")
    done = run("undo", *there)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Taken back: ")
    assert not (vault.vault / WHEELS).exists()


def test_a_strange_vault_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for command in (["undo"], ["restore", "A"], ["resolve", "A"]):
        done = run(*command, "--vault", tmp_path / "other")
        assert done.code == 2
        assert "has not written to this vault" in done.err
    assert list((tmp_path / "other").iterdir()) == []


def test_names_that_changed_hands_change_back(vault: Vault) -> None:
    before = vault.tree()
    wheels, screws = "## Wheels roll over the ground", "## Screws hold things together"
    vault.says(ESSAY.replace(wheels, "##").replace(screws, wheels).replace("##\n", f"{screws}\n"))
    vault.call("sync")
    assert "Carts had them first." in vault.read(SCREWS)
    vault.call("undo")
    assert vault.tree() == before


def test_attachments_go_and_come_back(vault: Vault) -> None:
    before = vault.tree()
    put(vault.folder, {"sources/lever.png": b"\x89PNG\0lever"})
    vault.says(ESSAY.replace("Every crowbar is one.", "Every crowbar is one.\n\n![](lever.png)\n\n"))
    vault.call("sync")
    after = vault.tree()
    image = next(path for path in after if path.endswith(".png"))
    vault.call("undo")
    assert vault.tree() == before
    vault.call("undo")
    assert vault.tree() == after
    (vault.vault / image).write_bytes(b"\x89PNG\0a better one")
    vault.call("undo", vault.runs()[2])
    assert vault.tree() == {**before, image: b"\x89PNG\0a better one"}


def test_line_endings_and_marks_stay_the_users(vault: Vault) -> None:
    def as_the_user_saves(text: str) -> str:
        return "\ufeff" + text.replace("\n", "\r\n").rstrip()

    before = vault.read(WHEELS)
    vault.says(CHANGED)
    vault.call("sync")
    put(vault.vault, {WHEELS: as_the_user_saves(vault.read(WHEELS))})
    vault.call("undo")
    assert vault.read(WHEELS) == as_the_user_saves(before)


def test_an_orphan_becomes_a_note_of_its_source_again(vault: Vault) -> None:
    vault.edit(SCREWS, "Wood takes it well.", "Wood takes it well. So does brass.")
    before = vault.tree()
    vault.says(SHORTER)
    vault.call("sync")
    assert "orphan: true" in vault.read(SCREWS)
    vault.call("undo")
    assert vault.tree() == before
    vault.says(ESSAY)
    vault.call("sync")
    assert vault.tree() == before
    vault.call("rebuild", "--check")


class Killed(BaseException):
    pass


@EACH
def test_an_undo_that_was_killed_is_finished_by_the_next(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Rule 4: at whatever write it was killed, the next `undo` finishes it and doesn't take it back."""
    before = vault.tree()
    vault.says(source)
    vault.call("sync")
    after = vault.tree()
    killed = 0
    while True:
        killed += 1
        left = iter(range(killed))
        with monkeypatch.context() as patch:
            for name in ("create", "replace", "move", "rewrite", "trash", "settle"):
                patch.setattr(VaultWriter, name, _killing(getattr(VaultWriter, name), left, killed))
            try:
                vault.call("undo")
            except Killed:
                pass
            else:
                break
        vault.call("undo")
        assert vault.tree() == before
        vault.call("undo")
        assert vault.tree() == after
    assert killed > 2


def _killing(method: Callable[..., object], left: Iterator[int], last: int) -> Callable[..., object]:
    def call(*arguments: object, **options: object) -> object:
        if next(left) == last - 1:
            raise Killed
        return method(*arguments, **options)

    return call


# --- restore ---


def test_a_deleted_note_is_restored(vault: Vault) -> None:
    before = vault.tree()
    (vault.vault / WHEELS).unlink()
    vault.call("sync")
    vault.call("restore", "Wheels roll over the ground")
    assert vault.read(WHEELS).encode() == before[WHEELS]
    vault.call("sync")
    assert vault.tree() == before
    vault.call("rebuild", "--check")


def test_a_deleted_note_is_restored_before_any_sync_saw_it(vault: Vault) -> None:
    before = vault.tree()
    (vault.vault / WHEELS).unlink()
    vault.call("restore", str(vault.vault / WHEELS))
    assert vault.tree() == before
    vault.call("rebuild", "--check")


def test_edits_come_back_from_the_trash(vault: Vault) -> None:
    vault.edit(WHEELS, "Carts had them first.", "Carts had them first. Toys too.")
    (vault.vault / ".trash").mkdir()
    (vault.vault / WHEELS).rename(vault.vault / ".trash" / Path(WHEELS).name)
    vault.says(CHANGED.replace("a sledge would drag", "sledges drag"))
    vault.call("sync")
    vault.call("restore", WHEELS)
    assert "Toys too." in vault.read(WHEELS)
    vault.call("sync", code=0)
    text = vault.read(WHEELS)
    assert "Toys too." in text
    assert "where sledges drag" in text
    assert "Potters had them first." in text
    vault.call("rebuild", "--check")


def test_edits_come_back_from_the_history(vault: Vault) -> None:
    vault.edit(WHEELS, "It needs a road to be of much use.", "It needs a road to be of much use, or rails.")
    vault.says(CHANGED)
    vault.call("sync")
    (vault.vault / WHEELS).unlink()
    vault.call("sync")
    vault.call("restore", WHEELS)
    text = vault.read(WHEELS)
    assert "or rails." in text
    assert "Potters had them first." in text


def test_an_older_copy_in_the_trash_is_not_taken(vault: Vault) -> None:
    put(vault.vault, {".trash/Old.md": vault.read(WHEELS)})
    vault.says(CHANGED)
    vault.call("sync")
    (vault.vault / WHEELS).unlink()
    vault.call("restore", WHEELS)
    assert "Potters had them first." in vault.read(WHEELS)


def test_a_note_that_the_source_dropped_comes_back_as_an_orphan(vault: Vault) -> None:
    vault.says(SHORTER)
    vault.call("sync")
    assert not (vault.vault / SCREWS).exists()
    vault.call("restore", "Screws hold things together")
    assert "orphan: true" in vault.read(SCREWS)
    vault.call("sync")
    assert "It holds by friction alone." in vault.read(SCREWS)
    vault.call("rebuild", "--check")
    vault.says(ESSAY)
    vault.call("sync")
    assert "orphan" not in vault.read(SCREWS)
    vault.call("rebuild", "--check")


def test_a_note_that_the_user_takes_out_of_the_trash_stays(vault: Vault) -> None:
    vault.says(SHORTER)
    vault.call("sync")
    (vault.vault / ".trash" / Path(SCREWS).name).rename(vault.vault / SCREWS)
    for _ in range(3):
        vault.call("sync")
        assert "It holds by friction alone." in vault.read(SCREWS)
    vault.call("rebuild", "--check")


def test_what_stands_is_not_restored(vault: Vault) -> None:
    before = vault.tree()
    assert vault.json("restore", WHEELS)["actions"] == []
    vault.call("restore", "Nothing like it", code=2)
    assert vault.tree() == before


def test_a_restored_note_takes_no_other_place(vault: Vault) -> None:
    (vault.vault / WHEELS).unlink()
    vault.call("sync")
    put(vault.vault, {WHEELS: "Mine.\n"})
    vault.call("restore", "Wheels roll over the ground", code=0)
    assert vault.read(WHEELS) == "Mine.\n"
    assert "Carts had them first." in vault.read(WHEELS.replace(".md", " 2.md"))


# --- diff ---


def test_diff_shows_what_and_why(vault: Vault) -> None:
    assert vault.json("diff")["changes"] == []
    vault.says(RETITLED.replace("Every crowbar is one.", "Every seesaw is one."))
    before = vault.tree()
    changes = vault.json("diff")["changes"]
    assert isinstance(changes, list)
    shown = vault.call("diff")
    assert vault.tree() == before
    assert "-A lever lifts" in shown or "+A lever lifts" in shown
    assert f"update {LEVERS} (" in shown
    assert "\x1b[" not in shown
    planned = vault.json("sync")["actions"]
    assert [one["path"] for one in changes] == [one["path"] for one in planned if one["action"] != "record"]


def test_diff_of_one_note_or_source(vault: Vault) -> None:
    put(vault.folder, {"sources/birds.md": "# Birds\n\n## Owls hunt at night\n\nOwls hunt at night. They hear well.\n"})
    vault.call("sync")
    vault.says(ESSAY.replace("Every crowbar is one.", "Every seesaw is one."))
    put(vault.folder, {"sources/birds.md": "# Birds\n\n## Owls hunt at night\n\nOwls hunt at night. They see well.\n"})

    def shown(*names: str) -> set[str]:
        changes = vault.json("diff", *names)["changes"]
        assert isinstance(changes, list)
        return {one["path"] for one in changes}

    assert shown(LEVERS) == {LEVERS} == shown("Levers lift more than arms")
    assert shown("birds.md") == shown(os.fspath(vault.folder / "sources/birds.md"))
    assert shown("birds.md") == {path for path in shown() if "Owls" in path or ("Birds" in path and "Notes" in path)}
    assert LEVERS in shown("machines.md")
    vault.call("diff", "Nothing like it", code=2)
