"""The program, loaded once and forked for every run: `host ROOT SOCKET`, started by `running` under the shim.

Each line on stdin is a run, as JSON; each line on stdout its exit status. A run is a process of its own with the
program's own `main`, so that it can be killed; only the time to load is saved.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import vaultsync
from vaultsync.cli import main as vaultsync_main
from vaultsync.config import Config
from vaultsync.pipeline.run import RunOptions, run

_STDIN, _STDOUT, _STDERR = 0, 1, 2


def _call(arguments: list[str], output: str) -> int:
    """Do in this process what the command line does in one of its own; return its exit status."""
    said = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(said, _STDOUT)
    os.dup2(said, _STDERR)
    os.dup2(os.open(os.devnull, os.O_RDONLY), _STDIN)
    sys.stdout, sys.stderr = (os.fdopen(fd, "w", encoding="utf-8", closefd=False) for fd in (_STDOUT, _STDERR))
    sys.argv = ["vaultsync", *arguments]
    status = 0
    try:
        vaultsync_main()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _fork(request: dict[str, object], root: str, socket: int) -> int:
    """Run one command line in a process of its own; return how it ended, as `waitpid` says it."""
    process = os.fork()
    if process == 0:
        try:
            os.chdir(root)
            if request["watched"]:
                ctypes.CDLL(None).torture_arm(ctypes.c_char_p(os.fsencode(root)), ctypes.c_int(socket))
            arguments = request["arguments"]
            assert isinstance(arguments, list)
            os._exit(_call(arguments, str(request["output"])))
        finally:
            os._exit(126)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _load() -> None:
    """Import what a run imports late, and fill what it remembers of languages and templates, by a run thrown away."""
    for module in pkgutil.walk_packages(vaultsync.__path__, "vaultsync."):
        if module.name != "vaultsync.vault.windows":
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as scratch:
        sources, vault = Path(scratch) / "sources", Path(scratch) / "vault"
        sources.mkdir()
        (sources / "essay.md").write_text("# One\n\nSome words about it.\n\n## Two\n\nAnd others.\n", encoding="utf-8")
        run(Config((sources,), vault, state_dir=Path(scratch) / "state"), RunOptions())
    gc.collect()
    gc.freeze()


def main(root: str, socket: str) -> None:
    """Serve until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load()
    for line in sys.stdin:
        print(_fork(json.loads(line), root, int(socket)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
