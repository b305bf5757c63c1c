"""Brakes, deadlines, and what people's acts send, from a wire to the outbox (DESIGN 6)."""

import json

import msgspec
import pytest
from wires import HONG_KONG, LATER_MS, NOW, diverted, instant, uetr_of, wire

from interceptor.cases.reply_json import parse
from interceptor.cases.states import State
from interceptor.decisions import policy as policies
from interceptor.desk import utc_now
from interceptor.errors import CaseError, Fault, MessageError
from interceptor.pipeline.brakes import PAUSED
from interceptor.pipeline.reports import Report
from interceptor.pipeline.sending import Sender
from interceptor.routing.plan import LocalSettings


def later(days):
    return utc_now(round((NOW.timestamp() + days * 86_400) * 1000))


def policy(**changes):
    return policies.default().model_copy(update=changes)


def last_decision(rig):
    ((body,),) = rig.rows("SELECT body FROM decision ORDER BY number DESC LIMIT 1")
    return msgspec.json.decode(body)


def documents(rig, kind=None):
    found = [message for message in rig.sent("recalls.alerts") if message["schema"] == "interceptor.alert/1"]
    return [message for message in found if kind is None or message["kind"] == kind]


# --- brakes ---


def test_an_old_transfer_makes_drafts_in_live_mode(make_rig):
    rig = make_rig(live=True, now_ms=LATER_MS)
    found = rig.one(diverted(900))
    assert (found["decision"], found["action"]) == ("intercept", "draft")
    assert {alert["state"] for alert in found["alerts"]} == {"draft"}
    assert not rig.sent()
    assert {task for (task,) in rig.rows("SELECT task FROM task")} == {"sign"}


def test_a_sepa_transfer_is_young_for_thirteen_months(make_rig):
    rig = make_rig(live=True, now_ms=LATER_MS)
    sepa = {"currency": "EUR", "service_levels": ["SEPA"], "account": "DE89370400440532013000", "bank": "XMPLDEFF"}
    sepa["transaction_id"] = "T900"
    found = rig.one(diverted(900, **sepa))
    assert found["action"] == "recall"
    assert {alert["state"] for alert in found["alerts"] if alert["kind"] == "bank"} == {"sent"}


def test_the_cap_makes_drafts_of_the_rest_and_calls_a_person(make_rig):
    rig = make_rig(policy=policy(alerts_per_hour=2))
    first, second = rig.score([diverted(900), diverted(901, 0.001)])
    assert (first["action"], second["action"]) == ("recall", "draft")
    assert len(rig.sent()) == 2
    assert ("sign",) in rig.rows("SELECT task FROM task")
    assert rig.one(diverted(902, 0.1))["action"] == "recall"


def test_the_cap_holds_for_a_stop_that_goes_out_and_for_a_report(make_rig):
    rig = make_rig(policy=policy(alerts_per_hour=2))
    stopped = {"stage": "initiated"}
    rig.score([diverted(900, context=stopped), diverted(901, 0.001, context=stopped), wire(903, 0.001)])
    first, second = rig.score([diverted(900, 0.002), diverted(901, 0.003)])
    assert (first["action"], second["action"]) == ("recall", "draft")
    assert {alert["state"] for alert in second["alerts"]} == {"draft"}
    case = rig.desk.report(rig.desk.locate(report_of(903)), "reported", later(0.004))
    assert all("brake:cap" in alert.gates for alert in case.alerts)
    assert len(rig.sent()) == 2


def report_of(number):
    return Report(uetr=uetr_of(number).upper())


def test_pause_and_resume(make_rig):
    rig = make_rig()
    rig.tenant.set_setting(PAUSED, "yes")
    assert rig.one(diverted(900))["action"] == "draft"
    assert rig.one(diverted(901, context={"stage": "initiated"}))["action"] == "stop"
    assert rig.one(diverted(901, 0.01))["action"] == "draft"
    assert not rig.sent()
    rig.tenant.set_setting(PAUSED, "no")
    assert rig.one(diverted(902, 0.02))["action"] == "recall"


def test_a_signed_draft_goes_out(make_rig):
    rig = make_rig()
    rig.tenant.set_setting(PAUSED, "yes")
    found = rig.one(diverted(900))
    desk = next(alert for alert in found["alerts"] if alert["kind"] == "desk")
    rig.desk.sign(found["case_id"], desk["alert_id"], later(0.1))
    (document,) = documents(rig)
    assert (document["alert_id"], document["version"], document["draft"]) == (desk["alert_id"], 1, False)
    with pytest.raises(CaseError):
        rig.desk.sign(found["case_id"], desk["alert_id"], later(0.1))


def test_demo_messages_are_marked(make_rig):
    rig = make_rig(demo=True)
    rig.one(diverted(900))
    assert documents(rig)
    assert all(document["demo"] for document in documents(rig))


# --- deadlines ---


def test_silence_at_the_deadline_holds_when_the_policy_declares_it(make_rig):
    rig = make_rig()
    rig.one(diverted(900, context={"stage": "initiated", "cut_off_at": instant(0.2)}))
    assert rig.desk.expire(later(0.1)) == []
    assert len(rig.desk.expire(later(0.2))) == 1
    found = last_decision(rig)
    assert (found["cause"], found["revision"], found["decision"], found["action"]) == (
        "deadline",
        2,
        "intercept",
        "stop",
    )
    assert found["stop_until"] == instant(1.2)
    assert rig.desk.expire(later(0.3)) == []
    assert len(rig.desk.expire(later(1.2))) == 1
    assert (last_decision(rig)["revision"], last_decision(rig)["stop_until"]) == (3, instant(2.2))
    assert ("stop_deadline",) in rig.rows("SELECT task FROM task")


def test_silence_at_the_deadline_releases_only_as_declared_and_what_goes_out_is_recalled(make_rig):
    rig = make_rig(policy=policy(at_cut_off="release"))
    rig.one(diverted(900, context={"stage": "initiated"}))
    rig.desk.expire(later(1.0))
    found = last_decision(rig)
    assert (found["cause"], found["decision"], found["action"], found["stop_until"]) == (
        "deadline",
        "release",
        "none",
        None,
    )
    released = rig.one(diverted(900, 1.01, settlement_date=instant(0)[:10]))
    assert (released["cause"], released["decision"], released["action"]) == ("stage", "intercept", "recall")
    assert documents(rig, "desk")
    assert rig.folded(1) == [1]


def test_a_report_after_the_deadline_stops_again(make_rig):
    rig = make_rig(policy=policy(at_cut_off="release"))
    found = rig.one(diverted(900, context={"stage": "initiated"}))
    rig.desk.expire(later(1.0))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "reported", later(1.1))
    assert (last_decision(rig)["decision"], last_decision(rig)["action"]) == ("intercept", "stop")


# --- reports ---


def test_a_wire_that_only_history_taught_can_be_reported(make_rig):
    rig = make_rig(learnt=False, learning=True)
    rig.raw([wire(900, **HONG_KONG)])
    case = rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.1))
    found = last_decision(rig)
    assert (found["revision"], found["cause"], found["decision"], found["action"]) == (
        1,
        "report",
        "intercept",
        "recall",
    )
    assert found["case_id"] == case.case_id
    assert "not_weighed" in found["warnings"]
    assert documents(rig, "desk")
    assert rig.folded(1) == [1]


def test_a_uetr_of_several_transfers_is_no_report(make_rig):
    rig = make_rig()
    first, second = rig.score([wire(900), wire(900, amount="77.00")])
    with pytest.raises(CaseError):
        rig.desk.locate(report_of(900))
    assert rig.desk.locate(Report(transfer_id=first["transfer_id"])) != rig.desk.find(second["transfer_id"])


def test_the_same_report_again_changes_nothing_that_is_sent(make_rig):
    rig = make_rig()
    rig.one(wire(900))
    for _ in range(3):
        rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.1))
    assert last_decision(rig)["revision"] == 2
    ids = [document["alert_id"] for document in documents(rig)]
    assert len(ids) == len(set(ids))


def test_a_police_report_can_come_with_the_report(make_rig):
    rig = make_rig()
    rig.one(wire(900, **{**HONG_KONG, "amount": "90.00"}))
    rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.1), police_report="VPD 2025-123 2026-03-09")
    rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.1), police_report="VPD 2025-123 2026-03-09")
    assert {document["alert_id"] for document in documents(rig, "police")}


def test_a_police_report_in_free_text_enters_the_alert_as_a_reference(make_rig):
    rig = make_rig()
    rig.one(wire(900, **{**HONG_KONG, "amount": "90.00"}))
    rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.1), police_report="filed at Vancouver, 25-1")
    assert documents(rig, "police")[0]["police_report"] == {"reference": "filed at Vancouver, 25-1"}
    assert "police_report" not in documents(rig, "police")[0].get("pending", [])


def test_a_report_after_a_withdrawal_reaches_a_person(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    rig.desk.withdraw(found["case_id"], "call-back confirmed", later(0.1))
    case = rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.2))
    assert case.basis == "confirmed"
    assert ("report_after_withdrawal",) in rig.rows("SELECT task FROM task")


def test_a_withdrawn_case_is_reopened_when_the_payer_reports_after_all(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    rig.desk.withdraw(found["case_id"], "call-back confirmed", later(0.1))
    assert last_decision(rig)["decision"] == "release"
    before = len(documents(rig, "desk"))
    rig.desk.report(rig.desk.locate(report_of(900)), "confirmed", later(0.2))
    assert rig.cases()[0].withdrawn
    entries = rig.count("audit")
    case = rig.desk.reopen(found["case_id"], "confirmed", later(0.3))
    assert (case.status, case.withdrawn, case.basis) == ("open", False, "confirmed")
    assert {alert.lane: (alert.state, alert.version) for alert in case.alerts if alert.lane in ("bank", "desk")} == {
        "bank": (State.SENT, 2),
        "desk": (State.SENT, 2),
    }
    assert {"police"} <= {alert.lane for alert in case.alerts}
    assert len(documents(rig, "desk")) == before + 1
    assert documents(rig, "desk")[-1]["version"] == 2
    assert (last_decision(rig)["decision"], last_decision(rig)["action"]) == ("intercept", "recall")
    assert rig.count("audit") == entries + 2, "the act, and the task that it ends"
    with pytest.raises(CaseError):
        rig.desk.reopen(found["case_id"], "confirmed", later(0.4))


def test_a_reopened_case_of_an_unsent_wire_is_stopped_again(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900, 0.0, {"stage": "initiated"}))
    rig.desk.withdraw(found["case_id"], "call-back confirmed", later(0.1))
    case = rig.desk.reopen(found["case_id"], "reported", later(0.3))
    assert case.stop.active
    assert (last_decision(rig)["decision"], last_decision(rig)["action"]) == ("intercept", "stop")
    assert last_decision(rig)["stop_until"] > later(0.3).isoformat()


# --- what alerts say ---


def answer(rig, alert_id, now, **fields):
    return rig.desk.reply(parse(json.dumps({"alert_id": alert_id, **fields}), now), now)


def test_an_onward_hop_asks_for_the_account_the_money_went_to(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    desk = next(alert for alert in found["alerts"] if alert["kind"] == "desk")
    onward = [
        {
            "account": "DE89370400440532013000",
            "bic": "NRTHDEFF",
            "country": "DE",
            "amount": "240000.00",
            "currency": "CAD",
        }
    ]
    case = answer(
        rig,
        desk["alert_id"],
        later(0.1),
        answer="GONE",
        amount="250000.00",
        currency="CAD",
        case_number="X1",
        onward=onward,
    )
    (place,) = case.hops[1:]
    assert (place.account, place.jurisdiction) == ("…000", "DE")
    (asked,) = [document for document in documents(rig, "desk") if document["hop"] == 2]
    text = json.dumps(asked)
    assert HONG_KONG["account"] not in text
    assert asked["creditor_account"]["account"] == "DE89370400440532013000"
    assert asked["amounts"]["settled"] == {"amount": "240000.00", "currency": "CAD"}
    assert asked["parent"]
    bank = next(alert for alert in case.alerts if alert.hop == 2 and alert.lane == "bank")
    assert bank.addressee.startswith("NRTHDEFF")


# --- rerouting ---


def test_a_reroute_asks_the_holder_that_was_named(make_rig):
    rig = make_rig()
    case_id = rig.one(diverted(900))["case_id"]
    bank, desk = (next(a for a in rig.cases()[0].alerts if a.lane == lane) for lane in ("bank", "desk"))
    answer(rig, bank.alert_id, later(0.1), answer="NOT_OURS", holder="STHBSGSG")
    answer(rig, desk.alert_id, later(0.1), answer="NOT_OURS", holder="SG", case_number="X1")
    rig.desk.reroute(case_id, bank.alert_id, later(0.2))
    case = rig.desk.reroute(case_id, desk.alert_id, later(0.2))
    assert {case.alert(old.alert_id).state for old in (bank, desk)} == {State.CLOSED}
    new = {alert.lane: alert for alert in case.alerts if alert.rerouted_to}
    assert (new["bank"].addressee, new["bank"].country, new["bank"].rerouted_to) == ("STHBSGSG", "SG", "STHBSGSG")
    assert (new["desk"].country, new["desk"].rerouted_to) == ("SG", "SG")
    recalls = [message for message in rig.sent() if message["topic"] == "recalls.outbound.bank"]
    assert "STHBSGSG" in recalls[-1]["text"]
    assert "STHBSGSG" not in recalls[0]["text"]
    if new["desk"].state is State.DRAFT:
        rig.desk.sign(case_id, new["desk"].alert_id, later(0.3))
    assert documents(rig, "desk")[-1]["jurisdiction"] == "SG"
    assert documents(rig, "desk")[-1]["topic"] == "recalls.alerts.sg"
    answer(rig, new["desk"].alert_id, later(0.4), answer="NEED_INFO", missing=["payer_city"], case_number="X2")
    rig.desk.complete(case_id, frozenset({"payer_city"}), None, later(0.5))
    assert (documents(rig, "desk")[-1]["version"], documents(rig, "desk")[-1]["jurisdiction"]) == (2, "SG")


def test_a_reroute_to_whom_was_asked_calls_a_person(make_rig):
    rig = make_rig()
    case_id = rig.one(diverted(900))["case_id"]
    (bank,) = [alert for alert in rig.cases()[0].alerts if alert.lane == "bank"]
    answer(rig, bank.alert_id, later(0.1), answer="NOT_OURS")
    rig.desk.reroute(case_id, bank.alert_id, later(0.2), HONG_KONG["bank"])
    assert ("reroute", "") in rig.rows("SELECT task, alert_id FROM task")


# --- what no message can be made of ---


def bank_alert(rig):
    (alert,) = [alert for alert in rig.cases()[0].alerts if alert.lane == "bank"]
    return alert


def test_a_recall_that_cannot_be_rendered_stays_a_draft_for_a_person(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900, bank=None, account="GB33BUKB20201555555555"))
    states = {alert["kind"]: alert["state"] for alert in found["alerts"]}
    assert states == {"bank": "draft", "desk": "sent"}
    alert = bank_alert(rig)
    assert (alert.version, alert.sent_at, alert.message_ids, alert.gates) == (0, None, (), ("by_hand",))
    assert [entry.code for entry in alert.history] == [None, "missing_field"]
    assert ("send_by_hand", alert.alert_id) in rig.rows("SELECT task, alert_id FROM task")
    assert not [message for message in rig.sent() if message["topic"] == "recalls.outbound.bank"]
    rig.desk.sign(found["case_id"], alert.alert_id, later(0.1))
    assert bank_alert(rig).state is State.DRAFT
    rig.desk.sent_by_hand(found["case_id"], alert.alert_id, later(0.2))
    alert = bank_alert(rig)
    assert (alert.state, alert.version, alert.signed_by) == (State.SENT, 1, "officer-7")
    assert alert.due_at is not None
    with pytest.raises(CaseError):
        rig.desk.sent_by_hand(found["case_id"], alert.alert_id, later(0.2))


def test_a_next_version_that_cannot_be_rendered_leaves_the_alert_as_it_was(make_rig, monkeypatch):
    rig = make_rig()
    found = rig.one(diverted(900))
    (desk,) = [alert for alert in rig.cases()[0].alerts if alert.lane == "desk"]

    def broken(self, *arguments):
        raise MessageError(Fault.BAD_FIELD)

    answer(rig, desk.alert_id, later(0.1), answer="NEED_INFO", missing=["payer_city"], case_number="X1")
    monkeypatch.setattr(Sender, "render", broken)
    rig.desk.complete(found["case_id"], frozenset({"payer_city"}), None, later(0.2))
    after = rig.cases()[0].alert(desk.alert_id)
    assert (after.state, after.version, after.message_ids) == (State.ACKNOWLEDGED, 1, desk.message_ids)
    assert after.sent_at == desk.sent_at
    assert ("send_by_hand", desk.alert_id) in rig.rows("SELECT task, alert_id FROM task")


def test_a_recall_without_uetr_falls_back_to_mt192(make_rig):
    rig = make_rig(local=LocalSettings(recall_format="iso"))
    rig.one(diverted(900, uetr=None))
    assert (bank_alert(rig).kind, bank_alert(rig).state) == ("camt056_bilateral", State.SENT)
    (recall,) = [message for message in rig.sent() if message["topic"] == "recalls.outbound.bank"]
    assert recall["text"].startswith("{1:")
    assert "{2:I192" in recall["text"]
    rig.desk.expire(later(30))
    reminders = [message for message in rig.sent() if message.get("schema") == "interceptor.reminder/1"]
    assert "bank" in {message["kind"] for message in reminders}


def test_the_police_lane_goes_with_the_report_and_names_it(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    number = rig.desk.find(found["transfer_id"])
    case = rig.desk.report(number, "confirmed", later(0.1))
    police = [alert for alert in case.alerts if alert.lane == "police"]
    assert police
    assert {alert.state for alert in police} == {State.DRAFT}
    rig.desk.complete(case.case_id, frozenset(), "VPD 2025-123 2026-03-09", later(0.2))
    for alert in police:
        if not (case := rig.cases()[0]).alert(alert.alert_id).version:
            rig.desk.sign(case.case_id, alert.alert_id, later(0.3))
    sent = documents(rig, "police")
    assert sent
    assert sent[0]["police_report"] == {"force": "VPD", "number": "2025-123", "reported_on": "2026-03-09"}
    assert sent[0]["topic"] == "recalls.alerts.ca"


def test_no_alert_carries_what_is_internal(make_rig):
    rig = make_rig()
    found = rig.one(diverted(900))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", later(0.1))
    for document in documents(rig):
        assert not {"score", "probability", "model", "policy", "approver", "reasons"} & document.keys()


def test_a_new_version_finds_its_lane_although_the_addressee_is_named_otherwise_now(make_rig, monkeypatch):
    rig = make_rig()
    found = rig.one(diverted(900))
    ((body,),) = rig.rows("SELECT body FROM case_file")
    renamed = body.replace(b"Anti-Deception Coordination", b"Fraud Prevention")
    assert renamed != body
    rig.store.database.execute("UPDATE case_file SET body = ?", (renamed,))
    desk = next(alert for alert in found["alerts"] if alert["kind"] == "desk")
    answer(rig, desk["alert_id"], later(0.1), answer="NEED_INFO", missing=["police_report"], case_number="X1")
    rig.desk.complete(found["case_id"], frozenset({"police_report"}), "VPD 2025-123 2026-03-09", later(0.2))
    assert documents(rig, "desk")[-1]["version"] == 2
    assert "Fraud Prevention" in documents(rig, "desk")[-1]["addressee"]
