"""A vault of real files that holds every rule of Obsidian's links, and whatever else a disk may hold."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
import warnings
from pathlib import Path

import pytest

from vaultsync.errors import Changed
from vaultsync.model import VaultPath
from vaultsync.pipeline.memo import Memo
from vaultsync.report.graph import links_json
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import VaultScan, scan_vault
from vaultsync.vault.settings import LinkFormat

CARDS = [
    {"type": "text", "text": "[[Only]]"},
    {"type": "file", "file": "f/img.png"},
    {"type": "file", "file": "Only.md"},
]
SHEET: dict[str, str | bytes] = {
    "N.md": "---\naliases: [Other name]\ntags: [a, B/c]\n---\n# H1\n## H2\ntext ^id\n",
    "f/N.md": "",
    "f/Only.md": "",
    "f/two words.md": "",
    "f/img.png": b"\x89PNG",
    "f/links.md": """---
up: "[[Only]]"
related:
  - "[[N#H1|the note]]"
  - "[[Nowhere]]"
not: [[Only]]
text: see "[[Only]]"
---
[[N]] [[n.md]] [t](N.md) [t](n) [[f/N]] [[./N]] [[../N]] [[/f/N]] [[/Only]]
[[#Own]] [[N#H1#H2]] [[N#^id|shown]] ![[img.png|100x145]] ![](two%20words.md) ![[img]]
%%[[Only]]%% `[[no]]` \\[\\[no\\]\\] <!-- [[no]] --> [[]] []() [x]() [w](https://a.b) [[|x]] [[Other name]]

| a | b |
|---|---|
| [[Only\\|o]] | [[Only|o]] |

````
```
[[no]]
````

> [!note]+ [[Only]]
> - [ ] [[two words]]

## Own [[Only]] #tag
""",
    "board.canvas": json.dumps({"nodes": CARDS}),
    "view.base": "filters:\n  - file.hasLink('[[Only]]')\n",
    ".hidden/secret.md": "[[N]]",
    ".trash/old.md": "[[N]]",
    "f/.part.md": "[[N]]",
}

ROWS = [
    ("board.canvas", 1, "[[Only]]", "wikilink", None, "f/Only.md", None, "resolved"),
    ("board.canvas", 1, "f/img.png", "embed", None, "f/img.png", None, "resolved"),
    ("board.canvas", 1, "Only.md", "embed", None, None, None, "unresolved"),
    ("f/links.md", 2, "[[Only]]", "property", "up", "f/Only.md", None, "resolved"),
    ("f/links.md", 4, "[[N#H1|the note]]", "property", "related", "N.md", "#H1", "resolved"),
    ("f/links.md", 5, "[[Nowhere]]", "property", "related", None, None, "unresolved"),
    ("f/links.md", 9, "[[N]]", "wikilink", None, "N.md", None, "resolved"),
    ("f/links.md", 9, "[[n.md]]", "wikilink", None, "N.md", None, "resolved"),
    ("f/links.md", 9, "[t](N.md)", "markdown", None, "N.md", None, "resolved"),
    ("f/links.md", 9, "[t](n)", "markdown", None, "N.md", None, "resolved"),
    ("f/links.md", 9, "[[f/N]]", "wikilink", None, "f/N.md", None, "resolved"),
    ("f/links.md", 9, "[[./N]]", "wikilink", None, "f/N.md", None, "resolved"),
    ("f/links.md", 9, "[[../N]]", "wikilink", None, "N.md", None, "resolved"),
    ("f/links.md", 9, "[[/f/N]]", "wikilink", None, "f/N.md", None, "resolved"),
    ("f/links.md", 9, "[[/Only]]", "wikilink", None, None, None, "unresolved"),
    ("f/links.md", 10, "[[#Own]]", "wikilink", None, "f/links.md", "#Own", "resolved"),
    ("f/links.md", 10, "[[N#H1#H2]]", "wikilink", None, "N.md", "#H1#H2", "resolved"),
    ("f/links.md", 10, "[[N#^id|shown]]", "wikilink", None, "N.md", "#^id", "resolved"),
    ("f/links.md", 10, "![[img.png|100x145]]", "embed", None, "f/img.png", None, "resolved"),
    ("f/links.md", 10, "![](two%20words.md)", "embed", None, "f/two words.md", None, "resolved"),
    ("f/links.md", 10, "![[img]]", "embed", None, None, None, "unresolved"),
    ("f/links.md", 11, "[[Only]]", "wikilink", None, "f/Only.md", None, "resolved"),
    ("f/links.md", 11, "[w](https://a.b)", "markdown", None, None, None, "external"),
    ("f/links.md", 11, "[[|x]]", "wikilink", None, None, None, "unresolved"),
    ("f/links.md", 11, "[[Other name]]", "wikilink", None, None, None, "unresolved"),
    ("f/links.md", 15, "[[Only\\|o]]", "wikilink", None, "f/Only.md", None, "resolved"),
    ("f/links.md", 22, "[[Only]]", "wikilink", None, "f/Only.md", None, "resolved"),
    ("f/links.md", 23, "[[two words]]", "wikilink", None, "f/two words.md", None, "resolved"),
    ("f/links.md", 25, "[[Only]]", "wikilink", None, "f/Only.md", None, "resolved"),
]


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for path, data in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())


def messages(scan: VaultScan) -> dict[str, str]:
    return {problem.path: problem.message for problem in scan.problems}


def test_every_rule_of_links(tmp_path: Path) -> None:
    write(tmp_path, SHEET)
    graph = json.loads(links_json(VaultIndex(scan_vault(tmp_path))))
    rows = graph["links"]
    assert isinstance(rows, list)
    keys = ("from", "line", "raw", "kind", "property", "target", "subpath", "status")
    assert [tuple(row[key] for key in keys) for row in rows] == ROWS
    assert not any(row["generated"] for row in rows)
    assert graph["backlinks"] == {
        "N.md": ["f/links.md"],
        "f/N.md": ["f/links.md"],
        "f/Only.md": ["board.canvas", "f/links.md"],
        "f/img.png": ["board.canvas", "f/links.md"],
        "f/links.md": ["f/links.md"],
        "f/two words.md": ["f/links.md"],
    }
    notes = graph["notes"]
    assert isinstance(notes, list)
    assert [note["path"] for note in notes] == ["N.md", "f/N.md", "f/Only.md", "f/links.md", "f/two words.md"]
    assert (notes[0]["aliases"], notes[0]["tags"]) == (["Other name"], ["a", "B/c"])
    assert notes[3]["tags"] == ["tag"]


def test_a_second_reader_sees_the_same_wikilinks(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "Hub.md": "[[One]] and [[Two|two]], [[One#H]] [[Missing]]\n\n- [[Three]]\n",
        "One.md": "# H\nback to [[Hub]] `[[Two]]`\n",
        "sub/Two.md": "> quoted [[One]]\n",
        "sub/Three.md": "![[One]] text\n",
    }
    write(tmp_path, files)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = pytest.importorskip("obsidiantools.api")
        theirs = api.Vault(tmp_path).connect()
    index = VaultIndex(scan_vault(tmp_path))
    for note in index.notes:
        name = note.path.rpartition("/")[2][:-3]
        linked = [
            one for one in index.backlinks(note.path) if any(link.raw.kind != "embed" for link in index.links_from(one))
        ]
        assert sorted({path.rpartition("/")[2][:-3] for path in linked}) == sorted(set(theirs.get_backlinks(name)))
    missing = {link.raw.target for link in index.links if link.status == "unresolved"}
    assert missing == set(theirs.nonexistent_notes)


def test_the_vaults_own_settings_are_read(tmp_path: Path) -> None:
    write(tmp_path, {".obsidian/app.json": '{"newLinkFormat": "absolute", "useMarkdownLinks": true}'})
    scan = scan_vault(tmp_path)
    assert scan.settings.link_format is LinkFormat.ABSOLUTE
    assert scan.settings.markdown_links
    assert scan.files == {}


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff", b"", b"[" * 100_000])
def test_damaged_settings_cost_a_warning(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, {".obsidian/app.json": data, "a.md": "[[a]]"})
    scan = scan_vault(tmp_path)
    assert list(messages(scan)) == [".obsidian/app.json"]
    assert list(scan.files) == ["a.md"]


def test_a_vault_that_is_not_there(tmp_path: Path) -> None:
    scan = scan_vault(tmp_path / "none")
    assert scan.files == {}
    assert messages(scan) == {"": "the vault's folder isn't there"}


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "latin.md": "a\n[[caf\u00e9]] [[ok]]\n".encode("latin-1"),
            "utf16.md": "[[a]]".encode("utf-16"),
            "bom.md": "\ufeff---\ntags: x\n---\n[[ok]]".encode(),
            "nul.md": b"[[ok]]\0[[nul\0]]",
            "empty.md": b"",
            "ok.md": b"",
        },
    )
    scan = scan_vault(tmp_path)
    assert {problem.path: (problem.line, problem.severity) for problem in scan.problems} == {
        "latin.md": (2, "warning"),
        "utf16.md": (1, "warning"),
    }
    index = VaultIndex(scan)
    assert index.backlinks(VaultPath("ok.md")) == ("bom.md", "latin.md", "nul.md")
    for row in json.loads(links_json(index))["links"]:
        row["raw"].encode()
    latin = VaultPath("latin.md")
    assert index.text(latin).encode("utf-8", "surrogateescape") == scan.read(latin)


def test_unicode_forms_of_names(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Übung é")
    write(tmp_path, {f"{decomposed}.md": "x", "a.md": "[[Übung é]]", f"dir {decomposed}/b.md": "y"})
    scan = scan_vault(tmp_path)
    composed = VaultPath("Übung é.md")
    assert list(scan.files) == ["a.md", "dir Übung é/b.md", "Übung é.md"]
    assert scan.text(composed) == "x"
    assert VaultIndex(scan).backlinks(composed) == ("a.md",)
    if len(list(tmp_path.iterdir())) == 3 and not (tmp_path / composed).exists():
        (tmp_path / composed).write_text("z")
        again = scan_vault(tmp_path)
        assert list(messages(again)) == [composed]
        assert list(again.files) == list(scan.files)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, {"a\nb.md": "", "-rf.md": "", "ok.md": ""})
    (tmp_path / os.fsdecode(b"bad\xff.md")).touch()
    scan = scan_vault(tmp_path)
    assert list(scan.files) == ["-rf.md", "a\nb.md", "ok.md"]
    assert list(messages(scan)) == ["bad\\udcff.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs symlinks and pipes")
def test_links_and_special_files(tmp_path: Path) -> None:
    vault, outside = tmp_path / "vault", tmp_path / "outside"
    write(outside, {"secret.md": "[[a]]", "deep/x.md": ""})
    write(vault, {"a.md": "[[inside]] [[secret]] [[dangling]]", "folder.md/note.md": "[[a]]", "sub/b.md": ""})
    (vault / "inside.md").symlink_to(vault / "sub" / "b.md")
    (vault / "secret.md").symlink_to(outside / "secret.md")
    (vault / "dangling.md").symlink_to(vault / "none.md")
    (vault / "loop").symlink_to(vault, target_is_directory=True)
    (vault / "sub" / "self.md").symlink_to(vault / "sub" / "self.md")
    (vault / "away").symlink_to(outside, target_is_directory=True)
    os.mkfifo(vault / "pipe.md")
    scan = scan_vault(vault)
    assert list(scan.files) == ["a.md", "folder.md/note.md", "inside.md", "secret.md", "sub/b.md"]
    assert scan.files[VaultPath("secret.md")].syntax is None
    assert set(messages(scan)) == {"secret.md", "dangling.md", "loop", "away", "pipe.md", "sub/self.md"}
    links = VaultIndex(scan).links_from(VaultPath("a.md"))
    assert [link.target for link in links] == ["inside.md", "secret.md", None]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs permissions that bind")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "", "shut.md": "[[a]]", "shut/b.md": "", "ok.md": "[[shut]]"})
    (tmp_path / "shut.md").chmod(0)
    (tmp_path / "shut").chmod(0)
    scan = scan_vault(tmp_path)
    (tmp_path / "shut").chmod(0o700)
    assert set(messages(scan)) == {"shut.md", "shut"}
    assert VaultIndex(scan).backlinks(VaultPath("shut.md")) == ("ok.md",)


def test_what_was_said_is_remembered_by_content(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[[b]]", "b.md": "[[a]]", "c.canvas": "{}"})
    memo = Memo(None)
    first = scan_vault(tmp_path, memo)
    write(tmp_path, {"a.md": "[[c]]"})
    second = scan_vault(tmp_path, memo)
    assert second.files[VaultPath("b.md")].syntax is first.files[VaultPath("b.md")].syntax
    assert scan_vault(tmp_path).files == second.files


def test_a_note_that_is_not_utf8_is_named_however_often_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"[[b]] \xff")
    memo = Memo(None)
    assert messages(scan_vault(tmp_path, memo)) == messages(scan_vault(tmp_path, memo)) != {}


def test_a_file_that_vanished_is_a_change(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "x"})
    scan = scan_vault(tmp_path)
    (tmp_path / "a.md").unlink()
    with pytest.raises(Changed) as caught:
        scan.text(VaultPath("a.md"))
    assert caught.value.path == "a.md"
