"""`check`: what is wrong in a vault; `--fix` mends what leaves no doubt, in one run that can be undone."""

from __future__ import annotations

from collections import defaultdict

from vaultsync.config import Config
from vaultsync.errors import Changed
from vaultsync.model import Action, ActionKind, Plan, RunResult, VaultPath
from vaultsync.pipeline.indexing import open_known
from vaultsync.pipeline.observing import VaultSeen
from vaultsync.pipeline.session import opened
from vaultsync.report.fixes import Fix, fixed
from vaultsync.report.health import Finding, findings
from vaultsync.sync.observed import digest_of, encoded


def check(config: Config, *, fix: bool, dry_run: bool) -> tuple[tuple[Finding, ...], RunResult | None]:
    """Look a vault over, after mending with `fix` the links and properties of which it is sure what was meant."""
    done = None
    if fix:
        with opened(config, dry_run=dry_run, new_too=True) as session:
            done = session.carry_out(_planned, session.name_run("fix"))
    with open_known(config) as known:
        found: tuple[Finding, ...] = known.answer("findings", findings, tuple).said
    return found, done


def _planned(seen: VaultSeen) -> Plan:
    """Plan one update for each note in which something can be mended."""
    wanted: dict[str, list[Fix]] = defaultdict(list)
    for found in findings(seen.index):
        if found.fixable:
            wanted[found.path] += found.fixes
    actions: list[Action] = []
    for path in map(VaultPath, sorted(wanted)):
        text = seen.index.text(path)
        if digest_of(text) != seen.index.digest(path):
            raise Changed("was changed while it was looked at", path=path)
        new = encoded(fixed(text, wanted[path]))
        if new != encoded(text):
            actions.append(Action(ActionKind.UPDATE, path, "mended", expect=digest_of(text), data=new))
    return Plan(tuple(actions))
