"""In which turn notes are written between which the user's words move: receivers first, and all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vaultsync.model import Action, ActionKind, NoteId, Problem, VaultPath
from vaultsync.sync.carry import Pair
from vaultsync.sync.observed import Observed


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about one note."""

    action: Action | None = None
    problem: Problem | None = None
    skipped: str = ""


def waits_of(pairs: Mapping[NoteId, Pair], observed: Observed) -> dict[NoteId, str]:
    """Say what the notes wait for between which words move while one of them is held: they are written all, or none."""
    found: dict[NoteId, str] = {}
    for note, pair in pairs.items():
        together = (observed.actual[one] for one in sorted(pair.along) if one in observed.actual)
        held = next((actual for actual in together if actual.held), None)
        if held is not None:
            found[note] = f"waits for {held.path}: {held.held}"
    return found


def needing(step: Step, pair: Pair | None) -> Step:
    """Let a note that words of the user's leave be written only once they stand where they go to."""
    if step.action is None or pair is None or not pair.into:
        return step
    return replace(step, action=replace(step.action, needs=tuple(sorted(pair.into))))


def moving_first(actions: Sequence[Action], observed: Observed) -> list[Action]:
    """Let a note move as it is, and be written later, where the note that its words go to takes its place.

    Else the words would be in neither for a moment, or for good if the other note could not be made.
    """
    made = {action.path: action.id for action in actions if action.kind is ActionKind.CREATE}
    found: list[Action] = []
    for action in actions:
        place, record = action.source_path, observed.records.get(action.id) if action.id else None
        if place is None or record is None or action.data is None or made.get(place) not in action.needs:
            found.append(action)
            continue
        there = replace(record, path=action.path, file=action.expect, target_path=action.path)
        found.append(replace(action, data=None, base=None, needs=(), record=there))
        found.append(replace(action, kind=ActionKind.UPDATE, reason="its words go to another note", source_path=None))
    return found


def held_back(step: Step, held: Mapping[VaultPath, str], waits: str | None) -> Step:
    """Leave for later what would be written to a note that is held, and all that goes along with it.

    What is only remembered of a note is no harm, unless words move.
    """
    action = step.action
    if action is None:
        return step
    place = action.source_path or action.path
    if place in held and (waits or action.kind is not ActionKind.RECORD):
        return Step(skipped=f"{place}: {held[place]}")
    return Step(skipped=f"{place}: {waits}") if waits else step
