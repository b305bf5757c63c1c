"""What a relay's transaction costs by how soon a refused step is tried again: `python -m benchmarks.transactions`.

A broker refuses the next transaction while it writes the markers of the last one; kafka-python then waits
`retry_backoff_ms`. Conditions: one broker on this machine, one producer, transactions one behind another, each with one
message of 1.2 KB and one stream's mark, or four streams' marks. Prints mean and 95th percentile in milliseconds: a
refused step is tried again or is not, so that a median tells little.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from streams.kafka import MARKS_TOPIC, KafkaConfig, KafkaPublisher
from streams.port import Mark, Message, StreamBatch
from tests.services.broker import Broker
from tests.services.clients import Kafka

BACKOFFS = (2, 5, 10, 20, 100)
TRANSACTIONS = 100


@contextmanager
def _publisher(config: KafkaConfig, backoff: int, streams: int) -> Iterator[KafkaPublisher]:
    with mock.patch("streams.kafka.transactions._RETRY_MS", backoff):
        made = KafkaPublisher(config, f"relay-{backoff}-{streams}")
        for stream in range(streams):
            made.committed(str(stream))
    yield made
    made.close()


def _cost(config: KafkaConfig, backoff: int, streams: int) -> str:
    took = []
    with _publisher(config, backoff, streams) as publisher:
        for number in range(1, TRANSACTIONS + 1):
            message = Message("alerts", b"key", bytes(1200))
            batches = [StreamBatch(str(stream), [message], Mark(number, "store")) for stream in range(streams)]
            begun = time.perf_counter()
            publisher.publish_together(batches)
            took.append((time.perf_counter() - begun) * 1000)
    took = sorted(took[TRANSACTIONS // 4 :])
    return f"{statistics.mean(took):8.1f} {took[len(took) * 95 // 100]:6.1f}"


def main() -> None:
    """Run it."""
    with Broker() as broker:
        kafka = Kafka.at(broker)
        for topic in ("alerts", MARKS_TOPIC):
            kafka.create_topic(topic, 1)
        config = KafkaConfig(servers=broker.servers)
        print("retry after ms      one stream     four streams")
        for backoff in BACKOFFS:
            print(f"{backoff:14} {_cost(config, backoff, 1)} {_cost(config, backoff, 4)}", flush=True)


if __name__ == "__main__":
    main()
