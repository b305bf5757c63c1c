"""One store, several tenants and partitions: what is read back, and what stays apart."""

import json

import pytest
from wires import HONG_KONG, LATER_MS, NOW_MS, diverted, history, uetr_of, wire

from interceptor.desk import Desk, utc_now
from interceptor.engine import Engine
from interceptor.errors import CaseError, Fault, StoreError
from interceptor.pipeline.feeding import numbered
from interceptor.pipeline.reports import Report
from interceptor.store.store import Store
from streams.replay import Line


def second(rig, tenant, partition=0):
    """Another engine on the rig's store."""
    tenants = rig.store.tenant(tenant)
    position = tenants.assign("wires.outbound", partition, "cluster")
    return tenants, Engine(tenants, position, rig.options, now_ms=LATER_MS, live=False)


def score(engine, lines):
    source = [Line("test", number, line) for number, line in enumerate(lines, 1)]
    return [json.loads(line) for line in engine.process(list(numbered(source, engine.next_offset)))]


def test_rows_read_back_as_written(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    row = rig.tenant.register([rig.desk.find(found["transfer_id"])])
    (values,) = row.values()
    register, revision, kind, body = rig.tenant.decision(values[8])
    assert (register, revision, kind) == (values[0], 1, 2)
    assert json.loads(body) == found
    ((key, version, value),) = rig.rows("SELECT key, version, value FROM profile ORDER BY version DESC LIMIT 1")
    assert rig.tenant.profiles([key]) == {key: (version, value)}
    ((key, stream),) = rig.rows("SELECT key, stream FROM shared_profile LIMIT 1")
    assert rig.tenant.shared_profiles([key])[key][0][0] == stream
    assert rig.tenant.shared_profiles([b"none"]) == {}
    assert rig.tenant.decision(1 << 50) is None


def test_the_tail_of_the_lookup_is_there_after_reopening(tmp_path, make_rig):
    rig = make_rig(tmp_path / "store.db", learnt=False)
    lines = [wire(n, n / 1000) for n in range(1_300)]
    ids = [line["transfer_id"] for line in rig.score(lines)]
    assert rig.count("lookup") > 0
    assert rig.count("lookup_slice") > 0
    rig.close()
    rig = make_rig(tmp_path / "store.db", learnt=False)
    again = rig.score(lines[::97])
    assert [line["repeat_of"] for line in again] == ids[::97]
    assert [rig.desk.find(one) & 0xFFFFFFFF for one in ids[::97]] == [n + 1 for n in range(0, 1_300, 97)]


def test_two_tenants_see_nothing_of_each_other(make_rig):
    rig = make_rig()
    mine = rig.one(diverted(900))
    other, engine = second(rig, "other")
    theirs = score(engine, [diverted(900)])[0]
    assert theirs["transfer_id"] != mine["transfer_id"]
    assert theirs["repeat_of"] is None
    assert theirs["decision"] != "intercept"  # a debtor without history there
    number = rig.desk.find(mine["transfer_id"])
    decision = rig.tenant.register([number])[number][8]
    assert other.register([number]) == {}
    assert other.decision(decision) is None
    assert other.case(mine["case_id"]) is None
    assert other.cases() == []
    assert other.cases_by_reference([uetr_of(900)]) == []
    assert other.alert_times(0) == []
    assert other.due(1 << 60) == []
    assert other.audit_head("engine-1") is None
    rig.tenant.set_setting("a", "b")
    assert other.setting("a") is None
    debtors = {row[0] for row in rig.rows("SELECT key FROM profile")}
    assert len(debtors) == rig.count("profile")


def test_a_desk_cannot_act_on_another_tenants_transfer_or_case(make_rig):
    rig = make_rig()
    mine = rig.one(diverted(900))
    other = Desk(rig.store.tenant("other"), rig.options)
    moment = utc_now(NOW_MS)
    with pytest.raises(CaseError):
        other.find(mine["transfer_id"])
    with pytest.raises(CaseError):
        other.locate(Report(uetr=uetr_of(900)))
    with pytest.raises(CaseError):
        other.report(rig.desk.find(mine["transfer_id"]), "confirmed", moment)
    with pytest.raises(CaseError):
        other.withdraw(mine["case_id"], "no", moment)
    assert not rig.cases()[0].withdrawn


def test_a_commit_of_another_tenants_stream_is_fenced(make_rig):
    rig = make_rig()
    other, _ = second(rig, "other")
    rig.engine._store = other
    with pytest.raises(StoreError) as caught:
        rig.one(wire(900))
    assert caught.value.fault is Fault.FENCED


def test_a_position_of_another_log_is_refused(make_rig):
    rig = make_rig()
    with pytest.raises(StoreError) as caught:
        rig.tenant.assign("wires.outbound", 0, "another cluster")
    assert caught.value.fault is Fault.STORE_FOREIGN


def test_two_partitions_of_one_tenant_share_what_they_know(make_rig):
    rig = make_rig(learnt=False)
    _, engine = second(rig, "bank", 1)
    lines = history()
    for n, line in enumerate(lines):
        score(engine, [line]) if n % 2 else rig.one(line)
    assert rig.debtor().payments == len(lines)
    found = score(engine, [diverted(900)])[0]
    assert found["decision"] == "intercept"
    assert rig.one(diverted(900))["repeat_of"] == found["transfer_id"]
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", utc_now(NOW_MS + 60_000))
    mule = {reason["indicator"] for reason in rig.one(wire(901, 0.1, **HONG_KONG))["reasons"]}
    assert "creditor_account_prior_report" in mule


def test_a_second_engine_process_is_told_to_stay_away(tmp_path, make_rig):
    make_rig(tmp_path / "store.db", learnt=False)
    with pytest.raises(StoreError) as caught:
        Store(tmp_path / "store.db", engine=True)
    assert caught.value.fault is Fault.STORE_BUSY


def test_a_short_reader_finds_what_the_engine_has_not_merged_yet(tmp_path, make_rig):
    rig = make_rig(tmp_path / "store.db")
    found = rig.one(diverted(900))
    with Store(tmp_path / "store.db") as reader:
        desk = Desk(reader.tenant("bank"), rig.options)
        number = desk.locate(Report(uetr=uetr_of(900)))
        assert number == desk.find(found["transfer_id"])
        desk.report(number, "confirmed", utc_now(NOW_MS + 60_000))
    assert rig.one(diverted(900))["revision"] == 2
