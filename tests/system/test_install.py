"""The wheel works outside the checkout, templates inside it; start-up stays light."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

HEAVY = ("trafilatura", "lxml", "jinja2", "pyromark", "yaml", "snowballstemmer", "numpy", "watchdog", "ahocorasick_rs")


@pytest.mark.slow
def test_the_wheel_works_outside_the_checkout(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w"]
    subprocess.run([*command, str(tmp_path), str(ROOT)], check=True, cwd=tmp_path)
    wheel = next(tmp_path.glob("vaultsync-*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"vaultsync/templates/{kind}.md" for kind in ("atom", "source", "concept", "home")} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "seeds/", "tools/"))]
    place = tmp_path / "elsewhere"
    venv.create(place, with_pip=False, symlinks=True)
    library = next(place.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(library)
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (tmp_path / "essay.md").write_text("# Soil\n\nSoil feeds plants. Plants feed soil.\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("VAULTSYNC")}
    done = subprocess.run(
        [
            str(place / "bin" / "python"),
            "-c",
            f"import sys; sys.path.append({here!r}); import vaultsync.cli as c; print(c.__file__); c.main()",
            *("rebuild", "--sources", "essay.md", "--vault", "vault"),
        ],
        cwd=tmp_path,
        env=environment | {"VAULTSYNC_STATE_DIR": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert str(library) in done.stdout
    assert (tmp_path / "vault" / "Home.md").is_file()


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom vaultsync.cli import main\nsys.argv = ['vaultsync', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_every_command_has_an_example(run: Run) -> None:
    commands = [
        line.split()[0] for line in run("--help").out.partition("Commands:")[2].split("\n") if line.startswith("  ")
    ]
    named = [name for name in commands if name.isalpha() and name.islower()]
    assert {"rebuild", "sync", "split", "links", "init", "config"} <= set(named)
    for name in named:
        assert f"Example: vaultsync {name}" in run(name, "--help").out


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").out.startswith("vaultsync 0.")
