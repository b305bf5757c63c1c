"""The relay: outbox streams to topics, in order, each batch together with its mark.

Where to go on is the publisher's word, since it is committed with the records: exactly once. Only where that is
unknown, or was given under another incarnation of the store, the store's own mark decides and messages may be sent
again under the ids they had (research/streaming.md 5.3). Messages are bytes from the outbox; nothing is rendered here.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from streams import crashpoints
from streams.errors import NotAllowed, OutboxGap, RecordTooLarge, StreamError, UnknownTopic
from streams.port import Mark, Outbox, OutboxMessage, Publisher, StreamBatch

BATCH_BYTES = 16 * 1024 * 1024
"""A published batch ends with the message that passes this; keeps transactions and memory small."""
_AILING_SECONDS = 5.0
"""A stream that failed by its own fault is tried again after so long."""
_OF_ONE_STREAM = (RecordTooLarge, NotAllowed, UnknownTopic)
"""Faults of a message or its topic: they come back, and the other streams can do without it."""


class Basis(Enum):
    """By whose word a stream resumes; `FIRST`: neither the log nor the store knows of anything published yet."""

    """Why a stream resumes where it does."""

    COMMITTED = "committed"
    FIRST = "first"
    NO_MARK = "no_mark"
    OTHER_INCARNATION = "other_incarnation"
    STORE_BEHIND = "store_behind"

    @property
    def exact(self) -> bool:
        """Whether nothing is sent twice; else receivers may see ids again."""
        return self in {Basis.COMMITTED, Basis.FIRST}


class Resumption(NamedTuple):
    """A stream goes on after `number`."""

    stream: str
    number: int
    basis: Basis


class Part(NamedTuple):
    """Messages of one stream that go into one batch."""

    stream: str
    messages: Sequence[OutboxMessage]


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
        mark_every: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        checkpoint: Callable[[str], None] = crashpoints.reach,
        resumed: Callable[[Resumption], None] = lambda _resumption: None,
        published: Callable[[str, Sequence[OutboxMessage], float], None] = lambda _stream, _messages, _seconds: None,
        failed: Callable[[str, StreamError], None] | None = None,
    ) -> None:
        """`limit` messages of a stream at most in a round; `checkpoint` is called at named points, for fault tests.

        The store's own marks are written at most every `mark_every` seconds: they are for when the log knows nothing.
        `resumed` is told how each stream resumes, `published` what was committed and in how many seconds. `failed` is
        told of a stream that cannot go on by itself, and the others go on; without it the error is raised.
        """
        self._outbox = outbox
        self._publisher = publisher
        self._limit = limit
        self._marking = Marking(outbox, mark_every, clock)
        self._clock = clock
        self._checkpoint = checkpoint
        self._resumed = resumed
        self._published = published
        self._failed = failed
        self._ailing: dict[str, float] = {}
        """Streams that failed alone, and when they are tried again."""
        self._positions: dict[str, int] = {}
        self._incarnation = outbox.incarnation()

    def round(self) -> int:
        """Publish up to `limit` messages of every stream; gives how many. 0 means that the outbox is empty.

        An exception leaves its streams to be resumed by the next round: what was committed is asked again.
        """
        incarnation = self._outbox.incarnation()
        if incarnation != self._incarnation:
            self._positions.clear()
            self._incarnation = incarnation
        count = sum(map(self._publish, _batches(self._waiting())))
        self._marking.write(force=not count)
        return count

    def resume(self) -> None:
        """Take every stream over and find where it goes on."""
        for stream in self._outbox.streams():
            self._position(stream)

    def behind(self) -> dict[str, int]:
        """How many messages of each stream are not published yet, as far as is known."""
        heads = self._outbox.heads()
        known = {stream: self._positions.get(stream) for stream in heads}
        done = {stream: self._outbox.marked(stream) if at is None else at for stream, at in known.items()}
        return {stream: max(0, head - done[stream]) for stream, head in heads.items()}

    def renew(self) -> None:
        """Commit every mark again: a log may forget marks that are old."""
        marks = [
            StreamBatch(stream, [], Mark(number, self._incarnation))
            for stream, number in self._positions.items()
            if number
        ]
        if marks:
            self._publisher.publish_together(marks)

    def _waiting(self) -> Iterator[Part]:
        for stream, head in self._outbox.heads().items():
            if self._ailing.get(stream, 0.0) > self._clock():
                continue
            position = self._position(stream)
            if head <= position:
                continue
            messages = self._outbox.read(stream, position, self._limit)
            try:
                _refuse_gap(stream, position, messages)
            except OutboxGap as error:
                self._ails(stream, error)
                continue
            yield Part(stream, messages)

    def _publish(self, parts: Sequence[Part]) -> int:
        # A stream may lie in several batches: what follows one that failed must wait for it.
        parts = [part for part in parts if self._position(part.stream) == part.messages[0].number - 1]
        try:
            return self._publish_batch(parts) if parts else 0
        except _OF_ONE_STREAM as error:
            smaller = _divided(parts)
            if self._failed is None or not smaller:
                self._ails(parts[0].stream, error)
                return 0
        return sum(self._publish([part]) for part in smaller)  # one message is to blame: those before it can go

    def _ails(self, stream: str, error: StreamError) -> None:
        if self._failed is None:
            raise error
        self._ailing[stream] = self._clock() + _AILING_SECONDS
        self._failed(stream, error)

    def _publish_batch(self, parts: Sequence[Part]) -> int:
        begun = self._clock()
        batches = [
            StreamBatch(stream, [m.message() for m in messages], Mark(messages[-1].number, self._incarnation))
            for stream, messages in parts
        ]
        self._checkpoint("before_publish")
        try:
            self._publisher.publish_together(batches)
            self._checkpoint("after_publish")
        except BaseException:
            for part in parts:
                self._positions.pop(part.stream, None)
            raise
        for stream, messages in parts:
            self._positions[stream] = messages[-1].number
            self._marking.mark(stream, messages[-1].number)
            self._ailing.pop(stream, None)
            self._published(stream, messages, self._clock() - begun)
        self._marking.write()
        self._checkpoint("after_mark")
        return sum(len(part.messages) for part in parts)

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
            return Resumption(stream, marked, Basis.NO_MARK if marked else Basis.FIRST)
        if committed.incarnation != self._incarnation:
            return Resumption(stream, marked, Basis.OTHER_INCARNATION)
        if committed.number > self._outbox.last(stream):
            return Resumption(stream, marked, Basis.STORE_BEHIND)
        if committed.number > marked:
            self._marking.mark(stream, committed.number)
            self._marking.write()
        return Resumption(stream, committed.number, Basis.COMMITTED)


class Marking:
    """Writes the store's own marks, and not more often than every `every` seconds."""

    def __init__(self, outbox: Outbox, every: float, clock: Callable[[], float]) -> None:
        self._outbox = outbox
        self._every = every
        self._clock = clock
        self._written = clock()
        self._unwritten: dict[str, int] = {}

    def mark(self, stream: str, number: int) -> None:
        """The stream is published through `number`."""
        self._unwritten[stream] = number

    def write(self, *, force: bool = False) -> None:
        """Write what is due, or with `force` all of it."""
        if not self._unwritten or not (force or self._clock() - self._written >= self._every):
            return
        self._written = self._clock()
        for stream, number in self._unwritten.items():
            self._outbox.mark(stream, number)
        self._unwritten.clear()


def _refuse_gap(stream: str, position: int, messages: Sequence[OutboxMessage]) -> None:
    """Raises OutboxGap where a number is missing: leaving a recall out is worse than stopping."""
    for expected, message in enumerate(messages, start=position + 1):
        if message.number != expected:
            raise OutboxGap(f"{stream}: {expected} is missing before {message.number}")
    if not messages:
        raise OutboxGap(f"{stream}: {position + 1} is missing, and all behind it")


def _divided(parts: Sequence[Part]) -> list[Part]:
    """Smaller pieces of a batch: its streams, or the halves of the one stream; none of a single message."""
    if len(parts) > 1:
        return list(parts)
    ((stream, messages),) = parts
    middle = len(messages) // 2
    return [Part(stream, messages[:middle]), Part(stream, messages[middle:])] if middle else []


def _batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Runs of messages of about BATCH_BYTES each, over streams; a stream may lie in several."""
    batch: list[Part] = []
    size = 0
    for stream, messages in parts:
        begin = 0
        for index, message in enumerate(messages, start=1):
            size += len(message.value)
            if size >= BATCH_BYTES:
                yield [*batch, Part(stream, messages[begin:index])]
                batch, size, begin = [], 0, index
        if begin < len(messages):
            batch.append(Part(stream, messages[begin:]))
    if batch:
        yield batch
