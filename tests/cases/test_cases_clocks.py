"""Clocks of a case: holds that lapse, warnings before, and chasers."""

from datetime import UTC, datetime, timedelta

from case_builder import AMOUNT, NOW, alert, money, opened, plan, reply

from interceptor.cases.answers import apply
from interceptor.cases.clocks import due, expire
from interceptor.cases.effects import NotifyPerson, SendStatusRequest
from interceptor.cases.holds import warnings
from interceptor.cases.states import Event, State


def test_a_hold_warns_twice_and_lapses() -> None:
    case = opened(plans=(plan("desk"),)).case
    end = NOW + timedelta(days=10)
    case = apply(case, reply(case, "desk", Event.HELD, amount="2300000.00", expires_at=end), NOW).case
    struck = []
    while (moment := due(case)) is not None and moment <= end:
        change = expire(case, moment)
        case = change.case
        struck += [(moment, effect.task) for effect in change.effects if isinstance(effect, NotifyPerson)]
    assert [task for _, task in struck] == ["hold_warning", "hold_warning", "hold_expired"]
    assert struck[0][0] == NOW + timedelta(days=5)
    assert alert(case, "desk").state is State.EXPIRED
    assert money(case) == {"alerted": AMOUNT, "unknown": AMOUNT}


def test_a_renewed_hold_starts_anew() -> None:
    case = opened(plans=(plan("desk"),)).case
    for days in (2, 20):
        held = reply(case, "desk", Event.HELD, amount="2300000.00", expires_at=NOW + timedelta(days=days))
        case = apply(case, held, NOW).case
    assert len(case.holds) == 1
    assert case.holds[0].expires_at == NOW + timedelta(days=20)
    later = expire(case, NOW + timedelta(days=3)).case
    assert money(later)["held"] == AMOUNT


def test_a_hold_without_expiry_takes_the_directorys_or_a_careful_guess() -> None:
    for fields, expected in (({"hold_hours": 72}, NOW + timedelta(hours=72)), ({}, NOW + timedelta(hours=24))):
        clock = plan("desk").clock
        case = opened(plans=(plan("desk", clock=type(clock)(**{**_fields(clock), **fields})),)).case
        change = apply(case, reply(case, "desk", Event.HELD, amount="1.00"), NOW)
        assert change.case.holds[0].expires_at == expected
        assert change.case.holds[0].assumed_expiry
        assert any(isinstance(e, NotifyPerson) and e.task == "hold_without_expiry" for e in change.effects)


def _fields(clock: object) -> dict[str, object]:
    return {name: getattr(clock, name) for name in clock.__struct_fields__}  # type: ignore[attr-defined]


def test_the_warning_is_one_working_day_before_on_the_holders_clock() -> None:
    placed = datetime(2025, 6, 18, 2, 0, tzinfo=UTC)
    monday = datetime(2025, 6, 23, 2, 0, tzinfo=UTC)  # 10:00 in Hong Kong
    assert warnings(placed, monday, "HK", "Asia/Hong_Kong")[0] == datetime(2025, 6, 20, 2, 0, tzinfo=UTC)


def test_late_answers_are_chased_and_then_a_person_is_called() -> None:
    case = opened(plans=(plan("bank"),)).case
    tasks: list[str] = []
    for ordinal in (1, 2, 3):
        moment = due(case)
        assert moment == NOW + timedelta(hours=24 * ordinal)
        change = expire(case, moment)
        case = change.case
        chasers = [effect for effect in change.effects if isinstance(effect, SendStatusRequest)]
        assert [effect.ordinal for effect in chasers] == [ordinal]
        tasks += [effect.task for effect in change.effects if isinstance(effect, NotifyPerson)]
    assert tasks == ["no_answer"]
    assert alert(case, "bank").state is State.SENT, "no answer never becomes an answer"


def test_our_own_time_calls_a_person_once() -> None:
    case = opened(plans=(plan("desk"),)).case
    case = apply(case, reply(case, "desk", Event.NEED_INFO, missing=("payer_city",)), NOW).case
    moment = due(case)
    assert moment == NOW + timedelta(minutes=30)
    change = expire(case, moment)
    assert [effect.task for effect in change.effects if isinstance(effect, NotifyPerson)] == ["overdue"]
    assert due(change.case) is None


def test_striking_early_changes_nothing() -> None:
    case = opened().case
    assert expire(case, NOW) == (case, ())
