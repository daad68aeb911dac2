"""The command that shows how a whole vault reads: `report`."""

from __future__ import annotations

from typing import Annotated

import typer

from vaultsync.console import Console
from vaultsync.options import ConfigFile, Json, Quiet, Sources, Vault, Verbose, vault_only


def report(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    html: Annotated[bool, typer.Option("--html", help="Print an HTML page instead of Markdown.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Also write it into the vault, as `Vault report.md`.")] = False,
) -> None:
    """Show how the vault reads: sizes, titles without a verb, ideas that stand alone, what is linked most, exclusions.

    Example: vaultsync report --html > report.html
    """
    from vaultsync.pipeline.reporting import find_overview, write_overview
    from vaultsync.report.overview import overview_html, overview_json, overview_page

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    chosen = vault_only(sources, vault, config)
    problems = write_overview(chosen).plan.problems if write else ()
    found = find_overview(chosen)
    if as_json:
        console.json(overview_json(found))
    else:
        console.show(overview_html(found) if html else overview_page(found))
    for problem in problems:
        console.problem(problem)
