"""Values of MT fields: amounts, dates and agents (research/iso20022.md 4.3). Parties are in `mt_parties`."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from interceptor.errors import Fault, MessageError
from interceptor.messages.values import bic, rate
from interceptor.messages.walk import MAX_TEXT, shortened, warn
from interceptor.transfers.money import minor_units, parse_amount, parse_currency
from interceptor.transfers.transfer import Agent, Charge

_DATED = re.compile(r"([0-9]{6})(.*)\Z", re.DOTALL)
_COMMA = re.compile(r"[0-9]+,[0-9]*\Z")

CLEARING: Final[dict[str, str]] = {
    "AT": "ATBLZ",
    "AU": "AUBSB",
    "BL": "DEBLZ",
    "CC": "CACPA",
    "CH": "CHIPS",  # CHIPS universal id: no country of its own, so never the two letters, which would be Switzerland
    "CN": "CNAPS",
    "CP": "USPID",
    "ES": "ESNCC",
    "FW": "USABA",
    "GR": "GRBIC",
    "HK": "HKNCC",
    "IE": "IENCC",
    "IN": "INFSC",
    "IT": "ITNCC",
    "NZ": "NZNCC",
    "PL": "PLKNR",
    "PT": "PTNCC",
    "RU": "RUCBC",
    "SC": "GBDSC",
    "SW": "CHBCC",
    "ZA": "ZANCC",
}
"""MT clearing code to the ISO external clearing system (research/iso20022.md 4.3)."""

CHARGE_BEARERS: Final = {"OUR": "DEBT", "SHA": "SHAR", "BEN": "CRED"}

_CENTURY: Final = 80
"""Two-digit years from 80 on are of the last century, the pivot of SWIFT."""


def dated_amount(value: str, warnings: list[str]) -> tuple[str | None, str, Decimal]:
    """Date, currency and amount of field 32A. Raises `MessageError` when the amount cannot be read."""
    match = _DATED.match(value.strip())
    if match is None:
        raise MessageError(Fault.BAD_FIELD, "32A")
    day = short_date(match[1])
    if day is None:
        warn(warnings, "bad_date")
    currency, number = money(match[2])
    if len(match[2].rstrip().rpartition(",")[2]) > minor_units(currency):
        warn(warnings, "amount_decimals")
    return day, currency, number


def money(value: str) -> tuple[str, Decimal]:
    """Currency and amount, such as `USD1234,5`. Raises `MessageError`; a dot is never legal here."""
    value = value.strip()
    currency = parse_currency(value[:3])
    number = value[3:]
    if not _COMMA.match(number):
        raise MessageError(Fault.BAD_AMOUNT)
    return currency, parse_amount(number.replace(",", ".").rstrip("."))


def optional_money(value: str | None, warnings: list[str], code: str) -> tuple[str | None, Decimal | None]:
    """Like `money`; a bad one is noted as `code` instead of raised."""
    if value is None:
        return None, None
    try:
        return money(value)
    except MessageError:
        warn(warnings, code)
        return None, None


def charge(value: str) -> Charge | None:
    """A charge of 71F or 71G; zero is usual and counts as none."""
    try:
        currency, number = money(value)
    except MessageError:
        return None
    return Charge(number, currency)


def exchange_rate(value: str | None, warnings: list[str]) -> Decimal | None:
    """Field 36; a bad one is noted."""
    if value is None:
        return None
    found = rate(value.replace(",", ".")) if "." not in value else None
    if found is None:
        warn(warnings, "bad_rate")
    return found


@lru_cache(maxsize=4_096)
def short_date(text: str) -> str | None:
    """`YYMMDD` as an ISO date, or None."""
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        return None
    year = int(text[:2])
    try:
        return date(year + (1900 if year >= _CENTURY else 2000), int(text[2:4]), int(text[4:])).isoformat()
    except ValueError:
        return None


def lines(value: str, warnings: list[str]) -> list[str]:
    """Lines of a field without blanks around them; empty ones are left out."""
    if len(value) > MAX_TEXT:
        value = shortened(value, MAX_TEXT, warnings)
    if "\n" not in value:
        value = value.strip()
        return [value] if value else []
    return [line for line in map(str.strip, value.split("\n")) if line]


def agent(option: str, value: str, warnings: list[str]) -> Agent | None:
    """The institution of a field 51a to 58a with its option letter; None when the field says nothing.

    A gives a BIC, B a location, C a clearing code alone, D a clearing code or account with name and address.
    """
    if option == "A" and (code := bic(value)) is not None:
        return Agent(code)
    rest = lines(value, warnings)
    if not rest:
        return None
    found = Agent()
    if rest[0].startswith("/"):
        _account_line(found, rest.pop(0), warnings)
    if option == "A" and rest:
        found.bic = bic(rest[0])
        if found.bic is None:
            warn(warnings, "bad_bic")
            found.name = rest[0]
    elif option == "B":
        found.town = rest[0] if rest else None
    elif rest:
        found.name = rest[0]
        found.address = tuple(rest[1:])
    return found


def _account_line(found: Agent, line: str, warnings: list[str]) -> None:
    """`//CCnnn` clearing code, `/C/account` or `/D/account`, or `/account`."""
    if line.startswith("//"):
        code, number = line[2:4], line[4:].strip()
        system = CLEARING.get(code)
        if code == "RT" or not number:
            return  # `//RT` and a bare `//FW` only say how to route
        if system is None:
            warn(warnings, "unknown_clearing_code")
            found.member_id = line[2:]
            return
        if code == "SW" and len(number) == 6:
            system = "CHSIC"
        found.clearing_system, found.member_id = system, number
    else:
        found.account = account_number(line) or None


def account_number(line: str) -> str:
    """Account of a line `/account`, `/C/account` or `/D/account`."""
    if line[:3] in {"/C/", "/D/"}:
        return line[3:].strip()
    return "" if line in {"/C", "/D"} else line[1:].strip()
