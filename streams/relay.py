"""The relay: outbox streams to topics, in order, each batch together with its mark.

Where to go on is the publisher's word, since it is committed with the records: exactly once. Only where that is
unknown, or was given under another incarnation of the store, the store's own mark decides and messages may be sent
again under the ids they had (research/streaming.md 5.3). Messages are bytes from the outbox; nothing is rendered here.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from streams import crashpoints
from streams.errors import OutboxGap
from streams.port import Mark, Outbox, OutboxMessage, Publisher

BATCH_BYTES = 16 * 1024 * 1024
"""A published batch ends with the message that passes this; keeps transactions and memory small."""


class Basis(Enum):
    """Why a stream resumes where it does."""

    COMMITTED = "committed"
    NO_MARK = "no_mark"
    OTHER_INCARNATION = "other_incarnation"
    STORE_BEHIND = "store_behind"

    @property
    def exact(self) -> bool:
        """Whether nothing is sent twice; else receivers see ids again."""
        return self is Basis.COMMITTED


class Resumption(NamedTuple):
    """A stream goes on after `number`."""

    stream: str
    number: int
    basis: Basis


class Relay:
    """Publishes what the outbox holds. The caller loops, waits and counts; one thread.

    Call `resume` (or a round) before the engine numbers new messages after a start: a store that was restored from an
    older copy is only recognised while its numbers are still behind the published ones, if its incarnation was kept.
    """

    def __init__(
        self,
        outbox: Outbox,
        publisher: Publisher,
        *,
        limit: int = 500,
        checkpoint: Callable[[str], None] = crashpoints.reach,
        resumed: Callable[[Resumption], None] = lambda _resumption: None,
    ) -> None:
        """`limit` messages of a stream at most in a round; `checkpoint` is called at named points, for fault tests;
        `resumed` is told how each stream resumes, for logs and metrics."""
        self._outbox = outbox
        self._publisher = publisher
        self._limit = limit
        self._checkpoint = checkpoint
        self._resumed = resumed
        self._positions: dict[str, int] = {}
        self._incarnation = outbox.incarnation()

    def round(self) -> int:
        """Publish up to `limit` messages of every stream; gives how many. 0 means that the outbox is empty.

        An exception leaves the stream to be resumed by the next round: what was committed is asked again.
        """
        if self._outbox.incarnation() != self._incarnation:
            self._positions.clear()
            self._incarnation = self._outbox.incarnation()
        return sum(self._publish(stream) for stream in self._outbox.streams())

    def resume(self) -> None:
        """Take every stream over and find where it goes on."""
        for stream in self._outbox.streams():
            self._position(stream)

    def _publish(self, stream: str) -> int:
        position = self._position(stream)
        messages = self._outbox.read(stream, position, self._limit)
        _refuse_gap(stream, position, messages)
        try:
            for batch in _batches(messages):
                self._publish_batch(stream, batch)
        except BaseException:
            self._positions.pop(stream, None)
            raise
        return len(messages)

    def _publish_batch(self, stream: str, batch: Sequence[OutboxMessage]) -> None:
        number = batch[-1].number
        self._checkpoint("before_publish")
        self._publisher.publish(stream, [message.message() for message in batch], Mark(number, self._incarnation))
        self._checkpoint("after_publish")
        self._outbox.mark(stream, number)
        self._checkpoint("after_mark")
        self._positions[stream] = number

    def _position(self, stream: str) -> int:
        """The number after which the stream goes on."""
        position = self._positions.get(stream)
        if position is None:
            resumption = self._find(stream)
            self._resumed(resumption)
            position = self._positions[stream] = resumption.number
        return position

    def _find(self, stream: str) -> Resumption:
        committed = self._publisher.committed(stream)
        marked = self._outbox.marked(stream)
        if committed is None:
            return Resumption(stream, marked, Basis.NO_MARK)
        if committed.incarnation != self._incarnation:
            return Resumption(stream, marked, Basis.OTHER_INCARNATION)
        if committed.number > self._outbox.last(stream):
            return Resumption(stream, marked, Basis.STORE_BEHIND)
        if committed.number > marked:
            self._outbox.mark(stream, committed.number)
        return Resumption(stream, committed.number, Basis.COMMITTED)


def _refuse_gap(stream: str, position: int, messages: Sequence[OutboxMessage]) -> None:
    """Raises OutboxGap where a number is missing: leaving a recall out is worse than stopping."""
    for expected, message in enumerate(messages, start=position + 1):
        if message.number != expected:
            raise OutboxGap(f"{stream}: {expected} is missing before {message.number}")


def _batches(messages: Sequence[OutboxMessage]) -> Iterator[Sequence[OutboxMessage]]:
    """Runs of messages of about BATCH_BYTES each."""
    begin, size = 0, 0
    for index, message in enumerate(messages, start=1):
        size += len(message.value)
        if size >= BATCH_BYTES or index == len(messages):
            yield messages[begin:index]
            begin, size = index, 0
