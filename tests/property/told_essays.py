"""Essays whose sections, headings and paragraphs each hold a word of their own, and what their author does to them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import put

FILLER = [
    "The mill at the weir has not turned since the miller's daughter went to sea.",
    "Whoever crosses the bridge by night hears water and nothing besides.",
    "In dry summers the old road lies bare below the dam, with its stones in rows.",
    "Grain was measured by the basket, and the basket was never quite the same.",
    "A ledger from those years gives the price of rope, of salt and of candles.",
]


@dataclass
class Paragraph:
    """One paragraph, perhaps below a heading of its own."""

    word: str
    text: str
    heading: str = ""
    block: str = ""

    def __str__(self) -> str:
        heading = f"### {self.heading}\n\n" if self.heading else ""
        return f"{heading}{self.text}{' ^' + self.block if self.block else ''}\n"


@dataclass
class Section:
    """What becomes a note."""

    title: str
    paragraphs: list[Paragraph]


@dataclass
class Essay:
    """One source."""

    file: str
    title: str
    sections: list[Section]

    def __str__(self) -> str:
        parts = [f"# {self.title}\n"]
        for section in self.sections:
            parts += [f"## {section.title}\n", *map(str, section.paragraphs)]
        return "\n".join(parts)


@dataclass
class Author:
    """Writes essays by chance, and changes them."""

    chance: random.Random
    essays: list[Essay] = field(default_factory=list)
    count: int = 0

    def _word(self) -> str:
        self.count += 1
        return f"quux{self.count:03}"

    def _paragraph(self, number: int) -> Paragraph:
        word = self._word()
        said = f"The {word} was first told of in spring. " + " ".join(self.chance.sample(FILLER, 3))
        heading = f"Of {self._word()}" if number and self.chance.random() < 0.5 else ""
        return Paragraph(word, said, heading, f"block-{word}" if self.chance.random() < 0.5 else "")

    def section(self, paragraphs: list[Paragraph] | None = None) -> Section:
        made = [self._paragraph(number) for number in range(self.chance.randint(1, 3))]
        return Section(f"Why {self._word()} was told", paragraphs or made)

    def start(self) -> None:
        for number in range(2):
            sections = [self.section() for _ in range(self.chance.randint(2, 4))]
            self.essays.append(Essay(f"essay {number}.md", f"Tales of {self._word()}", sections))

    def subpaths(self) -> list[str]:
        """Return the parts that a link may lead to."""
        told = [one for essay in self.essays for section in essay.sections for one in section.paragraphs]
        return [f"#{one.heading}" for one in told if one.heading] + [f"#^{one.block}" for one in told if one.block]

    def write(self, sources: Path) -> None:
        for old in sources.glob("*.md"):
            if old.name not in {essay.file for essay in self.essays}:
                old.unlink()
        put(sources, {essay.file: str(essay) for essay in self.essays})

    # --- what the author does ---

    def change(self) -> str:
        """Do one thing; returns its name."""
        name = self.chance.choice([name for name in sorted(dir(self)) if name.startswith("do_")])
        getattr(self, name)(self.chance.choice(self.essays))
        return name

    def do_retitle_section(self, essay: Essay) -> None:
        self.chance.choice(essay.sections).title = f"How {self._word()} came about: a tale"

    def do_retitle_part(self, essay: Essay) -> None:
        for paragraph in self.chance.choice(essay.sections).paragraphs:
            paragraph.heading = paragraph.heading and f"On {self._word()}"

    def do_retitle_essay(self, essay: Essay) -> None:
        essay.title = f"Stories of {self._word()}"

    def do_move_essay(self, essay: Essay) -> None:
        essay.file = f"moved {self._word()}.md"

    def do_split_section(self, essay: Essay) -> None:
        at = self.chance.randrange(len(essay.sections))
        told = essay.sections[at].paragraphs
        if len(told) > 1:
            cut = self.chance.randint(1, len(told) - 1)
            essay.sections[at].paragraphs = told[:cut]
            essay.sections.insert(at + 1, self.section(told[cut:]))

    def do_join_sections(self, essay: Essay) -> None:
        if len(essay.sections) > 2:
            at = self.chance.randint(1, len(essay.sections) - 1)
            essay.sections[at - 1].paragraphs += essay.sections.pop(at).paragraphs

    def do_reorder(self, essay: Essay) -> None:
        self.chance.shuffle(essay.sections)

    def do_edit(self, essay: Essay) -> None:
        paragraph = self.chance.choice(self.chance.choice(essay.sections).paragraphs)
        paragraph.text = paragraph.text.replace("told of", "heard of")
