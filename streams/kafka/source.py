"""Kafka as a `Source`: a member of a consumer group that starts where the caller says, and nowhere else."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from kafka import errors as kafka_errors

from streams.errors import (
    LogDamaged,
    LogTruncated,
    OffsetOutOfRange,
    StreamError,
    TopicRecreated,
    UnknownTopic,
)
from streams.kafka.client import (
    Consumer,
    OffsetAndMetadata,
    Place,
    place_at_fault,
    refresh,
    rejoining,
    resume,
    topic_id,
)
from streams.kafka.cluster import Cluster
from streams.kafka.config import KafkaConfig
from streams.kafka.errors import translated
from streams.kafka.member import Member
from streams.kafka.offsets import Offsets
from streams.kafka.records import to_record
from streams.kafka.watch import JoinWatch, StallWatch
from streams.port import Changes, Identity, Partition, Record

_log = logging.getLogger(__name__)

_CHECK_EVERY = 1.0
"""Seconds between two looks at topic ids and at quiet partitions."""
_TELL_EVERY = 5.0
"""Seconds between two commits to the group, which are for displays only."""
_REFRESH_MS = 200
"""Milliseconds to wait for new metadata; while brokers are away nothing is read anyway."""
_JOIN_SECONDS = 20.0
"""So long a rebalance may take. A member is in a batch for some seconds at most; on small clusters one takes one."""
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
        options = {
            "session_timeout_ms": round(session * 1000),
            "heartbeat_interval_ms": round(min(session / 4, 3.0) * 1000),
            "group_instance_id": member,
            **changes,
        }
        self._clock = clock
        self._cluster = Cluster(config)
        self._member = Member(config, topics, group, options)
        self._offsets = Offsets(self._member, clock)
        self._watch = StallWatch(stall_after)
        self._joining = JoinWatch(_JOIN_SECONDS)
        self._stalled = stalled
        self._next: dict[Partition, int] = {}
        self._sought: set[Partition] = set()
        self._paused: set[Partition] = set()
        self._errors: deque[StreamError] = deque()
        self._checked = self._told = clock()

    def identity(self, topic: str) -> Identity:
        """See `Source.identity`."""
        return self._cluster.identity(topic)

    def changes(self) -> Changes:
        """See `Source.changes`."""
        changes = self._member.assignments.changes()
        for partition in (*changes.revoked, *changes.assigned):
            self._sought.discard(partition)
            self._paused.discard(partition)
            self._next.pop(partition, None)
        self._watch.forget(changes.revoked)
        return changes

    def assigned(self) -> frozenset[Partition]:
        """See `Source.assigned`."""
        return self._member.assignments.held()

    def seek(self, partition: Partition, offset: int) -> None:
        """See `Source.seek`. Does nothing for a partition that has gone a moment ago: `changes` will say so."""
        self._require(partition)
        self._next[partition] = offset
        if offset < 0:
            self._park(partition)
            self._errors.append(self._out_of_range(partition, offset))
            return
        place = self._member.place(partition)
        try:
            self._member.client().seek(place, offset)
            if partition not in self._paused:
                resume(self._member.client(), place)
        except (ValueError, KeyError):  # gone between two statements
            return
        self._sought.add(partition)
        self._watch.saw(partition, self._clock())

    def poll(self, max_records: int, timeout: float) -> list[Record]:
        """See `Source.poll`. Also raises TopicRecreated and LogTruncated, once for a partition at fault."""
        self._check(self._member.client())
        if self._errors:
            raise self._errors.popleft()
        client = self._member.client()  # the look may have made it anew
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
            partition = self._member.partition(place)
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
            begin, end = self._offsets.begin(partition), self._offsets.end(partition)
        except StreamError:
            begin = end = _UNKNOWN
        return OffsetOutOfRange(*partition, offset, begin, end)

    def _parked(self, place: Place) -> Partition:
        partition = self._member.partition(place)
        self._park(partition)
        return partition

    def _park(self, partition: Partition) -> None:
        """Nothing more of this partition until it is sought."""
        self._sought.discard(partition)
        self._watch.forget([partition])
        self._member.quietly(lambda client, place: client.pause(place), partition)

    def _check(self, client: Consumer) -> None:
        now = self._clock()
        if now - self._checked < _CHECK_EVERY:
            return
        self._checked = now
        self._member.settle()
        stuck = self._joining.saw(rejoining(client), now)
        if stuck is not None:
            _log.warning("the group gave no answer for %.0f s: new consumer", stuck)
            self._anew()
            return
        if self._sought:  # whoever worked for long may have missed a topic's end and its new begin
            refresh(client, _REFRESH_MS)
        for topic in {partition.topic for partition in self._sought}:
            seen, known = topic_id(client, self._member.there(topic)), self._cluster.last_known(topic)
            if seen is not None and known is not None and seen != known:
                for partition in sorted(one for one in self._sought if one.topic == topic):
                    self._park(partition)
                    self._errors.append(TopicRecreated(*partition))
        for partition in self._watch.quiet(now):
            if partition in self._sought and partition not in self._paused:
                self._look(partition, now)

    def _look(self, partition: Partition, now: float) -> None:
        """A partition was quiet for long: has it anything to give?"""
        try:
            end = self._offsets.end(partition)
        except StreamError:
            return
        position = self._offsets.position(partition)  # asking alone was seen to wake a stalled one
        still = self._watch.looked(partition, _UNKNOWN if position is None else position, end, now)
        if still is not None:
            _log.warning("%s/%d gave nothing for %.0f s with records waiting: new consumer", *partition, still)
            self._stalled(partition, still)
            self._anew()

    def _anew(self) -> None:
        self._watch.forget(list(self._sought))
        self._sought.clear()
        self._member.anew()

    def pause(self, partitions: Sequence[Partition]) -> None:
        """See `Source.pause`."""
        self._paused.update(partitions)
        for partition in partitions:
            self._member.quietly(lambda client, place: client.pause(place), partition)

    def resume(self, partitions: Sequence[Partition]) -> None:
        """See `Source.resume`."""
        self._paused.difference_update(partitions)
        for partition in partitions:
            if partition in self._sought:
                self._watch.saw(partition, self._clock())
                self._member.quietly(resume, partition)

    def begin_offset(self, partition: Partition) -> int:
        """See `Source.begin_offset`. Raises BrokerUnreachable."""
        self._require(partition)
        return self._offsets.begin(partition)

    def end_offset(self, partition: Partition) -> int:
        """See `Source.end_offset`: the last stable offset. Raises BrokerUnreachable."""
        self._require(partition)
        return self._offsets.end(partition)

    def lag(self, partition: Partition) -> int:
        """See `Source.lag`. One request a second for all partitions. Raises BrokerUnreachable."""
        self._require(partition)
        end, known = self._offsets.recent_end(partition, self.assigned()), self._next.get(partition, 0)
        if end is not None and partition in self._sought and known < end:
            known = self._offsets.position(partition) or known
        return 0 if end is None else max(0, end - known)

    def worked(self, offsets: Mapping[Partition, int]) -> None:
        """See `Source.worked`: commits to the group every few seconds."""
        now = self._clock()
        if not offsets or now - self._told < _TELL_EVERY:
            return
        self._told = now
        held = self.assigned()
        marks = {
            self._member.place(one): OffsetAndMetadata(offset, "", -1) for one, offset in offsets.items() if one in held
        }
        try:
            self._member.client().commit_async(marks)
        except kafka_errors.KafkaError as error:
            _log.info("the group's offsets were not committed: %s", type(error).__name__)

    def _require(self, partition: Partition) -> None:
        if partition not in self.assigned() and partition not in self._next:
            raise UnknownTopic(f"{partition.topic}/{partition.number} is not assigned")

    def close(self) -> None:
        """See `Source.close`. Leaves the group."""
        self._cluster.close()
        self._member.close()
