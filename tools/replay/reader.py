"""The reader of a vault, who edits every tenth note; every word that is typed can be told from all others."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_ID = re.compile(r"^id: [\"']?([^\s\"']+)", re.MULTILINE)
_FENCED = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_PROSE = re.compile(r"^\w[^\n\[\]`<>|$*_]{20,}$", re.MULTILINE)
_WORD_END = re.compile(r"(?<=\w)(?=[\s,;.。,])")
_EVERY = 10


@dataclass
class Vault:
    """The notes of a vault as they stand, by id; a copy of a note counts once."""

    folder: Path
    paths: dict[str, Path] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    all_text: str = ""
    """What stands in the vault and in its trash."""

    def look(self) -> None:
        """Read all of it."""
        self.paths, self.texts, held = {}, {}, []
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts
            if inside[0] == ".vaultsync" or not path.is_file():
                continue
            text = path.read_bytes().decode("utf-8", "replace")
            held.append(text)
            if path.suffix == ".md" and not inside[0].startswith(".") and (note := note_id(text)):
                self.paths[note], self.texts[note] = path, text
        self.all_text = "\n".join(held)


def note_id(text: str) -> str:
    """Return a note's id, or an empty text."""
    head = text[: text.find("\n---", 3)] if text.startswith("---\n") else ""
    found = _ID.search(head)
    return found[1] if found else ""


class Reader:
    """Edits every tenth note that it comes to see, and one of those again with every further commit."""

    def __init__(self, chance: random.Random) -> None:
        self.typed: dict[str, str] = {}
        """Every typed word, and how it came into the vault."""
        self.placed: dict[str, Path] = {}
        """The notes that were renamed or moved, and where they were put."""
        self.deleted: set[str] = set()
        self.edits = 0
        self._chance = chance
        self._met: dict[str, None] = {}
        self._own: list[str] = []
        self._turn = 0

    def goes_on(self, vault: Vault) -> None:
        """Do what a reader does between two commits."""
        for note in sorted(vault.paths, key=lambda one: vault.paths[one]):
            if note not in self._met:
                self._met[note] = None
                if len(self._met) % _EVERY == 0:
                    self._own.append(note)
                    self._edit(note, vault)
        standing = [note for note in self._own if note in vault.paths]
        if standing:
            self._edit(self._chance.choice(standing), vault)

    def _edit(self, note: str, vault: Vault) -> None:
        path, text = vault.paths[note], vault.texts[note]
        deeds = self._deeds()
        deed = deeds[self._turn % len(deeds)]
        self._turn += 1
        self.edits += 1
        if deed == "rename":
            self._put(note, path.with_name(f"My name {self.edits}.md"), vault)
        elif deed == "move":
            self._put(note, vault.folder / "Elsewhere" / f"{self.edits} {path.name}"[-120:], vault)
        elif deed == "delete" and not any(word in text for word in self.typed):
            path.unlink()
            del vault.paths[note], vault.texts[note]
            self.deleted.add(note)
        else:
            write = _WRITING.get(deed, _append)
            path.write_text(write(text, self._word(f"{deed} in {path.name}"), self._chance), encoding="utf-8")
            vault.texts[note] = path.read_text(encoding="utf-8")

    @staticmethod
    def _deeds() -> list[str]:
        plain = ["words", "key", "words", "tag", "words", "paragraph", "words", "section"]
        return [*plain, "rename", *plain, "move", *plain, "delete"]

    def _word(self, how: str) -> str:
        word = f"typed{len(self.typed) + 1}word"
        self.typed[word] = how
        return word

    def _put(self, note: str, place: Path, vault: Vault) -> None:
        place.parent.mkdir(exist_ok=True)
        vault.paths[note].rename(place)
        vault.paths[note] = self.placed[note] = place

    def complaints(self, vault: Vault) -> list[str]:
        """Return what a run did that it must not do to what the reader did.

        A renamed note that went with its passage may come back under the name of its title.
        """
        self.placed = {note: place for note, place in self.placed.items() if note in vault.paths}
        lost = [f"lost: {word} ({how})" for word, how in self.typed.items() if word not in vault.all_text]
        moved = [
            f"put elsewhere: {place.name} is {vault.paths[note].name} now"
            for note, place in self.placed.items()
            if vault.paths[note] != place
        ]
        back = [f"came back: {note}" for note in sorted(self.deleted) if note in vault.paths]
        return [*lost, *moved, *back]


def _append(text: str, word: str, chance: random.Random) -> str:
    return f"{text}\nMine: {word}.\n"


def _section(text: str, word: str, chance: random.Random) -> str:
    return f"{text}\n## Mine {word}\n\nA thought of my own, in a section of its own.\n"


def _key(text: str, word: str, chance: random.Random) -> str:
    return text.replace("\n", f"\nrating: {word}  # mine\n" if "\nrating:" not in text else f"\n# {word}\n", 1)


def _tag(text: str, word: str, chance: random.Random) -> str:
    if "\ntags: []\n" in text:
        return text.replace("\ntags: []\n", f"\ntags: [{word}]\n", 1)
    found = re.search(r"^tags: \[", text, re.MULTILINE)
    return f"{text[: found.end()]}{word}, {text[found.end() :]}" if found else _key(text, word, chance)


def _words(text: str, word: str, chance: random.Random) -> str:
    """Type into a sentence."""
    start = text.find("\n---", 3) + 4
    fenced = [found.span() for found in _FENCED.finditer(text)]
    lines = [
        line for line in _PROSE.finditer(text, start) if not any(begin <= line.start() < end for begin, end in fenced)
    ]
    places = [line.start() + found.start() for line in lines for found in _WORD_END.finditer(line[0])]
    if not places:
        return _append(text, word, chance)
    place = chance.choice(places)
    return f"{text[:place]} {word}{text[place:]}"


_WRITING: Mapping[str, Callable[[str, str, random.Random], str]] = {
    "words": _words,
    "key": _key,
    "tag": _tag,
    "paragraph": _append,
    "section": _section,
}
