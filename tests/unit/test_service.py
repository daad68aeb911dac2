"""The service of each system: its definition against a golden text, its commands against a scripted system."""

from __future__ import annotations

import plistlib
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from vaultsync.config import load
from vaultsync.errors import VaultsyncError
from vaultsync.service.definitions import launchd_agent, systemd_unit, windows_task
from vaultsync.service.job import Job, job_of, name_of
from vaultsync.service.manage import Answer, Launchd, Services, System, Systemd, Tasks, this_system

GOLDEN = Path(__file__).parent.parent / "golden" / "service"

JOB = Job(
    name="vaultsync-my-vault-0123abcd",
    vault="/home/ann/My 100% Vault",
    command=(
        "/opt/py/bin/python",
        "-m",
        "vaultsync",
        "watch",
        "--config",
        '/home/ann/a "b" $c <d>&/vaultsync.toml',
    ),
    environment={"VAULTSYNC_STATE_DIR": "/home/ann/state 5%"},
    folder="/home/ann",
)
PLAIN = Job(JOB.name, JOB.vault, JOB.command, {}, JOB.folder)


class Script:
    """A system that answers what it is told to."""

    def __init__(self, **answers: Answer) -> None:
        self.ran: list[str] = []
        self._answers = answers

    def __call__(self, command: Sequence[str]) -> Answer:
        self.ran.append(" ".join(command))
        return next((answer for word, answer in self._answers.items() if word in command), Answer(0, ""))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("unit.service", systemd_unit(JOB)),
        ("agent.plist", launchd_agent(JOB, "/home/ann/Library/Logs/x.log").decode()),
        ("task.xml", windows_task(PLAIN)),
    ],
)
def test_definitions(name: str, text: str) -> None:
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


def test_definitions_are_well_formed() -> None:
    agent = plistlib.loads(launchd_agent(JOB, "log"))
    assert agent["ProgramArguments"] == [*JOB.command, "--quiet"]
    task = ElementTree.fromstring(windows_task(PLAIN).encode("utf-16"))
    arguments = task.findtext(".//{*}Arguments") or ""
    assert r'"/home/ann/a \"b\" $c <d>&/vaultsync.toml" --quiet' in arguments


def test_each_vault_has_a_name_of_its_own() -> None:
    assert name_of("/a/My Vault!").startswith("vaultsync-my-vault-")
    assert name_of("/a/My Vault!") != name_of("/b/My Vault!")
    assert name_of("/笔记").count("-") == 1


def test_a_job_stands_on_absolute_paths(tmp_path: Path) -> None:
    env = {"VAULTSYNC_STATE_DIR": "state", "VAULTSYNC_VAULT": "vault", "HOME": "/root"}
    job = job_of(load({"sources": ["essays"]}, env, tmp_path), "py", env, str(tmp_path), poll=True)
    given = ("--sources", str(tmp_path / "essays"), "--vault", str(tmp_path / "vault"), "--poll")
    assert job.command == ("py", "-m", "vaultsync", "watch", *given)
    assert job.environment == {"VAULTSYNC_STATE_DIR": str(tmp_path / "state")}


def test_a_job_leaves_to_the_file_what_stands_in_it(tmp_path: Path) -> None:
    file = tmp_path / "vaultsync.toml"
    file.write_text('sources = ["s"]\nvault = "v"\n', encoding="utf-8")
    job = job_of(load({}, {}, tmp_path), "py", {}, str(tmp_path), poll=False)
    assert job.command[4:] == ("--config", str(file))
    assert job.vault == str(tmp_path / "v")


def launchd(home: Path) -> Launchd:
    return Launchd(home, 501)


SYSTEMS: list[tuple[Callable[[Path], System], str, list[str], list[str]]] = [
    (
        Systemd,
        ".config/systemd/user/vaultsync-my-vault-0123abcd.service",
        ["daemon-reload", "enable NAME.service", "restart NAME.service"],
        ["disable --now NAME.service", "daemon-reload"],
    ),
    (
        launchd,
        "Library/LaunchAgents/local.vaultsync.my-vault-0123abcd.plist",
        ["bootstrap gui/501 FILE"],
        ["bootout gui/501/local.vaultsync.my-vault-0123abcd"],
    ),
    (
        Tasks,
        "vaultsync/vaultsync-my-vault-0123abcd.xml",
        ["/Create /TN NAME /XML FILE /F", "/Run /TN NAME"],
        ["/End /TN NAME", "/Delete /TN NAME /F"],
    ),
]
PROGRAMS = ("systemctl --user ", "launchctl ", "schtasks ")


@pytest.mark.parametrize("number", range(3))
def test_install_and_uninstall(number: int, tmp_path: Path) -> None:
    make, place, begin, end = SYSTEMS[number]
    system = make(tmp_path)
    file = tmp_path / place

    def filled(lines: list[str]) -> list[str]:
        return [PROGRAMS[number] + line.replace("NAME", PLAIN.name).replace("FILE", str(file)) for line in lines]

    script = Script()
    account = Services(system, script).install(PLAIN)
    assert file.read_bytes() == system.definition(PLAIN)
    assert account.did == (f"wrote {file}", *(f"ran {line}" for line in filled(begin)))
    assert script.ran[:-1] == filled(begin)
    assert account.state == "running"

    again = Script()
    Services(system, again).install(PLAIN)
    assert again.ran[: len(end)][0] == filled(end)[0], "an older service ends before it is replaced"

    gone = Script(disable=Answer(1, "not loaded"))
    done = Services(system, gone).uninstall(PLAIN)
    assert not file.exists()
    assert gone.ran == filled(end)
    assert f"removed {file}" in done.did


def test_there_is_nothing_to_uninstall_or_to_ask(tmp_path: Path) -> None:
    script = Script()
    services = Services(Systemd(tmp_path), script)
    assert "no such service" in services.uninstall(JOB).advice
    assert "not installed" in services.look(JOB).advice
    assert script.ran == []


def test_the_state_is_the_systems_own_word(tmp_path: Path) -> None:
    services = Services(Systemd(tmp_path), Script(**{"is-active": Answer(3, "inactive")}))
    services.install(JOB)
    assert services.look(JOB).state == "inactive"


def test_a_command_that_fails_is_named_with_what_it_said(tmp_path: Path) -> None:
    script = Script(enable=Answer(1, "no bus"))
    with pytest.raises(VaultsyncError, match=r"enable .*failed: no bus – .*is written"):
        Services(Systemd(tmp_path), script).install(JOB)


def test_windows_has_no_place_for_an_environment(tmp_path: Path) -> None:
    with pytest.raises(VaultsyncError, match="VAULTSYNC_STATE_DIR"):
        Services(Tasks(tmp_path), Script()).install(JOB)
    assert list(tmp_path.iterdir()) == []


def test_each_platform_has_its_system(tmp_path: Path) -> None:
    assert this_system("linux", {"XDG_CONFIG_HOME": "/x"}, tmp_path) == Systemd(tmp_path, "/x")
    assert this_system("win32", {"LOCALAPPDATA": "/l"}, tmp_path) == Tasks(Path("/l"))
    assert isinstance(this_system("darwin", {}, tmp_path), Launchd)
