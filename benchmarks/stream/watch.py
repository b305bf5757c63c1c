"""A receiver of its own: reads what was committed to some topics and notes when each UETR was first seen on each."""

import re
import threading
import time
from collections.abc import Mapping, Sequence

from kafka import KafkaConsumer, TopicPartition

_UETR = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Watch:
    """Reads topics from their ends on, in a thread of its own. `seen[topic][uetr]` is seconds of the wall clock."""

    def __init__(self, servers: str, topics: Sequence[str]) -> None:
        self.seen: dict[str, dict[str, float]] = {topic: {} for topic in topics}
        self._over = threading.Event()
        self._consumer = KafkaConsumer(
            bootstrap_servers=servers, enable_auto_commit=False, isolation_level="read_committed", fetch_max_wait_ms=100
        )
        places = [
            TopicPartition(topic, number)
            for topic in topics
            for number in self._consumer.partitions_for_topic(topic) or ()
        ]
        self._consumer.assign(places)
        self._consumer.seek_to_end(*places)
        for place in places:
            self._consumer.position(place)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.is_set():
            for place, records in self._consumer.poll(timeout_ms=100).items():
                now, seen = time.time(), self.seen[place.topic]
                for record in records:
                    for uetr in _UETR.findall(record.value):
                        seen.setdefault(uetr.decode(), now)

    def close(self) -> None:
        """Stop reading."""
        self._over.set()
        self._thread.join()
        self._consumer.close()


def latencies_ms(sent: Mapping[str, float], seen: Mapping[str, float]) -> list[float]:
    """Milliseconds from written to seen, rising, of those that were seen."""
    return sorted((seen[uetr] - moment) * 1000 for uetr, moment in sent.items() if uetr in seen)


def percentile(rising: Sequence[float], share: float) -> float | None:
    """The value below which `share` of them lie; None of none."""
    return rising[min(len(rising) - 1, int(len(rising) * share))] if rising else None
