"""Three long essays, whole: the vault that a reader sees, byte for byte. `python -m tools.renew_golden` renews it."""

from __future__ import annotations

from pathlib import Path

from tools.renew_golden import GOLDEN, make


def test_the_vault_of_three_essays_is_the_golden_one(tmp_path: Path) -> None:
    made = make(GOLDEN / "sources", tmp_path)
    kept = GOLDEN / "vault"
    golden = {path.relative_to(kept).as_posix(): path.read_bytes() for path in sorted(kept.rglob("*.md"))}
    assert sorted(made) == sorted(golden)
    assert {path for path, content in made.items() if golden[path] != content} == set()
