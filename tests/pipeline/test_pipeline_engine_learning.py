"""The engine must not learn the fraud (DESIGN 4): attempts, trust, what reports take out and clearing puts in."""

import msgspec
import pytest
from wires import HONG_KONG, NOW, diverted, history, instant, wire

from interceptor.desk import utc_now
from interceptor.pipeline.brakes import PAUSED
from interceptor.profiles.codec import decode
from interceptor.profiles.debtor import DebtorProfile
from interceptor.profiles.keys import DEBTOR_KEY
from interceptor.profiles.relationship import RelationshipProfile


@pytest.fixture
def rig(make_rig):
    return make_rig(explain_all=True)


def elsewhere(number, days):
    """A payment of a debtor without history to the same mule: nothing speaks against it when it comes."""
    return wire(number, days, debtor_account="999000111222", amount="90000.00", **HOME)


def fired(found):
    return {reason["indicator"] for reason in found["reasons"]}


def later(days):
    """Milliseconds of `NOW` plus so many days, as an aware time."""
    return utc_now(int((NOW.timestamp() + days * 86_400) * 1000))


def relationships(rig):
    """Every relationship that the tenant has, by the accounts it knows."""
    found = []
    for key, body in rig.rows("SELECT key, value FROM profile ORDER BY key"):
        inside = decode(DebtorProfile, body).relationships.values() if len(key) == DEBTOR_KEY else [body]
        found += [decode(RelationshipProfile, each) for each in inside]
    return found


HOME = {"bank": "NRTHCATT", "account": "111122223333"}
"""Another account at home: strange, and not enough to stop a small payment."""


def small(number, days, **fields):
    """A small payment to a mule at home, in Cedar Timber's name."""
    return wire(number, days, **{**HOME, "amount": "120.00", **fields})


def test_the_second_and_third_payment_to_a_mule_still_fire(rig):
    for number, days in ((900, 0.0), (901, 3.0), (902, 6.0)):
        found = rig.one(small(number, days))
        assert "known_creditor_new_account" in fired(found), number


def test_intercepted_is_never_a_payment(rig):
    before = rig.debtor().payments
    rig.score([diverted(900 + step, step / 10) for step in range(4)])
    assert rig.debtor().payments == before
    assert rig.folded(4) == [1, 1, 1, 1]
    assert rig.debtor().attempts == 4


def test_an_account_is_known_only_after_a_time_without_a_report(rig):
    rig.one(small(900, 0.0))
    assert rig.folded(1) == [2]
    early = rig.one(small(901, 29.0))
    late = rig.one(small(902, 31.0))
    assert "known_creditor_new_account" in fired(early)
    assert "known_creditor_new_account" not in fired(late)


def moments(profile):
    return [float(value) for value in msgspec.structs.astuple(profile.amounts)]


@pytest.mark.parametrize("basis", ["reported", "confirmed"])
def test_confirmed_fraud_is_taken_out_as_if_never_paid(rig, make_rig, basis):
    quiet = make_rig()
    found = rig.one(small(900, 0.0))
    assert rig.debtor().payments == quiet.debtor().payments + 1
    rig.desk.report(rig.desk.find(found["transfer_id"]), basis, later(1))
    mine, never = rig.debtor(), quiet.debtor()
    assert mine.payments == never.payments
    assert (mine.histogram, mine.hours, mine.weekdays) == (never.histogram, never.hours, never.weekdays)
    assert moments(mine) == pytest.approx(moments(never), rel=1e-9)
    assert rig.folded(1) == [1]


def test_a_report_is_a_revision_that_recalls(rig):
    found = rig.one(small(900, 0.0))
    case = rig.desk.report(rig.desk.find(found["transfer_id"]), "reported", later(0.1))
    ((body,),) = rig.rows("SELECT body FROM decision ORDER BY number DESC LIMIT 1")
    revised = msgspec.json.decode(body)
    assert (revised["revision"], revised["cause"], revised["decision"], revised["action"]) == (
        2,
        "report",
        "intercept",
        "recall",
    )
    assert revised["case_id"] == case.case_id
    assert rig.one(small(900, 0.0))["revision"] == 2


def test_a_report_of_an_unsent_wire_stops_it_with_a_deadline(rig):
    found = rig.one(wire(900, 0.0, {"stage": "initiated"}))
    case = rig.desk.report(rig.desk.find(found["transfer_id"]), "reported", later(0.1))
    assert case.stop
    assert case.stop.until == later(1.1)
    revised = rig.one(wire(900, 0.0, {"stage": "initiated"}))
    assert (revised["action"], revised["stop_until"]) == ("stop", instant(1.1))
    assert not rig.sent("recalls.alerts")


def test_a_cleared_alert_is_put_in_and_its_account_trusted(rig):
    found = rig.one(diverted(900))
    before = rig.debtor().payments
    rig.desk.withdraw(found["case_id"], "call-back confirmed", later(0.2))
    assert rig.debtor().payments == before + 1
    assert rig.folded(1) == [2]
    again = rig.one(wire(901, 1.0, **HONG_KONG))
    assert "known_creditor_new_account" not in fired(again)
    assert "creditor_account_prior_report" not in fired(again)


def test_a_stop_that_is_cleared_is_put_in_when_it_goes_out(rig):
    found = rig.one(diverted(900, context={"stage": "initiated"}))
    rig.desk.withdraw(found["case_id"], "call-back confirmed", later(0.01))
    assert rig.folded(1) == [1]
    released = rig.one(diverted(900, 0.05, context={"stage": "released"}))
    assert (released["decision"], released["action"]) == ("release", "none")
    assert rig.folded(1) == [2]
    assert not [message for message in rig.sent() if message["topic"] == "recalls.outbound.bank"]
    assert "known_creditor_new_account" not in fired(rig.one(wire(901, 1.0, **HONG_KONG)))


def test_confirmed_and_then_withdrawn_leaves_no_report_on_the_account(rig):
    found = rig.one(diverted(900))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", later(0.1))
    rig.desk.withdraw(found["case_id"], "wrong file", later(0.2))
    found = rig.one(wire(902, 0.3, creditor="New Firs Inc", debtor_account="999000111222", **HONG_KONG))
    assert "creditor_account_prior_report" not in fired(found)


def test_a_confirmed_attempt_marks_its_account_as_reported(rig):
    found = rig.one(diverted(900))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", later(0.1))
    known = [account for profile in relationships(rig) for account in profile.accounts if account.tail == "789"]
    assert known
    assert all(account.reported for account in known)


def revisions(rig):
    return [
        (body["end_to_end_id"], body["revision"], body["cause"], body["decision"], body["action"])
        for body in (
            msgspec.json.decode(row[0])
            for row in rig.rows("SELECT body FROM decision WHERE revision > 1 ORDER BY number")
        )
    ]


def test_look_back_revises_an_earlier_payment_to_the_reported_account(rig):
    first, found = rig.score([elsewhere(900, 0.0), small(901, 1.0)])
    assert first["decision"] == "release"
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", later(1.1))
    assert ("E900", 2, "lookback", "intercept", "recall") in revisions(rig)
    assert rig.folded(2) == [1, 1]
    assert len(rig.cases()) == 2


def test_look_back_leaves_cleared_payments_and_other_accounts_alone(rig):
    cleared = rig.one(diverted(900))
    rig.desk.withdraw(cleared["case_id"], "call-back confirmed", later(0.1))
    rig.one(wire(903, 0.2))
    found = rig.one(diverted(901, 1.0, amount="900000.00"))
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", later(1.1))
    assert not [row for row in revisions(rig) if row[2] == "lookback"]


def test_look_back_makes_drafts_while_alerts_are_paused(rig):
    _, found = rig.score([elsewhere(900, 0.0), small(901, 1.0)])
    rig.tenant.set_setting(PAUSED, "yes")
    rig.desk.report(rig.desk.find(found["transfer_id"]), "confirmed", later(1.1))
    assert ("E900", 2, "lookback", "intercept", "draft") in revisions(rig)


def test_learning_decides_and_alerts_nothing(make_rig):
    rig = make_rig(learnt=False, learning=True)
    rig.raw([*history(), diverted(900)])
    assert (rig.count("decision"), rig.count("outbox"), rig.count("case_file")) == (0, 0, 0)
    assert rig.debtor().payments == 73
