"""The commands that keep a vault up to date by themselves: `watch` and `service`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vaultsync.console import Console
from vaultsync.options import ConfigFile, Json, Quiet, Sources, Vault, Verbose, configured

if TYPE_CHECKING:
    from vaultsync.service.job import Job
    from vaultsync.service.manage import Account, Services

Poll = Annotated[
    bool, typer.Option("--poll", help="Look for changes instead of waiting for events, as for network drives.")
]

service = typer.Typer(
    help="Let the system start the watcher: a systemd unit, a launchd agent or a Windows task of your own.\n\n"
    "Example: vaultsync service install",
    no_args_is_help=True,
)


def watch(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    poll: Poll = False,
) -> None:
    """Catch up, then sync whenever a source or a note changes, until Ctrl-C or a request to end.

    Example: vaultsync watch --sources ~/Essays --vault ~/Vault
    """
    from vaultsync.watch.start import watch as keep_watch

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    raise typer.Exit(keep_watch(lambda: configured(sources, vault, config), console, poll=poll))


@service.command()
def install(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    poll: Poll = False,
) -> None:
    """Write the service of a vault, start it, and have it started at every log-in.

    Example: vaultsync service install --config ~/vaultsync.toml
    """
    services, job = _service(sources, vault, config, poll=poll)
    _tell(services.install(job), Console(as_json=as_json, quiet=quiet, verbose=verbose))


@service.command()
def uninstall(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Stop the service of a vault and remove it; the vault and its notes stay as they are.

    Example: vaultsync service uninstall
    """
    services, job = _service(sources, vault, config)
    _tell(services.uninstall(job), Console(as_json=as_json, quiet=quiet, verbose=verbose))


@service.command(name="status")
def service_status(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show whether the service of a vault is installed and runs.

    Example: vaultsync service status
    """
    services, job = _service(sources, vault, config)
    _tell(services.look(job), Console(as_json=as_json, quiet=quiet, verbose=verbose))


def _service(
    sources: list[Path] | None, vault: Path | None, config: Path | None, *, poll: bool = False
) -> tuple[Services, Job]:
    from vaultsync.service.job import job_of
    from vaultsync.service.manage import Services, this_system

    loaded = configured(sources, vault, config)
    job = job_of(loaded, sys.executable, os.environ, str(Path.cwd()), poll=poll)
    return Services(this_system(sys.platform, os.environ, Path.home())), job


def _tell(account: Account, console: Console) -> None:
    if console.as_json:
        console.json(
            {
                "version": 1,
                "service": account.name,
                "file": account.file,
                "did": list(account.did),
                "state": account.state or None,
            }
        )
    for line in account.did:
        console.say(line)
    if account.state and not console.as_json:
        console.show(f"{account.name}: {account.state}")
    if account.advice:
        console.say(account.advice)
