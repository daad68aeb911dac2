"""Names for sources that say none: from their file names."""

from __future__ import annotations

import posixpath
import re

_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2}|\d{8})[-_ .]+(?=\S)")


def title_of_file(key: str) -> str:
    """Return a readable title for `2021-03-04-my_essay.md`: "My essay"."""
    stem = posixpath.splitext(posixpath.basename(key))[0]
    bare = _DATE.sub("", stem)
    words = " ".join(re.sub(r"[_]+|(?<=\w)-+(?=\w)", " ", bare).split()) if " " not in bare else " ".join(bare.split())
    return (words[:1].upper() + words[1:]) or stem or key
