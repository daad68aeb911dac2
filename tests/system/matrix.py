"""What happens to a note when its source changes, for everything that its reader may have done to it meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import put
from vaultsync.config import Config
from vaultsync.pipeline.run import RunOptions, run
from vaultsync.sync.resolve import find_conflicts

_SOIL = """Soil keeps what was done to it longer than any archive does. A field that was limed once shows it for decades.

What is put into the ground in autumn is paid back in spring. Nobody who has dug a bed forgets how deep frost goes."""

_RAIN = """Rain falls on the just and the unjust, and on both their roofs. A barrel under the spout is worth a day of carrying.

Water that is caught in June waters the beans of August. The gutters want cleaning before the first storm, not after it."""

_BREAD = """Bread rises by its own clock, and no baker ever hurried it. The dough that is left alone tastes of it.

An oven of stone forgives the late and punishes the early. Every crust tells how hot the fire was at first."""

_CODA = """Whoever cooks for a household learns arithmetic twice. The second time it is done with spoons.

A larder is a calendar that can be eaten. Its empty shelves say which month it is."""

ESSAY = f"""# On keeping

## Soil remembers its treatment

{_SOIL}

## Rain is a wage

{_RAIN}

## Bread has its own clock

{_BREAD}
"""

OTHER = f"# On cooking\n\n## Cooking teaches arithmetic\n\n{_CODA}\n"

NOTE = "Notes/On keeping/Rain is a wage.md"
EDITED = "A barrel under the spout is worth a day of carrying."
ELSEWHERE = "Water that is caught in June waters the beans of August."


@dataclass
class Place:
    """The folders of one cell."""

    folder: Path

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def note(self) -> Path:
        return self.folder / "vault" / NOTE

    def source(self, old: str, new: str) -> None:
        file = self.sources / "keeping.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        text = self.note.read_text(encoding="utf-8")
        assert old in text
        self.note.write_text(text.replace(old, new), encoding="utf-8")

    def sync(self, *, dry: bool = False) -> int:
        config = Config((self.sources,), self.folder / "vault", state_dir=self.folder / "state")
        return len(run(config, RunOptions(dry_run=dry, paranoid=not dry, allow_mass_delete=True)).plan.actions)


def _moved(place: Place, name: str) -> None:
    new = place.folder / "vault" / name
    new.parent.mkdir(parents=True, exist_ok=True)
    place.note.rename(new)


NOTE_SIDE: Mapping[str, Callable[[Place], object]] = {
    "unedited": lambda place: None,
    "edited elsewhere": lambda place: place.edit(ELSEWHERE, ELSEWHERE.replace("June", "TYPED June")),
    "edited in the same sentence": lambda place: place.edit(EDITED, EDITED.replace("a day", "TYPED a day")),
    "properties edited": lambda place: place.edit("tags: []\n", "tags: [TYPED]\nrating: 5  # TYPED too\n"),
    "renamed": lambda place: _moved(place, "Notes/On keeping/My own name.md"),
    "moved": lambda place: _moved(place, "My own folder/Rain is a wage.md"),
    "deleted": lambda place: place.note.unlink(),
    "copied": lambda place: shutil.copy(place.note, place.note.with_name("My own copy.md")),
}

SOURCE_SIDE: Mapping[str, Callable[[Place], object]] = {
    "unchanged": lambda place: None,
    "sentence edited": lambda place: place.source(EDITED, EDITED.replace("worth", "NEWLY worth")),
    "section retitled": lambda place: place.source("## Rain is a wage", "## Rain pays those who NEWLY wait"),
    "sections reordered": lambda place: (place.sources / "keeping.md").write_text(
        f"# On keeping\n\n## Rain is a wage\n\n{_RAIN}\n\n## Bread has its own clock\n\n{_BREAD}\n\n"
        f"## Soil remembers its treatment\n\n{_SOIL}\n",
        encoding="utf-8",
    ),
    "section split": lambda place: place.source("\n\nWater that is", "\n\n## Gutters NEWLY matter\n\nWater that is"),
    "sections joined": lambda place: place.source("## Bread has its own clock\n\n", ""),
    "section removed": lambda place: place.source(f"## Rain is a wage\n\n{_RAIN}\n\n", ""),
    "source renamed": lambda place: (place.sources / "keeping.md").rename(place.sources / "other name.md"),
    "source deleted": lambda place: (place.sources / "keeping.md").unlink(),
}


@dataclass(frozen=True)
class Outcome:
    """What a cell came to, read from the files."""

    said: str
    kept: bool
    """Whether everything typed is still in the vault, or in its trash."""
    settled: bool
    """Whether a further run has nothing to do."""


def play(folder: Path, note_side: str, source_side: str) -> Outcome:
    """Make a vault, change both sides, sync, and tell what became of the note."""
    place = Place(folder)
    put(place.sources, {"keeping.md": ESSAY, "cooking.md": OTHER})
    put(folder / "vault", {".obsidian/app.json": '{"trashOption": "local"}'})
    place.sync()
    identity = next(line for line in place.note.read_text(encoding="utf-8").split("\n") if line.startswith("id: "))
    NOTE_SIDE[note_side](place)
    SOURCE_SIDE[source_side](place)
    before = _typed(folder)
    place.sync()
    return Outcome(
        "; ".join(_told(folder / "vault", identity, note_side)), _typed(folder) == before, place.sync(dry=True) == 0
    )


def _typed(folder: Path) -> bool:
    texts = [path.read_text(encoding="utf-8") for path in (folder / "vault").rglob("*.md")]
    return any("TYPED" in text for text in texts)


def _told(vault: Path, identity: str, note_side: str) -> list[str]:
    texts = {path.relative_to(vault).as_posix(): path.read_text(encoding="utf-8") for path in vault.rglob("*.md")}
    mine = {path: text for path, text in texts.items() if f"\n{identity}\n" in text}
    copy = next((path for path in mine if note_side == "copied" and path.endswith("My own copy.md")), None)
    said = [_note(path, text) for path, text in sorted(mine.items()) if path != copy]
    if not said:
        trashed = any(path.startswith(".trash/") and "barrel" in text for path, text in texts.items())
        said.append("goes to the trash" if trashed else "stays deleted")
    if copy is not None:
        said.append("the copy is yours, untouched" if f"\n{identity}\n" in texts[copy] else "the copy changes")
    said += sorted(_elsewhere(path, text) for path, text in texts.items() if path not in mine and _tells(path, text))
    return said


def _note(path: str, text: str) -> str:
    if path.startswith(".trash/"):
        return "goes to the trash"
    facts = [] if path == NOTE else [f"stands at `{path.removeprefix('Notes/')}`"]
    facts += ["in conflict"] if find_conflicts(text) else []
    facts += ["says what is new"] if "NEWLY" in text and not find_conflicts(text) else []
    facts += ["keeps your words"] if "TYPED" in text else []
    facts += ["marked as orphan"] if "\norphan: true\n" in text else []
    facts += ["holds the joined text too"] if "Bread rises" in text else []
    facts += ["holds the larger part"] if "Water that" not in text or "barrel" not in text else []
    return ", ".join(facts) or "stays as it is"


def _tells(path: str, text: str) -> bool:
    return path.startswith("Notes/") and ("barrel" in text or "Water that" in text)


def _elsewhere(path: str, text: str) -> str:
    words = " with your words" if "TYPED" in text else ""
    return f"`{path.removeprefix('Notes/')}` holds {'its text' if 'barrel' in text else 'the other part'}{words}"


def table(outcomes: Mapping[tuple[str, str], Outcome]) -> str:
    """Return the matrix as Markdown: a section for each thing that may become of a source."""
    parts = []
    for source_side in SOURCE_SIDE:
        rows = [f"| {note_side} | {outcomes[note_side, source_side].said} |" for note_side in NOTE_SIDE]
        parts.append(
            "\n".join((f"## {source_side.capitalize()}\n", "| the note | after the sync |", "| --- | --- |", *rows))
        )
    return "\n\n".join(parts) + "\n"
