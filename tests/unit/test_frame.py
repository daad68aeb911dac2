from __future__ import annotations

import pytest

from vaultsync.sync.frame import framed

MARKER = "%% vaultsync keeps what follows up to date %%"
BASE = """---
id: a
---
The idea.

%% vaultsync keeps what follows up to date %%
## Mentions
- [[Apple]]: “An apple a day.”

## Backlinks
- [[Cherry]]: “A cherry on top.”
- [[Date]]
"""
BARE = "---\nid: a\n---\nThe idea.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "taken", [f"{MARKER}\n", "## Mentions\n", "## Backlinks\n", f"{MARKER}\n## Mentions\n", "\n## Backlinks\n"]
)
def test_what_stood_above_entries_is_put_back(taken: str, newline: str) -> None:
    mine = BASE.replace(taken, "").replace("\n", newline)
    assert framed(BASE, mine) == BASE.replace("\n", newline)


def test_all_of_it_at_once_and_the_users_lines_stay_where_they_stood() -> None:
    mine = BASE.replace("- [[Date]]", "- [[Date]], the fruit\n- mine")
    for taken in (f"{MARKER}\n", "## Mentions\n", "## Backlinks\n"):
        mine = mine.replace(taken, "")
    assert framed(BASE, mine) == BASE.replace("- [[Date]]", "- [[Date]], the fruit\n- mine")


@pytest.mark.parametrize(
    "mine",
    [
        BASE,
        BARE,
        BASE.replace("The idea.", "My idea."),
        BASE.replace("- [[Apple]]: “An apple a day.”\n", ""),
        # he took the entries over: among the passage, or under a heading of his own
        BARE.replace("The idea.", "- [[Cherry]]: “A cherry on top.”\n\nThe idea."),
        f"{BARE}\n## Who speaks of it\n- [[Cherry]]: “A cherry on top.”\n",
        f"{BARE}\n{MARKER}\n## Mine\n- [[Cherry]]: “A cherry on top.”\n",
    ],
)
def test_else_a_note_stays_as_it_is(mine: str) -> None:
    assert framed(BASE, mine) == mine


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_frame_around_nothing_goes(newline: str) -> None:
    left = f"{BARE}\n{MARKER}\n## Backlinks\n".replace("\n", newline)
    assert framed(BARE, left) == BARE.replace("\n", newline)
    held = f"{BARE}\n{MARKER}\n## Backlinks\n- mine\n".replace("\n", newline)
    assert framed(BARE, held) == held
    own = f"{BARE}\n{MARKER}\n## Backlinks\n\n## Mine\n\nWords.\n".replace("\n", newline)
    assert framed(BARE, own) == f"{BARE}\n## Mine\n\nWords.\n".replace("\n", newline)
    said = f"{BARE}\n{MARKER} mine\n## Backlinks\n".replace("\n", newline)
    assert framed(BARE, said) == said
