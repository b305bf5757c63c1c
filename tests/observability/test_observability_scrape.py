"""What the store says on a scrape: sums over cases, read anew only when it is time, never failing the page."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from watching import Clocks, samples
from wires import NOW, Rig, diverted

from interceptor.cases.reply_json import parse as parse_reply
from interceptor.errors import Fault, StoreError
from interceptor.housekeeping import Housekeeping
from interceptor.observability.scrape import FAMILIES, KEPT_SECONDS, StoreCollector
from interceptor.observability.snapshot import Snapshots
from interceptor.store.store import Store

Value = Callable[..., float | None]


@pytest.fixture
def collector(learnt: Rig, clocks: Clocks) -> Iterator[StoreCollector]:
    path = learnt.store.database.path
    made = StoreCollector(lambda: Store(path), lambda: ["bank"], clocks.wall, clocks.monotonic)
    yield made
    made.close()


@pytest.fixture
def value(collector: StoreCollector) -> Value:
    registry = CollectorRegistry()
    registry.register(collector)
    return lambda name, **labels: registry.get_sample_value(name, {"tenant": "bank", **labels})


def test_cases_alerts_and_money(value: Value) -> None:
    assert value("interceptor_cases", status="open", basis="suspected") == 2
    assert value("interceptor_case_alerts", lane="desk", state="sent", jurisdiction="HK") == 1
    assert value("interceptor_case_money", account="alerted", currency="CAD") == 500_000
    assert value("interceptor_case_money", account="in_flight", currency="CAD") == 500_000
    assert value("interceptor_deadlines", kind="stop") == 1
    assert value("interceptor_rejected_waiting", fault="not_json") >= 1
    assert value("interceptor_outbox_pending_messages") > 70  # nothing relays here


def test_the_ledger_s_equation_holds_in_the_figures(learnt: Rig, clocks: Clocks) -> None:
    money = Snapshots(learnt.tenant, clocks.wall).take().money
    places = sum(
        (amount for (account, _), amount in money.items() if account not in {"alerted", "surplus"}), Decimal(0)
    )
    assert money["alerted", "CAD"] == places


def test_figures_are_kept_for_some_seconds_and_then_follow(
    value: Value, learnt: Rig, clocks: Clocks, collector: StoreCollector
) -> None:
    assert value("interceptor_alerts_paused") == 0
    now = learnt_now(learnt)
    Housekeeping(learnt.tenant, "officer-7").pause("test", now)
    assert value("interceptor_alerts_paused") == 0
    clocks.turn(KEPT_SECONDS)
    assert value("interceptor_alerts_paused") == 1
    Housekeeping(learnt.tenant, "officer-7").resume("test", now)


def test_only_changed_cases_are_read_again(learnt: Rig, clocks: Clocks, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = Snapshots(learnt.tenant, clocks.wall)
    asked: list[int] = []
    read = snapshots._figures.case_bodies
    monkeypatch.setattr(snapshots._figures, "case_bodies", lambda ids: asked.append(len(ids)) or read(ids))
    before = snapshots.take()
    assert before == snapshots.take()
    case = next(case for case in learnt.cases() if case.stage == "released")
    alert = next(alert for alert in case.alerts if alert.lane == "desk")
    reply = b'{"alert_id": "%s", "answer": "HELD", "amount": "100000.00", "currency": "CAD", "case_number": "X"}'
    learnt.desk.reply(parse_reply(reply % alert.alert_id.encode(), learnt_now(learnt)), learnt_now(learnt))
    after = snapshots.take()
    assert asked == [len(before.cases) + 1, 0, 1]
    assert after.money["held", "CAD"] == 100_000
    assert after.money["in_flight", "CAD"] == before.money["in_flight", "CAD"] - 100_000
    assert len(after.holds) == 1


def test_a_store_that_fails_leaves_a_page_that_says_so(clocks: Clocks) -> None:
    def broken() -> Store:
        raise StoreError(Fault.STORE_BUSY)

    registry = CollectorRegistry()
    collector = StoreCollector(broken, lambda: ["bank"], clocks.wall, clocks.monotonic)
    registry.register(collector)
    assert registry.get_sample_value("interceptor_store_up") == 0
    assert not collector.reachable()
    assert b"interceptor_cases" not in generate_latest(registry)


def test_it_recovers(learnt: Rig, clocks: Clocks) -> None:
    path, sick = learnt.store.database.path, [True]

    def opened() -> Store:
        if sick:
            sick.pop()
            raise StoreError(Fault.STORE_BUSY)
        return Store(path)

    collector = StoreCollector(opened, lambda: ["bank"], clocks.wall, clocks.monotonic)
    registry = CollectorRegistry()
    registry.register(collector)
    assert registry.get_sample_value("interceptor_store_up") == 0
    clocks.turn(KEPT_SECONDS)
    assert registry.get_sample_value("interceptor_store_up") == 1
    assert collector.reachable()
    collector.close()


def test_demonstrations_are_nobody_s_money(clocks: Clocks, make_rig: Callable[..., Rig]) -> None:
    rig = make_rig(demo=True)
    rig.score([diverted(900)])
    found = Snapshots(rig.tenant, clocks.wall).take()
    assert not found.cases
    assert not found.money


def test_every_family_is_filled_by_some_store(clocks: Clocks, make_rig: Callable[..., Rig]) -> None:
    """No metric is declared that nothing ever gives; freshness has a test of its own."""
    rig = make_rig()
    rig.score([diverted(900), diverted(902, 0.01, {"stage": "initiated"}, account="808900066613")])
    rig.raw([b"garbage"])
    rig.desk.expire(NOW + timedelta(days=3))  # the stop's deadline calls a person
    path = rig.store.database.path
    collector = StoreCollector(lambda: Store(path), lambda: ["bank"], clocks.wall, clocks.monotonic)
    registry = CollectorRegistry()
    registry.register(collector)
    given = {name for name, _ in samples(generate_latest(registry))}
    collector.close()
    said = {name for name, (meaning, _) in FAMILIES.items() if "workers' " in meaning}
    assert len(said) == 4
    assert set(FAMILIES) - said <= given


def learnt_now(rig: Rig):  # type: ignore[no-untyped-def]
    return max(case.opened_at for case in rig.cases())


def test_the_store_tells_when_its_upkeep_was_done(learnt: Rig, collector: StoreCollector, clocks: Clocks) -> None:
    registry = CollectorRegistry()
    registry.register(collector)
    assert registry.get_sample_value("interceptor_upkeep_timestamp_seconds") == 0
    learnt.store.upkept(clocks.ms)
    clocks.turn(KEPT_SECONDS)
    assert registry.get_sample_value("interceptor_upkeep_timestamp_seconds") == NOW.timestamp()
