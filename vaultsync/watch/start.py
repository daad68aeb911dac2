"""Puts the watcher together: one a vault, with the system's notifications, signals and clock."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from vaultsync.config import Config
from vaultsync.console import Console
from vaultsync.errors import Stopped, VaultsyncError
from vaultsync.model import Problem, RunResult
from vaultsync.pipeline.memo import Memory
from vaultsync.pipeline.run import RunOptions, Watcher, run
from vaultsync.sync.lock import hold
from vaultsync.vault.write import VaultWriter
from vaultsync.watch import standing
from vaultsync.watch.events import SystemNotifier
from vaultsync.watch.holding import Holding
from vaultsync.watch.ledger import Eyes, Ledger
from vaultsync.watch.loop import Halted, Pace, Watch, World
from vaultsync.watch.notifier import Mailbox
from vaultsync.watch.scope import Root, Scope
from vaultsync.watch.sight import remote
from vaultsync.watch.survey import digest_at, stamp_at, survey, survey_below
from vaultsync.watch.telling import Speaker

_TICK = 0.5
"""Seconds between two steps of what moves on a terminal."""

_PATIENCE = 0.5
"""Seconds for which another watcher is given the chance to have just ended."""


class Signals:
    """What the system asked the watcher to do."""

    def __init__(self, box: Mailbox) -> None:
        self.stop: signal.Signals | None = None
        self.reload = False
        self._box = box
        self._terminal = _foreground()

    def note(self, number: int, _: FrameType | None) -> None:
        """Remember a signal, and wake the watcher; a second Ctrl-C does not wait for what is being planned."""
        if number == getattr(signal, "SIGHUP", None) and not self._has_lost_terminal():
            self.reload = True
        else:
            if self.stop is signal.SIGINT:
                signal.signal(signal.SIGINT, signal.default_int_handler)
            self.stop = self.stop or signal.Signals(number)
        self._box.put("")

    def _has_lost_terminal(self) -> bool:
        return self._terminal is not None and _foreground() is None

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Catch signals inside a `with` block."""
        names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
        numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
        before = {number: signal.signal(number, self.note) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _foreground() -> int | None:
    """Return the group that stdin's terminal listens to, or None where it is no terminal, or one that hung up."""
    try:
        return os.tcgetpgrp(0)
    except (OSError, AttributeError):
        return None


def watch(load: Callable[[], Config], console: Console, *, poll: bool = False) -> int:
    """Watch a vault until a signal ends it; return the exit status.

    `load` reads the configuration, and reads it again when SIGHUP asks for it. Raises Busy where another watcher is at
    work in the vault, and ConfigError for a configuration that can't be used to begin with.
    """
    config = load()
    with VaultWriter(config.vault) as writer:
        vault_id = writer.prepare_to_watch()
        message, hint = "this vault is being watched already", "one watcher is enough; stop that one to start another"
        with hold(writer.watch_lock_path, patience=_PATIENCE, message=message, hint=hint):
            return _Session(config, load, console, vault_id, poll).run()


@dataclass
class _Session:
    config: Config
    load: Callable[[], Config]
    console: Console
    vault_id: str
    poll: bool
    is_renewed: bool = False
    """Whether new settings wait to be used."""
    memory: Memory = field(default_factory=Memory)
    """What the syncs keep between them."""

    def run(self) -> int:
        folder = standing.state_folder(self.config, self.vault_id)
        box = Mailbox()
        signals = Signals(box)
        with signals.caught(), self.console.waiting() as waiting:
            speaker = Speaker(
                self.console,
                self.config.vault,
                waiting,
                lambda faults, polling: standing.publish(folder, faults, is_polling=polling),
            )
            standing.publish(folder, (), is_polling=self.poll or self.config.watch.poll)
            eyes = Eyes(stamp_at, digest_at, lambda path: survey_below(scope_of(self.config), path))
            ledger = Ledger(scope_of(self.config).vault.path, eyes)
            try:
                trigger = "start"
                while signals.stop is None:
                    self._watch(box, signals, speaker, ledger).run(trigger)
                    trigger = "reload"
            finally:
                standing.retract(folder)
            speaker.stopped(signals.stop.name)
        return 130 if signals.stop is signal.SIGINT else 0

    def _watch(self, box: Mailbox, signals: Signals, speaker: Speaker, ledger: Ledger) -> Watch:
        config, self.is_renewed = self.config, False
        is_polling = self.poll or config.watch.poll
        world = World(
            scope=lambda: scope_of(config),
            survey=survey,
            stamp=stamp_at,
            remote=remote,
            notifier=None if is_polling else SystemNotifier(),
            sync=_Sync(config, self.vault_id, lambda: signals.stop is not None, self.console, self.memory),
            tick=_TICK if sys.stderr.isatty() and not self.console.quiet else None,
        )
        return Watch(
            world,
            pace_of(config),
            ledger,
            box,
            speaker,
            lambda: signals.stop is not None or self._is_over(signals, speaker),
        )

    def _is_over(self, signals: Signals, speaker: Speaker) -> bool:
        """Say whether new settings are to be used; broken ones are named, and the old ones stay."""
        if not signals.reload:
            return self.is_renewed
        signals.reload = False
        try:
            new = self.load()
            if new.vault != self.config.vault or new.state_dir != self.config.state_dir:
                hint = "stop the watcher and start it again"
                raise VaultsyncError("`vault` and `state_dir` can't change meanwhile", path=str(new.file), hint=hint)
        except VaultsyncError as error:
            message = f"{error.message}; the settings stay as they were"
            speaker.problem(Problem(error.path, message, error.line, error.hint))
            return self.is_renewed
        self.config, self.is_renewed = new, True
        return True


@dataclass(frozen=True, slots=True)
class _Sync:
    """The sync of the pipeline, as the watcher calls it."""

    config: Config
    vault_id: str
    is_stopping: Callable[[], bool]
    console: Console
    memory: Memory

    def __call__(
        self,
        holding: Holding,
        restless: Collection[str],
        wrote: Callable[[], None],
        named: frozenset[str] | None,
    ) -> RunResult:
        """Bring the vault up to date; raises Halted when it is told to stop before the first write."""
        self._check_vault()
        options = RunOptions(
            held=holding,
            restless=lambda path: str(path.resolve()).replace(os.sep, "/") in restless,
            named=named,
            patience=0,
        )
        if not restless:
            options = replace(options, restless=lambda path: False)
        with self.console.progress() as bar:

            def progress(stage: str, done: int, total: int) -> None:
                if stage == "Writing":
                    wrote()
                elif self.is_stopping():
                    raise Halted
                bar.at(stage, done, total)

            return run(self.config, options, Watcher(progress=progress, stop=self.is_stopping), memory=self.memory)

    def _check_vault(self) -> None:
        """Never make a vault anew where the watched one has gone (rule 10)."""
        with VaultWriter(self.config.vault) as writer:
            if self.config.vault.is_dir() and writer.identity() == self.vault_id:
                return
        hint = "mount or restore it; watching goes on as soon as it is back"
        raise Stopped("the vault is out of reach", path=str(self.config.vault), hint=hint)


def pace_of(config: Config) -> Pace:
    """Return how patient the watcher is, as the configuration says."""
    own = config.watch
    return Pace(own.quiet, max(own.max_wait, own.quiet), own.check_every, own.poll_every, own.hold)


def scope_of(config: Config) -> Scope:
    """Return what is to be watched: the vault, the sources, the user's own templates; links are resolved."""
    roots = [Root(_real(config.vault), is_vault=True)]
    roots += [Root(_real(source), ignore=config.ignore) for source in config.sources]
    if config.templates is not None:
        roots.append(Root(_real(config.templates)))
    return Scope(tuple(dict.fromkeys(roots)))


def _real(path: Path) -> str:
    return os.path.realpath(path).replace(os.sep, "/")
