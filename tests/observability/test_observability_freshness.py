"""What a desk sees of an engine's lag, from another process than the engine's."""

from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from watching import Clocks

from interceptor.commands.status_view import fresh as shown
from interceptor.observability.freshness import Freshness, freshness, words
from interceptor.observability.keeper import Keeper
from interceptor.observability.places import Places
from interceptor.observability.scrape import StoreCollector
from interceptor.observability.several import Several
from interceptor.observer import PartitionState
from interceptor.store.batch import Batch, DecisionRow
from interceptor.store.figures import Figures
from interceptor.store.store import Store
from streams.port import Partition

FIRST, SECOND = Partition("wires.outbound.bank", 0), Partition("wires.outbound.bank", 1)


class Said:
    """A worker that leaves word in a store, and a desk that reads it there."""

    def __init__(self, path: Path, clocks: Clocks) -> None:
        self.store, self.clocks, self.path = Store(path), clocks, path
        places = Places(clocks.monotonic)
        self.worker = Several((places, Keeper(self.store, places, clocks.wall, clocks.monotonic)))
        for partition in (FIRST, SECOND):
            self.worker.partition("bank", partition, PartitionState.WORKING, None)

    def decide(self, partition: Partition = FIRST) -> None:
        batch = Batch(1, 1, 1, 0, 0, 0, 0)
        batch.decisions.append(DecisionRow(1, 1, 1, 0, b"{}"))
        self.worker.committed("bank", batch, self.clocks.ms)
        self.worker.worked("bank", partition, 1, 0.1)

    def seen(self, tenant: str = "bank") -> Freshness | None:
        with Store(self.path) as desk:
            return freshness(words(Figures(desk.tenant(tenant))), self.clocks.ms)

    def shown(self) -> str:
        return shown(self.seen()).plain


@pytest.fixture
def said(tmp_path: Path, clocks: Clocks) -> Said:
    return Said(tmp_path / "store.db", clocks)


def test_before_any_word_nothing_is_claimed(said: Said) -> None:
    assert said.seen() is None
    assert said.shown() == "freshness unknown: no engine has left word here"


def test_up_to_date(said: Said, clocks: Clocks) -> None:
    said.decide()
    said.worker.lag("bank", FIRST, 0)
    said.worker.lag("bank", SECOND, 0)
    clocks.turn(3)
    assert said.shown() == "up to date: nothing waits for a decision; newest decision 3 s ago"


def test_behind_and_growing_while_nobody_says_more(said: Said, clocks: Clocks) -> None:
    said.worker.lag("bank", FIRST, 0)
    clocks.turn(20)
    said.worker.lag("bank", FIRST, 12)
    said.worker.lag("bank", SECOND, 0)
    clocks.turn(5)
    state = said.seen()
    assert state is not None
    assert (state.behind, state.waited, state.silent) == (12, 25, 5)
    assert said.shown() == "12 records wait for a decision, the oldest for at most 25 s"
    clocks.turn(50)
    assert said.shown().startswith("BEHIND: 12 records wait")


def test_a_silent_engine_is_told_first(said: Said, clocks: Clocks) -> None:
    said.worker.lag("bank", FIRST, 1)
    clocks.turn(7_500)
    assert said.shown() == ("NO WORD from the engine for 2 h; 1 record waited then: this may be out of date")


def test_one_silent_partition_is_enough(said: Said, clocks: Clocks) -> None:
    said.worker.lag("bank", SECOND, 0)
    clocks.turn(90)
    said.worker.lag("bank", FIRST, 0)
    assert said.shown().startswith("NO WORD from the engine for 90 s")


def test_a_word_is_a_commit_so_it_is_not_said_at_every_turn(
    said: Said, clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    tenant = said.store.tenant("bank")
    monkeypatch.setattr(tenant, "set_setting", lambda name, _value: kept.append(name))
    monkeypatch.setattr(said.store, "tenant", lambda _name: tenant)
    for _ in range(40):
        said.worker.lag("bank", FIRST, 0)
        clocks.turn(1)
    assert kept == ["freshness:wires.outbound.bank:0"] * 4


def test_another_tenant_sees_nothing_of_it(said: Said) -> None:
    said.worker.lag("bank", FIRST, 5)
    assert said.seen("other") is None


def test_a_setting_that_is_no_word_is_left_out(said: Said) -> None:
    said.store.tenant("bank").set_setting("freshness:x:0", "Cedar Timber")
    assert said.seen() is None


def test_it_is_a_metric_too(said: Said, clocks: Clocks) -> None:
    said.decide()
    said.worker.lag("bank", FIRST, 0)
    clocks.turn(10)
    said.worker.lag("bank", FIRST, 7)
    clocks.turn(2)
    value = _scraped(said, clocks)
    assert value("interceptor_behind_records") == 7
    assert value("interceptor_freshness_seconds") == 12
    assert value("interceptor_silence_seconds") == 2
    assert value("interceptor_since_decision_seconds") == 12


def _scraped(said: Said, clocks: Clocks) -> Callable[[str], float | None]:
    registry = CollectorRegistry()
    collector = StoreCollector(lambda: Store(said.path), lambda: ["bank"], clocks.wall, clocks.monotonic)
    registry.register(collector)
    list(registry.collect())
    collector.close()
    return lambda name: registry.get_sample_value(name, {"tenant": "bank"})
