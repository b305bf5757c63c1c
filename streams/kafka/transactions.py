"""One Kafka transaction after another under one transactional id, none of whose steps waits for ever.

kafka-python's own `commit_transaction` and `send_offsets_to_transaction` wait without a limit, also while no broker
answers: a relay could not be ended then. Their few lines are written here again, with a limit.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from kafka.errors import KafkaError, KafkaTimeoutError, UnknownError

from streams.errors import Fenced, NotAllowed, RecordTooLarge, StreamError, UnknownTopic
from streams.kafka.client import OffsetAndMetadata, TopicPartition, open_producer
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translated, translating
from streams.port import Mark, Message

_BATCH_BYTES = 512 * 1024
"""Of one partition at once; below what brokers take by default (message.max.bytes, 1 MiB)."""
_LINGER_MS = 1_000
"""Records wait for the flush: sending the first ones alone costs more requests, and the threads share one processor."""
_RETRY_MS = 5
"""The broker refuses a transaction while it still finishes the one before, some milliseconds. With 100 ms, the default,
a small batch takes 5 times as long (`python -m benchmarks.transactions`; docs/decisions/kafka.md)."""
_TRANSACTION_SECONDS = 30
"""So long a batch may be open. One that a killed process left holds readers back until its heir, or this, ends it."""

_END_SECONDS = 1.0
"""For the producer's thread to end and to close its connections."""
_ITS_OWN = (RecordTooLarge, NotAllowed, UnknownTopic)
"""Faults of one message; all others of its transaction fail with it, by other names."""


class Transactions:
    """A producer with a transactional id. Making it ends what an earlier one left open, and fences that one."""

    def __init__(
        self,
        config: KafkaConfig,
        transactional_id: str,
        partitions: Callable[[str], int],
        *,
        max_bytes: int,
        timeout: float,
    ) -> None:
        """`partitions` gives how many a topic (named as we name it) has; `timeout` seconds for each step.

        Raises BrokerUnreachable, BadCredentials, NotAllowed.
        """
        self._partitions = partitions
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._counts: dict[str, int] = {}
        self._producer: Any = open_producer(
            config,
            transactional_id=transactional_id,
            transaction_timeout_ms=_TRANSACTION_SECONDS * 1000,
            delivery_timeout_ms=_TRANSACTION_SECONDS * 1000,
            request_timeout_ms=_TRANSACTION_SECONDS * 500,
            max_block_ms=round(timeout * 1000),
            max_request_size=max_bytes,
            batch_size=_BATCH_BYTES,
            linger_ms=_LINGER_MS,
            retry_backoff_ms=_RETRY_MS,
        )
        try:
            with translating(f"transactions of {transactional_id}"):
                self._producer.init_transactions()
        except BaseException:
            self.close()
            raise

    def commit(
        self,
        messages: Sequence[tuple[str, Message]],
        marks: Mapping[str, tuple[Any, Mark]],
        sent: Callable[[], None] = lambda: None,
    ) -> None:
        """Write messages (each with its topic's name on the cluster) and groups' marks; all or nothing.

        `sent` is called when all is with the broker and nothing is committed. After an error this object is of no
        more use: make another. Raises Fenced, RecordTooLarge, UnknownTopic, NotAllowed, BrokerUnreachable.
        """
        futures: list[Any] = []
        try:
            self._producer.begin_transaction()
            for topic, message in messages:
                futures.append(self._send(topic, message))
            self._flush(futures)
            for group, (place, mark) in marks.items():
                offsets = {place: OffsetAndMetadata(mark.number, mark.incarnation, -1)}
                self._wait(self._producer._transaction_manager.send_offsets_to_transaction(offsets, group))
            sent()
            self._wait(self._producer._transaction_manager.begin_commit())
        except (KafkaError, OSError) as error:
            raise self._blamed(error, messages, futures) from error

    def _send(self, topic: str, message: Message) -> Any:
        size = len(message.value) + sum(len(value) for _, value in message.headers)
        if size > self._max_bytes:
            raise RecordTooLarge(f"{message.topic}: {size} bytes; see kafka.max_message_bytes")
        spread = message.value if message.key is None else message.key
        partition = zlib.crc32(spread) % self._count(message.topic)
        headers = list(message.headers)
        return self._producer.send(topic, message.value, message.key, headers, partition, message.timestamp)

    def _count(self, topic: str) -> int:
        """Partitions of a topic. Kept: a key keeps its partition for as long as this object lives."""
        count = self._counts.get(topic)
        if count is None:
            count = self._counts[topic] = self._partitions(topic)
        return count

    def _flush(self, futures: Sequence[Any]) -> None:
        """Until every message is acknowledged. Raises the error of one that is not."""
        if futures:
            with suppress(UnknownError):  # kafka-python: a batch was too large for its topic, and was divided
                self._producer.flush(timeout=self._timeout)
        # Of a batch whose time ran out before it was sent kafka-python tells nobody else: its transaction would commit.
        for future in futures:
            future.get(timeout=self._timeout)

    def _wait(self, result: Any) -> None:
        self._producer._sender.wakeup()
        if not result.wait(timeout_ms=self._timeout * 1000):
            raise KafkaTimeoutError(f"no answer for {self._timeout:.0f} s")

    def _blamed(self, error: Exception, messages: Sequence[tuple[str, Message]], futures: Sequence[Any]) -> StreamError:
        """The fault that the others follow from: that of a message, else of the transaction, else of the last step."""
        for (_, message), future in zip(messages, futures, strict=False):
            if future.is_done and future.failed():
                found = translated(future.exception, f"{message.topic}: {len(message.value)} bytes")
                if isinstance(found, _ITS_OWN):
                    return found
        last = self._producer._transaction_manager.last_error
        found = translated(error if last is None else last, "transaction")
        return found if isinstance(found, (Fenced, *_ITS_OWN)) else translated(error, "transaction")

    def close(self) -> None:
        """Let go of it at once; what is open stays open until an heir, or the broker, ends it."""
        with suppress(KafkaError):  # it waits for what was not sent yet
            self._producer.close(timeout=0)
        self._producer._sender.force_close()
        self._producer._closed = True
        self._producer._sender.join(_END_SECONDS)


def place(topic: str) -> Any:
    """Partition 0 of a topic, under which groups keep marks."""
    return TopicPartition(topic, 0)
