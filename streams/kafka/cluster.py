"""What the cluster says of itself and its topics, asked afresh: a client's own metadata may be half a minute old."""

import time
from typing import NamedTuple

from kafka.errors import for_code

from streams.errors import UnknownTopic
from streams.kafka.client import Admin, open_admin
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translated, translating
from streams.port import Identity

_PAUSE = 0.05
_PATIENCE = 3.0
"""Seconds for a topic that was made this moment to become known to the broker that we ask."""


class Topic(NamedTuple):
    """A topic as it is now. `id` is another when the topic was made anew under its old name."""

    id: str
    partitions: int


class Cluster:
    """One connection, made at the first question, kept until `close`."""

    def __init__(self, config: KafkaConfig) -> None:
        self._config = config
        self._admin: Admin | None = None
        self._id = ""
        self._known: dict[str, Topic] = {}

    def identity(self, topic: str) -> Identity:
        """Which log the offsets of a topic belong to. Raises UnknownTopic, NotAllowed, BrokerUnreachable."""
        found = self.topic(topic)
        if not self._id:
            with translating("cluster"):
                self._id = str(self._client().describe_cluster()["cluster_id"])
        return Identity(self._id, topic, found.id)

    def topic(self, topic: str, patience: float = 0.0) -> Topic:
        """A topic, named as we name it; waits for one that is being made. Raises as `identity`."""
        found = self._known[topic] = self._ask(topic, time.monotonic() + patience)
        return found

    def last_known(self, topic: str) -> str | None:
        """The topic's id when it was asked last."""
        known = self._known.get(topic)
        return None if known is None else known.id

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has. Raises as `identity`."""
        return self.topic(topic, _PATIENCE).partitions

    def _ask(self, topic: str, deadline: float) -> Topic:
        while True:
            with translating(topic):
                (described,) = self._client().describe_topics([self._config.prefix + topic])
            code = described["error_code"]
            if not code and described["partitions"]:
                return Topic(str(described["topic_id"]), len(described["partitions"]))
            if time.monotonic() >= deadline:
                raise translated(for_code(code)(), topic) if code else UnknownTopic(topic)
            time.sleep(_PAUSE)

    def _client(self) -> Admin:
        if self._admin is None:
            self._admin = open_admin(self._config)
        return self._admin

    def close(self) -> None:
        """Let go of the connection; may be called twice."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
