"""Whoever only looks can write nothing, sees what was committed, and never makes tables."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from wires import Rig, diverted, history

from interceptor.commands.explanation import explained
from interceptor.errors import Fault, StoreError
from interceptor.store.reading import Readings
from interceptor.store.store import Store
from interceptor.store.tenant import TenantStore


def test_a_reader_reads_and_writes_nothing(place: Path | str, open_store: Callable[..., Store]) -> None:
    open_store(place).tenant("north").set_setting("a", "b")
    reader = open_store(place, engine=False, read_only=True)
    tenant = reader.tenant("north", new=False)
    assert tenant.setting("a") == "b"
    for write in (lambda: tenant.set_setting("a", "c"), lambda: reader.tenant("another")):
        with pytest.raises(StoreError) as caught:
            write()
        assert caught.value.fault is Fault.STORE_READ_ONLY
    assert tenant.setting("a") == "b"


def test_a_reader_explains_and_lists(place: Path | str, open_store: Callable[..., Store]) -> None:
    rig = Rig(place)
    found = rig.score([*history(), diverted(900)])[-1]
    tenant = open_store(place, engine=False, read_only=True).tenant("bank", new=False)
    ((number, _),) = Readings(tenant).transfers_starting(found["transfer_id"][:8])
    explanation = explained(tenant, number, rig.options, rig.cases()[0].opened_at)
    assert explanation.transfer_id == found["transfer_id"]
    assert [row[0] for row in tenant.cases(closed=False)] == [found["case_id"]]
    rig.close()


def test_a_reader_needs_tables_of_this_version(postgres: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(postgres, read_only=True)
    assert caught.value.fault is Fault.NO_STORE
    Store(postgres).close()
    with psycopg.connect(postgres) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
    with pytest.raises(StoreError, match="store migrate"):
        Store(postgres, read_only=True)


def test_a_question_that_takes_too_long_is_given_up(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(postgres).close()
    monkeypatch.setattr("interceptor.store.postgres._READER_MS", 50)
    with Store(postgres, read_only=True) as reader, pytest.raises(StoreError) as caught:
        reader.database.execute("SELECT pg_sleep(5)")
    assert caught.value.fault is Fault.STORE_SLOW


def test_the_role_of_a_reader_needs_no_more_than_select(postgres: str, tenant_of: TenantStore) -> None:
    tenant_of.set_setting("a", "b")
    with psycopg.connect(postgres, autocommit=True) as connection:
        name = f"reader_{connection.info.dbname}"
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'only-looks'")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
        info = connection.info
        url = f"postgresql://{name}:only-looks@{info.host}:{info.port}/{info.dbname}"
    try:
        with Store(url, read_only=True) as reader:
            assert reader.tenant("north", new=False).setting("a") == "b"
        with pytest.raises(StoreError) as caught, Store(url) as careless:
            careless.tenant("north").set_setting("a", "c")
        assert caught.value.fault is Fault.STORE_REFUSED
    finally:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {name}")
            connection.execute(f"DROP ROLE {name}")


@pytest.fixture
def tenant_of(postgres: str, open_store: Callable[..., Store]) -> TenantStore:
    """The tenant `north` of a new store."""
    return open_store(postgres).tenant("north")
