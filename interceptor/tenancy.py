"""One tenant as a worker serves it: its topics, its desk, and the shares that are taken of its partitions."""

from collections.abc import Callable
from functools import partial

from interceptor.answering import replied, reported, suspected
from interceptor.desk import Desk, utc_now
from interceptor.engine import Options
from interceptor.pipeline import topics
from interceptor.pipeline.suspicion import Suspicion
from interceptor.share import AnswerShare, Share, WireShare
from interceptor.store.batch import Batch
from interceptor.store.tenant import TenantStore
from streams.port import Identity, Partition


class Tenancy:
    """One tenant. `live=False` lets the engine act by the stream's own time."""

    def __init__(self, store: TenantStore, options: Options, *, live: bool = True) -> None:
        self.name = store.name
        self._store = store
        self._options = options
        self._live = live
        self._readings = {
            topics.reports(self.name): reported,
            topics.replies(self.name): replied,
            topics.suspects(self.name): suspected,
        }
        self._desk = Desk(store, options)

    @property
    def topics(self) -> tuple[str, ...]:
        """What comes in for this tenant."""
        return (topics.wires(self.name), *self._readings)

    def take(
        self,
        partition: Partition,
        identity: Identity,
        now_ms: int,
        *,
        before: Suspicion | None,
        told: Callable[[str, Batch], None],
    ) -> Share:
        """Take a partition over. `before` as for `Suspicion`; `told` is given the tenant and each batch of wires.

        Raises `StoreError`: `store_foreign` where the stored offset is of another log.
        """
        position = self._store.assign(*partition, f"{identity.cluster}/{identity.topic_id}")
        suspicion = Suspicion(self._store, *partition, position.next_offset, before)
        reading = self._readings.get(partition.topic)
        if reading is not None:
            return AnswerShare(self._store, position, suspicion, self._desk, reading)
        return WireShare(
            self._store,
            position,
            suspicion,
            self._options,
            now_ms=now_ms,
            live=self._live,
            told=partial(told, self.name),
        )

    def strike(self, now_ms: int) -> int:
        """Let the clocks of cases strike; gives how many cases were due."""
        return len(self._desk.expire(utc_now(now_ms)))
