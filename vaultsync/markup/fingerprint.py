"""The fingerprint in a note's frontmatter: how a note is known to stand as vaultsync wrote it (rule 9)."""

from __future__ import annotations

import hashlib
import re

from vaultsync.markup import frontmatter

PROPERTY = "vaultsync"
"""The property that holds the fingerprint."""

_LINE = re.compile(rf"^{PROPERTY}:[^\n]*\n", re.MULTILINE)


def fingerprint(text: str) -> str:
    """Return the fingerprint of a note's text, whatever fingerprint stands in it and however its lines end."""
    unix = unix_text(text)
    block = frontmatter.read(unix).body
    bare = _LINE.sub("", unix[:block]) + unix[block:]
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def fingerprinted(text: str) -> str:
    """Return the text with its fingerprint among its properties."""
    return frontmatter.patch(text, {PROPERTY: fingerprint(text)})


def said_fingerprint(text: str) -> str:
    """Return the fingerprint that stands in a note's frontmatter, or an empty string."""
    said = frontmatter.read(unix_text(text)).data.get(PROPERTY)
    return said if isinstance(said, str) else ""


def is_as_generated(text: str) -> bool:
    """Return whether a note stands as vaultsync wrote it, by its own fingerprint."""
    said = said_fingerprint(text)
    return bool(said) and said == fingerprint(text)


def unix_text(text: str) -> str:
    """Return a text as vaultsync writes it: lines ended by a line feed, no byte order mark."""
    return text.replace("\r\n", "\n").removeprefix("\ufeff")
