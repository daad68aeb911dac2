"""What an atom's note says: its blocks as Markdown, with the footnotes and link references that they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from vaultsync.markup.blocks import plain
from vaultsync.markup.words import fold
from vaultsync.model import Atom, Block, BlockKind

_FOOTNOTE_USE = re.compile(r"\[\^([^\]\s]{1,200})\]")
_REFERENCE_USE = re.compile(r"\[([^\[\]]{1,300})\](?:\[([^\[\]]{0,300})\])?(?!\()")
_CARRIED = (BlockKind.FOOTNOTE, BlockKind.REFERENCE)
_MARKED_HEADING = re.compile(r"\]\(|\[\[|\[\^|!\[|\s\^[A-Za-z0-9-]+\s*$")


def definitions(atoms: Iterable[Atom]) -> dict[tuple[BlockKind, str], Block]:
    """Index a document's footnote and link reference definitions by kind and folded label; the first one counts."""
    found: dict[tuple[BlockKind, str], Block] = {}
    for atom in atoms:
        for block in atom.blocks:
            if block.kind in _CARRIED:
                found.setdefault((block.kind, fold(block.title)), block)
    return found


def bodies(atoms: Sequence[Atom], source_format: str) -> tuple[str, ...]:
    """Return each atom's Markdown below its frontmatter, without a last line break.

    A definition stands in every note that uses it; one that nobody uses stays where the author put it.
    """
    known = definitions(atoms)
    shown = [_shown_blocks(atom) for atom in atoms]
    uses = [_uses(blocks, known) for blocks in shown]
    used_somewhere = {key for keys in uses for key in keys}
    return tuple(
        _join(
            [block for block in blocks if not _stands_elsewhere(block, keys, used_somewhere)]
            + [known[key] for key in keys if known[key] not in blocks],
            source_format,
        )
        for blocks, keys in zip(shown, uses, strict=True)
    )


def _shown_blocks(atom: Atom) -> tuple[Block, ...]:
    """Leave out the headings that became the title, unless they hold markup that the title can't show."""
    leading = [block for block in atom.blocks[: atom.title_blocks] if _MARKED_HEADING.search(block.markdown)]
    return (*leading, *atom.blocks[atom.title_blocks :])


def _uses(blocks: Sequence[Block], known: Mapping[tuple[BlockKind, str], Block]) -> tuple[tuple[BlockKind, str], ...]:
    """Return the definitions that the blocks use, those that other used definitions use among them."""
    if not known:
        return ()
    found: dict[tuple[BlockKind, str], None] = {}
    waiting = [block.markdown for block in blocks if block.kind not in _CARRIED and block.kind != BlockKind.CODE]
    while waiting:
        text = waiting.pop(0)
        labels = [(BlockKind.FOOTNOTE, m[1]) for m in _FOOTNOTE_USE.finditer(text)]
        labels += [(BlockKind.REFERENCE, m[2] or m[1]) for m in _REFERENCE_USE.finditer(text)]
        for kind, label in labels:
            key = (kind, fold(label))
            if key in known and key not in found:
                found[key] = None
                waiting.append(known[key].markdown.partition(":")[2])
    return tuple(found)


def _stands_elsewhere(
    block: Block, keys: Sequence[tuple[BlockKind, str]], used_somewhere: set[tuple[BlockKind, str]]
) -> bool:
    if block.kind not in _CARRIED:
        return False
    key = (block.kind, fold(block.title))
    return key in used_somewhere and key not in keys


def _join(blocks: Sequence[Block], source_format: str) -> str:
    """Join blocks as the source did: next line where the author left no blank line, a blank line otherwise."""
    parts: list[str] = []
    for index, block in enumerate(blocks):
        text = block.markdown.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
        if not text.strip():
            continue
        parts.append(text)
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        parts.append(_gap(block, after, source_format))
    return "".join(parts[:-1])


def _gap(block: Block, after: Block | None, source_format: str) -> str:
    touching = after is not None and after.span.start == block.span.end
    tight = (
        source_format == "markdown"
        and touching
        and block.span.end - block.span.start - len(block.markdown) == 1
        and (block.kind, after.kind if after else None) != (BlockKind.PARAGRAPH, BlockKind.PARAGRAPH)
    )
    same_definitions = after is not None and block.kind == after.kind and block.kind in _CARRIED
    return "\n" if tight or same_definitions else "\n\n"


def signature(body: str) -> str:
    """Return the visible text of a body, folded, by which a passage is known again after markup has changed."""
    return " ".join(fold(plain(body)).split())
