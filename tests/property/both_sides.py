"""What people do to their sources and to their notes, at random."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

SUBJECTS = ("soil", "rain", "bridges", "ledgers", "winter", "compost", "harbours", "letters", "glass", "bread")


class Side:
    """What both sides share."""

    chance: random.Random
    sources: Path
    vault: Path
    typed: list[str]
    count: int

    def number(self) -> int:
        self.count += 1
        return self.count

    def word(self) -> str:
        """Return a word that the user types, to be looked for ever after."""
        self.typed.append(f"typed{self.number()}word")
        return self.typed[-1]

    def all_text(self) -> str:
        """Return what stands in the vault and in its trash."""
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in self.vault.rglob("*")
            if path.is_file() and ".vaultsync" not in path.relative_to(self.vault).parts
        )


class SourceMoves(Side):
    def section(self) -> str:
        subject, other = self.chance.sample(SUBJECTS, 2)
        number = self.number()
        paragraphs = (
            f"{subject.capitalize()} teaches what {other} never could in the {number}th year. "
            f"Nobody who has cared for {subject} forgets how {other} answers to patience. "
            f"The work on {subject} is slow, and the {number} lessons of it are slower.",
            f"Later visitors found {other} beside the {number} gates of {subject}. "
            f"They wrote of {other} as if it were {subject} seen from below.",
        )
        return f"## {subject.capitalize()} outlasts {other} {number}\n\n" + "\n\n".join(paragraphs) + "\n"

    def write_source(self, name: str) -> None:
        sections = [self.section() for _ in range(self.chance.randint(2, 4))]
        (self.sources / f"{name}.md").write_text(f"# On {name}\n\n" + "\n".join(sections), encoding="utf-8")

    def _source(self, least: int = 1) -> tuple[Path, list[str]] | None:
        """Return a source in parts, its head and at least some sections."""
        found = []
        for path in sorted(self.sources.rglob("*.md")):
            head, *sections = path.read_text(encoding="utf-8").split("\n## ")
            if len(sections) >= least:
                found.append((path, [head, *(f"## {section}" for section in sections)]))
        return self.chance.choice(found) if found else None

    def _put(self, path: Path, parts: list[str]) -> None:
        path.write_text("\n".join(parts), encoding="utf-8")

    def source_edit(self) -> None:
        if found := self._source():
            path, parts = found
            at = self.chance.randrange(1, len(parts))
            old = self.chance.choice(("Nobody who has cared", "The work on", "Later visitors"))
            parts[at] = parts[at].replace(old, f"{old} again {self.number()}", 1)
            self._put(path, parts)

    def source_drop_sentence(self) -> None:
        if found := self._source():
            path, parts = found
            at = self.chance.randrange(1, len(parts))
            parts[at] = re.sub(r"They wrote of [^.]*\.", "", parts[at], count=1)
            self._put(path, parts)

    def source_retitle(self) -> None:
        if found := self._source():
            path, parts = found
            at = self.chance.randrange(1, len(parts))
            parts[at] = re.sub(r"^## (\w+) \w+", rf"## \1 survives {self.number()}", parts[at], count=1)
            self._put(path, parts)

    def source_reorder(self) -> None:
        if found := self._source(2):
            path, parts = found
            rest = parts[1:]
            self.chance.shuffle(rest)
            self._put(path, [parts[0], *rest])

    def source_add(self) -> None:
        if found := self._source():
            path, parts = found
            parts.insert(self.chance.randint(1, len(parts)), self.section())
            self._put(path, parts)

    def source_remove_section(self) -> None:
        if found := self._source(2):
            path, parts = found
            del parts[self.chance.randrange(1, len(parts))]
            self._put(path, parts)

    def source_split(self) -> None:
        if found := self._source():
            path, parts = found
            at = self.chance.randrange(1, len(parts))
            parts[at] = parts[at].replace("\n\nLater", f"\n\n## A part of its own {self.number()}\n\nLater", 1)
            self._put(path, parts)

    def source_join(self) -> None:
        if found := self._source(2):
            path, parts = found
            at = self.chance.randrange(2, len(parts))
            parts[at] = parts[at].split("\n", 1)[1].lstrip("\n")
            self._put(path, parts)

    def source_move_section(self) -> None:
        """Cut a section out of one source and paste it at the end of another."""
        if (found := self._source(2)) and (other := self._source()) and other[0] != found[0]:
            path, parts = found
            taken = parts.pop(self.chance.randrange(1, len(parts)))
            self._put(path, parts)
            self._put(other[0], [*other[1], taken])

    def source_properties(self) -> None:
        if found := self._source():
            path, parts = found
            if not parts[0].startswith("---\n"):
                parts[0] = f"---\ntags: [tag{self.number()}]\nauthor: Ada\n---\n{parts[0]}"
                self._put(path, parts)

    def source_rename(self) -> None:
        if found := self._source():
            found[0].rename(self.sources / f"renamed {self.number()}.md")

    def source_move(self) -> None:
        if found := self._source():
            folder = self.sources / f"part {self.chance.randint(1, 2)}"
            folder.mkdir(exist_ok=True)
            found[0].rename(folder / f"moved {self.number()}.md")

    def source_copy(self) -> None:
        if found := self._source():
            shutil.copy(found[0], self.sources / f"copied {self.number()}.md")

    def source_delete(self) -> None:
        if len(list(self.sources.rglob("*.md"))) > 1 and (found := self._source()):
            found[0].unlink()

    def source_new(self) -> None:
        self.write_source(f"more {self.number()}")


class NoteMoves(Side):
    def notes(self) -> list[Path]:
        return sorted(
            path
            for path in self.vault.rglob("*.md")
            if not any(part.startswith(".") for part in path.relative_to(self.vault).parts)
        )

    def _note(self, *, holding: str = "", typed: bool = True) -> Path | None:
        found = [
            path
            for path in self.notes()
            if holding in (text := path.read_text(encoding="utf-8")) and (typed or "typed" not in text)
        ]
        return self.chance.choice(found) if found else None

    def _replace(self, path: Path, old: str, new: str) -> None:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    def note_append(self) -> None:
        if path := self._note():
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\nMine: {self.word()}.\n")

    def note_append_link(self) -> None:
        if (path := self._note()) and (other := self._note()):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\nSee [[{other.stem}]], says {self.word()}.\n")

    def note_append_section(self) -> None:
        if (path := self._note()) and (other := self._note()):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\n## Mine {self.word()}\n\nBut see [[{other.stem}]].\n")

    def note_edit_sentence(self) -> None:
        old = self.chance.choice(("The work on", "Nobody who has", "Later visitors"))
        if path := self._note(holding=old):
            self._replace(path, old, f"{old} {self.word()}")

    def note_insert_paragraph(self) -> None:
        if path := self._note(holding="\n\nLater"):
            self._replace(path, "\n\nLater", f"\n\nBetween them: {self.word()}.\n\nLater")

    def note_drop_sentence(self) -> None:
        if path := self._note(holding="They wrote of "):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"They wrote of [^.\n]*\.", "", text, count=1), encoding="utf-8")

    def note_under_backlinks(self) -> None:
        if path := self._note(holding="## Backlinks\n"):
            self._replace(path, "## Backlinks\n", f"## Backlinks\n- my own {self.word()}\n")

    def note_drop_entry(self) -> None:
        """Take out one of the lines that vaultsync keeps below the passage."""
        self._take_out(r"(?m)^- \[\[(?!.*typed).*\n?")

    def note_drop_kept_heading(self) -> None:
        self._take_out(r"(?m)^## (?:Backlinks|Mentions|Unlinked mentions)\n")

    def note_drop_marker(self) -> None:
        """Take out the line above what vaultsync keeps."""
        self._take_out(r"(?m)^%% .* %%\n")

    def _take_out(self, pattern: str) -> None:
        if found := [path for path in self.notes() if re.search(pattern, path.read_text(encoding="utf-8"))]:
            path = self.chance.choice(found)
            path.write_text(re.sub(pattern, "", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
            self._forget()

    def note_alias(self) -> None:
        if path := self._note(holding="aliases: []"):
            self._replace(path, "aliases: []", f"aliases: [{self.word()}]")

    def note_property(self) -> None:
        if path := self._note(holding="\nid: "):
            self._replace(path, "\nid: ", f"\nrating: {self.word()}  # {self.word()}\nid: ")

    def note_title(self) -> None:
        if path := self._note(holding="\ntitle: "):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"^title: (?!.*typed).*$", f"title: {self.word()}", text, count=1, flags=re.M))
            self._forget()

    def note_rename(self) -> None:
        if path := self._note():
            path.rename(path.with_name(f"My name {self.number()}.md"))

    def note_move(self) -> None:
        if path := self._note():
            (self.vault / "Elsewhere").mkdir(exist_ok=True)
            if not (self.vault / "Elsewhere" / path.name).exists():
                path.rename(self.vault / "Elsewhere" / path.name)

    def note_swap_names(self) -> None:
        if (one := self._note()) and (other := self._note()) and one != other:
            aside = one.with_name("aside")
            one.rename(aside)
            other.rename(one)
            aside.rename(other)

    def note_delete(self) -> None:
        if path := self._note():
            path.unlink()
            self._forget()

    def note_copy(self) -> None:
        if path := self._note():
            shutil.copy(path, path.with_name(f"Copy {self.number()}.md"))

    def note_own(self) -> None:
        self.vault.mkdir(exist_ok=True)
        link = found.stem if (found := self._note()) else "nothing"
        own = self.vault / f"Own {self.number()}.md"
        own.write_text(f"{self.word()} about [[{link}]].\n", encoding="utf-8")

    def note_settle(self) -> None:
        """Remove the callouts of a conflict by hand, but for those that the user wrote into."""
        if path := self._note(holding="> [!"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"(?m)^> \[![^\n]*\n(?:>(?![^\n]*typed)[^\n]*\n)*", "", text), encoding="utf-8")
            self._forget()

    def both_same_sentence(self) -> None:
        """Change one sentence in a note and, otherwise, in its source."""
        for path in self.notes():
            for source in sorted(self.sources.rglob("*.md")):
                text = source.read_text(encoding="utf-8")
                for line in re.findall(r"Nobody who has cared for \w+ forgets how", path.read_text(encoding="utf-8")):
                    if line in text:
                        self._replace(source, line, f"{line[:-4]} somebody {self.number()}")
                        self._replace(path, line, f"{line[:-4]} why {self.word()}")
                        return

    def _forget(self) -> None:
        """Expect no longer what the user has deleted; a quote of it among backlinks goes along."""
        left = re.sub(r"(?m)^- \[\[.*“.*$", "", self.all_text())
        self.typed[:] = [word for word in self.typed if word in left]
