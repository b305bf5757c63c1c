"""What a bank's producer compresses is read, whatever the codec: lz4 and snappy stopped the worker."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from kafka_log import KafkaLog

from tests.services.clients import Kafka
from tests.services.jars import jars, java

pytestmark = pytest.mark.slow
"""Kafka's own producer writes, in a Java of its own: it compresses otherwise than kafka-python does."""

COUNT = 500


@pytest.fixture
def log(kafka: Kafka) -> Iterator[KafkaLog]:
    opened = KafkaLog(kafka)
    yield opened
    opened.close_all()


def produce(kafka: Kafka, codec: str, lines: list[bytes]) -> None:
    """Lines as records of one large batch."""
    options = ["--bootstrap-server", kafka.servers, "--topic", f"{kafka.prefix}wires", "--compression-codec", codec]
    options += ["--producer-property", "batch.size=900000", "--producer-property", "linger.ms=300"]
    command = [java(), "-cp", f"{jars()}/*", "org.apache.kafka.tools.ConsoleProducer", *options]
    subprocess.run(command, input=b"\n".join(lines) + b"\n", capture_output=True, check=True, timeout=60)


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_wires_of_every_codec_are_read(log: KafkaLog, codec: str) -> None:
    log.create_topic("wires")
    lines = [b"<Document>%d %s</Document>" % (number, b"wire %d " % number * 200) for number in range(COUNT)]
    produce(log.kafka, codec, lines)
    source = log.source(["wires"])
    found: list[bytes] = []
    deadline = time.monotonic() + 20
    while len(found) < COUNT and time.monotonic() < deadline:
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        found += [record.value for record in source.poll(100, 0.1)]
    assert found == lines
