"""What the worker, the relay and the upkeep tell whoever watches them: metrics, health, logs.

They call these from their own thread, between two pieces of work, so an implementation is quick, keeps no reference to
what it is given, and never raises. Nothing here decides anything. Times are seconds of a monotonic clock unless a name
ends in `_ms`, which is milliseconds since 1970.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from interceptor.store.batch import Batch
from interceptor.store.upkeep import Upkeep
from streams.port import OutboxMessage, Partition
from streams.relay import Resumption


class PartitionState(Enum):
    """What this worker does with a partition."""

    WORKING = "working"
    PAUSED = "paused"
    """The store is sick; positions stay, nothing is lost."""
    FENCED = "fenced"
    """Another worker has taken it. This one asks again after a while if the group still gives it the partition."""
    STOPPED = "stopped"
    """It cannot go on without a person: an offset that is gone, another log, a topic made anew. Others go on."""
    GONE = "gone"
    """Another member of the group has it now."""


class WorkerObserver(Protocol):
    """Watches one worker."""

    def polled(self, records: int, seconds: float) -> None:
        """A poll gave so many records of all partitions after waiting so long; 0 means that all is quiet.

        Comes at least once a second while the worker lives, also while the store is sick: a liveness signal.
        """
        ...

    def committed(self, tenant: str, batch: Batch, now_ms: int) -> None:
        """A batch of wires is durable. `now_ms` is when: minus a register row's `received_at`, the time to decision.

        `batch` holds register rows, decisions (`kind`), rejected records (`fault`), outgoing messages (`topic`), cases.
        """
        ...

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        """So many records of one partition are done, committed included. Also for reports and replies."""
        ...

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """The partition's state has changed; `error` is why, where it is one."""
        ...

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """About so many records wait behind what was polled. Said every few seconds for each partition that is held."""
        ...

    def store(self, error: Exception | None) -> None:
        """The store cannot be used and why, said at each attempt; None when it is well again."""
        ...

    def stalled(self, partition: Partition, seconds: float) -> None:
        """The partition had records waiting and gave none for so long, so the consumer was made anew."""
        ...

    def struck(self, tenant: str, cases: int) -> None:
        """Clocks of cases were looked at; so many struck. Said every few seconds."""
        ...


class RelayObserver(Protocol):
    """Watches one relay."""

    def active(self, active: bool) -> None:
        """This process publishes from now on, or stands by."""
        ...

    def resumed(self, resumption: Resumption) -> None:
        """A stream goes on after a number; not `exact` means that receivers see some ids again."""
        ...

    def published(self, stream: str, messages: Sequence[OutboxMessage], seconds: float) -> None:
        """These messages, and the mark behind them, are committed on the log; it took so long."""
        ...

    def behind(self, stream: str, messages: int) -> None:
        """So many messages of the stream are committed in the store and not yet published."""
        ...

    def round(self, messages: int, seconds: float) -> None:
        """A round over all streams is done. Comes at least once a second while active: a liveness signal."""
        ...

    def failed(self, stream: str | None, error: Exception) -> None:
        """A stream (or, with None, the round) could not be published; it is tried again after a pause.

        A message larger than the broker takes and a missing number come back at every attempt until a person acts.
        """
        ...


class UpkeepObserver(Protocol):
    """Watches the daily upkeep of a store, which has a thread of its own."""

    def upkept(self, done: Upkeep, seconds: float) -> None:
        """This process did the upkeep; it took so long."""
        ...

    def upkeep_failed(self, error: Exception) -> None:
        """It could not be done to the end; it is tried again some minutes later."""
        ...


class Unobserved:
    """All these observers, for when nobody watches. Subclass it to watch only some things."""

    def polled(self, records: int, seconds: float) -> None:
        """See `WorkerObserver.polled`."""

    def committed(self, tenant: str, batch: Batch, now_ms: int) -> None:
        """See `WorkerObserver.committed`."""

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        """See `WorkerObserver.worked`."""

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """See `WorkerObserver.partition`."""

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """See `WorkerObserver.lag`."""

    def store(self, error: Exception | None) -> None:
        """See `WorkerObserver.store`."""

    def stalled(self, partition: Partition, seconds: float) -> None:
        """See `WorkerObserver.stalled`."""

    def struck(self, tenant: str, cases: int) -> None:
        """See `WorkerObserver.struck`."""

    def active(self, active: bool) -> None:
        """See `RelayObserver.active`."""

    def resumed(self, resumption: Resumption) -> None:
        """See `RelayObserver.resumed`."""

    def published(self, stream: str, messages: Sequence[OutboxMessage], seconds: float) -> None:
        """See `RelayObserver.published`."""

    def behind(self, stream: str, messages: int) -> None:
        """See `RelayObserver.behind`."""

    def round(self, messages: int, seconds: float) -> None:
        """See `RelayObserver.round`."""

    def failed(self, stream: str | None, error: Exception) -> None:
        """See `RelayObserver.failed`."""

    def upkept(self, done: Upkeep, seconds: float) -> None:
        """See `UpkeepObserver.upkept`."""

    def upkeep_failed(self, error: Exception) -> None:
        """See `UpkeepObserver.upkeep_failed`."""
