"""A `Publisher` into a log in memory."""

from collections.abc import Sequence

from streams.errors import Fenced
from streams.memory.log import MemoryLog
from streams.port import Mark, Message, StreamBatch


class MemoryPublisher:
    """Publishes into a MemoryLog. Several may exist; the last to ask for a stream has it."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log

    def committed(self, stream: str) -> Mark | None:
        """See `Publisher.committed`."""
        self._log.owners[stream] = self
        return self._log.marks.get(stream)

    def publish(self, stream: str, messages: Sequence[Message], through: Mark) -> None:
        """See `Publisher.publish`."""
        self.publish_together([StreamBatch(stream, messages, through)])

    def publish_together(self, batches: Sequence[StreamBatch]) -> None:
        """See `Publisher.publish_together`."""
        for stream, _, _ in batches:
            if self._log.owners.get(stream) is not self:
                raise Fenced(stream)
        for stream, messages, through in batches:
            self._log.append(messages)
            self._log.marks[stream] = through

    def close(self) -> None:
        """See `Publisher.close`."""
