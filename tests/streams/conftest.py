"""Every log that implements the port, so that one set of contract tests runs over all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streams_harness import Harness

from streams.embedded import EmbeddedLog, EmbeddedPublisher
from streams.memory import MemoryLog, MemoryPublisher


@pytest.fixture(params=["memory", "embedded", pytest.param("kafka", marks=pytest.mark.services)])
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Harness]:
    if request.param == "memory":
        memory = MemoryLog()
        yield Harness(memory, lambda: MemoryPublisher(memory))
        return
    if request.param == "kafka":
        from kafka_log import KafkaLog, murmur2

        kafka = KafkaLog(request.getfixturevalue("kafka"))
        yield Harness(kafka, kafka.publisher, patience=60.0, stamps=True, partition_of=murmur2)
        kafka.close_all()
        return
    embedded = EmbeddedLog(tmp_path / "log", segment_bytes=2000)
    yield Harness(embedded, lambda: EmbeddedPublisher(embedded))
    embedded.close()
