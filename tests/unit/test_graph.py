from __future__ import annotations

import json

from tests.unit.vaults import vault_of
from vaultsync.markup.wikilinks import KEPT_MARKER
from vaultsync.model import NoteKind
from vaultsync.report.graph import graph_summary, links_json

FILES = {
    "Notes/Atom.md": (
        '---\nid: aaaaaaaa\ntitle: "An atom: one"\naliases: [A]\ntags: [t]\ntype: atom\nfrom: "[[Map]]"\n---\n'
        f"Text #u [[Other|o]] ![[p.png]] [w](https://w.x)\n\n{KEPT_MARKER}\n## Backlinks\n- [[Map]]\n"
    ),
    "Sources/Map.md": "---\nid: bbbbbbbb\ntype: source\nsource_file: in/essay.txt\n---\n- [[Atom]]\n",
    "Other.md": "[[#h]] [[None#x]] [[Q]]\n# h\n",
    "a/Q.md": "",
    "b/Q.md": "",
    "p.png": "",
    "C.canvas": '{"nodes": [{"type": "file", "file": "Other.md"}, {"type": "text", "text": "[[Atom]]"}]}',
    "user.md": "---\ntype: source\nsource_file: x\nid:\n---\n",
}


def test_the_json_of_the_graph() -> None:
    graph = json.loads(links_json(vault_of(FILES)))
    assert graph["version"] == 1
    assert graph["notes"] == [
        {
            "path": "Notes/Atom.md",
            "id": "aaaaaaaa",
            "title": "An atom: one",
            "aliases": ["A"],
            "tags": ["t", "u"],
            "source": "in/essay.txt",
        },
        {"path": "Other.md", "id": None, "title": "Other", "aliases": [], "tags": [], "source": None},
        {
            "path": "Sources/Map.md",
            "id": "bbbbbbbb",
            "title": "Map",
            "aliases": [],
            "tags": [],
            "source": "in/essay.txt",
        },
        {"path": "a/Q.md", "id": None, "title": "Q", "aliases": [], "tags": [], "source": None},
        {"path": "b/Q.md", "id": None, "title": "Q", "aliases": [], "tags": [], "source": None},
        {"path": "user.md", "id": None, "title": "user", "aliases": [], "tags": [], "source": None},
    ]
    rows = graph["links"]
    assert isinstance(rows, list)
    keys = ("from", "line", "raw", "kind", "property", "generated", "target", "subpath", "status")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("C.canvas", 1, "Other.md", "embed", None, False, "Other.md", None, "resolved"),
        ("C.canvas", 1, "[[Atom]]", "wikilink", None, False, "Notes/Atom.md", None, "resolved"),
        ("Notes/Atom.md", 7, "[[Map]]", "property", "from", False, "Sources/Map.md", None, "resolved"),
        ("Notes/Atom.md", 9, "[[Other|o]]", "wikilink", None, False, "Other.md", None, "resolved"),
        ("Notes/Atom.md", 9, "![[p.png]]", "embed", None, False, "p.png", None, "resolved"),
        ("Notes/Atom.md", 9, "[w](https://w.x)", "markdown", None, False, None, None, "external"),
        ("Notes/Atom.md", 13, "[[Map]]", "wikilink", None, True, "Sources/Map.md", None, "resolved"),
        ("Other.md", 1, "[[#h]]", "wikilink", None, False, "Other.md", "#h", "resolved"),
        ("Other.md", 1, "[[None#x]]", "wikilink", None, False, None, "#x", "unresolved"),
        ("Other.md", 1, "[[Q]]", "wikilink", None, False, "a/Q.md", None, "ambiguous"),
        ("Sources/Map.md", 6, "[[Atom]]", "wikilink", None, False, "Notes/Atom.md", None, "resolved"),
    ]
    assert graph["backlinks"] == {
        "Notes/Atom.md": ["C.canvas", "Sources/Map.md"],
        "Other.md": ["C.canvas", "Notes/Atom.md", "Other.md"],
        "Sources/Map.md": ["Notes/Atom.md"],
        "a/Q.md": ["Other.md"],
        "p.png": ["Notes/Atom.md"],
    }


def test_what_the_index_knows_of_a_note() -> None:
    index = vault_of(FILES)
    assert {note.path: note.kind for note in index.notes if note.kind is not NoteKind.USER} == {
        "Notes/Atom.md": NoteKind.ATOM,
        "Sources/Map.md": NoteKind.SOURCE,
    }
    assert index.by_id == {"aaaaaaaa": ("Notes/Atom.md",), "bbbbbbbb": ("Sources/Map.md",)}
    atom, other = index.notes[0].path, index.notes[1].path
    assert [link.raw.raw for link in index.links_from(other)] == ["[[#h]]", "[[None#x]]", "[[Q]]"]
    assert index.backlinks(atom) == ("C.canvas", "Sources/Map.md")
    assert index.backlinks(index.notes[5].path) == ()
    assert index.links_from(index.notes[5].path) == ()


def test_the_graph_for_a_person() -> None:
    text = graph_summary(vault_of(FILES))
    assert "6 notes, 10 links between them: 8 resolved, 1 unresolved, 1 ambiguous" in text
    assert "  Other.md:1: [[None#x]]" in text
    many = vault_of({"a.md": " ".join(f"[[n{number}]]" for number in range(30))})
    assert "… and 10 more" in graph_summary(many)
    assert "more" not in graph_summary(many, verbose=True)
    assert graph_summary(vault_of({})).startswith("0 notes")
