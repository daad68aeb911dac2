"""The commands that show, make and take back changes: `diff`, `rename`, `resolve`, `history`, `undo`, `restore`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, NoReturn

import typer

from vaultsync.console import Console
from vaultsync.errors import ConfigError
from vaultsync.model import RunResult
from vaultsync.options import (
    ConfigFile,
    DryRun,
    Json,
    Quiet,
    Sources,
    Vault,
    Verbose,
    configured,
    vault_only,
)

Note = Annotated[str, typer.Argument(metavar="NOTE", help="A note of the vault: its path, its title or its name.")]


def diff(
    name: Annotated[
        str | None, typer.Argument(metavar="[NOTE|SOURCE]", help="The note, or the source, to look at; else all.")
    ] = None,
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what a sync would change and why, line by line.

    Example: vaultsync diff "The drivers of finance"
    """
    from vaultsync.pipeline.differing import differences
    from vaultsync.report.differences import differences_json, differences_text

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    with console.progress() as bar:
        found, problems = differences(configured(sources, vault, config), name, bar.at)
    if as_json:
        console.json(differences_json(found, problems))
    else:
        console.show_diff(differences_text(found))
    if not found:
        console.say("Nothing would change.")
    for problem in problems:
        console.problem(problem)
    raise typer.Exit(4 if any(problem.severity == "error" for problem in problems) else 0)


def adopt(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A note of your own: its path, its title or its name.")],
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
) -> None:
    """Make a long note of the vault a source, by naming it in the configuration; the note stays as it is.

    Example: vaultsync adopt "Essays/On bread.md"
    """
    from vaultsync.pipeline.adopting import adopt as take_in

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    note, place, changed = take_in(vault_only(sources, vault, config), file, dry_run=dry_run)
    if as_json:
        console.json({"version": 1, "note": note, "config": str(place), "changed": changed, "dry_run": dry_run})
    console.say(f"{note} is a source now, named in {place}" if changed else f"{note} is a source already")
    console.say("Next: `vaultsync sync` makes its notes; take it out of `sources` to end that.")


def rename(
    note: Note,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Its new title, which its file is named by.")],
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
) -> None:
    """Rename any note of the vault, yours or made, and redirect every link to it.

    Example: vaultsync rename "The drivers of finance" "What drives finance"
    """
    from vaultsync.pipeline.renaming import rename as give_name

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    result = give_name(vault_only(sources, vault, config), note, title, dry_run=dry_run)
    hint = f"`vaultsync undo {result.run}` takes this back."
    _finish(result, console, "Renamed:", "The note has that name already.", hint)


def resolve(
    note: Note,
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
    mine: Annotated[bool, typer.Option("--mine", help="Your words stand.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="The source's words take the place of yours.")] = False,
) -> None:
    """Settle a note's conflicts: for your words, for the source's, or with the note as it now stands.

    Example: vaultsync resolve "The drivers of finance" --mine
    """
    from vaultsync.pipeline.settling import Side
    from vaultsync.pipeline.settling import resolve as settle

    if mine and theirs:
        raise ConfigError("--mine and --theirs exclude each other", hint="give one of them, or none")
    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    side = Side.MINE if mine else Side.THEIRS if theirs else Side.AS_IT_STANDS
    result = settle(vault_only(sources, vault, config), note, side, dry_run=dry_run)
    _finish(result, console, f"Settled: {side}.", "No conflict waits in this note.")


def history(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A run, to see what it changed.")] = None,
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """List the runs that changed something, or show what one of them changed.

    Example: vaultsync history
    """
    from vaultsync.pipeline.differing import past_differences
    from vaultsync.pipeline.inspecting import past_runs
    from vaultsync.report.differences import differences_json, differences_text
    from vaultsync.report.status import history_json, history_text

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    loaded = vault_only(sources, vault, config)
    if run is not None:
        found = past_differences(loaded, run)
        if as_json:
            console.json(differences_json(found))
        else:
            console.show_diff(differences_text(found))
        return
    runs = past_runs(loaded)
    if as_json:
        console.json(history_json(runs))
    else:
        console.show(history_text(runs))


def undo(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="The run to take back; else the latest that changed anything.")
    ] = None,
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
) -> None:
    """Take a run back, also after later runs and edits, which stay; an undo can be undone.

    Example: vaultsync undo --dry-run
    """
    from vaultsync.pipeline.undoing import undo as take_back

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    target, result = take_back(vault_only(sources, vault, config), run, dry_run=dry_run)
    hint = (
        "The sources are untouched: `vaultsync diff` shows what the next sync does.\n"
        f"`vaultsync undo {result.run}` takes this undo back."
    )
    nothing = f"Nothing of {target} is left to take back."
    _finish(result, console, f"Taken back: {target}", nothing, hint, more={"undone": target})


def restore(
    note: Annotated[
        str, typer.Argument(metavar="NOTE", help="A note that was deleted: its path, its title or its name.")
    ],
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
) -> None:
    """Bring back a note that was deleted, with the words it last held.

    Example: vaultsync restore "The drivers of finance"
    """
    from vaultsync.pipeline.restoring import restore as bring_back

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    result = bring_back(vault_only(sources, vault, config), note, dry_run=dry_run)
    hint = "The next `vaultsync sync` brings it up to date and links it again."
    _finish(result, console, "Brought back:", "The note stands in the vault: there is nothing to bring back.", hint)


def _finish(
    result: RunResult,
    console: Console,
    head: str,
    nothing: str,
    hint: str = "",
    more: Mapping[str, object] = MappingProxyType({}),
) -> NoReturn:
    from vaultsync.pipeline.run import counts
    from vaultsync.report.amendments import amendment_text
    from vaultsync.report.runs import run_json

    if console.as_json:
        console.json({**run_json(result, counts(result)), **more})
    else:
        console.say(amendment_text(result, head, nothing, hint, verbose=console.verbose))
    for problem in result.plan.problems:
        console.problem(problem)
    if any(problem.severity == "error" for problem in result.plan.problems):
        raise typer.Exit(4)
    raise typer.Exit(3 if result.conflicts else 0)
