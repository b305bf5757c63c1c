"""Little time to verify: eves, cut-offs, fresh changes, events."""

from datetime import UTC, date, datetime

import pytest
from indicator_world import NEW_ACCOUNT, TODAY, Bank, ago, sentence, value, wire

from interceptor.transfers.banking_days import closed_days_after, weekend
from interceptor.transfers.context import Context

FRIDAY = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
BEFORE_EASTER = datetime(2026, 4, 2, 15, 0, tzinfo=UTC)


def test_holiday_or_weekend_eve_fires() -> None:
    assert value(Bank().subject(wire(), FRIDAY), "holiday_or_weekend_eve") == 2.0
    subject = Bank().subject(wire(bank="NRTHGB22XXX"), BEFORE_EASTER)
    assert value(subject, "holiday_or_weekend_eve") == 4.0
    assert "GB" in sentence(subject, "holiday_or_weekend_eve")


def test_holiday_or_weekend_eve_absent() -> None:
    assert value(Bank().subject(wire(), TODAY), "holiday_or_weekend_eve") == 0.0


def test_holiday_or_weekend_eve_unknown() -> None:
    transfer = wire(bank=None)
    transfer.debtor_agent = None
    assert value(Bank().subject(transfer, FRIDAY), "holiday_or_weekend_eve") is None


def test_weekends_differ_by_country() -> None:
    thursday = date(2026, 3, 5)
    assert closed_days_after("IL", thursday) == 2
    assert closed_days_after("SA", thursday) == 2
    assert closed_days_after("AE", thursday) == 0
    assert weekend("QQ") == {5, 6}
    assert closed_days_after("US", date.max) == 0


def test_cut_off_proximity_fires() -> None:
    subject = Bank().subject(wire(), context=Context(cut_off_at=ago(-10 / 1440)))
    assert value(subject, "cut_off_proximity") == pytest.approx(110)
    assert "10 minutes" in sentence(subject, "cut_off_proximity")


def test_cut_off_proximity_absent() -> None:
    assert value(Bank().subject(wire(), context=Context(cut_off_at=ago(-0.5))), "cut_off_proximity") == 0.0
    assert value(Bank().subject(wire(), context=Context(cut_off_at=ago(0.1))), "cut_off_proximity") == 0.0


def test_cut_off_proximity_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "cut_off_proximity") is None


def test_creditor_change_age_short_fires() -> None:
    subject = Bank().subject(wire(account=NEW_ACCOUNT), context=Context(beneficiary_changed_at=ago(2)))
    assert value(subject, "creditor_change_age_short") == pytest.approx(178)
    assert "2.0 days" in sentence(subject, "creditor_change_age_short")


def test_creditor_change_age_short_absent() -> None:
    assert (
        value(Bank().subject(wire(), context=Context(beneficiary_changed_at=ago(400))), "creditor_change_age_short")
        == 0
    )
    assert (
        value(Bank().subject(wire(), context=Context(beneficiary_changed_at=ago(-1))), "creditor_change_age_short") == 0
    )


def test_creditor_change_age_short_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "creditor_change_age_short") is None


def test_key_event_window_fires() -> None:
    subject = Bank().subject(wire(), context=Context(key_event="closing"))
    assert value(subject, "key_event_window") == 1.0
    assert "closing" in sentence(subject, "key_event_window")


def test_key_event_window_absent() -> None:
    """An empty event is none."""
    assert value(Bank().subject(wire(), context=Context(key_event="  ")), "key_event_window") is None


def test_key_event_window_unknown() -> None:
    assert value(Bank().subject(wire(), context=Context()), "key_event_window") is None
