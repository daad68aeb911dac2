"""Essays whose sentences can be told apart; an author cuts, joins and moves passages while a user edits the notes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import put
from vaultsync.sync.carry import parts
from vaultsync.sync.merge import find_conflicts

_WORDS = (
    "mill weir daughter bridge water summer road dam stone grain basket ledger rope salt candle harbour letter glass "
    "bread winter soil compost rain sailor pulley copper orchard fence barley drum market lantern river chalk needle "
    "thunder velvet wagon engine marble pigeon saddle timber vinegar window garden anchor feather hammer island"
).split()
_VERBS = "carries forgets outlasts follows covers measures repairs answers hides borrows teaches divides".split()
_LINK_TARGET = re.compile(r"\[\[[^\[\]|]*\|")
_MARK = re.compile(r"\bquux\d+\b")

Paragraph = list[str]


@dataclass
class Section:
    """What becomes a note."""

    title: str
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class Edit:
    """What the user typed, or took out (`typed` is empty then), and the marks of the sentences that it belongs to."""

    kind: str
    typed: str
    beside: tuple[str, ...]


@dataclass
class Essays:
    """Two essays, by chance."""

    chance: random.Random
    count: int = 0
    essays: dict[str, list[Section]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    """Marks of sentences that the user edited, or stood beside when typing: the author leaves them as they are."""

    def start(self) -> None:
        for name in ("one", "two"):
            self.essays[name] = [self._section() for _ in range(self.chance.randint(2, 3))]

    def number(self) -> int:
        self.count += 1
        return self.count

    def _sentence(self) -> str:
        a, b, c, d, e = self.chance.sample(_WORDS, 5)
        verb, other = self.chance.sample(_VERBS, 2)
        shapes = (
            f"A {a} {verb} what no {b} ever {other}, says quux{self.number():03} of the {c} and the {d}.",
            f"In quux{self.count:03} the {a} {verb} the {b}, and the {c} {other} it.",
            f"Whoever {verb} the {a} near quux{self.count:03} {other} a {b}, a {c}, a {d} or an old {e}.",
        )
        return self.chance.choice(shapes)

    def _title(self) -> str:
        return " ".join(["The", *self.chance.sample(_WORDS, 2), str(self.number()), self.chance.choice(_VERBS)])

    def _section(self) -> Section:
        paragraphs = [
            [self._sentence() for _ in range(self.chance.randint(2, 4))] for _ in range(self.chance.randint(2, 5))
        ]
        return Section(self._title(), paragraphs)

    def write(self, sources: Path) -> None:
        put(sources, {f"{name}.md": _written(name, sections) for name, sections in self.essays.items()})

    def marks(self) -> list[str]:
        return [
            mark_of(sentence)
            for sections in self.essays.values()
            for section in sections
            for paragraph in section.paragraphs
            for sentence in paragraph
        ]

    # --- what the author does ---

    def change(self) -> None:
        names = [name for name in sorted(dir(self)) if name.startswith("do_")]
        name = self.chance.choice(names)
        getattr(self, name)()
        if self.chance.random() < 0.4:
            self.change_a_word()

    def change_a_word(self) -> None:
        sections = self.chance.choice([*self.essays.values()])
        paragraph = self.chance.choice(self.chance.choice(sections).paragraphs)
        at = self.chance.randrange(len(paragraph))
        if mark_of(paragraph[at]) not in self.touched:
            old = self.chance.choice(paragraph[at].split()).rstrip(".,")
            if not _MARK.search(old):
                self.log.append(f"word in {mark_of(paragraph[at])}")
                paragraph[at] = paragraph[at].replace(old, "CHANGED", 1)

    def _any(self) -> tuple[list[Section], int]:
        sections = self.essays[self.chance.choice(["one", "two"])]
        return sections, self.chance.randrange(len(sections))

    def do_cut(self) -> None:
        sections, at = self._any()
        told = sections[at].paragraphs
        if len(told) > 1:
            cut = self.chance.randint(1, len(told) - 1)
            self.log.append(f"cut {sections[at].title} before paragraph {cut}")
            sections.insert(at + 1, Section(self._title(), told[cut:]))
            sections[at].paragraphs = told[:cut]

    def do_cut_in_three(self) -> None:
        self.do_cut()
        self.do_cut()

    def do_cut_within_a_paragraph(self) -> None:
        sections, at = self._any()
        told = sections[at].paragraphs
        which = self.chance.randrange(len(told))
        if len(told[which]) > 1:
            cut = self.chance.randint(1, len(told[which]) - 1)
            self.log.append(f"cut {sections[at].title} in paragraph {which} before sentence {cut}")
            sections.insert(at + 1, Section(self._title(), [told[which][cut:], *told[which + 1 :]]))
            sections[at].paragraphs = [*told[:which], told[which][:cut]]

    def do_join(self) -> None:
        sections, at = self._any()
        if at:
            self.log.append(f"join {sections[at].title} with the one above")
            sections[at - 1].paragraphs += sections.pop(at).paragraphs

    def do_move_passage(self) -> None:
        sections, at = self._any()
        others, to = self._any()
        told = sections[at].paragraphs
        if others[to] is sections[at] or len(told) < 2:
            return
        start = self.chance.randrange(len(told))
        end = min(len(told), start + self.chance.randint(1, 2))
        if end - start < len(told):
            place = self.chance.randint(0, len(others[to].paragraphs))
            self.log.append(f"move {start}:{end} of {sections[at].title} to {place} of {others[to].title}")
            others[to].paragraphs[place:place] = told[start:end]
            del told[start:end]

    def do_move_section(self) -> None:
        sections, at = self._any()
        if len(sections) > 1:
            moved = sections.pop(at)
            others, to = self._any()
            self.log.append(f"move {moved.title} elsewhere")
            others.insert(to, moved)

    def do_retitle(self) -> None:
        sections, at = self._any()
        sections[at].title = self._title()


def mark_of(sentence: str) -> str:
    found = _MARK.search(sentence)
    assert found is not None, sentence
    return found[0]


def _written(name: str, sections: list[Section]) -> str:
    told = ["\n\n".join([f"## {one.title}", *map(" ".join, one.paragraphs)]) for one in sections]
    return "\n\n".join([f"# Essay {name}", *told]) + "\n"


def bodies(vault: Path) -> dict[Path, str]:
    """Return what the atoms' notes say of their sources."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((vault / "Notes").rglob("*.md"))}
    return {path: parts(text).body for path, text in texts.items() if "\ntype: atom\n" in text}


class User:
    """Edits the notes of a vault; no sentence twice."""

    def __init__(self, essays: Essays, vault: Path) -> None:
        self._essays, self._vault, self._chance = essays, vault, essays.chance
        self.edits: list[Edit] = []

    def edit(self) -> None:
        path, body = self._chance.choice([*bodies(self._vault).items()])
        marks = [mark for mark in _MARK.findall(body) if mark not in self._essays.touched]
        if not marks:
            return
        mark = self._chance.choice(marks)
        kind = self._chance.choice(["word", "word", "sentence", "paragraph", "gone"])
        typed = f"typed{self._essays.number()}word"
        found = re.search(rf"(?<!\S)[^.]*?\b{mark}\b[^.]*\.", body)
        assert found is not None, (mark, body)
        if "[[" in found[0]:
            return
        new, beside = getattr(self, f"_{kind}")(body, found, typed)
        self.edits.append(Edit(kind, "" if kind == "gone" else typed, beside))
        self._essays.touched |= {mark, *beside}
        self._essays.log.append(f"user: {kind} {typed} at {mark} in {path.stem}")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(body, new), encoding="utf-8")

    def _word(self, body: str, found: re.Match[str], typed: str) -> tuple[str, tuple[str, ...]]:
        said = found[0].lstrip()
        words = said.split(" ")
        words.insert(self._chance.randint(1, len(words) - 1), typed)
        return body.replace(said, " ".join(words)), (mark_of(said),)

    def _sentence(self, body: str, found: re.Match[str], typed: str) -> tuple[str, tuple[str, ...]]:
        new = f"{body[: found.end()]} I say {typed} to that.{body[found.end() :]}"
        return new, _around(body[: found.end()], body[found.end() :])

    def _paragraph(self, body: str, found: re.Match[str], typed: str) -> tuple[str, tuple[str, ...]]:
        end = body.find("\n\n", found.end())
        end = len(body.rstrip()) if end < 0 else end
        return f"{body[:end]}\n\nI say {typed} to that.{body[end:]}", _around(body[:end], body[end:])

    def _gone(self, body: str, found: re.Match[str], typed: str) -> tuple[str, tuple[str, ...]]:
        return body[: found.start()] + body[found.end() :].lstrip(" "), (mark_of(found[0]),)


def _around(before: str, after: str) -> tuple[str, ...]:
    return (*_MARK.findall(before)[-1:], *_MARK.findall(after)[:1])


def complaints(essays: Essays, user: User, vault: Path) -> Iterator[str]:
    """Tell what does not stand where it should: every sentence once, and every edit with its passage."""
    notes = {path: _LINK_TARGET.sub("[[", body) for path, body in bodies(vault).items()}
    for path in notes:
        if waiting := find_conflicts(path.read_text(encoding="utf-8")):
            yield f"a conflict in {path.stem}: {waiting}"
    gone = {mark for edit in user.edits if edit.kind == "gone" for mark in edit.beside}
    for mark in essays.marks():
        times = sum(len(re.findall(rf"\b{mark}\b", body)) for body in notes.values())
        if times != (mark not in gone):
            yield f"{mark} stands {times} times"
    for edit in user.edits:
        if edit.typed:
            yield from _of_edit(edit, notes)


def _of_edit(edit: Edit, notes: Mapping[Path, str]) -> Iterator[str]:
    standing = [body for body in notes.values() if edit.typed in body]
    if len(standing) != 1 or standing[0].count(edit.typed) != 1:
        yield f"{edit.typed} ({edit.kind}) stands in {len(standing)} notes"
    elif not any(mark in standing[0] for mark in edit.beside):
        yield f"{edit.typed} ({edit.kind}) stands in another note than {edit.beside}"
    elif edit.kind == "word" and not any(
        edit.typed in said and edit.beside[0] in said for said in re.split(r"[.]", standing[0])
    ):
        yield f"{edit.typed} left the sentence of {edit.beside}"
