"""What notes say, kept between runs: bytes for whoever has a place to keep them."""

from __future__ import annotations

import hashlib
import pickle

import vaultsync
from vaultsync.markup.note_syntax import NoteSyntax
from vaultsync.model import Digest
from vaultsync.vault.scan import VaultScan, without_collecting

_SHAPE = 1
"""Raise it whenever a note would be read differently; what was kept before is read anew."""

_HEADER = f"vaultsync {vaultsync.__version__} syntax {_SHAPE}\n".encode()
_DIGEST_SIZE = hashlib.sha256().digest_size


def pack(scan: VaultScan) -> bytes:
    """Return what the notes and canvases of a scan say, by content, for `unpack`; about 1.5 kB a note."""
    said = {file.digest: file.syntax for file in scan.files.values() if file.digest and file.syntax is not None}
    data = pickle.dumps(said, protocol=pickle.HIGHEST_PROTOCOL)
    return _HEADER + hashlib.sha256(data).digest() + data


def unpack(data: bytes) -> dict[Digest, NoteSyntax]:
    """Return what `pack` was given, to be used as the cache of a scan; empty if it is damaged or of another version.

    The bytes must come from a place that only the user's own programs write to, as the state folder.
    """
    start = len(_HEADER) + _DIGEST_SIZE
    body = memoryview(data)[start:]
    if data[: len(_HEADER)] != _HEADER or hashlib.sha256(body).digest() != data[len(_HEADER) : start]:
        return {}
    try:
        with without_collecting():
            said = pickle.loads(body)
    except Exception:  # what another Python wrote: read it anew
        return {}
    return said if isinstance(said, dict) else {}
