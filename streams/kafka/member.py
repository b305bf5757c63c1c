"""Our membership of a consumer group: the client that polls, made anew when it fails us."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streams.errors import Closed
from streams.kafka.assignments import Assignments
from streams.kafka.client import Consumer, Place, TopicPartition, join_again, joined, open_consumer
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translating
from streams.kafka.names import Names
from streams.port import Partition

_CLOSE_MS = 5_000


class Member:
    """One member. Places are the client's names of our partitions."""

    def __init__(self, config: KafkaConfig, topics: Sequence[str], group: str, options: Mapping[str, Any]) -> None:
        """Joins the group with the first poll. Raises BrokerUnreachable, BadCredentials, BadClientSetting."""
        self._config = config
        self._names = Names(config.prefix)
        self._topics = tuple(topics)
        self._group = config.prefix + group
        self._options = options
        self.assignments = Assignments(self._names.here)
        self._closed = False
        self._consumer: Consumer | None = self._join()

    def _join(self) -> Consumer:
        consumer = open_consumer(self._config, self._group, **self._options)
        self._settled = False

        def hold(places: list[Place]) -> None:
            # Without a position kafka-python would take the group's offset; without the pause it would fetch.
            for one in places:
                consumer.seek(one, 0)
            consumer.pause(*places)

        self.assignments.hold = hold
        topics = [self._names.there(topic) for topic in self._topics]
        # A member that joins before it knows its topics deals out nothing and joins again, and of some forty such
        # second joins one was seen to wait for ever.
        with translating(self._group):
            for topic in topics:
                consumer.partitions_for_topic(topic)
        consumer.subscribe(topics, listener=self.assignments)
        return consumer

    def client(self) -> Consumer:
        """The client. Raises Closed, and as the constructor where it has to be made again."""
        if self._closed:
            raise Closed("source")
        if self._consumer is None:
            self._consumer = self._join()
        return self._consumer

    def anew(self) -> None:
        """Leave the group and join it again with a new client; every partition is revoked."""
        client, self._consumer = self._consumer, None
        self.assignments.lose_all()
        if client is not None:
            client.close(autocommit=False, timeout_ms=_CLOSE_MS)
        self._consumer = self._join()

    def settle(self) -> None:
        """Call it now and then: a static member asks, once it has joined, that the partitions be dealt out again.

        Cooperative rebalances take two steps, and whoever gives partitions up in the first asks for the second. A
        static member that dies between the two and comes back is given what was left to it without a rebalance, and
        what it had given up would be nobody's for ever.
        """
        client = self._consumer
        if not self._settled and client is not None and joined(client):
            self._settled = True
            if self._options.get("group_instance_id") is not None:
                join_again(client)

    def there(self, topic: str) -> str:
        """A topic as the cluster names it."""
        return self._names.there(topic)

    def place(self, partition: Partition) -> Place:
        """A partition as the client names it."""
        return TopicPartition(self._names.there(partition.topic), partition.number)

    def partition(self, place: Place) -> Partition:
        """The partition at a place."""
        return Partition(self._names.here(place.topic), place.partition)

    def quietly(self, act: Callable[[Consumer, Place], None], partition: Partition) -> None:
        """Do it, unless the partition has gone meanwhile."""
        try:
            act(self.client(), self.place(partition))
        except KeyError:
            return

    def close(self) -> None:
        """Leave the group; may be called twice."""
        self._closed = True
        client, self._consumer = self._consumer, None
        if client is not None:
            client.close(autocommit=False, timeout_ms=_CLOSE_MS)
