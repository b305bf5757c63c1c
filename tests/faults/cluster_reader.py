"""A reader of its own, as a bank would write one: plain kafka-python, read_committed, from the beginning to the end.

    python cluster_reader.py SERVERS FILE TOPIC…

Writes records as length-prefixed MessagePack: topic, partition, offset, key, value, headers.
"""

import sys
import time
from pathlib import Path

import msgspec
from kafka import KafkaConsumer, TopicPartition

_SECONDS = 300.0
"""Longest time to read everything; an open transaction that nobody ends would hold readers back for ever."""


def read(servers: str, target: Path, topics: list[str]) -> None:
    """Every committed record of every partition, until all ends are reached: the ends of the log, markers of
    transactions included, not the last stable offsets, behind which a transaction that hangs would hide records."""
    consumer = KafkaConsumer(bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="earliest")
    places = [
        TopicPartition(topic, number) for topic in topics for number in consumer.partitions_for_topic(topic) or ()
    ]
    encoder = msgspec.msgpack.Encoder()
    consumer.assign(places)
    for place in places:
        consumer.seek(place, 0)
    ends = _ends(servers, places)
    begun = time.monotonic()
    with target.open("wb") as file:
        left = set(places)
        while left:
            for records in consumer.poll(timeout_ms=500, max_records=2_000).values():
                for record in records:
                    place = (record.topic, record.partition, record.offset)
                    body = encoder.encode((*place, record.key, record.value, record.headers))
                    file.write(len(body).to_bytes(4, "big") + body)
            left = {place for place in left if (consumer.position(place) or 0) < ends[place]}
            if time.monotonic() - begun > _SECONDS:
                sys.exit(f"still not read after {_SECONDS:.0f} s: {sorted(left)}")
    consumer.close()


def _ends(servers: str, places: list[TopicPartition]) -> dict[TopicPartition, int]:
    consumer = KafkaConsumer(bootstrap_servers=servers, isolation_level="read_uncommitted")
    try:
        return consumer.end_offsets(places)
    finally:
        consumer.close()


if __name__ == "__main__":
    read(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
