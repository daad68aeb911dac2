"""Install, remove and look at a watcher's service, by the system's own commands."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vaultsync.errors import VaultsyncError
from vaultsync.service.definitions import label_of, launchd_agent, systemd_unit, windows_task
from vaultsync.service.job import Job


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command of the system answered."""

    code: int
    output: str


Runner = Callable[[Sequence[str]], Answer]


def run_command(command: Sequence[str]) -> Answer:
    """Run a command of the system and wait for it."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        hint = "start `vaultsync watch` in whatever way your system starts programs"
        raise VaultsyncError(f"{command[0]} can't be run: {error.strerror}", hint=hint) from error
    return Answer(done.returncode, (done.stdout + done.stderr).strip())


@dataclass(frozen=True, slots=True)
class Account:
    """What was done, for the person who asked."""

    name: str
    file: str
    did: tuple[str, ...] = ()
    state: str = ""
    """What the system says of the service; empty where it knows of none."""
    advice: str = ""


class System(Protocol):
    """One kind of service."""

    def file(self, job: Job) -> Path:
        """Return where the definition stands."""

    def definition(self, job: Job) -> bytes:
        """Return the definition."""

    def begin(self, job: Job) -> list[list[str]]:
        """Return the commands that start the service now and at every log-in."""

    def end(self, job: Job) -> list[list[str]]:
        """Return the commands that stop it for good, run while the definition is still there."""

    def forget(self, job: Job) -> list[list[str]]:
        """Return the commands to run once the definition is gone."""

    def ask(self, job: Job) -> list[str]:
        """Return the command that tells how it is."""

    def advice(self) -> str:
        """Return what else to know."""


@dataclass(frozen=True, slots=True)
class Systemd:
    """Linux."""

    home: Path
    config_home: str = ""
    """`$XDG_CONFIG_HOME`."""

    def file(self, job: Job) -> Path:
        """Return where the unit stands."""
        base = Path(self.config_home) if self.config_home else self.home / ".config"
        return base / "systemd" / "user" / f"{job.name}.service"

    def definition(self, job: Job) -> bytes:
        """Return the unit."""
        return systemd_unit(job).encode()

    def begin(self, job: Job) -> list[list[str]]:
        """Enable it, and start it with the settings that it now has."""
        unit = f"{job.name}.service"
        return [_systemctl("daemon-reload"), _systemctl("enable", unit), _systemctl("restart", unit)]

    def end(self, job: Job) -> list[list[str]]:
        """Disable it and stop it."""
        return [_systemctl("disable", "--now", f"{job.name}.service")]

    def forget(self, job: Job) -> list[list[str]]:
        """Let systemd see that the unit is gone."""
        return [_systemctl("daemon-reload")]

    def ask(self, job: Job) -> list[str]:
        """Ask whether it is active."""
        return _systemctl("is-active", f"{job.name}.service")

    def advice(self) -> str:
        """Tell how to see its words, and how to have it run without a log-in."""
        return "`journalctl --user -u NAME` shows what it says; `loginctl enable-linger` keeps it after log-out"


@dataclass(frozen=True, slots=True)
class Launchd:
    """macOS."""

    home: Path
    user: int

    def file(self, job: Job) -> Path:
        """Return where the agent stands."""
        return self.home / "Library/LaunchAgents" / f"{label_of(job)}.plist"

    def definition(self, job: Job) -> bytes:
        """Return the agent."""
        return launchd_agent(job, str(self.home / "Library/Logs" / f"{job.name}.log"))

    def begin(self, job: Job) -> list[list[str]]:
        """Load it, which starts it."""
        return [["launchctl", "bootstrap", f"gui/{self.user}", str(self.file(job))]]

    def end(self, job: Job) -> list[list[str]]:
        """Unload it, which stops it."""
        return [["launchctl", "bootout", f"gui/{self.user}/{label_of(job)}"]]

    def forget(self, job: Job) -> list[list[str]]:
        """Do nothing: launchd forgets by itself."""
        return []

    def ask(self, job: Job) -> list[str]:
        """Ask for what is known of it."""
        return ["launchctl", "print", f"gui/{self.user}/{label_of(job)}"]

    def advice(self) -> str:
        """Tell where its words go."""
        return "what it has to say goes to ~/Library/Logs; let Python read the folders if macOS asks"


@dataclass(frozen=True, slots=True)
class Tasks:
    """Windows."""

    local: Path
    """`%LOCALAPPDATA%`."""

    def file(self, job: Job) -> Path:
        """Return where the task's definition is kept."""
        return self.local / "vaultsync" / f"{job.name}.xml"

    def definition(self, job: Job) -> bytes:
        """Return the task, as the scheduler wants it: UTF-16."""
        if job.environment:
            names = ", ".join(job.environment)
            raise VaultsyncError(f"a Windows task has no environment for {names}", hint="put them in vaultsync.toml")
        return windows_task(job).encode("utf-16")

    def begin(self, job: Job) -> list[list[str]]:
        """Register it and run it."""
        return [
            ["schtasks", "/Create", "/TN", job.name, "/XML", str(self.file(job)), "/F"],
            ["schtasks", "/Run", "/TN", job.name],
        ]

    def end(self, job: Job) -> list[list[str]]:
        """Stop it and take it off the schedule."""
        return [["schtasks", "/End", "/TN", job.name], ["schtasks", "/Delete", "/TN", job.name, "/F"]]

    def forget(self, job: Job) -> list[list[str]]:
        """Do nothing: the task is deleted already."""
        return []

    def ask(self, job: Job) -> list[str]:
        """Ask how it is."""
        return ["schtasks", "/Query", "/TN", job.name, "/FO", "LIST"]

    def advice(self) -> str:
        """Tell where it is seen."""
        return "the Task Scheduler lists it; it starts when you log on"


def _systemctl(*words: str) -> list[str]:
    return ["systemctl", "--user", *words]


def this_system(platform: str, env: Mapping[str, str], home: Path) -> System:
    """Return the kind of service that a platform has."""
    if platform == "win32":
        return Tasks(Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local"))
    if platform == "darwin":
        return Launchd(home, os.getuid())
    return Systemd(home, env.get("XDG_CONFIG_HOME", ""))


@dataclass
class Services:
    """Changes services; every step is written down for the person who asked."""

    system: System
    run: Runner = run_command
    did: list[str] = field(default_factory=list)

    def install(self, job: Job) -> Account:
        """Write the definition and start the service, in place of an older one of the same vault."""
        data, file = self.system.definition(job), self.system.file(job)
        if file.exists():
            for command in self.system.end(job):
                self.run(command)  # it may have ended already
        with _named(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        self.did.append(f"wrote {file}")
        for command in self.system.begin(job):
            self._do(command, f"{file} is written; start it by hand, or run `vaultsync service uninstall`")
        return self._account(job, self.system.advice().replace("NAME", job.name))

    def uninstall(self, job: Job) -> Account:
        """Stop the service and remove its definition; where there is none, nothing is done."""
        file = self.system.file(job)
        if not file.exists():
            return Account(job.name, str(file), advice="there is no such service")
        for command in self.system.end(job):
            answer = self.run(command)
            self.did.append(f"ran {' '.join(command)}" + ("" if answer.code == 0 else f" ({answer.output})"))
        with _named(file):
            file.unlink(missing_ok=True)
        self.did.append(f"removed {file}")
        for command in self.system.forget(job):
            self._do(command, "the service is gone all the same")
        return Account(job.name, str(file), tuple(self.did))

    def look(self, job: Job) -> Account:
        """Ask the system how the service is."""
        file = self.system.file(job)
        if not file.exists():
            return Account(job.name, str(file), advice="not installed: `vaultsync service install`")
        return self._account(job, "")

    def _account(self, job: Job, advice: str) -> Account:
        state = ""
        with suppress(VaultsyncError):
            answer = self.run(self.system.ask(job))
            state = answer.output or ("running" if answer.code == 0 else "not running")
        return Account(job.name, str(self.system.file(job)), tuple(self.did), state, advice)

    def _do(self, command: list[str], hint: str) -> None:
        answer = self.run(command)
        line = " ".join(command)
        if answer.code != 0:
            raise VaultsyncError(f"`{line}` failed: {answer.output or f'exit status {answer.code}'}", hint=hint)
        self.did.append(f"ran {line}")


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Name the file in whatever the system refuses."""
    try:
        yield
    except OSError as error:
        message = f"can't be written: {error.strerror}"
        raise VaultsyncError(message, path=str(file), hint="check who owns the folder") from error
