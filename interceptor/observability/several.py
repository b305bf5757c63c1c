"""Several observers as one. What watches must never stop what it watches: an observer that fails is noted, no more."""

from collections.abc import Callable, Sequence

from interceptor.observability.logs import logger, told
from interceptor.observer import PartitionState, Unobserved
from interceptor.store.batch import Batch
from interceptor.store.upkeep import Upkeep
from streams.port import OutboxMessage, Partition
from streams.relay import Resumption


class Several(Unobserved):
    """Tells each of `observers`, in their order."""

    def __init__(self, observers: Sequence[Unobserved]) -> None:
        self._observers = tuple(observers)

    def _tell(self, call: Callable[[Unobserved], None]) -> None:
        for observer in self._observers:
            try:
                call(observer)
            except Exception as error:  # noqa: BLE001 - see above
                logger().warning("observer failed", **told(error))

    def polled(self, records: int, seconds: float) -> None:
        """See `WorkerObserver.polled`."""
        self._tell(lambda to: to.polled(records, seconds))

    def committed(self, tenant: str, batch: Batch, now_ms: int) -> None:
        """See `WorkerObserver.committed`."""
        self._tell(lambda to: to.committed(tenant, batch, now_ms))

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        """See `WorkerObserver.worked`."""
        self._tell(lambda to: to.worked(tenant, partition, records, seconds))

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """See `WorkerObserver.partition`."""
        self._tell(lambda to: to.partition(tenant, partition, state, error))

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """See `WorkerObserver.lag`."""
        self._tell(lambda to: to.lag(tenant, partition, records))

    def store(self, error: Exception | None) -> None:
        """See `WorkerObserver.store`."""
        self._tell(lambda to: to.store(error))

    def stalled(self, partition: Partition, seconds: float) -> None:
        """See `WorkerObserver.stalled`."""
        self._tell(lambda to: to.stalled(partition, seconds))

    def struck(self, tenant: str, cases: int) -> None:
        """See `WorkerObserver.struck`."""
        self._tell(lambda to: to.struck(tenant, cases))

    def active(self, active: bool) -> None:
        """See `RelayObserver.active`."""
        self._tell(lambda to: to.active(active))

    def resumed(self, resumption: Resumption) -> None:
        """See `RelayObserver.resumed`."""
        self._tell(lambda to: to.resumed(resumption))

    def published(self, stream: str, messages: Sequence[OutboxMessage], seconds: float) -> None:
        """See `RelayObserver.published`."""
        self._tell(lambda to: to.published(stream, messages, seconds))

    def behind(self, stream: str, messages: int) -> None:
        """See `RelayObserver.behind`."""
        self._tell(lambda to: to.behind(stream, messages))

    def round(self, messages: int, seconds: float) -> None:
        """See `RelayObserver.round`."""
        self._tell(lambda to: to.round(messages, seconds))

    def failed(self, stream: str | None, error: Exception) -> None:
        """See `RelayObserver.failed`."""
        self._tell(lambda to: to.failed(stream, error))

    def upkept(self, done: Upkeep, seconds: float) -> None:
        """See `UpkeepObserver.upkept`."""
        self._tell(lambda to: to.upkept(done, seconds))

    def upkeep_failed(self, error: Exception) -> None:
        """See `UpkeepObserver.upkeep_failed`."""
        self._tell(lambda to: to.upkeep_failed(error))
