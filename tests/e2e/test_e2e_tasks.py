"""Tasks for people end when their cause is gone, or when a person says so (DESIGN 6)."""

import json

import pytest
from wires import NOW, diverted

from interceptor.cases.reply_json import parse
from interceptor.desk import utc_now
from interceptor.errors import CaseError, Fault
from interceptor.pipeline.brakes import PAUSED


def later(days):
    return utc_now(round((NOW.timestamp() + days * 86_400) * 1000))


def tasks(rig, done=0):
    return {task for (task,) in rig.rows("SELECT task FROM task WHERE done = ?", (done,))}


def alert_of(rig, lane):
    return next(alert for alert in rig.cases()[0].alerts if alert.lane == lane)


def answer(rig, lane, days, **fields):
    body = {"alert_id": alert_of(rig, lane).alert_id, **fields}
    rig.desk.reply(parse(json.dumps(body).encode(), later(days)), later(days))


def acts(rig):
    return [json.loads(body)["act"] for (body,) in rig.rows("SELECT body FROM audit ORDER BY writer, number")]


def test_a_signature_ends_the_task_to_sign(make_rig):
    rig = make_rig()
    rig.tenant.set_setting(PAUSED, "yes")
    case_id = rig.one(diverted(900))["case_id"]
    assert tasks(rig) == {"sign"}
    for lane in ("bank", "desk"):
        rig.desk.sign(case_id, alert_of(rig, lane).alert_id, later(0.1))
    assert tasks(rig) == set()
    assert tasks(rig, done=1) == {"sign"}
    assert acts(rig).count("tasks_over") == 2


def test_an_answer_ends_the_task_to_look_for_one(make_rig):
    rig = make_rig()
    rig.one(diverted(900))
    for day in range(1, 12):
        rig.desk.expire(later(day))
    assert "no_answer" in tasks(rig)
    for lane in ("bank", "desk"):
        answer(rig, lane, 13, answer="ACK", case_number="X")
    assert "no_answer" not in tasks(rig)


def test_what_was_done_can_have_to_be_done_again(make_rig):
    rig = make_rig()
    case_id = rig.one(diverted(900))["case_id"]
    for days in (0.1, 0.5):
        answer(rig, "desk", days, answer="NEED_INFO", missing=["payer_city"], text=f"{days}")
        assert tasks(rig) == {"complete"}
        rig.desk.complete(case_id, frozenset({"payer_city"}), None, later(days + 0.1))
        assert tasks(rig) == set()


def test_a_closed_case_has_no_tasks(make_rig):
    rig = make_rig()
    case_id = rig.one(diverted(900))["case_id"]
    answer(rig, "bank", 0.1, answer="RETURNED", amount="250000.00", currency="CAD", return_id="R1")
    assert "close_case" in tasks(rig)
    rig.desk.close(case_id, "returned", later(0.2))
    assert tasks(rig) == set()


def test_a_person_ends_a_task_and_the_audit_says_who(make_rig):
    rig = make_rig()
    case_id = rig.one(diverted(900))["case_id"]
    rig.desk.withdraw(case_id, "honest", later(0.1))
    rig.desk.report(rig.desk.find(rig.cases()[0].transfer_id), "reported", later(0.2))
    assert tasks(rig) == {"report_after_withdrawal"}
    rig.desk.done(case_id, "report_after_withdrawal", later(0.3))
    assert tasks(rig) == set()
    (entry,) = [json.loads(b) for (b,) in rig.rows("SELECT body FROM audit") if b'"task_done"' in bytes(b)]
    assert (entry["actor"], entry["subject"]) == ("officer-7", case_id)
    with pytest.raises(CaseError) as caught:
        rig.desk.done(case_id, "report_after_withdrawal", later(0.4))
    assert caught.value.fault is Fault.UNKNOWN_TASK


def test_reopening_ends_the_task_that_asked_for_it(make_rig):
    rig = make_rig()
    case_id = rig.one(diverted(900))["case_id"]
    rig.desk.withdraw(case_id, "honest", later(0.1))
    rig.desk.report(rig.desk.find(rig.cases()[0].transfer_id), "reported", later(0.2))
    rig.desk.reopen(case_id, "reported", later(0.3))
    assert "report_after_withdrawal" not in tasks(rig)


def test_a_task_of_several_alerts_needs_the_alert(make_rig):
    rig = make_rig()
    rig.tenant.set_setting(PAUSED, "yes")
    case_id = rig.one(diverted(900))["case_id"]
    with pytest.raises(CaseError) as caught:
        rig.desk.done(case_id, "sign", later(0.1))
    assert caught.value.fault is Fault.AMBIGUOUS
    rig.desk.done(case_id, "sign", later(0.1), alert_of(rig, "desk").alert_id)
    assert tasks(rig) == {"sign"}
