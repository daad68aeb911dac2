from __future__ import annotations

import pytest

from vaultsync.watch.debounce import Batch, Debouncer


def test_nothing_is_due_at_first() -> None:
    debouncer = Debouncer(1, 5)
    assert debouncer.wait(100) is None
    assert not debouncer


def test_a_change_is_due_after_the_quiet_period() -> None:
    debouncer = Debouncer(1, 5)
    debouncer.note(["a"], 10)
    assert debouncer.wait(10) == 1
    assert debouncer.wait(10.75) == 0.25
    assert debouncer.wait(11) == 0
    assert debouncer.take(11) == Batch(frozenset("a"), 10, is_overdue=False)
    assert debouncer.wait(11) is None


def test_each_change_begins_the_quiet_period_anew() -> None:
    debouncer = Debouncer(1, 5)
    debouncer.note(["a"], 10)
    debouncer.note(["b"], 10.5)
    assert debouncer.wait(11) == 0.5
    assert debouncer.take(11.5).paths == {"a", "b"}


def test_changes_without_end_are_due_after_the_maximum_wait() -> None:
    debouncer = Debouncer(1, 5)
    for tenth in range(100, 151, 5):
        debouncer.note(["a"], tenth / 10)
    assert debouncer.wait(15) == 0
    batch = debouncer.take(15)
    assert batch.is_overdue
    assert batch.since == 10


def test_what_was_noticed_earlier_counts_from_then() -> None:
    debouncer = Debouncer(1, 5)
    debouncer.note(["b"], 10, since=9)
    debouncer.note(["a"], 10, since=7)
    debouncer.note(["c"], 10)
    assert debouncer.take(11).since == 7


def test_nothing_added_changes_nothing() -> None:
    debouncer = Debouncer(1, 5)
    debouncer.note(["a"], 10)
    debouncer.note([], 10.9)
    assert debouncer.wait(11) == 0


@pytest.mark.parametrize("quiet", [0, 0.5])
def test_without_a_quiet_period_a_change_is_due_at_once(quiet: float) -> None:
    debouncer = Debouncer(quiet, 5)
    debouncer.note(["a"], 10)
    assert debouncer.wait(10) == quiet
