"""Titles for sources that say none: from their file names."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

_DATE = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{8})[-_ .]+(?=\S)")
_JOINT = re.compile(r"[_+]+|(?<=[^\W\d])-+(?=\w)|(?<=\d)-+(?=[^\W\d])")
_NUMBER = re.compile(r"(?<=\S)[ _-][0-9a-f]{32}\Z")
"""What Notion adds to the name of a page that it exports."""
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


def title_of_file(key: str) -> str:
    """Return a readable title for a source's path: of `2021-03-04-my_essay.md`, "My essay"; never empty.

    A name with spaces keeps its dashes.
    """
    stem = posixpath.splitext(posixpath.basename(key))[0]
    if _ENCODED.search(stem) and " " not in stem:
        stem = unquote(stem)
    stem = _NUMBER.sub("", stem)
    bare = _DATE.sub("", stem, count=1) if _DATE.match(stem) else stem
    title = " ".join((bare if " " in bare else _JOINT.sub(" ", bare)).split())
    return title[:1].upper() + title[1:] or stem or key or "Untitled"
