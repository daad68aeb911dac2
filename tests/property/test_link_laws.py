"""Renames, splits and joins that break nothing: every link leads where it led, and no other byte changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.conftest import tree
from tests.property.linked_vaults import NAMES, LinkedVault, check_links, gaps, look, texts_of
from tests.property.told_essays import Author
from vaultsync.config import Config
from vaultsync.errors import ConfigError
from vaultsync.markup.headings import find_heading
from vaultsync.markup.note_syntax import NoteSyntax
from vaultsync.model import ActionKind, VaultPath
from vaultsync.notes.moved_parts import has_part
from vaultsync.pipeline.renaming import rename
from vaultsync.pipeline.run import RunOptions, run
from vaultsync.pipeline.undoing import undo
from vaultsync.vault.index import Link, VaultIndex
from vaultsync.vault.resolve import Status

WORD = re.compile(r"\bquux\d+\b")
IN_MEMORY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=120, deadline=None, suppress_health_check=IN_MEMORY)
@given(seed=st.integers(0, 10**9))
def test_every_link_leads_where_it_led_after_a_rename(seed: int, quick_path: Path) -> None:
    folder = quick_path / str(seed)
    made = LinkedVault(seed)
    made.write(folder / "vault")
    config = Config((), folder / "vault", state_dir=folder / "state")
    for _ in range(3):
        before = look(config.vault)
        texts, files = texts_of(before), tree(config.vault)
        old = made.chance.choice([note.path for note in before.notes])
        title = made.chance.choice([*NAMES, "Brand new", "What: is <this>? #1 [x]", "trailing. "])
        try:
            done = rename(config, old, title)
        except ConfigError:
            event("refused")
            continue
        assert not done.plan.problems
        renamed = {one.source_path: one.path for one in done.plan.actions if one.kind is ActionKind.RENAME}
        event("renamed" if renamed else "nothing to do")
        assert set(renamed) <= {old}
        check_links(before, texts, look(config.vault), {str(a): str(b) for a, b in renamed.items()})
        if made.chance.random() < 0.3 and not done.plan.empty:
            undo(config, None, dry_run=False)
            assert tree(config.vault) == files


@settings(max_examples=25, deadline=None, suppress_health_check=IN_MEMORY)
@given(seed=st.integers(0, 10**9))
def test_every_link_leads_where_it_led_after_the_source_has_changed(seed: int, quick_path: Path) -> None:
    folder = quick_path / str(seed)
    made = LinkedVault(seed)
    author = Author(made.chance)
    author.start()
    author.write(folder / "sources")
    config = Config((folder / "sources",), folder / "vault", state_dir=folder / "state")
    run(config, RunOptions())
    notes = [note.path for note in look(config.vault).notes if note.path.startswith(("Notes/", "Sources/"))]
    LinkedVault(seed, notes * 2, author.subpaths() * 2).write(folder / "vault")
    run(config, RunOptions())
    for _ in range(3):
        before = look(config.vault)
        texts = texts_of(before)
        did = author.change()
        event(did)
        author.write(folder / "sources")
        done = run(config, RunOptions(allow_mass_delete=True))
        assert not [problem for problem in done.plan.problems if problem.severity == "error"]
        check_mended(before, texts, look(config.vault), did)


def check_mended(before: VaultIndex, texts: Mapping[str, str], after: VaultIndex, did: str) -> None:
    """Of the user's own files only links changed, and each leads to the words that it led to."""
    for path in map(VaultPath, texts):
        if path.startswith(("Notes/", "Sources/", "Concepts/")) or path == "Home.md":
            continue
        old, new = before.syntax(path), after.syntax(path)
        assert old is not None
        assert new is not None
        told = f"\n{did}\n--- {path}\n{texts[path]}\n--- now\n{after.text(path)}"
        assert gaps(texts[path], old) == gaps(after.text(path), new), told
        for was, link in zip(before.links_from(path), after.links_from(path), strict=True):
            check_end(was, link, before, after, texts, told)


def check_end(
    was: Link, link: Link, before: VaultIndex, after: VaultIndex, texts: Mapping[str, str], told: str
) -> None:
    said = f"{was}\nbecame {link}{told}"
    if was.status is not Status.RESOLVED or was.target is None:
        assert link.raw.raw == was.raw.raw or was.status is Status.AMBIGUOUS, said
        return
    assert link.status is Status.RESOLVED, said
    assert link.target is not None
    assert link.raw.display == was.raw.display, said
    if not was.target.startswith(("Notes/", "Sources/")):
        assert (link.target, link.raw.subpath) == (was.target, was.raw.subpath), said
        return
    kind = "of a part" if was.raw.subpath else "of a note"
    event(f"a link {kind} that {'stays' if link.raw.raw == was.raw.raw else 'is redirected'}")
    syntax, new = before.syntax(was.target), after.syntax(link.target)
    assert syntax is not None
    assert new is not None
    if was.raw.subpath and has_part(syntax, was.raw.subpath):
        assert words_of(texts[was.target], syntax, was.raw.subpath) & set(WORD.findall(after.text(link.target))), said
        assert link.raw.subpath is None or has_part(new, link.raw.subpath), said
    else:
        assert set(WORD.findall(texts[was.target])) & set(WORD.findall(after.text(link.target))), said


def words_of(text: str, syntax: NoteSyntax, subpath: str) -> set[str]:
    """Return the words of the paragraph that a heading stands above, or a block id behind."""
    heading = find_heading(syntax.headings, subpath)
    if heading is None:
        return {subpath.rpartition("-")[2]}
    below = text[heading.span.end :].lstrip("\n").partition("\n\n")[0]
    return set(WORD.findall(below))
