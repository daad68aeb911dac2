"""What of a folder of essays is learnt from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tools import headed_rows

SENTENCE = "The keepers of the old bridge wrote down what crossed it in the morning and what came back at night. "


def essay(sections: int = 4, paragraphs: int = 2, subject: str = "bridge") -> str:
    body = (SENTENCE * 3).replace("bridge", subject)
    parts = [
        "\n\n".join(
            [f"## Part {number} of *{subject}*", *[f"{body}Number {number}, {at}." for at in range(paragraphs)]]
        )
        for number in range(sections)
    ]
    return "\n\n".join([f"{body}It begins.", *parts]) + "\n"


def test_headings_are_taken_out_and_where_they_stood_is_kept() -> None:
    row = headed_rows.row_of("place/essay.md", essay())
    assert isinstance(row, dict)
    assert row["headings"] == [None, *(f"Part {number} of bridge" for number in range(4))]
    assert row["boundaries"] == [1, 3, 5, 7]
    assert len(row["paragraphs"]) == len(row["kinds"]) == 9
    assert not any("Part" in paragraph for paragraph in row["paragraphs"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (essay(sections=1), "too short or too long"),
        (essay(sections=60, paragraphs=4), "too short or too long"),
        (essay(sections=3, paragraphs=12), "sections too short or too long"),
        (essay().replace("\n\n## ", "\n\n```\nx = 1\n```\n\n## "), "too little prose"),
        (essay(paragraphs=4).replace(SENTENCE, "Die Leute an der alten Brücke und am Fluss. "), "another language"),
    ],
)
def test_what_is_no_essay_is_left_out_with_the_reason(text: str, why: str) -> None:
    assert headed_rows.row_of("place/essay.md", text) == why


def test_each_place_gives_so_many_and_none_that_is_judged_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    subjects = ("bridge", "mill", "ferry", "lock", "dyke")
    for subject in subjects:
        (tmp_path / "place").mkdir(exist_ok=True)
        (tmp_path / "place" / f"{subject}.md").write_text(essay(subject=subject), encoding="utf-8")
    (tmp_path / "place" / "again.md").write_text(essay(subject="mill"), encoding="utf-8")
    (tmp_path / "place" / "torn.md").write_bytes(b"\xff\xfe\x00")
    judge = headed_rows.row_of("judge", essay(subject="ferry"))
    (tmp_path / "judge.jsonl").write_text(json.dumps(judge) + "\n", encoding="utf-8")
    out = tmp_path / "rows.jsonl"
    asked = [str(tmp_path / "place"), "--out", str(out), "--most", "3", "--but", str(tmp_path / "judge.jsonl")]
    monkeypatch.setattr(sys, "argv", ["headed_rows", *asked])
    headed_rows.main()
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == 3
    assert "place/ferry.md" not in {row["id"] for row in rows}
    told = capsys.readouterr().err
    assert "place: 3 of 4" in told
    assert "1 known" in told
    assert "1 can't be read" in told
