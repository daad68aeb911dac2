"""The warm index: whatever became of vault and cache since the last look, its answer is that of reading all anew."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT, Run, put, tree
from vaultsync.pipeline import indexing
from vaultsync.pipeline.indexing import KnownVault, index_file
from vaultsync.report.graph import links_json
from vaultsync.report.health import findings
from vaultsync.vault import files
from vaultsync.vault.files import Stamp, read_file
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import scan_vault

VAULT: dict[str, str | bytes] = {
    "a.md": "---\ntags: [t]\nup: '[[b]]'\n---\n# H\n[[b#H|x]] ![[p.png]] #u text ^id\n",
    "b.md": "[[a#^id]] [x](sub/c.md) [[none]]\n",
    "sub/c.md": b"[[a]] \xff not UTF-8\n",
    "sub/a.canvas": '{"nodes": [{"type": "file", "file": "a.md"}, {"type": "text", "text": "[[b]]"}]}',
    "p.png": "p",
}


def read_anew(vault: Path) -> tuple[str, object, object]:
    index = VaultIndex(scan_vault(vault))
    return links_json(index), findings(index), index.problems


def ask(vault: Path, cache: Path) -> tuple[str, object, object]:
    with KnownVault(vault, cache) as known:
        graph = known.answer("links", links_json, str)
        health = known.answer("findings", findings, tuple)
    assert graph.problems == health.problems
    return graph.said, health.said, graph.problems


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file was written long enough ago for its times to tell of the next write."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10_000_000_000)


def test_what_is_known_is_not_read_again(later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, cache = tmp_path / "vault", tmp_path / "cache" / "links.sqlite"
    put(vault, VAULT)
    first = ask(vault, cache)
    assert first == read_anew(vault)
    kept = cache.read_bytes(), cache.stat().st_mtime_ns
    put(vault, {"b.md": "[[a]]"})
    read: list[str] = []

    def reading(place: str) -> tuple[bytes, Stamp]:
        read.append(place)
        return read_file(place)

    monkeypatch.setattr(indexing, "read_file", reading)
    expected = read_anew(vault)
    assert ask(vault, cache) == expected != first
    assert read == [str(vault / "b.md")]
    assert (cache.read_bytes(), cache.stat().st_mtime_ns) != kept
    kept = cache.read_bytes(), cache.stat().st_mtime_ns
    monkeypatch.setattr(VaultIndex, "links", property(lambda _: 1 / 0))
    assert ask(vault, cache) == expected
    assert read == [str(vault / "b.md")]
    assert (cache.read_bytes(), cache.stat().st_mtime_ns) == kept


def test_a_write_within_the_grain_of_a_stamp_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were just written are read again, even if nothing on a coarse disk tells them from what they were."""

    def coarse(found: os.stat_result) -> Stamp:
        return found.st_size, found.st_mtime_ns // 10**9 * 10**9, found.st_ctime_ns // 10**9 * 10**9, 0, found.st_ino

    monkeypatch.setattr(files, "stamp_of", coarse)
    vault, cache = tmp_path / "vault", tmp_path / "links.sqlite"
    put(vault, VAULT)
    for name in ("none", "noon", "nope"):
        with (vault / "b.md").open("r+") as file:
            file.write(f"[[a]] [[{name}]]")
        assert ask(vault, cache) == read_anew(vault)


def test_a_file_that_changes_while_it_is_read_is_read_again(
    later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, cache = tmp_path / "vault", tmp_path / "links.sqlite"
    put(vault, VAULT)

    def racing(place: str) -> tuple[bytes, Stamp]:
        data, _ = read_file(place)
        Path(place).write_bytes(data + b" [[new]]")
        return data, read_file(place)[1]

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "read_file", racing)
        ask(vault, cache)
    assert ask(vault, cache) == read_anew(vault)


def garbage(cache: Path) -> None:
    cache.write_bytes(b"SQLite format 3\0" + os.urandom(5000))


def cut(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[: cache.stat().st_size // 2])


def flip(cache: Path) -> None:
    data = bytearray(cache.read_bytes())
    for at in range(3000, len(data), 97):
        data[at] ^= 0x40
    cache.write_bytes(data)


def folder(cache: Path) -> None:
    cache.unlink()
    cache.mkdir()


def forget(key: str) -> Callable[[Path], None]:
    def forgetting(cache: Path) -> None:
        with closing(sqlite3.connect(cache)) as connection, connection:
            assert connection.execute("DELETE FROM memo WHERE key = ?", (key,)).rowcount == 1

    return forgetting


@pytest.mark.parametrize(
    "damage", [garbage, cut, flip, folder, forget("files"), forget("said"), forget("answer links")]
)
@pytest.mark.parametrize("edited", [False, True])
def test_a_damaged_cache_knows_less(later: None, damage: Callable[[Path], None], edited: bool, tmp_path: Path) -> None:
    vault, cache = tmp_path / "vault", tmp_path / "cache" / "links.sqlite"
    put(vault, VAULT)
    ask(vault, cache)
    damage(cache)
    if edited:
        put(vault, {"new.md": "[[a]] [[b]]"})
    assert ask(vault, cache) == read_anew(vault)
    assert ask(vault, cache) == read_anew(vault)
    assert ask(vault, cache) == read_anew(vault)


def test_nothing_of_another_program_is_believed(later: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, cache = tmp_path / "vault", tmp_path / "links.sqlite"
    put(vault, VAULT)
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "program", lambda: "another")
        with KnownVault(vault, cache) as known:
            known.answer("links", lambda _: "what it said", str)
    assert ask(vault, cache) == read_anew(vault)


NAMES = ["a.md", "b.md", "sub/c.md", "sub/a.md", "c.md", "sub/a.canvas", "p.png", unicodedata.normalize("NFD", "é.md")]
TEXTS = [
    "[[a]]",
    "[[b]]",
    "[[c]] ",
    "![[p.png]] #t",
    "[[sub/a]]\n# H\n",
    '{"nodes": [{"type": "file", "file": "a.md"}]}',
]
CHANGES = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just("write back in time"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("link"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
)


def change(vault: Path, kind: str, name: str, other: str) -> None:
    place = vault / name
    place.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "write":
            place.write_text(other)
        case "write back in time":
            place.write_text(other)
            os.utime(place, ns=(10**18, 10**18))
        case "remove":
            place.unlink(missing_ok=True)
        case "move" if place.exists():
            (vault / other).parent.mkdir(parents=True, exist_ok=True)
            place.replace(vault / other)
        case "link" if not place.is_symlink() and not place.exists() and name != other:
            place.symlink_to(vault / other)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, max_size=12))
def test_a_warm_answer_is_a_cold_one(
    changes: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tmp_path = tmp_path_factory.mktemp("known")
    vault, cache = tmp_path / "vault", tmp_path / "links.sqlite"
    put(vault, VAULT)
    ask(vault, cache)
    for one in changes:
        change(vault, *one)
        assert ask(vault, cache) == read_anew(vault)


def test_calls_at_the_same_time(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "vault", VAULT | {f"{number}.md": f"[[{number + 1}]]" for number in range(300)})
    before = tree(tmp_path / "vault", hidden=True)
    command = [sys.executable, "-m", "vaultsync", "links", "--vault", str(tmp_path / "vault"), "--json"]
    environment = os.environ | {"VAULTSYNC_STATE_DIR": str(tmp_path / "state")}
    running = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    said = {one.communicate()[0] for one in running}
    assert said == {run("links", "--vault", "vault", "--json").out.encode()}
    assert tree(tmp_path / "vault", hidden=True) == before


def test_where_the_index_lies(run: Run, seeds: Path, tmp_path: Path) -> None:
    put(tmp_path / "theirs", VAULT)
    before = tree(tmp_path / "theirs", hidden=True)
    for _ in range(2):
        assert run("links", "--vault", "theirs").code == 0
        assert run("check", "--vault", "theirs").code == 0
        assert tree(tmp_path / "theirs", hidden=True) == before
    [index] = (tmp_path / "state").rglob("links.sqlite")
    assert index == index_file(tmp_path / "theirs", tmp_path / "state")
    outside = {"VAULTSYNC_STATE_DIR": "", "XDG_CACHE_HOME": str(tmp_path / "xdg"), "HOME": str(tmp_path / "home")}
    assert run("links", "--vault", "theirs", env=outside).code == 0
    if sys.platform == "linux":
        assert len(list((tmp_path / "xdg" / "vaultsync").rglob("links.sqlite"))) == 1
    assert run("rebuild", "--sources", seeds, "--vault", "ours").code == 0
    assert run("links", "--vault", "ours").code == 0
    [store] = (tmp_path / "state").rglob("store.sqlite")
    assert (store.parent / "links.sqlite").is_file()


def test_no_place_for_an_index_costs_nothing(run: Run, tmp_path: Path) -> None:
    put(tmp_path, {"vault/a.md": "[[a]]", "taken": ""})
    done = run("links", "--vault", "vault", "--json", env={"VAULTSYNC_STATE_DIR": str(tmp_path / "taken")})
    assert done.code == 0
    assert done.err == ""
    assert done.json["links"][0]["status"] == "resolved"


def test_json_for_a_terminal_without_unicode(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "vault", {"ö😀.md": "[[ö😀|é]]"})
    plain = run("links", "--vault", "vault", "--json", env={"PYTHONIOENCODING": "ascii"})
    assert plain.out.isascii()
    assert plain.json == run("links", "--vault", "vault", "--json").json
