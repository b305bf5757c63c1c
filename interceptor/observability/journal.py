"""What worker and relay tell, as log lines: ids, codes and counts."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from interceptor.observability.logs import about, logger, told
from interceptor.observer import PartitionState, Unobserved
from interceptor.pipeline.work import KINDS
from interceptor.store.batch import Batch
from interceptor.store.upkeep import Upkeep
from streams.port import OutboxMessage, Partition
from streams.relay import Resumption

_INTERCEPT = KINDS["intercept"]
_SERIOUS = {PartitionState.FENCED, PartitionState.PAUSED}


class _Stopped(msgspec.Struct):
    """What is logged of an intercepted transfer."""

    transfer_id: str
    cause: str
    case_id: str | None = None


_stopped = msgspec.json.Decoder(_Stopped).decode


class Journal(Unobserved):
    """Writes the log of a worker or relay. What comes every second is not logged, unless it changes."""

    def __init__(self) -> None:
        self._sick = False
        self._failing: set[str | None] = set()
        self._upkeep_fails = False

    def committed(self, tenant: str, batch: Batch, now_ms: int) -> None:
        """Each intercepted transfer with its case, rejections by fault; the batch itself for those who debug."""
        log = logger()
        with about(tenant=tenant, stream=str(batch.stream)):
            log.debug("batch committed", count=len(batch.register), number=batch.next_offset)
            for line in _intercepted(batch):
                log.info("transfer intercepted", transfer_id=line.transfer_id, case_id=line.case_id, state=line.cause)
            for fault, count in Counter(row.fault for row in batch.rejected).items():
                log.warning("records rejected", fault=fault, count=count)

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """Every change."""
        with about(tenant=tenant, topic=partition.topic, partition=partition.number):
            log = logger()
            tell = log.error if state is PartitionState.STOPPED else log.warning if state in _SERIOUS else log.info
            tell("partition changed", state=state.value, **told(error))

    def store(self, error: Exception | None) -> None:
        """When it becomes sick, and when it is well again."""
        if error is not None and not self._sick:
            logger().error("store sick", **told(error))
        elif error is None and self._sick:
            logger().info("store well")
        self._sick = error is not None

    def stalled(self, partition: Partition, seconds: float) -> None:
        """The consumer was made anew."""
        with about(topic=partition.topic, partition=partition.number):
            logger().warning("consumer stalled", seconds=round(seconds, 1))

    def struck(self, tenant: str, cases: int) -> None:
        """Only when some did."""
        if cases:
            logger().info("clocks struck", tenant=tenant, count=cases)

    def active(self, active: bool) -> None:
        """Publishing, or standing by."""
        logger().info("relay changed", active=active)

    def resumed(self, resumption: Resumption) -> None:
        """Where a stream goes on, and by whose word."""
        log = logger()
        tell = log.info if resumption.basis.exact else log.warning
        tell("stream resumed", stream=resumption.stream, number=resumption.number, basis=resumption.basis.value)

    def published(self, stream: str, messages: Sequence[OutboxMessage], seconds: float) -> None:
        """For those who debug; and that a failing stream goes on."""
        if stream in self._failing:
            self._failing.discard(stream)
            logger().info("stream goes on", stream=stream)
        logger().debug("messages published", stream=stream, messages=len(messages), seconds=round(seconds, 4))

    def round(self, messages: int, seconds: float) -> None:
        """That a failing relay goes on."""
        if None in self._failing:
            self._failing.discard(None)
            logger().info("relay goes on")

    def failed(self, stream: str | None, error: Exception) -> None:
        """At the first failure; it is tried again and again."""
        tell = logger().debug if stream in self._failing else logger().error
        self._failing.add(stream)
        tell("publishing failed", stream=stream, **told(error))

    def upkept(self, done: Upkeep, seconds: float) -> None:
        """Once a day, with how many rows went."""
        self._upkeep_fails = False
        logger().info("upkeep done", count=done.removed, seconds=round(seconds, 3))
        if done.unsigned:
            logger().warning("audit not signed", count=done.unsigned)

    def upkeep_failed(self, error: Exception) -> None:
        """At the first failure; it is tried again and again."""
        tell = logger().debug if self._upkeep_fails else logger().error
        self._upkeep_fails = True
        tell("upkeep failed", **told(error))


def _intercepted(batch: Batch) -> Iterator[_Stopped]:
    return (_stopped(row.body) for row in batch.decisions if row.kind == _INTERCEPT)
