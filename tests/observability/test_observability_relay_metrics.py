"""What a relay tells becomes numbers."""

import pytest
from watching import Clocks
from wires import NOW_MS, instant

from interceptor.observability.metrics import Metrics
from interceptor.observability.relay_metrics import RelayMetrics
from interceptor.pipeline import topics
from streams.errors import Fenced, StreamError
from streams.port import OutboxMessage
from streams.relay import Basis, Resumption


class Relayed:
    def __init__(self, clocks: Clocks) -> None:
        self.metrics = Metrics()
        self.observer = RelayMetrics(self.metrics, clocks.wall, clocks.monotonic)

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


@pytest.fixture
def relayed(clocks: Clocks) -> Relayed:
    return Relayed(clocks)


def test_messages_are_counted_by_topic(relayed: Relayed) -> None:
    messages = [
        OutboxMessage(1, "wires.decisions.bank", b"1", b"{}"),
        OutboxMessage(2, "wires.decisions.bank", b"2", b"{}"),
        OutboxMessage(3, "recalls.alerts.hk", b"a", b"{}"),
    ]
    relayed.observer.published("7", messages, 0.01)
    assert relayed.value("interceptor_relay_published_total", topic="wires.decisions") == 2
    assert relayed.value("interceptor_relay_published_total", topic="recalls.alerts") == 1
    assert relayed.value("interceptor_relay_publish_seconds_count") == 1


@pytest.mark.parametrize("recalls", [topics.recalls("default"), topics.recalls("acme")])
def test_an_alert_is_timed_from_the_receipt_of_its_wire(relayed: Relayed, clocks: Clocks, recalls: str) -> None:
    received = (("format", b"camt.056"), ("received-at", instant(0).encode()))
    clocks.turn(2.5)
    messages = [
        OutboxMessage(1, recalls, b"c", b"<", received),
        OutboxMessage(2, recalls, b"c", b"<", (("format", b"pacs.028"),)),
        OutboxMessage(3, "recalls.alerts.hk", b"a", b"{}", (("received-at", b"Cedar Timber"),)),
    ]
    relayed.observer.published("7", messages, 0.01)
    assert relayed.value("interceptor_alert_latency_seconds_count", topic="recalls.outbound") == 1
    assert relayed.value("interceptor_alert_latency_seconds_sum", topic="recalls.outbound") == 2.5
    assert relayed.value("interceptor_alert_latency_seconds_count", topic="recalls.alerts") is None


def test_what_is_pending_grows_old(relayed: Relayed, clocks: Clocks) -> None:
    relayed.observer.behind("7", 0)
    clocks.turn(1)
    relayed.observer.behind("7", 5)
    clocks.turn(60)
    relayed.observer.behind("7", 5)
    assert relayed.value("interceptor_relay_pending_messages", stream="7") == 5
    assert relayed.value("interceptor_relay_oldest_pending_seconds", stream="7") == 61
    relayed.observer.published("7", [OutboxMessage(5, "wires.decisions", b"", b"")], 0.1)
    relayed.observer.behind("7", 0)
    assert relayed.value("interceptor_relay_oldest_pending_seconds", stream="7") == 0


def test_a_stream_that_is_taken_over_behind_counts_from_its_number(relayed: Relayed, clocks: Clocks) -> None:
    relayed.observer.resumed(Resumption("7", 100, Basis.COMMITTED))
    relayed.observer.behind("7", 0)
    clocks.turn(5)
    relayed.observer.published("7", [OutboxMessage(101, "wires.decisions", b"", b"")], 0.1)
    relayed.observer.behind("7", 3)
    clocks.turn(2)
    relayed.observer.behind("7", 3)
    assert relayed.value("interceptor_relay_oldest_pending_seconds", stream="7") == 7


def test_resumptions_fencing_and_failures(relayed: Relayed) -> None:
    for basis in Basis:
        relayed.observer.resumed(Resumption("7", 1, basis))
        assert relayed.value("interceptor_relay_resumptions_total", basis=basis.value) == 1
    relayed.observer.failed("7", Fenced("taken"))
    relayed.observer.failed(None, StreamError("down"))
    assert relayed.value("interceptor_relay_fenced_total") == 1
    assert relayed.value("interceptor_relay_failures_total") == 1


def test_who_stands_by_says_nothing_of_streams(relayed: Relayed) -> None:
    relayed.observer.active(True)
    relayed.observer.behind("7", 5)
    relayed.observer.round(0, 0.1)
    assert relayed.value("interceptor_loop_turned_timestamp_seconds", loop="relay") == NOW_MS / 1000
    relayed.observer.active(False)
    assert relayed.value("interceptor_relay_active") == 0
    assert relayed.value("interceptor_relay_pending_messages", stream="7") is None
