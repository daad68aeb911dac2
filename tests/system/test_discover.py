"""Discovery on a real tree: what is a source, what is none, and what is said about it."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from vaultsync.errors import Unreadable
from vaultsync.sources.discover import Discovery, discover


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {path.stem}\n\nText.\n")


def keys(*roots: Path, vault: Path | None = None, ignore: Sequence[str] = ()) -> list[str]:
    found = discover(roots, vault=vault, ignore=ignore)
    assert not found.problems
    return [source.key for source in found.sources]


def said(found: Discovery) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in found.problems]


def test_sources_are_found_by_their_endings_in_order(tmp_path: Path) -> None:
    put(tmp_path, "b.md", "a/z.TXT", "a/y.Markdown", "c.HTML", "a.htm", "no.docx", "no.md.bak", "md", "no")
    assert keys(tmp_path) == ["a.htm", "a/y.Markdown", "a/z.TXT", "b.md", "c.HTML"]
    found = discover([tmp_path], vault=None).sources[1]
    assert (found.path, found.root) == (tmp_path / "a/y.Markdown", tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.md", ".git/a.md", "a/.obsidian/b.md", "a.md~", "#a.md#", ".#a.md", "~$a.md", "4913", ".a.md.swp",
        "a.md.tmp", "a.md.part", "a.md.crswap", ".a.md.icloud", "a.tmp/b.md",
        "a (Conflicted copy laptop 202401010101).md", "a (Ann's conflicted copy 2024-01-01).md",
        "a (conflicted copy).txt", "a.sync-conflict-20240101-010101-ABC.md",
    ],
)  # fmt: skip
def test_what_nobody_wrote_is_no_source(name: str, tmp_path: Path) -> None:
    put(tmp_path, name, "real.md")
    assert keys(tmp_path) == ["real.md"]


@pytest.mark.parametrize(
    "name", ["#1 idea.md", "a~b.md", "4913.md", "4913/a.md", "conflicted copy.md", "-rf.md", "[[x]].md", "a\nb.md"]
)
def test_odd_names_are_names(name: str, tmp_path: Path) -> None:
    put(tmp_path, name)
    assert keys(tmp_path) == [name]


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        (["drafts"], ["a.md", "b/c.txt"]),
        (["drafts/"], ["a.md", "b/c.txt"]),
        (["drafts/*"], ["a.md", "b/c.txt"]),
        (["*.txt"], ["a.md", "drafts/d.md"]),
        (["b/*.txt", "/a.md"], ["drafts/d.md"]),
        (["*"], []),
    ],
)
def test_patterns_for_names_and_paths_are_ignored(ignore: list[str], left: list[str], tmp_path: Path) -> None:
    put(tmp_path, "a.md", "b/c.txt", "drafts/d.md")
    assert keys(tmp_path, ignore=ignore) == left


def test_paths_that_several_roots_hold_get_their_roots_name(tmp_path: Path) -> None:
    for root in ("one/essays", "two/essays", "three/essays", "four/texts"):
        put(tmp_path / root, "a.md")
    roots = [tmp_path / root for root in ("one/essays", "two/essays", "three/essays", "four/texts")]
    assert keys(*roots) == ["a.md", "essays 2//a.md", "essays//a.md", "texts//a.md"]
    assert keys(*roots[:1], *roots[3:]) == ["a.md", "texts//a.md"]


def test_keys_are_composed_and_no_source_is_lost_for_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, "e\u0301.md", "sub/u\u0308.md")
    assert keys(root) == ["sub/\u00fc.md", "\u00e9.md"]
    put(root, "\u00e9.md")
    assert keys(root) == ["root//\u00e9.md", "sub/\u00fc.md", "\u00e9.md"]


def test_roots_that_overlap_share_no_source(tmp_path: Path) -> None:
    put(tmp_path, "a/b.md", "c.md")
    assert keys(tmp_path / "a", tmp_path, tmp_path) == ["b.md", "c.md"]


def test_a_root_may_be_a_file(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "b.md", "c.docx")
    assert keys(tmp_path / "a.md") == ["a.md"]
    assert discover([tmp_path / "a.md"], vault=None).sources[0].root == tmp_path
    assert said(discover([tmp_path / "c.docx"], vault=None)) == [f"{tmp_path}/c.docx: is no kind of source"]


def test_the_vault_in_a_root_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "vault/Notes/n.md", "vault2/b.md")
    (tmp_path / "link").symlink_to("vault")
    (tmp_path / "note.md").symlink_to("vault/Notes/n.md")
    assert keys(tmp_path, vault=tmp_path / "vault") == ["a.md", "vault2/b.md"]
    assert keys(tmp_path, vault=tmp_path / "link") == ["a.md", "vault2/b.md"]


def test_a_note_of_the_vault_that_is_named_is_a_source(tmp_path: Path) -> None:
    put(tmp_path, "vault/Notes/n.md", "vault/m.md")
    found = discover([tmp_path / "vault/Notes/n.md"], vault=tmp_path / "vault")
    assert ([one.key for one in found.sources], found.problems) == (["n.md"], ())


@pytest.mark.parametrize("root", ["vault", "vault/Notes", "link/Notes"])
def test_a_root_in_the_vault_is_refused(root: str, tmp_path: Path) -> None:
    put(tmp_path, "a/b.md", "vault/Notes/n.md")
    (tmp_path / "link").symlink_to("vault")
    found = discover([tmp_path / root, tmp_path / "a"], vault=tmp_path / "vault")
    assert said(found) == [f"{tmp_path / root}: this source folder is the vault, or lies in it"]
    assert [source.key for source in found.sources] == ["b.md"]
    assert (found.roots[0].complete, found.roots[1].complete) == (False, True)


def test_links_stay_in_their_root(tmp_path: Path) -> None:
    put(tmp_path, "in/a.md", "in/sub/b.md", "out/secret.md")
    root = tmp_path / "in"
    links = {
        "a link.md": "a.md", "away.md": "../out/secret.md", "etc.md": "/etc/hostname", "dangling.md": "nowhere.md",
        "self.md": "self.md", "folder away": "../out", "loop": ".", "sub/loop": "..", "again": "sub",
    }  # fmt: skip
    for name, target in links.items():
        (root / name).symlink_to(target)
    assert keys(root) == ["a.md", "sub/b.md"]
    assert keys(root, tmp_path / "out") == ["a.md", "secret.md", "sub/b.md"]


def test_a_link_to_what_is_no_source_by_itself_is_one(tmp_path: Path) -> None:
    put(tmp_path, ".store/a.txt")
    (tmp_path / "a.txt").symlink_to(".store/a.txt")
    assert keys(tmp_path) == ["a.txt"]


def test_two_names_of_one_file_are_two_sources(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    os.link(tmp_path / "a.md", tmp_path / "b.md")
    assert keys(tmp_path) == ["a.md", "b.md"]


def fifo(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


@pytest.mark.parametrize("make", [fifo, unix_socket])
def test_pipes_and_sockets_are_told_and_passed_over(make: Callable[[Path], None], tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    make(tmp_path / "p.md")
    found = discover([tmp_path], vault=None)
    assert [source.key for source in found.sources] == ["a.md"]
    assert said(found) == [f"{tmp_path}/p.md: is not a regular file"]


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.md/b.md")
    assert keys(tmp_path) == ["a.md/b.md"]


def test_names_that_are_no_text_are_told_once_and_printable(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/bad\xff.md")).write_text("x")
    put(Path(os.fsdecode(folder + b"/dir\xfe")), "one.md", "two.md")
    Path(os.fsdecode(folder + b"/bad\xff.docx")).write_text("x")
    found = discover([tmp_path], vault=None)
    assert [source.key for source in found.sources] == ["a.md"]
    assert said(found) == [
        f"{tmp_path}/bad\\udcff.md: its name is not UTF-8",
        f"{tmp_path}/dir\\udcfe: its name is not UTF-8",
    ]
    "".join(said(found)).encode()


def test_a_missing_root_is_told(tmp_path: Path) -> None:
    put(tmp_path, "here/a.md")
    found = discover([tmp_path / "gone", tmp_path / "here"], vault=None)
    assert said(found) == [f"{tmp_path}/gone: there is no such source folder"]
    missing, here = found.roots
    assert (missing.exists, missing.readable, missing.complete, missing.empty) == (False, False, False, True)
    assert (here.exists, here.readable, here.complete, here.empty) == (True, True, True, False)
    place = (tmp_path / "here").stat()
    assert (here.device, here.inode) == (place.st_dev, place.st_ino)


def test_an_empty_root_is_there_and_empty(tmp_path: Path) -> None:
    (root,) = discover([tmp_path], vault=None).roots
    assert (root.exists, root.complete, root.empty) == (True, True, True)


@pytest.mark.parametrize(("name", "readable"), [("", False), ("b", True)])
def test_a_folder_that_can_t_be_listed_leaves_its_root_incomplete(
    name: str, readable: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a/x.md", "b/y.md")
    scandir = os.scandir

    def failing(path: str | os.PathLike[str]) -> object:
        if Path(path) == tmp_path / name:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    found = discover([tmp_path], vault=None)
    assert said(found) == [f"{tmp_path / name}: can't be listed: Permission denied"]
    assert [source.key for source in found.sources] == (["a/x.md"] if readable else [])
    assert (found.roots[0].readable, found.roots[0].complete) == (readable, False)


def test_the_order_of_listing_changes_nothing(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        put(tmp_path, f"{number}/b.md", f"{number}.md")
    assert keys(tmp_path) == ["1.md", "1/b.md", "2.md", "2/b.md", "3.md", "3/b.md"]


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    put(tmp_path, "d/" * 300 + "a.md")
    assert keys(tmp_path) == ["d/" * 300 + "a.md"]


def test_what_the_system_fails_to_show_is_not_taken_for_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a/x.md", "b/y.md")
    scandir = os.scandir

    def failing(path: str | os.PathLike[str]) -> object:
        if Path(path) == tmp_path / "b":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    with pytest.raises(Unreadable, match=r"b: can't be listed: Input/output error"):
        discover([tmp_path], vault=None)


def test_a_source_that_may_not_be_looked_at_leaves_its_root_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.md", "b.md")

    class Entry:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path, self.is_symlink = entry.name, entry.path, entry.is_symlink
            self._stat = entry.stat

        def stat(self) -> os.stat_result:
            if self.name == "b.md":
                raise PermissionError(13, "Permission denied", self.path)
            return self._stat()

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: nullcontext([Entry(entry) for entry in scandir(path)]))
    found = discover([tmp_path], vault=None)
    assert said(found) == [f"{tmp_path / 'b.md'}: can't be looked at: Permission denied"]
    assert ([one.key for one in found.sources], found.roots[0].complete) == (["a.md"], False)
