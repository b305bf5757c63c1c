"""Banking days, weekends and hold expiries on the receiver's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.routing.calendars import (
    TARGET,
    add_banking_days,
    after_banking_days,
    is_banking_day,
    local,
    previous_banking_day,
)
from interceptor.routing.clocks import hold_rule
from interceptor.routing.directory import directory

COUNTRIES = sorted(directory().jurisdictions)


@pytest.mark.parametrize("country", ["SA", "KW", "BH", "QA", "OM", "IL", "BD", "EG", "JO", "YE", "LY", "PS"])
def test_friday_and_saturday(country: str) -> None:
    assert not is_banking_day(country, date(2026, 11, 20))
    assert not is_banking_day(country, date(2026, 11, 21))
    assert is_banking_day(country, date(2026, 11, 22))


@pytest.mark.parametrize("country", ["AE", "CA", "HK", "GB", "SG", TARGET, "XK", ""])
def test_saturday_and_sunday(country: str) -> None:
    assert is_banking_day(country, date(2026, 11, 20))
    assert not is_banking_day(country, date(2026, 11, 21))
    assert not is_banking_day(country, date(2026, 11, 22))


def test_nepal_rests_on_saturday_alone() -> None:
    assert not is_banking_day("NP", date(2026, 11, 28))
    assert is_banking_day("NP", date(2026, 11, 27))
    assert is_banking_day("NP", date(2026, 11, 29))


def test_a_gulf_week() -> None:
    thursday = date(2026, 11, 19)
    assert add_banking_days("KW", thursday, 1) == date(2026, 11, 22)  # Sunday
    assert add_banking_days("AE", thursday, 1) == date(2026, 11, 20)  # Friday
    assert add_banking_days("GB", thursday, 2) == date(2026, 11, 23)  # Monday
    assert previous_banking_day("SA", date(2026, 11, 22)) == thursday


def test_holidays_count() -> None:
    assert not is_banking_day("CA", date(2026, 7, 1))
    assert not is_banking_day("HK", date(2026, 7, 1))
    assert not is_banking_day(TARGET, date(2026, 5, 1))
    assert is_banking_day(TARGET, date(2026, 7, 14))
    assert add_banking_days(TARGET, date(2026, 12, 24), 1) == date(2026, 12, 28)


def test_days_are_those_of_the_receivers_clock() -> None:
    friday_evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # Saturday morning in Tokyo
    assert after_banking_days("JP", "Asia/Tokyo", friday_evening, 1) == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    # Seven banking days from a Thursday: the notice period of a British consent request.
    thursday = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    assert after_banking_days("GB", "Europe/London", thursday, 7) == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
    assert after_banking_days("FR", "Europe/Paris", thursday, 10) == datetime(2026, 12, 3, 23, 0, tzinfo=UTC)
    assert local(friday_evening, "Asia/Tokyo") == "2026-11-21T05:00:00+09:00 Asia/Tokyo"


@given(st.sampled_from(COUNTRIES), st.dates(date(2024, 1, 1), date(2032, 1, 1)), st.integers(1, 15))
def test_banking_days_rise_and_are_banking_days(country: str, day: date, count: int) -> None:
    found = add_banking_days(country, day, count)
    assert is_banking_day(country, found)
    assert found >= day + timedelta(days=count)
    assert add_banking_days(country, found, 1) > found
    assert previous_banking_day(country, found + timedelta(days=1)) == found


def test_no_days_is_the_same_day() -> None:
    assert add_banking_days("GB", date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_hold_rules_in_words() -> None:
    book = directory().jurisdictions
    assert "ask for its expiry" in hold_rule(book["SG"])
    assert "72 hours" in hold_rule(book["TH"])
    assert "30 days" in hold_rule(book["HK"])
    assert "10 banking days" in hold_rule(book["ZA"])
    assert "ask" in hold_rule(None)
