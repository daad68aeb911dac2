"""One module changes files of the vault, and a handful others their own files: read from the code itself (rule 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import vaultsync

PACKAGE = Path(vaultsync.__file__).parent

IN_THE_VAULT = {
    *("vault/disk.py", "vault/exchange.py", "vault/salvage.py", "vault/staging.py", "vault/trash.py"),
    *("vault/windows.py", "vault/write.py"),
}
"""What `vault/write.py` is made of; nobody but it and its recovery calls them."""

OUTSIDE = {
    "vault/lone.py": "the user's configuration and copies of the templates, where the user asks for them",
    "service/manage.py": "the definition of the user's service, where the system looks for it",
    "sync/cache.py": "the state folder",
    "sync/lock.py": "opens the lock that the writer made; on Windows its holder signs it",
    "sync/store.py": "the state folder",
    "watch/standing.py": "the state folder",
}

METHODS = {
    *("chmod", "hardlink_to", "mkdir", "rename", "rmdir", "symlink_to", "touch", "unlink", "write_bytes", "write_text"),
}
OS_CALLS = {
    *("chmod", "chown", "fchmod", "ftruncate", "link", "makedirs", "mkdir", "mkfifo", "open", "remove", "removedirs"),
    *("rename", "renames", "replace", "rmdir", "setxattr", "symlink", "truncate", "unlink", "utime", "write"),
}
MODULES = {"ctypes", "fileinput", "send2trash", "shutil", "tempfile"}
CALLERS = {
    "vaultsync.vault.disk": {
        "vault/lone.py",
        "vault/salvage.py",
        "vault/staging.py",
        "vault/system.py",
        "vault/tree.py",
        "vault/windows.py",
        "vault/write.py",
    },
    "vaultsync.vault.exchange": {
        "vault/disk.py",
        "vault/lone.py",
        "vault/salvage.py",
        "vault/staging.py",
        "vault/write.py",
    },
    "vaultsync.vault.lone": {"pipeline/adopting.py", "pipeline/starting.py"},
    "vaultsync.vault.staging": {"vault/salvage.py", "vault/write.py"},
    "vaultsync.vault.system": {"vault/lone.py", "vault/write.py"},
    "vaultsync.vault.windows": {"vault/system.py"},
}
HARMLESS = {"digest_of"}
"""Names of these modules that anybody may import."""


def writes_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Find the calls and imports by which code can change a file, with their lines."""
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names if name.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in MODULES:
                yield node.lineno, module
            case ast.ImportFrom(module="os", names=names):
                yield from ((node.lineno, f"os.{name.name}") for name in names if name.name in OS_CALLS)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="sqlite3"), attr="connect")):
                yield node.lineno, "sqlite3.connect"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr="open")) if reads_only(node, constants):
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=attr)) if attr in OS_CALLS:
                yield node.lineno, f"os.{attr}"
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in METHODS:
                yield node.lineno, f".{attr}"
            case ast.Call(func=ast.Attribute(attr="replace"), args=[_], keywords=[]):
                yield node.lineno, ".replace"
            case ast.Call(func=ast.Name(id="open") | ast.Attribute(attr="open")) if not reads(node):
                yield node.lineno, "open"


def reads(call: ast.Call) -> bool:
    """Whether an `open` can only read: every mode it is given is a constant without w, a, x or +."""
    modes = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in (None, "mode", "flags"))]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    return not any(set("wax+") & set(text) for text in texts if len(text) <= 3)


def reads_only(call: ast.Call, constants: Mapping[str, ast.expr]) -> bool:
    """Whether the flags of an `os.open`, written out at the call or in a constant of the module, only read."""
    parts = [part for argument in call.args[1:] for part in ast.walk(argument)]
    parts += [
        part
        for name in parts
        if isinstance(name, ast.Name) and name.id in constants
        for part in ast.walk(constants[name.id])
    ]
    names = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    return "O_RDONLY" in names and not names & {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"}


def modules() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", modules())
def test_nobody_else_changes_files(module: str) -> None:
    found = list(writes_in(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))))
    if module not in IN_THE_VAULT | set(OUTSIDE):
        assert found == [], f"{module} changes files; go through vault/write.py"


@pytest.mark.parametrize("module", modules())
def test_nobody_else_has_the_means(module: str) -> None:
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in CALLERS:
            names = {name.name for name in node.names} - HARMLESS
            assert not names or module in CALLERS[node.module], f"{module} imports {sorted(names)}"


def test_the_lists_name_what_there_is() -> None:
    assert set(modules()) >= IN_THE_VAULT | set(OUTSIDE) | {name for names in CALLERS.values() for name in names}


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text('x')",
        "open(path, 'w')",
        "open(path, mode='ab')",
        "path.open('r+')",
        "os.rename(a, b)",
        "from os import unlink",
        "path.replace(other)",
        "import shutil",
        "sqlite3.connect(path)",
        "os.open(path, os.O_RDWR)",
        "os.open(path, os.O_RDONLY | os.O_CREAT)",
        "from tempfile import mkstemp",
        "os.open(path, flags)",
        "path.unlink()",
    ],
)
def test_what_changes_files_is_seen(code: str) -> None:
    assert list(writes_in(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "open(path)",
        "open(path, 'rb')",
        "text.replace('a', 'b')",
        "replace(x, a=1)",
        "os.stat(p)",
        "os.open(p, os.O_RDONLY | SAFE)",
    ],
)
def test_what_only_reads_is_not_minded(code: str) -> None:
    assert not list(writes_in(ast.parse(code)))
