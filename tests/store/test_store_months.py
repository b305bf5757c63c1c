"""The register on PostgreSQL: months, strays, and what stays when a month is dropped."""

import threading
from collections.abc import Callable
from time import monotonic

import psycopg
import pytest
from wires import NOW_MS, Rig, diverted, history, uetr_of, wire

from interceptor.desk import utc_now
from interceptor.errors import CaseError, Fault, StoreError
from interceptor.store import retention
from interceptor.store.batch import Batch, RegisterChange, RegisterRow
from interceptor.store.calendar import after, back, begin_of, month_of
from interceptor.store.numbers import row_number
from interceptor.store.outbox import StoreOutbox
from interceptor.store.postgres import Database
from interceptor.store.store import Store
from interceptor.store.tenant import Position, TenantStore
from interceptor.store.upkeep import Keep, Pace, Upkeep

Commit = Callable[..., Batch]
DAY_MS = 86_400_000


def at(month: int) -> int:
    """A time in that month, in milliseconds."""
    year, part = divmod(month, 100)
    moment = 0
    while month_of(moment) < month:
        moment += 20 * DAY_MS
    assert month_of(moment) == year * 100 + part
    return moment


def commit(tenant: TenantStore, batch: Commit, position: Position, month: int, digest: bytes) -> int:
    """One transfer while the stream stands in that month; gives its number."""
    position.register_count += 1
    position.next_offset += 1
    position.watermark = at(month)
    number = row_number(position.stream, position.register_count)
    row = RegisterRow(number, digest.rjust(16), digest.rjust(8), b"account1", 0, 0, 1, 0, 0, b"body")
    tenant.commit(batch(position, register=[row]))
    return number


def test_months_follow_each_other() -> None:
    assert [after(202611), after(202612)] == [202612, 202701]
    assert month_of(NOW_MS) == 202603
    assert [back(202603, 2), back(202603, 3), back(202603, 27)] == [202601, 202512, 202312]
    assert begin_of(202603) <= NOW_MS < begin_of(202604)
    assert month_of(begin_of(202603) - 1) == 202602


def test_rows_are_found_over_months_and_streams(postgres: str, batch: Commit) -> None:
    with Store(postgres, engine=True, durable=False) as store:
        tenant = store.tenant("north")
        streams = [tenant.assign("t", number, "c") for number in (0, 1)]
        months = [202601, 202601, 202602, 202604]
        made: dict[bytes, int] = {}
        for n, month in enumerate(months):
            for position in streams:
                digest = f"{position.stream}-{month}-{n}".encode()
                made[digest] = commit(tenant, batch, position, month, digest)
        found = tenant.find([digest.rjust(16) for digest in made])
        assert {digest.strip(): numbers for digest, numbers in found.items()} == {k: [v] for k, v in made.items()}
        assert set(tenant.register(list(made.values()))) == set(made.values())
        assert tenant.find_stored("account", b"account1") == sorted(made.values())
        number = made[b"1-202601-1"]
        tenant.commit(batch(streams[0], register_changes=[RegisterChange(2, 1, 7, number, 1, 0, 0)]))
        assert tenant.register([number])[number][6:9] == (2, 1, 7)
        assert store.database.execute("SELECT count(*) FROM register_202601").fetchone()[0] == 4
        assert store.database.execute("SELECT count(*) FROM register_default").fetchone()[0] == 0
        assert store.database.execute("SELECT count(*) FROM register_span").fetchone()[0] == 6


def test_rows_without_a_month_are_found_and_brought_home(
    postgres: str, batch: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(postgres, engine=True, durable=False) as store:
        tenant = store.tenant("north")
        position = tenant.assign("t", 0, "c")
        monkeypatch.setattr("interceptor.store.months.make", lambda *_: False)
        number = commit(tenant, batch, position, 202601, b"a")
        assert tenant.register([number])
        monkeypatch.undo()
        assert store.facts()["strays"].startswith("!")
        done = store.maintain(at(202602))
        assert (done.moved, done.made) == (1, [202602, 202603, 202604])
        assert store.facts()["strays"] == "none"
        assert tenant.register([number])
        assert commit(tenant, batch, position, 202602, b"b") in tenant.register([number, number + 1])


def test_a_month_is_dropped_but_for_what_cases_stand_on(postgres: str) -> None:
    rig = Rig(postgres)
    found = rig.score([*history(2), diverted(900), wire(901, 0.1)])
    later = at(202801)
    assert rig.store.maintain(later, Keep(14)).waiting  # nothing is published yet
    assert rig.count("decision") == len(found)
    outbox = StoreOutbox(rig.store.database, str)
    for stream in outbox.streams():
        outbox.mark(stream, outbox.last(stream))
    done = rig.store.maintain(later, Keep(14))
    assert done.dropped
    assert not done.waiting
    intercepted, released = found[-2], found[-1]
    number = rig.desk.find(intercepted["transfer_id"])
    assert rig.tenant.register([number])
    assert rig.count("register") == rig.count("transfer") == rig.count("lookup") == rig.count("register_kept") == 1
    with pytest.raises(CaseError):
        rig.desk.find(released["transfer_id"])
    case = rig.desk.withdraw(intercepted["case_id"], "honest after all", utc_now(NOW_MS + DAY_MS))
    assert case.withdrawn
    again = rig.score([diverted(900), wire(901, 0.1)])
    assert again[0]["repeat_of"] == intercepted["transfer_id"]
    assert again[1]["repeat_of"] is None
    assert uetr_of(901) == again[1]["uetr"]
    assert rig.desk.find(released["transfer_id"])
    assert rig.store.maintain(later).dropped == []
    rig.close()


def test_a_month_into_which_history_is_loaded_waits(
    postgres: str, batch: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(postgres, engine=True, durable=False) as store:
        tenant = store.tenant("north")
        position = tenant.assign("t", 0, "c")
        commit(tenant, batch, position, 202401, b"a")
        clear = retention._clear

        def slowly(database: Database, table: str, told: Upkeep, pace: Pace) -> bool:
            done = clear(database, table, told, pace)
            with Store(postgres, durable=False) as another:
                commit(another.tenant("north"), batch, position, 202401, b"b")
            return done

        monkeypatch.setattr(retention, "_clear", slowly)
        assert store.maintain(NOW_MS, Keep(14)).waiting == [202401]
        monkeypatch.undo()
        assert tenant.find([b"b".rjust(16)])
        assert store.maintain(NOW_MS, Keep(14)).dropped == [202401]
        assert tenant.find([b"a".rjust(16), b"b".rjust(16)]) == {}
        assert commit(tenant, batch, position, 202401, b"b") in tenant.register([position.register_count | 1 << 40])


@pytest.mark.parametrize("what", ["made", "dropped"])
def test_a_long_reader_puts_a_month_off_and_no_engine_waits_for_it(
    postgres: str, batch: Commit, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(retention, "_TRIES", 10)
    slowest, failures = 0.0, []
    with Store(postgres, engine=True, durable=False) as store, Store(postgres, durable=False) as upkeep:
        tenant = store.tenant("north")
        position = tenant.assign("t", 0, "c")
        commit(tenant, batch, position, 202401, b"old")
        number = commit(tenant, batch, position, 202603, b"new")
        if what == "dropped":
            store.maintain(NOW_MS)

        def maintain() -> None:
            try:
                upkeep.maintain(NOW_MS, Keep(14))
            except StoreError as error:
                failures.append(error.fault)

        with psycopg.connect(postgres) as reader:  # as pg_dump does, for hours
            reader.execute("SELECT count(*) FROM register")
            thread = threading.Thread(target=maintain)
            thread.start()
            while thread.is_alive():
                begun = monotonic()
                commit(tenant, batch, position, 202603, f"{position.register_count}".encode())
                assert tenant.register([number])
                slowest = max(slowest, monotonic() - begun)
            thread.join()
        print(f"slowest commit: {slowest:.3f} s")
        assert failures == [Fault.STORE_SLOW]
        assert slowest < 1.0  # it was two seconds and more
        done = upkeep.maintain(NOW_MS, Keep(14))
        assert done.dropped == [202401]
        assert bool(done.made) == (what == "made")
