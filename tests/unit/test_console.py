from __future__ import annotations

import io
import json
import sys

import pytest

from vaultsync.console import Console, visible
from vaultsync.errors import ConfigError
from vaultsync.model import Problem


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("naïve 互联网　金融 👨\u200d👩 می\u200cشود a\u00a0b", "naïve 互联网　金融 👨\u200d👩 می\u200cشود a\u00a0b"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\x00\x7f\x9bb", "a\\x00\\x7f\\x9bb"),
        ("bad\udcff", "bad\\udcff"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("a\u2028b", "a\\u2028b"),
        ("a\r\nb\tc", "a\\r\nb\tc"),
    ],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    """Row 103 of the fault model."""
    assert visible(text) == shown


def test_a_problem_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    Console().problem(Problem("a\nb.md", "isn't UTF-8", 3, "set `encodings`"))
    Console(quiet=True).problem(Problem("", "no place", None))
    out, err = capsys.readouterr()
    assert (out, err) == ("", "a\\nb.md:3: isn't UTF-8 – set `encodings`\nno place\n")


def test_an_error_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    Console(as_json=True).error(ConfigError("is\nwrong", path="x.toml", line=2, hint="mend it"))
    assert capsys.readouterr() == ("", "x.toml:2: is\\nwrong – mend it\n")


def test_with_json_stdout_holds_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(as_json=True)
    console.say("done")
    console.json({"path": "ü\udcff\n"})
    out, err = capsys.readouterr()
    assert json.loads(out) == {"path": "ü\udcff\n"}
    assert out.count("\n") == 1
    assert err == "done\n"


def test_quiet_says_only_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(quiet=True)
    console.say("chatter")
    console.show("answer")
    assert capsys.readouterr() == ("answer\n", "")


@pytest.mark.parametrize(
    ("terminal", "no_color", "coloured"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_colours_only_on_a_terminal_that_wants_them(
    terminal: bool, no_color: bool, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    Console().show_diff("-old\n+new\n")
    assert ("\x1b[" in stream.getvalue()) is coloured
    assert "old" in stream.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_narrow_terminal_gets_escapes_and_whole_json(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(data, encoding=encoding, write_through=True))
    console = Console()
    console.show("金 – x")
    console.json({"name": "金 👍"})
    said, printed = data.getvalue().decode(encoding).split("\n")[:2]
    assert "\\u91d1" in said
    assert json.loads(printed) == {"name": "金 👍"}


@pytest.mark.parametrize(
    ("terminal", "quiet", "waited", "seen"),
    [(True, False, 1.0, True), (True, False, 0.2, False), (True, True, 1.0, False), (False, False, 1.0, False)],
)
def test_progress_shows_on_a_terminal_after_half_a_second(
    terminal: bool, quiet: bool, waited: float, seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    now = [100.0]
    monkeypatch.setattr("vaultsync.console.time.monotonic", lambda: now[0])
    with Console(quiet=quiet).progress() as bar:
        bar.at("Reading", 1, 10)
        now[0] += waited
        bar.at("Reading", 2, 10)
        bar.at("Linking", 0, 0)
    assert ("Linking" in stream.getvalue()) is seen
