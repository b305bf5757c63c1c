"""Static members of a consumer group, which come back under their name and are given what they had."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from kafka_log import KafkaLog

from streams.kafka import KafkaSource
from streams.port import Partition
from tests.services.clients import Kafka

PATIENCE = 60.0
WIRES = {Partition("wires", number) for number in range(4)}


@pytest.fixture
def log(kafka: Kafka) -> Iterator[KafkaLog]:
    made = KafkaLog(kafka)
    made.create_topic("wires", 4)
    yield made
    made.close_all()


def poll_until(done: Callable[[], bool], sources: Sequence[KafkaSource]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, [sorted(source.assigned()) for source in sources]
        for source in sources:
            source.poll(100, 0.1)


def test_what_a_member_gave_up_before_it_died_finds_an_owner_when_it_comes_back(log: KafkaLog) -> None:
    """The group once knew nobody who asked for the second half of a rebalance, and partitions were worked by nobody."""
    with ExitStack() as stack:

        def join(member: str | None) -> KafkaSource:
            source = KafkaSource(log.config, ["wires"], "group", member=member, metadata_max_age_ms=300)
            stack.callback(source.close)
            return source

        first, second = join("worker-1"), join(None)
        poll_until(lambda: first.assigned() == WIRES, [first])
        time.sleep(1.1)
        coordinator, assignments = first._member.client()._coordinator, first._member.assignments  # type: ignore[attr-defined]
        revoked = assignments.on_partitions_revoked

        def dying(places: object) -> None:
            revoked(places)  # type: ignore[arg-type]
            coordinator.request_rejoin = lambda: None

        assignments.on_partitions_revoked = dying  # type: ignore[method-assign]
        poll_until(lambda: first.assigned() != WIRES, [first, second])
        first.close()  # a static member says nothing to the group, as one that is killed
        again = join("worker-1")
        poll_until(lambda: again.assigned() | second.assigned() == WIRES, [again, second])
        assert not again.assigned() & second.assigned()
