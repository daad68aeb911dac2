"""The command line: parse, call, print. What a command does lives in `pipeline` and `report`, imported when it runs."""

from __future__ import annotations

import gc
import sys
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.main import get_command

from vaultsync import __version__, cli_changes, cli_report, cli_watch
from vaultsync.arguments import taken_as_they_are
from vaultsync.config import Config
from vaultsync.console import Console
from vaultsync.errors import VaultsyncError
from vaultsync.options import (
    Check,
    ConfigFile,
    Diff,
    DryRun,
    Json,
    Paranoid,
    Quiet,
    Sources,
    Vault,
    Verbose,
    Yes,
    configured,
    vault_only,
)
from vaultsync.settings import SETTINGS, commented_toml

app = typer.Typer(
    name="vaultsync",
    help="Turn a folder of essays into linked notes in an Obsidian-style vault, and keep them true.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _finish(result: object, console: Console, *, check: bool, vault: Path) -> NoReturn:
    from vaultsync.model import RunResult
    from vaultsync.pipeline.run import counts
    from vaultsync.report.runs import run_json, summary

    assert isinstance(result, RunResult)
    if console.as_json:
        console.json(run_json(result, counts(result)))
    else:
        console.say(summary(result, str(vault), verbose=console.verbose))
    for problem in result.plan.problems:
        console.problem(problem)
    if check and result.plan.actions:
        raise typer.Exit(1)
    if any(problem.severity == "error" for problem in result.plan.problems):
        raise typer.Exit(4)
    raise typer.Exit(3 if result.conflicts else 0)


def _run(
    config: Config,
    console: Console,
    *,
    fresh: bool,
    dry_run: bool,
    check: bool,
    diff: bool,
    yes: bool,
    paranoid: bool = False,
) -> NoReturn:
    from vaultsync.pipeline.run import RunOptions, Watcher, run, text_at
    from vaultsync.report.runs import diff as run_diff

    going = RunOptions(fresh=fresh, allow_mass_delete=yes, paranoid=paranoid)
    looking = replace(going, dry_run=True, paranoid=False)
    options = looking if dry_run or check or diff else going
    with console.progress() as bar:
        result = run(config, options, Watcher(progress=bar.at))
        shown = run_diff(result.plan.actions, partial(text_at, config.vault)) if diff else ""
        if diff and not (dry_run or check):
            result = run(config, going, Watcher(progress=bar.at))
    if diff and not console.as_json:
        console.show_diff(shown)
    _finish(result, console, check=check, vault=config.vault)


@app.command()
def rebuild(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
    check: Check = False,
    diff: Diff = False,
    yes: Yes = False,
) -> None:
    """Recompute everything from the sources and the vault, and apply it.

    Example: vaultsync rebuild --sources ~/Essays --vault ~/Vault
    """
    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    _run(configured(sources, vault, config), console, fresh=True, dry_run=dry_run, check=check, diff=diff, yes=yes)


@app.command()
def sync(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
    check: Check = False,
    diff: Diff = False,
    yes: Yes = False,
    paranoid: Paranoid = False,
) -> None:
    """Do what rebuild does, recomputing only what changed.

    Example: vaultsync sync --dry-run --diff
    """
    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    loaded = configured(sources, vault, config)
    _run(loaded, console, fresh=False, dry_run=dry_run, check=check, diff=diff, yes=yes, paranoid=paranoid)


@app.command()
def split(
    file: Annotated[Path, typer.Argument(help="A Markdown, text or HTML file.")],
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why.")] = False,
) -> None:
    """Show how one file would be split, touching nothing; JSON with --json, or where no terminal reads it.

    Example: vaultsync split essay.txt --explain
    """
    from vaultsync.pipeline.splitting import split_file

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    found, problems = split_file(file, configured(sources, vault, config, need=False))
    for problem in problems:
        console.problem(problem)
    if found is None:
        raise typer.Exit(4)
    if as_json or not sys.stdout.isatty():
        console.json(found.json(explain=explain))
    else:
        console.show(found.outline(explain=explain))


@app.command()
def links(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show the link graph of any Obsidian-style vault, generated or not.

    Example: vaultsync links --vault ~/Vault --json
    """
    from vaultsync.pipeline.indexing import graph_as_json, graph_in_short

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    loaded = vault_only(sources, vault, config)
    if as_json:
        graph = graph_as_json(loaded)
        console.json_bytes(graph.said)
        problems = graph.problems
    else:
        summary = graph_in_short(loaded, verbose=verbose)
        console.show(summary.said)
        problems = summary.problems
    for problem in problems:
        console.problem(problem)
    raise typer.Exit(4 if any(problem.severity == "error" for problem in problems) else 0)


@app.command(name="check")
def check_vault(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    dry_run: DryRun = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what leaves no doubt about what was meant.")] = False,
) -> None:
    """Look for dead links, damaged frontmatter, duplicate ids and names that some system refuses; exit 1 on errors.

    Example: vaultsync check --vault ~/Vault
    """
    from vaultsync.pipeline.checking import check
    from vaultsync.report.health import health_json, health_text

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    found, done = check(vault_only(sources, vault, config), fix=fix, dry_run=dry_run)
    if as_json:
        console.json(health_json(found, done))
    else:
        console.show(health_text(found, done, verbose=verbose))
    unmended = done.plan.problems if done is not None else ()
    for problem in unmended:
        console.problem(problem)
    raise typer.Exit(1 if any(one.severity == "error" for one in found) else 4 if unmended else 0)


@app.command()
def status(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what waits at the sources, what you edited, conflicts, and notes whose source is gone.

    Example: vaultsync status
    """
    from vaultsync.pipeline.inspecting import find_status
    from vaultsync.report.status import status_json, status_text
    from vaultsync.watch.standing import find_standing, standing_json, standing_text

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    loaded = configured(sources, vault, config)
    with console.progress() as bar:
        found = find_status(loaded, bar.at)
    watcher = find_standing(loaded)
    if as_json:
        console.json({**status_json(found), "watcher": standing_json(watcher)})
    else:
        console.show(status_text(found))
        console.show(standing_text(watcher))
    for problem in (*(watcher.problems if watcher else ()), *found.problems):
        console.problem(problem)


@app.command(name="explain")
def explain_note(
    note: Annotated[Path, typer.Argument(help="A note of the vault: its path or its name.")],
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Say where a note came from, whether its source still says it, and why it links where it links.

    Example: vaultsync explain "The drivers of finance"
    """
    from vaultsync.pipeline.inspecting import explain
    from vaultsync.report.explanation import explanation_json, explanation_text

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    with console.progress() as bar:
        found = explain(configured(sources, vault, config), str(note), bar.at)
    if as_json:
        console.json(explanation_json(found))
    else:
        console.show(explanation_text(found))


app.command()(cli_watch.watch)
app.add_typer(cli_watch.service, name="service")
app.command()(cli_report.report)
app.command()(cli_changes.diff)
app.command()(cli_changes.adopt)
app.command()(cli_changes.rename)
app.command()(cli_changes.resolve)
app.command()(cli_changes.history)
app.command()(cli_changes.undo)
app.command()(cli_changes.restore)


@app.command()
def init(
    vault: Annotated[Path, typer.Argument(help="The vault's folder.")] = Path("vault"),
    sources: Annotated[list[Path] | None, typer.Option("--sources", help="Folder with your writing.")] = None,
    templates: Annotated[bool, typer.Option("--templates", help="Copy the note templates for editing.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Look at the vault and write a commented vaultsync.toml for it in the current folder; never overwrites.

    Example: vaultsync init ~/Vault --sources ~/Essays
    """
    from vaultsync.pipeline.starting import propose, start

    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    folders, seen = propose(vault.expanduser()) if vault.expanduser().is_dir() else ({}, [])
    given = tuple(str(one) for one in sources or [Path("sources")])
    text = commented_toml(sources=given, vault=str(vault), folders=folders)
    made, kept = start(Path.cwd(), text, templates=templates)
    if as_json:
        console.json({"version": 1, "created": made, "kept": kept, "folders": folders, "vault": seen})
    for name in made:
        console.say(f"wrote {name}")
    for name in kept:
        console.say(f"kept {name}: it is there already")
    for line in seen:
        console.say(f"{vault}: {line}")
    console.say("Next: look at `sources` in it, then run `vaultsync rebuild --dry-run`.")


@app.command(name="config")
def show_config(
    sources: Sources = None,
    vault: Vault = None,
    config: ConfigFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show every setting in force and where its value came from.

    Example: vaultsync config
    """
    console = Console(as_json=as_json, quiet=quiet, verbose=verbose)
    loaded = configured(sources, vault, config, need=False)
    rows = [(one.key, loaded.values[one.key], loaded.origins[one.key]) for one in SETTINGS]
    if as_json:
        settings = {key: {"value": value, "origin": origin} for key, value, origin in rows}
        console.json({"version": 1, "file": str(loaded.file) if loaded.file else None, "settings": settings})
    else:
        for key, value, origin in rows:
            console.show(f"{key} = {value!r}  ({origin})")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"vaultsync {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn a folder of essays into linked notes in an Obsidian-style vault, and keep them true."""


_COMMANDS = {one.name or one.callback.__name__: one for one in app.registered_commands if one.callback is not None}


def _made_ready(arguments: list[str]) -> typer.Typer:
    """Return the program with only the command asked for: to make all of them ready takes longer than many run."""
    asked = _COMMANDS.get(arguments[0]) if arguments else None
    ready = copy(app)
    ready.registered_commands = [*_COMMANDS.values()] if asked is None else [asked]
    return ready


def main() -> None:
    """Run the command line; what the user can mend is one line on stderr, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # What stages hand each other is immutable and holds no cycles: looking for some after every 700 objects that were
    # made takes a fifth of the time and finds none.
    gc.set_threshold(100_000, 50, 100)
    try:
        taken_as_they_are(get_command(_made_ready(sys.argv[1:])))()
    except VaultsyncError as error:
        Console().error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
