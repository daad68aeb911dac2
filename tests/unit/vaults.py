"""Small vaults in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from vaultsync.markup.canvas import scan_canvas
from vaultsync.markup.wikilinks import scan
from vaultsync.model import Digest, VaultPath
from vaultsync.vault.files import is_note
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import ScannedFile, VaultScan
from vaultsync.vault.settings import VaultSettings


def vault_of(files: Mapping[str, str], settings: VaultSettings | None = None) -> VaultIndex:
    """Index a vault of these texts by path; whatever is no note or canvas is an attachment."""
    scanned = [_scanned(VaultPath(path), text) for path, text in sorted(files.items())]
    return VaultIndex(VaultScan(Path("/nowhere"), {file.path: file for file in scanned}, settings or VaultSettings()))


def _scanned(path: VaultPath, text: str) -> ScannedFile:
    data = text.encode()
    scanner = scan if is_note(path) else scan_canvas if path.endswith(".canvas") else None
    digest = Digest(hashlib.sha256(data).hexdigest()) if scanner else None
    return ScannedFile(path, len(data), 0, digest, scanner(text) if scanner else None)
