import sqlite3
from pathlib import Path

import pytest

from interceptor.errors import StoreError
from interceptor.store.batch import Batch, CaseRow, ProfileRow
from interceptor.store.sqlite import Database
from interceptor.store.store import Store
from interceptor.store.tenant import DESK, Position, TenantStore


def batch(position: Position, **rows: object) -> Batch:
    return Batch(
        position.stream,
        position.epoch,
        position.next_offset,
        position.register_count,
        position.outbox_count,
        position.rejected_count,
        position.watermark,
        **rows,  # type: ignore[arg-type]
    )


@pytest.fixture
def tenant(tmp_path: Path) -> TenantStore:
    return Store(tmp_path / "s.db", engine=True).tenant("north")


def test_a_second_engine_is_told(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db", engine=True):
        with pytest.raises(StoreError, match="another engine"):
            Store(tmp_path / "s.db", engine=True)
        Store(tmp_path / "s.db").close()
    Store(tmp_path / "s.db", engine=True).close()


def test_a_commit_is_synced(tmp_path: Path) -> None:
    with Database(tmp_path / "s.db") as database:
        assert database.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    Database(tmp_path / "s.db").close()
    with sqlite3.connect(tmp_path / "s.db") as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match="schema 99"):
        Database(tmp_path / "s.db")


def test_a_stale_profile_rolls_everything_back(tenant: TenantStore) -> None:
    position = tenant.assign("t", 0, "c")
    tenant.commit(batch(position, profiles=[ProfileRow(b"a", 0, b"1")]))
    tenant.commit(batch(position, profiles=[ProfileRow(b"a", 1, b"2")]))
    stale = batch(position, profiles=[ProfileRow(b"a", 1, b"3"), ProfileRow(b"b", 0, b"1")])
    with pytest.raises(StoreError) as raised:
        tenant.commit(stale)
    assert raised.value.fault.code == "conflict"
    assert tenant.profiles([b"a", b"b"]) == {b"a": (2, b"2")}


def test_shared_profiles_keep_one_row_a_stream(tenant: TenantStore) -> None:
    one, two = tenant.assign("t", 0, "c"), tenant.assign("t", 1, "c")
    tenant.commit(batch(two, shared=[ProfileRow(b"k", 0, b"second")]))
    tenant.commit(batch(one, shared=[ProfileRow(b"k", 0, b"first")]))
    assert tenant.shared_profiles([b"k"]) == {b"k": [(one.stream, 1, b"first"), (two.stream, 1, b"second")]}


def test_a_zombie_is_fenced(tenant: TenantStore) -> None:
    zombie = tenant.assign("t", 0, "c")
    tenant.assign("t", 0, "c")
    with pytest.raises(StoreError) as raised:
        tenant.commit(batch(zombie))
    assert raised.value.fault.code == "fenced"


def test_offsets_of_another_log_are_refused(tenant: TenantStore) -> None:
    tenant.assign("t", 0, "cluster-one")
    with pytest.raises(StoreError) as raised:
        tenant.assign("t", 0, "cluster-two")
    assert raised.value.fault.code == "store_foreign"


def test_desk_acts_see_each_other(tenant: TenantStore) -> None:
    first = tenant.assign(DESK, 0, "")
    second = tenant.position(DESK, 0)
    tenant.commit(batch(first, desk=True))
    with pytest.raises(StoreError):
        tenant.commit(batch(second, desk=True))


def test_a_case_changed_by_another_is_a_conflict(tenant: TenantStore) -> None:
    position = tenant.assign("t", 0, "c")
    case = CaseRow("case-1", 1, "open", None, 0, b"{}", ("uetr-1",))
    tenant.commit(batch(position, cases=[case]))
    with pytest.raises(StoreError):
        tenant.commit(batch(position, cases=[case]))
    tenant.commit(batch(position, cases=[case._replace(version=1)]))


def test_tenants_do_not_see_each_other(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db", engine=True) as store:
        north, south = store.tenant("north"), store.tenant("south")
        position = north.assign("t", 0, "c")
        north.commit(batch(position, cases=[CaseRow("case-1", 1, "open", None, 0, b"{}", ("uetr-1",))]))
        assert south.assign("t", 0, "c").stream != position.stream
        assert south.decision(1) is None
