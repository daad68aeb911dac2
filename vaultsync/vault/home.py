"""The vault's id, as it stands in its `.vaultsync` folder."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

from vaultsync.vault.files import read_file

HOME = ".vaultsync"
IDENTITY = "vault.json"
_VAULT_ID = re.compile(r"[0-9a-f]{32}")


def parse_identity(data: bytes) -> str | None:
    """Return the id that the file holds, None where it is damaged."""
    with suppress(ValueError, AttributeError, RecursionError):
        found = json.loads(data).get("id")
        if isinstance(found, str) and _VAULT_ID.fullmatch(found):
            return found
    return None


def identity_of(vault: Path) -> str | None:
    """Return a vault's id, None where it has none or none that can be read; opens nothing for a change."""
    try:
        data, _ = read_file(str(vault / HOME / IDENTITY))
    except OSError:
        return None
    return parse_identity(data)
