"""What a relay sends to Kafka is there together with its mark, or neither is."""

import time
from collections.abc import Iterator

import pytest
from kafka_log import KafkaLog

from streams.errors import BrokerUnreachable
from streams.kafka import KafkaSource
from streams.port import Mark, Message, Partition
from tests.services.clients import Kafka

ALERTS = Partition("alerts", 0)


@pytest.fixture
def log(kafka: Kafka) -> Iterator[KafkaLog]:
    made = KafkaLog(kafka)
    yield made
    made.close_all()


def test_messages_whose_time_ran_out_take_their_mark_with_them(log: KafkaLog) -> None:
    """kafka-python commits a transaction whose records were given up before they were sent: in an outage of 30 s that
    ended at the right moment, 96 decisions were marked as published and were on no topic."""
    publisher = log.publisher()
    assert publisher.committed("1") is None
    messages = [Message("alerts", b"key", b"%d" % number) for number in range(3)]
    producer = publisher._transactions._producer  # type: ignore[attr-defined]
    producer._accumulator.config["delivery_timeout_ms"] = 1
    with pytest.raises(BrokerUnreachable):
        publisher.publish("1", messages, Mark(3, "first"))
    assert publisher.committed("1") is None
    publisher.publish("1", messages, Mark(3, "first"))
    assert publisher.committed("1") == Mark(3, "first")
    assert everything(log.source(["alerts"])) == [b"0", b"1", b"2"]


def everything(source: KafkaSource) -> list[bytes]:
    found: list[bytes] = []
    deadline = time.monotonic() + 30
    while not source.assigned() or source.lag(ALERTS):
        assert time.monotonic() < deadline, found
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        found += [record.value for record in source.poll(100, 0.1)]
    return found
