"""The command that keeps a vault up to date by itself: `watch`."""

from __future__ import annotations

from typing import Annotated

import typer

from vaultsync.console import Console
from vaultsync.options import ConfigFile, Json, Quiet, Sources, Vault, Verbose, configured


def watch(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    poll: Annotated[
        bool, typer.Option("--poll", help="Look for changes instead of waiting for events, as for network drives.")
    ] = False,
) -> None:
    """Catch up, then sync whenever a source or a note changes, until Ctrl-C or a request to end.

    Example: vaultsync watch --sources ~/Essays --vault ~/Vault
    """
    from vaultsync.watch.start import watch as keep_watch

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    raise typer.Exit(keep_watch(lambda: configured(sources, vault, config), console, poll=poll))
