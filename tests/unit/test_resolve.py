"""The eight steps of resolving a link, one by one."""

from __future__ import annotations

import pytest

from vaultsync.model import VaultPath
from vaultsync.vault.resolve import Resolution, Resolver, Status

FOLDERS = {
    "": "N.md img.png LICENSE note.with.dots.md",
    "f": "N.md s.md Only.md a.b.md Ünï.md",
    "g": "N.md",
    "g/deep": "N.md x.md",
    "one": "Q.md",
    "two": "Q.md",
    "three/sub": "Q.md",
    "a": "img2.png",
    "b": "img2.png",
    "f/sub": "P.md",
    "h": "P.md",
    "home/sub": "P.md",
    "v": "R.md",
    "vault": "R.md",
}
PATHS = [VaultPath(f"{folder}/{name}".lstrip("/")) for folder, names in FOLDERS.items() for name in names.split()]
PATHS.append(VaultPath("f/no break.md"))


def resolve(target: str, note: str = "f/s.md") -> tuple[str | None, str]:
    found = Resolver(PATHS).resolve(target, VaultPath(note))
    return found.path, found.status.value


@pytest.mark.parametrize(
    ("step", "target", "note", "path"),
    [
        ("1: an empty path is the note itself", "", "f/s.md", "f/s.md"),
        ("2: case", "ONLY", "N.md", "f/Only.md"),
        ("2: case beyond ASCII", "ünÏ", "N.md", "f/Ünï.md"),
        ("2: NFC", "u\u0308ni\u0308", "N.md", "f/Ünï.md"),
        ("2: no-break space", "no\u00a0break", "N.md", "f/no break.md"),
        ("2: narrow no-break space", "no\u202fbreak", "N.md", "f/no break.md"),
        ("3: .md is added where needed", "only", "N.md", "f/Only.md"),
        ("3: .md may stand", "Only.md", "N.md", "f/Only.md"),
        ("3: other files have their suffix", "img.png", "f/s.md", "img.png"),
        ("3: a file without a suffix", "license", "f/s.md", "LICENSE"),
        ("3: dots in names", "note.with.dots", "f/s.md", "note.with.dots.md"),
        ("3: no such name", "None", "f/s.md", None),
        ("3: an image without its suffix", "img", "f/s.md", None),
        ("4: one candidate, wherever it is", "Only", "g/deep/x.md", "f/Only.md"),
        ("4: not for a link with a slash", "g/Only", "g/deep/x.md", None),
        ("5: beside the note", "./N", "f/s.md", "f/N.md"),
        ("5: above the note", "../N", "f/s.md", "N.md"),
        ("5: two folders above", "../../f/N", "g/deep/x.md", "f/N.md"),
        ("5: below the note", "./deep/N", "g/N.md", "g/deep/N.md"),
        ("5: a miss falls through to the root", "../g/N", "g/deep/x.md", "g/N.md"),
        ("5: beyond the root", "../../../N", "f/s.md", "N.md"),
        ("6: the root wins over the note's folder", "N", "f/s.md", "N.md"),
        ("6: a full path", "g/deep/N", "f/s.md", "g/deep/N.md"),
        ("7: a leading slash is the root", "/f/N", "g/N.md", "f/N.md"),
        ("7: a leading slash and nothing there", "/deep/N", "g/N.md", None),
        ("8: a suffix of whole segments", "deep/N", "f/s.md", "g/deep/N.md"),
        ("8: not of half a segment", "eep/N", "f/s.md", None),
        ("8: the note's folder first", "sub/P", "home/x.md", "home/sub/P.md"),
        ("8: the note's folder, not one that starts alike", "R", "v/x.md", "v/R.md"),
        ("8: a name in the note's folder", "P", "h/x.md", "h/P.md"),
        ("8: shorter paths first", "sub/Q", "x.md", "three/sub/Q.md"),
        ("8: shorter paths first, names", "P", "x.md", "h/P.md"),
    ],
)
def test_each_step(step: str, target: str, note: str, path: str | None) -> None:
    assert resolve(target, note) == (path, "resolved" if path else "unresolved"), step


def test_equally_good_candidates_are_ambiguous_and_one_is_chosen() -> None:
    found = Resolver(PATHS).resolve("Q", VaultPath("x.md"))
    assert found == Resolution(VaultPath("one/Q.md"), Status.AMBIGUOUS, (VaultPath("one/Q.md"), VaultPath("two/Q.md")))
    assert resolve("Q", "two/x.md") == ("two/Q.md", "resolved")
    assert resolve("img2.png", "x.md")[1] == "ambiguous"


def test_paths_that_differ_in_case_only_are_ambiguous() -> None:
    resolver = Resolver([VaultPath("a/N.md"), VaultPath("A/n.md")])
    assert resolver.resolve("a/n", VaultPath("x.md")).status is Status.AMBIGUOUS
    assert resolver.exact("A/N.md").status is Status.AMBIGUOUS


@pytest.mark.parametrize("target", ["alias of Only", "/", "./", "../", ".", "..", "//", "f/", "./f/", " "])
def test_these_resolve_to_nothing(target: str) -> None:
    assert resolve(target) == (None, "unresolved")


def test_a_path_is_exact_only_as_a_whole() -> None:
    resolver = Resolver(PATHS)
    assert resolver.exact("g/deep/n.md").path == "g/deep/N.md"
    assert resolver.exact("deep/N.md").path is None
    assert resolver.exact("Only").path is None


def test_changes_give_what_a_new_resolver_gives() -> None:
    resolver = Resolver(PATHS)
    assert resolver.resolve("Only", VaultPath("x.md")).path == "f/Only.md"
    changed = resolver.with_changes([VaultPath("z/Only.md")], [VaultPath("f/Only.md"), VaultPath("f/N.md")])
    assert changed.resolve("Only", VaultPath("x.md")).path == "z/Only.md"
    assert changed.resolve("f/N", VaultPath("x.md")).path is None
    assert resolver.resolve("Only", VaultPath("x.md")).path == "f/Only.md"
    gone = changed.with_changes(removed=[VaultPath("z/Only.md")])
    assert gone.resolve("Only", VaultPath("x.md")).path is None


def test_the_order_of_the_paths_does_not_matter() -> None:
    backwards = Resolver(list(reversed(PATHS)))
    for target in ("Q", "N", "P", "sub/P", "img2.png", "deep/N", "R"):
        for note in ("x.md", "f/s.md", "home/x.md"):
            assert backwards.resolve(target, VaultPath(note)) == Resolver(PATHS).resolve(target, VaultPath(note))
