"""The embedded log as a `Publisher`."""

from collections.abc import Sequence

from streams.embedded.log import EmbeddedLog
from streams.errors import Fenced
from streams.port import Mark, Message, StreamBatch


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
        self.publish_together([StreamBatch(stream, messages, through)])

    def publish_together(self, batches: Sequence[StreamBatch]) -> None:
        """See `Publisher.publish_together`."""
        for stream, _, _ in batches:
            if self._log.owners.get(stream) is not self:
                raise Fenced(stream)
        messages = [message for batch in batches for message in batch.messages]
        self._log.publish_marked(messages, {batch.stream: batch.through for batch in batches})

    def close(self) -> None:
        """See `Publisher.close`. The log stays open: it belongs to who opened it."""
