"""The watcher with files in memory, a scripted notifier and a clock that only the test turns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.unit.test_ledger import Files
from vaultsync.errors import Busy, Stopped, VaultsyncError
from vaultsync.model import Action, ActionKind, Plan, Problem, RunResult, VaultPath
from vaultsync.vault.index import VaultIndex
from vaultsync.vault.scan import VaultScan
from vaultsync.watch.holding import Holding
from vaultsync.watch.ledger import Eyes, Ledger
from vaultsync.watch.loop import Halted, Pace, Synced, Watch, World
from vaultsync.watch.notifier import Fault, Mailbox, Told, Trouble
from vaultsync.watch.scope import Root, Scope
from vaultsync.watch.sight import Sight
from vaultsync.watch.survey import Survey

SCOPE = Scope((Root("/v", is_vault=True), Root("/s")))


class Box(Mailbox):
    """Instead of waiting, plays the script up to the time at which the watcher would wake."""

    def __init__(self, play: Play) -> None:
        super().__init__(lambda: play.now)
        self._play = play

    def collect(self, timeout: float | None) -> Told:
        assert timeout is not None
        if self._queue.empty():
            self._play.turn_to(self._play.now + timeout)
        return super().collect(0)


class Ears:
    """A notifier that tells only what the script says."""

    def __init__(self) -> None:
        self.at_start: list[list[Fault]] = []
        self.later: list[Fault] = []
        self.always: list[Fault] = []
        self.started = 0
        self.is_on = False

    def start(self, roots: Sequence[Root], box: Mailbox) -> Sequence[Fault]:
        self.started += 1
        self.is_on = True
        return self.at_start.pop(0) if self.at_start else []

    def stop(self) -> None:
        self.is_on = False

    def faults(self, folders: dict[int, str]) -> Sequence[Fault]:
        found, self.later = self.later, []
        return [*found, *self.always]


class Marks(Sight):
    """Roots whose state the script sets."""

    def __init__(self) -> None:
        super().__init__()
        self.now: list[Fault] = []

    def remember(self, roots: Sequence[Root]) -> None:
        self.now = [fault for fault in self.now if fault.trouble is Trouble.MISSING]

    def faults(self) -> list[Fault]:
        return list(self.now)


@dataclass
class Play:
    """An afternoon: what happens when, and what the watcher made of it."""

    now: float = 1000.0
    files: Files = field(default_factory=Files)
    script: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    synced: list[tuple[float, Synced]] = field(default_factory=list)
    problems: list[tuple[float, Problem]] = field(default_factory=list)
    sights: list[tuple[bool, int]] = field(default_factory=list)
    ready_at: float | None = None
    until: float = 2000.0
    refusals: list[VaultsyncError | Halted] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    restless: list[set[str]] = field(default_factory=list)
    named: list[set[str] | None] = field(default_factory=list)
    result: Callable[[Collection[VaultPath]], Plan] = lambda held: Plan((), ())
    takes: float = 0.0
    ears: Ears = field(default_factory=Ears)
    marks: Marks = field(default_factory=Marks)
    remote: list[Fault] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    surveys: int = 0

    def __post_init__(self) -> None:
        self.box = Box(self)

    # --- the script ---

    def at(self, when: float, what: Callable[[], None]) -> None:
        self.script.append((when, what))
        self.script.sort(key=lambda one: one[0])

    def save(self, when: float, path: str, data: bytes, *, told: bool = True) -> None:
        def do() -> None:
            self.files.write(path, data)
            stamp, _ = self.files.held[path]
            mtime = int(self.now * 1e9)
            self.files.held[path] = (stamp._replace(mtime_ns=mtime), data)
            if told:
                self.box.put(path)

        self.at(when, do)

    def turn_to(self, when: float) -> None:
        """Let time pass until something happens, at the latest until `when`."""
        if self.script and self.script[0][0] <= when:
            at, do = self.script.pop(0)
            self.now = max(self.now, at)
            do()
        else:
            self.now = when

    # --- what the watcher touches ---

    def sync(
        self,
        holding: Holding,
        restless: Collection[str],
        wrote: Callable[[], None],
        named: frozenset[str] | None,
    ) -> RunResult:
        self.runs.append(self.now)
        self.named.append(None if named is None else set(named))
        if self.refusals:
            raise self.refusals.pop(0)
        self.restless.append(set(restless))
        scan = self.files.scan()
        scan = {path: replace(file, mtime_ns=self.files.held[f"/v/{path}"][0].mtime_ns) for path, file in scan.items()}
        held = holding(VaultIndex(VaultScan(Path("/v"), scan)))
        self.now += self.takes
        plan = self.result(held)
        for action in plan.actions:
            assert action.data is not None
            self.files.write(f"/v/{action.path}", action.data)
            self.box.put(f"/v/{action.path}")
            wrote()
        return RunResult("r", False, plan, self.takes)

    def survey(self, scope: Scope) -> Survey:
        self.surveys += 1
        found = self.files.survey()
        here = {path: stamp for path, stamp in found.files.items() if not path.startswith(self.missing or ("?",))}
        return Survey(here, {}, self.missing)

    # --- what it tells ---

    def ready(self, folders: int, *, is_polling: bool) -> None:
        assert self.ready_at is None
        self.ready_at = self.now

    def on_synced(self, done: Synced) -> None:
        self.synced.append((self.now, done))

    def problem(self, problem: Problem) -> None:
        self.problems.append((self.now, problem))

    def watching(self, faults: Sequence[Problem], *, is_polling: bool) -> None:
        self.sights.append((is_polling, len(faults)))

    def idle(self) -> None:
        pass

    def watch(self, *, listens: bool = True, pace: Pace | None = None) -> None:
        world = World(
            scope=lambda: SCOPE,
            survey=self.survey,
            stamp=self.files.stamp,
            remote=lambda roots: self.remote,
            notifier=self.ears if listens else None,
            sync=self.sync,
            sight=self.marks,
            clock=lambda: self.now,
            wall=lambda: self.now,
        )
        ledger = Ledger("/v", Eyes(self.files.stamp, self.files.digest, self.files.below))
        listener = _Listener(self)
        Watch(world, pace or Pace(), ledger, self.box, listener, lambda: self.now >= self.until).run()
        assert not self.ears.is_on

    @property
    def times(self) -> list[float]:
        """When the syncs after the first one were done."""
        return [at for at, _ in self.synced[1:]]

    @property
    def said(self) -> list[str]:
        return [problem.message for _, problem in self.problems]


class _Listener:
    def __init__(self, play: Play) -> None:
        self.ready = play.ready
        self.synced = play.on_synced
        self.problem = play.problem
        self.watching = play.watching
        self.idle = play.idle


@pytest.fixture
def play() -> Play:
    play = Play()
    play.files.write("/v/A.md", b"a")
    play.files.write("/s/one.txt", b"1")
    play.files.write("/s/two.txt", b"2")
    return play


def test_it_catches_up_and_is_ready_before_it_waits(play: Play) -> None:
    play.watch()
    assert [done.trigger for _, done in play.synced] == ["start"]
    assert play.ready_at == 1000
    assert play.problems == []


def test_a_saved_source_is_synced_after_the_quiet_period(play: Play) -> None:
    play.takes = 0.25
    play.save(1010, "/s/one.txt", b"new")
    play.watch()
    assert play.times == [1010.75]
    done = play.synced[1][1]
    assert (done.trigger, done.paths, done.latency) == ("change", ("/s/one.txt",), 0.75)


def test_many_saves_are_one_sync(play: Play) -> None:
    for number in range(400):
        play.save(1010 + number / 1000, f"/s/{number}.txt", b"new")
    play.watch()
    assert play.times == [1010.399 + 0.5]
    assert len(play.synced[1][1].paths) == 400


def test_saves_without_end_are_synced_after_the_maximum_wait(play: Play) -> None:
    for number in range(20):
        play.save(1010 + number * 0.4, f"/s/{number}.txt", b"new")
    play.watch()
    assert play.times[0] == pytest.approx(1015)
    assert sum(len(done.paths) for _, done in play.synced[1:]) == 20


def test_what_happens_during_a_sync_is_not_lost(play: Play) -> None:
    play.takes = 3
    play.save(1010, "/s/one.txt", b"new")
    play.at(1010.4, lambda: play.save(play.now + 0.2, "/s/two.txt", b"newer"))
    play.watch()
    assert [done.paths for _, done in play.synced[1:]] == [("/s/one.txt",), ("/s/two.txt",)]


def test_what_happens_during_the_first_sync_is_not_lost(play: Play) -> None:
    def wrote_meanwhile(held: Collection[VaultPath]) -> Plan:
        if play.ready_at is None:
            play.files.write("/s/one.txt", b"just then")
            play.box.put("/s/one.txt")
        return Plan((), ())

    play.result = wrote_meanwhile
    play.watch()
    assert [done.paths for _, done in play.synced[1:]] == [("/s/one.txt",)]


def test_own_writes_set_nothing_off(play: Play) -> None:
    """Row 87."""

    def write(held: Collection[VaultPath]) -> Plan:
        data = f"written at {len(play.runs)}".encode()
        return Plan((Action(ActionKind.CREATE, VaultPath("New.md"), "", data=data),), ())

    play.result = write
    play.save(1010, "/s/one.txt", b"new")
    play.watch()
    assert len(play.synced) == 2


def test_a_touch_sets_nothing_off(play: Play) -> None:
    """Row 82."""
    play.save(1010, "/s/one.txt", b"1")
    play.watch()
    assert play.times == []


def test_what_no_event_told_is_found_by_the_check(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"new", told=False)
    play.watch()
    assert play.times == [1060.5]
    assert play.problems == []


def test_an_idle_watcher_looks_once_a_period(play: Play) -> None:
    play.watch()
    assert play.surveys == pytest.approx(1000 / 60, abs=1.5)


def test_lost_hints_make_it_look_everywhere_at_once(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"new", told=False)
    play.at(1011, play.box.lose)
    play.watch()
    assert play.times == [1011.5]


def test_a_file_that_is_being_written_is_left_until_it_is_quiet(play: Play) -> None:
    for number in range(40):
        play.save(1010 + number * 0.4, "/s/one.txt", b"x" * number)
    play.save(1012, "/s/two.txt", b"done")
    play.watch()
    assert [done.paths for _, done in play.synced[1:]] == [("/s/two.txt",), ("/s/one.txt",)]
    assert play.restless[1] == {"/s/one.txt"}
    assert play.times[1] == pytest.approx(1010 + 39 * 0.4 + 0.5)


def test_a_file_that_was_cut_short_waits_for_its_text(play: Play) -> None:
    """Row 60."""
    play.save(1010, "/s/one.txt", b"")
    play.save(1013, "/s/one.txt", b"the text")
    play.watch()
    assert play.times == [1013.5]


def test_a_file_that_stays_empty_is_empty_in_the_end(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"")
    play.watch()
    assert play.times == [pytest.approx(1015, abs=0.6)]


def test_a_note_that_is_being_typed_in_is_held_and_seen_to_later(play: Play) -> None:
    kept: list[tuple[float, set[VaultPath]]] = []

    def note(held: Collection[VaultPath]) -> Plan:
        kept.append((play.now, set(held)))
        return Plan((), (), skipped=tuple(held))

    play.result = note
    play.save(1010, "/v/A.md", b"typed")
    play.watch()
    assert kept[1:] == [(1010.5, {VaultPath("A.md")}), (pytest.approx(1015, abs=0.1), set())]
    assert [done.trigger for _, done in play.synced] == ["start", "change", "retry"]


def test_a_note_that_it_wrote_itself_is_not_held(play: Play) -> None:
    kept: list[set[VaultPath]] = []

    def write(held: Collection[VaultPath]) -> Plan:
        kept.append(set(held))
        return Plan((Action(ActionKind.UPDATE, VaultPath("A.md"), "", data=b"%d" % len(kept)),), ())

    play.result = write
    play.save(1010, "/s/one.txt", b"new")
    play.save(1011, "/s/one.txt", b"newer")
    play.watch()
    assert kept == [set(), set(), set()]


def test_another_run_in_the_vault_is_waited_for(play: Play) -> None:
    play.refusals = [Busy("at work") for _ in range(3)]
    play.watch()
    assert play.runs == [1000, 1000.25, 1000.5, 1000.75]
    assert play.ready_at == 1000.75
    assert play.problems == []


def test_nothing_is_lost_while_another_run_is_waited_for(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"new")
    play.at(1010.2, lambda: play.refusals.append(Busy("at work")))
    play.watch()
    assert [(at, done.paths) for at, done in play.synced[1:]] == [(1010.75, ("/s/one.txt",))]


def test_a_sync_that_can_not_be_is_said_once_and_tried_ever_more_rarely(play: Play) -> None:
    """Row 52: no repeated attempts that fill the disk."""
    play.refusals = [Stopped("too many notes would go") for _ in range(4)]
    play.watch()
    assert play.said == ["too many notes would go"]
    assert play.ready_at == 1000
    assert play.runs == [1000, 1060, 1180, 1420, 1900]


def test_a_new_change_is_tried_at_once_together_with_what_is_owed(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"new")
    play.at(1010.1, lambda: play.refusals.append(Stopped("no")))
    play.save(1020, "/s/two.txt", b"new")
    play.watch()
    assert [(at, done.paths) for at, done in play.synced[1:]] == [(1020.5, ("/s/one.txt", "/s/two.txt"))]


def test_a_problem_that_comes_back_is_said_again(play: Play) -> None:
    troubles = iter([("odd",), ("odd",), (), ("odd",)])
    play.result = lambda held: Plan((), tuple(Problem("x", message) for message in next(troubles)))
    for number in range(3):
        play.save(1010 + 10 * number, "/s/one.txt", b"%d" % (number + 5))
    play.watch()
    assert [at for at, _ in play.problems] == [1000, 1030.5]


def test_a_limit_is_said_once_and_looking_takes_over(play: Play) -> None:
    """Rows 84 and 85."""
    play.ears.at_start = [[Fault(Trouble.WATCHES, detail="3 of 5 folders")] for _ in range(100)]
    play.save(1010, "/s/one.txt", b"new", told=False)
    play.watch()
    assert play.times[0] <= 1010 + 2 * 2
    assert len(play.problems) == 1
    assert "max_user_watches" in play.problems[0][1].hint
    assert play.sights == [(True, 1)]


def test_a_limit_that_was_raised_is_noticed(play: Play) -> None:
    play.ears.at_start = [[Fault(Trouble.INSTANCES)]]
    play.watch()
    assert play.sights == [(True, 1), (False, 0)]
    assert play.ears.started == 2


def test_a_folder_that_falls_deaf_later_is_noticed(play: Play) -> None:
    play.at(1010, lambda: play.ears.later.append(Fault(Trouble.WATCHES)))
    play.watch()
    assert [at for at, _ in play.problems] == [1060]
    assert play.sights == [(True, 1), (False, 0)]


def test_deafness_that_lasts_is_said_once_though_it_is_tried_again_and_again(play: Play) -> None:
    play.at(1010, lambda: play.ears.always.append(Fault(Trouble.WATCHES, detail="3 of 5 folders")))
    play.watch()
    assert len(play.problems) == 1
    assert play.sights == [(True, 1)]
    assert play.ears.started > 5


def test_a_folder_that_is_only_just_made_is_not_taken_for_deaf(play: Play) -> None:
    play.at(1010, lambda: play.ears.later.append(Fault(Trouble.WATCHES, is_sure=False)))
    play.save(1060.5, "/s/one.txt", b"new", told=False)
    play.watch()
    assert play.problems == []
    assert play.times == [1061.5], "it looks again soon"


def test_a_dead_notifier_is_started_again(play: Play) -> None:
    """Row 86."""
    play.at(1010, lambda: play.ears.later.append(Fault(Trouble.DEAD)))
    play.watch()
    assert play.ears.started == 2
    assert len(play.problems) == 1


def test_an_overflow_is_said_once_and_everything_looked_at(play: Play) -> None:
    """Row 83."""
    for when in (1010, 1010.1, 1010.2):
        play.save(when, "/s/one.txt", b"%f" % when, told=False)
        play.at(when, lambda: play.ears.later.append(Fault(Trouble.OVERFLOW)))
        play.at(when, play.box.lose)
    play.watch()
    assert len(play.problems) == 1
    assert play.times == [1010.7]
    assert play.sights == []


def test_a_folder_that_goes_and_comes_back_deletes_nothing(play: Play) -> None:
    """Rule 10."""
    gone = Fault(Trouble.MISSING, "/s")

    def unmount() -> None:
        play.marks.now, play.missing = [gone], ("/s",)

    def mount() -> None:
        play.marks.now, play.missing = [Fault(Trouble.REPLACED, "/s")], ()
        play.files.write("/s/one.txt", b"changed elsewhere")

    play.at(1010, unmount)
    play.at(1100, mount)
    play.watch()
    assert play.said == [Trouble.MISSING.value]
    assert [done.paths for _, done in play.synced[1:]] == [("/s/one.txt",)]
    assert play.times[0] <= 1100 + 3
    assert play.sights == [(True, 1), (False, 0)]


def test_a_folder_in_the_place_of_another_is_watched_and_named(play: Play) -> None:
    """Row 76."""
    play.at(1010, lambda: play.marks.now.append(Fault(Trouble.REPLACED, "/s")))
    play.save(1010, "/s/one.txt", b"of the other folder", told=False)
    play.watch()
    assert play.said == [Trouble.REPLACED.value]
    assert play.ears.started == 2
    assert play.times == [1060.5]


def test_a_network_drive_is_looked_at(play: Play) -> None:
    play.remote = [Fault(Trouble.NETWORK, "/s", "nfs4")]
    play.save(1010, "/s/one.txt", b"new", told=False)
    play.watch()
    assert len(play.problems) == 1
    assert play.times[0] <= 1012.6


def test_on_request_it_only_looks(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"new", told=False)
    play.watch(listens=False)
    assert play.ears.started == 0
    assert play.times[0] <= 1012.6
    assert play.problems == []


def test_a_growing_file_is_left_alone_by_looking_alone(play: Play) -> None:
    for number in range(20):
        play.save(1010 + number * 0.4, "/s/one.txt", b"x" * number, told=False)
    play.watch(listens=False)
    assert len(play.times) == 1
    assert play.times[0] > 1010 + 19 * 0.4


def test_it_stops_without_a_word_when_told_while_it_plans(play: Play) -> None:
    play.refusals = [Halted()]
    play.watch()
    assert play.synced == []
    assert play.ready_at is None


def test_a_sync_is_told_which_files_alone_may_be_others(play: Play) -> None:
    """All that was told of since the last look, be it no news: a touched file has another time."""
    play.save(1010, "/s/one.txt", b"1, edited")
    play.at(1010, lambda: play.box.put("/s/two.txt"))
    play.save(1020, "/s/two.txt", b"2, edited")
    play.watch(pace=Pace(check_every=5000))
    assert play.named == [None, {"/s/one.txt", "/s/two.txt"}, {"/s/two.txt"}]


def test_any_file_may_be_another_once_something_was_not_told(play: Play) -> None:
    play.save(1005, "/s/two.txt", b"2, edited", told=False)
    play.save(1200, "/s/one.txt", b"1, edited")
    play.at(1300, play.box.lose)
    play.save(1300, "/s/one.txt", b"1, edited again")
    play.watch()
    assert play.named == [None, None, {"/s/one.txt"}, None]


def test_any_file_may_be_another_where_the_watcher_only_looks(play: Play) -> None:
    play.save(1010, "/s/one.txt", b"1, edited")
    play.watch(listens=False)
    assert play.named == [None, None]


@pytest.mark.parametrize("error", [Busy("busy"), Stopped("stopped")])
def test_any_file_may_be_another_after_a_sync_that_failed(play: Play, error: VaultsyncError) -> None:
    play.save(1010, "/s/one.txt", b"1, edited")
    play.at(1009, lambda: play.refusals.append(error))
    play.watch()
    assert play.named == [None, {"/s/one.txt"}, None]
