"""What typer makes of a command's arguments, for the kinds that ours have, without loading pydantic for it.

Typer has pydantic turn every argument into its type, one that was not given too, and to load that takes as long as all
the rest of a short command. A path and a text need no more than a call. An older typer asks for none of this, and any
other kind of argument is left to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import typer


class _Taken:
    """One argument's conversion, in the place of typer's own."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value as the command wants it; what was not given stays so."""
        if param.multiple or param.nargs == -1:
            return tuple(self._kind(one) for one in value or ())
        return None if value is None else self._kind(value)


def taken_as_they_are(command: Any) -> Any:
    """Return a command, and all below it, whose paths, texts and flags are taken as they are."""
    for param in command.get_params(typer.Context(command)):
        kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
        kind = next(iter(get_args(kind)), kind)
        # Of flags only those come here that were not given and have no default.
        if kind in (Path, str, bool):
            param._runtime_param = _Taken(kind)
    for below in getattr(command, "commands", {}).values():
        taken_as_they_are(below)
    return command
