"""`report`: how a whole vault reads; with `write` as a page in it, in a run that can be undone."""

from __future__ import annotations

from vaultsync.config import Config
from vaultsync.errors import ConfigError
from vaultsync.model import Action, ActionKind, Plan, RunResult
from vaultsync.pipeline.inspecting import open_index
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.session import opened
from vaultsync.report.overview import PAGE, Overview, overview, overview_page
from vaultsync.sync.observed import encoded

_MARK = "---\ntype: report\n---\n"
"""What the page starts with, so that no other note of that name is ever replaced."""


def find_overview(config: Config) -> Overview:
    """Look the vault over."""
    index = open_index(config.vault)
    return overview(index, index.text)


def write_overview(config: Config) -> RunResult:
    """Write the page into the vault; raises ConfigError where a note that is no such page stands in its place."""
    with opened(config, dry_run=False) as session:
        return session.carry_out(_planned, session.name_run("report"))


def _planned(seen: VaultSeen) -> Plan:
    index = seen.index
    old = index.text(PAGE) if index.has(PAGE) else None
    if old is not None and not old.startswith(_MARK):
        raise ConfigError("a note of yours has this name", path=PAGE, hint="rename it, or do without --write")
    new = encoded(_MARK + overview_page(overview(index, index.text)))
    if old is None:
        return Plan((Action(ActionKind.CREATE, PAGE, "report asked for", data=new),))
    if encoded(old) == new:
        return Plan(())
    return Plan((Action(ActionKind.UPDATE, PAGE, "report asked for", expect=index.digest(PAGE), data=new),))
