"""Replay the history of a repository of Markdown into a vault, a reader editing every tenth note on the way.

Run as `python -m tools.replay REPOSITORY [--below FOLDER] [--commits 150] [--skip 0]`, each commit that changes a source
being one `vaultsync sync`. After each of them it looks for every word that the reader typed, for a traceback, for an exit
status that is not the one specified, for notes that the reader deleted or put elsewhere, and for anything left to do.
At the end `rebuild --check` must have nothing to do. Prints how many notes kept their id; exits 1 where anything is amiss.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from tools.replay.history import Checkout, History
from tools.replay.reader import Reader, Vault
from vaultsync.sources.discover import SUFFIXES
from vaultsync.sync.merge import find_conflicts

_SENTENCE = re.compile(r"[^.!?。！？\n]{25,}")
_STANDS = 0.6
"""Share of a note's sentences that the sources still have, from which its passage is taken to stand there yet."""


@dataclass(frozen=True)
class Ran:
    """How one run of the program ended."""

    code: int
    told: Any
    """Its JSON, or None."""
    said: str
    seconds: float


@dataclass
class Tally:
    """What a replay came to."""

    commits: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    survived: list[float] = field(default_factory=list)
    """By commit: the share of the notes before it whose id a note has after it."""
    torn: list[str] = field(default_factory=list)
    """Notes that went although the sources still say most of what they said."""
    stopped: int = 0
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    conflicts: int = 0
    codes: Counter[int] = field(default_factory=Counter)


class Replay:
    """One vault that follows one history."""

    def __init__(self, history: History, folder: Path, seed: int) -> None:
        self.folder = folder
        self.tally = Tally()
        self.reader = Reader(random.Random(seed))
        self.vault = Vault(folder / "vault")
        self._history = history
        self._checkout = Checkout(history, folder / "sources")
        (folder / "vault" / ".obsidian").mkdir(parents=True)
        (folder / "vault" / ".obsidian" / "app.json").write_text('{"trashOption": "local"}', encoding="utf-8")

    def play(self, commits: int, skip: int, say: Callable[[str], None]) -> Tally:
        """Replay so many commits that change a source, and look at what is left."""
        for commit in self._history.commits()[skip:]:
            if self.tally.commits >= commits:
                break
            changed = self._checkout.go_to(commit)
            if any(name.lower().endswith(SUFFIXES) for name in changed):
                self._follow(commit[:10])
                say(f"{self.tally.commits} {commit[:10]} {len(changed)} files, {len(self.vault.paths)} notes")
        self._sync("the end")
        self.vault.look()
        self.tally.faults += [f"the end: {complaint}" for complaint in self.reader.complaints(self.vault)]
        self._expect_nothing(["rebuild", "--check"], "the end")
        return self.tally

    def _follow(self, commit: str) -> None:
        tally = self.tally
        before = dict(self.vault.texts)
        tally.commits += 1
        ran = self._sync(commit)
        self.vault.look()
        tally.codes[ran.code] += 1
        tally.seconds.append(ran.seconds)
        tally.changes.update(ran.told["counts"] if ran.told else {})
        tally.faults += [f"{commit}: {complaint}" for complaint in self.reader.complaints(self.vault)]
        self._judge(ran, commit)
        self._count_survivors(before, commit)
        self._expect_nothing(["sync", "--check"], commit)
        self.reader.goes_on(self.vault)

    def _sync(self, commit: str) -> Ran:
        """Sync; where rule 10 stops the run, see that nothing changed, and go on as it says."""
        before = _stamps(self.vault.folder)
        ran = self._run("sync")
        if ran.code != 5:
            return ran
        self.tally.stopped += 1
        if "--yes" not in ran.said:
            self.tally.faults.append(f"{commit}: stopped without saying how to go on: {ran.said}")
        if _stamps(self.vault.folder) != before:
            self.tally.faults.append(f"{commit}: a run that stopped had changed the vault")
        return self._run("sync", "--yes")

    def _judge(self, ran: Ran, commit: str) -> None:
        """Hold the exit status to what stands in the vault and to what the run told."""
        waiting = [note for note, text in self.vault.texts.items() if find_conflicts(text)]
        self.tally.conflicts = len(waiting)
        if ran.told is None:
            self.tally.faults.append(f"{commit}: exit {ran.code}: {_last_lines(ran.said)}")
            return
        unread = any(problem.get("severity") == "error" for problem in ran.told["problems"])
        expected = 4 if unread else 3 if waiting else 0
        if ran.code != expected:
            self.tally.faults.append(f"{commit}: exit {ran.code} and not {expected}; in conflict: {waiting}")

    def _count_survivors(self, before: dict[str, str], commit: str) -> None:
        gone = [note for note in before if note not in self.vault.paths]
        if before:
            self.tally.survived.append(1 - len(gone) / len(before))
        atoms = [note for note in gone if "\ntype: atom\n" in before[note]]
        if not atoms:
            return
        texts = (path.read_bytes() for path in (self.folder / "sources").rglob("*") if path.is_file())
        sources = " ".join(" ".join(text.decode("utf-8", "replace").split()) for text in texts)
        for note in atoms:
            text = before[note].partition("\n---\n")[2].partition("\n%% vaultsync")[0]
            said = [" ".join(sentence.split()) for sentence in _SENTENCE.findall(text) if "[[" not in sentence]
            if said and sum(sentence in sources for sentence in said) >= _STANDS * len(said):
                title = re.search(r"^title: (.*)$", before[note], re.MULTILINE)
                self.tally.torn.append(f"{commit}: {title[1] if title else note}")

    def _expect_nothing(self, arguments: Sequence[str], commit: str) -> None:
        ran = self._run(*arguments, "--yes")
        if ran.told is None or ran.told["actions"] or ran.code not in (0, 3, 4):
            left = (
                [f"{one['action']} {one['path']}" for one in ran.told["actions"]][:3]
                if ran.told
                else _last_lines(ran.said)
            )
            self.tally.faults.append(f"{commit}: `{' '.join(arguments)}` exits with {ran.code}: {left}")

    def _run(self, *arguments: str) -> Ran:
        paths = ["--sources", str(self.folder / "sources"), "--vault", str(self.vault.folder), "--json"]
        command = [sys.executable, "-m", "vaultsync", *arguments, *paths]
        start = time.perf_counter()
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "VAULTSYNC_STATE_DIR": str(self.folder / "state")},
            cwd=Path(__file__).resolve().parent.parent.parent,
        )
        seconds = time.perf_counter() - start
        said = done.stderr.decode("utf-8", "replace")
        if "Traceback" in said:
            self.tally.faults.append(f"{' '.join(arguments)}: {_last_lines(said)}")
        try:
            told = json.loads(done.stdout) if done.stdout else None
        except ValueError:
            told = None
        return Ran(done.returncode, told, said, seconds)


def _last_lines(said: str) -> str:
    return " / ".join(line.strip() for line in said.strip().split("\n")[-4:])[-400:]


def _stamps(folder: Path) -> dict[str, int]:
    shown = (path for path in folder.rglob("*") if ".vaultsync" not in path.relative_to(folder).parts)
    return {str(path): path.lstat().st_mtime_ns for path in shown if not path.is_dir()}


def report(tally: Tally, reader: Reader) -> str:
    """Say in lines what a replay came to."""
    shares = tally.survived or [1.0]
    codes = ", ".join(f"{count} × {code}" for code, count in sorted(tally.codes.items()))
    changes = ", ".join(f"{count} {what}" for what, count in tally.changes.items() if count and what != "unchanged")
    shown = [f"    {line}" for line in tally.torn[:10]]
    return "\n".join(
        [
            f"{tally.commits} commits, {sum(tally.seconds):.0f} s, median {median(tally.seconds or [0]):.2f} s a sync",
            f"exit statuses: {codes}; stopped by the guard and told to go on: {tally.stopped}",
            f"over all syncs: {changes}",
            f"edits by the reader: {reader.edits}, words typed: {len(reader.typed)}, notes in conflict: {tally.conflicts}",
            f"notes whose id survived a commit: min {min(shares):.1%}, median {median(shares):.1%}, mean {mean(shares):.1%}",
            f"notes that went though the sources still say what they said: {len(tally.torn)}",
            *shown,
            f"faults: {len(tally.faults)}",
            *(f"    {fault}" for fault in tally.faults[:40]),
        ]
    )


def main() -> int:
    """Replay and report; return the exit status."""
    ask = argparse.ArgumentParser(prog="python -m tools.replay", description=__doc__)
    ask.add_argument("repository", type=Path)
    ask.add_argument("--ref", default="HEAD", help="the branch to replay")
    ask.add_argument("--below", default="", help="the folder of the repository that is the source folder")
    ask.add_argument("--commits", type=int, default=150, help="how many commits that change a source")
    ask.add_argument("--skip", type=int, default=0, help="commits to pass over first")
    ask.add_argument("--seed", type=int, default=1, help="what the reader does")
    ask.add_argument("--keep", type=Path, help="a folder to leave sources, vault and state in")
    options = ask.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="vaultsync-replay-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        replay = Replay(History(options.repository, options.ref, options.below), folder, options.seed)
        tally = replay.play(options.commits, options.skip, lambda line: print(line, file=sys.stderr, flush=True))
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(report(tally, replay.reader))
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
