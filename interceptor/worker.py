"""The loop: poll the log, work each partition, publish the outbox. The same for every log behind `streams.port`."""

import time
from collections.abc import Callable, Iterable
from itertools import groupby

from interceptor.errors import Fault, StoreError
from interceptor.observer import PartitionState, Unobserved, WorkerObserver
from interceptor.pipeline.suspicion import Suspicion
from interceptor.share import Share
from interceptor.store.batch import Batch
from interceptor.tenancy import Tenancy
from streams import crashpoints
from streams.errors import LogDamaged, LogTruncated, OffsetOutOfRange, StreamError, TopicRecreated, UnknownTopic
from streams.port import Partition, Record, Source

Clock = Callable[[], int]
"""Milliseconds since 1970."""

_ASK_AGAIN = 10.0
"""Seconds after which a partition that another worker took is taken back, if the group still gives it to us."""
_OF_ONE_PARTITION = (OffsetOutOfRange, TopicRecreated, LogTruncated, LogDamaged)


class Worker:
    """Works the topics of some tenants from one source. One thread."""

    def __init__(
        self,
        tenancies: Iterable[Tenancy],
        source: Source,
        *,
        clock: Clock,
        batch_size: int,
        relay: Callable[[], int] = lambda: 0,
        before_taking: Callable[[], None] = lambda: None,
        observer: WorkerObserver | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`relay` publishes after each poll, where no other process or thread does it; it gives how many messages.

        `before_taking` is called before partitions are taken over: nothing is numbered before it returns.
        """
        self._tenancies = {topic: tenancy for tenancy in tenancies for topic in tenancy.topics}
        self._source = source
        self._clock = clock
        self._batch_size = batch_size
        self._relay = relay
        self._before_taking = before_taking
        self._observer: WorkerObserver = observer or Unobserved()
        self._monotonic = monotonic
        self._shares: dict[Partition, Share] = {}
        self._untaken: dict[Partition, float] = {}
        """Partitions that the source gives us and that are to be taken over, and from when on."""
        self._stopped: set[Partition] = set()
        self._known: dict[Partition, Suspicion] = {}

    def step(self, timeout: float) -> int:
        """One round; gives how many records were worked and messages published. 0 means that all is quiet.

        A partition that cannot go on is let go, and the others go on. Raises `StoreError` when the store cannot be
        used: the next step takes every partition over again, and works again what is not committed.
        """
        self._assign()
        records = self._poll(timeout)
        if records:
            crashpoints.reach("after_poll")
            self._work(records)
        crashpoints.reach("after_commit_before_publish")
        return len(records) + self._relay()

    def strike(self) -> int:
        """Let the clocks of cases strike; gives how many cases were due."""
        now_ms, count = self._clock(), 0
        for tenancy in dict.fromkeys(self._tenancies.values()):
            struck = tenancy.strike(now_ms)
            self._observer.struck(tenancy.name, struck)
            count += struck
        return count

    def look(self) -> None:
        """Say how far every partition is behind, and tell the log's own displays. Raises `StreamError`."""
        for partition in sorted((*self._shares, *self._stopped)):
            if partition in self._source.assigned():
                self._observer.lag(self._name(partition), partition, self._source.lag(partition))
        self._source.worked({partition: share.next_offset for partition, share in self._shares.items()})

    def let_go(self, error: Exception) -> None:
        """The store is sick: read nothing until each partition is taken over again, by the next step that can."""
        for partition in [*self._shares]:
            del self._shares[partition]
            self._untaken[partition] = self._monotonic()
            self._tell(partition, PartitionState.PAUSED, error)
        self._source.pause(sorted(self._untaken))

    def end(self) -> None:
        """In order, after a step: say of each partition that nothing killed this process there."""
        for partition in [*self._shares]:
            self._give_up(partition)
            self._forget(partition)

    def _give_up(self, partition: Partition) -> None:
        share = self._shares.get(partition)
        if share is not None:
            share.suspicion.let_go()

    def _assign(self) -> None:
        changes = self._source.changes()
        for partition in changes.revoked:
            self._give_up(partition)
            self._forget(partition)
            self._tell(partition, PartitionState.GONE, None)
        for partition in changes.assigned:
            self._forget(partition)
            self._untaken[partition] = self._monotonic()
        now = self._monotonic()
        due = [partition for partition, begin in self._untaken.items() if begin <= now]
        if due:
            self._before_taking()
        for partition in due:
            self._take(partition)

    def _take(self, partition: Partition) -> None:
        tenancy = self._tenancies[partition.topic]
        try:
            identity = self._source.identity(partition.topic)
            share = tenancy.take(
                partition, identity, self._clock(), before=self._known.get(partition), told=self._committed
            )
        except UnknownTopic:
            self._untaken[partition] = self._monotonic() + _ASK_AGAIN  # it is being deleted; the group will say so
            return
        except StoreError as error:
            if error.fault is not Fault.STORE_FOREIGN:
                raise
            self._stop(partition, error)
            return
        crashpoints.reach("in_rebalance")
        del self._untaken[partition]
        self._shares[partition] = share
        self._known[partition] = share.suspicion
        try:
            self._source.seek(partition, share.next_offset)
            self._source.resume([partition])
        except UnknownTopic:
            return  # gone meanwhile; the next changes say so
        self._tell(partition, PartitionState.WORKING, None)

    def _poll(self, timeout: float) -> list[Record]:
        begun = self._monotonic()
        try:
            records = self._source.poll(self._batch_size, timeout)
        except _OF_ONE_PARTITION as error:
            partition = _partition_of(error)
            if partition is None:
                raise
            self._stop(partition, error)
            records = []
        self._observer.polled(len(records), self._monotonic() - begun)
        return records

    def _work(self, records: list[Record]) -> None:
        for partition, group in groupby(records, key=lambda record: Partition(record.topic, record.partition)):
            share, some = self._shares.get(partition), list(group)
            if share is None:
                continue  # let go while these were on their way; who has it now works them
            begun = self._monotonic()
            try:
                share.work(some, self._clock())
            except Exception as error:
                if not isinstance(error, StoreError) or error.fault is not Fault.FENCED:
                    self.let_go(error)
                    raise
                self._fenced(partition, error)
                continue
            self._observer.worked(self._name(partition), partition, len(some), self._monotonic() - begun)

    def _fenced(self, partition: Partition, error: StoreError) -> None:
        self._give_up(partition)
        del self._shares[partition]
        self._untaken[partition] = self._monotonic() + _ASK_AGAIN
        self._source.pause([partition])
        self._tell(partition, PartitionState.FENCED, error)

    def _stop(self, partition: Partition, error: StoreError | StreamError) -> None:
        self._forget(partition)
        self._stopped.add(partition)
        self._source.pause([partition])
        self._tell(partition, PartitionState.STOPPED, error)

    def _forget(self, partition: Partition) -> None:
        self._shares.pop(partition, None)
        self._untaken.pop(partition, None)
        self._stopped.discard(partition)

    def _committed(self, tenant: str, batch: Batch) -> None:
        self._observer.committed(tenant, batch, self._clock())

    def _tell(self, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        self._observer.partition(self._name(partition), partition, state, error)

    def _name(self, partition: Partition) -> str:
        return self._tenancies[partition.topic].name


def _partition_of(error: StreamError) -> Partition | None:
    """The partition that an error is about, if it is about one."""
    topic, number = getattr(error, "topic", None), getattr(error, "partition", None)
    return Partition(topic, number) if isinstance(topic, str) and isinstance(number, int) else None
