"""The options that commands share, and the configuration that they come to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vaultsync.config import FILE, Config, load
from vaultsync.errors import ConfigError

Sources = Annotated[
    list[Path] | None, typer.Option("--sources", help="Folder or file with your writing; may be given several times.")
]
Vault = Annotated[Path | None, typer.Option("--vault", help="The vault's folder.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="Configuration to use instead of the nearest.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, messages on stderr.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Name every file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Plan and show, write nothing.")]
Check = Annotated[bool, typer.Option("--check", help="A dry run that exits with 1 if anything would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Print what changes, line by line.")]
Yes = Annotated[bool, typer.Option("--yes", help="Go on although many notes would go or a source is out of reach.")]

Paranoid = Annotated[
    bool, typer.Option("--paranoid", help="Recompute everything afterwards; fail with a diff if that differs.")
]


def configured(sources: list[Path] | None, vault: Path | None, file: Path | None, *, need: bool = True) -> Config:
    """Load the configuration in force; `need` asks for sources and a vault in it."""
    given: dict[str, object] = {"sources": [str(one) for one in sources or []], "vault": str(vault) if vault else None}
    return load(given, os.environ, Path.cwd(), file=file, need=need)


def vault_only(sources: list[Path] | None, vault: Path | None, file: Path | None) -> Config:
    """Load the configuration of a command that needs a vault and no sources; raises ConfigError without one."""
    config = configured(sources, vault, file, need=False)
    if config.origins["vault"] == "default":
        raise ConfigError("no vault given", hint=f"name it with --vault, or write a {FILE} with `vaultsync init`")
    if not config.vault.is_dir():
        raise ConfigError("there is no such vault", path=str(config.vault), hint="check the name")
    return config
