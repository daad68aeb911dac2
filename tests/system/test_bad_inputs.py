"""One bad input costs one message and nothing else (rule 12): the good sources' notes are what they are without it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, Run, put, tree

GOOD: dict[str, str | bytes] = {
    f"good {number}.md": (
        f"# Essay {number} about {subject}\n\n"
        f"{subject.capitalize()} repays patience, and patience is learnt in the garden of {subject}.\n\n"
        f"## {subject.capitalize()} needs care\n\nNobody has ever regretted looking after {subject} with care.\n"
    )
    for number, subject in enumerate(
        ["soil", "water", "compost", "winter", "seeds", "weather", "shade", "insects", "bridges", "ledgers"]
    )
}

Make = Callable[[Path], None]


def text(content: str | bytes, name: str = "bad.md") -> Make:
    def make(folder: Path) -> None:
        put(folder, {name: content})

    return make


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "bad.md")


def link(target: str, name: str = "bad.md") -> Make:
    def make(folder: Path) -> None:
        (folder / name).symlink_to(target)

    return make


def folder_named_like_a_file(folder: Path) -> None:
    (folder / "bad.md").mkdir()


def loop(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "again").symlink_to(folder)


def bad_name(folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.md"))).write_bytes(b"# Named badly\n\nText.\n")


# Each is one bad input: how it is made, and what the message must say; empty where it is read without a word, None
# where it is no source at all.
CASES: dict[str, tuple[Make, str | None]] = {
    "latin-1": (text("café sur la côte, déjà vu\n".encode("latin-1")), "encodings"),
    "cp1252": (text("“quoted” – and dashed\n".encode("cp1252")), "bad.md:1"),
    "gb18030": (text("互联网金融的重新进化需要从流程开始\n".encode("gb18030")), "encodings"),
    "shift-jis": (text("日本語の文章です。読めますか。\n".encode("shift-jis")), "bad.md"),
    "utf-16 without mark": (text("Hello there, reader.\n".encode("utf-16-le")), "bad.md"),
    "utf-32": (text("Hello there, reader.\n".encode("utf-32")), "bad.md"),
    "one bad byte": (text(b"Fine line.\nBad \xff byte.\n"), "bad.md:2"),
    "cut sequence": (text("Ends in the middle é".encode()[:-1]), "bad.md:1"),
    "surrogate": (text(b"CESU \xed\xa0\x80 here\n"), "bad.md:1"),
    "binary": (text(bytes(range(256)) * 20), "bad.md"),
    "png": (text(b"\x89PNG\r\n\x1a\n" + bytes(300)), "bad.md"),
    "html in latin-1": (text("<p>café déjà vu côte".encode("latin-1"), "bad.html"), "bad.html"),
    "tab in frontmatter": (text("---\ntitle:\tx\n\tauthor: y\n---\nText of it.\n"), "bad.md:"),
    "colon in a value": (text("---\ntitle: A: B\n---\nText of it.\n"), "bad.md:2"),
    "list as frontmatter": (text("---\n- a\n- b\n---\nText of it.\n"), "bad.md"),
    "python tag": (text("---\nx: !!python/object/apply:os.system ['touch owned']\n---\nText.\n"), ""),
    "recursive alias": (text("---\na: &a [*a]\n---\nText.\n"), "bad.md"),
    "deep flow": (text("---\na: " + "[" * 5000 + "\n---\nText.\n"), "bad.md"),
    "fifo": (fifo, "bad.md"),
    "dangling link": (link("nowhere.md"), None),
    "link out of the root": (link("/etc/hostname"), None),
    "loop of links": (loop, None),
    "folder named like a file": (folder_named_like_a_file, None),
    "hidden file": (text("# Hidden\n\nText.\n", ".bad.md"), None),
    "hidden folder": (text("# Hidden\n\nText.\n", ".git/bad.md"), None),
    "editor's backup": (text("# Backup\n\nText.\n", "bad.md~"), None),
    "editor's lock": (link("user@host.1", ".#bad.md"), None),
    "emacs autosave": (text("# Save\n\nText.\n", "#bad.md#"), None),
    "vim swap": (text(b"b0VIM 9.0", ".bad.md.swp"), None),
    "office lock": (text("x", "~$bad.md"), None),
    "conflict copy of Obsidian": (text("# C\n\nText.\n", "bad (Conflicted copy laptop 202401010101).md"), None),
    "conflict copy of Dropbox": (text("# C\n\nText.\n", "bad (Ann's conflicted copy 2024-01-01).md"), None),
    "conflict copy of Syncthing": (text("# C\n\nText.\n", "bad.sync-conflict-20240101-010101-ABCDEFG.md"), None),
    "empty": (text(""), None),
    "blank": (text(" \n\n\t\n"), None),
    "only a fence": (text("---\n"), None),
    "another suffix": (text("# Not a source\n\nText.\n", "bad.docx"), None),
    "a partial download": (text("# Part\n\nText.\n", "bad.md.part"), None),
}


@pytest.fixture
def without(run: Run, tmp_path: Path) -> dict[str, bytes]:
    put(tmp_path / "good", GOOD)
    made = run("rebuild", "--sources", tmp_path / "good", "--vault", tmp_path / "plain", env=state(tmp_path, "plain"))
    assert made.code == 0, made.err
    return tree(tmp_path / "plain")


def state(tmp_path: Path, name: str) -> dict[str, str]:
    return {"VAULTSYNC_STATE_DIR": str(tmp_path / f"state of {name}")}


def build(run: Run, tmp_path: Path, make: Make) -> Ran:
    put(tmp_path / "sources", GOOD)
    make(tmp_path / "sources")
    return run("rebuild", "--sources", tmp_path / "sources", "--vault", tmp_path / "vault")


def notes_of_good(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if "Essay" in name}


@pytest.mark.parametrize("name", CASES)
def test_one_bad_input_costs_one_message(name: str, run: Run, tmp_path: Path, without: dict[str, bytes]) -> None:
    make, said = CASES[name]
    made = build(run, tmp_path, make)
    assert "Traceback" not in made.err
    assert notes_of_good(tree(tmp_path / "vault")) == notes_of_good(without)
    messages = [line for line in made.err.split("\n") if line]
    if said is None:
        assert (made.code, messages) == (0, [])
        assert tree(tmp_path / "vault") == without
    elif not said:
        assert (made.code, messages) == (0, [])
    else:
        assert len(messages) == 1
        assert said in messages[0]
        assert "bad" in messages[0]
        assert " – " in messages[0]
        assert made.code in (0, 4)
    assert not (tmp_path / "owned").exists()


ODD_TITLES = [
    "../../escape", "/etc/passwd", "..", "~", "CON", "nul.md", "a/b\\c:d*e?f\"g<h>i|j", "#tag ^block [[link]] %%",
    ".hidden", "trailing.", "trailing ", "\u202eright to left", "\u200b\u200b", "é" * 200, "😀" * 120, "x\x00y",
    "{{ 7 * 7 }}", "{% raw %}", "<% tp.file.title %>", "]] | ![[", "---", "COM¹", "\x1b[31mred", "a\nb",
]  # fmt: skip


@pytest.mark.parametrize("title", ODD_TITLES)
def test_no_title_leaves_the_vault(title: str, run: Run, tmp_path: Path) -> None:
    import json

    body = f"---\ntitle: {json.dumps(title)}\n---\nOne sentence that is long enough to be an idea of its own.\n"
    put(tmp_path / "in" / "sources", {"odd.md": body, "odder.md": f"# {title}\n\nAnother sentence of the same kind.\n"})
    made = run("rebuild", "--sources", tmp_path / "in" / "sources", "--vault", tmp_path / "in" / "vault")
    assert "Traceback" not in made.err
    assert made.code in (0, 4)
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["sources", "vault"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "state"]
    for path in (tmp_path / "in" / "vault").rglob("*.md"):
        assert not set(path.name) & set('\\/:*?"<>|#^[]\x00\n\x1b')
        assert path.name[:-3].strip(" .") == path.name[:-3]
        assert len(path.name.encode()) <= 255
    graph = run("links", "--vault", tmp_path / "in" / "vault", "--json").json
    generated = [link for link in graph["links"] if link["property"]]
    assert {link["status"] for link in generated} <= {"resolved"}
    assert "49" not in "".join(path.name for path in (tmp_path / "in" / "vault").rglob("*.md"))


def test_a_file_that_is_in_the_way_is_never_replaced(run: Run, seeds: Path, tmp_path: Path) -> None:
    first = run("rebuild", "--sources", seeds, "--vault", tmp_path / "a", env=state(tmp_path, "a"))
    assert first.code == 0
    mine = {name: f"my own {name}\n" for name in tree(tmp_path / "a")}
    put(tmp_path / "b", dict(mine))
    assert run("rebuild", "--sources", seeds, "--vault", tmp_path / "b").code == 0
    after = tree(tmp_path / "b")
    assert {name: after[name].decode() for name in mine} == mine
    assert len(after) == 2 * len(mine)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("vault = 3\nsources = ['s']\n", "vaultsync.toml:1"),
        ("sources = ['s']\nvualt = 'v'\n", "did you mean `vault`"),
        ("sources = ['s'\n", "vaultsync.toml:"),
        ("sources = ['s']\nvault = 'v'\n[folders]\nnotes = '../out'\n", "vaultsync.toml:4"),
        ("sources = ['s']\nvault = 'v'\n[folders]\nnotes = '.obsidian'\n", "folders.notes"),
        ("sources = ['s']\nvault = 'v'\n[split]\ntarget_words = 'many'\n", "split.target_words"),
        ("sources = ['s']\nvault = 'v'\n[encodings]\n'*.txt' = 'latin-99'\n", "latin-99"),
        ("\ufeffsources = ['missing']\nvault = 'v'\n", "missing"),
        (b"\xff\xfe\x00", "vaultsync.toml:1"),
    ],
)
def test_a_bad_configuration_names_file_line_and_key(config: str | bytes, said: str, run: Run, tmp_path: Path) -> None:
    put(tmp_path / "here", {"vaultsync.toml": config, "s/a.md": "# A\n\nText.\n"})
    made = run("rebuild", cwd=tmp_path / "here")
    assert made.code in (2, 4, 5)
    assert said in made.err
    assert "Traceback" not in made.err
    assert len([line for line in made.err.split("\n") if line]) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("atom.md", "---\n{{ properties }}---\n{{ body }}\n{{ nothing_like_it }}\n", "atom.md:4"),
        ("atom.md", "---\n{{ properties }}---\n{% if %}\n", "atom.md:3"),
        ("home.md", "---\n{{ properties }}---\n{{ 1 / 0 }}\n", "home.md:3"),
        ("home.md", "---\n{{ properties }}---\n{{ ''.__class__.__mro__ }}\n", "home.md:3"),
    ],
)
def test_a_bad_template_names_its_line_and_touches_no_note(
    name: str, content: str, said: str, run: Run, tmp_path: Path
) -> None:
    config = "sources = ['s']\nvault = 'v'\ntemplates = 't'\n"
    put(tmp_path / "here", {"vaultsync.toml": config, "s/a.md": "# A\n\nText.\n", f"t/{name}": content})
    made = run("rebuild", cwd=tmp_path / "here")
    assert (made.code, "Traceback" in made.err) == (2, False)
    assert said in made.err
    assert tree(tmp_path / "here" / "v") == {}
