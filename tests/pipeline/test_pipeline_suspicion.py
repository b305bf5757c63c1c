"""Starts that nothing followed are deaths; a partition that was given up alive is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interceptor.pipeline.suspicion import Suspicion
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[TenantStore]:
    """A tenant's store."""
    with Store(tmp_path / "store.db", engine=True) as store:
        yield store.tenant("bank")


def _start(tenant: TenantStore, offset: int = 7) -> Suspicion:
    return Suspicion(tenant, "wires.outbound", 0, offset)


def test_second_start_at_one_offset_is_suspect(tenant: TenantStore) -> None:
    assert not _start(tenant).one_by_one
    assert _start(tenant).one_by_one


def test_start_behind_what_was_done_is_not_suspect(tenant: TenantStore) -> None:
    _start(tenant)
    assert not _start(tenant, 8).one_by_one


def test_partition_that_moved_between_living_workers_was_worked_one_by_one(tenant: TenantStore) -> None:
    first = _start(tenant)
    first.let_go()
    assert not _start(tenant).one_by_one


def test_word_of_the_former_worker_may_come_late(tenant: TenantStore) -> None:
    first, second = _start(tenant), _start(tenant)
    assert second.one_by_one
    first.let_go()
    assert not second.one_by_one


def test_death_of_the_second_counts_although_the_first_gave_up_alive(tenant: TenantStore) -> None:
    first, _second = _start(tenant), _start(tenant)
    first.let_go()
    assert _start(tenant).one_by_one


def test_noted_record_stays_suspect_whatever_was_given_up(tenant: TenantStore) -> None:
    first, second = _start(tenant), _start(tenant)
    assert second.note(7)
    first.let_go()
    assert _start(tenant).one_by_one
