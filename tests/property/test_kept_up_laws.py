"""What is kept up by what changes is what it would be if it were made anew, whatever changes and in whatever order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from vaultsync.memo import Patched, changes_in, patched
from vaultsync.model import Digest, NoteId, NoteKind, Record, SourceKey, VaultPath
from vaultsync.notes.backlinks import Backlinks, Incoming
from vaultsync.pipeline.known import KnownNotes
from vaultsync.pipeline.memo import Memo, Memory
from vaultsync.splitting.recurring import Place, Recurring, Standing
from vaultsync.splitting.repeated import Edges

_KEYS = st.sampled_from("abcdef")
_TABLES = st.lists(st.dictionaries(_KEYS, st.integers(0, 2)), min_size=1, max_size=6)


def _boxed(table: Mapping[str, int], before: Mapping[str, tuple[int]]) -> dict[str, tuple[int]]:
    """Return values of which one that stays is the very object that it was."""
    return {key: before[key] if before.get(key) == (value,) else (value,) for key, value in table.items()}


@given(_TABLES)
def test_a_patched_mapping_tells_what_differs(tables: list[dict[str, int]]) -> None:
    now: Mapping[str, tuple[int]] = Patched({})
    for table in tables:
        before, now = now, patched(now, {key: (value,) for key, value in table.items()})
        assert now == {**before, **{key: (value,) for key, value in table.items()}}
        assert set(changes_in(before, now)) == {key for key in now if before.get(key) is not now[key]}
        assert set(changes_in(before, {**now})) == set(changes_in(before, now))


@given(_TABLES, _TABLES, st.lists(st.integers(0, 1), min_size=6, max_size=6))
def test_a_step_that_looks_only_at_what_changed_takes_over_what_is_the_same(
    tables: list[dict[str, int]], beside: list[dict[str, int]], given_too: list[int]
) -> None:
    memo = Memo(None, Memory())
    now: dict[str, tuple[int]] = {}
    by: dict[str, tuple[int]] = {}
    asked: list[str] = []

    def step(now: Mapping[str, tuple[int]], by: Mapping[str, tuple[int]], more: int) -> Mapping[str, object]:
        def made_of(key: str) -> tuple[object, ...]:
            asked.append(key)
            return now[key], by.get(key), more

        return memo.each("step", now, made_of, made_of=made_of, by=(by,), given=more)

    for table, other, more in zip(tables, beside, given_too, strict=False):
        now, by = _boxed(table, now), _boxed(other, by)
        found = step(now, by, more)
        assert [*found.items()] == [(key, (now[key], by.get(key), more)) for key in now]
        asked.clear()
        assert step(dict(now), dict(by), more) is found
        assert asked == []


# --- what sources have in common ---

_FOLDERS = ("", "one/", "one/two/", "three/")
_EDGES = st.builds(
    Edges,
    st.frozensets(st.sampled_from(["^header", "$licence", "$call", "^motto"])),
    st.lists(st.sampled_from("uvwxyz"), max_size=3, unique=True).map(lambda one: tuple(sorted(one))),
)
_PLACES = st.builds(
    lambda root, folder, name: (root, SourceKey(f"{folder}{name}")),
    st.sampled_from(["/r", "/s"]),
    st.sampled_from(_FOLDERS),
    st.integers(0, 6),
)


def _recurring(sources: Mapping[Place, Edges]) -> dict[Place, dict[str, Standing]]:
    """Return what `Recurring` is to return, straight from what it says of itself."""
    works: list[set[Place]] = [{place} for place, edges in sources.items() if edges.longest]

    def marks(place: Place) -> set[tuple[str, ...]]:
        longest = sources[place].longest
        return {(one, two) for one in longest for two in longest if one < two} or {longest}

    for one in list(works):
        near = [work for work in works if any(marks(mine) & marks(yours) for mine in one for yours in work)]
        works = [work for work in works if work not in near] + [set().union(*near)]
    found: dict[Place, dict[str, Standing]] = {place: {} for place in sources}
    folders = {(root, key.rpartition("/")[0][:end]) for root, key in sources for end in range(len(key))}
    for root, folder in sorted(folders, key=lambda one: len(one[1])):
        inside = [
            {place for place in work if place[0] == root and f"{place[1].rpartition('/')[0]}/".startswith(f"{folder}/")}
            if folder
            else {place for place in work if place[0] == root}
            for work in works
        ]
        among = sum(map(bool, inside))
        for said in {said for edges in sources.values() for said in edges.keys}:
            holding = sum(any(said in sources[place].keys for place in work) for work in inside)
            if among and holding >= max(4, 3 * (1 << among.bit_length() - 1) // 4):
                for place in set().union(*inside):
                    if said in sources[place].keys:
                        found[place][said] = Standing(folder, holding, among)
    return found


@given(st.lists(st.dictionaries(_PLACES, st.none() | _EDGES, max_size=12), min_size=1, max_size=6))
def test_what_sources_have_in_common_is_kept_up(changes: list[dict[Place, Edges | None]]) -> None:
    kept, sources = Recurring(), dict[Place, Edges]()
    for change in changes:
        sources = {place: edges for place, edges in {**sources, **change}.items() if edges is not None}
        assert kept.renew(dict(sources)) == Recurring().renew(sources) == _recurring(sources)


# --- known notes, backlinks ---


def _record(note: int, source: int, kind: NoteKind, heir: int | None, order: int) -> Record:
    path = VaultPath(f"{note}.md")
    return Record(
        id=NoteId(str(note)),
        kind=kind,
        path=path,
        target_path=path,
        title="",
        base=Digest(""),
        file=None,
        source=SourceKey(str(source)) if source else None,
        heir=None if heir is None else NoteId(str(heir)),
        order=order,
    )


_RECORDS = st.builds(
    _record,
    st.integers(0, 9),
    st.integers(0, 3),
    st.sampled_from([*NoteKind]),
    st.none() | st.just(1),
    st.integers(0, 2),
)


@given(st.lists(st.tuples(st.lists(_RECORDS, max_size=4), st.sets(st.integers(0, 9), max_size=2)), max_size=8))
def test_known_notes_are_kept_up(changes: list[tuple[list[Record], set[int]]]) -> None:
    kept, records = KnownNotes(), dict[NoteId, Record]()
    for made, gone in changes:
        records = {**records, **{one.id: one for one in made}}
        records = {note: one for note, one in records.items() if int(note) not in gone}
        kept.renew(records)
        atoms: dict[SourceKey, set[NoteId]] = defaultdict(set)
        for one in records.values():
            if one.kind is NoteKind.ATOM and one.source is not None:
                atoms[one.source].add(one.id)
        assert {key: {one.id for one in found} for key, found in kept.atoms.items()} == atoms
        assert all(records[one.id] is one for found in kept.atoms.values() for one in found)
        maps = [one for one in records.values() if one.kind is NoteKind.SOURCE and one.source is not None]
        assert [*kept.maps] == sorted(maps, key=lambda one: one.id)
        parts = [one for one in records.values() if one.heir is not None]
        assert [*kept.parts] == sorted(parts, key=lambda one: one.id)


_VOICES = st.dictionaries(_KEYS, st.dictionaries(_KEYS, st.integers(0, 2), max_size=3), max_size=5)


@given(st.lists(_VOICES, max_size=6))
def test_backlinks_are_kept_up(rounds: list[dict[str, dict[str, int]]]) -> None:
    kept = Backlinks()
    for voices in rounds:
        told = {
            voice: {NoteId(target): Incoming(VaultPath(voice), "", rank, None) for target, rank in found.items()}
            for voice, found in voices.items()
        }
        assert kept.renew(told) == Backlinks().renew(told)
        for target, entries in kept.renew(told).items():
            linking = [voice for voice, found in voices.items() if target in found]
            assert [one.path for one in entries] == sorted(linking, key=lambda one: (voices[one][target], one))
        assert set(kept.renew(told)) == {target for found in voices.values() for target in found}
