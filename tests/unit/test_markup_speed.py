"""Time is linear in the text, whatever stands in it; only the processor's time counts, for machines that are busy."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from vaultsync.markup.blocks import parse, plain, prose
from vaultsync.model import Document, SourceKey
from vaultsync.sources.text import parse_text

MEGABYTE = 1_000_000
PARAGRAPH = "The quick *brown* fox jumps [[over]] the `lazy` dog. " * 8 + "\n\n"
HOSTILE = [
    "a", " ", "é", "\n", "\r", "[", "[[x", "![", "](", "[^a]", "`", "`a ", "*a ", "_a", "<", "<a x=", "<!-- ",
    "<% a\n- b ", "<?", "$a", "$$a\n", "$ a b c ", "%%\n", "a %% ", "==", "{{", "(a::", "k:: v\n", "a://", "a@",
    "#", "#a ", "\\", "&a", "~~~ a\n", "```\n", "- ```\n", "> [!a] x\n", "- a\n", "1. a\n", "1. a\nb\n", "- ",
    ">", "|a|b\n", "# h *x*\n", "a\n===\n", "^id\n\n", "[^a]: b\n", "[a]: b\n", "a\n\n", "a\n", "    a(b\n",
    "a. ", "<b>",
]  # fmt: skip


def seconds(task: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    task(text)
    return time.process_time() - start


def text_blocks(text: str) -> Document:
    return parse_text(SourceKey("a.txt"), text)[0]


def test_a_megabyte_of_markdown_is_parsed_at_once() -> None:
    text = PARAGRAPH * (MEGABYTE // len(PARAGRAPH))
    assert min(seconds(parse, text) for _ in range(3)) < 0.5


@pytest.mark.parametrize("unit", ["word ", "字"])
@pytest.mark.parametrize("task", [parse, text_blocks])
def test_ten_megabytes_on_one_line_are_no_harm(task: Callable[[str], object], unit: str) -> None:
    assert seconds(task, unit * (10 * MEGABYTE // len(unit.encode()))) < 10


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("task", [parse, plain, prose, text_blocks])
def test_four_times_the_text_takes_four_times_the_time(task: Callable[[str], object], unit: str) -> None:
    size = 20_000
    small = min(seconds(task, unit * (size // len(unit))) for _ in range(3))
    large = min(seconds(task, unit * (4 * size // len(unit))) for _ in range(2))
    assert large < max(0.1, 10 * small)


@pytest.mark.slow
@pytest.mark.parametrize("task", [parse, plain, prose, text_blocks])
def test_runs_of_every_length_are_no_harm(task: Callable[[str], object]) -> None:
    ticks = "%% " + "".join("`" * length + "a" for length in range(1, 1000))
    fences = "".join("~" * length + "\n" for length in range(1000, 3, -1))
    assert seconds(task, ticks) < 5
    assert seconds(task, fences) < 5


@pytest.mark.slow
@pytest.mark.parametrize("task", [parse, plain, prose, text_blocks])
@pytest.mark.parametrize("unit", [">", "- ", "[", "*", "<div>"])
def test_deep_nesting_is_no_recursion(task: Callable[[str], object], unit: str) -> None:
    task(unit * 20_000 + "a")
    task("".join("  " * depth + f"{unit}a\n" for depth in range(500)))
