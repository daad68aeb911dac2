"""What `split --explain` says of cuts, titles and exclusions."""

from __future__ import annotations

from vaultsync.model import SourceKey
from vaultsync.sources.read import parse_source
from vaultsync.splitting.aspects import aspect
from vaultsync.splitting.features import NAMES
from vaultsync.splitting.split import split

TEXT = (
    "# Soil\n\n"
    + "The soil feeds the plant. " * 40
    + "\n\n***\n\n"
    + "Rain falls on the roof of the barn. " * 40
    + "\n"
)


def test_every_piece_of_evidence_has_a_name_that_a_reader_understands() -> None:
    said = {aspect(name) for name in NAMES}
    assert len(said) == 7
    assert not said & set(NAMES)


def test_each_atom_says_why_it_starts_and_what_its_title_is() -> None:
    found = split(parse_source(SourceKey("a.md"), TEXT, ".md")[0])
    told = {(one.kind, one.at) for one in found.decisions}
    starts = [atom.spans[0].start for atom in found.atoms]
    assert len(starts) > 1
    assert told >= {("title", at) for at in starts} | {("cut", at) for at in starts[1:]}
    assert any(one.reason == "a rule before it" for one in found.decisions)


def test_a_heading_that_was_found_is_told_once() -> None:
    text = "\n\n".join(
        f"**Point {n} of the plan.** " + "It goes on and on about soil. " * 20 for n in ("one", "two", "six")
    )
    found = split(parse_source(SourceKey("a.md"), text, ".md")[0])
    cuts = [one.at for one in found.decisions if one.kind == "cut"]
    assert len(cuts) == len(set(cuts)) >= 3
