"""Random vaults whose notes link to each other in every way there is, and the law that links and other bytes stay."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from posixpath import relpath
from urllib.parse import quote

from tests.conftest import put
from vaultsync.markup.note_syntax import NoteSyntax
from vaultsync.vault.index import Link, VaultIndex
from vaultsync.vault.resolve import Status
from vaultsync.vault.scan import scan_vault

NAMES = ["Note", "note two", "Übung", "a b (c)", "50% off", "x.y", "日本語", "N", "it's", "A & B"]
FOLDERS = ["", "f/", "f/g/", "Ö ö/", "h/", "f/g/h/"]
FILES = ["pic.png", "f/pic.png", "doc.pdf", "x.y"]
BODY = """
# H x

A paragraph. ^b1

## Deeper

- item

^b2
"""
HIDDEN = [
    "`[[{0}]]`",
    "\n```\n[[{0}]]\n```\n",
    "<!-- [[{0}]] -->",
    "\\[\\[{0}\\]\\]",
    "[[no such {0}]]",
    "[x](https://a.b/{0})",
]
SUBPATHS = ["", "", "", "#H x", "#Deeper", "#H x#Deeper", "#^b1", "#^b2", "#none", "#^none"]


class LinkedVault:
    """Files of a vault, made up by chance."""

    def __init__(self, seed: int, targets: Sequence[str] = (), subpaths: Sequence[str] = ()) -> None:
        """`targets` are files that are there already, `subpaths` parts of them."""
        self.chance = random.Random(seed)
        self.subpaths = [*SUBPATHS, *subpaths]
        count = self.chance.randint(3, 9)
        self.notes = list(dict.fromkeys(self._pick(FOLDERS) + self._pick(NAMES) + ".md" for _ in range(count)))
        self.targets = [*self.notes, *FILES, *targets]
        self.files: dict[str, str | bytes] = dict.fromkeys(FILES, "x")
        self.files |= {note: self._note(note) for note in self.notes}
        for canvas in ("b.canvas", "f/b.canvas")[: self.chance.randint(0, 2)]:
            self.files[canvas] = self._canvas(canvas)

    def _pick(self, values: list[str]) -> str:
        return self.chance.choice(values)

    def write(self, vault: Path) -> None:
        put(vault, self.files)

    def _note(self, note: str) -> bytes:
        parts = [self._properties(note)] if self.chance.random() < 0.4 else []
        parts.append(self._pick(["", BODY, BODY]))
        for _ in range(self.chance.randint(1, 8)):
            parts += [
                self._pick(["text ", "\n\n", "> [!note] ", "\n- ", "# ", "%% ", "\n| a | b |\n| - | - |\n| "]),
                self._link(note),
            ]
            parts.append(self._pick([" ", "", ". More", "\n", " %%"]))
            if self.chance.random() < 0.3:
                parts.append(self._pick(HIDDEN).format(self._name_of(self._pick(self.targets))))
        text = "".join(parts)
        return (text.replace("\n", "\r\n") if self.chance.random() < 0.2 else text).encode()

    def _properties(self, note: str) -> str:
        link, other = self._wikilink(note), self._wikilink(note).replace("'", "''")
        return f"---\nup: \"{link}\"\nlist:\n  - '{other}'\n  - x\nbare: {self._wikilink(note)}\n---\n"

    def _canvas(self, canvas: str) -> str:
        nodes: list[Mapping[str, object]] = [
            {"id": "1", "type": "file", "file": self._pick(self.targets), "x": 1},
            {"id": "2", "type": "text", "text": f'"é" {self._link(canvas)}\n{self._link(canvas)} `[[N]]`'},
            {"id": "3", "type": "file", "file": self._pick(self.notes), "subpath": "#H x"},
        ]
        return json.dumps({"nodes": nodes, "more": {"file": self.notes[0]}}, ensure_ascii=self._pick(["", "x"]) == "")

    def _link(self, note: str) -> str:
        return self._wikilink(note) if self.chance.random() < 0.7 else self._markdown_link(note)

    def _name_of(self, target: str) -> str:
        return target.rpartition("/")[2].removesuffix(".md")

    def _written(self, target: str, note: str) -> str:
        """Return one of the ways to name a file."""
        parts = target.split("/")
        said = self._pick(
            [
                *(parts[-1], parts[-1], parts[-1], target, f"/{target}"),
                "/".join(parts[self.chance.randint(0, len(parts) - 1) :]),
                relpath(f"/{target}", f"/{note.rpartition('/')[0]}"),
                f"./{relpath(f'/{target}', '/' + note.rpartition('/')[0])}",
            ]
        )
        said = said if self.chance.random() < 0.3 else said.removesuffix(".md")
        return self._pick([said, said, said, said.upper(), unicodedata.normalize("NFD", said)])

    def _wikilink(self, note: str) -> str:
        target = self._pick(self.targets)
        said = self._written(target, note)
        mark = self._pick(["", "", "!"])
        shown = self._pick(["", "", "|shown", "|a [b]", "\\|cell", "|100x200", "|"])
        return (
            f"{mark}[[{said}{self._pick(self.subpaths)}{shown}]]"
            if self.chance.random() < 0.9
            else f"[[{self._pick(self.subpaths)}]]"
        )

    def _markdown_link(self, note: str) -> str:
        said = self._written(self._pick(self.targets), note)
        subpath = self._pick(self.subpaths)
        address = self._pick(
            [
                quote(said + subpath, safe="/#()'&"),
                f"<{said.replace('%', '%25')}{subpath}>",
                quote(said) + subpath.replace(" ", "%20"),
            ]
        )
        title = self._pick(["", "", ' "a title"', " 'a'"])
        return f"{self._pick(['', '', '!'])}[{self._pick(['shown', '', 'a [b] c', '`[[N]]`'])}]({address}{title})"


def look(vault: Path) -> VaultIndex:
    return VaultIndex(scan_vault(vault))


def gaps(text: str, syntax: NoteSyntax) -> list[str]:
    """Return what stands between a file's links."""
    at, found = 0, []
    for link in sorted(syntax.links, key=lambda link: link.span):
        if link.span.start >= at:
            found.append(text[at : link.span.start])
            at = link.span.end
    return [*found, text[at:]]


def check_links(before: VaultIndex, texts: Mapping[str, str], after: VaultIndex, renamed: Mapping[str, str]) -> None:
    """Every link that led somewhere leads there still, wherever that stands now; no other character has changed."""
    for path, text in texts.items():
        now = renamed.get(path, path)
        syntax = before.scan.files[path].syntax  # type: ignore[index]
        if syntax is None:
            continue
        new = after.syntax(now)  # type: ignore[arg-type]
        assert new is not None, now
        told = f"\n--- {path}\n{text}\n--- {now}\n{after.text(now)}"  # type: ignore[arg-type]
        assert gaps(text, syntax) == gaps(after.text(now), new), told  # type: ignore[arg-type]
        old_links, new_links = before.links_from(path), after.links_from(now)  # type: ignore[arg-type]
        assert len(old_links) == len(new_links), told
        for old, link in zip(old_links, new_links, strict=True):
            check_link(old, link, renamed, told)


def check_link(old: Link, new: Link, renamed: Mapping[str, str], told: str) -> None:
    if old.status is Status.RESOLVED:
        assert old.target is not None
        wanted = renamed.get(old.target, old.target)
        assert (new.status, new.target) == (Status.RESOLVED, wanted), f"{old} became {new}, wanted {wanted}{told}"
        assert new.raw.subpath == old.raw.subpath, told
        assert new.raw.display == old.raw.display, f"{old} became {new}{told}"
        assert new.raw.kind == old.raw.kind, told
    elif old.status is not Status.AMBIGUOUS:
        assert new.raw.raw == old.raw.raw, told


def texts_of(index: VaultIndex) -> dict[str, str]:
    return {path: index.text(path) for path, file in index.scan.files.items() if file.syntax is not None}
