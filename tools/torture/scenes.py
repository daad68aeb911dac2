"""What the program is interrupted at: small vaults in which each thing it can do to a note is about to be done."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.torture.running import GO, Call, Doing, Program, Verdict
from tools.torture.worlds import World, put

MACHINES = """# Machines

## Levers lift more than arms

A lever lifts more than an arm can lift. It trades a long way for a small force. Every crowbar is one. The longer end
goes far and the shorter end goes hardly at all, and that is the whole of the bargain. Nothing is gained but patience
being turned into strength. Archimedes asked for a place to stand and for a long lever to move the world.

## Wheels roll over the ground

A wheel rolls where a sledge would drag. It needs a road to be of much use. Carts had them first. The rim goes round and
the axle stays, so that all the rubbing is done at the hub, where there is grease to be had. Mountain people got along
without it for thousands of years, since llamas climb stairs and carts do not climb them at all.

## Screws hold things together

A screw is a ramp that was wound around a rod. It holds by friction alone. Wood takes it well. A nail goes in faster and
comes out faster. Joiners drill a hole before they drive the screw, so that the plank does not split along the grain.
Presses for wine and for paper were made of screws as thick as a man long before anybody held two planks with one.
"""
GARDENS = """# Gardens

## Spades are levers that cut

A spade cuts the soil and then lifts it, and in lifting it is a lever like any other. The handle is the longer end. Who
digs with a short spade bends the back instead. Gardeners keep the blade sharp with a file, as a cook keeps a knife.

![A spade](spade.png)
"""
IMAGE = "not really an image, and not looked into either"

LEVERS = "Notes/Machines/Levers lift more than arms.md"
WHEELS = "Notes/Machines/Wheels roll over the ground.md"
SCREWS = "Notes/Machines/Screws hold things together.md"
SPADES = "Notes/Gardens/Spades are levers that cut.md"
OWN = "Mine.md"

_WHERE = ("--sources", "sources", "--vault", "vault")
SYNC = ("sync", *_WHERE)
_SETTINGS = '{"trashOption": "local"}'
_OWN = "My own note, USER-own-note.\n\nSee [[Wheels roll over the ground]] and [[Screws hold things together]].\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that the program is about to do."""

    name: str
    build: Callable[[World, Program], tuple[str, ...]]
    """Makes the beginning; returns the command line that is then interrupted."""
    note: str = LEVERS
    """The note that an editor saves meanwhile."""


def later(world: World) -> None:
    """Change a source once more, in a place that nothing else in the scenes touches."""
    _edit(world.root / "sources/gardens.md", "Gardeners keep", "All good gardeners keep")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_bytes(text.replace(old, new).encode())


def _source(world: World, old: str, new: str) -> None:
    _edit(world.root / "sources/machines.md", old, new)


def _call(program: Program, *arguments: str) -> str:
    done = program.run(arguments)
    assert done.status in (0, 3), done.said
    return done.said


def _built(world: World, program: Program) -> None:
    """Make a vault of two sources, with a note of the user's, and words of the user's in two that are generated."""
    sources = {"sources/machines.md": MACHINES, "sources/gardens.md": GARDENS, "sources/spade.png": IMAGE}
    put(world.root, {**sources, "vault/.obsidian/app.json": _SETTINGS, f"vault/{OWN}": _OWN})
    _call(program, *SYNC)
    _edit(world.vault / LEVERS, "Every crowbar is one.", "Every crowbar is one. USER-in-levers agrees.")
    _edit(world.vault / WHEELS, "since llamas climb", "since USER-llamas climb")
    _edit(world.vault / WHEELS, "type: atom", "mood: USER-in-frontmatter # and a comment\ntype: atom")


def _first(world: World, program: Program) -> tuple[str, ...]:
    sources = {"sources/machines.md": MACHINES, "sources/gardens.md": GARDENS, "sources/spade.png": IMAGE}
    own = {f"vault/{OWN}": _OWN, "vault/Home.md": "USER-home is mine.\n", f"vault/{LEVERS}": "USER-in-the-way\n"}
    put(world.root, {**sources, **own})
    return SYNC


def _edited(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    _source(world, "Archimedes asked for", "Archimedes is said to have asked for")
    _source(world, "Wood takes it well.", "Wood takes it very well indeed.")
    return SYNC


def _renamed(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    _source(world, "## Wheels roll over the ground", "## Wheels need a road")
    _source(world, "## Levers lift more than arms", "## Levers trade way for force")
    return SYNC


def _split(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    _source(world, "Mountain people got", "\n\n## Llamas need no wheels\n\nMountain people got")
    return SYNC


def _cut_in_two(world: World, program: Program) -> tuple[str, ...]:
    """Cut a passage whose smaller half, which becomes a note of its own, holds words of the user's, one at the cut."""
    _built(world, program)
    _edit(world.vault / SCREWS, "A nail goes in faster", "USER-at-the-cut. A nail goes in USER-faster")
    _edit(world.vault / SCREWS, "A screw is a ramp", "A USER-screw is a ramp")
    _source(world, "A nail goes in faster", "\n\n## Nails hold for a while\n\nA nail goes in faster")
    return SYNC


def _joined_both(world: World, program: Program) -> tuple[str, ...]:
    """Join two passages with words of the user's in both, and move a third one into another source."""
    _joined(world, program)
    _edit(world.vault / SCREWS, "Wood takes it well.", "Wood takes it USER-well.")
    text = (world.root / "sources/machines.md").read_text(encoding="utf-8")
    at = text.index("## Screws hold")
    put(world.root, {"sources/machines.md": text[:at], "sources/gardens.md": f"{GARDENS}\n{text[at:]}"})
    return SYNC


def _joined(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    _source(world, "## Wheels roll over the ground\n\n", "")
    return SYNC


def _exchanged(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    _source(world, "## Levers lift more than arms", "## WAIT")
    _source(world, "## Screws hold things together", "## Levers lift more than arms")
    _source(world, "## WAIT", "## Screws hold things together")
    return SYNC


def _deleted(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    text = (world.root / "sources/machines.md").read_text(encoding="utf-8")
    put(world.root, {"sources/machines.md": text[: text.index("## Wheels")]})
    return SYNC


def _conflict(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    _edit(world.vault / SCREWS, "It holds by friction alone.", "It holds by USER-rust alone.")
    _source(world, "It holds by friction alone.", "It holds by friction and by nothing else.")
    return SYNC


def _resolve(world: World, program: Program) -> tuple[str, ...]:
    _call(program, *_conflict(world, program))
    return ("resolve", SCREWS, "--mine", *_WHERE)


def _users_hand(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    (world.vault / LEVERS).rename(world.vault / "Notes/Levers, as I call them.md")
    (world.vault / SCREWS).unlink()
    _source(world, "Archimedes asked for", "Archimedes is said to have asked for")
    return ("rebuild", *_WHERE)


def _run_of(said: str) -> str:
    found = re.search(r"\d{8}T\d{6}Z[-\w]*", said)
    assert found is not None, said
    return found[0]


def _undo(world: World, program: Program) -> tuple[str, ...]:
    _call(program, *_renamed(world, program))
    run = _run_of(_call(program, "history", *_WHERE))
    new = world.vault / "Notes/Machines/Levers trade way for force.md"
    _edit(new, "It trades a long way", "USER-after-the-run says: it trades a long way")
    return ("undo", run, *_WHERE)


def _restore(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    (world.vault / SCREWS).unlink()
    _call(program, *SYNC)
    return ("restore", "Screws hold things together", *_WHERE)


def _recovery(world: World, program: Program) -> tuple[str, ...]:
    """Kill a run that renames and edits in the middle, after its first note was moved."""
    _renamed(world, program)
    _source(world, "Wood takes it well.", "Wood takes it very well indeed.")

    def judge(call: Call) -> Verdict:
        return Verdict(Doing.DIE_AFTER) if call.other.endswith("Wheels need a road.md") else GO

    killed = program.run(SYNC, judge)
    assert killed.status < 0, killed.said
    return SYNC


def _lost_state(world: World, program: Program) -> tuple[str, ...]:
    _edited(world, program)
    for path in (world.root / "state").rglob("*.sqlite"):
        path.unlink()
    return SYNC


def _damaged_state(world: World, program: Program) -> tuple[str, ...]:
    _edited(world, program)
    [store] = (world.root / "state").rglob("store.sqlite")
    store.write_bytes(store.read_bytes()[:5000])
    return SYNC


def _moved_source(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    (world.root / "sources/inner").mkdir()
    (world.root / "sources/machines.md").rename(world.root / "sources/inner/machines.md")
    (world.root / "sources/gardens.md").rename(world.root / "sources/plots.md")
    put(world.root, {"sources/gardens.md": GARDENS.replace("Spades", "Forks").replace("spade", "fork")})
    return SYNC


def _named(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    return ("rename", WHEELS, "Wheels want a road", *_WHERE)


def _own_named(world: World, program: Program) -> tuple[str, ...]:
    """Give a note of the user's own another name, to which both kinds of notes link."""
    _built(world, program)
    put(world.vault, {"Other.md": "See [[Mine]] and [[Mine#None|that]], USER-other-note.\n"})
    _edit(world.vault / SCREWS, "Wood takes it well.", "Wood takes it well, see [[Mine]], USER-link.")
    return ("rename", OWN, "My own thoughts", *_WHERE)


def _mended(world: World, program: Program) -> tuple[str, ...]:
    """Mend three notes in which links name another note by an alias of it, or tags stand as Obsidian doesn't read them."""
    _built(world, program)
    people = {"Ada Lovelace.md": "---\naliases: [Countess]\n---\nUSER-ada\n", "Wrong.md": "USER-wrong: [[Countess]]\n"}
    wrong = {
        "Tags.md": "---\ntags: a, b # USER-tags\n---\nx\n",
        "Both.md": "USER-both: [[Countess|her]], [[Countess]]\n",
    }
    put(world.vault, {**people, **wrong})
    return ("check", "--fix", *_WHERE)


def _adopted(world: World, program: Program) -> tuple[str, ...]:
    _built(world, program)
    put(world.root, {"vaultsync.toml": '# USER-config\nsources = ["sources"]  # keep\nvault = "vault"\n'})
    put(world.vault, {"Long.md": GARDENS.replace("Spades", "Rakes").replace("lever like", "USER-lever like")})
    return ("adopt", "Long.md")


SCENES = (
    Scene("first build", _first, note="Home.md"),
    Scene("edit", _edited),
    Scene("rename", _renamed),
    Scene("split", _split, note=WHEELS),
    Scene("join", _joined, note=WHEELS),
    Scene("cut in two", _cut_in_two, note=SCREWS),
    Scene("join, edited", _joined_both, note=SCREWS),
    Scene("exchange", _exchanged),
    Scene("delete", _deleted, note=SCREWS),
    Scene("conflict", _conflict, note=SCREWS),
    Scene("resolve", _resolve, note=SCREWS),
    Scene("user's hand", _users_hand, note=OWN),
    Scene("undo", _undo, note="Notes/Machines/Levers trade way for force.md"),
    Scene("restore", _restore, note=SPADES),
    Scene("recovery", _recovery, note="Notes/Machines/Levers trade way for force.md"),
    Scene("lost state", _lost_state),
    Scene("damaged state", _damaged_state),
    Scene("moved source", _moved_source, note=SPADES),
    Scene("named", _named, note=WHEELS),
    Scene("own named", _own_named, note=OWN),
    Scene("mended", _mended, note="Wrong.md"),
    Scene("adopted", _adopted, note="Long.md"),
)
