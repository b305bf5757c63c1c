"""A batch is worked stride by stride, and no line or row shows it (docs/decisions/packed-transfers.md)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pipeline_engine_faults import between, failing_indicator, state
from test_pipeline_engine_replay import mixed
from test_pipeline_relationships import many_payees
from wires import HONG_KONG, NOW, NOW_MS, Rig, diverted, history, instant, wire

from interceptor.desk import utc_now
from interceptor.errors import Fault, StoreError
from interceptor.store.sqlite import Database

WHOLE = 10_000
"""A stride that no batch of these tests fills: everything stays open until the commit."""
TABLES = "profile shared_profile register decision outbox case_file rejected task alert_sent".split()

PAYEES = "Cedar Harbour Alder Quartz Velvet Meadow Orchid Bronze Falcon Juniper Sable Onyx".split()
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.integers(0, 30),
            "debtor": st.sampled_from(["555000111222", "555000111223"]),
            "payee": st.integers(0, len(PAYEES) - 1),
            "account": st.sampled_from([0, 0, 0, 1]),
            "kind": st.sampled_from(["plain", "plain", "cover", "covered", "order", "diverted", "bad"]),
            "stage": st.sampled_from(["initiated", "released", "released", "settled", "cancelled"]),
        }
    ),
    max_size=40,
)


def line_of(event, days):
    """One line of the stream. Numbers come again: with another stage, another account, as a leg, or as a reuse."""
    if event["kind"] == "bad":
        return b"garbage"
    number, payee, stage = event["number"], event["payee"], {"stage": event["stage"]}
    given = {"creditor": f"{PAYEES[payee]} Supplies Ltd", "debtor_account": event["debtor"], "amount": "4800.00"}
    given["account"] = f"0044{event['account']}234{payee:04d}"
    if event["kind"] == "diverted":
        urgent = {**HONG_KONG, "amount": "250000.00", "remittance": ["INV 20441 new bank details, urgent"]}
        return wire(number, days, {**stage, "beneficiary_changed_at": instant(days - 1)}, **{**given, **urgent})
    if event["kind"] == "order":
        stage["payment_id"] = f"P{number}"
    legs = {"cover": {"cover": True}, "covered": {"settlement_method": "COVE"}}
    return wire(number, days, stage, **given, **legs.get(event["kind"], {}))


def worked(lines, *, size=500, **options):
    """Lines and rows of an engine of its own."""
    rig = Rig(**options)
    try:
        return rig.raw(lines, size), rows(rig)
    finally:
        rig.close()


def rows(rig):
    """All that a batch writes, but for the audit, whose salts are drawn."""
    return {table: sorted(rig.rows(f"SELECT * FROM {table}")) for table in TABLES}


# --- any split ---


@settings(max_examples=40)
@given(events=EVENTS, stride=st.integers(1, 7), learning=st.booleans(), cache=st.sampled_from([0, 3, 20_000]))
def test_any_split_into_strides_gives_the_same_lines_and_rows(events, stride, learning, cache):
    lines = [line_of(event, -60.0 + 6 * number) for number, event in enumerate(events)]
    whole = worked(lines, stride=WHOLE, learning=learning)
    assert worked(lines, stride=stride, learning=learning, cache_size=cache) == whole
    found, _ = worked(lines, size=5, stride=stride, learning=learning, cache_size=cache)
    assert found == whole[0]


@pytest.mark.parametrize("stride", [1, 32])
def test_a_stream_with_everything_in_it_gives_the_same_lines_and_rows(stride):
    lines = mixed(260)
    assert worked(lines, stride=stride) == worked(lines, stride=WHOLE)


@pytest.mark.parametrize("stride", [1, 5, WHOLE])
@pytest.mark.parametrize("cache", [0, 20_000])
def test_a_debtor_that_comes_in_every_stride_writes_one_row_of_each(make_rig, stride, cache):
    rig = make_rig(learnt=False, stride=stride, cache_size=cache)
    found = rig.raw(many_payees())

    assert {row[0] for row in rig.rows("SELECT version FROM profile")} == {1}
    assert (found, rows(rig)) == worked(many_payees(), stride=WHOLE)


@pytest.mark.parametrize("stride", [1, WHOLE])
def test_a_cover_of_an_earlier_stride_is_taken_over(make_rig, stride):
    rig = make_rig(stride=stride)
    legs = [wire(900, cover=True), *(wire(910 + n, n / 24) for n in range(3)), wire(900, settlement_method="COVE")]

    rig.raw(legs)

    assert rig.folded(5) == [0, 2, 2, 2, 2]
    assert rig.debtor().payments == len(history()) + 4


def test_a_remote_store_is_asked_for_a_whole_batch_at_once(make_rig, monkeypatch):
    asked = []
    select = Database.select_in

    def counted(self, statement, values):
        asked.append(statement)
        return select(self, statement, values)

    monkeypatch.setattr(Database, "select_in", counted)
    lines = [wire(900 + number, number / 24, creditor=f"Onyx {number} Supplies Ltd") for number in range(70)]
    reads = {}
    for remote in (False, True):
        monkeypatch.setattr(Database, "remote", remote)
        rig = make_rig()
        asked.clear()
        rig.raw(lines)
        reads[remote] = len(asked)
    assert 0 < reads[True] < reads[False]


# --- run again ---


@pytest.mark.parametrize("stride", [1, 2, WHOLE])
def test_a_batch_that_another_writer_was_quicker_than_is_run_again_in_strides(make_rig, monkeypatch, stride):
    lines = [wire(900), wire(901, 0.1), diverted(902, 0.2), wire(903, 0.3)]
    rig, calm = make_rig(stride=stride), make_rig()
    for one in (rig, calm):
        one.found = one.one(wire(899, -0.5))
        one.report = lambda one=one: one.desk.report(
            one.desk.find(one.found["transfer_id"]), "confirmed", utc_now(NOW_MS + 60_000)
        )
    calm.report()
    expected = calm.raw(lines)

    between(rig, monkeypatch, rig.report)

    assert rig.raw(lines) == expected
    assert rig.debtor() == calm.debtor()


def test_a_conflict_in_the_last_attempt_leaves_nothing_open(make_rig, monkeypatch):
    rig = make_rig(stride=1)
    before = state(rig)
    with monkeypatch.context() as patch:
        between(rig, patch, lambda: (_ for _ in ()).throw(StoreError(Fault.CONFLICT)), times=5)
        with pytest.raises(StoreError):
            rig.raw([wire(900), wire(901, 0.1)])
    assert state(rig) == before

    calm = make_rig()
    assert rig.raw([wire(902, 0.2)]) == calm.raw([wire(902, 0.2)])
    assert rig.debtor() == calm.debtor()


def test_a_record_at_fault_in_a_later_stride_leaves_the_others_as_they_are(make_rig, monkeypatch):
    rig, calm = make_rig(stride=2), make_rig()
    lines = [wire(900 + number, number / 24) for number in range(7)]
    expected = calm.raw(lines[:5] + lines[6:])
    failing_indicator(monkeypatch, ZeroDivisionError(), "M905")

    found = rig.raw(lines)

    assert b"poison" in found.pop(5)
    assert found == expected
    assert rig.debtor() == calm.debtor()


# --- the desk, after strides ---


@pytest.mark.parametrize("stride", [1, WHOLE])
def test_a_report_finds_what_was_folded_in_strides(make_rig, stride):
    rig, calm = make_rig(stride=stride), make_rig()
    for one in (rig, calm):
        (first, *_) = one.score([wire(900, 0.0), wire(901, 0.1, creditor="Onyx Supplies Ltd"), wire(902, 0.2)])
        one.desk.report(one.desk.find(first["transfer_id"]), "confirmed", NOW)
        one.desk.withdraw(one.cases()[0].case_id, "call-back", utc_now(NOW_MS + 60_000))
        one.raw([wire(903, 1.0)])

    assert rig.debtor() == calm.debtor()
    assert rows(rig)["shared_profile"] == rows(calm)["shared_profile"]
