"""PostgreSQL that goes away, comes back, is full or takes no writes: faults with names, and nothing done twice."""

import json
from collections.abc import Callable, Iterator

import pytest
from wires import Rig, diverted, history, wire

from interceptor.errors import PASSING, ConfigError, Fault, StoreError
from interceptor.pipeline.feeding import numbered
from interceptor.store.postgres import Database
from interceptor.store.store import Store
from streams import crashpoints
from streams.replay import Line
from tests.services.database import Postgres
from tests.store.proxy import Proxy


@pytest.fixture
def proxied(postgres: str) -> Iterator[tuple[Rig, Proxy]]:
    """An engine whose store is behind a wire that can be cut."""
    with Proxy(postgres) as proxy:
        rig = Rig(proxy.url)
        yield rig, proxy
        rig.close()


def fault(act: Callable[[], object]) -> Fault:
    """The fault of the store that an act ends in."""
    with pytest.raises(StoreError) as caught:
        act()
    return caught.value.fault


def records(rig: Rig, lines: list[bytes]) -> list:
    """The next records for the rig's engine."""
    return list(numbered((Line("test", number, line) for number, line in enumerate(lines, 1)), rig.engine.next_offset))


def before_commit(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do this when everything of a batch is written, and only COMMIT is still to come."""
    monkeypatch.setattr(crashpoints, "reach", lambda point: act() if point == "in_transaction" else None)


def test_a_commit_whose_answer_was_lost_is_not_worked_twice(
    proxied: tuple[Rig, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, proxy = proxied
    rig.score(history())
    batch = records(rig, [diverted(900), wire(901)])
    monkeypatch.setattr(
        crashpoints, "reach", lambda point: proxy.swallow_answers() if point == "in_transaction" else None
    )
    assert fault(lambda: rig.engine.process(batch)) is Fault.STORE_DOWN
    monkeypatch.undo()
    proxy.mend()
    assert rig.engine.process(batch) == []
    assert rig.engine.next_offset == batch[-1].offset + 1
    assert rig.count("register") == rig.count("decision") == len(history()) + 2
    assert len(rig.cases()) == 1
    assert rig.one(diverted(900))["repeat_of"]


def test_a_commit_that_never_arrived_is_worked_again(
    proxied: tuple[Rig, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, proxy = proxied
    rig.score(history())
    batch = records(rig, [diverted(900), wire(901)])
    before_commit(monkeypatch, proxy.cut)
    assert fault(lambda: rig.engine.process(batch)) is Fault.STORE_DOWN
    monkeypatch.undo()
    assert fault(lambda: rig.engine.process(batch)) is Fault.STORE_DOWN
    proxy.mend()
    found = [json.loads(line) for line in rig.engine.process(batch)]
    assert [line["repeat_of"] for line in found] == [None, None]
    assert rig.count("register") == len(history()) + 2


def test_another_owner_since_then_fences(proxied: tuple[Rig, Proxy], monkeypatch: pytest.MonkeyPatch) -> None:
    rig, proxy = proxied
    batch = records(rig, [wire(901)])
    before_commit(monkeypatch, proxy.cut)
    assert fault(lambda: rig.engine.process(batch)) is Fault.STORE_DOWN
    monkeypatch.undo()
    proxy.mend()
    rig.tenant.assign("wires.outbound", 0, "cluster")
    assert fault(lambda: rig.engine.process(batch)) is Fault.FENCED


@pytest.mark.parametrize("kill", [False, True])
def test_work_goes_on_after_a_restart(database: Postgres, kill: bool) -> None:
    rig = Rig(database.create_database(), durable=True)
    rig.score(history())
    database.restart(kill=kill)
    assert rig.one(diverted(900))["decision"] == "intercept"
    database.stop()
    batch = records(rig, [wire(901)])
    assert fault(lambda: rig.engine.process(batch)) is Fault.STORE_DOWN
    database.start()
    assert len(rig.engine.process(batch)) == 1
    assert rig.count("register") == len(history()) + 2
    rig.close()


def test_a_store_without_writes_says_so_and_recovers(postgres: str) -> None:
    rig = Rig(postgres)
    rig.store.database.execute("SET default_transaction_read_only = on")
    batch = records(rig, [wire(901)])
    assert fault(lambda: rig.engine.process(batch)) is Fault.STORE_READ_ONLY
    rig.store.database.execute("SET default_transaction_read_only = off")
    assert len(rig.engine.process(batch)) == 1
    rig.close()


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("53100", Fault.STORE_FULL),
        ("57014", Fault.STORE_SLOW),
        ("58030", Fault.STORE_DOWN),
        ("XX001", Fault.STORE_BROKEN),
    ],
)
def test_what_the_server_reports_has_a_name_and_blames_no_record(postgres: str, state: str, wanted: Fault) -> None:
    rig = Rig(postgres)
    execute = rig.store.database.execute
    execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END$$"
    )
    execute("CREATE TRIGGER refuse BEFORE INSERT ON decision EXECUTE FUNCTION refuse()")
    batch = records(rig, [wire(901)])
    assert fault(lambda: rig.engine.process(batch)) is wanted
    assert rig.count("register") == rig.count("rejected") == 0
    execute("DROP TRIGGER refuse ON decision")
    if wanted in PASSING:
        assert len(rig.engine.process(batch)) == 1
    rig.close()


def test_wrong_credentials_are_refused_without_showing_them(postgres: str) -> None:
    with pytest.raises(StoreError) as caught:
        Database(postgres.replace("interceptor:", "interceptor:hunter2"))
    assert caught.value.fault is Fault.STORE_REFUSED
    assert "hunter2" not in str(caught.value)
    assert fault(lambda: Database(postgres + "_none")) is Fault.STORE_REFUSED


def test_a_server_that_is_not_there_is_down() -> None:
    assert fault(lambda: Database("postgresql://nobody:hunter2@127.0.0.1:1/none")) is Fault.STORE_DOWN


def test_what_is_no_url_is_a_bad_setting_without_showing_it() -> None:
    with pytest.raises(ConfigError) as caught:
        Store("postgresql://user:hunter2@host:port:port/x?nonsense")
    assert caught.value.fault is Fault.BAD_SETTING
    assert "hunter2" not in str(caught.value)


def test_leadership_is_one_and_ends_with_its_connection(postgres: str) -> None:
    with Proxy(postgres) as proxy, Store(proxy.url) as store, Store(postgres) as other:
        leader = store.lead("relay")
        assert leader is not None
        assert leader.held()
        assert other.lead("relay") is None
        with other.lead("something else") or pytest.fail("nobody leads there"):
            pass
        proxy.cut()
        assert not leader.held()
        again = other.lead("relay")
        while again is None:  # the server takes a moment to see that the connection is gone
            again = other.lead("relay")
        proxy.mend()
        assert not leader.held()  # what was lost is not taken up again by reconnecting
        again.close()
        leader.close()
