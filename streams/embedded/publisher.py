"""The embedded log as a `Publisher`."""

from collections.abc import Sequence

from streams.embedded.log import EmbeddedLog
from streams.errors import Fenced
from streams.port import Mark, Message


class EmbeddedPublisher:
    """Publishes outbox streams into an open log. Several may exist; the last to ask for a stream has it."""

    def __init__(self, log: EmbeddedLog) -> None:
        self._log = log

    def committed(self, stream: str) -> Mark | None:
        """See `Publisher.committed`."""
        self._log.owners[stream] = self
        return self._log.committed(stream)

    def publish(self, stream: str, messages: Sequence[Message], through: Mark) -> None:
        """See `Publisher.publish`."""
        if self._log.owners.get(stream) is not self:
            raise Fenced(stream)
        self._log.publish(stream, messages, through)

    def close(self) -> None:
        """See `Publisher.close`. The log stays open: it belongs to who opened it."""
