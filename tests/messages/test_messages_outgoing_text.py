"""What is written fits the schema: text is cut, identifiers and amounts are whole or absent."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.messages import message_ids
from interceptor.messages.fin_text import fin_amount, reference, x_lines, x_text
from interceptor.messages.outgoing_text import (
    amount,
    clean,
    identifier,
    lines,
    moment,
    valid_bic,
    valid_date,
    valid_date_time,
    valid_uetr,
)


def test_text_is_cleaned_and_cut() -> None:
    assert clean(" a\r\n b\x00c\ud800 ", 10) == "a b c"
    assert clean("\u202etra\u200bnsfer", 20) == "transfer"
    assert clean("abc def", 4) == "abc"
    assert clean("\x00\n", 5) is None
    assert clean(None, 5) is None


def test_an_identifier_is_whole_or_absent() -> None:
    assert identifier("a" * 35, 35) == "a" * 35
    assert identifier("a" * 36, 35) is None
    assert identifier(" A1 ", 35) == "A1"


@given(st.lists(st.text(max_size=300), max_size=5), st.integers(1, 60), st.integers(1, 5))
def test_lines_keep_to_width_and_number(texts: list[str], width: int, most: int) -> None:
    found = list(lines(texts, width, most))
    assert len(found) <= most
    assert all(0 < len(line) <= width and line == line.strip() for line in found)


def test_words_are_kept_together() -> None:
    assert list(lines(["one two three", "four"], 8, 3)) == ["one two", "three", "four"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2300000.00", "2300000.00"),
        ("0.00001", "0.00001"),
        ("123456789012345678", "123456789012345678"),
        ("1234567890123456.7800", "1234567890123456.78"),
        ("1E+3", "1000"),
        ("1234567890123456789", None),
        ("0.000001", None),
        ("NaN", None),
        ("-1", None),
    ],
)
def test_amounts_are_whole_or_absent(value: str, written: str | None) -> None:
    assert amount(Decimal(value), "CAD") == (None if written is None else (written, "CAD"))
    assert amount(Decimal(value), "cad") is None


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [
        ("2300000.00", "CAD", "2300000,00"),
        ("5", "CAD", "5,"),
        ("5.00", "JPY", "5,"),
        ("5.125", "BHD", "5,125"),
        ("5.125", "CAD", None),
        ("123456789012345", "CAD", None),
    ],
)
def test_fin_amounts(value: str, currency: str, written: str | None) -> None:
    assert fin_amount(Decimal(value), currency) == written


def test_times_are_copied_or_left_out() -> None:
    for good in ("2026-03-02T14:03:11", "2026-03-02T14:03:11.120Z", "2026-03-02T14:03:11-08:00"):
        assert valid_date_time(good) == good
    for bad in ("2026-03-02", "2026-13-02T14:03:11", "2026-03-02T24:00:01", "٢٠٢٦-03-02T14:03:11", "", None):
        assert valid_date_time(bad) is None
    assert valid_date("2026-02-28") == "2026-02-28"
    assert valid_date("2026-02-29") is None
    assert moment(datetime(2026, 3, 2, 6, tzinfo=timezone(timedelta(hours=-8)))) == "2026-03-02T14:00:00.000+00:00"
    assert moment(datetime(2026, 3, 2, tzinfo=UTC)) == "2026-03-02T00:00:00.000+00:00"


def test_codes_are_whole_or_absent() -> None:
    assert valid_bic("XMPLCATT") == "XMPLCATT"
    assert valid_bic("XMPLCATT\n") is None
    assert valid_uetr("3f1c7a52-6d0e-1b8f-9a41-c2e7d4b86f10") is None


@given(st.text(max_size=200))
def test_fin_text_has_no_dangerous_line(text: str) -> None:
    assert all(char.isascii() for char in x_text(text))
    for line in x_lines([text], 35, 4):
        assert line[0] not in ":-/"
    written = reference(text)
    assert 0 < len(written) <= 16
    assert "//" not in written
    assert written == written.strip("/")


@given(st.text(max_size=40), st.integers(1, 99))
def test_message_ids_are_sixteen_characters_and_stable(alert: str, version: int) -> None:
    made = message_ids.message_id(alert, version)
    assert made == message_ids.message_id(alert, version)
    assert made != message_ids.message_id(alert, version + 1)
    assert len(made) == message_ids.LENGTH
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_the_kinds_of_ids_differ() -> None:
    assert (
        len({message_ids.message_id("a", 1), message_ids.status_request_id("a", 1, 1), message_ids.case_reference("a")})
        == 3
    )
    assert message_ids.answer_id("a", "XMPLCATT", 1) != message_ids.answer_id("a", "XMPLCATT", 2)
    assert message_ids.imad("20260302", "XMPLQ1F1", "a", 1).startswith("20260302XMPLQ1F1")
    assert len(message_ids.imad("20260302", "XMPLQ1F1", "a", 1)) == 22
