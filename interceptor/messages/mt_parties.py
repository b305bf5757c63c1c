"""Parties of MT fields 50a and 59a: free lines, numbered lines, or a BIC (research/iso20022.md 4.3)."""

import re
from functools import lru_cache
from typing import Final

import pycountry

from interceptor.messages.mt_fields import account_number, lines
from interceptor.messages.values import bic, country
from interceptor.messages.walk import warn
from interceptor.transfers.accounts import canonical_number, is_iban
from interceptor.transfers.transfer import Account, Party

_NUMBERED = re.compile(r"([1-8])/(.*)\Z")
_IDENTIFIER = re.compile(r"(ARNU|CCPT|CUST|DRLC|EMPL|NIDN|SOSE|TXID)/([A-Z]{2})/(.+)\Z")
_PLACE = re.compile(r"([A-Z]{2})(?:/(.*))?\Z")
_PERSONAL: Final = frozenset({"CCPT", "DRLC", "NIDN", "SOSE"})
"""Identifier codes that only a natural person has: passport, driving licence, national identity, social security."""

_FULL_LINE: Final = 35
"""Characters of an MT line; a name that fills it runs on without a mark."""

Side = tuple[Party, Account | None]


def party(option: str, value: str, warnings: list[str]) -> Side:
    """Party and account of a field 50a or 59a with its option letter (empty for 59)."""
    rest = lines(value, warnings)
    account = _account(rest)
    if option == "F":
        return _numbered(rest, warnings), account
    if option in {"A", "C", "G"}:
        return _by_bic(rest, warnings), account
    return _free(rest, warnings), account


def _account(rest: list[str]) -> Account | None:
    if not rest or not rest[0].startswith("/"):
        return None
    number = account_number(rest.pop(0)).lstrip("/")
    return Account(id=number, iban=is_iban(canonical_number(number))) if number else None


def _by_bic(rest: list[str], warnings: list[str]) -> Party:
    """Options A, C and G: a BIC and no name, so that no name can be checked."""
    code = bic(rest[0]) if rest else None
    if code is None:
        warn(warnings, "bad_bic")
        return _free(rest, warnings)
    return Party(bic=code)


def _free(rest: list[str], warnings: list[str]) -> Party:
    """Up to four lines, the first usually the name. Nothing marks where it ends, so lines 1 and 2 joined are kept as
    the alternative to match on, without a blank where line 1 is full."""
    if not rest:
        return Party()
    found = Party(name=rest[0], address=tuple(rest[1:]))
    if len(rest) > 1:
        joint = "" if len(rest[0]) >= _FULL_LINE else " "
        found.name_alternative = rest[0] + joint + rest[1]
        found.country = country_in(rest[-1])
        if found.country:
            warn(warnings, "country_from_text")
    return found


def _numbered(rest: list[str], warnings: list[str]) -> Party:
    """Option F: lines `1/` name, `2/` street, `3/` country and town, and for the debtor `4/` to `8/`."""
    found = Party()
    if rest and (match := _IDENTIFIER.match(rest[0])):
        found.identifiers = (rest.pop(0),)
        found.private = match[1] in _PERSONAL
    parts: dict[str, list[str]] = {}
    for line in rest:
        if match := _NUMBERED.match(line):
            parts.setdefault(match[1], []).append(match[2].strip())
        else:
            warn(warnings, "unnumbered_line")
            parts.setdefault("0", []).append(line)
    found.name = " ".join(parts.get("1", parts.get("0", [])[:1])) or None
    found.street = " ".join(parts.get("2", ())) or None
    found.address = tuple(parts.get("0", ()))
    _place(found, parts.get("3", []), warnings)
    found.private = found.private or "4" in parts or "5" in parts
    found.identifiers += tuple(text for number in ("6", "7", "8") for text in parts.get(number, ()))
    return found


def _place(found: Party, places: list[str], warnings: list[str]) -> None:
    if not places:
        return
    match = _PLACE.match(places[0])
    if match is None:
        warn(warnings, "bad_country")
        found.town = " ".join(places)
        return
    found.country = country(match[1])
    found.town = " ".join([match[2] or "", *places[1:]]).strip() or None


@lru_cache(maxsize=4_096)
def country_in(line: str) -> str | None:
    """Country that the last line of an address names, whole or at its end: weak evidence (research/iso20022.md 4.2)."""
    names = _names()
    words = line.upper().replace(",", " ").rstrip(" .").split()
    for start in range(max(0, len(words) - 4), len(words)):
        name = " ".join(words[start:])
        if name in names and not (start and name in _ALSO_REGIONS):
            return names[name]
    return None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """English names of countries, upper case, to ISO 3166 alpha-2, with the short forms that wires use."""
    names: dict[str, str] = {}
    for entry in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            if name := getattr(entry, field, None):
                names[name.upper()] = entry.alpha_2
    return names | _SHORT_FORMS


_ALSO_REGIONS: Final = frozenset({"GEORGIA", "JERSEY", "MEXICO", "IRELAND", "GUINEA", "LEBANON", "JORDAN", "CHAD"})
"""Names that behind other words are often a state, a town or half of another name: New Jersey, Atlanta Georgia."""

_SHORT_FORMS: Final = {
    "HONG KONG SAR": "HK",
    "MACAU": "MO",
    "P.R. CHINA": "CN",
    "P.R.CHINA": "CN",
    "PR CHINA": "CN",
    "RUSSIA": "RU",
    "SOUTH KOREA": "KR",
    "KOREA": "KR",
    "TAIWAN": "TW",
    "TURKEY": "TR",
    "U.A.E": "AE",
    "U.K": "GB",
    "U.S.A": "US",
    "UAE": "AE",
    "UK": "GB",
    "USA": "US",
    "VIETNAM": "VN",
}
