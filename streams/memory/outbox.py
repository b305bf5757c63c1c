"""An `Outbox` in memory, which can be restored from an older copy of itself."""

from collections.abc import Mapping, Sequence

from streams.port import Message, OutboxMessage


class MemoryOutbox:
    """An outbox in memory."""

    def __init__(self, incarnation: str = "first") -> None:
        self._incarnation = incarnation
        self.messages: dict[str, list[Message]] = {}
        self.marks: dict[str, int] = {}

    def put(self, stream: str, message: Message) -> int:
        """Add a message under the stream's next number, which is given."""
        queue = self.messages.setdefault(stream, [])
        queue.append(message)
        return len(queue)

    def restored(self, through: dict[str, int], incarnation: str) -> "MemoryOutbox":
        """The store as an older copy has it: each stream only through the given number, under a new incarnation."""
        older = MemoryOutbox(incarnation)
        older.messages = {stream: self.messages[stream][:number] for stream, number in through.items()}
        older.marks = {stream: min(self.marked(stream), number) for stream, number in through.items()}
        return older

    def incarnation(self) -> str:
        """See `Outbox.incarnation`."""
        return self._incarnation

    def streams(self) -> Sequence[str]:
        """See `Outbox.streams`."""
        return sorted(self.messages)

    def heads(self) -> Mapping[str, int]:
        """See `Outbox.heads`."""
        return {stream: self.last(stream) for stream in self.streams()}

    def read(self, stream: str, after: int, limit: int) -> Sequence[OutboxMessage]:
        """See `Outbox.read`."""
        found = self.messages[stream][after : after + limit]
        return [
            OutboxMessage(number, m.topic, m.key, m.value, m.headers, m.timestamp)
            for number, m in enumerate(found, start=after + 1)
        ]

    def last(self, stream: str) -> int:
        """See `Outbox.last`."""
        return len(self.messages.get(stream, ()))

    def mark(self, stream: str, number: int) -> None:
        """See `Outbox.mark`."""
        self.marks[stream] = number

    def marked(self, stream: str) -> int:
        """See `Outbox.marked`."""
        return self.marks.get(stream, 0)
