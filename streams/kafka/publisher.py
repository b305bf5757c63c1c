"""Kafka as a `Publisher`: each batch and its mark are one transaction.

The mark is an offset that the transaction commits: in the group of its stream, on partition 0 of the topic of marks,
with the number as offset and the store's incarnation as metadata. That topic has no records; it is there because
brokers take offsets of existing partitions only, and is nobody else's, because the marks go when it is deleted.

All streams share one transactional id, so taking over one stream takes over all. A relay publishes every stream of its
store; an id for each would cost a producer with two threads and its connections for each, and could not put several
streams into one transaction.
"""

from collections.abc import Callable, Sequence

from streams import crashpoints
from streams.errors import BrokerUnreachable, Fenced
from streams.kafka.cluster import Cluster
from streams.kafka.config import KafkaConfig
from streams.kafka.marks import Marks
from streams.kafka.names import Names
from streams.kafka.transactions import Transactions, place
from streams.port import MAX_MESSAGE_BYTES, Mark, Message, StreamBatch

MARKS_TOPIC = "relay.marks"


class KafkaPublisher:
    """Publishes the outbox streams of one store. One thread."""

    def __init__(
        self,
        config: KafkaConfig,
        name: str = "relay",
        *,
        max_bytes: int = MAX_MESSAGE_BYTES,
        timeout: float = 30.0,
        checkpoint: Callable[[str], None] = crashpoints.reach,
    ) -> None:
        """`name` is that of the store's relays: the one that asked last publishes, the others are fenced.

        `timeout` seconds for each step of a transaction; `checkpoint` is called at named points, for fault tests.
        """
        self._config = config
        self._name = config.prefix + name
        self._names = Names(config.prefix)
        self._place = place(self._names.there(MARKS_TOPIC))
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._checkpoint = checkpoint
        self._marks = Marks(config, timeout)
        self._cluster = Cluster(config)
        self._transactions: Transactions | None = None

    def reach(self) -> None:
        """Log in, so that a wrong setting is told before there is anything to publish.

        Raises BrokerUnreachable, BadCredentials, BadClientSetting.
        """
        self.marks([])

    def committed(self, stream: str) -> Mark | None:
        """See `Publisher.committed`. Raises BrokerUnreachable, NotAllowed, BadCredentials."""
        if self._transactions is None:
            self._transactions = Transactions(
                self._config, self._name, self._cluster.partitions, max_bytes=self._max_bytes, timeout=self._timeout
            )
        return self.marks([stream]).get(stream)

    def marks(self, streams: Sequence[str]) -> dict[str, Mark]:
        """The marks of these streams as they are, without taking them over; a stream without one is absent."""
        groups = {self._group(stream): stream for stream in streams}
        try:
            return {groups[group]: mark for group, mark in self._marks.read(list(groups), self._place).items()}
        except BrokerUnreachable:
            self._marks.close()
            raise

    def publish(self, stream: str, messages: Sequence[Message], through: Mark) -> None:
        """See `Publisher.publish`."""
        self.publish_together([StreamBatch(stream, messages, through)])

    def publish_together(self, batches: Sequence[StreamBatch]) -> None:
        """See `Publisher.publish_together`. Raises Fenced, RecordTooLarge, and what `Transactions.commit` raises."""
        if self._transactions is None:
            raise Fenced(f"{self._name} has not taken {batches[0].stream}")
        messages = [(self._names.there(m.topic), m) for batch in batches for m in batch.messages]
        marks = {self._group(batch.stream): (self._place, batch.through) for batch in batches}
        try:
            self._transactions.commit(messages, marks, lambda: self._checkpoint("in_publish"))
        except BaseException as error:
            self._drop()
            if isinstance(error, Fenced):
                raise Fenced(f"{self._name}: {', '.join(batch.stream for batch in batches)}") from error
            raise

    def _group(self, stream: str) -> str:
        return f"{self._name}.{stream}"

    def _drop(self) -> None:
        """What was under way is settled by the next `committed`, which makes a new producer."""
        transactions, self._transactions = self._transactions, None
        if transactions is not None:
            transactions.close()

    def close(self) -> None:
        """See `Publisher.close`."""
        self._drop()
        self._marks.close()
        self._cluster.close()
