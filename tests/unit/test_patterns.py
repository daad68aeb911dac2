"""No pattern that Python 3.11.0 to 3.11.4 (Debian 12 has 3.11.2) matches wrongly.

There a possessive quantifier on a group matches what it should not (CPython's gh-100061 and gh-106052); the same in an
atomic group is right, and so is a possessive quantifier on one character.
"""

from __future__ import annotations

import subprocess
import sys

_EVERY_PATTERN = r"""
import importlib, pkgutil, re, sys
from re import _compiler, _constants, _parser

wrong = set()
parse = _parser.parse

def groups(value):
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from groups(one)

def look(pattern, text):
    for operation, value in pattern:
        if operation is _constants.POSSESSIVE_REPEAT and not _compiler._simple(value[2]):
            wrong.add(text)
        for group in groups(value):
            look(group, text)

def watched(text, *rest, **named):
    parsed = parse(text, *rest, **named)
    frame = sys._getframe(1)
    while frame.f_globals["__name__"].split(".")[0] == "re":
        frame = frame.f_back
    if frame.f_globals["__name__"].split(".")[0] in ("vaultsync", "__main__"):
        look(parsed, text)
    return parsed

_parser.parse = watched
import vaultsync
for module in pkgutil.walk_packages(vaultsync.__path__, "vaultsync."):
    importlib.import_module(module.name)
from vaultsync.markup.words import guess_language, words
words("Words are found by a pattern that is made when it is first needed.")
guess_language("So are those of languages.")
if sys.argv[1:]:
    re.compile(sys.argv[1])
print("\n".join(sorted(map(repr, wrong))))
"""


def _wrong(*patterns: str) -> str:
    command = [sys.executable, "-c", _EVERY_PATTERN, *patterns]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_no_group_has_a_possessive_quantifier() -> None:
    assert _wrong() == ""


def test_such_a_pattern_would_be_found() -> None:
    assert "a|bc" in _wrong("x(?:a|bc)*+y")
