"""Replies: what they do to states and money; twice, late, contradicting, and in other currencies."""

from datetime import timedelta
from decimal import Decimal

import pytest
from case_builder import ALL, AMOUNT, NOW, UETR, alert, money, onward, opened, reply

from interceptor.cases.answers import apply
from interceptor.cases.case import Case, decode, encode
from interceptor.cases.closing import close, obstacles
from interceptor.cases.effects import (
    DecisionRevision,
    Effect,
    NotifyPerson,
    PlanLanes,
    Relearn,
    SendOutcome,
    SendRecall,
    SendWithdrawal,
)
from interceptor.cases.opening import add_alerts
from interceptor.cases.reply import Reply
from interceptor.cases.states import Event, State
from interceptor.errors import CaseError, Fault


def _tasks(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.task for effect in effects if isinstance(effect, NotifyPerson)]


def _answer(case: Case, lane: str, answer: Event, **fields: object) -> Case:
    return apply(case, reply(case, lane, answer, **fields), NOW).case  # type: ignore[arg-type]


def test_vancouver_alerted_is_returned_and_charges() -> None:
    case = opened().case
    case = _answer(case, "bank", Event.ACK, case_number="B-1")
    case = _answer(case, "desk", Event.HELD, amount="2300000.00", expires_at=NOW + timedelta(days=30))
    assert money(case) == {"alerted": AMOUNT, "held": AMOUNT}
    case = _answer(case, "bank", Event.RETURN_EXPECTED)
    assert money(case)["held"] == AMOUNT, "CNCL is text, not money"
    back = reply(case, "bank", Event.RETURNED, amount="2299960.00", charges=Decimal("40.00"), return_id="RTN1")
    change = apply(case, back, NOW)
    assert money(change.case) == {
        "alerted": AMOUNT,
        "returned": Decimal("2299960.00"),
        "charges": Decimal("40.00"),
    }
    assert change.case.status == "closing"
    assert alert(change.case, "bank").state is State.RETURNED
    closed = close(change.case, reason="returned", by="officer-7", now=NOW)
    assert closed.case.status == "closed"
    assert closed.case.closing is not None
    assert closed.case.closing.returned == {"CAD": Decimal("2299960.00")}
    assert any(isinstance(effect, SendOutcome) for effect in closed.effects)
    assert decode(encode(closed.case)) == closed.case


def test_two_lanes_that_report_one_hold_hold_once() -> None:
    case = _answer(opened().case, "bank", Event.HELD, amount="2300000.00")
    case = _answer(case, "desk", Event.HELD, amount="2300000.00")
    assert money(case)["held"] == AMOUNT


def test_the_same_reply_again_changes_nothing() -> None:
    case = opened().case
    held = reply(case, "desk", Event.HELD, amount="100.00")
    once = apply(case, held, NOW).case
    assert apply(once, held, NOW) == (once, ())


def test_one_return_told_by_two_counts_once() -> None:
    case = opened().case
    case = _answer(case, "bank", Event.RETURNED, amount="1000.00", return_id="RTN1")
    change = apply(case, reply(case, "desk", Event.RETURNED, amount="1000.00", return_id="RTN1"), NOW)
    assert change == (case, ())


def test_a_return_without_an_id_is_a_promise() -> None:
    case = opened().case
    change = apply(case, reply(case, "desk", Event.RETURNED, amount="2300000.00"), NOW)
    assert alert(change.case, "desk").state is State.RETURN_EXPECTED
    assert money(change.case)["in_flight"] == AMOUNT
    assert "confirm_credit" in _tasks(change.effects)


def test_partial_returns_and_what_is_too_much() -> None:
    case = opened().case
    part = apply(case, reply(case, "bank", Event.RETURNED, amount="1300000.00", return_id="A"), NOW)
    assert "rest_of_return" in _tasks(part.effects)
    case = part.case
    change = apply(case, reply(case, "bank", Event.RETURNED, amount="1000000.25", return_id="B"), NOW)
    assert money(change.case)["returned"] == AMOUNT
    assert money(change.case)["surplus"] == Decimal("0.25")
    assert "surplus" in _tasks(change.effects)


def test_late_and_weaker_news_is_written_down_only() -> None:
    case = _answer(opened().case, "bank", Event.RETURNED, amount="2300000.00", return_id="A")
    for late in (Event.PENDING, Event.REJECTED, Event.ACK, Event.RETURN_EXPECTED):
        case = _answer(case, "bank", late, code="CUST")
    assert alert(case, "bank").state is State.RETURNED
    assert [entry.how.value for entry in alert(case, "bank").history][-4:] == ["late"] * 4
    assert money(case)["returned"] == AMOUNT


def test_mule_moves_sixty_percent_on_and_a_part_is_held_there() -> None:
    case = opened().case
    change = apply(
        case,
        reply(
            case,
            "desk",
            Event.PARTLY_HELD,
            amount="920000.00",
            gone=Decimal("1380000.00"),
            expires_at=NOW + timedelta(days=3),
            onward=(onward("7907400.00", "HKD", account="987-654321-001", bic="STHBHKHH", debited=Decimal(1380000)),),
        ),
        NOW,
    )
    case = change.case
    assert PlanLanes(2, ("bank", "desk", "police", "fiu")) in change.effects
    assert money(case) == {"alerted": AMOUNT, "held": Decimal("920000.00"), "moved_on": Decimal(1380000)}
    assert money(case, 2) == {"alerted": Decimal("7907400.00"), "in_flight": Decimal("7907400.00")}
    child = case.hop(2)
    assert (child.parent, child.jurisdiction, child.account, child.currency) == (1, "HK", "…001", "HKD")
    pair = [posting for posting in case.postings if posting.other is not None]
    assert [posting.other.rate for posting in pair if posting.other] == [Decimal("5.73"), pair[1].other.rate]  # type: ignore[union-attr]

    change = add_alerts(case, 2, ALL, NOW)
    assert {found.hop for found in change.case.alerts} == {1, 2}
    case = change.case
    case = _answer(case, "bank", Event.HELD, hop=2, amount="3000000.00")
    assert money(case, 2) == {
        "alerted": Decimal("7907400.00"),
        "held": Decimal("3000000.00"),
        "in_flight": Decimal("4907400.00"),
    }


def test_the_same_onward_place_from_two_lanes_is_one_hop() -> None:
    case = opened().case
    went = (onward("1000.00", "CAD", account="9-1", bic="STHBHKHH"),)
    case = _answer(case, "desk", Event.GONE, amount="1000.00", onward=went)
    case = _answer(case, "bank", Event.GONE, amount="1000.00", onward=went)
    assert len(case.hops) == 2
    assert money(case)["moved_on"] == Decimal("1000.00")
    more = (onward("1500.00", "CAD", account="91", bic="STHBHKHHXXX"),)
    case = _answer(case, "bank", Event.GONE, amount="1500.00", onward=more)
    assert money(case, 2) == {"alerted": Decimal("1500.00"), "in_flight": Decimal("1500.00")}


def test_cash_and_crypto_end_the_chain() -> None:
    case = opened().case
    went = (onward("1000.00", "CAD", channel="cash"), onward("500.00", "CAD", channel="crypto"))
    change = apply(case, reply(case, "desk", Event.GONE, amount="1500.00", onward=went), NOW)
    assert money(change.case)["lost"] == Decimal("1500.00")
    assert len(change.case.hops) == 1
    assert {"cash_out", "hand_over_virtual_assets"} <= set(_tasks(change.effects))


def test_the_hop_limit_calls_a_person_and_plans_nothing() -> None:
    case = opened().case
    for depth in range(1, 6):
        went = (onward("1000.00", "CAD", account=f"9{depth}", bic="STHBHKHH"),)
        change = apply(case, reply(case, "bank", Event.GONE, hop=depth, amount="1000.00", onward=went), NOW)
        case = add_alerts(change.case, depth + 1, ALL, NOW).case
    assert "hop_limit" in _tasks(change.effects)
    assert not any(isinstance(effect, PlanLanes) for effect in change.effects)


def test_money_that_moved_on_comes_back_through_the_first_bank() -> None:
    case = opened().case
    went = (onward("7907400.00", "HKD", account="9", bic="STHBHKHH", debited=Decimal(1380000)),)
    case = _answer(case, "desk", Event.GONE, amount="1380000.00", onward=went)
    case = _answer(case, "bank", Event.RETURNED, amount="2300000.00", return_id="A")
    assert money(case) == {"alerted": AMOUNT, "returned": AMOUNT}
    assert money(case, 2) == {}


def test_another_currency_needs_its_equivalent() -> None:
    case = opened().case
    bad = reply(case, "bank", Event.RETURNED, amount="1650000.00", currency="USD", return_id="A")
    with pytest.raises(CaseError) as caught:
        apply(case, bad, NOW)
    assert caught.value.fault is Fault.UNBALANCED
    good = reply(
        case,
        "bank",
        Event.RETURNED,
        amount="1650000.00",
        currency="USD",
        return_id="A",
        equivalent=Decimal("2290000.00"),
    )
    case = apply(case, good, NOW).case
    assert money(case) == {"alerted": AMOUNT, "returned": Decimal("2290000.00"), "in_flight": Decimal("10000.00")}
    paid = case.postings[-1].other
    assert paid is not None
    assert (paid.amount, paid.currency, paid.hop) == (Decimal("1650000.00"), "USD", None)


@pytest.mark.parametrize("answer", [Event.HELD, Event.PARTLY_HELD, Event.RETURNED])
def test_money_without_an_amount_is_refused(answer: Event) -> None:
    case = opened().case
    with pytest.raises(CaseError) as caught:
        apply(case, reply(case, "desk", answer, return_id="A"), NOW)
    assert caught.value.fault is Fault.MISSING_FIELD


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity"])
def test_absurd_amounts_are_refused(amount: str) -> None:
    case = opened().case
    with pytest.raises(CaseError):
        apply(case, reply(case, "desk", Event.HELD, amount=amount), NOW)


def test_an_unknown_code_goes_to_a_person_and_refuses_nothing() -> None:
    case = opened().case
    change = apply(case, reply(case, "bank", Event.REJECTED, code="ZZ99"), NOW)
    assert alert(change.case, "bank").state is State.SENT
    assert "unknown_code" in _tasks(change.effects)


@pytest.mark.parametrize(
    ("code", "task"), [("CUST", "escalate_police"), ("LEGL", "ask_whether_frozen"), (None, "ask_reason")]
)
def test_a_refusal_has_its_task(code: str | None, task: str) -> None:
    case = opened().case
    change = apply(case, reply(case, "bank", Event.REJECTED, code=code), NOW)
    assert alert(change.case, "bank").state is State.REJECTED
    assert task in _tasks(change.effects)
    assert money(change.case)["in_flight"] == AMOUNT


def test_false_alarm_on_suspicion_takes_everything_back() -> None:
    case = opened(basis="suspected").case
    change = apply(case, reply(case, "desk", Event.FALSE_ALARM, text="holder shows the contract"), NOW)
    assert alert(change.case, "desk").state is State.CLOSED_FALSE
    assert alert(change.case, "bank").state is State.WITHDRAWN
    assert SendWithdrawal(alert(case, "bank").alert_id, 1, "false_alarm") in change.effects
    assert {Relearn("cleared"), DecisionRevision("withdrawn")} <= set(change.effects)
    assert money(change.case) == {"alerted": AMOUNT, "released": AMOUNT}
    assert change.case.status == "closed"


def test_false_alarm_against_the_payers_word_is_for_a_person() -> None:
    case = opened(basis="reported").case
    change = apply(case, reply(case, "desk", Event.FALSE_ALARM, text="holder shows the contract"), NOW)
    assert alert(change.case, "bank").state is State.SENT
    assert "false_alarm" in _tasks(change.effects)
    assert Relearn("cleared") not in change.effects


def test_gone_beside_a_hold_leaves_the_hold() -> None:
    case = _answer(opened().case, "desk", Event.HELD, amount="1000000.00")
    case = _answer(case, "desk", Event.GONE, amount="1300000.00")
    assert alert(case, "desk").state is State.PARTLY_HELD
    assert money(case)["held"] == Decimal("1000000.00")
    assert money(case)["unknown"] == Decimal("1300000.00")
    case = _answer(case, "desk", Event.GONE)
    assert alert(case, "desk").state is State.GONE
    assert money(case) == {"alerted": AMOUNT, "unknown": AMOUNT}


def test_a_hold_lifted_in_part_stands_for_the_rest() -> None:
    case = _answer(opened().case, "desk", Event.HELD, amount="1000000.00")
    case = _answer(case, "desk", Event.RELEASED, amount="400000.00")
    assert money(case)["held"] == Decimal("600000.00")
    assert money(case)["released"] == Decimal("400000.00")
    assert [(hold.active, hold.amount) for hold in case.holds] == [(True, Decimal("600000.00"))]


def test_news_of_a_hold_that_is_older_than_its_release_is_old() -> None:
    case = _answer(opened().case, "desk", Event.RELEASED, happened_at=NOW)
    case = _answer(case, "desk", Event.HELD, amount="2300000.00", happened_at=NOW - timedelta(hours=5))
    assert alert(case, "desk").state is State.RELEASED
    assert money(case) == {"alerted": AMOUNT, "released": AMOUNT}


def test_answers_find_their_alert_by_uetr_message_id_or_case() -> None:
    case = opened().case
    bank = alert(case, "bank")
    for found in ({"uetr": UETR}, {"message_id": bank.message_ids[0]}):
        pending = Reply(reply_id=str(found), received_at=NOW, answer=Event.PENDING, code="ARPL", **found)  # type: ignore[arg-type]
        case = apply(case, pending, NOW).case
    assert [entry.event for entry in alert(case, "bank").history] == [Event.SEND, Event.PENDING, Event.PENDING]
    with pytest.raises(CaseError) as caught:
        apply(case, Reply(reply_id="x", received_at=NOW, answer=Event.PENDING, uetr="other"), NOW)
    assert caught.value.fault is Fault.UNKNOWN_ALERT


def test_an_undelivered_recall_is_sent_again_once_then_waits_for_a_person() -> None:
    case = opened().case
    bank = alert(case, "bank")
    lost = Reply(reply_id="n1", received_at=NOW, answer=Event.UNDELIVERED, message_id=bank.message_ids[0])
    change = apply(case, lost, NOW)
    again = alert(change.case, "bank")
    assert (again.state, again.version) == (State.SENT, 2)
    assert SendRecall(again.alert_id, 2, again.message_ids[1]) in change.effects
    second = Reply(reply_id="n2", received_at=NOW, answer=Event.UNDELIVERED, message_id=again.message_ids[1])
    change = apply(change.case, second, NOW)
    assert alert(change.case, "bank").state is State.DRAFT
    assert not any(isinstance(effect, SendRecall) for effect in change.effects)


def test_money_after_the_end_reopens_the_case() -> None:
    case = opened(basis="suspected").case
    case = apply(case, reply(case, "desk", Event.FALSE_ALARM, text="shown"), NOW).case
    change = apply(case, reply(case, "bank", Event.RETURNED, amount="2300000.00", return_id="A"), NOW)
    assert change.case.status == "closing"
    assert money(change.case) == {"alerted": AMOUNT, "returned": AMOUNT}
    assert "reopened" in _tasks(change.effects)


def test_a_hold_that_crossed_the_withdrawal_is_told_again() -> None:
    case = opened(basis="suspected").case
    case = apply(case, reply(case, "desk", Event.FALSE_ALARM, text="shown"), NOW).case
    change = apply(case, reply(case, "bank", Event.HELD, amount="2300000.00"), NOW)
    assert SendWithdrawal(alert(case, "bank").alert_id, 1, "withdrawn") in change.effects
    assert money(change.case) == {"alerted": AMOUNT, "held": AMOUNT}
    assert change.case.status == "open"


def test_a_case_closes_on_money_alone() -> None:
    case = _answer(opened().case, "bank", Event.RETURN_EXPECTED)
    assert obstacles(case) == ("hop 1: in_flight",)
    with pytest.raises(CaseError):
        close(case, reason="they said so", by="officer-7", now=NOW)
    case = _answer(case, "desk", Event.HELD, amount="2300000.00")
    assert obstacles(case) == ("hop 1: held",)
    assert close(case, reason="court", by="o", now=NOW, held_owner="desk HK").case.status == "closed"
