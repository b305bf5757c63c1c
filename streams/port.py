"""The port between the engine and whatever carries records: the embedded log, memory, Kafka.

Rules that every implementation keeps (tests/streams/test_streams_contract.py):

- Positions belong to the caller. A newly assigned partition gives nothing until `Source.seek`; an offset that is not
  there is `OffsetOutOfRange`, never a silent skip.
- Callbacks of a transport only record; the caller learns of assignments from `Source.changes()` on its own thread
  (research/streaming.md section 1: rebalance callbacks run on another thread).
- Offsets rise within a partition but may have gaps.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

Headers = tuple[tuple[str, bytes], ...]

MAX_MESSAGE_BYTES = 9_000_000
"""A wire message has at most 8 MB (DESIGN section 4); headers, context and the batch around it come on top."""


class Partition(NamedTuple):
    """One ordered part of a topic."""

    topic: str
    number: int


class Identity(NamedTuple):
    """Which log an offset belongs to; kept with the store's offset and compared at start.

    `topic_id` changes when a topic is made anew under its old name; empty where the transport has none.
    """

    cluster: str
    topic: str
    topic_id: str = ""


class Record(msgspec.Struct, frozen=True, gc=False):
    """One record as read. `timestamp` is milliseconds since 1970 UTC, None where the writer gave none."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: Headers = ()
    timestamp: int | None = None


class Message(msgspec.Struct, frozen=True, gc=False):
    """One record to be written; records of one key keep their order. `timestamp` as in `Record`."""

    topic: str
    key: bytes | None
    value: bytes
    headers: Headers = ()
    timestamp: int | None = None


class OutboxMessage(msgspec.Struct, frozen=True, gc=False):
    """A message in an outbox stream, under its gapless number (1, 2, 3 …)."""

    number: int
    topic: str
    key: bytes | None
    value: bytes
    headers: Headers = ()
    timestamp: int | None = None

    def message(self) -> Message:
        """The same without its number."""
        return Message(self.topic, self.key, self.value, self.headers, self.timestamp)


class Mark(NamedTuple):
    """How far an outbox stream is published: through `number`, as numbered by the store's `incarnation`."""

    number: int
    incarnation: str


class StreamBatch(NamedTuple):
    """Messages of one outbox stream and the mark behind the last of them."""

    stream: str
    messages: Sequence[Message]
    through: Mark


class Changes(NamedTuple):
    """Partitions that came and went since the last call. Revoked and lost are one: the store's epoch decides."""

    assigned: tuple[Partition, ...] = ()
    revoked: tuple[Partition, ...] = ()


class Source(Protocol):
    """Where records come from. Used by one thread."""

    def identity(self, topic: str) -> Identity:
        """Which log the offsets of `topic` belong to. Raises UnknownTopic."""
        ...

    def changes(self) -> Changes:
        """Assignments since the last call. Call before each poll; seek every assigned partition."""
        ...

    def assigned(self) -> frozenset[Partition]:
        """The partitions held now."""
        ...

    def seek(self, partition: Partition, offset: int) -> None:
        """Read `partition` from `offset` on. Its existence is checked by the next poll. Raises UnknownTopic."""
        ...

    def poll(self, max_records: int, timeout: float) -> list[Record]:
        """At most `max_records` records, per partition in offset order; waits up to `timeout` seconds for the first.

        Raises OffsetOutOfRange once for a partition that stands outside what is kept, LogDamaged once where one
        cannot be read on: it then gives nothing until it is sought again, while the other partitions go on.
        """
        ...

    def pause(self, partitions: Sequence[Partition]) -> None:
        """Give nothing of these until `resume`; their positions stay."""
        ...

    def resume(self, partitions: Sequence[Partition]) -> None:
        """Undo `pause`."""
        ...

    def begin_offset(self, partition: Partition) -> int:
        """The first offset kept. Raises UnknownTopic."""
        ...

    def end_offset(self, partition: Partition) -> int:
        """The offset that the next record will have at least. Raises UnknownTopic."""
        ...

    def lag(self, partition: Partition) -> int:
        """About how many records wait behind those that `poll` gave. Raises UnknownTopic."""
        ...

    def worked(self, offsets: Mapping[Partition, int]) -> None:
        """Tell others, for their displays only, where each partition goes on. Never waits; may be lost."""
        ...

    def close(self) -> None:
        """Let go of everything; may be called twice."""
        ...


class Sink(Protocol):
    """Where records are written without an outbox: feeds, HTTP ingest, tests."""

    def append(self, messages: Sequence[Message]) -> list[tuple[Partition, int]]:
        """Write all of them, durable when it returns; gives partition and offset of each, in order."""
        ...

    def close(self) -> None:
        """Let go of everything; may be called twice."""
        ...


class Publisher(Protocol):
    """Writes batches of outbox streams, each together with its mark: both or neither."""

    def committed(self, stream: str) -> Mark | None:
        """Take `stream` over from any earlier publisher, then give its last committed mark (None if unknown)."""
        ...

    def publish(self, stream: str, messages: Sequence[Message], through: Mark) -> None:
        """Write the messages and commit `through` with them, durable when it returns.

        After an exception it may or may not have happened: `committed` tells. No messages renews the mark.
        Raises Fenced when another publisher took the stream.
        """
        ...

    def publish_together(self, batches: Sequence[StreamBatch]) -> None:
        """The same for several streams at once: all of them, or none."""
        ...

    def close(self) -> None:
        """Let go of everything; may be called twice."""
        ...


class Outbox(Protocol):
    """What the relay asks of a store. Numbers are gapless in each stream and start at 1."""

    def incarnation(self) -> str:
        """Changes whenever the numbers may start over: a new store, or one restored from an older copy."""
        ...

    def streams(self) -> Sequence[str]:
        """Names of the streams, one per input partition and one for acts of the desk."""
        ...

    def heads(self) -> Mapping[str, int]:
        """The highest number ever given in each stream, 0 if none; also when its rows are gone. One question."""
        ...

    def read(self, stream: str, after: int, limit: int) -> Sequence[OutboxMessage]:
        """At most `limit` committed messages with numbers above `after`, rising."""
        ...

    def last(self, stream: str) -> int:
        """The highest number ever given in `stream`, 0 if none; also when its rows are gone."""
        ...

    def mark(self, stream: str, number: int) -> None:
        """Keep, durable, that `stream` is published through `number`."""
        ...

    def marked(self, stream: str) -> int:
        """What `mark` kept last, 0 if nothing."""
        ...
