"""Reading real files: whatever is wrong with one is a problem, never an exception, and never emptiness."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from pathlib import Path

import pytest

from vaultsync.errors import Unreadable
from vaultsync.model import BlockKind, Problem, SourceKey
from vaultsync.sources.discover import Found
from vaultsync.sources.read import ReadResult, ReadSettings, found_file, read, read_regular

SETTINGS = ReadSettings()


def problem(result: ReadResult) -> Problem:
    assert result.document is None
    (one,) = result.problems
    assert one.hint
    return one


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.md", "# A\n\nText.", "markdown"),
        ("a.MARKDOWN", "# A\n\nText.", "markdown"),
        ("a.txt", "A\n\nSome text, longer.", "text"),
        ("a.html", "<h1>A</h1><p>Text.</p>", "html"),
        ("a.HTM", "<h1>A</h1><p>Text.</p>", "html"),
    ],
)
def test_the_ending_says_how_a_file_is_read(name: str, content: str, form: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    result = read(found_file(tmp_path / name), SETTINGS)
    assert result.document is not None
    assert (result.document.format, result.document.text, result.document.key) == (form, content, name)
    assert result.digest == hashlib.sha256(content.encode()).hexdigest()
    assert result.problems == ()


@pytest.mark.parametrize("name", ["e.md", "e.txt", "e.html"])
def test_an_empty_file_is_an_empty_document(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    document = read(found_file(tmp_path / name), SETTINGS).document
    assert document is not None
    assert [block for block in document.blocks if block.kind != BlockKind.BLANK] == []


def test_encodings_go_by_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("“x”".encode("cp1252"))
    settings = ReadSettings(encodings={"old/*.txt": "cp1252"})
    old = read(Found(SourceKey("old/sub/a.txt"), tmp_path / "a.txt", tmp_path), settings).document
    assert old is not None
    assert old.text == "“x”"
    one = problem(read(Found(SourceKey("new/a.txt"), tmp_path / "a.txt", tmp_path), settings))
    assert (one.path, one.line) == (str(tmp_path / "a.txt"), 1)
    assert '"new/a.txt" = ' in one.hint


def test_problems_of_the_frontmatter_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A: B\n---\nText.")
    result = read(found_file(tmp_path / "a.md"), SETTINGS)
    assert result.document is not None
    assert [(one.path, one.line) for one in result.problems] == [(str(tmp_path / "a.md"), 2)]


def test_a_large_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x" * 1001)
    one = problem(read(found_file(tmp_path / "a.md"), ReadSettings(max_size=1000)))
    assert "larger than 1,000 bytes (1,001)" in one.message
    assert "max_size" in one.hint


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert "not a regular file" in problem(read(found_file(tmp_path / "a.md"), SETTINGS)).message


def test_a_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    assert problem(read(found_file(tmp_path / "a.md"), SETTINGS)).path == str(tmp_path / "a.md")


@pytest.mark.parametrize("name", ["link.md", "folder/secret.md"])
def test_no_link_leads_out_of_the_root(name: str, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "root/link.md").symlink_to("../secret.md")
    (tmp_path / "root/folder").symlink_to("..")
    found = read_regular(tmp_path / "root" / name, tmp_path / "root", 1000)
    assert isinstance(found, Problem)
    assert "leads out" in found.message
    outside = read_regular(tmp_path / "root/../secret.md", tmp_path / "root", 1000)
    assert isinstance(outside, Problem)


def test_a_link_within_the_root_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / "b.md").symlink_to("a.md")
    assert read_regular(tmp_path / "b.md", tmp_path, 1000) == b"text"


@pytest.mark.parametrize("name", ["gone.md", "gone/a.md", "a\0b.md", "folder.md"])
def test_what_is_not_there_is_none(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    assert read_regular(tmp_path / name, tmp_path, 1000) is None


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs a list of what is open")
def test_a_folder_that_a_text_links_to_is_not_left_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        read_regular(tmp_path, tmp_path, 1000)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_vanished_source_is_a_problem(tmp_path: Path) -> None:
    assert "vanished" in problem(read(found_file(tmp_path / "gone.md"), SETTINGS)).message


def test_a_file_that_an_editor_is_just_replacing_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: (tmp_path / "a.md").write_text("# Back"))
    document = read(found_file(tmp_path / "a.md"), SETTINGS).document
    assert document is not None
    assert document.text == "# Back"


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE, errno.EACCES])
def test_a_failure_is_no_emptiness(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("text")

    def failing(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", failing)
    if number == errno.EACCES:
        assert os.strerror(number) in problem(read(found_file(tmp_path / "a.md"), SETTINGS)).message
    else:
        with pytest.raises(Unreadable, match=os.strerror(number)):
            read(found_file(tmp_path / "a.md"), SETTINGS)


def test_a_file_that_grows_meanwhile_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    opened = os.open
    states = iter(["one two", "one two three"])

    def opening(name: str, flags: int) -> int:
        state = next(states, None)
        if state:
            with path.open("w") as file:
                file.write(state)
            os.utime(path, ns=(0, len(state)))
        return opened(name, flags)

    fstat = os.fstat
    calls: list[int] = []

    def changing(handle: int) -> os.stat_result:
        calls.append(handle)
        found = fstat(handle)
        if len(calls) == 1:
            os.utime(path, ns=(0, 99))
        return found

    monkeypatch.setattr(os, "open", opening)
    monkeypatch.setattr(os, "fstat", changing)
    assert read_regular(path, tmp_path, 1000) == b"one two three"
    assert len(calls) == 4


def test_a_file_that_never_rests_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    fstat = os.fstat
    calls: list[int] = []

    def changing(handle: int) -> os.stat_result:
        calls.append(handle)
        os.utime(path, ns=(0, len(calls)))
        return fstat(handle)

    monkeypatch.setattr(os, "fstat", changing)
    found = read_regular(path, tmp_path, 1000)
    assert isinstance(found, Problem)
    assert "keeps changing" in found.message


def test_a_fault_in_a_parser_costs_one_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RecursionError

    (tmp_path / "a.md").write_text("text")
    monkeypatch.setattr("vaultsync.sources.read.parse_markdown", failing)
    assert "RecursionError" in problem(read(found_file(tmp_path / "a.md"), SETTINGS)).message


def test_reading_imports_no_extractor_for_markdown() -> None:
    import subprocess
    import sys

    code = "import sys, vaultsync.sources.read; print({'trafilatura', 'lxml', 'charset_normalizer'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
