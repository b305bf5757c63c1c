"""The partitions that a worker holds, and how far each is behind. Listens before those who tell of it."""

from collections.abc import Callable
from dataclasses import dataclass

from interceptor.observability.backlog import Backlog
from interceptor.observer import PartitionState, Unobserved
from interceptor.store.batch import Batch
from streams.port import Partition

_HELD = {PartitionState.WORKING, PartitionState.PAUSED}


@dataclass(slots=True)
class Place:
    """One partition that this worker holds. Times are milliseconds since 1970."""

    backlog: Backlog
    done: int = 0
    """Records worked since it was assigned: with what waits behind them, a mark and a head for the backlog."""
    watermark_ms: int = 0
    """The latest receipt among the wires that were worked."""
    decided_ms: int | None = None
    """When the newest decision was committed."""

    def waited(self, now_ms: int) -> float:
        """Seconds that the first waiting record has waited, at most.

        Where it waited before we came, the receipt of the last wire that was worked is the best that is known.
        """
        backlog = self.backlog
        if backlog.known or not self.watermark_ms:
            return backlog.age
        return max(backlog.age, (now_ms - self.watermark_ms) / 1000)


class Places(Unobserved):
    """All of them, by tenant and partition. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._committed: tuple[int, int | None] = (0, None)
        """Watermark and time of the last commit, until `worked` says of which partition it was."""
        self.held: dict[tuple[str, Partition], Place] = {}

    def place(self, tenant: str, partition: Partition) -> Place:
        """The partition, made at the first word of it."""
        return self.held.setdefault((tenant, partition), Place(Backlog(self._monotonic)))

    def committed(self, tenant: str, batch: Batch, now_ms: int) -> None:
        """The batch's partition is named by the `worked` that follows."""
        self._committed = (batch.watermark, now_ms if batch.decisions else self._committed[1])

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        """It has come so far."""
        place = self.place(tenant, partition)
        place.done += records
        watermark, decided = self._committed
        place.watermark_ms = max(place.watermark_ms, watermark)
        place.decided_ms = decided if decided is not None else place.decided_ms
        self._committed = (0, None)

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        """So much waits behind."""
        place = self.place(tenant, partition)
        place.backlog.sample(place.done + records, place.done)

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        """It comes or goes."""
        if state in _HELD:
            self.place(tenant, partition)
        else:
            self.held.pop((tenant, partition), None)
