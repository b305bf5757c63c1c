"""The daily upkeep: once a day, by one of several processes, and never the end of the process beside which it runs."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from wires import NOW_MS

from interceptor.errors import Fault, StoreError
from interceptor.log_upkeep import LogUpkeep
from interceptor.observer import Unobserved
from interceptor.store.store import Store
from interceptor.store.upkeep import Pace, Upkeep
from interceptor.upkeeping import DAY_MS, Chore, UpkeepService, perform
from streams.embedded import EmbeddedLog
from streams.port import Message, Partition
from tests.store.store_batches import batch_at

HOUR_MS = 3_600_000


class Told(Unobserved):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.done: list[Upkeep] = []
        self.failures: list[Exception] = []

    def upkept(self, done: Upkeep, seconds: float) -> None:
        self.done.append(done)

    def upkeep_failed(self, error: Exception) -> None:
        self.failures.append(error)


class Days:
    """An upkeep over one store, with a clock that is turned by hand."""

    def __init__(self, place: Path | str, chore: Chore | None = None) -> None:
        self.now_ms, self.end, self.told, self.times = NOW_MS, threading.Event(), Told(), 0
        self.service = UpkeepService(
            lambda: Store(place, durable=False),
            [chore or self.chore],
            self.end,
            clock=lambda: self.now_ms,
            observer=self.told,
            settle=0.0,
            look_every=0.001,
        )

    def chore(self, store: Store, now_ms: int, done: Upkeep, pace: Pace) -> None:
        self.times += 1
        assert now_ms == self.now_ms
        done.removed += 1


def test_it_is_done_once_a_day_and_the_store_knows_when(place: Path | str, open_store: Callable[..., Store]) -> None:
    store = open_store(place)
    assert store.upkept_ms == 0
    one, another = Days(place), Days(place)
    assert one.service.look()
    assert store.upkept_ms == NOW_MS
    assert not one.service.look()
    assert not another.service.look()
    another.now_ms += DAY_MS
    assert another.service.look()
    assert store.upkept_ms == NOW_MS + DAY_MS
    assert (one.times, another.times) == (1, 1)
    assert [done.removed for done in one.told.done] == [1]


def test_a_clock_that_was_ahead_does_not_put_it_off(place: Path | str, open_store: Callable[..., Store]) -> None:
    store = open_store(place)
    store.upkept(NOW_MS + 365 * DAY_MS)
    assert Days(place).service.look()
    assert store.upkept_ms == NOW_MS


def test_what_fails_is_not_counted_as_done(place: Path | str, open_store: Callable[..., Store]) -> None:
    store = open_store(place)

    def fail(_store: Store, _now_ms: int, _done: Upkeep, _pace: Pace) -> None:
        raise StoreError(Fault.STORE_SLOW)

    days = Days(place, fail)
    assert not days.service.look()
    assert [error.fault for error in days.told.failures] == [Fault.STORE_SLOW]  # type: ignore[attr-defined]
    assert store.upkept_ms == 0


def test_a_chore_that_fails_keeps_no_other_from_its_turn(place: Path | str, open_store: Callable[..., Store]) -> None:
    store, done = open_store(place), []

    def fail(_store: Store, _now_ms: int, _done: Upkeep, _pace: Pace) -> None:
        raise StoreError(Fault.STORE_SLOW)

    with pytest.raises(StoreError):
        perform(store, [fail, lambda *given: done.append(given)], NOW_MS)
    assert done
    assert store.upkept_ms == 0


def test_while_another_process_is_at_it_nobody_else_begins(postgres: str) -> None:
    with Store(postgres, durable=False) as store:
        days = Days(postgres)
        leadership = store.lead("upkeep")
        assert leadership is not None
        assert not days.service.look()
        assert days.times == 0
        leadership.close()
        assert days.service.look()


@pytest.mark.parametrize("error", [StoreError(Fault.STORE_DOWN), RuntimeError("a bug")])
def test_a_failure_never_ends_the_thread(tmp_path: Path, error: Exception) -> None:
    Store(tmp_path / "s.db", durable=False).close()

    def fail(_store: Store, _now_ms: int, _done: Upkeep, _pace: Pace) -> None:
        if len(days.told.failures) == 2:
            days.end.set()
        raise error

    days = Days(tmp_path / "s.db", fail)
    days.service.run()
    assert days.told.failures == [error] * 3


def test_a_process_that_ends_early_does_none(tmp_path: Path) -> None:
    days = Days(tmp_path / "s.db")
    days.end.set()
    days.service.run()
    assert days.times == 0


def test_the_embedded_log_loses_what_is_old_and_worked_and_nothing_else(tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "log", segment_bytes=200)
    inputs = ["wires.outbound", "wires.outbound.bank", "wires.reports"]
    for topic in (*inputs, "wires.decisions"):
        for n in range(20):
            log.append([Message(topic, None, b"%d" % n + b"x" * 60)])
    with Store(tmp_path / "s.db", durable=False) as store:
        position = store.tenant("default").assign("wires.outbound", 0, "c")
        position.next_offset = 11
        store.tenant("default").commit(batch_at(position))
        done = Upkeep()
        tomorrow = NOW_MS * 2  # what was written now is old by then
        LogUpkeep(lambda: log, None)(store, tomorrow, done, lambda: None)
        LogUpkeep(lambda: None, 8)(store, tomorrow, done, lambda: None)
        LogUpkeep(lambda: log, 8)(store, 0, done, lambda: None)
        assert done.segments == 0
        LogUpkeep(lambda: log, 8)(store, tomorrow, done, lambda: None)
    begins = {topic: log.source([topic]).begin_offset(Partition(topic, 0)) for topic in log.topics()}
    assert 9 <= begins["wires.outbound"] <= 11
    assert begins["wires.decisions"] >= 18
    assert begins["wires.outbound.bank"] == begins["wires.reports"] == 0  # nobody has worked these
    assert done.segments > 0
    log.close()
