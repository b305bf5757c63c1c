"""What a producer may send to stop its readers: a header's name that is no text, a batch that unpacks to too much."""

import time
from collections.abc import Iterator

import pytest
from kafka import KafkaProducer
from kafka.record.memory_records import MemoryRecordsBuilder
from kafka_log import KafkaLog

from streams.errors import LogDamaged
from streams.kafka import batches
from streams.kafka.batches import _Records
from streams.port import Record
from tests.services.clients import Kafka

Header = tuple[str, bytes]


class RawName(str):
    """A name that a producer sends as these bytes."""

    __slots__ = ("raw",)
    raw: bytes

    def encode(self, *_: object) -> bytes:
        return self.raw


def raw(name: bytes) -> str:
    found = RawName("x")
    found.raw = name
    return found


NAMES = {
    b"\xff": r"\xff",
    b"form\xffat": r"form\xffat",
    b"\xc3": r"\xc3",
    b"\xed\xa0\x80": r"\xed\xa0\x80",
    b"": "",
    "größe".encode(): "größe",
}
"""As sent, and as read."""


@pytest.fixture
def log(kafka: Kafka) -> Iterator[KafkaLog]:
    opened = KafkaLog(kafka)
    yield opened
    opened.close_all()


def send(kafka: Kafka, headers: list[list[Header]], **options: object) -> None:
    producer = KafkaProducer(**kafka.options(), linger_ms=200, **options)
    try:
        for sent in [producer.send(f"{kafka.prefix}wires", b"%d" % n, headers=h) for n, h in enumerate(headers)]:
            sent.get(20)
    finally:
        producer.close()


def read(log: KafkaLog, count: int) -> list[Record]:
    source = log.source(["wires"])
    records: list[Record] = []
    deadline = time.monotonic() + 20
    while len(records) < count and time.monotonic() < deadline:
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        records += source.poll(3, 0.1)
    return records


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_a_name_that_is_no_text_is_read_and_all_behind_it(log: KafkaLog, compression: str | None) -> None:
    log.create_topic("wires")
    named: list[list[Header]] = [[("format", b"json"), (raw(name), b"1"), ("context", b"")] for name in NAMES]
    send(log.kafka, [[("format", b"mt103")], *named, [("format", b"mt103")]], compression_type=compression)
    records = read(log, len(NAMES) + 2)
    assert [record.value for record in records] == [b"%d" % number for number in range(len(NAMES) + 2)]
    read_as = [(("format", b"json"), (name, b"1"), ("context", b"")) for name in NAMES.values()]
    assert [record.headers for record in records] == [
        (("format", b"mt103"),),
        *read_as,
        (("format", b"mt103"),),
    ]


def test_a_batch_full_of_them_takes_no_longer_than_its_size_asks() -> None:
    """The bytes are copied once, not once for each record: that would be minutes for this one."""
    count = 50_000
    batch = MemoryRecordsBuilder(2, 0, 1 << 30)
    for number in range(count):
        batch.append(number, None, b"x" * 100, [(raw(b"\xff"), b"")])
    batch.close()
    begun = time.process_time()
    records = _Records(batch.buffer()).next_batch()
    assert sum(record.headers == [(r"\xff", b"")] for record in records) == count
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
def test_a_batch_that_unpacks_to_too_much_stops_its_partition_alone(
    log: KafkaLog, compression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unpacked whole, a few kilobytes can be more than there is memory."""
    monkeypatch.setattr(batches, "MAX_UNPACKED_BYTES", 1_000_000)
    log.create_topic("wires", 2)
    producer = KafkaProducer(**log.kafka.options(), compression_type=compression, max_request_size=9_000_000)
    try:
        producer.send(f"{log.kafka.prefix}wires", b"0" * 900_000, partition=0).get(20)
        producer.send(f"{log.kafka.prefix}wires", b"0" * 1_100_000, partition=0).get(20)
        producer.send(f"{log.kafka.prefix}wires", b"after", partition=1).get(20)
    finally:
        producer.close()
    source = log.source(["wires"])
    found: list[int] = []
    stopped: list[LogDamaged] = []
    deadline = time.monotonic() + 20
    while (len(found) < 2 or not stopped) and time.monotonic() < deadline:
        for partition in source.changes().assigned:
            source.seek(partition, 0)
        try:
            found += [len(record.value) for record in source.poll(10, 0.1)]
        except LogDamaged as damaged:
            stopped.append(damaged)
    assert sorted(found) == [5, 900_000]
    assert [(one.topic, one.partition) for one in stopped] == [("wires", 0)]
