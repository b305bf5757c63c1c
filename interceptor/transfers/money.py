"""Money: a Decimal amount with its currency, digits as received. Never a float, never without a currency."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

import pycountry

from interceptor.errors import Fault, MessageError

# ISO 20022 ActiveCurrencyAndAmount: 18 digits, 5 decimals. One order more, so that an absurd amount is seen by
# the indicators and a person rather than refused as unreadable.
_AMOUNT: Final = re.compile(r"\+?(\d{1,19}(?:\.\d{1,5})?|\.\d{1,5})\Z", re.ASCII)

CURRENCIES: frozenset[str] = frozenset(c.alpha_3 for c in pycountry.currencies)
"""ISO 4217 alphabetic codes."""

_NO_DECIMALS: Final = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_THREE_DECIMALS: Final = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def minor_units(currency: str) -> int:
    """Decimals of an ISO 4217 currency: 0, 2 or 3 (funds codes with 4 are not payment currencies)."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def parse_amount(text: str | None) -> Decimal:
    """The positive amount in `text`.

    Raises `MessageError` (`missing_field`, `bad_amount`) when absent, zero, negative, not decimal, or too long.
    """
    if text is None:
        raise MessageError(Fault.MISSING_FIELD, "amount")
    match = _AMOUNT.match(text)
    if match is None:
        match = _AMOUNT.match(text.strip())
    if match is None:
        raise MessageError(Fault.BAD_AMOUNT)
    try:
        amount = Decimal(match[1])
    except InvalidOperation as error:  # unreachable by the pattern; kept so that no parser error escapes
        raise MessageError(Fault.BAD_AMOUNT) from error
    if not amount:
        raise MessageError(Fault.BAD_AMOUNT, "zero")
    return amount


def parse_currency(text: str | None) -> str:
    """The ISO 4217 code in `text`. Raises `MessageError` (`missing_field`, `bad_currency`)."""
    if text is None:
        raise MessageError(Fault.MISSING_FIELD, "currency")
    if text in CURRENCIES:
        return text
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise MessageError(Fault.BAD_CURRENCY)
    return code


def plain(amount: Decimal) -> str:
    """The amount as contracts carry it: plain digits, no exponent, as many decimals as received."""
    return format(amount, "f")
