"""Rule 10: what can't be read is neither absent nor something else; a run stops, or leaves it, and names it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import put
from tests.system.driven import CHANGED, ESSAY, LEVERS, RETITLED, SCREWS, WHEELS, Vault

IMAGE = "\x89PNG of a spade"


@pytest.fixture
def vault(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    return Vault(quick_path, monkeypatch)


@contextmanager
def refused_once(end: str, code: int, at: int) -> Iterator[list[str]]:
    """Let the `at`-th opening fail of what has this path at its end; yields what was opened."""
    opened: list[str] = []
    real: Any = os.open

    def call(path: Any, *more: Any, **named: Any) -> Any:
        if str(path).endswith(end):
            opened.append(str(path))
            if len(opened) == at:
                raise OSError(code, os.strerror(code), str(path))
        return real(path, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", call)
        yield opened


@contextmanager
def refused(end: str, code: int) -> Iterator[None]:
    """Let every opening, listing and look fail of what has this path at its end."""
    calls: dict[str, Any] = {"open": os.open, "scandir": os.scandir, "listdir": os.listdir}

    def failing(name: str) -> Any:
        def call(path: Any, *more: Any, **named: Any) -> Any:
            if str(path).endswith(end):
                raise OSError(code, os.strerror(code), str(path))
            return calls[name](path, *more, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in calls:
            patch.setattr(os, name, failing(name))
        yield


COMMANDS = {
    "sync": ("sync",),
    "rebuild": ("rebuild",),
    "rename": ("rename", LEVERS, "Levers trade way for force"),
    "undo": ("undo",),
    "restore": ("restore", "Screws hold things together"),
    "check": ("check", "--fix"),
    "resolve": ("resolve", LEVERS, "--mine"),
    "adopt": ("adopt", "Mine.md"),
    "report": ("report", "--write"),
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize(
    ("hidden", "code", "message"),
    [
        (WHEELS, errno.EIO, "can't be read: Input/output error"),
        (WHEELS, errno.EMFILE, "can't be read: Too many open files"),
        ("Notes/Machines", errno.EIO, "the folder can't be read: Input/output error"),
    ],
)
def test_no_command_goes_on_without_what_the_disk_fails_to_show(
    vault: Vault, command: str, hidden: str, code: int, message: str
) -> None:
    (vault.vault / SCREWS).unlink()
    vault.call("sync")
    vault.says(CHANGED)
    own = "See [[Levers lift more than arms]], [[Countess]].\n"
    put(vault.vault, {"Mine.md": own, "Ada.md": "---\naliases: [Countess]\n---\n"})
    before, config = vault.tree(), {*vault.folder.glob("*.toml")}
    with refused(hidden, code):
        ran = vault.run(*COMMANDS[command])
    assert (ran.code, f"{hidden}: {message}" in ran.err) == (2, True), ran
    assert (vault.tree(), {*vault.folder.glob("*.toml")}) == (before, config)
    vault.call(*COMMANDS[command])
    assert (vault.tree() != before or {*vault.folder.glob("*.toml")} != config) == (command != "resolve")


def test_a_folder_that_may_not_be_read_hides_no_deletion(vault: Vault) -> None:
    vault.says(CHANGED)
    before = vault.tree()
    with refused("Notes/Machines", errno.EACCES):
        ran = vault.run("sync")
    assert (ran.code, "Notes/Machines: may not be read, and notes" in ran.err) == (2, True), ran
    assert vault.tree() == before
    put(vault.vault, {"lost+found/x.md": "x\n"})
    with refused("lost+found", errno.EACCES):
        vault.call("sync")
    assert "Potters had them first." in vault.read(WHEELS)


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
def test_settings_that_can_not_be_read_are_not_taken_for_none(
    vault: Vault, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(vault.vault, {".obsidian/app.json": '{"useMarkdownLinks": true}'})
    vault.call("sync")
    before, opened = vault.tree(), Path.open

    def failing(path: Path, *more: Any, **named: Any) -> Any:
        if path.name == "app.json":
            raise OSError(code, os.strerror(code))
        return opened(path, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", failing)
        ran = vault.run("sync")
    assert (ran.code, f".obsidian/app.json: can't be read: {os.strerror(code)}" in ran.err) == (2, True), ran
    assert vault.tree() == before


def test_a_source_that_the_disk_fails_to_show_stops_the_run(vault: Vault) -> None:
    put(vault.folder, {"sources/other.md": "# Other\n\nWheels roll over the ground.\n"})
    before = vault.tree()
    with refused("sources/machines.md", errno.EIO):
        ran = vault.run("sync")
    assert (ran.code, "machines.md: can't be read: Input/output error" in ran.err) == (2, True), ran
    assert vault.tree() == before


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
def test_a_moved_source_that_can_not_be_read_keeps_its_notes(vault: Vault, code: int) -> None:
    """Its notes went to the trash, and were made anew as soon as it could be read."""
    vault.edit(WHEELS, "Carts had them first.", "Carts had them first, I TYPED.")
    before = vault.tree()
    vault.source.rename(vault.source.with_name("engines.md"))
    put(vault.folder, {"sources/other.md": "# Other\n\nA word.\n"})
    with refused("sources/engines.md", code):
        ran = vault.run("sync")
    assert "engines.md" in ran.err
    kept = {path: data for path, data in vault.tree().items() if path.startswith(("Notes/Machines", ".trash"))}
    assert kept == {path: data for path, data in before.items() if path.startswith("Notes/Machines")}
    vault.call("sync")
    assert "I TYPED" in vault.read(WHEELS)
    assert not (vault.vault / ".trash").exists()


def test_a_source_goes_though_another_can_not_be_read_where_that_is_asked_for(vault: Vault) -> None:
    vault.source.unlink()
    put(vault.folder, {"sources/other.md": "# Other\n\nA word.\n"})
    put(vault.folder, {"sources/odd.md": "# Odd\n\nA word.\n"})
    with refused("sources/odd.md", errno.EACCES):
        ran = vault.run("sync")
        assert (ran.code, "machines.md: is gone, but may be" in ran.err) == (4, True), ran
        assert WHEELS in vault.tree()
        assert vault.run("sync", "--yes").code == 4
    assert WHEELS not in vault.tree()


def test_a_file_that_is_no_text_keeps_no_notes_of_others(vault: Vault) -> None:
    """One damaged file that stayed in the folder kept the notes of every source that went."""
    (vault.folder / "sources/odd.md").write_bytes(b"\0\1\2" * 400)
    vault.source.unlink()
    put(vault.folder, {"sources/other.md": "# Other\n\nA word.\n"})
    ran = vault.run("sync")
    assert (ran.code, "odd.md" in ran.err, "machines.md" in ran.err) == (4, True, False), ran
    assert WHEELS not in vault.tree()


@pytest.fixture
def shown(vault: Vault) -> Vault:
    """A vault in which an image is shown."""
    vault.says(ESSAY.replace("Every crowbar is one.", "![a spade](spade.png)"))
    put(vault.folder, {"sources/spade.png": IMAGE})
    vault.call("sync")
    assert "Attachments/spade.png" in vault.tree()
    return vault


@pytest.mark.parametrize("hidden", ["sources/spade.png", "Attachments/spade.png"])
def test_an_attachment_that_the_disk_fails_to_show_is_not_copied_again(shown: Vault, hidden: str) -> None:
    before = shown.tree()
    with refused(hidden, errno.EIO):
        ran = shown.run("rebuild")
    assert (ran.code, "spade.png: can't be read: Input/output error" in ran.err) == (2, True), ran
    assert shown.tree() == before
    shown.call("rebuild")
    assert shown.tree() == before


@pytest.mark.parametrize("is_same", [True, False])
def test_an_attachment_that_may_not_be_read_is_in_doubt_only_if_it_may_be_the_same(shown: Vault, is_same: bool) -> None:
    (shown.vault / "Attachments/spade.png").write_text(IMAGE if is_same else "another")
    before = shown.tree()
    with refused("Attachments/spade.png", errno.EACCES):
        ran = shown.run("rebuild")
    assert ran.code == (2 if is_same else 0), ran
    assert set(shown.tree()) - set(before) == (set() if is_same else {"Attachments/spade 2.png"})


def test_what_the_disk_fails_to_show_of_the_trash_is_not_taken_for_gone(vault: Vault) -> None:
    """An older text came back instead of the one that the user had typed last."""
    vault.edit(SCREWS, "Wood takes it well.", "Wood takes it well, I TYPED.")
    (vault.vault / ".trash").mkdir()
    (vault.vault / SCREWS).rename(vault.vault / ".trash/Screws hold things together.md")
    vault.call("sync")
    for hidden in (".trash/Screws hold things together.md", ".trash"):
        with refused(hidden, errno.EIO):
            ran = vault.run("restore", "Screws hold things together")
        assert (ran.code, "Input/output error" in ran.err) == (2, True), ran
        assert SCREWS not in vault.tree()
    vault.call("restore", "Screws hold things together")
    assert "I TYPED" in vault.read(SCREWS)


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
def test_a_link_follows_a_rename_though_its_note_can_not_be_read_for_a_moment(
    vault: Vault, tmp_path: Path, code: int
) -> None:
    put(vault.vault, {"Mine.md": "See [[Wheels roll over the ground]].\n"})
    vault.call("sync")
    vault.says(RETITLED)
    begun = tmp_path / "begun"
    shutil.copytree(vault.folder, begun)
    vault.call("sync")
    whole = vault.tree()
    assert b"[[Wheels need a road]]" in whole["Mine.md"]
    for at in range(1, 20):
        shutil.rmtree(vault.folder / "state")
        shutil.rmtree(vault.vault)
        shutil.copytree(begun, vault.folder, dirs_exist_ok=True)
        with refused_once("Mine.md", code, at) as opened:
            ran = vault.run("sync")
        if len(opened) < at:
            break
        assert ran.code == 0 or "Mine.md" in ran.err, ran
        vault.call("sync")
        assert vault.tree() == whole, f"refused opening {at} of {len(opened)}: {ran}"
    assert at > 4


def test_no_note_is_renamed_while_another_that_may_link_to_it_may_not_be_read(vault: Vault) -> None:
    put(vault.vault, {"Mine.md": "See [[Wheels roll over the ground]].\n"})
    vault.says(RETITLED)
    before = vault.tree()
    with refused("Mine.md", errno.EACCES):
        ran = vault.run("sync")
        assert (ran.code, "Mine.md: may not be read, and notes that it may link to" in ran.err) == (5, True), ran
        assert vault.tree() == before
        vault.says(CHANGED)
        vault.call("sync")
        assert "Potters had them first." in vault.read(WHEELS)
        vault.says(RETITLED)
        vault.call("sync", "--yes")
    assert "Notes/Machines/Wheels need a road.md" in vault.tree()


def test_a_map_that_can_not_be_written_moves_on_with_its_source_later(vault: Vault) -> None:
    """It went to the trash, and a second one was made."""
    known = set(vault.tree())
    place = vault.vault / "Sources/Machines.md"
    (vault.folder / "sources/inner").mkdir()
    vault.source.rename(vault.folder / "sources/inner/machines.md")
    place.chmod(0o444)
    for _ in range(2):
        ran = vault.run("sync")
        assert (ran.code, "Sources/Machines.md: is read-only" in ran.err) == (4, True), ran
        assert set(vault.tree()) == known
    place.chmod(0o644)
    vault.call("sync")
    assert set(vault.tree()) == known
    assert "inner/machines.md" in vault.read("Sources/Machines.md")
