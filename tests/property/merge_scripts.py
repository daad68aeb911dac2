"""Random notes and random edits of them, each edit marked by words of its own."""

from __future__ import annotations

import random
import re
from collections import Counter

from vaultsync.markup.frontmatter import dump

WORDS = [
    *("finance", "trust", "ledger", "risk", "market", "credit", "bank", "money", "note", "idea", "claim", "proof"),
    *("Zürich", "naïve", "e\u0301tat", "проценты", "利息", "شركة", "💶", "zero\u200bwidth", "line\u2028break"),
]
KINDS = ("text", "text", "text", "list", "heading", "code", "table", "quote", "backlinks")


class Author:
    """Writes and edits, leaving words that nobody else uses: `u1`, `u2`, …"""

    def __init__(self, chance: random.Random, mark: str) -> None:
        self.chance = chance
        self.mark = mark
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"{self.mark}{self.count}"

    def sentence(self) -> str:
        words = [self.chance.choice(WORDS) for _ in range(self.chance.randint(2, 9))]
        words.insert(self.chance.randint(0, len(words)), self.word())
        return " ".join(words).capitalize() + self.chance.choice(".?!.")

    def block(self) -> str:
        kind = self.chance.choice(KINDS)
        lines = [self.sentence() for _ in range(self.chance.randint(1, 4))]
        match kind:
            case "list":
                return "\n".join(self.chance.choice(("- ", "- ", "  - ")) + line for line in lines)
            case "heading":
                return "## " + lines[0]
            case "code":
                return "\n".join(["```", *lines, "```"])
            case "table":
                return "\n".join(["| a | b |", "|---|---|", *(f"| {line} | x |" for line in lines)])
            case "quote":
                return "\n".join("> " + line for line in lines)
            case "backlinks":
                return "\n".join(f"- [[{self.word()}]]: “{line}”" for line in lines)
            case _:
                return self.chance.choice((" ", " ", "\n")).join(lines)

    def note(self) -> list[str]:
        return [self.block() for _ in range(self.chance.randint(0, 6))]

    def edited(self, note: list[str]) -> list[str]:
        blocks = list(note)
        for _ in range(self.chance.randint(0, 4)):
            self.change(blocks)
        return blocks

    def change(self, blocks: list[str]) -> None:
        at = self.chance.randint(0, len(blocks))
        if at == len(blocks) or self.chance.random() < 0.2:
            blocks.insert(at, self.block())
            return
        match self.chance.randint(0, 6):
            case 0:
                del blocks[at]
            case 1:
                blocks.insert(self.chance.randint(0, len(blocks) - 1), blocks.pop(at))
            case 2:
                blocks[at] = self.with_sentence(blocks[at])
            case 3:
                blocks[at] = self.without_sentence(blocks[at])
            case 4:
                blocks[at] = blocks[at].replace(" ", " [[", 1).replace(". ", "]]. ", 1)
            case _:
                blocks[at] = self.with_word(blocks[at])

    def with_word(self, block: str) -> str:
        places = [found.end() for found in re.finditer(r"\w+(?= )", block)]
        if not places:
            return block
        place = self.chance.choice(places)
        return f"{block[:place]} {self.word()}{block[place:]}"

    def with_sentence(self, block: str) -> str:
        places = [found.end() for found in re.finditer(r"[.?!](?= |\Z)", block)]
        if not places:
            return block
        place = self.chance.choice(places)
        return f"{block[:place]} {self.sentence()}{block[place:]}"

    def without_sentence(self, block: str) -> str:
        parts = re.split(r"(?<=[.?!]) ", block)
        del parts[self.chance.randrange(len(parts))]
        return " ".join(parts) or self.sentence()


def text_of(blocks: list[str], chance: random.Random) -> str:
    gap = chance.choice(("\n\n", "\n\n", "\n\n\n"))
    return gap.join(blocks) + chance.choice(("\n", "\n", "", "\n\n"))


def with_properties(bodies: tuple[str, str, str], seed: int) -> tuple[str, str, str]:
    """Put properties above the three bodies, and let the user's file end its lines, and itself, in its own way."""
    chance = random.Random(f"properties {seed}")
    base = _properties(Author(chance, "b"))
    theirs = {
        **base,
        **{key: value for key, value in _properties(Author(chance, "s")).items() if chance.random() < 0.4},
    }
    heads = [dump(base), _typed_into(dump(base), Author(chance, "u")), dump(theirs)]
    texts = [head + body for head, body in zip(heads, bodies, strict=True)]
    mine = texts[1].rstrip("\n") if chance.random() < 0.3 else texts[1]
    mine = mine.replace("\n", chance.choice(("\n", "\n", "\r\n")))
    return texts[0], chance.choice(("", "", "\ufeff")) + mine, texts[2]


def _properties(author: Author) -> dict[str, object]:
    chance = author.chance
    return {
        "id": "f" + author.word(),
        "title": author.sentence().rstrip(".?!"),
        "aliases": [author.word() for _ in range(chance.randint(0, 2))],
        "tags": [author.word() for _ in range(chance.randint(0, 2))],
        "related": [f"[[{author.word()}]]" for _ in range(chance.randint(0, 3))],
        "vaultsync": author.word(),
    }


def _typed_into(head: str, author: Author) -> str:
    """Do to properties what people do: other keys, comments, another order, an item more or less."""
    chance = author.chance
    lines = head.split("\n")[1:-2]
    for _ in range(chance.randint(0, 3)):
        at = chance.randint(0, len(lines))
        while at < len(lines) and lines[at].startswith((" ", "-")):
            at += 1
        match chance.randint(0, 3):
            case 0:
                lines.insert(at, f"{author.word()}: {author.word()}  # {author.word()}")
            case 1:
                lines.insert(at, f"# {author.word()}")
            case 2:
                lines = [line.replace("tags: [", f"tags: [{author.word()}, ").replace(", ]", "]") for line in lines]
            case _:
                lines = [line for line in lines if not line.startswith("  - ") or chance.random() < 0.7]
    return "\n".join(["---", *lines, "---", ""])


def words_of(text: str, mark: str) -> Counter[str]:
    return Counter(re.findall(rf"(?i)\b{mark}\d+\b", text))


def triple(seed: int) -> tuple[str, str, str]:
    """Return base, the user's text and the source's text; their own words are `b1`, `u1` and `s1`."""
    chance = random.Random(seed)
    blocks = Author(chance, "b").note()
    gap = random.Random(chance.random())
    base = text_of(blocks, gap)
    mine = text_of(Author(chance, "u").edited(blocks), chance)
    theirs = text_of(Author(chance, "s").edited(blocks), chance)
    return base, mine, theirs
