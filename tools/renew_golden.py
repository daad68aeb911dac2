"""Make the golden vault of three essays anew; read the difference before it is committed.

    python -m tools.renew_golden

`tests/golden/essays/sources` holds Emerson's "Circles" (a page), Thoreau's "Civil Disobedience" (Markdown) and Kant's
"Was ist Aufklärung?" (plain text, modern spelling, somewhat abridged), all in the public domain.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "essays"


def make(sources: Path, folder: Path) -> dict[str, bytes]:
    """Make a vault of `sources` below `folder` and return its notes by path."""
    vault = folder / "vault"
    state = {"VAULTSYNC_STATE_DIR": str(folder / "state"), "PATH": ""}
    call = [sys.executable, "-m", "vaultsync", "rebuild", "--sources", str(sources), "--vault", str(vault), "-q"]
    subprocess.run(call, check=True, env=state, cwd=folder)
    return {path.relative_to(vault).as_posix(): path.read_bytes() for path in sorted(vault.rglob("*.md"))}


def main() -> None:
    with TemporaryDirectory() as folder:
        notes = make(GOLDEN / "sources", Path(folder))
    shutil.rmtree(GOLDEN / "vault", ignore_errors=True)
    for path, content in notes.items():
        place = GOLDEN / "vault" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    print(f"{len(notes)} notes in {GOLDEN / 'vault'}")


if __name__ == "__main__":
    main()
