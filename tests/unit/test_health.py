from __future__ import annotations

import pytest

from tests.unit.vaults import vault_of
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.report.health import findings, health_json, health_text
from vaultsync.vault.settings import VaultSettings

OURS = "---\nid: {id}\ntype: atom\n---\n"


def rows(files: dict[str, str], **settings: tuple[str, ...]) -> list[tuple[str, str, str, int | None]]:
    found = findings(vault_of(files, VaultSettings(**settings)))  # type: ignore[arg-type]
    return [(one.severity, one.code, one.path, one.line) for one in found if one.code != "orphan"]


@pytest.mark.parametrize(
    ("text", "severity", "code", "line"),
    [
        ("a\n[[None]]", "warning", "unresolved-link", 2),
        ("[t](none.md)", "warning", "unresolved-link", 1),
        ("![[none.png]]", "error", "dead-embed", 1),
        ("![[{{title}}]]", "info", "dead-embed", 1),
        ("[[<% tp.date %>]]", "info", "unresolved-link", 1),
        ("[[B#None]]", "warning", "dead-heading", 1),
        ("[[B#One#Three]]", "warning", "dead-heading", 1),
        ("[[#None]]", "warning", "dead-heading", 1),
        ("[[B#^none]]", "warning", "dead-block", 1),
        ("[[Q]]", "warning", "ambiguous-link", 1),
        ("---\na: [\n---\n", "error", "frontmatter", 3),
        ("---\na: {{b}}\n---\n", "warning", "frontmatter", 2),
        (OURS.format(id="b") + f"{KEPT_MARKER}\n## Backlinks\n[[None]]", "error", "unresolved-link", 7),
        ('---\nid: c\ntype: atom\nup: "[[None]]"\n---\n', "error", "unresolved-link", 4),
        ('---\nup: "[[None]]"\n---\n', "warning", "unresolved-link", 2),
        ("---\nx: 1\nup: [[B]]\n---\n", "warning", "frontmatter", 3),
        ("---\ntags: a, b\n---\n", "warning", "frontmatter", 2),
        ("a ^x\n\nb ^X\n", "warning", "duplicate-block", 3),
    ],
)
def test_what_is_wrong_in_a_note(text: str, severity: str, code: str, line: int) -> None:
    others = {"B.md": "# One\n## Two\n ^id\nx ^id2\n", "a/Q.md": "", "b/Q.md": ""}
    assert rows({"A.md": text, **others}) == [(severity, code, "A.md", line)]


def test_what_is_right() -> None:
    files = {
        "A.md": "[[B#One]] [[B#One#Two]] [[B#^id2]] [[#own]] [[i.pdf#page=3]] [[B#]] [x](https://no.where)\n# own",
        "B.md": "# One\n## Two\nx ^ID2\n",
        "i.pdf": "",
    }
    assert rows(files) == []
    assert health_text(findings(vault_of(files))) == "Nothing is wrong."


def test_ids_that_stand_twice() -> None:
    note = OURS.format(id="x1")
    assert rows({"a.md": note, "b.md": note, "c.md": "---\nid: x1\n---\n"}) == [("error", "duplicate-id", "b.md", None)]


@pytest.mark.parametrize(
    "name", ["a:b", "a?", 'a"b', "a#b", "a^b", "[a]", "a|b", "con", "NUL.x", "a. ", "é" * 130, "a\\b", "a*"]
)
def test_names_that_some_system_or_link_refuses(name: str) -> None:
    assert rows({f"{name}.md": ""} if not name.endswith(" ") else {f"{name}/b.md": ""})[0][:2] == (
        "warning",
        "illegal-name",
    )


def test_a_bad_folder_is_named_once() -> None:
    assert rows({"a:b/c.md": "", "a:b/d.md": ""}) == [("warning", "illegal-name", "a:b", None)]


@pytest.mark.parametrize("name", ["a b", "é–ü", "console", "a.b", "日本", "a'b", "(a) & b!", "100%"])
def test_names_that_every_system_takes(name: str) -> None:
    assert rows({f"{name}.md": ""}) == []


def test_names_that_clash_on_some_systems() -> None:
    assert rows({"a/N.md": "", "A/n.md": ""}) == [("warning", "name-clash", "a/N.md", None)]


def test_orphans_are_hints_and_ignored_notes_none() -> None:
    files = {"a.md": "[[b]]", "b.md": "", "alone.md": "[[#x]]\n# x", "Archive/old.md": "", "lost.md": "[[none]]"}
    found = findings(vault_of(files, VaultSettings(ignore_filters=("Archive/",))))
    assert [one.path for one in found if one.code == "orphan"] == ["alone.md", "lost.md"]


def test_the_gravest_come_first() -> None:
    found = findings(vault_of({"b.md": "![[x.png]]", "a.md": "[[none]]\n![[y.png]]"}))
    assert [(one.severity, one.path) for one in found] == [
        ("error", "a.md"),
        ("error", "b.md"),
        ("warning", "a.md"),
        ("info", "a.md"),
        ("info", "b.md"),
    ]
    text = health_text(found)
    assert (
        text.split("\n")[0]
        == "error: a.md:2: ![[y.png]] leads to no file – mend the name, or put the file into the vault"
    )
    assert text.endswith("2 errors, 1 warning, 2 hints; --verbose lists the hints")
    assert health_text(found, verbose=True).count("\n") == 5
    document = health_json(found)
    assert document["version"] == 1
    assert document["counts"] == {"error": 2, "warning": 1, "info": 2}
    rows_ = document["findings"]
    assert isinstance(rows_, list)
    assert set(rows_[0]) == {"severity", "code", "path", "line", "message", "hint", "fixable"}


def test_a_broken_canvas() -> None:
    assert rows({"x.canvas": "{"}) == [("error", "canvas", "x.canvas", 1)]
