"""The loop: poll the log, work each partition, publish the outbox. The same for every log behind `streams.port`."""

from collections.abc import Callable
from itertools import groupby

from interceptor.answering import Answering, replied, reported, suspected
from interceptor.desk import Desk, utc_now
from interceptor.engine import Engine, Options
from interceptor.errors import Fault, MessageError
from interceptor.pipeline import topics
from interceptor.pipeline.carrying import from_record
from interceptor.pipeline.suspicion import Suspicion
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from streams import crashpoints
from streams.port import Partition, Publisher, Record, Source
from streams.relay import Relay

Clock = Callable[[], int]
"""Milliseconds since 1970."""


class Worker:
    """Works one tenant's topics from one source, and relays the whole store's outbox."""

    def __init__(
        self,
        store: Store,
        tenant: str,
        source: Source,
        publisher: Publisher | None,
        options: Options,
        *,
        clock: Clock,
        batch_size: int,
        live: bool = True,
    ) -> None:
        """Without a `publisher` somebody else relays: there is one relay a store, however many tenants are worked."""
        self._store = store.tenant(tenant)
        self._source = source
        self._options = options
        self._clock = clock
        self._batch_size = batch_size
        self._live = live
        self._wires = topics.wires(tenant)
        self._readings = {topics.replies(tenant): replied, topics.suspects(tenant): suspected}
        self._engines: dict[Partition, Engine] = {}
        self._suspicions: dict[Partition, Suspicion] = {}
        self._answers: dict[Partition, Answering] = {}
        self._desk = Desk(self._store, options)
        self._relay: Relay | None = None
        if publisher is not None:
            self._relay = Relay(StoreOutbox(store.database, topics.decisions), publisher, limit=2_000)
            self._relay.resume()

    def step(self, timeout: float) -> int:
        """One round; gives how many records were worked and messages published. 0 means that all is quiet."""
        self._assign()
        records = self._source.poll(self._batch_size, timeout)
        if records:
            crashpoints.reach("after_poll")
        for partition, group in groupby(records, key=lambda record: Partition(record.topic, record.partition)):
            self._work(partition, list(group))
        crashpoints.reach("after_commit_before_publish")
        published = self._relay.round() if self._relay is not None else 0
        return len(records) + published

    def strike(self) -> int:
        """Let the clocks of cases strike; gives how many cases were due."""
        return len(self._desk.expire(utc_now(self._clock())))

    def _assign(self) -> None:
        changes = self._source.changes()
        for partition in changes.revoked:
            for held in (self._engines, self._suspicions, self._answers):
                held.pop(partition, None)
        for partition in changes.assigned:
            identity = self._source.identity(partition.topic)
            cluster = f"{identity.cluster}/{identity.topic_id}"
            position = self._store.assign(partition.topic, partition.number, cluster)
            suspicion = Suspicion(self._store, *partition, position.next_offset)
            if partition.topic == self._wires:
                now = self._clock()
                self._engines[partition] = Engine(self._store, position, self._options, now_ms=now, live=self._live)
                self._suspicions[partition] = suspicion
            else:
                reading = self._readings.get(partition.topic, reported)
                self._answers[partition] = Answering(self._store, position, suspicion, self._desk, reading)
            self._source.seek(partition, position.next_offset)

    def _work(self, partition: Partition, records: list[Record]) -> None:
        engine = self._engines.get(partition)
        if engine is None:
            self._answers[partition].work(records, self._clock())
            return
        suspicion = self._suspicions[partition]
        if not suspicion.one_by_one:
            engine.process([from_record(record) for record in records], self._clock())
            return
        for record in records:
            numbered = from_record(record)
            if not suspicion.note(record.offset):
                numbered.fault = MessageError(Fault.POISON)
            engine.process([numbered], self._clock())
        suspicion.survived()
