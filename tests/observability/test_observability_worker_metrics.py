"""What a worker tells becomes numbers, and only numbers."""

from datetime import timedelta

from watching import Scene, batches_of
from wires import NOW, NOW_MS, Rig, diverted, wire

from interceptor.errors import Fault, StoreError
from interceptor.observer import PartitionState
from streams.port import Partition

WIRES = Partition("wires.outbound.bank", 3)


def test_a_batch_is_counted_once_it_is_durable(learnt: Rig, scene: Scene) -> None:
    (batch,) = batches_of(learnt, [diverted(910, 0.02, account="808900011110"), wire(911, 0.02), b"garbage", b"{}"])
    scene.clocks.turn(1_800)
    scene.commits("bank", batch, 0.01, None)
    scene.observer.committed("bank", batch, scene.clocks.ms)
    scene.observer.worked("bank", WIRES, 4, 0.02)
    assert scene.value("interceptor_transfers_total", tenant="bank") == 2
    assert scene.value("interceptor_decisions_total", tenant="bank", decision="intercept", jurisdiction="HK") == 1
    assert scene.value("interceptor_decisions_total", tenant="bank", decision="release", jurisdiction="CA") == 1
    assert scene.value("interceptor_decision_causes_total", tenant="bank", cause="scored") == 2
    assert scene.value("interceptor_rejected_total", tenant="bank", fault="not_json") == 1
    assert scene.value("interceptor_records_total", tenant="bank", topic="wires.outbound") == 4
    assert scene.value("interceptor_alerts_total", tenant="bank", lane="bank", jurisdiction="HK") == 1
    assert scene.value("interceptor_alerts_total", tenant="bank", lane="desk", jurisdiction="HK") == 1
    assert scene.value("interceptor_decision_latency_seconds_count", tenant="bank") == 2
    waited = 1800 - 0.02 * 86_400  # received 0.02 days after NOW
    assert scene.value("interceptor_decision_latency_seconds_sum", tenant="bank") == 2 * waited
    assert scene.value("interceptor_newest_decision_timestamp_seconds", tenant="bank") == NOW_MS / 1000 + 1800


def test_lag_and_freshness_go_with_their_partition(scene: Scene) -> None:
    place = {"tenant": "bank", "topic": "wires.outbound", "partition": "3"}
    scene.observer.partition("bank", WIRES, PartitionState.WORKING, None)
    scene.observer.lag("bank", WIRES, 0)
    scene.clocks.turn(5)
    scene.observer.lag("bank", WIRES, 12)
    assert scene.value("interceptor_lag_records", **place) == 12
    assert scene.value("interceptor_oldest_undecided_seconds", **place) == 5
    scene.observer.worked("bank", WIRES, 12, 0.1)
    scene.observer.lag("bank", WIRES, 0)
    assert scene.value("interceptor_oldest_undecided_seconds", **place) == 0
    assert scene.value("interceptor_partitions", tenant="bank") == 1
    scene.observer.partition("bank", WIRES, PartitionState.GONE, None)
    assert scene.value("interceptor_lag_records", **place) is None
    assert scene.value("interceptor_partitions", tenant="bank") == 0


def test_after_a_night_without_an_engine_the_age_is_that_of_the_records(learnt: Rig, scene: Scene) -> None:
    """The backlog began before we came: its age comes from what was received, not from when we began to look."""
    scene.clocks.ms = NOW_MS + 30 * 86_400_000 + 8 * 3_600_000
    scene.observer.partition("bank", WIRES, PartitionState.WORKING, None)
    scene.observer.lag("bank", WIRES, 1_000)
    (batch,) = batches_of(learnt, [wire(912, 30.0)])
    scene.observer.committed("bank", batch, scene.clocks.ms)
    scene.observer.worked("bank", WIRES, 1, 0.1)
    scene.observer.lag("bank", WIRES, 999)
    assert scene.places.held["bank", WIRES].waited(scene.clocks.ms) == 8 * 3600


def test_faults_of_store_and_consumer(scene: Scene) -> None:
    scene.observer.store(StoreError(Fault.CONFLICT))
    assert scene.value("interceptor_store_sick") == 1
    scene.observer.store(None)
    assert scene.value("interceptor_store_sick") == 0
    scene.observer.stalled(WIRES, 30)
    assert scene.value("interceptor_stalls_total", topic="wires.outbound") == 1
    scene.observer.partition("bank", WIRES, PartitionState.FENCED, StoreError(Fault.FENCED))
    assert scene.value("interceptor_fenced_total", tenant="bank") == 1
    scene.observer.partition("bank", WIRES, PartitionState.STOPPED, StoreError(Fault.STORE_FOREIGN))
    assert scene.value("interceptor_partitions_stopped_total", tenant="bank") == 1


def test_acts_of_the_desk_are_counted_too(learnt: Rig, scene: Scene) -> None:
    (released,) = learnt.score([wire(940, 0.03)])
    learnt.tenant.watch = scene.commits
    try:
        learnt.desk.report(learnt.desk.find(released["transfer_id"]), "confirmed", NOW + timedelta(days=1))
    finally:
        del learnt.tenant.watch
    assert scene.value("interceptor_decision_causes_total", tenant="bank", cause="report") == 1
    assert scene.value("interceptor_alerts_total", tenant="bank", lane="bank", jurisdiction="CA") == 1
    assert scene.value("interceptor_decision_latency_seconds_count", tenant="bank") is None


def test_an_observer_that_fails_stops_nothing(scene: Scene) -> None:
    scene.commits("bank", None, 0.01, None)  # type: ignore[arg-type]
    scene.observer.committed("bank", None, 0)  # type: ignore[arg-type]
    scene.observer.polled(1, 0.1)
    assert scene.value("interceptor_loop_turned_timestamp_seconds", loop="worker") == NOW_MS / 1000
