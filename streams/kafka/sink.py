"""Kafka as a `Sink`: durable on all in-sync replicas when `append` returns."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from kafka.errors import KafkaError, UnknownError

from streams.errors import Closed
from streams.kafka.client import open_producer
from streams.kafka.cluster import Cluster
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translated
from streams.kafka.names import Names
from streams.port import MAX_MESSAGE_BYTES, Message, Partition

_BATCH_BYTES = 512 * 1024


class KafkaSink:
    """Appends messages. Keys are spread as every Kafka client spreads them. Safe for several threads."""

    def __init__(self, config: KafkaConfig, *, max_bytes: int = MAX_MESSAGE_BYTES, timeout: float = 30.0) -> None:
        """`timeout` seconds for an append. Raises BrokerUnreachable, BadCredentials, BadClientSetting."""
        self._names = Names(config.prefix)
        self._timeout = timeout
        self._closed = False
        self._cluster = Cluster(config)
        self._topics: set[str] = set()
        self._producer: Any = open_producer(
            config,
            max_request_size=max_bytes,
            batch_size=_BATCH_BYTES,
            max_block_ms=round(timeout * 1000),
            delivery_timeout_ms=round(timeout * 1000),
            request_timeout_ms=round(timeout * 500),
            linger_ms=0,
        )

    def append(self, messages: Sequence[Message]) -> list[tuple[Partition, int]]:
        """See `Sink.append`. After an error some of the messages may be written.

        Raises UnknownTopic, RecordTooLarge, NotAllowed, BrokerUnreachable.
        """
        if self._closed:
            raise Closed("sink")
        topic = ""
        try:
            futures = []
            for message in messages:
                topic = message.topic
                if topic not in self._topics:  # kafka-python would wait a long time for one that does not exist
                    self._cluster.partitions(topic)
                    self._topics.add(topic)
                there, headers = self._names.there(topic), list(message.headers)
                futures.append(self._producer.send(there, message.value, message.key, headers, None, message.timestamp))
            with suppress(UnknownError):  # kafka-python: a batch was too large for its topic, and was divided
                self._producer.flush(timeout=self._timeout)
            places = []
            for message, future in zip(messages, futures, strict=True):
                topic = message.topic
                written = future.get(timeout=self._timeout)
                places.append((Partition(topic, written.partition), written.offset))
        except (KafkaError, OSError) as error:
            raise translated(error, topic) from error
        return places

    def close(self) -> None:
        """See `Sink.close`."""
        if not self._closed:
            self._closed = True
            with suppress(KafkaError):  # what was not sent in time was not acknowledged either
                self._producer.close(timeout=self._timeout)
            self._cluster.close()
