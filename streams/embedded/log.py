"""The embedded log: Kafka's place taken by a directory. One writing process, any number of readers."""

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from streams import crashpoints
from streams.embedded import topics
from streams.embedded.files import take_lock
from streams.embedded.frames import row_of
from streams.embedded.journal import Journal, Part
from streams.embedded.partition import PartitionWriter
from streams.embedded.recovery import Cut
from streams.embedded.retention import drop_segments
from streams.embedded.source import EmbeddedSource
from streams.errors import Closed, LogWriteFailed, RecordTooLarge, UnknownTopic
from streams.port import Mark, Message, Partition

SEGMENT_BYTES = 64 * 1024 * 1024
MAX_RECORD_BYTES = 16 * 1024 * 1024
"""A wire record has at most 8 MB of message (DESIGN section 4); base64, context and envelope come on top."""
MAX_BATCH_BYTES = 256 * 1024 * 1024
"""A published batch is written twice and held while it is written."""
_APPEND_BYTES = 32 * 1024 * 1024
"""Larger appends are written as several frames, so that a reader holds no more than this in hand."""


class EmbeddedLog:
    """The writing side of a log directory: topics, appends and published batches. Safe for several threads."""

    def __init__(self, root: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        """Open or make the log, finish what a crash left. Raises LogBusy, LogDamaged."""
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._lock_fd = take_lock(root)
        self._segment_bytes = segment_bytes
        self._guard = threading.Lock()
        self.owners: dict[str, object] = {}
        """Which publisher has each outbox stream."""
        self._failed = False
        self._writers: dict[Partition, PartitionWriter] = {}
        self._topics: dict[str, topics.Topic] = {}
        try:
            topics.ensure_cluster_id(root)
            self._open_partitions()
        except BaseException:
            self._close_files()
            raise

    def _open_partitions(self) -> None:
        self._journal = Journal(self.root / "journal", self._segment_bytes)
        for name in topics.list_topics(self.root):
            self._topics[name] = topics.read_topic(self.root, name)
            for number in range(self._topics[name].partitions):
                partition = Partition(name, number)
                directory = topics.partition_directory(self.root, partition)
                self._writers[partition] = PartitionWriter(directory, self._segment_bytes)
        for part in self._journal.last.parts:
            writer = self._writers.get(Partition(part.topic, part.partition))  # None: the topic was deleted since
            if writer is not None and writer.written_end <= part.base:
                writer.append(part.rows, part.base)
        for writer in self._writers.values():
            writer.settle()

    @property
    def cuts(self) -> list[Cut]:
        """Torn tails that were cut at open."""
        return [cut for writer in self._writers.values() for cut in writer.cuts]

    @property
    def lost(self) -> dict[Partition, range]:
        """Acknowledged offsets that were gone at open, because somebody or something shortened a file."""
        return {partition: writer.lost for partition, writer in self._writers.items() if writer.lost}

    def create_topic(self, name: str, partitions: int = 1) -> None:
        """Make a topic or add partitions to it; appending to an unknown topic makes it with one. Raises BadTopic."""
        with self._guard:
            self._ensure_open()
            self._create(name, partitions)

    def _create(self, name: str, partitions: int) -> topics.Topic:
        topic = topics.write_topic(self.root, name, partitions)
        for number in range(topic.partitions):
            partition = Partition(name, number)
            if partition not in self._writers:
                writer = PartitionWriter(topics.partition_directory(self.root, partition), self._segment_bytes)
                writer.settle()
                self._writers[partition] = writer
        self._topics[name] = topic
        return topic

    def append(self, messages: Sequence[Message]) -> list[tuple[Partition, int]]:
        """See `Sink.append`. One sync for each partition and 32 MB; all or nothing in each partition only."""
        _refuse_large(messages)
        with self._guard:
            self._ensure_open()
            places: list[tuple[Partition, int]] = []
            for chunk in _chunks(messages, _APPEND_BYTES):
                placed, parts = self._distribute(chunk)
                places += placed
                for part in parts:
                    self._writers[Partition(part.topic, part.partition)].append(part.rows)
            return places

    def publish(self, stream: str, messages: Sequence[Message], through: Mark) -> None:
        """Write a batch and its mark, both or neither. Raises LogWriteFailed, RecordTooLarge."""
        self.publish_marked(messages, {stream: through})

    def publish_marked(self, messages: Sequence[Message], marks: Mapping[str, Mark]) -> None:
        """Write a batch and the marks of several streams, all or nothing. Raises as `publish`.

        After LogWriteFailed the log takes no more: opening it again finishes the batch or forgets it.
        """
        _refuse_large(messages)
        if (size := sum(map(_size, messages))) > MAX_BATCH_BYTES:
            raise RecordTooLarge(f"batch of {size} bytes, at most {MAX_BATCH_BYTES}")
        with self._guard:
            self._ensure_open()
            if self._failed:
                raise LogWriteFailed("an earlier batch was not finished")
            _, parts = self._distribute(messages)
            self._failed = True
            self._journal.commit(marks, parts)
            crashpoints.reach("in_publish")
            for part in parts:
                self._writers[Partition(part.topic, part.partition)].append(part.rows, part.base)
            self._failed = False

    def committed(self, stream: str) -> Mark | None:
        """Mark of the last published batch of `stream`."""
        with self._guard:
            return self._journal.marks.get(stream)

    def _distribute(self, messages: Sequence[Message]) -> tuple[list[tuple[Partition, int]], list[Part]]:
        """Place of each message, and the rows of each partition."""
        parts: dict[Partition, Part] = {}
        places = []
        for message in messages:
            topic = self._topics.get(message.topic) or self._create(message.topic, 1)
            number = topics.partition_of(message.key, message.value, topic.partitions)
            partition = Partition(message.topic, number)
            part = parts.get(partition)
            if part is None:
                part = parts[partition] = Part(*partition, self._writers[partition].next_offset, [])
            places.append((partition, part.base + len(part.rows)))
            part.rows.append(row_of(message))
        return places, list(parts.values())

    def topics(self) -> list[str]:
        """Names of all topics."""
        with self._guard:
            return sorted(self._topics)

    def drop_segments(
        self,
        topic: str,
        *,
        keep_bytes: int | None = None,
        written_before: float | None = None,
        keep_from: Mapping[int, int] | None = None,
    ) -> int:
        """Retention: drop whole old segments, oldest first, and give their number; the last always stays.

        A segment goes when the newer ones hold `keep_bytes` without it, or when it was last written before
        `written_before` (epoch seconds). A reader that still needed it gets OffsetOutOfRange. `keep_from` protects one:
        by partition, the offset from which records stay; a partition that it does not name stays whole.
        """
        with self._guard:
            self._ensure_open()
            if topic not in self._topics:
                raise UnknownTopic(topic)
            writers = [(p.number, w) for p, w in self._writers.items() if p.topic == topic]
            return sum(
                drop_segments(
                    writer.directory,
                    keep_bytes,
                    written_before,
                    None if keep_from is None else keep_from.get(number, 0),
                )
                for number, writer in writers
            )

    def source(self, names: Sequence[str]) -> EmbeddedSource:
        """A source over all partitions of these topics."""
        return EmbeddedSource(self.root, names)

    def _ensure_open(self) -> None:
        if self._lock_fd < 0:
            raise Closed(str(self.root))

    def _close_files(self) -> None:
        for writer in self._writers.values():
            writer.close()
        if hasattr(self, "_journal"):
            self._journal.close()
        if self._lock_fd >= 0:
            os.close(self._lock_fd)
            self._lock_fd = -1

    def close(self) -> None:
        """Let go of files and lock; may be called twice."""
        with self._guard:
            self._close_files()


def _size(message: Message) -> int:
    """Bytes of a message, near enough."""
    return len(message.value) + len(message.key or b"") + sum(len(name) + len(value) for name, value in message.headers)


def _refuse_large(messages: Sequence[Message]) -> None:
    for message in messages:
        if (size := _size(message)) > MAX_RECORD_BYTES:
            raise RecordTooLarge(f"{message.topic}: {size} bytes, at most {MAX_RECORD_BYTES}")


def _chunks(messages: Sequence[Message], limit: int) -> list[Sequence[Message]]:
    """Runs of messages of about `limit` bytes each."""
    chunks, begin, size = [], 0, 0
    for index, message in enumerate(messages):
        size += _size(message)
        if size >= limit:
            chunks.append(messages[begin : index + 1])
            begin, size = index + 1, 0
    if begin < len(messages):
        chunks.append(messages[begin:])
    return chunks
