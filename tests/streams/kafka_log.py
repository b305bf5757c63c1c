"""A real broker as a log under test: topics are made when they are written to, as the other logs do it."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from kafka.partitioner.default import murmur2 as hashed

from streams.kafka import MARKS_TOPIC, KafkaConfig, KafkaPublisher, KafkaSink, KafkaSource
from streams.port import Message, Partition
from tests.services.clients import Kafka


def murmur2(key: bytes, partitions: int) -> int:
    """Where every client of Kafka puts a key."""
    return int((hashed(key) & 0x7FFFFFFF) % partitions)


class KafkaLog:
    """One broker, under a prefix of the test's own."""

    def __init__(self, kafka: Kafka) -> None:
        self.kafka = kafka
        self.config = config_of(kafka)
        self._groups = map("readers-{}".format, itertools.count())
        self._partitions: dict[str, int] = {}
        self._opened: list[KafkaSource | KafkaPublisher | KafkaSink] = []
        self._sink = KafkaSink(self.config)
        for name in (MARKS_TOPIC, "alerts"):  # a relay makes no topics
            self.create_topic(name)

    def create_topic(self, name: str, partitions: int = 1) -> None:
        have = self._partitions.get(name, 0)
        if not have:
            self.kafka.create_topic(name, partitions)
        elif have < partitions:
            with self.kafka.admin() as admin:
                admin.create_partitions({self.kafka.prefix + name: partitions})
        self._partitions[name] = max(have, partitions)

    def append(self, messages: Sequence[Message]) -> list[tuple[Partition, int]]:
        for topic in {message.topic for message in messages} - self._partitions.keys():
            self.create_topic(topic)
        return self._sink.append(messages)

    def source(self, names: Sequence[str]) -> KafkaSource:
        """A reader with a group of its own."""
        source = KafkaSource(self.config, names, next(self._groups), metadata_max_age_ms=300)
        self._opened.append(source)
        return source

    def publisher(self) -> KafkaPublisher:
        publisher = KafkaPublisher(self.config)
        self._opened.append(publisher)
        return publisher

    def close(self) -> None:
        self._sink.close()

    def close_all(self) -> None:
        """At the end of the test."""
        for opened in (*self._opened, self._sink):
            opened.close()


def config_of(kafka: Kafka, user: str = "admin") -> KafkaConfig:
    """How to reach the broker of a test."""
    if not kafka.authority:
        return KafkaConfig(servers=kafka.servers, prefix=kafka.prefix)
    return KafkaConfig(
        servers=kafka.servers,
        prefix=kafka.prefix,
        security="SASL_SSL",
        authority=Path(kafka.authority),
        user=user,
        password=kafka.passwords[user],
    )
