"""A job in the words of each system: systemd unit, launchd agent, Windows task; no file is touched."""

from __future__ import annotations

import plistlib
import subprocess
from xml.sax.saxutils import escape

from vaultsync.service.job import Job

_UNIT = """\
[Unit]
Description=vaultsync keeps {description} up to date

[Service]
Type=exec
WorkingDirectory={folder}
{environment}ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=10
# Broken settings, or another watcher at work: trying again would not help.
RestartPreventExitStatus=2 5
Nice=10

[Install]
WantedBy=default.target
"""

_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>vaultsync keeps {vault} up to date</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger><Enabled>true</Enabled></LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def systemd_unit(job: Job) -> str:
    """Return the unit file of a user's service."""
    return _UNIT.format(
        description=job.vault.replace("%", "%%").replace("\n", " "),
        folder=job.folder.replace("%", "%%"),
        environment="".join(f"Environment={_quoted(f'{key}={value}')}\n" for key, value in job.environment.items()),
        command=" ".join(_quoted(word).replace("$", "$$") for word in (*job.command, "--quiet")),
    )


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("\n", "\\n")
    return f'"{escaped}"'


def launchd_agent(job: Job, log: str) -> bytes:
    """Return the property list of a user's agent; what it has to say goes to the file `log`."""
    return plistlib.dumps(
        {
            "Label": label_of(job),
            "ProgramArguments": [*job.command, "--quiet"],
            "WorkingDirectory": job.folder,
            "EnvironmentVariables": dict(job.environment),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 60,
            "ProcessType": "Background",
            "StandardErrorPath": log,
        }
    )


def label_of(job: Job) -> str:
    """Return the name by which launchd knows a job."""
    return f"local.vaultsync.{job.name.removeprefix('vaultsync-')}"


def windows_task(job: Job) -> str:
    """Return the XML of a task that starts when the user logs on.

    A task takes no environment, so what stood in one must stand in the configuration file; see `install`.
    """
    program, *arguments = job.command
    return _TASK.format(
        vault=escape(job.vault),
        command=escape(program),
        arguments=escape(subprocess.list2cmdline([*arguments, "--quiet"])),
        folder=escape(job.folder),
    )
