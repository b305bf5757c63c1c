"""Several engine processes on one PostgreSQL: each partition has one owner, each transfer one decision."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from wires import LATER_MS, NOW_MS, Rig, diverted, history, wire

from interceptor.desk import utc_now
from interceptor.engine import Engine
from interceptor.errors import Fault, StoreError
from interceptor.pipeline.feeding import numbered
from interceptor.store.batch import Batch, ProfileRow
from interceptor.store.port import Write
from interceptor.store.postgres import Database
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore
from streams import crashpoints
from streams.replay import Line

Commit = Callable[..., Batch]


class Partition:
    """An engine of one partition, with a connection of its own, as in a process of its own."""

    def __init__(self, rig: Rig, url: str, number: int) -> None:
        self.store = Store(url, engine=True, durable=False)
        self.tenant = self.store.tenant("bank")
        position = self.tenant.assign("wires.outbound", number, "cluster")
        self.engine = Engine(self.tenant, position, rig.options, now_ms=LATER_MS, live=False)

    def score(self, lines: list[bytes]) -> list[dict]:
        source = (Line("test", number, line) for number, line in enumerate(lines, 1))
        return [json.loads(line) for line in self.engine.process(list(numbered(source, self.engine.next_offset)))]


@pytest.fixture
def rig(postgres: str) -> Iterator[Rig]:
    """An engine of partition 0 that has the usual history."""
    made = Rig(postgres)
    made.score(history())
    yield made
    made.close()


@pytest.fixture
def other(rig: Rig, postgres: str) -> Iterator[Partition]:
    """An engine of partition 1 beside it."""
    made = Partition(rig, postgres, 1)
    yield made
    made.store.close()


def wait_until_somebody_waits(rig: Rig) -> None:
    """Until a connection stands before a lock of another one."""
    watching = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock')"
    with Database(rig.store._place) as database:
        deadline = time.monotonic() + 30
        while not database.execute(watching).fetchone()[0]:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def meanwhile(monkeypatch: pytest.MonkeyPatch, rig: Rig, act: Callable[[], object]) -> list:
    """Before the first commit that comes is done: start `act` beside it, and wait until it must wait. Its outcome."""
    outcome: list = []
    begun: list[threading.Thread] = []

    def run() -> None:
        try:
            outcome.append(act())
        except StoreError as error:
            outcome.append(error.fault)

    def reach(point: str) -> None:
        if point == "in_transaction" and not begun:
            begun.append(threading.Thread(target=run))
            begun[0].start()
            wait_until_somebody_waits(rig)

    monkeypatch.setattr(crashpoints, "reach", reach)
    outcome.append(begun)
    return outcome


def end(outcome: list) -> object:
    """What `act` of `meanwhile` came to."""
    ((thread,), *_) = outcome
    thread.join(30)
    return outcome[1]


def test_one_transfer_at_two_partitions_at_once_is_scored_once(
    rig: Rig, other: Partition, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = meanwhile(monkeypatch, rig, lambda: other.score([wire(902, 0.1), diverted(900)]))
    first = rig.one(diverted(900))
    unrelated, second = end(outcome)
    assert first["repeat_of"] is unrelated["repeat_of"] is None
    assert second["repeat_of"] == first["transfer_id"]
    assert rig.rows("SELECT count(*) FROM transfer") == rig.rows("SELECT count(DISTINCT transfer_id) FROM register")
    assert len(rig.cases()) == 1


def test_two_partitions_of_one_debtor_lose_no_fold(rig: Rig, other: Partition, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rig.debtor().payments
    outcome = meanwhile(monkeypatch, rig, lambda: other.score([wire(902, 0.1)]))
    rig.one(wire(901, 0.05))
    end(outcome)
    assert rig.debtor().payments == before + 2


def test_a_zombie_waits_for_its_successor_and_is_fenced(tenant_: TenantStore, batch: Commit, postgres: str) -> None:
    zombie = tenant_.assign("t", 0, "c")
    with Store(postgres) as taking:
        database = taking.database
        with ThreadPoolExecutor() as pool:
            with database.transaction():
                database.execute("UPDATE position SET epoch = epoch + 1")
                late = pool.submit(lambda: tenant_.commit(batch(zombie, profiles=[ProfileRow(b"k", 0, b"v")])))
                time.sleep(0.2)
                assert not late.done()
            with pytest.raises(StoreError) as caught:
                late.result(30)
    assert caught.value.fault is Fault.FENCED
    assert tenant_.profiles([b"k"]) == {}


def test_a_successor_waits_for_the_last_commit_and_begins_behind_it(
    rig: Rig, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(postgres) as store:
        tenant = store.tenant("bank")
        outcome = meanwhile(monkeypatch, rig, lambda: tenant.assign("wires.outbound", 0, "cluster"))
        rig.one(wire(901))
        position = end(outcome)
        assert position.next_offset == rig.engine.next_offset == len(history()) + 1
        assert position.register_count == len(history()) + 1
        with pytest.raises(StoreError):
            rig.one(wire(902))


@pytest.fixture
def tenant_(postgres: str) -> Iterator[TenantStore]:
    """The tenant `north` of a new store."""
    with Store(postgres, durable=False) as store:
        yield store.tenant("north")


def test_many_starts_at_once_make_one_store_one_tenant_and_different_streams(postgres: str) -> None:
    ready = threading.Barrier(6)

    def start(number: int) -> tuple[str, int, int]:
        ready.wait(30)
        with Store(postgres, engine=True, durable=False) as store:
            tenant = store.tenant("bank")
            return store.incarnation, tenant.tenant_id, tenant.assign("wires.outbound", number, "c").stream

    with ThreadPoolExecutor(6) as pool:
        incarnations, tenants, streams = zip(*pool.map(start, range(6)), strict=True)
    assert len(set(incarnations)) == len(set(tenants)) == 1
    assert sorted(streams) == [1, 2, 3, 4, 5, 6]


def test_two_owners_at_once_have_different_epochs(postgres: str) -> None:
    ready = threading.Barrier(4)

    def take(_: int) -> list[int]:
        with Store(postgres, engine=True, durable=False) as store:
            tenant = store.tenant("bank")
            ready.wait(30)
            return [tenant.assign("wires.outbound", 0, "c").epoch for _ in range(25)]

    with ThreadPoolExecutor(4) as pool:
        epochs = [epoch for taken in pool.map(take, range(4)) for epoch in taken]
    assert sorted(epochs) == list(range(1, 101))


def test_a_deadlock_is_a_conflict(postgres: str, tenant_: TenantStore, batch: Commit) -> None:
    position = tenant_.assign("t", 0, "c")
    tenant_.commit(batch(position, profiles=[ProfileRow(b"a", 0, b""), ProfileRow(b"b", 0, b"")]))
    both = threading.Barrier(2)

    def change(keys: bytes) -> Fault | None:
        with Database(postgres) as database:
            try:
                with database.transaction():
                    for key in (keys[:1], keys[1:]):
                        database.write([Write("UPDATE profile SET value = ? WHERE key = ?", [(key, key)])])
                        if key == keys[:1]:
                            both.wait(30)
            except StoreError as error:
                return error.fault
        return None

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(change, (b"ab", b"ba"))) == {None, Fault.CONFLICT}


def test_engines_and_a_desk_beside_each_other_lose_nothing(rig: Rig, other: Partition, postgres: str) -> None:
    found = rig.one(diverted(900))

    def work(partition: Partition, first: int) -> int:
        return sum(len(partition.score([wire(first + n, n / 100)])) for n in range(30))

    third = Partition(rig, postgres, 2)
    try:
        with ThreadPoolExecutor(3) as pool:
            counts = [pool.submit(work, other, 1_000), pool.submit(work, third, 2_000)]
            for hours in range(10):
                rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", utc_now(NOW_MS + hours * 3_600_000))
            assert [count.result(120) for count in counts] == [30, 30]
    finally:
        third.store.close()
    assert rig.debtor().payments + rig.debtor().attempts >= len(history()) + 60
    assert rig.count("register") == rig.count("transfer") == len(history()) + 61
    for stream, last in rig.rows("SELECT stream, outbox_count FROM position"):
        numbers = rig.rows(
            "SELECT number - ?::bigint FROM (SELECT number FROM decision UNION ALL SELECT number FROM outbox) AS sent"
            " WHERE number >> 40 = ? ORDER BY 1",
            (stream << 40, stream),
        )
        assert [number for (number,) in numbers] == list(range(1, last + 1))


def test_who_is_frozen_in_a_commit_does_not_keep_the_partition(
    postgres: str, batch: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interceptor.store.postgres._FROZEN_MS", 300)
    monkeypatch.setattr("interceptor.store.positions._WAIT_MS", 200)
    with Store(postgres) as frozen, Store(postgres) as heir:
        tenant = frozen.tenant("north")
        position = tenant.assign("t", 0, "c")

        def freeze(point: str) -> None:
            if point == "in_transaction":
                assert heir.tenant("north").assign("t", 0, "c").epoch == position.epoch + 1

        monkeypatch.setattr(crashpoints, "reach", freeze)
        with pytest.raises(StoreError) as caught:
            tenant.commit(batch(position, profiles=[ProfileRow(b"k", 0, b"v")]))
        assert caught.value.fault is Fault.STORE_DOWN
        assert tenant.profiles([b"k"]) == {}


def test_who_is_frozen_with_a_lock_loses_it(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interceptor.store.postgres._FROZEN_MS", 300)
    monkeypatch.setattr("interceptor.store.store.LEADER_MS", 300)
    with Store(postgres) as frozen, Store(postgres) as heir:
        leader = frozen.lead("relay")
        assert leader is not None
        with frozen.tenant("north").turn(2), heir.tenant("north").turn(2):
            pass  # the second waits until the first has been silent for long enough
        assert not leader.held()
        assert heir.lead("relay").close() is None
        leader.close()
