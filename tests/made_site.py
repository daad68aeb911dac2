"""A site of twelve pages saved as text: what its pages say, and what the site puts around them."""

from __future__ import annotations

from pathlib import Path

HEADER = "Low Water – notes from the shore"
CALL = "Enjoyed this? Get one letter a month about rivers and the people beside them."
AUTHOR = "Maren Holt grew up on an island and has repaired dykes for years. She writes about water, rope and patience."
LICENCE = "Text and pictures may be shared under the Creative Commons Attribution 4.0 licence."
SHARED = "Water always finds the lower ground."
"""A sentence that the author says on every third page, and means."""
TITLES = (
    "The winter bridge",
    "Ferries on the Rhine",
    "Why locks leak",
    "A mill without a river",
    "Counting the herring",
    "The dyke keeper's year",
    "Salt on the causeway",
    "Peat and its price",
    "Harbours that silted up",
    "What the tide tables leave out",
    "Ropes before steel",
    "The last lamplighter",
)
_THINGS = ("river", "mill", "harbour", "causeway", "dyke")
_PAPERS = ("map", "ledger", "parish book")


def body(number: int) -> str:
    """Return what a page says."""
    said = [
        f"The {_THINGS[(number + at) % 5]} of page {number} was older than the {_PAPERS[(number * at) % 3]} of "
        f"{1700 + number * 7 + at} allowed, and those who lived beside it had long since stopped asking why. "
        f"They counted the days between floods, {number} winters out of {10 + at}."
        for at in range(4)
    ]
    if number % 3 == 0:
        said[1] = f"{SHARED} {said[1]}"
        said[3] = f"{said[3]}\n\n{SHARED}"
    return "\n\n".join(said)


def page(number: int) -> str:
    """Return a page as it was saved."""
    related = "\n".join(f"- {TITLES[(number + step) % len(TITLES)]}" for step in (1, 2, 5))
    date = f"{3 + number} March 2021"
    parts = (HEADER, TITLES[number], date, body(number), CALL, AUTHOR, "Related posts", related, LICENCE)
    return "\n\n".join(parts) + "\n"


def write(folder: Path, numbers: range = range(len(TITLES))) -> None:
    """Write pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number:02}.txt").write_text(page(number), encoding="utf-8")
