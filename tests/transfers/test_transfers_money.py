from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interceptor.errors import MessageError
from interceptor.transfers.money import minor_units, parse_amount, parse_currency, plain


@pytest.mark.parametrize("text", ["1", "0.01", "2300000.00", "1234.5", ".5", " 12.30 "])
def test_amounts_keep_their_digits(text: str) -> None:
    assert parse_amount(text) == Decimal(text.strip())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "missing_field"),
        ("", "bad_amount"),
        ("0", "bad_amount"),
        ("-5", "bad_amount"),
        ("1e6", "bad_amount"),
        ("NaN", "bad_amount"),
        ("1,000.00", "bad_amount"),
        ("1" * 40, "bad_amount"),
        ("٣", "bad_amount"),
    ],
)
def test_what_is_no_amount_is_refused(text: str | None, code: str) -> None:
    with pytest.raises(MessageError) as raised:
        parse_amount(text)
    assert raised.value.fault.code == code


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = parse_amount(text)
    except MessageError:
        return
    assert amount > 0


@given(st.decimals(min_value="0.01", max_value="999999999999999", places=2))
def test_plain_shows_no_exponent(amount: Decimal) -> None:
    assert parse_amount(plain(amount)) == amount


def test_currencies() -> None:
    assert parse_currency(" cad ") == "CAD"
    with pytest.raises(MessageError):
        parse_currency("ZZZ")
    assert (minor_units("JPY"), minor_units("CAD"), minor_units("BHD")) == (0, 2, 3)
