"""A worker whose partitions, store or log fail: what is let go, what goes on, and nothing is worked twice."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from wires import NOW_MS, diverted, history, wire

from interceptor.engine import Options
from interceptor.errors import Fault, StoreError
from interceptor.observer import PartitionState, Unobserved
from interceptor.pipeline import topics
from interceptor.pipeline.planning import Institution
from interceptor.pipeline.records import read_line, to_headers
from interceptor.relaying import RelayService
from interceptor.restored import RestoreGuard
from interceptor.service import Service
from interceptor.store.outbox import StoreOutbox
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore
from interceptor.sweeping import EVERY
from interceptor.tenancy import Tenancy
from interceptor.worker import Worker
from streams.errors import BrokerUnreachable, Fenced
from streams.memory import MemoryLog, MemoryPublisher
from streams.memory.source import MemorySource
from streams.port import Mark, Message, Partition, Record, StreamBatch
from streams.relay import Resumption

OPTIONS = Options(institution=Institution("Maple Bank", "MAPLCATT", "CA"))
WIRES = "wires.outbound.bank"
FIRST, SECOND = Partition(WIRES, 0), Partition(WIRES, 1)


class Seen(Unobserved):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.states: list[tuple[Partition, PartitionState, str | None]] = []
        self.sick: list[Exception | None] = []
        self.done: dict[Partition, int] = {}
        self.lags: dict[Partition, int] = {}
        self.relay: list[object] = []

    def partition(self, tenant: str, partition: Partition, state: PartitionState, error: Exception | None) -> None:
        fault = getattr(error, "fault", None)
        self.states.append((partition, state, fault.code if fault else getattr(error, "code", None)))

    def worked(self, tenant: str, partition: Partition, records: int, seconds: float) -> None:
        self.done[partition] = self.done.get(partition, 0) + records

    def lag(self, tenant: str, partition: Partition, records: int) -> None:
        self.lags[partition] = records

    def store(self, error: Exception | None) -> None:
        self.sick.append(error)

    def active(self, active: bool) -> None:
        self.relay.append(active)

    def resumed(self, resumption: Resumption) -> None:
        self.relay.append(resumption.basis.value)

    def failed(self, stream: str | None, error: Exception) -> None:
        self.relay.append(type(error).__name__)


class Bench:
    """A worker over two partitions of wires, whose clocks stand still."""

    def __init__(self, folder: Path, tenants: tuple[str, ...] = ("bank",)) -> None:
        self.store = Store(folder / "store.db", engine=True, durable=False)
        self.log, self.seen, self.now = MemoryLog(), Seen(), 0.0
        for tenant in tenants:
            self.log.create_topic(topics.wires(tenant), 2)
        self.tenancies = [Tenancy(self.store.tenant(name), OPTIONS) for name in tenants]
        names = [topic for tenancy in self.tenancies for topic in tenancy.topics]
        self.source: MemorySource = self.log.source(names)
        self.worker = Worker(
            self.tenancies,
            self.source,
            clock=lambda: NOW_MS,
            batch_size=50,
            observer=self.seen,
            monotonic=lambda: self.now,
        )

    def feed(self, partition: Partition, lines: list[bytes]) -> None:
        for line in lines:
            found = read_line(line)
            offset = self.log.end_offset(partition)
            record = Record(*partition, offset, None, found.body, to_headers(found))
            self.log.records[partition].append(record)

    def run(self) -> None:
        while self.worker.step(0.0):
            pass

    def count(self, table: str = "register") -> int:
        return int(self.store.database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.store.close()


def numbered(first: int, count: int) -> list[bytes]:
    return [wire(number) for number in range(first, first + count)]


def test_a_partition_that_another_worker_took_is_let_go_alone_and_asked_for_again(bench: Bench) -> None:
    bench.feed(FIRST, numbered(0, 2))
    bench.feed(SECOND, numbered(10, 2))
    bench.run()
    bench.store.tenant("bank").assign(*FIRST, "memory/")  # somebody else takes it over
    bench.feed(FIRST, numbered(2, 3))
    bench.feed(SECOND, numbered(12, 3))
    bench.run()
    assert (FIRST, PartitionState.FENCED, "fenced") in bench.seen.states
    assert bench.seen.done == {FIRST: 2, SECOND: 5}
    bench.now += 11
    bench.run()
    assert bench.seen.states[-1] == (FIRST, PartitionState.WORKING, None)
    assert (bench.seen.done, bench.count()) == ({FIRST: 5, SECOND: 5}, 10)


def test_an_offset_that_is_gone_stops_its_partition_visibly_and_no_other(bench: Bench) -> None:
    bench.feed(FIRST, numbered(0, 5))
    bench.feed(SECOND, numbered(10, 5))
    bench.log.drop_before(FIRST, 3)
    bench.run()
    bench.run()
    assert (FIRST, PartitionState.STOPPED, "offset_out_of_range") in bench.seen.states
    assert bench.seen.done == {SECOND: 5}
    bench.worker.look()
    assert bench.seen.lags[FIRST] > 0, "what waits behind a stop is told"
    assert bench.seen.lags[SECOND] == 0


def test_a_position_of_another_log_stops_its_partition_and_no_other(bench: Bench) -> None:
    bench.store.tenant("bank").assign(*FIRST, "another cluster/another topic")
    bench.feed(FIRST, numbered(0, 2))
    bench.feed(SECOND, numbered(10, 2))
    bench.run()
    assert (FIRST, PartitionState.STOPPED, "store_foreign") in bench.seen.states
    assert bench.seen.done == {SECOND: 2}


def test_a_revoked_partition_is_dropped_and_taken_at_the_stores_offset_when_it_comes_back(bench: Bench) -> None:
    bench.feed(FIRST, numbered(0, 3))
    bench.run()
    bench.source.revoke(FIRST)
    bench.run()
    assert bench.seen.states[-1] == (FIRST, PartitionState.GONE, None)
    bench.source.give(FIRST)
    bench.feed(FIRST, numbered(3, 2))
    bench.run()
    assert (bench.seen.done[FIRST], bench.count()) == (5, 5)


def sick(monkeypatch: pytest.MonkeyPatch, times: int, fault: Fault = Fault.STORE_DOWN) -> list[int]:
    """The store refuses so many commits."""
    whole, left = TenantStore.commit, [times]

    def commit(self: TenantStore, batch: object) -> None:
        if left[0]:
            left[0] -= 1
            raise StoreError(fault)
        whole(self, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(TenantStore, "commit", commit)
    return left


def test_a_sick_store_pauses_every_partition_and_then_each_is_taken_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.feed(FIRST, numbered(0, 3))
    bench.feed(SECOND, numbered(10, 3))
    sick(monkeypatch, 2)
    for _ in range(2):
        with pytest.raises(StoreError):
            bench.run()
    assert (FIRST, PartitionState.PAUSED, "store_down") in bench.seen.states
    assert (SECOND, PartitionState.PAUSED, "store_down") in bench.seen.states
    bench.run()
    assert (bench.count(), bench.count("rejected")) == (6, 0)


def test_a_record_is_not_poison_because_the_store_was_sick_while_it_was_worked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = bench.store.tenant("bank")
    store.set_setting(f"starts:{WIRES}:0", "0:1")  # a process died here: records are worked one by one
    bench.feed(FIRST, numbered(0, 3))
    sick(monkeypatch, 6)
    for _ in range(6):
        with pytest.raises(StoreError):
            bench.run()
    bench.run()
    assert (bench.count(), bench.count("rejected")) == (3, 0)


def test_a_record_that_kills_three_processes_is_still_poison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(self: TenantStore, batch: object) -> None:
        raise Killed

    lines = numbered(0, 1)
    for start in range(5):
        bench = Bench(tmp_path)
        if not start:
            bench.feed(FIRST, lines)
            log = bench.log
        bench.log.records, bench.log.begins = log.records, log.begins
        with monkeypatch.context() as patch:
            if start < 4:
                patch.setattr(TenantStore, "commit", die)
            try:
                bench.run()
            except Killed:
                assert start < 4
        rejected = bench.count("rejected")
        bench.store.close()
    assert rejected == 1


def test_one_worker_serves_several_tenants_and_keeps_them_apart(tmp_path: Path) -> None:
    bench = Bench(tmp_path, ("bank", "birch"))
    bench.feed(FIRST, numbered(0, 3))
    bench.feed(Partition("wires.outbound.birch", 1), numbered(0, 2))
    bench.run()
    rows = bench.store.database.execute(
        "SELECT t.name, COUNT(*) FROM register r JOIN tenant t ON t.id = r.tenant GROUP BY t.name ORDER BY t.name"
    ).fetchall()
    assert [tuple(row) for row in rows] == [("bank", 3), ("birch", 2)]
    assert bench.worker.strike() == 0
    bench.store.close()


def test_the_service_waits_for_a_sick_store_and_says_when_it_is_well(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interceptor.service._FIRST_WAIT", 0.001)
    monkeypatch.setattr("interceptor.service._POLL", 0.0)
    bench.feed(FIRST, numbered(0, 3))
    left, end = sick(monkeypatch, 3), threading.Event()
    swept: list[int] = []
    service = Service(bench.worker, end, observer=bench.seen, monotonic=lambda: bench.now, sweep=swept.append)

    def rest(seconds: float) -> None:
        bench.now += seconds

    monkeypatch.setattr(service, "_rest", rest)
    whole = bench.worker.step

    def step(timeout: float) -> int:
        if not left[0] and bench.count() == 3:
            end.set()
        return whole(timeout)

    monkeypatch.setattr(bench.worker, "step", step)
    service.run()
    assert [error is None for error in bench.seen.sick] == [False, False, False, True]
    assert swept[:4] == [EVERY, EVERY, EVERY, 3]
    assert bench.count() == 3


@pytest.mark.parametrize("fault", [Fault.STORE_REFUSED, Fault.STORE_BROKEN])
def test_the_service_ends_with_what_does_not_pass(bench: Bench, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    bench.feed(FIRST, numbered(0, 1))
    sick(monkeypatch, 1, fault)
    with pytest.raises(StoreError):
        Service(bench.worker, threading.Event(), observer=bench.seen).run()


class Publisher(MemoryPublisher):
    """Raises what it is told to, and ends the relay with the first batch that it takes."""

    def __init__(self, log: MemoryLog, errors: list[Exception], end: threading.Event) -> None:
        super().__init__(log)
        self.errors, self.end = errors, end

    def publish_together(self, batches: Sequence[StreamBatch]) -> None:
        if self.errors:
            raise self.errors.pop(0)
        super().publish_together(batches)
        self.end.set()


def test_the_relay_waits_for_brokers_and_steps_down_when_it_is_fenced(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interceptor.relaying._FIRST_WAIT", 0.001)
    monkeypatch.setattr("interceptor.relaying._AFTER_FENCE", 0.001)
    bench.feed(FIRST, [*history(8), diverted(900)])
    bench.run()
    end = threading.Event()
    publisher = Publisher(bench.log, [BrokerUnreachable("x"), Fenced("x"), BrokerUnreachable("x")], end)
    RelayService(bench.store, publisher, end, observer=bench.seen).run()
    told = [word for word in bench.seen.relay if word != "first"]
    assert told == [False, True, "BrokerUnreachable", "Fenced", False, True, "BrokerUnreachable", False]
    values = [record.value for record in bench.log.records[Partition("wires.decisions.bank", 0)]]
    assert len({json.loads(value)["transfer_id"] for value in values}) == len(values) == 25


def test_a_relay_stands_by_while_another_leads(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interceptor.relaying._STAND_BY", 0.001)
    end, asked = threading.Event(), []

    def lead(_name: str) -> None:
        asked.append(1)
        if len(asked) == 3:
            end.set()

    monkeypatch.setattr(bench.store, "lead", lead)
    RelayService(bench.store, MemoryPublisher(bench.log), end, observer=bench.seen).run()
    assert bench.seen.relay == [False]


def test_a_store_that_is_behind_its_marks_gets_a_new_incarnation_before_anything_is_numbered(bench: Bench) -> None:
    bench.feed(FIRST, numbered(0, 3))
    bench.run()
    outbox = StoreOutbox(bench.store.database, topics.decisions)
    heads, before = dict(outbox.heads()), outbox.incarnation()
    (stream,) = [stream for stream, head in heads.items() if head == 3]
    for mark, renewed in (
        (Mark(3, before), False),
        (Mark(9, "another store"), False),
        (Mark(4, before), True),
    ):
        guard = RestoreGuard(bench.store, outbox, lambda _streams, mark=mark: {stream: mark})
        guard()
        assert (outbox.incarnation() != before) is renewed
    guard()
    again = outbox.incarnation()
    guard()
    assert outbox.incarnation() == again, "once is enough"


def test_a_store_that_others_number_in_while_the_marks_are_asked_keeps_its_incarnation(bench: Bench) -> None:
    """The marks were once asked after the numbers: what was numbered and published between the two looked like a
    store restored from an older copy, and up to a second of messages was sent again."""
    bench.feed(FIRST, numbered(0, 3))
    bench.run()
    outbox = StoreOutbox(bench.store.database, topics.decisions)
    before = outbox.incarnation()

    def published_meanwhile(_streams: Sequence[str]) -> dict[str, Mark]:
        bench.feed(FIRST, numbered(3, 2))
        bench.run()
        return {stream: Mark(head, before) for stream, head in outbox.heads().items() if head}

    RestoreGuard(bench.store, outbox, published_meanwhile)()
    assert outbox.incarnation() == before


def test_a_report_that_cannot_be_read_is_kept_and_counted_as_worked(bench: Bench) -> None:
    bench.log.append([Message("wires.reports.bank", None, b"no json")])
    bench.run()
    assert bench.count("rejected") == 1
    assert bench.seen.done == {Partition("wires.reports.bank", 0): 1}
