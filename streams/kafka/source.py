"""Kafka as a `Source`: a member of a consumer group that starts where the caller says, and nowhere else."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from kafka import errors as kafka_errors

from streams.errors import (
    BrokerUnreachable,
    Closed,
    LogDamaged,
    LogTruncated,
    OffsetOutOfRange,
    StreamError,
    TopicRecreated,
    UnknownTopic,
)
from streams.kafka.assignments import Assignments
from streams.kafka.client import (
    Consumer,
    OffsetAndMetadata,
    Place,
    TopicPartition,
    open_consumer,
    place_at_fault,
    refresh,
    rejoining,
    topic_id,
)
from streams.kafka.cluster import Cluster
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translated, translating
from streams.kafka.names import Names
from streams.kafka.records import to_record
from streams.kafka.watch import JoinWatch, StallWatch
from streams.port import Changes, Identity, Partition, Record

_log = logging.getLogger(__name__)

_CHECK_EVERY = 1.0
"""Seconds between two looks at topic ids and at quiet partitions."""
_TELL_EVERY = 5.0
"""Seconds between two commits to the group, which are for displays only."""
_ANSWER_MS = 10_000
"""Milliseconds to wait for offsets of a partition."""
_REFRESH_MS = 200
"""Milliseconds to wait for new metadata; while brokers are away nothing is read anyway."""
_JOIN_SECONDS = 60.0
"""So long a rebalance may take. A member is in a batch for some seconds at most; on small clusters one takes one."""
_CLOSE_MS = 5_000
_UNKNOWN = -1
"""Stands for an offset that could not be asked."""


class KafkaSource:
    """Reads the partitions that the group gives. One thread; see `streams.port.Source` for what it keeps."""

    def __init__(
        self,
        config: KafkaConfig,
        topics: Sequence[str],
        group: str,
        *,
        session: float = 10.0,
        member: str | None = None,
        stall_after: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        stalled: Callable[[Partition, float], None] = lambda _partition, _seconds: None,
        **changes: object,
    ) -> None:
        """Joins the group with the first poll. Raises BrokerUnreachable, BadCredentials, BadClientSetting.

        After `session` seconds without a heartbeat the group gives our partitions away. `member` is a name that stays
        ours over a restart (static membership, KIP-345): then the group waits for us instead. `stalled` is told of a
        partition that stood still, and for how many seconds. `changes` are for kafka-python, over our own.
        """
        self._config = config
        self._names = Names(config.prefix)
        self._topics = tuple(topics)
        self._group = config.prefix + group
        self._options = {
            "session_timeout_ms": round(session * 1000),
            "heartbeat_interval_ms": round(min(session / 4, 3.0) * 1000),
            "group_instance_id": member,
            **changes,
        }
        self._clock = clock
        self._cluster = Cluster(config)
        self._assignments = Assignments(self._names.here)
        self._watch = StallWatch(stall_after)
        self._joining = JoinWatch(_JOIN_SECONDS)
        self._stalled = stalled
        self._next: dict[Partition, int] = {}
        self._sought: set[Partition] = set()
        self._paused: set[Partition] = set()
        self._errors: deque[StreamError] = deque()
        self._checked = self._told = clock()
        self._ends: tuple[float, dict[Place, int]] = (0.0, {})
        self._closed = False
        self._consumer: Consumer | None = None
        self._join()

    def _join(self) -> None:
        consumer = open_consumer(self._config, self._group, **self._options)

        def hold(places: list[Place]) -> None:
            # Without a position kafka-python would take the group's offset; without the pause it would fetch.
            for one in places:
                consumer.seek(one, 0)
            consumer.pause(*places)

        self._assignments.hold = hold
        consumer.subscribe([self._names.there(topic) for topic in self._topics], listener=self._assignments)
        self._consumer = consumer

    def _client(self) -> Consumer:
        if self._closed:
            raise Closed("source")
        if self._consumer is None:
            self._join()
        assert self._consumer is not None
        return self._consumer

    def identity(self, topic: str) -> Identity:
        """See `Source.identity`."""
        return self._cluster.identity(topic)

    def changes(self) -> Changes:
        """See `Source.changes`."""
        changes = self._assignments.changes()
        for partition in (*changes.revoked, *changes.assigned):
            self._sought.discard(partition)
            self._paused.discard(partition)
            self._next.pop(partition, None)
        self._watch.forget(changes.revoked)
        return changes

    def assigned(self) -> frozenset[Partition]:
        """See `Source.assigned`."""
        return self._assignments.held()

    def seek(self, partition: Partition, offset: int) -> None:
        """See `Source.seek`. Does nothing for a partition that has gone a moment ago: `changes` will say so."""
        self._require(partition)
        self._next[partition] = offset
        if offset < 0:
            self._park(partition)
            self._errors.append(self._out_of_range(partition, offset))
            return
        place = self._place(partition)
        try:
            self._client().seek(place, offset)
            if partition not in self._paused:
                self._client().resume(place)
        except (ValueError, KeyError):  # gone between two statements
            return
        self._sought.add(partition)
        self._watch.saw(partition, self._clock())

    def poll(self, max_records: int, timeout: float) -> list[Record]:
        """See `Source.poll`. Also raises TopicRecreated and LogTruncated, once for a partition at fault."""
        self._check(self._client())
        if self._errors:
            raise self._errors.popleft()
        client = self._client()  # the look may have made it anew
        at_fault = place_at_fault(client)
        try:
            found = client.poll(timeout_ms=timeout * 1000, max_records=max_records)
        except kafka_errors.NoOffsetForPartitionError:
            return []  # a partition that was given this moment; the caller has not sought it yet
        except Exception as error:
            raise self._failed(error, at_fault or place_at_fault(client)) from error
        return self._taken(found) if found else []

    def _taken(self, found: dict[Place, list[Record]]) -> list[Record]:
        records: list[Record] = []
        now = self._clock()
        for place, some in found.items():
            partition = Partition(self._names.here(place.topic), place.partition)
            if partition in self._sought:
                records += [to_record(one, partition.topic) for one in some]
                self._next[partition] = records[-1].offset + 1
                self._watch.saw(partition, now)
        return records

    def _failed(self, error: Exception, at_fault: Place | None) -> StreamError:
        """The fault to raise; the partition that it is about, if it is about one, gives nothing more."""
        if isinstance(error, kafka_errors.OffsetOutOfRangeError):
            for place, offset in error.args[0].items():
                partition = self._parked(place)
                self._errors.append(self._out_of_range(partition, offset))
            return self._errors.popleft()
        if isinstance(error, kafka_errors.LogTruncationError):
            for place in error.divergent_offsets:
                self._errors.append(LogTruncated(*self._parked(place)))
            return self._errors.popleft()
        if isinstance(error, kafka_errors.CorruptRecordError | UnicodeDecodeError) and at_fault is not None:
            partition = self._parked(at_fault)
            where = f"{partition.topic}/{partition.number}, behind offset {self._next.get(partition, _UNKNOWN)}"
            return LogDamaged(f"{where}: {type(error).__name__}", *partition)
        return translated(error, "poll")

    def _out_of_range(self, partition: Partition, offset: int) -> OffsetOutOfRange:
        try:
            begin, end = self.begin_offset(partition), self.end_offset(partition)
        except StreamError:
            begin = end = _UNKNOWN
        return OffsetOutOfRange(*partition, offset, begin, end)

    def _parked(self, place: Place) -> Partition:
        partition = Partition(self._names.here(place.topic), place.partition)
        self._park(partition)
        return partition

    def _park(self, partition: Partition) -> None:
        """Nothing more of this partition until it is sought."""
        self._sought.discard(partition)
        self._watch.forget([partition])
        self._quietly(lambda client, place: client.pause(place), partition)

    def _check(self, client: Consumer) -> None:
        now = self._clock()
        if now - self._checked < _CHECK_EVERY:
            return
        self._checked = now
        stuck = self._joining.saw(rejoining(client), now)
        if stuck is not None:
            _log.warning("the group gave no answer for %.0f s: new consumer", stuck)
            self._anew()
            return
        if self._sought:  # whoever worked for long may have missed a topic's end and its new begin
            refresh(client, _REFRESH_MS)
        for topic in {partition.topic for partition in self._sought}:
            seen, known = topic_id(client, self._names.there(topic)), self._cluster.last_known(topic)
            if seen is not None and known is not None and seen != known:
                for partition in sorted(one for one in self._sought if one.topic == topic):
                    self._park(partition)
                    self._errors.append(TopicRecreated(*partition))
        for partition in self._watch.quiet(now):
            if partition in self._sought and partition not in self._paused:
                self._look(client, partition, now)

    def _look(self, client: Consumer, partition: Partition, now: float) -> None:
        """A partition was quiet for long: has it anything to give?"""
        place = self._place(partition)
        try:
            end = client.end_offsets([place], timeout_ms=_ANSWER_MS)[place]
            position = client.position(place, timeout_ms=_ANSWER_MS)  # asking alone was seen to wake a stalled one
        except (kafka_errors.KafkaError, AttributeError):  # kafka-python: no answer for one that is gone
            return
        still = self._watch.looked(partition, _UNKNOWN if position is None else position, end, now)
        if still is not None:
            _log.warning("%s/%d gave nothing for %.0f s with records waiting: new consumer", *partition, still)
            self._stalled(partition, still)
            self._anew()

    def _anew(self) -> None:
        """Leave the group and join it again with a new consumer; every partition is revoked."""
        client, self._consumer = self._consumer, None
        self._assignments.lose_all()
        self._watch.forget(list(self._sought))
        self._sought.clear()
        if client is not None:
            client.close(autocommit=False, timeout_ms=_CLOSE_MS)
        self._join()

    def pause(self, partitions: Sequence[Partition]) -> None:
        """See `Source.pause`."""
        self._paused.update(partitions)
        for partition in partitions:
            self._quietly(lambda client, place: client.pause(place), partition)

    def resume(self, partitions: Sequence[Partition]) -> None:
        """See `Source.resume`."""
        self._paused.difference_update(partitions)
        for partition in partitions:
            if partition in self._sought:
                self._watch.saw(partition, self._clock())
                self._quietly(lambda client, place: client.resume(place), partition)

    def begin_offset(self, partition: Partition) -> int:
        """See `Source.begin_offset`. Raises BrokerUnreachable."""
        return self._asked(partition, self._client().beginning_offsets)

    def end_offset(self, partition: Partition) -> int:
        """See `Source.end_offset`: the last stable offset. Raises BrokerUnreachable."""
        return self._asked(partition, self._client().end_offsets)

    def _asked(self, partition: Partition, ask: Callable[[list[Place], float], dict[Place, int]]) -> int:
        self._require(partition)
        place = self._place(partition)
        try:
            with translating(f"offsets of {partition.topic}/{partition.number}"):
                return ask([place], _ANSWER_MS)[place]
        except AttributeError as error:  # kafka-python: no answer for a partition without a leader
            raise BrokerUnreachable(f"offsets of {partition.topic}/{partition.number}") from error

    def lag(self, partition: Partition) -> int:
        """See `Source.lag`. One request a second for all partitions. Raises BrokerUnreachable."""
        self._require(partition)
        asked, ends = self._ends
        now = self._clock()
        if now - asked > _CHECK_EVERY:
            places = [self._place(held) for held in self.assigned()]
            with translating("end offsets"):
                ends = self._client().end_offsets(places, timeout_ms=_ANSWER_MS)
            self._ends = now, ends
        end = ends.get(self._place(partition))
        return 0 if end is None else max(0, end - self._position(partition, end))

    def _position(self, partition: Partition, end: int) -> int:
        """What the client would fetch next, which is past markers of transactions; else what was asked for."""
        known = self._next.get(partition, 0)
        if partition not in self._sought or known >= end:
            return known
        try:
            return self._client().position(self._place(partition), timeout_ms=_ANSWER_MS) or known
        except kafka_errors.KafkaError:
            return known

    def worked(self, offsets: Mapping[Partition, int]) -> None:
        """See `Source.worked`: commits to the group every few seconds."""
        now = self._clock()
        if not offsets or now - self._told < _TELL_EVERY:
            return
        self._told = now
        held = self.assigned()
        marks = {self._place(one): OffsetAndMetadata(offset, "", -1) for one, offset in offsets.items() if one in held}
        try:
            self._client().commit_async(marks)
        except kafka_errors.KafkaError as error:
            _log.info("the group's offsets were not committed: %s", type(error).__name__)

    def _require(self, partition: Partition) -> None:
        if partition not in self.assigned() and partition not in self._next:
            raise UnknownTopic(f"{partition.topic}/{partition.number} is not assigned")

    def _place(self, partition: Partition) -> Place:
        return TopicPartition(self._names.there(partition.topic), partition.number)

    def _quietly(self, act: Callable[[Consumer, Place], None], partition: Partition) -> None:
        """Do it, unless the partition has gone meanwhile."""
        try:
            act(self._client(), self._place(partition))
        except KeyError:
            return

    def close(self) -> None:
        """See `Source.close`. Leaves the group."""
        if self._closed:
            return
        self._closed = True
        self._cluster.close()
        if self._consumer is not None:
            self._consumer.close(autocommit=False, timeout_ms=_CLOSE_MS)
