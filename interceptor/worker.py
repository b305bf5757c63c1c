"""The loop: poll the log, work each partition, publish the outbox. The same for every log behind `streams.port`."""

import sqlite3
from collections.abc import Callable
from itertools import groupby

from interceptor.cases.reply_json import parse as parse_reply
from interceptor.cases.reply_message import from_answer
from interceptor.desk import Desk, utc_now
from interceptor.engine import Engine, Options
from interceptor.errors import CaseError, Fault, InterceptorError, MessageError
from interceptor.messages import answers
from interceptor.pipeline import reports, topics
from interceptor.pipeline.carrying import from_record
from interceptor.pipeline.rejecting import reject_record
from interceptor.pipeline.suspicion import Suspicion
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.store.tenant import Position
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
        publisher: Publisher,
        options: Options,
        *,
        clock: Clock,
        batch_size: int,
        live: bool = True,
    ) -> None:
        self._store = store.tenant(tenant)
        self._source = source
        self._options = options
        self._clock = clock
        self._batch_size = batch_size
        self._live = live
        self._wires, self._replies = topics.wires(tenant), topics.replies(tenant)
        self._engines: dict[Partition, Engine] = {}
        self._suspicions: dict[Partition, Suspicion] = {}
        self._positions: dict[Partition, Position] = {}
        self._desk = Desk(self._store, options)
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
        published = self._relay.round()
        return len(records) + published

    def strike(self) -> int:
        """Let the clocks of cases strike; gives how many cases were due."""
        return len(self._desk.expire(utc_now(self._clock())))

    def _assign(self) -> None:
        changes = self._source.changes()
        for partition in changes.revoked:
            for held in (self._engines, self._suspicions, self._positions):
                held.pop(partition, None)
        for partition in changes.assigned:
            identity = self._source.identity(partition.topic)
            cluster = f"{identity.cluster}/{identity.topic_id}"
            position = self._store.assign(partition.topic, partition.number, cluster)
            self._positions[partition] = position
            if partition.topic == self._wires:
                now = self._clock()
                self._engines[partition] = Engine(self._store, position, self._options, now_ms=now, live=self._live)
                self._suspicions[partition] = Suspicion(self._store, *partition, position.next_offset)
            self._source.seek(partition, position.next_offset)

    def _work(self, partition: Partition, records: list[Record]) -> None:
        engine = self._engines.get(partition)
        if engine is None:
            self._answers(partition, records)
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

    def _answers(self, partition: Partition, records: list[Record]) -> None:
        """Reports and replies: idempotent acts, so their offset may follow in a commit of its own."""
        position = self._positions[partition]
        take = self._reply if partition.topic == self._replies else self._report
        refused: list[tuple[Record, InterceptorError]] = []
        for record in records:
            try:
                take(record)
            except (CaseError, MessageError) as error:
                refused.append((record, error))
            except (InterceptorError, sqlite3.Error, OSError, MemoryError):
                raise
            except Exception as error:  # noqa: BLE001 - one answer that fails must not keep back the others
                refused.append((record, MessageError(Fault.POISON, type(error).__name__)))
        reject_record(self._store, position, refused, records[-1].offset + 1, self._clock())

    def _reply(self, record: Record) -> None:
        now = utc_now(self._clock())
        form = dict(record.headers).get("format", b"").decode("ascii", "replace")
        if form in {"", "json"} and record.value.lstrip()[:1] == b"{":
            self._desk.reply(parse_reply(record.value, now), now)
            return
        for answer in answers.read(record.value, form or None):
            self._desk.reply(from_answer(answer, now), now)

    def _report(self, record: Record) -> None:
        report = reports.parse(record.value)
        now = utc_now(self._clock())
        number = self._desk.locate(report)
        self._desk.report(number, report.basis, now, dispute=report.dispute, police_report=report.police_report)
