"""Hold vaultsync to vaults by other people: the links it reads beside two other readers, and what it leaves untouched.

Run as `python -m tools.vaults [--quick] FOLDER...`, each a vault; `--quick` does without obsidiantools, which takes
minutes. Nothing is written into the folders: `rebuild` is tried on copies.
Prints a table and exits with 1 where a file of the user's was changed, or one that was made is read otherwise by another reader.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
WIKILINK = re.compile(r"(!?)\[\[((?:[^\[\]\n]|\[(?!\[)|\](?!\]))+)\]\]")
HEAD = re.compile(r"\A\ufeff?---[ \t]*\n(?:.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)


def vaultsync(*arguments: str | Path, state: Path | None = None) -> tuple[Any, float]:
    """Run the program and return its JSON and the seconds it took."""
    command = [sys.executable, "-m", "vaultsync", *map(str, arguments), "--json"]
    env = {"VAULTSYNC_STATE_DIR": str(state or "/nonexistent"), "PATH": "/usr/bin:/bin"}
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=env, check=False)
    if not done.stdout:
        raise SystemExit(done.stderr.decode())
    return json.loads(done.stdout), time.monotonic() - started


def commonmark_reader(vault: Path) -> tuple[Counter[str], Counter[str]]:
    """Count the wikilinks, and the embeds of that form, of each note as CommonMark with tables and one more rule does."""
    reader = MarkdownIt("commonmark").enable("table").disable("reference")
    reader.inline.ruler.before("link", "wikilink", take_wikilink)
    links: Counter[str] = Counter()
    embeds: Counter[str] = Counter()
    for path in sorted(vault.rglob("*.md")):
        name = path.relative_to(vault)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
            inlines = [token for block in reader.parse(HEAD.sub("", text)) for token in block.children or ()]
            found = [
                token.content for one in inlines for token in (one, *(one.children or ())) if token.type == "wikilink"
            ]
            embeds[name.as_posix()] = sum(one.startswith("!") for one in found)
            links[name.as_posix()] = len(found) - embeds[name.as_posix()]
    return links, embeds


def take_wikilink(state: StateInline, silent: bool) -> bool:
    """Take in a wikilink or an embed, as a rule of markdown-it."""
    found = WIKILINK.match(state.src, state.pos)
    if found is None or found[2].isspace():
        return False
    if not silent:
        state.push("wikilink", "", 0).content = found[0]
    state.pos = found.end()
    return True


def obsidiantools_reader(vault: Path) -> tuple[Counter[str], float]:
    """Count the wikilinks of each note as obsidiantools does, and the seconds it takes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from obsidiantools.api import Vault

        started = time.monotonic()
        known = Vault(vault).connect()
        seconds = time.monotonic() - started
        counts = Counter({str(path): len(known.get_wikilinks(note)) for note, path in known.md_file_index.items()})
    return counts, seconds


def ours(graph: Any, kind: str) -> Counter[str]:
    """Count the wikilinks or embeds in the text of each note as vaultsync does, without those of Markdown's form."""
    counts = Counter({note["path"]: 0 for note in graph["notes"]})
    links = (link for link in graph["links"] if link["kind"] == kind and link["raw"].endswith("]]"))
    counts.update(link["from"] for link in links if link["from"] in counts)
    return counts


def differing(mine: Counter[str], theirs: Counter[str]) -> list[str]:
    """Return the notes in which two readers don't see the same number of links."""
    return sorted(name for name in set(mine) | set(theirs) if mine[name] != theirs[name])


def contents(folder: Path) -> dict[str, bytes | str]:
    """Return every file of a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def left_untouched(vault: Path) -> tuple[bool, int]:
    """Rebuild into a copy: say whether every file of the user's is the same, and how many files were made.

    In what was made, both readers must see the same links.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "vault"
        shutil.copytree(vault, copy, symlinks=True)
        before = contents(copy)
        vaultsync("rebuild", "--sources", SEEDS, "--vault", copy, state=Path(scratch) / "state")
        after = contents(copy)
        made = set(after) - set(before)
        graph, _ = vaultsync("links", "--vault", copy)
        others, _ = commonmark_reader(copy)
        unlike = made & set(differing(ours(graph, "wikilink"), others))
        return {name: after.get(name) for name in before} == before and not unlike, len(made)


def measure(vault: Path, *, quick: bool) -> bool:
    """Print the rows of one vault, with `quick` without what obsidiantools reads."""
    graph, seconds = vaultsync("links", "--vault", vault)
    status = Counter(link["status"] for link in graph["links"])
    mine, embeds = ours(graph, "wikilink"), ours(graph, "embed")
    started = time.monotonic()
    subprocess.run(["grep", "-r", "\\[\\[", str(vault)], capture_output=True, check=False)
    grep = time.monotonic() - started
    theirs, slower = (None, None) if quick else obsidiantools_reader(vault)
    read, read_embeds = commonmark_reader(vault)
    same, made = left_untouched(vault)
    print(
        f"| {vault.name} | {len(graph['notes'])} | {len(graph['links'])} | {status['unresolved']} | {status['ambiguous']} "
        f"| {mine.total()} | {'' if theirs is None else theirs.total()} | {read.total()} | {embeds.total()} | {read_embeds.total()} | {seconds:.2f} | {'' if slower is None else f'{slower:.2f}'} | {grep:.2f} "
        f"| {'yes' if same else 'NO'} ({made}) |",
        flush=True,
    )
    pairs = (("obsidiantools", mine, theirs), ("CommonMark", mine, read), ("CommonMark in embeds", embeds, read_embeds))
    for name, here, there in pairs:
        if there is None:
            continue
        rows = differing(here, there)
        shown = "; ".join(f"{row}: {here[row]} here, {there[row]} there" for row in rows[:10])
        print(f"  differs from {name} in {len(rows)} notes. {shown}", file=sys.stderr)
    return same


def main() -> int:
    """Measure every vault named and return the exit status."""
    print(
        "| vault | notes | links | unresolved | ambiguous | wikilinks | obsidiantools | CommonMark | embeds | CommonMark | s "
        "| obsidiantools s |",
        end="",
    )
    print(" grep s | untouched (files made) |")
    print("| --- |" + " ---: |" * 12 + " --- |")
    names = [name for name in sys.argv[1:] if name != "--quick"]
    same = [measure(Path(name).resolve(), quick="--quick" in sys.argv) for name in names]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\nPeak memory of the largest process: {peak} MB", file=sys.stderr)
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
