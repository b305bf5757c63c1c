"""Which country a clearing system belongs to (research/iso20022.md 4.2 step 3), and which of them prove it weakly."""

import re
from functools import lru_cache
from typing import NamedTuple

from interceptor.routing.countries import COUNTRIES

_MEMBER_CODES = {
    "USABA": "US", "USPID": "US", "GBDSC": "GB", "CNAPS": "CN", "CNCIP": "CN", "HKNCC": "HK", "INFSC": "IN",
    "AUBSB": "AU", "CACPA": "CA", "CHBCC": "CH", "CHSIC": "CH", "ZANCC": "ZA", "JPZGN": "JP", "SGIBG": "SG",
    "NZNCC": "NZ", "NZRSA": "NZ", "DEBLZ": "DE", "ATBLZ": "AT", "ESNCC": "ES", "ITNCC": "IT", "IENCC": "IE",
    "PTNCC": "PT", "PLKNR": "PL", "GRBIC": "GR", "RUCBC": "RU", "SESBA": "SE", "THCBC": "TH", "TWNCC": "TW",
    "KRBOK": "KR", "MZBMO": "MZ", "COBRC": "CO", "BRISP": "BR", "MXSPE": "MX", "ILIBC": "IL",
}  # fmt: skip
"""ISO external clearing-system identification codes: of a bank's national number."""

_WEAK = frozenset({"CNCIP", "USPID"})
"""CIPS and CHIPS participants hold accounts world-wide (research/iso20022.md 4.2, second remark)."""

_RAILS = {
    "FDW": "US", "FDN": "US", "RTP": "US", "USABA": "US", "CHI": "US", "CHP": "GB", "FPS": "GB", "CHA": "GB",
    "LVT": "CA", "LYX": "CA", "SIC": "CH", "EIS": "CH", "HKL": "HK", "MEP": "SG", "ZEN": "JP", "BOJ": "JP",
}  # fmt: skip
"""National settlement systems (`SttlmInf/ClrSys/Cd`); TGT, STG and other multi-country systems prove nothing."""

_SHAPE = re.compile(r"[A-Z]{5}")


class Clearing(NamedTuple):
    """What a clearing-system code says."""

    country: str
    weak: bool


@lru_cache(maxsize=1024)
def clearing_country(code: str) -> Clearing | None:
    """Country of a member-id clearing system, from its code or proprietary text; None when it says nothing.

    Reads the ISO code (`USABA`), a bare country (`ZA`), a country before or after a separator (`GB-SORTCODE`,
    `NCC/SG`), the code at the head of a longer text (`USABA021000021`), and unknown five-letter codes, whose first
    two letters are the country by ISO's construction.
    """
    text = code.strip().upper()
    if (known := _MEMBER_CODES.get(text)) is not None:
        return Clearing(known, text in _WEAK)
    if text in COUNTRIES:
        return Clearing(text, False)
    if (known := _MEMBER_CODES.get(text[:5])) is not None:
        return Clearing(known, text[:5] in _WEAK)
    parts = [part for part in re.split(r"[^A-Z0-9]+", text) if part]
    for part in (parts[0], parts[-1]) if len(parts) > 1 else ():
        if part in COUNTRIES or part in _MEMBER_CODES:
            return Clearing(_MEMBER_CODES.get(part, part), part in _WEAK)
    if _SHAPE.fullmatch(text) and text[:2] in COUNTRIES:
        return Clearing(text[:2], False)
    return None


def rail_country(code: str) -> str | None:
    """Country of a national settlement system such as `FDW`; None for one that spans countries."""
    return _RAILS.get(code.strip().upper())


def is_aba(number: str) -> bool:
    """True for a nine-digit US routing number: weights 3, 7, 1 over the digits, a multiple of ten, not zero."""
    if len(number) != 9 or not number.isascii() or not number.isdigit() or number == "000000000":
        return False
    return sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(number)) % 10 == 0
