"""Alive and ready, as an orchestrator asks."""

import pytest
from watching import Clocks

from interceptor.errors import Fault, StoreError
from interceptor.observability.health import PATIENCE, Health
from interceptor.observer import PartitionState
from streams.errors import Fenced, OutboxGap
from streams.port import Partition

WIRES = Partition("wires.outbound.bank", 3)


@pytest.fixture
def health(clocks: Clocks) -> Health:
    made = Health(clocks.monotonic)
    made.expect("worker")
    return made


def test_it_starts_alive_and_becomes_ready_with_the_first_turn(health: Health) -> None:
    assert health.dead() == []
    assert health.unready() == ["starting"]
    health.polled(0, 1.0)  # stands by, without a partition
    assert health.unready() == []


def test_a_loop_that_stands_still_is_dead(health: Health, clocks: Clocks) -> None:
    health.polled(1, 0.1)
    clocks.turn(PATIENCE + 3)
    assert health.dead() == ["worker: has not turned for 63 s"]
    assert health.unready() == health.dead()
    health.polled(0, 1.0)
    assert health.dead() == []


def test_a_sick_store_is_alive_and_not_ready(health: Health) -> None:
    health.polled(0, 1.0)
    health.store(StoreError(Fault.STORE_BUSY, "/secret/path"))
    assert health.dead() == []
    assert health.unready() == ["store: store_busy"]
    health.store(None)
    assert health.unready() == []


def test_a_store_that_cannot_be_read_is_not_ready(clocks: Clocks) -> None:
    assert Health(clocks.monotonic, lambda: False).unready() == ["store: unreachable"]


def test_a_stopped_partition_needs_a_person(health: Health) -> None:
    health.polled(0, 1.0)
    health.partition("bank", WIRES, PartitionState.STOPPED, StoreError(Fault.STORE_FOREIGN))
    assert health.unready() == ["partition wires.outbound.bank/3: stopped, store_foreign"]
    health.partition("bank", WIRES, PartitionState.WORKING, None)
    assert health.unready() == []


def test_a_stall_ends_with_records_or_with_nothing_left(health: Health) -> None:
    health.polled(0, 1.0)
    for end in (lambda: health.worked("bank", WIRES, 5, 0.1), lambda: health.lag("bank", WIRES, 0)):
        health.stalled(WIRES, 31.4)
        assert health.unready() == ["stalled wires.outbound.bank/3: no records for 31 s while some wait"]
        health.lag("bank", WIRES, 12)
        assert health.unready()
        end()
        assert health.unready() == []


def test_a_fenced_relay_is_not_ready_until_it_publishes(clocks: Clocks) -> None:
    health = Health(clocks.monotonic)
    health.active(True)
    health.round(0, 0.1)
    health.failed("7", Fenced("Cedar Timber"))
    health.failed(None, OutboxGap("Cedar Timber"))
    assert health.unready() == ["relay: OutboxGap", "relay stream 7: fenced"]
    health.published("7", [], 0.1)
    health.round(1, 0.1)
    assert health.unready() == []


def test_a_relay_that_stands_by_is_alive_and_ready(clocks: Clocks) -> None:
    health = Health(clocks.monotonic)
    health.expect("relay")
    health.failed("7", Fenced("taken"))
    health.active(False)
    clocks.turn(10 * PATIENCE)
    assert health.unready() == []
    health.active(True)
    clocks.turn(2 * PATIENCE)
    assert health.dead() == ["relay: has not turned for 120 s"]
