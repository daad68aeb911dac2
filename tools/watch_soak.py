"""Play random work on both sides of a watched vault, kill the watcher now and then, and see what is left.

Run as `python -m tools.watch_soak [--operations 20000] [--kills 20] [--seed 1]`. Ends with 0 if the vault is what a
rebuild makes of it and every word that was typed into a note is in it; names what is not otherwise. Linux only.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tools.bench import page
from tools.watch_bench import Running

_PAGES = 12
# Nobody is here to say that notes may go: while something is written all the time, sources that went are no move for
# sure only in a quiet moment, and then many notes go at once.
_SETTINGS = ["quiet = 0.2", "hold = 0.5", "check_every = 2.0", "[guard]", "share = 1.0"]


@dataclass
class Desk:
    """A person's sources and vault, and what was typed into notes."""

    folder: Path
    chance: random.Random
    needles: dict[str, str] = field(default_factory=dict)
    """Each typed word, and how it came there."""
    count: int = 0

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    def do_something(self) -> None:
        """Do one random thing; what the watcher takes away at that very moment is somebody else's turn."""
        self.count += 1
        deeds: list[tuple[int, Callable[[], None]]] = [
            (5, self.edit_source),
            (1, self.add_source),
            (1, self.rename_source),
            (1, self.delete_source),
            (5, self.edit_note),
            (1, self.write_note),
            (1, self.rename_note),
            (1, self.delete_note),
        ]
        deed = self.chance.choices([one for _, one in deeds], [weight for weight, _ in deeds])[0]
        try:
            deed()
        except FileNotFoundError:
            return

    # --- sources ---

    def source(self) -> Path:
        found = sorted(self.sources.rglob("*.md"))
        if not found:
            raise FileNotFoundError
        return self.chance.choice(found)

    def add_source(self) -> None:
        if len(list(self.sources.rglob("*.md"))) < 2 * _PAGES:
            (self.sources / f"added {self.count}.md").write_text(page(self.chance, self.count), encoding="utf-8")

    def edit_source(self) -> None:
        path = self.source()
        parts = path.read_text(encoding="utf-8").split("\n\n")
        at = self.chance.randrange(1, len(parts))
        if self.chance.random() < 0.3 and len(parts) > 4:
            del parts[at]
        else:
            parts[at] += f" Edit {self.count} says so."
        self._save(path, "\n\n".join(parts))

    def rename_source(self) -> None:
        path = self.source()
        path.rename(path.with_name(f"renamed {self.count}.md"))

    def delete_source(self) -> None:
        if len(list(self.sources.rglob("*.md"))) > _PAGES // 2:
            self.source().unlink()

    # --- notes ---

    def note(self) -> Path:
        found = sorted(path for path in (self.vault / "Notes").rglob("*.md"))
        if not found:
            raise FileNotFoundError
        return self.chance.choice(found)

    def edit_note(self) -> None:
        """Type a word at the end of a note, as an editor would that has just read it."""
        path = self.note()
        needle = f"needle{self.count}x"
        with path.open("ab") as file:
            file.write(f"\nTyped: {needle}.\n".encode())
        self.needles[needle] = f"appended to {path.name}"

    def write_note(self) -> None:
        needle = f"needle{self.count}x"
        target = self.note().stem
        (self.vault / f"Mine {self.count}.md").write_text(f"{needle}, see [[{target}]].\n", encoding="utf-8")
        self.needles[needle] = "a note of its own"

    def rename_note(self) -> None:
        path = self.note()
        path.rename(path.with_name(f"Called {self.count}.md"))

    def delete_note(self) -> None:
        path = self.note()
        if "needle" not in path.read_text(encoding="utf-8"):
            path.unlink()

    def _save(self, path: Path, text: str) -> None:
        if self.chance.random() < 0.5:
            path.write_text(text, encoding="utf-8")
        else:
            draft = path.with_name(f"{path.name}.tmp~")
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)

    def lost(self) -> list[str]:
        """Return the typed words that no file holds any more, the trash and what was set aside included."""
        held = "".join(one.read_text("utf-8", "replace") for one in self.vault.rglob("*") if one.is_file())
        return [f"{needle} ({how})" for needle, how in self.needles.items() if needle not in held]


def soak(folder: Path, operations: int, kills: int, seed: int, say: Callable[[str], None]) -> list[str]:
    """Play; return what is wrong in the end."""
    desk = Desk(folder, random.Random(seed))
    desk.sources.mkdir(parents=True)
    for number in range(_PAGES):
        (desk.sources / f"{number:02}.md").write_text(page(desk.chance, number), encoding="utf-8")
    (desk.vault / ".obsidian").mkdir(parents=True)
    (desk.vault / ".obsidian" / "app.json").write_text('{"trashOption": "local"}', encoding="utf-8")
    started = time.monotonic()
    for session in range(kills + 1):
        watcher = Running(folder, _SETTINGS)
        watcher.wait("ready")
        first = watcher.resident()
        for _ in range(operations // (kills + 1)):
            desk.do_something()
            time.sleep(desk.chance.choice([0, 0, 0.01, 0.3]))
        if session < kills:
            say(f"{desk.count} operations; memory {first:.0f} → {watcher.resident():.0f} MB; killed")
            watcher.end(kill=True)
    settle(desk, watcher)
    say(
        f"{desk.count} operations in {time.monotonic() - started:.0f} s; memory {first:.0f} → {watcher.resident():.0f} MB"
    )
    watcher.end()
    faults = [f"lost: {one}" for one in desk.lost()]
    config = str(folder / "vaultsync.toml")
    check = [sys.executable, "-m", "vaultsync", "rebuild", "--config", config]
    if subprocess.run([*check, "--check", "--quiet"], capture_output=True, check=False).returncode == 1:
        done = subprocess.run([*check, "--dry-run", "--verbose"], capture_output=True, text=True, check=False)
        faults.append(f"a rebuild would change something: {done.stdout}{done.stderr}")
    return faults


def settle(desk: Desk, watcher: Running) -> None:
    """Wait until the last thing done is in the vault, and nothing is held back any more."""
    (desk.sources / "last.md").write_text(page(desk.chance, 0), encoding="utf-8")
    while True:
        done = watcher.wait("synced")
        if any(path.endswith("last.md") for path in done["changed"]):
            break
    while done["counts"]["skipped"]:
        done = watcher.wait("synced")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--operations", type=int, default=20_000)
    ask.add_argument("--kills", type=int, default=20)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="vaultsync-soak-") as name:
        faults = soak(Path(name), given.operations, given.kills, given.seed, lambda line: print(line, flush=True))
    for fault in faults:
        print(fault)
    print(f"{'FAILED' if faults else 'fine'} (seed {given.seed}, load {os.getloadavg()[0]:.1f})")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
