"""What people and stages do to a case: who may act, signatures, facts, basis, withdrawal, stop and release."""

from datetime import timedelta
from decimal import Decimal

import pytest
from case_builder import ALL, AMOUNT, NOW, alert, money, opened, plan, reply

from interceptor.cases.acts import complete, indemnify, raise_basis, reroute, sign, withdraw
from interceptor.cases.answers import apply
from interceptor.cases.case import Case, decode, encode
from interceptor.cases.clocks import expire
from interceptor.cases.closing import close, write_off
from interceptor.cases.effects import (
    DecisionRevision,
    PlanLanes,
    Relearn,
    ReleaseStop,
    SendAlert,
    SendRecall,
    SendWithdrawal,
    StopTransfer,
)
from interceptor.cases.opening import add_alerts
from interceptor.cases.postings import Account
from interceptor.cases.stages import change_stage
from interceptor.cases.states import Event, State
from interceptor.cases.told import NOTHING, Told
from interceptor.errors import CaseError, Fault

_UNTIL = NOW + timedelta(hours=1)


def _states(case: Case) -> dict[str, str]:
    return {found.lane: found.state.value for found in case.alerts}


def test_suspected_and_sure_sends_bank_and_desk_alone() -> None:
    change = opened(basis="suspected", probability=0.51)
    assert _states(change.case) == {"bank": "sent", "desk": "sent", "police": "draft", "fiu": "draft"}
    assert alert(change.case, "police").gates == ("basis",)
    sent = [effect for effect in change.effects if isinstance(effect, SendAlert | SendRecall)]
    assert [type(effect) for effect in sent] == [SendRecall, SendAlert]


def test_at_act_alone_itself_a_person_decides() -> None:
    case = opened(basis="suspected", probability=0.5).case
    assert set(_states(case).values()) == {"draft"}
    assert alert(case, "bank").gates == ("act_alone",)


def test_suspected_and_unsure_waits_for_one_click() -> None:
    case = opened(basis="suspected", probability=0.49).case
    assert set(_states(case).values()) == {"draft"}
    change = sign(case, alert(case, "bank").alert_id, "officer-7", NOW)
    assert alert(change.case, "bank").state is State.SENT
    assert alert(change.case, "bank").signed_by == "officer-7"
    with pytest.raises(CaseError) as caught:
        sign(change.case, alert(case, "bank").alert_id, "officer-7", NOW)
    assert caught.value.fault is Fault.ILLEGAL_STEP


def test_no_signature_sends_the_police_on_suspicion() -> None:
    case = opened(basis="suspected").case
    with pytest.raises(CaseError):
        sign(case, alert(case, "police").alert_id, "officer-7", NOW)


def test_a_contract_dispute_never_enters_the_police_lane() -> None:
    case = opened(basis="confirmed", dispute=True).case
    assert _states(case) == {"bank": "sent", "desk": "sent", "police": "draft", "fiu": "draft"}
    with pytest.raises(CaseError):
        sign(case, alert(case, "police").alert_id, "officer-7", NOW)


def test_the_directory_may_want_a_person_but_the_minimum_recall_goes() -> None:
    plans = (plan("bank", must_sign=True, minimum_text=True), plan("desk", must_sign=True))
    assert _states(opened(plans=plans).case) == {"bank": "sent", "desk": "draft"}


def test_a_brake_makes_drafts_and_calls_a_person() -> None:
    change = opened(brake="paused")
    assert set(_states(change.case).values()) == {"draft"}
    assert not any(isinstance(effect, SendAlert | SendRecall) for effect in change.effects)


def test_an_old_transfer_makes_drafts() -> None:
    case = opened(plans=(plan("bank", flags=("draft_age",)),)).case
    assert alert(case, "bank").gates == ("brake:age",)


def test_lanes_that_were_not_chosen_raise_nothing() -> None:
    assert opened(plans=(plan("bank", chosen=False),)).case.alerts == ()


def test_planning_twice_changes_nothing() -> None:
    case = opened().case
    assert add_alerts(case, 1, ALL, NOW) == (case, ())


def test_a_police_lane_waits_for_its_report_and_goes_with_it() -> None:
    plans = (plan("bank"), plan("police", waits_for=("police_report",)))
    case = opened(plans=plans).case
    assert alert(case, "police").gates == ("fact:police_report",)
    signed = sign(case, alert(case, "police").alert_id, "officer-7", NOW).case
    assert alert(signed, "police").state is State.DRAFT
    change = complete(signed, frozenset(), "officer-7", NOW, police_report="VPD 25-1")
    assert alert(change.case, "police").state is State.SENT
    assert alert(change.case, "bank").version == 1, "a recall is sent once"
    assert decode(encode(change.case)) == change.case


def test_facts_asked_for_follow_as_the_next_version() -> None:
    case = opened().case
    case = apply(case, reply(case, "desk", Event.NEED_INFO, missing=("payer_city",)), NOW).case
    assert alert(case, "desk").state is State.WAITING_SENDER
    change = complete(case, frozenset({"payer_city"}), "officer-7", NOW)
    desk = alert(change.case, "desk")
    assert (desk.state, desk.version, desk.pending) == (State.ACKNOWLEDGED, 2, ())


def test_raising_the_basis_frees_drafts_and_opens_the_official_lanes() -> None:
    case = opened(basis="suspected", probability=0.2).case
    change = raise_basis(case, "reported", "officer-7", NOW)
    assert set(_states(change.case).values()) == {"sent"}
    assert {PlanLanes(1, ("police", "fiu")), Relearn("reported"), DecisionRevision("report")} <= set(change.effects)
    assert raise_basis(change.case, "reported", "officer-7", NOW) == (change.case, ())
    with pytest.raises(CaseError):
        raise_basis(change.case, "suspected", "officer-7", NOW)


def test_not_ours_is_rerouted_to_a_new_alert() -> None:
    case = opened().case
    case = apply(case, reply(case, "bank", Event.NOT_OURS, holder="STHBHKHH"), NOW).case
    assert alert(case, "bank").holder == "STHBHKHH"
    change = reroute(case, alert(case, "bank").alert_id, "officer-7", NOW)
    assert PlanLanes(1, ("bank",), "STHBHKHH") in change.effects
    case = add_alerts(change.case, 1, (plan("bank", addressee="STHBHKHH"),), NOW).case
    assert [found.state for found in case.alerts if found.lane == "bank"] == [State.CLOSED, State.SENT]


@pytest.mark.parametrize(("lane", "holder"), [("bank", None), ("bank", "SG"), ("bank", "the bank"), ("desk", "Asia")])
def test_nobody_who_can_be_addressed_is_no_reroute(lane: str, holder: str | None) -> None:
    case = opened().case
    case = apply(case, reply(case, lane, Event.NOT_OURS), NOW).case
    with pytest.raises(CaseError) as caught:
        reroute(case, alert(case, lane).alert_id, "officer-7", NOW, holder=holder)
    assert caught.value.fault is Fault.MISSING_FIELD
    assert (
        PlanLanes(1, ("desk",), "SG")
        not in reroute(case, alert(case, lane).alert_id, "officer-7", NOW, holder="STHBSGSG").effects
    )


def test_an_indemnity_is_an_officers_act() -> None:
    case = opened().case
    case = apply(case, reply(case, "bank", Event.INDEMNITY_NEEDED, text="letter up to CAD 2.3m"), NOW).case
    assert alert(case, "bank").state is State.WAITING_INDEMNITY
    bank = alert(case, "bank").alert_id
    with pytest.raises(CaseError, match="indemnity"):
        indemnify(case, bank, "officer-7", NOW, limit=Decimal(0))
    change = indemnify(case, bank, "officer-7", NOW, limit=AMOUNT)
    assert alert(change.case, "bank").state is State.ACKNOWLEDGED
    assert change.case.told.indemnity == AMOUNT
    with pytest.raises(CaseError):
        indemnify(change.case, bank, "officer-7", NOW)


def test_what_is_told_later_is_added_and_wins() -> None:
    first = Told(officer="officer-7", payer_says=("The mail was forged.",), ic3_complaint="I1")
    found = first.also(Told(payer_says=("The mail was forged.", "Nobody called."), ic3_complaint="I2"))
    assert found.payer_says == ("The mail was forged.", "Nobody called.")
    assert (found.officer, found.ic3_complaint) == ("officer-7", "I2")
    assert found.fields() == {"officer", "summary", "ic3_complaint"}
    assert NOTHING.fields() == frozenset()
    case = complete(opened().case, frozenset(), "officer-7", NOW, told=found).case
    assert decode(encode(case)).told == found


def test_withdrawing_is_as_fast_as_raising() -> None:
    case = opened(plans=(*ALL[:2], plan("police", waits_for=("police_report",)))).case
    change = withdraw(case, "payer confirms the invoice", NOW)
    assert set(_states(change.case).values()) == {"withdrawn"}
    told = [effect.alert_id for effect in change.effects if isinstance(effect, SendWithdrawal)]
    assert told == [alert(case, "bank").alert_id, alert(case, "desk").alert_id]
    assert money(change.case) == {"alerted": AMOUNT, "released": AMOUNT}
    assert change.case.status == "closed"
    assert withdraw(change.case, "again", NOW) == (change.case, ())


def test_held_money_stays_held_until_the_holder_lets_go() -> None:
    case = opened().case
    case = apply(case, reply(case, "desk", Event.HELD, amount="2300000.00"), NOW).case
    case = withdraw(case, "payer confirms the invoice", NOW).case
    assert money(case)["held"] == AMOUNT
    assert case.status == "open"
    case = apply(case, reply(case, "desk", Event.RELEASED), NOW).case
    assert money(case) == {"alerted": AMOUNT, "released": AMOUNT}
    assert case.status == "closing"


def test_unsent_money_is_stopped_and_cancelled() -> None:
    change = opened(basis="suspected", stage="initiated", stop_until=_UNTIL)
    assert change.effects == (StopTransfer(_UNTIL),)
    assert change.case.alerts == ()
    done = change_stage(change.case, "cancelled", NOW)
    assert money(done.case) == {"alerted": AMOUNT, "prevented": AMOUNT}
    assert (done.case.status, done.effects) == ("closed", (DecisionRevision("stage"),))


def test_intercepted_and_then_released_starts_the_recall() -> None:
    case = opened(basis="suspected", stage="initiated", stop_until=_UNTIL).case
    change = change_stage(case, "released", NOW, plans=ALL)
    assert alert(change.case, "bank").state is State.SENT
    assert DecisionRevision("stage") in change.effects
    assert money(change.case)["in_flight"] == AMOUNT
    assert change_stage(change.case, "released", NOW, plans=ALL) == (change.case, ())
    assert change_stage(change.case, "initiated", NOW) == (change.case, ())


def test_the_stops_deadline_calls_a_person_once_and_releases_nothing() -> None:
    case = opened(basis="suspected", stage="initiated", stop_until=_UNTIL).case
    change = expire(case, _UNTIL)
    assert DecisionRevision("deadline") in change.effects
    assert change.case.stop is not None
    assert change.case.stop.active
    assert expire(change.case, _UNTIL) == (change.case, ())


def test_a_withdrawn_stop_lets_the_bank_send() -> None:
    case = opened(basis="suspected", stage="initiated", stop_until=_UNTIL).case
    change = withdraw(case, "called back", NOW)
    assert ReleaseStop() in change.effects
    assert change_stage(change.case, "released", NOW, plans=ALL).case.alerts == ()


def test_a_cancelled_transfer_that_goes_out_is_for_a_person() -> None:
    case = opened(stage="initiated", stop_until=_UNTIL).case
    case = change_stage(case, "cancelled", NOW).case
    with pytest.raises(CaseError) as caught:
        change_stage(case, "released", NOW)
    assert caught.value.fault is Fault.ILLEGAL_STEP


def test_written_off_money_closes_the_case() -> None:
    case = opened().case
    case = write_off(case, 1, Account.LOST, AMOUNT, by="officer-7", reason="nobody says", now=NOW).case
    closed = close(case, reason="gone", by="officer-7", now=NOW).case
    assert closed.closing is not None
    assert closed.closing.lost == {"CAD": AMOUNT}
    assert closed.postings[-1].note == "nobody says"
    with pytest.raises(CaseError):
        write_off(opened().case, 1, Account.RETURNED, Decimal(1), by="officer-7", reason="nobody says", now=NOW)
    with pytest.raises(CaseError, match="reason"):
        write_off(opened().case, 1, Account.LOST, AMOUNT, by="officer-7", reason=" ", now=NOW)
    with pytest.raises(CaseError):
        write_off(closed, 1, Account.LOST, Decimal(1), by="officer-7", reason="nobody says", now=NOW)
