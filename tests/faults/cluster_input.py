"""The input of a run on Kafka: the engine's mixed input, each record on the partition of its debtor."""

import json
import zlib
from collections import Counter
from itertools import islice
from pathlib import Path

from kafka import KafkaProducer

from interceptor.errors import MessageError
from interceptor.messages.decoding import decode
from interceptor.pipeline import topics
from interceptor.pipeline.carrying import to_message
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.reading import Numbered
from interceptor.transfers.transfer import Transfer
from streams.replay import replay
from tests.faults.engine_state import TENANT
from tests.services.clients import Kafka


def partition_of(record: Numbered, partitions: int) -> int:
    """By the debtor's account, so that a later stage and a repeat come behind their transfer; else by the bytes."""
    found = b""
    if record.fault is None:
        try:
            first = decode(record.record.body, declared_encoding=False)[0]
        except MessageError:
            first = None
        if isinstance(first, Transfer) and first.debtor_account is not None:
            found = (first.debtor_account.id or "").encode()
    return zlib.crc32(found or record.record.body) % partitions


def partitions_of(source: Path, partitions: int) -> bytes:
    """The partition of every record of the file, one byte each."""
    return bytes(partition_of(record, partitions) for record in numbered(replay(str(source))))


class Feed:
    """Writes a file to the topic of wires, piece by piece, so that no partition runs far ahead of the others."""

    def __init__(self, kafka: Kafka, source: Path, places: bytes) -> None:
        """`places` is each record's partition."""
        self.total = self.left = len(places)
        self.fed: Counter[tuple[str, int]] = Counter()
        self._records = zip(places, numbered(replay(str(source))), strict=True)
        self._topic = topics.wires(TENANT)
        self._name = kafka.prefix + self._topic
        self._producer = KafkaProducer(**kafka.options(), acks="all", linger_ms=5, batch_size=256 * 1024)

    def more(self, count: int) -> None:
        """Write so many records, if there are so many, and wait until they are taken."""
        waiting = []
        for partition, record in islice(self._records, count):
            message = to_message(self._topic, record)
            headers = list(message.headers)
            waiting.append(self._producer.send(self._name, message.value, headers=headers, partition=partition))
            self.fed[self._topic, partition] += 1
            self.left -= 1
        _arrived(waiting)

    def close(self) -> None:
        """Let go of the broker."""
        self._producer.close()


def _arrived(waiting: list) -> None:  # type: ignore[type-arg]  # kafka-python has no types
    for sent in waiting:
        sent.get(60)
    waiting.clear()


def put(kafka: Kafka, topic: str, records: list[dict[str, object]]) -> None:
    """Write JSON records to partition 0 of a topic."""
    producer = KafkaProducer(**kafka.options(), acks="all")
    try:
        _arrived([producer.send(kafka.prefix + topic, json.dumps(each).encode(), partition=0) for each in records])
    finally:
        producer.close()
