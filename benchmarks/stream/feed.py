"""Writing wires to a topic: all at once, or at an even pace with the time of each."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from kafka import KafkaProducer

from benchmarks.stream.messages import Wire


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fill(servers: str, topic: str, wires: Iterable[Wire]) -> int:
    """Write all of them as fast as it goes; gives how many."""
    producer = KafkaProducer(bootstrap_servers=servers, acks="all", linger_ms=20)
    count = 0
    for wire in wires:
        producer.send(topic, key=wire.key, value=wire.value, headers=wire.headers(_now()))
        count += 1
    producer.close()
    return count


def paced(servers: str, topic: str, wires: Iterable[Wire], rate: float, sent: dict[str, float]) -> None:
    """Write `rate` a second; `sent` takes the moment of each by UETR, in seconds of the wall clock."""
    producer = KafkaProducer(bootstrap_servers=servers, acks="all", linger_ms=0)
    began = time.perf_counter()
    for number, wire in enumerate(wires):
        ahead = began + number / rate - time.perf_counter()
        if ahead > 0:
            time.sleep(ahead)
        sent[wire.uetr] = time.time()
        producer.send(topic, key=wire.key, value=wire.value, headers=wire.headers(_now()))
    producer.close()
