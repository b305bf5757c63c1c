"""The yardstick: one process that reads records, writes them again and commits, as plainly as kafka-python allows.

A poll of up to 500 records, one transaction a poll with the offsets in it, `acks=all`, idempotent. It does nothing
with a record, so it is what the transport alone costs. Run by `benchmarks.stream` as a process of its own.
"""

import argparse
import json
import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

_POLL = 500
_QUIET_S = 0.2


def main() -> None:
    """Echo until `--count` records went through; print how long that took from the first poll that gave records."""
    arguments = argparse.ArgumentParser()
    for name in ("--bootstrap", "--source", "--target"):
        arguments.add_argument(name, required=True)
    arguments.add_argument("--count", type=int, required=True)
    chosen = arguments.parse_args()
    consumer = KafkaConsumer(
        bootstrap_servers=chosen.bootstrap,
        group_id=f"echo-{chosen.source}",
        enable_auto_commit=False,
        isolation_level="read_committed",
        max_poll_records=_POLL,
        auto_offset_reset="earliest",
    )
    partitions = [
        TopicPartition(chosen.source, number) for number in consumer.partitions_for_topic(chosen.source) or ()
    ]
    consumer.assign(partitions)
    producer = KafkaProducer(
        bootstrap_servers=chosen.bootstrap, transactional_id=f"echo-{chosen.source}", acks="all", linger_ms=0
    )
    producer.init_transactions()
    print("ready", flush=True)
    print(json.dumps({"seconds": _echo(consumer, producer, chosen.target, chosen.count)}), flush=True)
    sys.stdin.readline()  # its CPU time is read while it still lives


def _echo(consumer: KafkaConsumer, producer: KafkaProducer, target: str, count: int) -> float:
    done, began = 0, 0.0
    while done < count:
        polled = consumer.poll(timeout_ms=int(_QUIET_S * 1000), max_records=_POLL)
        if not polled:
            continue
        began = began or time.perf_counter()
        producer.begin_transaction()
        offsets = {}
        for partition, records in polled.items():
            for record in records:
                producer.send(target, key=record.key, value=record.value, headers=record.headers)
            offsets[partition] = OffsetAndMetadata(records[-1].offset + 1, "", -1)
            done += len(records)
        producer.send_offsets_to_transaction(offsets, consumer.group_metadata())
        producer.commit_transaction()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
