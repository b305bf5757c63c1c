"""What every store promises, on SQLite and on PostgreSQL."""

from collections.abc import Callable

import pytest

from interceptor.errors import StoreError
from interceptor.store.batch import Batch, CaseRow, ProfileRow
from interceptor.store.tenant import DESK, TenantStore

Commit = Callable[..., Batch]


def test_a_stale_profile_rolls_everything_back(tenant: TenantStore, batch: Commit) -> None:
    position = tenant.assign("t", 0, "c")
    tenant.commit(batch(position, profiles=[ProfileRow(b"a", 0, b"1")]))
    tenant.commit(batch(position, profiles=[ProfileRow(b"a", 1, b"2")]))
    stale = batch(position, profiles=[ProfileRow(b"a", 1, b"3"), ProfileRow(b"b", 0, b"1")])
    with pytest.raises(StoreError) as raised:
        tenant.commit(stale)
    assert raised.value.fault.code == "conflict"
    assert tenant.profiles([b"a", b"b"]) == {b"a": (2, b"2")}


def test_shared_profiles_keep_one_row_a_stream(tenant: TenantStore, batch: Commit) -> None:
    one, two = tenant.assign("t", 0, "c"), tenant.assign("t", 1, "c")
    tenant.commit(batch(two, shared=[ProfileRow(b"k", 0, b"second")]))
    tenant.commit(batch(one, shared=[ProfileRow(b"k", 0, b"first")]))
    assert tenant.shared_profiles([b"k"]) == {b"k": [(one.stream, 1, b"first"), (two.stream, 1, b"second")]}


def test_a_zombie_is_fenced(tenant: TenantStore, batch: Commit) -> None:
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


def test_desk_acts_see_each_other(tenant: TenantStore, batch: Commit) -> None:
    first = tenant.assign(DESK, 0, "")
    second = tenant.position(DESK, 0)
    tenant.commit(batch(first, desk=True))
    with pytest.raises(StoreError):
        tenant.commit(batch(second, desk=True))


def test_a_case_changed_by_another_is_a_conflict(tenant: TenantStore, batch: Commit) -> None:
    position = tenant.assign("t", 0, "c")
    case = CaseRow("case-1", 1, "open", None, 0, b"{}", ("uetr-1",))
    tenant.commit(batch(position, cases=[case]))
    with pytest.raises(StoreError):
        tenant.commit(batch(position, cases=[case]))
    tenant.commit(batch(position, cases=[case._replace(version=1)]))
